"""What is typed is read alike: by the formulas of the return, and by the check at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, OpenReturn, saved
from hypothesis import given
from hypothesis import strategies as st
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import check_file
from workbook_tools.checks.entries import read_entry
from workbook_tools.form import Form, load_form
from workbook_tools.form.types.number import Number
from workbook_tools.formulas.engine import Grid, Value, evaluate
from workbook_tools.framework import Framework, load_framework
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.rules.issued import plan_return
from workbook_tools.workbooks import Cell

FORM = load_form()

NUMBERS = (
    *("103.1", " 12 ", "-5", "−5", "–5", "+5", ".5", "-.5", "5.", "0", "-0", "007"),
    *("45%", "45.3%", "45 %", "(45)", "(45%)", "1,234", "1 234", "7\u00a0400", "1,234,567.89"),
    *("£28,800", "£ 28800.50", "-£5", "£-5", "(£1,234)", "\u00a07400\u202f"),
)
"""Texts that say a number, of one unit or another."""

NO_NUMBERS = (
    *("n/a", "<5", "£8k", "20 Feb", "12:30", "1/2", "tbc", "45 (est.)", "1.2.3", "12,34", "12 34"),
    *("1e3", "--5", "5-", "#", "1%2", "(5", "5)", "5+", "5£", "%", "-", ".", "£", "#%", "1,2345"),
    *("Suppressed", "0x1F", "1-2", "1'234", "$5", "5 people"),
)

ASKED_AGAIN = ("１２", "5\u2007000")
"""Numbers that only the desk reads: the return asks for them again."""

DAYS = ("31/12/2007", "31-12-2007", "31.12.2007", " 31/12/2007 ", "\u00a001/02/2007")
NO_DAYS = ("tomorrow", "20 Feb", "31/02/2007", "13/13/2007", "12/2007", "31/12/1999", "1/1/1")
"""Spellings of days that the return reads, and texts that nobody does."""


def read_live(column_id: str, typed: Value, unit: str = "") -> Value:
    """Return what the formulas of a return give for what is typed in a cell of a column."""
    kind = FORM.columns[column_id].kind
    formulas = {(1, 3): f"={kind.as_read('A1', 'B1', 'D1' if unit else '')}"}
    if digits := kind.digits_read("A1"):
        formulas[1, 2] = f"={digits}"
    return evaluate({"S": Grid([[typed, None, None, unit]], formulas)})["S"][1, 3]


def read_at_the_desk(column_id: str, text: str, row: Row, words: Sequence[str] = ()) -> Value:
    """Return what the check reads; None where it refuses."""
    entry = read_entry(Cell(1, 1, text, "text"), FORM.columns[column_id], row, words)
    return entry.value


@cache
def _any_row() -> Row:
    """Return a row whose figures are a number of something."""
    plan = plan_return(FORM, load_framework(), "2006-07", "community-safety")
    return next(row for row in plan.table("Indicators").rows if row.unit_type == "number")


@pytest.fixture(scope="module")
def units(framework: Framework) -> dict[str, Row]:
    """Rows of the published framework by the kind of their unit."""
    rows: dict[str, Row] = {}
    for group in ("community-safety", "children-young-people", "jobs-economy", "older-people"):
        table = plan_return(FORM, framework, "2006-07", group).table("Indicators")
        for row in table.rows:
            if not row.is_heading:
                rows.setdefault(row.unit_type, row)
    return rows


@pytest.mark.parametrize("unit_type", ["percent", "number", "money"])
@pytest.mark.parametrize("text", [*NUMBERS, *NO_NUMBERS])
def test_a_text_is_the_same_number_live_and_at_the_desk(
    units: dict[str, Row], unit_type: str, text: str
) -> None:
    row = units[unit_type]
    desk = read_at_the_desk("actual_city", text, row)
    live = read_live("actual_city", text, row.unit)
    if isinstance(live, float):
        assert live == desk
    else:
        assert desk is None, "read at the desk only"


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_only_the_desk_reads_is_asked_for_again(text: str) -> None:
    assert isinstance(read_at_the_desk("actual_number", text, _any_row()), float)
    assert isinstance(read_live("actual_number", text), str)


@given(st.text("0123456789.,-()%£+− \u00a0ek/", max_size=9))
def test_no_text_is_a_number_live_that_is_none_at_the_desk(text: str) -> None:
    live = read_live("added_value", text)
    if isinstance(live, float):
        entry = read_entry(Cell(1, 1, text, "text"), FORM.columns["actual_number"], _any_row(), ())
        # Pounds and percentages are refused there for their unit, not because they are unread.
        assert entry.value == live or "misplaced" in entry.fault


@pytest.mark.parametrize("text", [*DAYS, *NO_DAYS])
def test_a_text_is_the_same_day_live_and_at_the_desk(text: str) -> None:
    live = read_live("expected_date", text)
    desk = read_at_the_desk("expected_date", text, _any_row())
    assert (live if isinstance(live, float) else None) == desk


def test_a_time_within_a_day_is_that_day() -> None:
    assert read_live("expected_date", 39447.75) == 39447.0
    cell = Cell(1, 1, 39447.75, "number", None, "dd/mm/yyyy hh:mm")
    assert read_entry(cell, FORM.columns["expected_date"], _any_row(), ()).value == 39447.0


@pytest.mark.parametrize("text", ["Suppressed", " suppressed", "Suppressed\u00a0", "supp ressed"])
def test_a_word_is_the_same_with_spaces_that_nobody_sees(text: str) -> None:
    words = FORM.lists["statuses"].words
    desk = read_at_the_desk("status", text, _any_row(), words)
    live = str(read_live("status", text))
    assert [word for word in words if word.casefold() == live.casefold()] == (
        [desk] if desk else []
    )


@pytest.mark.parametrize("typed", [1e12, -1e12, 1.1e12, -1e308, 1e308, 1e-308])
def test_a_number_is_the_same_live_and_at_the_desk_or_left_alone_by_both(typed: float) -> None:
    live = read_live("actual_city", typed, "%")
    desk = read_entry(Cell(1, 1, typed, "number"), FORM.columns["actual_city"], _any_row(), ())
    assert (live if isinstance(live, float) else None) == desk.value


@pytest.mark.parametrize("typed", [1e308, -1e308, 1e-308, 1e12, -1e12])
def test_every_rule_can_be_worked_out_whatever_number_stands_in_every_cell(
    demo: Demo, framework: Framework, tmp_path: Path, typed: float
) -> None:
    for group in ("health", "community-safety"):
        plan = plan_return(FORM, framework, "2006-07", group)

        def fill_in(opened: OpenReturn, plan: ReturnPlan = plan) -> None:
            for table in plan.tables:
                sheet = opened.on(table.name)
                for column, row in product(table.entries, table.rows):
                    if isinstance(column.kind, Number) and table.is_open(row, column):
                        sheet.cell(row.id, column.title).value = typed

        # The desk works the rules out on what is typed, whatever results are saved with it.
        path = saved(demo.completed[group], tmp_path, fill_in, results=False)
        findings = check_file(path, FORM, framework).findings
        assert not [each.message for each in findings if "be worked out" in each.message]


# In the programs themselves ------------------------------------------------------

TYPED = ("103.1", "45.3%", "(45)", "1,234", "n/a", "12,34", "1/2", "5-", "1 234", 0.45, 45)
"""What is typed under *Actual*; the number before the last is shown as a percentage."""


@pytest.mark.libreoffice
def test_libreoffice_gives_the_light_that_the_desk_gives(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    where: list[int] = []

    def change(opened: OpenReturn) -> None:
        units = [
            row
            for row in opened.keys
            if str(opened.cell(row, "Unit").value).startswith("%")
            and not opened.cell(row, "Actual").protection.locked
        ]
        for row, value in zip(units, TYPED, strict=False):
            opened.type(row, "Actual", value)
            if value == 0.45:
                opened.cell(row, "Actual").number_format = "0%"
            where.append(opened.cell(row, "Actual").row)

    path = saved(demo.blank["children-young-people"], tmp_path, change, results=False)
    (tmp_path / "libreoffice").mkdir()
    (copy,) = recalculated_by_libreoffice([path], tmp_path / "libreoffice")
    checked = check_file(path, form, framework)
    table = checked.plan.table("Indicators")
    place = table.positions["light_calculated"]
    sheet = openpyxl.load_workbook(copy, data_only=True)["Indicators"]
    keys = {number: key for key, number in table.row_numbers.items()}
    live = [sheet.cell(row, place).value for row in where]
    desk = [checked.results["Indicators"][keys[row]]["light_calculated"] for row in where]
    assert live == desk
    assert {"Query", "Green"} < {*live}
