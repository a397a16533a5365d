"""Turning a return's entries and results into records for the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.form.columns import Column
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import FormulaError, Value
from workbook_tools.framework import HEADLINE
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.values.records import PROVISIONAL, Record
from workbook_tools.workbooks.address import address


def records_of(
    plan: ReturnPlan,
    submitted: SubmittedTable,
    entries: Mapping[str, Mapping[str, Entry]],
    results: Mapping[str, Mapping[str, Value]],
) -> Iterator[Record]:
    """Yield one record for each entry and each result that is kept, in sheet order.

    A column is kept if its declaration says what it holds. Blank cells and cells that
    could not be read give none; the file itself is kept whole. A figure that another sheet
    repeats is recorded once, where it was entered. What was carried forward of a line is
    recorded again: a round's records say all of it. A total is worked out again by whoever wants
    it.
    """
    for row in submitted.table.rows:
        row_entries = entries.get(row.id, {})
        for column in submitted.table.columns:
            if column.holds is None or (row.id not in submitted.rows):
                continue
            entry = row_entries.get(column.id)
            if column.is_entry and column.id in row.facts:
                # What is asked of other rows alone is the framework's here, and was never entered.
                is_asked = column.is_open(row)
                entry = _carried(row.facts[column.id], column, row) if is_asked else None
            elif column.formula and column.formula_in(row) == column.formula:
                entry = _result(results.get(row.id, {}).get(column.id))
            if entry is None or entry.value is None or column.id not in submitted.columns:
                continue
            state = column.kind.absence(entry.value) or _state(row_entries)
            yield _record(plan, submitted, row, column, entry, state)


def _record(
    plan: ReturnPlan,
    submitted: SubmittedTable,
    row: Row,
    column: Column,
    entry: Entry,
    state: str,
) -> Record:
    holds = plan.holds(column)
    assert holds is not None
    is_figure = holds.field == "actual" and holds.measure in ("value", "numerator", "status")
    return Record(
        indicator=row.id,
        field=holds.field,
        year=holds.year,
        area=row.area if holds.area == HEADLINE else holds.area,
        measure=holds.measure,
        value=entry.value if isinstance(entry.value, float) else None,
        text=entry.value if isinstance(entry.value, str) else entry.text,
        state=state if is_figure else "",
        column=column.id,
        sheet=submitted.sheet.name,
        cell=address(submitted.rows[row.id], submitted.columns[column.id]),
    )


def _state(entries: Mapping[str, Entry]) -> str:
    status = entries.get("status")
    if status is not None and isinstance(status.value, str):
        return status.value
    provisional = entries.get("provisional")
    return PROVISIONAL if provisional is not None and provisional.value else "final"


def _carried(known: Known, column: Column, row: Row) -> Entry | None:
    """Return what an action carried forward says: it was entered once, and still counts."""
    if known.value is None:
        return None
    if isinstance(known.value, str):
        return Entry(known.value, known.value)
    return Entry(known.value, column.kind.shown(known.value, row.figure_format))


def _result(value: Value) -> Entry | None:
    if value is None or value == "" or isinstance(value, FormulaError):
        return None
    if isinstance(value, float):
        return Entry(value, f"{value:.10g}")
    return Entry(str(value), str(value))
