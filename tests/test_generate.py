"""The blank returns: what theme groups are sent."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import GROUPS, Demo, Laa, check_shape
from return_files import HIDDEN, TABLES, VISIBLE, heading_row, headings, keys, table

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework, Indicator, load_framework
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.values.printed import read_number
from workbook_tools.workbooks import Sheet, Workbook, open_workbook, shown

ROUND = "2006-07"


@pytest.fixture(scope="module")
def returns(demo: Demo) -> dict[str, Workbook]:
    return {group: open_workbook(path) for group, path in demo.blank.items()}


@cache
def titles(form: Form) -> dict[str, str]:
    """Return the heading of each column of the sheet Indicators."""
    table = plan_return(form, load_framework(), ROUND, "housing").table("Indicators")
    return {column.id: column.title for column in table.columns}


def column_at(form: Form, sheet: Sheet, column_id: str) -> int:
    return headings(sheet)[titles(form)[column_id]]


def rows_with_place(
    framework: Framework, returns: dict[str, Workbook]
) -> Iterator[tuple[Indicator, Sheet, int]]:
    """Yield every row of the framework with its sheet and row number there."""
    for group, workbook in returns.items():
        sheet = table(workbook)
        places = keys(sheet)
        for row in framework.rows_of(group):
            yield row, sheet, places[row.id]


# The files ---------------------------------------------------------------------


def test_there_is_one_return_for_each_theme_group(demo: Demo) -> None:
    names = sorted(path.name for path in (demo.folder / "returns").iterdir())
    assert names == sorted(f"{group}.xlsx" for group in GROUPS)


def test_each_has_the_sheets_of_the_form_and_a_very_hidden_identity(
    returns: dict[str, Workbook],
) -> None:
    for workbook in returns.values():
        assert [(sheet.name, sheet.state) for sheet in workbook.sheets] == [
            *((name, "visible") for name in VISIBLE),
            *((name, "very hidden") for name in HIDDEN),
        ]


def test_the_identity_says_form_round_group_framework_and_keys(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        sheet = workbook.sheet("_return")
        assert sheet is not None
        said = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 8)}
        assert said == {
            "form": "laa-return",
            "version": "2",
            "form_fingerprint": form.fingerprint,
            "framework": "coventry-2007-08",
            "fingerprint": framework.fingerprint,
            "round": ROUND,
            "theme_group": group,
        }
        said_keys = [
            tuple(sheet.cell(row, column).value for column in (4, 5, 6))
            for row in range(2, sheet.max_row + 1)
            if sheet.cell(row, 6).value
        ]
        assert said_keys == [
            (name, float(row), key)
            for name in TABLES
            for key, row in keys(table(workbook, name)).items()
        ]


def test_writing_twice_gives_the_same_bytes(form: Form, framework: Framework, demo: Demo) -> None:
    # That all twelve come out the same is seen where a demo begins anew.
    for group in ("children-young-people", "housing"):
        plan = plan_return(form, framework, ROUND, group, "Coventry Partnership Secretariat")
        assert return_bytes(plan) == demo.blank[group].read_bytes()


def test_a_half_year_return_differs_in_its_round_only(
    form: Form, framework: Framework, tmp_path: Path
) -> None:
    path = tmp_path / "housing.xlsx"
    path.write_bytes(return_bytes(plan_return(form, framework, "2006-07-half-year", "housing")))
    half_year = open_workbook(path)
    start = half_year.sheet("Start")
    assert start is not None
    said = [cell.value for cell in start.cells.values()]
    assert "31 October 2006" in said
    assert any("1 April 2006 to 30 September 2006" in str(words) for words in said)
    assert check_shape(path, form, framework).findings == ()


def test_a_blank_return_wants_nothing_but_to_be_filled_in(
    form: Form, framework: Framework, demo: Demo
) -> None:
    for path in demo.blank.values():
        checked = check_file(path, form, framework, ROUND)
        errors = [each for each in checked.findings if each.severity == "error"]
        wanted = {"actual-or-reason"} if framework.rows_of(checked.identity.theme_group) else set()
        assert {each.rule for each in errors} == wanted | {"not-signed-off"}
        assert check_shape(path, form, framework, ROUND).findings == ()


# Rows and columns --------------------------------------------------------------


def test_the_first_column_holds_the_framework_s_references_under_their_outcomes(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        sheet = table(workbook)
        expected: list[tuple[str, str]] = []
        outcome: str | None = None
        for row in framework.rows_of(group):
            if row.outcome != outcome:
                outcome = row.outcome
                expected.append((outcome or f"{row.id}-0", "outcome"))
            expected.append((row.id, "row"))
        assert list(keys(sheet)) == [key for key, _ in expected]
        for key, kind in expected:
            words = str(sheet.cell(keys(sheet)[key], column_at(form, sheet, "measure")).value)
            is_outcome = words.startswith(("Outcome: ", "No outcome is printed"))
            assert is_outcome is (kind == "outcome"), words


def test_an_outcome_is_written_out_or_stands_in_full_in_a_note(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    outcomes = {outcome.id: outcome.text for outcome in framework.outcomes}
    seen = 0
    for workbook in returns.values():
        sheet = table(workbook)
        for key in keys(sheet).keys() & outcomes.keys():
            cell = sheet.cell(keys(sheet)[key], column_at(form, sheet, "measure"))
            note = sheet.notes.get((cell.row, cell.column), "")
            said = [str(cell.value), note]
            whole = " ".join(outcomes[key].split())
            assert any(whole in " ".join(words.split()) for words in said), key
            assert len(str(cell.value)) <= 160
            seen += 1
    assert seen > 40


def test_the_printed_numbers_stand_above_the_headings(returns: dict[str, Workbook]) -> None:
    for workbook in returns.values():
        sheet = table(workbook)
        numbers = {
            title: sheet.cell(heading_row(sheet) - 1, column).value
            for title, column in headings(sheet).items()
        }
        assert {title: int(n) for title, n in numbers.items() if isinstance(n, float)} == {
            "Performance Measure / Indicator": 9,
            "Target": 22,
            "Last year": 33,
            "Date or period of the data": 39,
            "Actual": 40,
            "Light": 48,
            "Comments": 49,
        }


def test_the_printed_numbers_of_the_areas_stand_on_the_sheet_for_them(
    returns: dict[str, Workbook],
) -> None:
    for workbook in returns.values():
        sheet = table(workbook, "Gap")
        at = heading_row(sheet) - 1
        numbers = {title: sheet.cell(at, column).value for title, column in headings(sheet).items()}
        assert {title: int(n) for title, n in numbers.items() if isinstance(n, float)} == {
            "Performance Measure / Indicator": 9,
            "PN last year": 34,
            "Rest of city last year": 35,
            "BME areas last year": 36,
            "PN": 41,
            "Rest of city": 42,
            "BME areas": 43,
        }


def test_the_gap_has_the_indicators_that_parts_of_the_city_can_be_compared_by(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    asked = {each.indicator for each in framework.figures if each.area in ("pn", "rest", "bme")}
    seen = set()
    for group, workbook in returns.items():
        sheet = table(workbook, "Gap")
        rows = [
            row.id
            for row in framework.rows_of(group)
            if not row.is_heading and row.area in ("city", "pn", "bme")
        ]
        assert list(keys(sheet)) == rows
        for key, number in keys(sheet).items():
            words = sheet.cell(number, headings(sheet)["Asked for"]).value
            assert words == ("Yes" if key in asked else "If known")
            seen.add(words)
    assert seen == {"Yes", "If known"}


def test_a_theme_group_without_rows_is_told_that_there_is_nothing_to_fill_in(
    returns: dict[str, Workbook],
) -> None:
    for group in ("transport", "culture", "equalities-communities"):
        for name in ("Indicators", "Gap"):
            words = " ".join(str(c.value) for c in table(returns[group], name).cells.values())
            assert "There is nothing to fill in on this sheet." in words
        start = table(returns[group], "Start")
        said = {start.cell(row, 1).value: start.cell(row, 3).value for row in range(1, 24)}
        assert said["1. Indicators"] == said["2. Gap"] == "Nothing to fill in"
        assert said["3. Self-assessment"] == f"0 of {_assessed(returns[group])} done"
        assert said["4. Actions"] == "0 of 0 red or amber"


def _assessed(workbook: Workbook) -> int:
    sections = sum("-P" in key for key in keys(table(workbook, "Self-assessment")))
    return len(keys(table(workbook, "Self-assessment"))) - sections


# What is known already ---------------------------------------------------------


@pytest.mark.parametrize(
    ("column_id", "field", "year"),
    [
        ("baseline_city", "baseline", ""),
        ("target_2005_06", "target", "2005-06"),
        ("target_2006_07", "target", "2006-07"),
        ("target_2007_08", "target", "2007-08"),
        ("target_2008_09", "target", "2008-09"),
        ("update_2004_05_city", "actual", "2004-05"),
        ("update_2005_06_city", "actual", "2005-06"),
    ],
)
def test_every_known_figure_is_there(
    form: Form,
    framework: Framework,
    returns: dict[str, Workbook],
    column_id: str,
    field: str,
    year: str,
) -> None:
    for row, sheet, number in rows_with_place(framework, returns):
        cell = sheet.cell(number, column_at(form, sheet, column_id))
        figure = framework.headline(row.id, field, year)
        if figure is None or (figure.value is None and not figure.printed):
            assert cell.kind == "blank", cell
        elif figure.value is None:
            assert cell.value == figure.printed
        else:
            assert cell.value == figure.value


def test_every_known_figure_is_the_printed_one(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    printed = printed_rows()
    seen = 0
    for row, sheet, number in rows_with_place(framework, returns):
        for column_id in (
            "baseline_city",
            "target_2005_06",
            "target_2006_07",
            "target_2007_08",
            "target_2008_09",
            "update_2004_05_city",
            "update_2005_06_city",
        ):
            typed = read_number(printed[row.source_line][column_id])
            if typed is not None and "percent" not in typed.decorations:
                assert sheet.cell(number, column_at(form, sheet, column_id)).value == typed.value
                seen += 1
    assert seen > 500


def test_dates_units_and_words_are_there(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    printed = printed_rows()
    polarity = {"higher": "Higher is better", "lower": "Lower is better", "": None}
    for row, sheet, number in rows_with_place(framework, returns):

        def value(column_id: str, sheet: Sheet = sheet, number: int = number) -> object:
            return sheet.cell(number, column_at(form, sheet, column_id)).value

        assert value("measure") == (row.text or None)
        assert value("units") == (row.unit or None)
        assert value("better_when") == polarity[row.polarity]
        assert value("row") == (row.row or None)
        assert bool(value("area")) is not row.is_heading
        for column_id in ("update_2004_05_date", "update_2005_06_date"):
            assert (value(column_id) or "") == printed[row.source_line][column_id]


def test_a_figure_keeps_the_words_around_it_and_stays_a_number(
    form: Form,
    returns: dict[str, Workbook],
) -> None:
    sheet = table(returns["children-young-people"])
    rows = keys(sheet)
    limit = sheet.cell(rows["CYP-619"], column_at(form, sheet, "target_2006_07"))
    assert (limit.value, shown(limit)) == (15.0, "<15 jointly")
    rate = sheet.cell(rows["CYP-640"], column_at(form, sheet, "update_2005_06_city"))
    assert (rate.value, shown(rate)) == (4.2, "4.2 (1,375)")


def test_the_guidance_explains_every_visible_column_choice_and_light(
    form: Form,
    returns: dict[str, Workbook],
) -> None:
    for workbook in returns.values():
        guidance = table(workbook, "Guidance")
        said = {
            (guidance.cell(row, 1).value, guidance.cell(row, 2).value)
            for row in range(1, guidance.max_row + 1)
        }
        for name in TABLES:
            sheet = table(workbook, name)
            for title, column in headings(sheet).items():
                # The reference is explained once, with the first sheet.
                if column not in sheet.hidden_columns and title != "Ref":
                    assert (name, title) in said
        lights = {word for owner, word in said if owner == "Light"}
        assert lights == {light.word for light in form.lights.lights}
        for choices in form.lists.values():
            of_list = {word for owner, word in said if owner == choices.title}
            assert set(choices.words) <= of_list


# Written to a folder -----------------------------------------------------------


def test_returns_that_are_there_already_and_the_same_are_left(laa: Laa, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    for _ in range(2):
        told = laa("generate", "--group", "housing", "--out", folder, folder=tmp_path)
        assert told.status == 0
        assert told.out.split() == [str(folder / "housing.xlsx")]


def test_a_return_that_may_hold_entries_is_not_written_over(laa: Laa, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "housing.xlsx").write_bytes(b"someone's entries")
    told = laa("generate", "--out", folder, folder=tmp_path)
    assert told.status == 2
    assert "housing.xlsx is there already" in told.err
    assert "--replace" in told.err
    # Not a single other return is written either.
    assert [path.name for path in folder.iterdir()] == ["housing.xlsx"]
    assert (folder / "housing.xlsx").read_bytes() == b"someone's entries"


def test_a_return_is_written_over_where_that_is_asked_for(laa: Laa, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "housing.xlsx").write_bytes(b"someone's entries")
    told = laa("generate", "--group", "housing", "--replace", "--out", folder, folder=tmp_path)
    assert told.status == 0
    assert open_workbook(folder / "housing.xlsx").sheet("_return")


def test_only_the_groups_asked_for_are_written_each_once(laa: Laa, tmp_path: Path) -> None:
    told = laa(
        *("generate", "--group", "housing", "--group", "health", "--group", "housing"),
        *("--out", tmp_path / "some"),
        folder=tmp_path,
    )
    assert told.status == 0
    names = sorted(path.name for path in (tmp_path / "some").iterdir())
    assert names == ["health.xlsx", "housing.xlsx"]
    assert len(told.out.splitlines()) == 2


# What was printed ----------------------------------------------------------------------


def printed_rows() -> dict[int, dict[str, str]]:
    from workbook_tools.published.rows import SOURCE

    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["source_line"]): row for row in csv.DictReader(stream)}
