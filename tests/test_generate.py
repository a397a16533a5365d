"""The blank returns: what theme groups are sent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import GROUPS, HEADING_ROW, Demo, Laa, check_shape
from lxml import etree

from workbook_tools.checks import check_file
from workbook_tools.checks.working_out import work_out
from workbook_tools.engine import recalculated
from workbook_tools.framework import Framework, Indicator
from workbook_tools.printed import read_number
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.templates import load_columns, load_lists
from workbook_tools.workbooks import Sheet, Workbook, open_workbook, shown

ROUND = "2006-07"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

EXCEL_2010 = {
    *("ABS", "AND", "COUNT", "COUNTIF", "COUNTIFS", "DATE", "FIND", "HYPERLINK", "IF", "IFERROR"),
    *("INDEX", "INT", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MAX"),
    *("MID", "MIN", "MOD", "MONTH", "NOT", "OR", "RIGHT", "ROUND", "SEARCH", "SIGN"),
    *("SUBSTITUTE", "SUM", "SUMIF", "SUMIFS", "TEXT", "TRIM", "UPPER", "VALUE", "YEAR"),
}
"""Every function a return may use. All were in Excel 2007; none looks at the clock or moves."""


@pytest.fixture(scope="module")
def returns(demo: Demo) -> dict[str, Workbook]:
    return {group: open_workbook(path) for group, path in demo.blank.items()}


def table(workbook: Workbook) -> Sheet:
    sheet = workbook.sheet("Indicators")
    assert sheet is not None
    return sheet


def headings(sheet: Sheet) -> dict[str, int]:
    """Return the column of each heading."""
    return {
        str(cell.value): column for (row, column), cell in sheet.cells.items() if row == HEADING_ROW
    }


def column_at(sheet: Sheet, column_id: str) -> int:
    return headings(sheet)[load_columns()[column_id].title]


def rows_with_place(
    framework: Framework, returns: dict[str, Workbook]
) -> Iterator[tuple[Indicator, Sheet, int]]:
    """Yield every row of the framework with its sheet and row number there."""
    for group, workbook in returns.items():
        sheet = table(workbook)
        for number, row in enumerate(framework.rows_of(group), start=HEADING_ROW + 1):
            yield row, sheet, number


def validations(path: Path) -> list[Any]:
    return [
        rule
        for sheet in openpyxl.load_workbook(path)
        for rule in sheet.data_validations.dataValidation
    ]


# The files ---------------------------------------------------------------------


def test_there_is_one_return_for_each_theme_group(demo: Demo) -> None:
    names = sorted(path.name for path in (demo.folder / "returns").iterdir())
    assert names == sorted(f"{group}.xlsx" for group in GROUPS)


def test_each_has_the_sheets_of_the_form_and_a_very_hidden_identity(
    returns: dict[str, Workbook],
) -> None:
    for workbook in returns.values():
        assert [(sheet.name, sheet.state) for sheet in workbook.sheets] == [
            ("Start", "visible"),
            ("Indicators", "visible"),
            ("Checks", "visible"),
            ("Guidance", "visible"),
            ("_checks", "very hidden"),
            ("_return", "very hidden"),
        ]


def test_the_identity_says_form_round_group_framework_and_keys(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        sheet = workbook.sheet("_return")
        assert sheet is not None
        said = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 7)}
        assert said == {
            "form": "laa-return",
            "version": "1",
            "framework": "coventry-2007-08",
            "fingerprint": framework.fingerprint,
            "round": ROUND,
            "theme_group": group,
        }
        keys = [sheet.cell(row, 6).value for row in range(2, sheet.max_row + 1)]
        assert [key for key in keys if key] == [row.id for row in framework.rows_of(group)]


def test_writing_twice_gives_the_same_bytes(framework: Framework, demo: Demo) -> None:
    for group, path in demo.blank.items():
        plan = plan_return(framework, ROUND, group, "Coventry Partnership Secretariat")
        assert return_bytes(plan) == path.read_bytes()


def test_a_half_year_return_differs_in_its_round_only(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "housing.xlsx"
    path.write_bytes(return_bytes(plan_return(framework, "2006-07-half-year", "housing")))
    half_year = open_workbook(path)
    start = half_year.sheet("Start")
    assert start is not None
    said = [cell.value for cell in start.cells.values()]
    assert "31 October 2006" in said
    assert any("1 April 2006 to 30 September 2006" in str(words) for words in said)
    assert check_shape(path, framework).findings == ()


def test_a_blank_return_wants_nothing_but_to_be_filled_in(framework: Framework, demo: Demo) -> None:
    for path in demo.blank.values():
        checked = check_file(path, framework, ROUND)
        errors = [each for each in checked.findings if each.severity == "error"]
        assert {each.rule for each in errors} <= {"actual-or-reason"}
        assert check_shape(path, framework, ROUND).findings == ()


# Rows and columns --------------------------------------------------------------


def test_the_first_column_holds_the_framework_s_references(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for row, sheet, number in rows_with_place(framework, returns):
        assert sheet.cell(number, 1).value == row.id
    for group, workbook in returns.items():
        assert table(workbook).max_row == HEADING_ROW + len(framework.rows_of(group))


def test_headings_are_unique(returns: dict[str, Workbook]) -> None:
    for workbook in returns.values():
        sheet = table(workbook)
        words = [str(sheet.cell(HEADING_ROW, c).value) for c in range(1, sheet.max_column + 1)]
        assert len({word.casefold() for word in words}) == len(words)


def test_the_printed_numbers_stand_above_the_headings(returns: dict[str, Workbook]) -> None:
    for workbook in returns.values():
        sheet = table(workbook)
        numbers = {
            title: sheet.cell(HEADING_ROW - 1, column).value
            for title, column in headings(sheet).items()
        }
        assert {title: int(n) for title, n in numbers.items() if isinstance(n, float)} == {
            "Row": 1,
            "LAA Outcome": 8,
            "Performance Measure / Indicator": 9,
            "Better when": 11,
            "Kind of measure": 10,
            "Area": 12,
            "Units": 13,
            "Baseline / Outturn: Date": 14,
            "Baseline / Outturn: City Avg": 15,
            "Performance Targets (City Average): 2005-6": 21,
            "Performance Targets (City Average): 2006-7": 22,
            "Performance Targets (City Average): 2007-8": 23,
            "Performance Targets (City Average): 2008-9": 24,
            "2004-5 Update: Date of Data": 25,
            "2004-5 Update: City Avg": 26,
            "2005-6 Update: Date of Data": 32,
            "2005-6 Update: City Avg": 33,
            "Date or period of the data": 39,
            "Actual": 40,
            "Actual: PN": 41,
            "Actual: rest of city": 42,
            "Actual: BME areas": 43,
            "Light": 48,
            "Comments": 49,
        }


def test_a_theme_group_without_rows_is_told_that_there_is_nothing_to_fill_in(
    returns: dict[str, Workbook],
) -> None:
    for group in ("transport", "culture", "equalities-communities"):
        words = " ".join(str(cell.value) for cell in table(returns[group]).cells.values())
        assert "There is nothing to fill in on this sheet." in words
        start = returns[group].sheet("Start")
        assert start is not None
        assert "0 of 0 have a figure or a reason for none" in [
            cell.value for cell in start.cells.values()
        ]


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
    framework: Framework, returns: dict[str, Workbook], column_id: str, field: str, year: str
) -> None:
    for row, sheet, number in rows_with_place(framework, returns):
        cell = sheet.cell(number, column_at(sheet, column_id))
        figure = framework.headline(row.id, field, year)
        if figure is None or (figure.value is None and not figure.printed):
            assert cell.kind == "blank", cell
        elif figure.value is None:
            assert cell.value == figure.printed
        else:
            assert cell.value == figure.value


def test_every_known_figure_is_the_printed_one(
    framework: Framework, returns: dict[str, Workbook]
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
                assert sheet.cell(number, column_at(sheet, column_id)).value == typed.value
                seen += 1
    assert seen > 500


def test_dates_units_and_words_are_there(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    printed = printed_rows()
    polarity = {"higher": "Higher is better", "lower": "Lower is better", "": None}
    for row, sheet, number in rows_with_place(framework, returns):

        def value(column_id: str, sheet: Sheet = sheet, number: int = number) -> object:
            return sheet.cell(number, column_at(sheet, column_id)).value

        assert value("measure") == (row.text or None)
        assert value("units") == (row.unit or None)
        assert value("better_when") == polarity[row.polarity]
        assert value("row") == (row.row or None)
        assert bool(value("area")) is not row.is_heading
        for column_id in ("update_2004_05_date", "update_2005_06_date"):
            assert (value(column_id) or "") == printed[row.source_line][column_id]


def test_a_figure_keeps_the_words_around_it_and_stays_a_number(
    returns: dict[str, Workbook],
) -> None:
    sheet = table(returns["children-young-people"])
    rows = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    limit = sheet.cell(rows["CYP-619"], column_at(sheet, "target_2006_07"))
    assert (limit.value, shown(limit)) == (15.0, "<15 jointly")
    rate = sheet.cell(rows["CYP-640"], column_at(sheet, "update_2005_06_city"))
    assert (rate.value, shown(rate)) == (4.2, "4.2 (1,375)")


def test_the_guidance_explains_every_visible_column_choice_and_light(
    returns: dict[str, Workbook],
) -> None:
    for workbook in returns.values():
        guidance = workbook.sheet("Guidance")
        assert guidance is not None
        said = {str(cell.value) for cell in guidance.cells.values()}
        sheet = table(workbook)
        for title, column in headings(sheet).items():
            if column not in sheet.hidden_columns:
                assert title in said
        for choices in load_lists().values():
            assert set(choices.words) <= said


# Cells to fill in --------------------------------------------------------------


AREAS = {"pn": "Actual: PN", "rest": "Actual: rest of city", "bme": "Actual: BME areas"}


def test_entry_cells_are_unlocked_and_all_others_locked(framework: Framework, demo: Demo) -> None:
    entries = {column.title for column in load_columns().values() if column.is_entry}
    for group, path in demo.blank.items():
        sheet = openpyxl.load_workbook(path)["Indicators"]
        headed = {cell.column: cell.value for cell in sheet[HEADING_ROW]}
        is_heading = {row.id: row.is_heading for row in framework.rows_of(group)}
        # A row about the priority neighbourhoods has its figure under “Actual”, once.
        about = {row.id: AREAS.get(row.area) for row in framework.rows_of(group)}
        for cells in sheet.iter_rows():
            key = cells[0].value
            for cell in cells:
                heading = headed[cell.column]
                is_open = key in is_heading and heading in entries
                if is_heading.get(key):
                    is_open = heading == "Comments"
                elif is_open and heading == about[key]:
                    is_open = False
                assert cell.protection.locked is not is_open, cell.coordinate


def test_sheets_that_are_only_read_are_locked_throughout(demo: Demo) -> None:
    for path in demo.blank.values():
        book = openpyxl.load_workbook(path)
        for name in ("Start", "Guidance", "_return"):
            for cells in book[name].iter_rows():
                for cell in cells:
                    assert cell.protection.locked, (name, cell.coordinate)


def test_every_sheet_is_protected_without_a_password(demo: Demo) -> None:
    for path in demo.blank.values():
        for sheet in openpyxl.load_workbook(path):
            assert sheet.protection.sheet, sheet.title
            assert sheet.protection.password is None


def test_a_comment_may_be_entered_on_a_heading_row(framework: Framework, demo: Demo) -> None:
    sheet = openpyxl.load_workbook(demo.blank["community-safety"])["Indicators"]
    column = next(cell.column for cell in sheet[HEADING_ROW] if cell.value == "Comments")
    headings_open = [
        sheet.cell(row, 1).value
        for row in range(HEADING_ROW + 1, sheet.max_row + 1)
        if framework.indicator(sheet.cell(row, 1).value).is_heading
        and not sheet.cell(row, column).protection.locked
    ]
    headings = [row.id for row in framework.rows_of("community-safety") if row.is_heading]
    assert headings_open == headings
    assert len(headings) == 5


def test_every_entry_column_says_what_to_enter(demo: Demo) -> None:
    entries = [c for c in load_columns().values() if c.is_entry]
    for group in ("children-young-people", "housing"):
        # A column has more than one where a rule limits its figures on some rows.
        prompts = {rule.prompt for rule in validations(demo.blank[group])}
        assert prompts == {column.prompt for column in entries}


def test_a_percentage_outside_its_range_is_stopped_at_the_door(
    framework: Framework, demo: Demo
) -> None:
    sheet = openpyxl.load_workbook(demo.blank["children-young-people"])["Indicators"]
    limited = {
        cell
        for rule in sheet.data_validations.dataValidation
        if (rule.formula1, rule.formula2) == ("0", "100")
        for area in rule.sqref.ranges
        for row in area.rows
        for cell in row
    }
    rows = {sheet.cell(row, 1).value for row, _ in limited}
    assert rows
    assert all(framework.indicator(str(row)).unit == "%" for row in rows)
    assert {sheet.cell(HEADING_ROW, column).value for _, column in limited} == {"Actual"}


def test_no_prompt_title_message_or_sheet_name_is_too_long_for_excel(demo: Demo) -> None:
    for path in demo.blank.values():
        for rule in validations(path):
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.error or "") <= 225
        assert all(len(name) <= 31 for name in openpyxl.load_workbook(path).sheetnames)


def test_lists_come_through_defined_names_that_hold_their_words(demo: Demo) -> None:
    for group in ("children-young-people", "transport"):
        book = openpyxl.load_workbook(demo.blank[group])
        for choices in load_lists().values():
            area = book.defined_names[f"list_{choices.id}"].attr_text
            sheet, cells = area.split("!")
            words = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
            assert tuple(words) == choices.words
    rules = validations(demo.blank["children-young-people"])
    sources = {rule.formula1 for rule in rules if rule.type == "list"}
    assert sources == {"list_statuses", "list_yes", "list_judgements"}


def test_a_wrong_entry_is_stopped_at_the_door(demo: Demo) -> None:
    rules = {rule.promptTitle: rule for rule in validations(demo.blank["housing"])}
    assert (rules["Months covered"].type, rules["Months covered"].formula1) == ("whole", "1")
    assert rules["Months covered"].formula2 == "12"
    assert rules["Actual"].type == "decimal"
    assert rules["Figure expected on"].type == "date"
    for title in ("Actual", "Months covered", "Figure expected on", "No figure because"):
        assert rules[title].showErrorMessage
        assert rules[title].errorStyle in (None, "stop")


# Formulas ----------------------------------------------------------------------


def test_every_formula_has_its_result_saved_with_it(demo: Demo) -> None:
    for path in demo.blank.values():
        assert results_of(recalculated(path.read_bytes())) == results_of(path.read_bytes())


def test_what_is_saved_is_what_follows_from_a_blank_return(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        plan = plan_return(framework, ROUND, group)
        sheet = table(workbook)
        worked_out = work_out(plan, {}).results["Indicators"]
        for row in plan.rows:
            number = plan.row_numbers[row.id]
            for column_id, expected in worked_out.get(row.id, {}).items():
                cell = sheet.cell(number, column_at(sheet, column_id))
                assert cell.formula
                assert (cell.value or "") == expected or cell.value == expected


def test_nothing_is_answered_and_nothing_is_lit_before_anything_is_entered(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for row, sheet, number in rows_with_place(framework, returns):
        if row.is_heading:
            continue
        target = framework.headline(row.id, "target", ROUND)
        words = target.printed.casefold() if target else ""
        light = sheet.cell(number, column_at(sheet, "light")).value or ""
        if target and target.value is not None:
            assert light == ""
        else:
            assert light == ("Monitor only" if words == "monitor only" else "No target")
        assert sheet.cell(number, column_at(sheet, "answered")).value == 0.0
        assert not sheet.cell(number, column_at(sheet, "variance")).value


def test_the_start_sheet_counts_what_is_there(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        measures = sum(not row.is_heading for row in framework.rows_of(group))
        start = workbook.sheet("Start")
        assert start is not None
        said = [cell.value for cell in start.cells.values()]
        assert f"0 of {measures} have a figure or a reason for none" in said
        assert "0 red, 0 amber, 0 green" in said


def test_formulas_use_only_functions_that_every_program_has(demo: Demo) -> None:
    used: set[str] = set()
    for path in demo.blank.values():
        for formula in formulas_of(path.read_bytes()):
            assert "_xlfn" not in formula
            without_texts = re.sub(r'"[^"]*"', "", formula)
            assert "#" not in without_texts
            assert "[" not in without_texts
            used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", without_texts))
    assert used <= EXCEL_2010, used - EXCEL_2010


def test_no_formula_is_an_array(demo: Demo) -> None:
    for group, path in demo.blank.items():
        for part in sheets_of(path.read_bytes()):
            kinds = {formula.get("t") for formula in part.iter(f"{MAIN}f")}
            assert kinds <= {None}, group


def test_no_formula_result_is_true_or_false_or_an_error(returns: dict[str, Workbook]) -> None:
    for workbook in returns.values():
        for sheet in workbook.sheets:
            for cell in sheet.cells.values():
                assert cell.kind not in ("boolean", "error"), cell


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


# Reading the parts ---------------------------------------------------------------


def printed_rows() -> dict[int, dict[str, str]]:
    from workbook_tools.published.rows import SOURCE

    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        return {int(row["source_line"]): row for row in csv.DictReader(stream)}


def sheets_of(content: bytes) -> Iterator[Any]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield etree.fromstring(package.read(name))


def formulas_of(content: bytes) -> Iterator[str]:
    for part in sheets_of(content):
        for formula in part.iter(f"{MAIN}f"):
            yield formula.text or ""


def results_of(content: bytes) -> list[tuple[str, str, str, str]]:
    """Return place, formula, kind and result of every formula, as they stand in the file."""
    results = []
    for part in sheets_of(content):
        for cell in part.iter(f"{MAIN}c"):
            formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if formula is not None:
                kind, text = cell.get("t") or "", value.text if value is not None else None
                results.append((cell.get("r"), formula.text, kind, text or ""))
    return results
