"""The formulas of the returns: what they use, and what they say before anything is typed."""

from __future__ import annotations

import re

import pytest
from conftest import Demo
from return_files import MAIN, formulas_of, headings, keys, results_of, sheets_of, table

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return
from workbook_tools.workbooks import Workbook, open_workbook

ROUND = "2006-07"

EXCEL_2010 = {
    *(
        "ABS",
        "AND",
        "COUNT",
        "COUNTA",
        "COUNTIF",
        "COUNTIFS",
        "DATE",
        "FIND",
        "HYPERLINK",
        "IF",
        "IFERROR",
    ),
    *("INDEX", "INT", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MAX"),
    *("MID", "MIN", "MOD", "MONTH", "NOT", "OR", "RIGHT", "ROUND", "SEARCH", "SIGN", "SMALL"),
    *("SUBSTITUTE", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TRIM", "UPPER", "VALUE"),
    *("YEAR", "CHAR", "CHOOSE", "DAY", "ERROR.TYPE", "EXACT", "ISLOGICAL", "REPT", "CELL"),
}
"""Every function a return may use. All were in Excel 2007; none looks at the clock or moves. CELL
is asked for the format of one cell, and does not matter where a program does not know it."""


@pytest.fixture(scope="module")
def returns(demo: Demo) -> dict[str, Workbook]:
    return {group: open_workbook(path) for group, path in demo.blank.items()}


def test_every_formula_has_its_result_saved_with_it(demo: Demo) -> None:
    for path in demo.blank.values():
        assert results_of(recalculated(path.read_bytes())) == results_of(path.read_bytes())


def test_what_is_saved_is_what_follows_from_a_blank_return(
    form: Form, framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        plan = plan_return(form, framework, ROUND, group)
        results = work_out(plan, {}).results
        for planned in plan.tables:
            sheet = table(workbook, planned.name)
            assert list(keys(sheet)) == [row.id for row in planned.rows]
            for key, columns in results[planned.name].items():
                for column_id, expected in columns.items():
                    cell = sheet.cell(keys(sheet)[key], planned.positions[column_id])
                    assert cell.formula
                    assert (cell.value or "") == expected or cell.value == expected


def test_nothing_is_answered_and_nothing_is_lit_before_anything_is_entered(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    for group, workbook in returns.items():
        sheet = table(workbook)
        columns, rows = headings(sheet), keys(sheet)
        for row in framework.rows_of(group):
            if row.is_heading:
                continue
            said = {
                title: sheet.cell(rows[row.id], column).value for title, column in columns.items()
            }
            target = framework.headline(row.id, "target", ROUND)
            words = target.printed.casefold() if target else ""
            if target and target.value is not None:
                assert not said["Light"]
            else:
                light = "Monitor only" if words == "monitor only" else "No target"
                assert said["Light"] == light
            assert (said["Answered"], said["Needs an action"]) == (0.0, 0.0)
            assert not said["Actual less target"]
            assert not said["Since last year"]


def test_the_start_sheet_counts_what_is_to_be_done(
    framework: Framework, returns: dict[str, Workbook]
) -> None:
    asked = {each.indicator for each in framework.figures if each.area in ("pn", "rest", "bme")}
    for group, workbook in returns.items():
        rows = [row for row in framework.rows_of(group) if not row.is_heading]
        areas = [row for row in rows if row.id in asked and row.area in ("city", "pn", "bme")]
        start = table(workbook, "Start")
        said = {start.cell(row, 1).value: start.cell(row, 3).value for row in range(1, 24)}
        nothing = "Nothing to fill in"
        assert said["1. Indicators"] == (f"0 of {len(rows)} done" if rows else nothing)
        assert said["2. Gap"] == (f"0 of {len(areas)} done" if areas else nothing)
        assert said["4. Actions"] == "0 of 0 red or amber"
        assert said["5. Added value"] == "0 entered"
        assert said["7. Sign off and send"] == "0 of 1 signed"
        values = {start.cell(row, 1).value: start.cell(row, 2).value for row in range(1, 24)}
        assert values["Lights so far"] == "0 red, 0 amber, 0 green"
        assert values["Status"] == "Not started"


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
