"""The LAA spreadsheet as it is rebuilt: every row, figure, variance and light in its place."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.consolidated import Book, spreadsheet_bytes
from workbook_tools.form import Form
from workbook_tools.framework import Framework, Indicator
from workbook_tools.ledger import SourcedRecord
from workbook_tools.published.rows import SOURCE
from workbook_tools.values.days import day_of, long_date
from workbook_tools.workbooks import Cell, Sheet, Workbook, open_workbook, parse_address, shown

ROUND = "2006-07"
NUMBER_ROW, HEADING_ROW, FIRST_ROW = 3, 4, 5
SIMPLE = [1, 8, 9, 13, 14, 15, 21, 22, 23, 24, 25, 26, 32, 33, 39, 40, 46, 47, 48, 49]
VIEWS = {"Simple View": SIMPLE, "Full View": list(range(1, 50))}
NOT_YET = "Not yet available"
JULY = 39294.0
"""31 July 2007, as Excel counts days."""
WORDS = [
    *("Red", "Amber", "Green", "Query", "Monitor only", "No target"),
    *("Too early to assess", "Not due", "Overdue"),
]


@pytest.fixture(scope="module")
def rebuilt(demo: Demo) -> Workbook:
    return open_workbook(demo.spreadsheet)


@pytest.fixture(scope="module")
def opened(demo: Demo) -> Any:
    """The spreadsheet with its formulas and formats, as openpyxl sees them."""
    return openpyxl.load_workbook(demo.spreadsheet)


def sheet(workbook: Workbook, name: str) -> Sheet:
    found = workbook.sheet(name)
    assert found is not None
    return found


def columns(view: Sheet) -> Mapping[int, int]:
    """Return the column of each printed number."""
    return {
        int(cell.value): column
        for (row, column), cell in view.cells.items()
        if row == NUMBER_ROW and isinstance(cell.value, float)
    }


@pytest.fixture(scope="module")
def row_of(rebuilt: Workbook) -> dict[str, int]:
    """The row of each indicator, which is the same in both views."""
    full = sheet(rebuilt, "Full View")
    column = columns(full)[4]
    return {
        str(full.cell(row, column).value): row
        for row in range(FIRST_ROW, full.max_row + 1)
        if full.cell(row, column).value
    }


def every_cell(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], number: int
) -> Iterator[tuple[Indicator, Cell]]:
    """Yield each measure with its cell of a printed column, in each view that has it."""
    for name, numbers in VIEWS.items():
        if number in numbers:
            view = sheet(rebuilt, name)
            for row in framework.indicators:
                if not row.is_heading:
                    yield row, view.cell(row_of[row.id], columns(view)[number])


# The sheets ----------------------------------------------------------------------


def test_the_sheets_are_those_of_the_contract(rebuilt: Workbook) -> None:
    assert [each.name for each in rebuilt.sheets] == [
        *("Cover", "Board summary", "Summary", "Exceptions", "Simple View", "Full View"),
        *("Lights", "Narrowing the gap", "Trajectories"),
        *("Reward targets", "Outcomes and plan", "Possible indicators"),
        *("Self-assessment", "Actions", "Activities", "Recommendations", "Added value"),
        *("Communities of interest", "Calendar", "Changes", "Checks", "Receipts", "Sources"),
    ]
    assert all(each.state == "visible" for each in rebuilt.sheets)


@pytest.mark.parametrize("name", VIEWS)
def test_the_printed_numbers_stand_above_the_headings(rebuilt: Workbook, name: str) -> None:
    view = sheet(rebuilt, name)
    numbers = [view.cell(NUMBER_ROW, column).value for column in range(1, view.max_column + 1)]
    assert numbers == VIEWS[name]
    headings = [view.cell(HEADING_ROW, c).value for c in range(1, view.max_column + 1)]
    assert all(headings)
    assert len(set(headings)) == len(headings)


def test_the_title_and_the_note_are_the_published_ones(rebuilt: Workbook) -> None:
    simple = sheet(rebuilt, "Simple View")
    assert simple.cell(1, 1).value == "Coventry Community Plan Spreadsheet : LAA Simple View"
    assert simple.cell(2, 1).value == "This report contains the Refreshed 2007/8 LAA Indicators"


@pytest.mark.parametrize("name", VIEWS)
def test_all_rows_stand_in_published_order_under_their_headings(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], name: str
) -> None:
    view = sheet(rebuilt, name)
    expected: list[str] = []
    for block in framework.blocks:
        expected.append(block.title)
        for group in framework:
            if group.block == block.id:
                rows = framework.rows_of(group.id)
                expected.append(group.printed + ("" if rows else " (no indicators are printed)"))
                expected += [outcome.text for outcome in framework.statements_of(group.id)]
                expected += [row.id for row in rows]
    by_row = {row: key for key, row in row_of.items()}
    found = [
        by_row.get(row) or view.cell(row, 1).value for row in range(FIRST_ROW, view.max_row + 1)
    ]
    assert found == expected
    assert len(row_of) == 169
    measures = columns(view)[9]
    for row in framework.indicators:
        assert (view.cell(row_of[row.id], measures).value or "") == row.text
        assert (view.cell(row_of[row.id], 1).value or "") == row.row


def test_the_order_is_that_of_the_print(row_of: Mapping[str, int]) -> None:
    lines = [int(key.rpartition("-")[2]) for key in sorted(row_of, key=lambda key: row_of[key])]
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        assert lines == [int(row["source_line"]) for row in csv.DictReader(stream)]


def test_the_full_view_names_block_group_and_reference_of_every_row(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int]
) -> None:
    full = sheet(rebuilt, "Full View")
    at = columns(full)
    for row in framework.indicators:
        number = row_of[row.id]
        group = framework.group(row.theme_group)
        titles = {block.id: block.title for block in framework.blocks}
        assert full.cell(number, at[2]).value == titles[group.block]
        assert full.cell(number, at[3]).value == group.title
        assert full.cell(number, at[4]).value == row.id
        assert full.cell(number, at[6]).value == ("Yes" if row.lpsa else None)


def test_the_contents_name_every_sheet_and_every_file(
    rebuilt: Workbook, demo: Demo, framework: Framework
) -> None:
    said = [cell.value for cell in sheet(rebuilt, "Cover").cells.values()]
    for name in ("Summary", "Simple View", "Full View", "Lights", "Actions", "Sources"):
        assert name in said
    for group in framework:
        assert group.title in said
        assert f"{group.id}.xlsx" in said
    assert said.count("received 21 February 2007") == 12


def test_the_links_of_the_contents_lead_to_where_they_say(
    opened: Any, framework: Framework
) -> None:
    targets = {}
    for cells in opened["Cover"].iter_rows():
        for cell in cells:
            if cell.hyperlink:
                name, _, place = cell.hyperlink.location.replace("'", "").rpartition("!")
                targets[cell.value] = opened[name][place].value
    for group in framework:
        assert str(targets[group.title]).startswith(group.printed)


# Figures and words -----------------------------------------------------------------


def test_every_returned_figure_stands_in_both_views(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], book: Book
) -> None:
    seen = 0
    for row, cell in every_cell(rebuilt, framework, row_of, 40):
        record = book.record(row, "actual", "value")
        if record is not None:
            assert cell.value == record.value
            seen += 1
        elif book.record(row, "actual", "status") is None:
            assert cell.value is None
    assert seen > 80


def test_a_row_without_a_figure_says_all_that_was_returned_of_it(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], book: Book
) -> None:
    periods = every_cell(rebuilt, framework, row_of, 39)
    seen = 0
    for (row, figure), (_, period) in zip(
        every_cell(rebuilt, framework, row_of, 40), periods, strict=True
    ):
        status = book.record(row, "actual", "status")
        if status is None:
            continue
        assert str(figure.value).startswith(status.text)
        said = f"{period.value} {figure.value}"
        words = book.record(row, "actual", "period")
        assert words is None or words.text in said
        expected = book.record(row, "actual", "expected")
        if expected is not None:
            assert expected.value is not None
            assert said.count(long_date(day_of(expected.value))) == 1
        seen += 1
    assert seen > 100


@pytest.mark.parametrize(
    ("returned", "period", "figure"),
    [
        ({"status": NOT_YET}, None, NOT_YET),
        ({"status": NOT_YET, "expected": JULY}, "Expected by 31 July 2007", NOT_YET),
        ({"status": NOT_YET, "period": "2006-07"}, "2006-07", NOT_YET),
        (
            {"status": NOT_YET, "period": "2006-07", "expected": JULY},
            "2006-07",
            "Not yet available, expected by 31 July 2007",
        ),
        ({"status": NOT_YET, "period": JULY}, "31 July 2007", NOT_YET),
        ({"status": NOT_YET, "period": "Q1 & 2"}, "Q1 & 2", NOT_YET),
        ({"status": NOT_YET, "period": "2 year lag"}, None, "Not yet available (2 year lag)"),
        (
            {"status": NOT_YET, "period": "Household Survey", "expected": JULY},
            "Expected by 31 July 2007",
            "Not yet available (Household Survey)",
        ),
        ({"status": "Suppressed", "period": "2006-07"}, "2006-07", "Suppressed"),
        ({"value": 12.0, "period": "Household Survey"}, "Household Survey", 12.0),
        ({"period": "TBA"}, "TBA", None),
    ],
)
def test_what_is_returned_in_place_of_a_figure_stands_in_two_columns(
    book: Book,
    returned: Mapping[str, str | float],
    period: str | None,
    figure: str | float | None,
) -> None:
    like = next(record for record in book.records if record.field == "actual")
    records = tuple(
        replace(
            like,
            indicator="CYP-577",
            area="city",
            measure=measure,
            value=said if isinstance(said, float) else None,
            text="31 July 2007" if said == JULY else str(said),
        )
        for measure, said in returned.items()
    )
    book = replace(book, records=records)
    row, columns = book.framework.indicator("CYP-577"), book.form.columns_in(book.years)
    assert book.content(row, columns["update_2006_07_date"]).value == period
    assert book.content(row, columns["update_2006_07_city"]).value == figure


def test_what_is_too_long_to_stand_beside_a_figure_stands_in_a_note(book: Book) -> None:
    like = next(record for record in book.records if record.field == "actual")
    said = {"value": 1234567.0, "numerator": 98765.0, "months": 6.0}
    records = tuple(
        replace(like, indicator="CYP-640", area="city", measure=measure, value=value, text="")
        for measure, value in said.items()
    )
    row = book.framework.indicator("CYP-640")
    column = book.form.columns_in(book.years)["update_2006_07_city"]
    content = replace(book, records=records).content(row, column)
    assert (content.value, content.note) == (1234567.0, "98,765, 6 months")
    assert '"' not in content.number_format


@pytest.mark.parametrize(
    ("number", "field", "year"),
    [
        (15, "baseline", ""),
        (21, "target", "2005-06"),
        (22, "target", "2006-07"),
        (23, "target", "2007-08"),
        (24, "target", "2008-09"),
        (26, "actual", "2004-05"),
        (33, "actual", "2005-06"),
    ],
)
def test_every_figure_of_the_framework_stands_in_both_views(
    rebuilt: Workbook,
    framework: Framework,
    row_of: Mapping[str, int],
    number: int,
    field: str,
    year: str,
) -> None:
    for row, cell in every_cell(rebuilt, framework, row_of, number):
        figure = framework.headline(row.id, field, year)
        if figure is None:
            assert cell.kind == "blank"
        elif figure.value is not None:
            assert cell.value == figure.value
        else:
            assert (cell.value or "") == figure.printed


def test_every_comment_is_complete(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int]
) -> None:
    lines = {row.source_line: row.id for row in framework.indicators}
    count = 0
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        for printed in csv.DictReader(stream):
            for name in VIEWS:
                view = sheet(rebuilt, name)
                cell = view.cell(row_of[lines[int(printed["source_line"])]], columns(view)[49])
                assert (cell.value or "") == printed["comments"].strip()
                count += bool(cell.value)
    assert count > 100


# Variances -------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "year"), [(46, "2005-06"), (47, "2006-07")])
def test_a_variance_is_a_formula_with_its_result(
    rebuilt: Workbook,
    framework: Framework,
    row_of: Mapping[str, int],
    book: Book,
    number: int,
    year: str,
) -> None:
    worked_out = 0
    for row, cell in every_cell(rebuilt, framework, row_of, number):
        assert cell.formula, cell
        rows = [framework.indicator(each) for each in framework.joint_rows(row.id, year)]
        actuals = [actual(framework, book, each, year) for each in rows]
        target = framework.headline(row.id, "target", year)
        numbers = [each for each in actuals if each is not None]
        if target is None or target.value is None or len(numbers) < len(actuals):
            assert cell.value == "NA", row.id
        else:
            assert cell.value == pytest.approx(sum(numbers) - target.value, abs=1e-6), row.id
            worked_out += 1
    assert worked_out > 60


def actual(framework: Framework, book: Book, row: Indicator, year: str) -> float | None:
    if year == ROUND:
        record = book.record(row, "actual", "value")
        return record.value if record else None
    figure = framework.headline(row.id, "actual", year)
    return figure.value if figure else None


def test_heading_rows_have_no_figures(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int]
) -> None:
    for name in VIEWS:
        view = sheet(rebuilt, name)
        for row in framework.indicators:
            if row.is_heading:
                for number, column in columns(view).items():
                    if number > 13 and number != 49:
                        assert view.cell(row_of[row.id], column).kind == "blank"


def test_no_cell_of_the_spreadsheet_is_an_error(rebuilt: Workbook) -> None:
    for each in rebuilt.sheets:
        for cell in each.cells.values():
            assert cell.kind != "error", cell


# Lights ----------------------------------------------------------------------------


def test_a_light_is_a_word(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], book: Book
) -> None:
    for row, cell in every_cell(rebuilt, framework, row_of, 48):
        final = book.record(row, "light", "final")
        assert cell.value == (final.text if final else None)
        assert cell.formula is None
        assert cell.value is None or cell.value in WORDS


@pytest.mark.parametrize("name", VIEWS)
def test_the_colour_follows_the_word(opened: Any, rebuilt: Workbook, name: str) -> None:
    view = sheet(rebuilt, name)
    column = columns(view)[48]
    colours = {}
    for area in opened[name].conditional_formatting:
        (cells,) = area.sqref.ranges
        assert (cells.min_col, cells.max_col) == (column, column)
        assert (cells.min_row, cells.max_row) == (FIRST_ROW, view.max_row)
        for rule in area.rules:
            assert (rule.type, rule.operator) == ("cellIs", "equal")
            (word,) = rule.formula
            colours[word.strip('"')] = (
                rule.dxf.fill.bgColor.rgb[-6:],
                rule.dxf.font.color.rgb[-6:],
            )
    assert colours == {
        "Red": ("942514", "FFFFFF"),
        "Amber": ("FFBF47", "0B0C0C"),
        "Green": ("CCE2D8", "005A30"),
    }
    # The cells have no colour of their own that would stay when the word is changed.
    for row in range(FIRST_ROW, view.max_row + 1):
        cell = opened[name].cell(row, column)
        if cell.value:
            assert cell.fill.fill_type is None


def test_white_and_dark_words_can_be_read_on_their_colours(opened: Any) -> None:
    for area in opened["Simple View"].conditional_formatting:
        for rule in area.rules:
            fill, text = rule.dxf.fill.bgColor.rgb[-6:], rule.dxf.font.color.rgb[-6:]
            assert contrast(fill, text) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio as the Web Content Accessibility Guidelines define it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_both_lights_of_every_indicator_are_listed(
    rebuilt: Workbook, framework: Framework, book: Book
) -> None:
    lights = sheet(rebuilt, "Lights")
    headings = [lights.cell(HEADING_ROW, c).value for c in range(1, lights.max_column + 1)]
    places = [headings.index(word) + 1 for word in ("Calculated", "Judgement", "Final", "Reason")]
    listed = {
        str(lights.cell(row, 1).value): tuple(lights.cell(row, c).value for c in places)
        for row in range(HEADING_ROW + 1, lights.max_row + 1)
    }
    measures = [row for row in framework.indicators if not row.is_heading]
    assert list(listed) == [row.id for row in measures]
    for row in measures:
        said = [
            book.record(row, "light", measure)
            for measure in ("calculated", "judgement", "final", "reason")
        ]
        assert listed[row.id] == tuple(record.text if record else None for record in said)


# The summary -----------------------------------------------------------------------


def summary_rows(rebuilt: Workbook) -> dict[str, list[float | str]]:
    summary = sheet(rebuilt, "Summary")
    rows = {}
    for row in range(HEADING_ROW + 1, summary.max_row + 1):
        values = [summary.cell(row, c).value for c in range(2, summary.max_column + 1)]
        rows[str(summary.cell(row, 1).value)] = [v for v in values if isinstance(v, float | str)]
    return rows


def test_the_summary_counts_the_lights_of_each_theme_group(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int]
) -> None:
    view = sheet(rebuilt, "Simple View")
    rows = summary_rows(rebuilt)
    headings = sheet(rebuilt, "Summary")
    assert [headings.cell(HEADING_ROW, c).value for c in range(3, 12)] == WORDS
    for group in framework:
        measures = [row for row in framework.rows_of(group.id) if not row.is_heading]
        words = [view.cell(row_of[row.id], columns(view)[48]).value for row in measures]
        counted = Counter(words)
        count, *lights = rows[group.title]
        assert count == len(measures)
        assert lights[:9] == [counted[word] for word in WORDS]
        assert lights[9] == counted[None]


def test_the_summary_casts(rebuilt: Workbook, framework: Framework) -> None:
    rows = summary_rows(rebuilt)
    total = rows.pop("All theme groups")
    assert list(rows) == [group.title for group in framework]
    for place in (*range(13), 14, 15):
        column = [row[place] for row in rows.values()]
        assert total[place] == sum(value for value in column if isinstance(value, float))
    for indicators, *counts in [*rows.values(), total]:
        assert sum(n for n in counts[:10] if isinstance(n, float)) == indicators


def test_the_share_on_target_is_green_of_those_that_are_rated(rebuilt: Workbook) -> None:
    rows = summary_rows(rebuilt)
    for red, amber, green, *_, rated, on_target, share, _, _ in (row[1:] for row in rows.values()):
        assert isinstance(red, float)
        assert isinstance(amber, float)
        assert isinstance(green, float)
        assert (rated, on_target) == (red + amber + green, green)
        assert share == (pytest.approx(green / rated) if rated else "none rated")
    assert rows["All theme groups"][-5:-2] == [88.0, 44.0, 0.5]


def test_the_summary_counts_the_final_lights_that_are_not_the_calculated_ones(
    rebuilt: Workbook, framework: Framework, book: Book
) -> None:
    def said(row: Indicator, measure: str) -> str:
        record = book.record(row, "light", measure)
        return record.text if record else ""

    rows = summary_rows(rebuilt)
    for group in framework:
        measures = [row for row in framework.rows_of(group.id) if not row.is_heading]
        others = [
            row for row in measures if said(row, "final") not in ("", said(row, "calculated"))
        ]
        assert rows[group.title][-2] == len(others), group.id
    assert rows["All theme groups"][-2] == 91.0


def test_the_counts_are_formulas_so_that_a_changed_word_counts(opened: Any) -> None:
    summary = opened["Summary"]
    for row in range(HEADING_ROW + 1, HEADING_ROW + 14):
        for column in range(3, 18):
            assert str(summary.cell(row, column).value).startswith("="), (row, column)


# Sources ---------------------------------------------------------------------------


def test_every_source_points_at_a_cell_that_holds_the_value(
    rebuilt: Workbook, demo: Demo, book: Book
) -> None:
    files = {path.name: open_workbook(path) for path in demo.completed.values()}
    sources = sheet(rebuilt, "Sources")
    rows = range(HEADING_ROW + 1, sources.max_row + 1)
    assert len(rows) == len(book.records) > 800
    for row in rows:
        reference, _, _, _, what, value, file, name, address, _, digest = (
            str(sources.cell(row, column).value or "") for column in range(1, 12)
        )
        assert files[file].sha256 == digest
        source = sheet(files[file], name)
        cell = source.cell(*parse_address(address))
        assert source.cell(cell.row, 1).value == reference
        above = (source.cell(row, cell.column).value for row in range(1, cell.row))
        assert what in above
        said = {" ".join(shown(cell).split()), cell.value}
        if isinstance(cell.value, float):
            said.add(f"{cell.value:.10g}")
        assert value in said, address


def test_every_value_shown_has_a_source(
    rebuilt: Workbook, framework: Framework, row_of: Mapping[str, int], book: Book
) -> None:
    sources = sheet(rebuilt, "Sources")
    listed = {
        (sources.cell(row, 1).value, sources.cell(row, 5).value)
        for row in range(HEADING_ROW + 1, sources.max_row + 1)
    }
    for number, heading in ((48, "Light"), (49, "Comments")):
        for row, cell in every_cell(rebuilt, framework, row_of, number):
            assert cell.value is None or (row.id, heading) in listed
    for row, cell in every_cell(rebuilt, framework, row_of, 40):
        said = {(row.id, "Actual"), (row.id, "No figure because")}
        assert cell.value is None or said & listed


# The file --------------------------------------------------------------------------


def test_the_same_ledger_gives_the_same_bytes(demo: Demo, book: Book) -> None:
    assert spreadsheet_bytes(book) == demo.spreadsheet.read_bytes()


def test_a_round_without_returns_gives_an_empty_spreadsheet(
    form: Form, framework: Framework
) -> None:
    empty = Book(form, framework, framework.round(ROUND), (), {})
    assert spreadsheet_bytes(empty)[:2] == b"PK"


def test_a_judgement_stands_in_the_place_of_the_calculated_light(
    framework: Framework, book: Book
) -> None:
    judged = [r for r in book.records if (r.field, r.measure) == ("light", "judgement")]
    differing = 0
    for record in judged:
        row = framework.indicator(record.indicator)
        calculated, final = (book.record(row, "light", m) for m in ("calculated", "final"))
        assert isinstance(final, SourcedRecord)
        assert final.text == record.text
        differing += calculated is not None and calculated.text != final.text
    assert 0 < differing < len(judged)


def test_formulas_of_the_spreadsheet_use_only_old_functions(opened: Any) -> None:
    used: set[str] = set()
    for each in opened:
        for cells in each.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    assert isinstance(cell.value, str), cell
                    used |= set(
                        re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", cell.value))
                    )
    old = "ABS AND COUNT COUNTIF COUNTIFS DATE IF IFERROR ISNUMBER LEN MAX NOT OR RIGHT ROUND"
    assert used <= {*old.split(), "SUM", "SUMPRODUCT", "TRIM"}
