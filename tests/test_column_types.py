"""The types of columns: each is one place, and everything that shows a value asks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo
from form_files import changed, column_of, copied_form
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.checks.entries import read_entry
from workbook_tools.declared.resources import TEMPLATES
from workbook_tools.form import Form, load_form
from workbook_tools.form.columns import Column
from workbook_tools.form.rules.wording import shown_formula
from workbook_tools.form.types import COLUMN_TYPES, Entry
from workbook_tools.formulas.engine import Grid, evaluate
from workbook_tools.framework import Framework
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.problems import DeclarationError
from workbook_tools.reports.differences.wording import number_format, one_line, pair
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.values.comparing import Change
from workbook_tools.values.records import Record
from workbook_tools.workbooks import Cell, open_workbook

SHOWN: dict[str, tuple[float | str, str]] = {
    "text": ("Attendance fell.", "Attendance fell."),
    "period": ("2006-07", "2006-07"),
    "number": (0.25, "0.25"),
    "figure": (1234.5, "1,234.5"),
    "figure or word": (812.0, "812.0"),
    "count": (1375.0, "1,375"),
    "money": (7956.5, "£7,956.50"),
    "date": (39263.0, "30/06/2007"),
    "months": (6.0, "6"),
    "choice": ("Not yet available", "Not yet available"),
    "light": ("Green", "Green"),
}
"""A value of each type and how its cell shows it, in a row whose figures have one decimal."""

WRITTEN_OUT = {"date": "30 June 2007"}
"""What a sentence says otherwise than a cell: a date is written out."""

DECIMALS = "#,##0.0"
GROUP = "health"
FORM = load_form()


def schema() -> dict[str, object]:
    path = TEMPLATES / "schemas" / "columns.schema.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    spec: dict[str, object] = document["properties"]["columns"]["items"]
    return spec


@pytest.fixture(scope="module")
def plan(form: Form, framework: Framework) -> IssuedReturn:
    return plan_return(form, framework, "2006-07", GROUP)


def place_of(plan: IssuedReturn, name: str) -> tuple[PlannedTable, Row, Column]:
    """Return a cell of a return in a column of a type, in a row with one decimal if it has any."""
    places = [
        (table, row, column)
        for table in plan.tables
        for row in table.rows
        for column in table.columns
        if column.type == name and (table.is_open(row, column) or column.formula_in(row))
    ]
    return next((p for p in places if p[1].figure_format == DECIMALS), places[0])


def said_in_a_message(column: Column, value: float | str) -> object:
    """Return what a rule's message says of a value."""
    formula = "=" + shown_formula("A1", column.kind, DECIMALS)
    return evaluate({"S": Grid([[value, None]], {(1, 2): formula})})["S"][1, 2]


def test_every_type_is_shown_here_but_the_chart_which_holds_nothing() -> None:
    assert {*SHOWN, "trend"} == set(COLUMN_TYPES)


@pytest.mark.parametrize("name", SHOWN)
def test_a_value_looks_the_same_in_the_sheet_the_message_the_differences_and_the_receipt(
    form: Form, framework: Framework, plan: IssuedReturn, demo: Demo, name: str
) -> None:
    value, text = SHOWN[name]
    table, row, column = place_of(plan, name)
    # The sheet: the format of the cell as it was issued.
    workbook = open_workbook(demo.blank[GROUP])
    sheet = workbook.sheet(table.name)
    assert sheet is not None
    issued = sheet.cell(table.row_numbers[row.id], table.positions[column.id])
    issued_format = column.kind.number_format(row.figure_format)
    assert _format_in(demo.blank[GROUP], table.name, issued.address) == issued_format
    kind = "text" if isinstance(value, str) else "number"
    cell = Cell(issued.row, issued.column, value, kind, None, issued_format)
    # What is read there, and kept.
    words = plan.list_words(column.list) if column.list else ()
    entry = (
        read_entry(cell, column, row, words)
        if column.is_entry
        else Entry(value, column.kind.shown(value, row.figure_format))
    )
    assert (entry.value, entry.text, entry.fault) == (value, text, "")
    # A message of the rules.
    assert said_in_a_message(column, value) == WRITTEN_OUT.get(name, text)
    # The differences, in words and as a number, and the receipt, which says them in one line.
    record = _record(row, column, entry)
    assert pair(form, framework, Change(None, record)) == ("blank", text)
    assert number_format(form, framework, record) == issued_format
    assert text in one_line(form, framework, Change(None, record))


def _format_in(path: Path, sheet: str, address: str) -> str:
    found: str = openpyxl.load_workbook(path)[sheet][address].number_format
    return found


def _record(row: Row, column: Column, entry: Entry) -> Record:
    number = entry.value if isinstance(entry.value, float) else None
    words = entry.value if isinstance(entry.value, str) else entry.text
    return Record(
        *(row.id, "actual", "2006-07", "city", "value"),
        value=number,
        text=words,
        state="",
        column=column.id,
        sheet="",
        cell="",
    )


@given(
    st.sampled_from([name for name in SHOWN if COLUMN_TYPES[name].takes_range and name != "date"]),
    st.integers(-(10**9), 10**9),
)
def test_any_number_is_said_as_it_is_shown(name: str, tenths: int) -> None:
    value = tenths / 10 if name != "count" else float(tenths)
    column = next(column for column in FORM.columns.values() if column.type == name)
    assert said_in_a_message(column, value) == column.kind.shown(value, DECIMALS)


# What is declared ----------------------------------------------------------------


def test_the_types_are_those_that_a_column_can_declare() -> None:
    types = schema()["properties"]["type"]["enum"]  # type: ignore[index, call-overload]
    assert sorted(types) == sorted(COLUMN_TYPES)


def test_every_example_of_a_column_can_be_typed_in_it(plan: IssuedReturn) -> None:
    for table in plan.tables:
        for column in table.entries:
            row = next(row for row in table.rows if table.is_open(row, column))
            words = plan.list_words(column.list) if column.list else ()
            example = words[0] if column.list == "points" else column.example
            entry = read_entry(Cell(1, 1, example, "text"), column, row, words)
            assert entry.fault in ("", "number-as-text", "date-as-text"), column.id
            assert entry.value not in (None, ""), column.id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied_form(tmp_path / "round")


@pytest.mark.parametrize(
    ("column_id", "change"),
    [
        ("comments", {"list": "yes"}),
        ("months", {"minimum": None}),
        ("status", {"list": None}),
        ("comments", {"type": "light"}),
        ("comments", {"type": "trend"}),
        ("trend", {"draws": None}),
        ("status_read", {"reads": "comments"}),
        ("status_read", {"reads": "target"}),
        ("months_digits", {"digits_of": "status"}),
        ("actual_city_read", {"unit_in": "nowhere"}),
    ],
)
def test_a_declaration_that_its_type_cannot_keep_is_refused(
    folder: Path, column_id: str, change: dict[str, object]
) -> None:
    def spoil(document: Any) -> None:
        spec = column_of(document, column_id)
        spec |= change
        for name in [name for name, value in spec.items() if value is None]:
            del spec[name]

    changed(folder, "columns.json", spoil)
    with pytest.raises(DeclarationError, match="columns"):
        _ = load_form(folder).columns


def test_a_type_that_takes_a_list_or_a_range_is_declared_with_one(form: Form) -> None:
    for column in form.columns.values():
        assert bool(column.list) == column.kind.takes_list, column.id
        if column.is_entry:
            assert column.kind.validation(column)["validate"], column.id
