"""Entries that nobody sees, and what was done to the look of the cells around them.

An entry can stand in a hidden row, column or sheet, or be lost under a cell that it was
merged with. A locked cell that is struck out says that it no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbook_tools.checks.faults import Fault, in_one
from workbook_tools.checks.locating import SubmittedTable, text_of
from workbook_tools.form.types import Entry
from workbook_tools.workbooks.address import parse_area

Entries = Mapping[str, Mapping[str, Entry]]
"""Entries of a table by row key and column id."""


def check_hidden(submitted: SubmittedTable, entries: Entries) -> Iterator[Fault]:
    """Yield the rows, the columns and the sheet that are hidden with entries in them."""
    sheet = submitted.sheet
    made = [
        (key, column)
        for key, cells in entries.items()
        for column, entry in cells.items()
        if entry.text
    ]
    if sheet.state != "visible" and made:
        yield Fault("sheet-hidden", sheet.name, found=sheet.name)
        return
    rows = [(key, column) for key, column in made if submitted.rows[key] in sheet.hidden_rows]
    if rows:
        keys = dict.fromkeys(key for key, _ in rows)
        yield _hidden(submitted, "rows-hidden", rows[0], ", ".join(keys))
    columns = [
        (key, column)
        for key, column in made
        if submitted.columns[column] in sheet.hidden_columns
        and column not in submitted.table.hidden
    ]
    if columns:
        titles = dict.fromkeys(submitted.table.column(column).title for _, column in columns)
        yield _hidden(submitted, "columns-hidden", columns[0], "”, “".join(titles))


def _hidden(submitted: SubmittedTable, rule: str, first: tuple[str, str], found: str) -> Fault:
    key, column = first
    table = submitted.table
    return submitted.fault(rule, table.row(key), table.column(column), found=found)


def check_merged(submitted: SubmittedTable) -> Iterator[Fault]:
    """Yield every range of merged cells in which entries were, or could be, lost."""
    table, sheet = submitted.table, submitted.sheet
    lost: dict[tuple[int, int], list[Fault]] = {}
    for row in table.rows:
        for column in table.entries:
            cell = submitted.cell(row.id, column.id)
            if cell is None or not table.is_open(row, column):
                continue
            anchor = submitted.covered.get((cell.row, cell.column))
            if anchor is not None:
                fault = submitted.fault("cells-merged", row, column, found="")
                lost.setdefault(anchor, []).append(fault)
    areas = {parsed[:2]: area for area in sheet.merged if (parsed := parse_area(area))}
    for anchor, faults in lost.items():
        said = text_of(sheet.cell(*anchor))
        if said or any(text_of(sheet.cell(*fault.place)) for fault in faults if fault.place):
            area = areas[anchor].replace("$", "")
            yield Fault(
                "cells-merged",
                sheet.name,
                anchor,
                faults[0].row_key,
                faults[0].field,
                found=said,
                expected=area,
            )


def check_struck_out(submitted: SubmittedTable, entries: Entries) -> Iterator[Fault]:
    """Yield the rows in which cells are struck out that are not for the adviser.

    Where an entry of the row is struck out as well, that is told already.
    """
    looks = submitted.sheet.looks
    if not looks:
        return
    table = submitted.table
    for row in table.rows:
        if any(entry.fault == "struck-out" for entry in entries.get(row.id, {}).values()):
            continue
        faults = []
        for column in table.columns:
            cell = submitted.cell(row.id, column.id)
            if cell is None or table.is_open(row, column):
                continue
            look = looks.get((cell.row, cell.column))
            if look is not None and look.is_struck:
                said = f"“{text_of(cell)}”"
                faults.append(submitted.fault("struck-out", row, column, found=said))
        if faults:
            yield in_one(faults)
