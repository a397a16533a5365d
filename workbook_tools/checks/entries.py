"""Reading what the adviser entered: each cell as the type that its column declares.

What can be understood is taken, and a note says how it was read; what cannot is
an error. How an entry is read is its column's type to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workbook_tools.checks.eye import TOLD_TOGETHER, as_seen
from workbook_tools.checks.faults import Fault, in_one
from workbook_tools.checks.locating import SubmittedTable, text_of
from workbook_tools.form.columns import Column
from workbook_tools.form.types import BLANK, Entry, Words
from workbook_tools.form.types.base import GENERAL
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.workbooks import Cell


def read_entries(plan: ReturnPlan, submitted: SubmittedTable) -> dict[str, dict[str, Entry]]:
    """Return every entry of a table by row key and column id, blanks included.

    What is wrong with a cell stands in its entry; where it cannot be understood, the value
    is None beside its text. Columns and rows that are missing are not in the result.
    """
    entries: dict[str, dict[str, Entry]] = {}
    table, looks = submitted.table, submitted.sheet.looks
    words = {column.id: plan.list_words(column.list) for column in table.entries if column.list}
    for row in table.rows:
        if row.id not in submitted.rows:
            continue
        entries[row.id] = {}
        for column in table.entries:
            cell = submitted.cell(row.id, column.id)
            if cell is None or not table.is_open(row, column):
                continue
            place = (cell.row, cell.column)
            if place in submitted.covered:
                entries[row.id][column.id] = _covered(submitted, place)
                continue
            entry = read_entry(cell, column, row, words.get(column.id, ()))
            if entry is not BLANK:
                entry = as_seen(entry, cell, looks.get(place), column)
            entries[row.id][column.id] = entry
    return entries


def _covered(submitted: SubmittedTable, place: tuple[int, int]) -> Entry:
    """Return an entry that lies under another cell: what that shows is there to be seen."""
    text = text_of(submitted.sheet.cell(*submitted.covered[place]))
    return Entry(None, text) if text else BLANK


def check_entries(
    submitted: SubmittedTable, entries: Mapping[str, Mapping[str, Entry]]
) -> Iterator[Fault]:
    """Yield what is wrong with the entries of a table, or how they were read."""
    columns = {column.id: column for column in submitted.table.entries}
    for row in submitted.table.rows:
        told: dict[str, list[Fault]] = {}
        for column_id, entry in entries.get(row.id, {}).items():
            if entry.fault:
                fault = submitted.fault(
                    entry.fault,
                    row,
                    columns[column_id],
                    found=entry.found,
                    expected=entry.expected,
                )
                told.setdefault(entry.fault, []).append(fault)
        for rule, faults in told.items():
            yield from [in_one(faults)] if rule in TOLD_TOGETHER else faults


def read_entry(cell: Cell, column: Column, row: Row, words: Words = ()) -> Entry:
    """Return one cell as its column's type says it is to be read.

    ``words`` are those of the column's list, if it has one.
    """
    text = text_of(cell)
    if not text and isinstance(cell.value, float | str):
        # What its format keeps from showing is there all the same.
        cell = replace(cell, number_format=GENERAL)
        text = text_of(cell)
    if cell.kind == "blank" and cell.formula is not None:
        return Entry(None, f"={cell.formula}", "no-result", f"={cell.formula}")
    if cell.kind == "blank" or not text:
        return BLANK
    if cell.kind == "error":
        return Entry(None, text, "cell-error", text)
    return column.kind.read(cell, text, column, row, words)
