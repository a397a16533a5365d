"""The rebuilt spreadsheet beside the published one: every difference has its reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.published.comparison import (
    VERDICTS,
    Comparison,
    compare,
    comparison_csv,
    verdict_counts,
)
from workbook_tools.published.reasons import UNEXPLAINED
from workbook_tools.published.rows import SOURCE
from workbook_tools.values.printed import read_number, read_printed

VARIANCES = {
    46: ("target_2005_06", "update_2005_06_city", "variance_2005_06"),
    47: ("target_2006_07", "update_2006_07_city", "variance_2006_07"),
}


@pytest.fixture(scope="module")
def comparisons(form: Form, framework: Framework, demo: Demo) -> tuple[Comparison, ...]:
    return compare(form, framework, demo.spreadsheet)


@pytest.fixture(scope="module")
def at(comparisons: tuple[Comparison, ...]) -> dict[tuple[int, int], Comparison]:
    return {(cell.source_line, cell.column): cell for cell in comparisons}


def published() -> dict[int, dict[str, str]]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["source_line"]): row for row in csv.DictReader(stream)}


def changed(demo: Demo, folder: Path, line: int, column: int, value: object) -> Path:
    """Return a copy of the spreadsheet with one figure of the simple view changed."""
    book: Any = openpyxl.load_workbook(demo.spreadsheet)
    simple, full = book["Simple View"], book["Full View"]
    numbers = {cell.value: cell.column for cell in simple[3]}
    (row,) = (
        row
        for row in range(5, full.max_row + 1)
        if str(full.cell(row, 4).value or "").endswith(f"-{line}")
    )
    simple.cell(row, numbers[column]).value = value
    path = folder / "laa-spreadsheet.xlsx"
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))
    return path


# The whole of it -----------------------------------------------------------------


def test_every_printed_cell_of_every_row_is_compared(
    comparisons: tuple[Comparison, ...],
) -> None:
    assert len(comparisons) == 169 * 16 == 2704
    assert len({(cell.source_line, cell.column) for cell in comparisons}) == 2704
    assert {cell.source_line for cell in comparisons} == set(published())
    columns = [14, 15, 21, 22, 23, 24, 25, 26, 32, 33, 39, 40, 46, 47, 48, 49]
    assert sorted({cell.column for cell in comparisons}) == columns


def test_what_is_compared_is_what_was_printed(
    at: dict[tuple[int, int], Comparison],
) -> None:
    for line, row in published().items():
        assert at[line, 40].printed == " ".join(row["update_2006_07_city"].split())
        assert at[line, 47].printed == " ".join(row["variance_2006_07"].split())
        assert at[line, 49].printed == " ".join(row["comments"].split())


def test_no_difference_is_unexplained(comparisons: tuple[Comparison, ...]) -> None:
    for cell in comparisons:
        assert cell.verdict in VERDICTS
        assert cell.why != UNEXPLAINED, cell
        if cell.verdict in ("differs", "standardised"):
            assert len(cell.why) > 20, cell
        else:
            assert cell.why == ""


def test_most_cells_are_the_same_and_few_differ(comparisons: tuple[Comparison, ...]) -> None:
    counts = verdict_counts(comparisons)
    assert sum(counts.values()) == 2704
    assert counts["same"] > 2000
    assert 0 < counts["same value"] < 400
    assert 0 < counts["standardised"] < 300
    assert 0 < counts["differs"] < 110


def test_the_same_means_the_same(comparisons: tuple[Comparison, ...]) -> None:
    for cell in comparisons:
        if cell.verdict == "same":
            assert cell.printed == cell.rebuilt
        if cell.verdict == "same value":
            one, other = read_number(cell.printed), read_number(cell.rebuilt.replace("<", ""))
            assert one is not None
            if other is not None:
                assert one.value == pytest.approx(other.value, abs=0.51)


def test_every_comment_and_every_date_of_earlier_updates_is_the_same(
    comparisons: tuple[Comparison, ...],
) -> None:
    for cell in comparisons:
        if cell.column in (25, 32, 49):
            assert cell.verdict == "same", cell


def test_every_judgement_is_the_printed_one(comparisons: tuple[Comparison, ...]) -> None:
    for cell in comparisons:
        if cell.column == 48 and cell.printed:
            assert cell.rebuilt.casefold() == cell.printed.casefold()


def test_the_comparison_opens_in_a_spreadsheet_program(
    demo: Demo, comparisons: tuple[Comparison, ...]
) -> None:
    assert demo.comparison.read_bytes() == comparison_csv(comparisons)
    with demo.comparison.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2704
    assert list(rows[0]) == [
        *("source_line", "column", "heading", "printed", "rebuilt", "verdict", "why"),
    ]


# The odd variances of the print --------------------------------------------------


def odd_variances(framework: Framework) -> set[tuple[int, int]]:
    """Return where a printed variance is not actual less target, from the printed cells alone."""
    odd = set()
    by_line = {row.source_line: row for row in framework.indicators}
    for line, row in published().items():
        if by_line[line].is_heading:
            continue
        for column, (target_name, actual_name, variance_name) in VARIANCES.items():
            target, actual = (_number(row[name]) for name in (target_name, actual_name))
            printed = row[variance_name].strip()
            number = read_number(printed)
            if target is None or actual is None:
                is_odd = printed != "NA"
            elif number is None:
                is_odd = True
            else:
                is_odd = abs(number.value - (actual - target)) > 1e-9
            if is_odd:
                odd.add((line, column))
    return odd


def _number(printed: str) -> float | None:
    readings = read_printed(printed)
    return readings[0].value if readings else None


JOINT = {(line, column) for line in (619, 620, 621) for column in (46, 47)}
"""The target of these three rows is for all of them together: worked out otherwise."""


def test_exactly_the_odd_variances_differ(
    framework: Framework, comparisons: tuple[Comparison, ...]
) -> None:
    odd = odd_variances(framework)
    assert len(odd) > 40
    differs = {
        (cell.source_line, cell.column)
        for cell in comparisons
        if cell.column in VARIANCES and cell.verdict == "differs"
    }
    assert differs - JOINT == odd - JOINT


@pytest.mark.parametrize(
    ("line", "column", "printed", "rebuilt", "words"),
    [
        (605, 46, "0.1", "0.0", "more decimals"),
        (619, 47, "15.0", "-7", "all its rows together"),
        (620, 47, "6.0", "-7", "the update of the year before"),
        (621, 47, "15.0", "-7", "all its rows together"),
        (623, 47, "-0.9", "0.9", "the other way round"),
        (640, 46, "NA", "0.2", "although both figures stand"),
        (640, 47, "NA", "-2.0", "although both figures stand"),
        (651, 46, "NA", "0.22", "although both figures stand"),
        (652, 46, "2%", "-2", "the other way round"),
        (766, 46, "-106.0", "106", "the other way round"),
        (768, 46, "-21.0", "21", "the other way round"),
        (811, 46, "-1580.6", "-1,581", "more decimals"),
        (813, 46, "-0.4", "0.4", "the other way round"),
        (813, 47, "NA", "1.2", "although both figures stand"),
        (824, 47, "", "-31", "blank although both figures stand"),
        (873, 47, "-78.4", "-15", "64% as 0.64"),
        (903, 46, "0.40", "-0.40", "the other way round"),
        (904, 47, "-1.62", "1.62", "the other way round"),
        (905, 47, "", "NA", "where a figure is missing"),
    ],
)
def test_an_odd_variance_is_explained(
    at: dict[tuple[int, int], Comparison],
    line: int,
    column: int,
    printed: str,
    rebuilt: str,
    words: str,
) -> None:
    cell = at[line, column]
    assert (cell.printed, cell.rebuilt, cell.verdict) == (printed, rebuilt, "differs")
    assert words in cell.why


# The comparison can fail -----------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (577, 40, 78),
        (577, 22, 80),
        (577, 15, 71),
        (577, 49, "Another comment"),
        (577, 48, "Red"),
        (577, 47, 2),
        (577, 40, None),
    ],
)
def test_a_changed_cell_differs_and_is_unexplained(
    form: Form,
    framework: Framework,
    demo: Demo,
    tmp_path: Path,
    line: int,
    column: int,
    value: object,
) -> None:
    path = changed(demo, tmp_path, line, column, value)
    wrong = {
        (cell.source_line, cell.column): cell.verdict
        for cell in compare(form, framework, path)
        if cell.why == UNEXPLAINED
    }
    assert wrong.pop((line, column)) == "differs"
    # A figure takes its variance with it.
    assert set(wrong) <= {(line, 47)}


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (577, 39, "Academic Year 2006-7"),  # printed as another year
        (623, 47, 99),  # printed the other way round
        (873, 47, 99),  # printed as a share
        (620, 47, 99),  # printed for the year before
        (605, 46, 99),  # printed from figures with more decimals
        (640, 47, 99),  # printed as NA
        (824, 48, "Green"),  # printed blank; Red follows from the figures
        (674, 39, "Expected by 1 January 1900"),  # the day that is printed is another
    ],
)
def test_a_reason_does_not_cover_for_another_wrong_value(
    form: Form,
    framework: Framework,
    demo: Demo,
    tmp_path: Path,
    line: int,
    column: int,
    value: object,
) -> None:
    path = changed(demo, tmp_path, line, column, value)
    (cell,) = (
        cell
        for cell in compare(form, framework, path)
        if (cell.source_line, cell.column) == (line, column)
    )
    assert (cell.verdict, cell.why) == ("differs", UNEXPLAINED)
