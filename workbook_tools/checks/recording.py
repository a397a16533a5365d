"""Turning a return's entries and results into records for the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.checks.entries import Entry
from workbook_tools.checks.submitted import SubmittedTable
from workbook_tools.engine import FormulaError, Value
from workbook_tools.framework import HEADLINE
from workbook_tools.records import Record
from workbook_tools.returns.plan import ReturnPlan
from workbook_tools.returns.rows import Row
from workbook_tools.templates import Column
from workbook_tools.workbooks.address import address


def records_of(
    plan: ReturnPlan,
    submitted: SubmittedTable,
    entries: Mapping[str, Mapping[str, Entry]],
    results: Mapping[str, Mapping[str, Value]],
) -> list[Record]:
    """Return one record for each entry and each result that is kept, in sheet order.

    A column is kept if its declaration says what it holds. Blank cells and cells that
    could not be read give none; the file itself is kept whole.
    """
    records = []
    for row in submitted.table.rows:
        row_entries = entries.get(row.id, {})
        for column in submitted.table.columns:
            if column.holds is None or (row.id not in submitted.rows):
                continue
            entry = row_entries.get(column.id) or _carried(row, column)
            if not submitted.table.is_open(row, column) and column.formula_in(row):
                result = results.get(row.id, {}).get(column.id)
                entry = _result(result)
            if entry is None or entry.value is None or column.id not in submitted.columns:
                continue
            records.append(_record(plan, submitted, row, column, entry, _state(row_entries)))
    return records


def _carried(row: Row, column: Column) -> Entry | None:
    """Return what an action carried forward says: it was entered once, and still counts."""
    if not column.is_entry or column.id not in row.facts:
        return None
    value = row.facts[column.id].value
    return Entry(value, f"{value:g}" if isinstance(value, float) else str(value))


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
    return "provisional" if provisional is not None and provisional.value else "final"


def _result(value: Value) -> Entry | None:
    if value is None or value == "" or isinstance(value, FormulaError):
        return None
    if isinstance(value, float) and not isinstance(value, bool):
        return Entry(value, f"{value:.10g}")
    return Entry(str(value), str(value))
