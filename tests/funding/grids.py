"""Printed tables as the sheets that somebody sends, and injected errors put through the reading."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from funding.counting import FIRST, Count, cells_in, says
from funding.mutations import KNOWABLE, Injected
from funding.printing import FIRST_ROW, Printed
from workbook_tools.form import Form
from workbook_tools.funding.checking import CheckedTables, check_tables, read_tables
from workbook_tools.funding.checks import FileTables, OneTable
from workbook_tools.funding.checks.controls import explained
from workbook_tools.workbooks import Cell, Sheet, Workbook

LABEL = 1


def sheet_of(printed: Printed) -> Sheet:
    """Return a table as a sheet: a title with year and unit, headings, lines."""
    cells: dict[tuple[int, int], Cell] = {}

    def put(row: int, column: int, value: float | str) -> None:
        kind = "text" if isinstance(value, str) else "number"
        cells[row, column] = Cell(row, column, value, kind)

    unit = "£000" if printed.unit == 1000 else "in £"
    put(1, LABEL, f"Partnership funding 2007/08 ({unit})")
    put(FIRST_ROW - 1, LABEL, "Funding stream")
    for each in printed.columns:
        put(FIRST_ROW - 1, each.number, each.heading)
    for place, row in enumerate(printed.rows):
        number = FIRST_ROW + place
        if row.label:
            put(number, LABEL, row.label)
        for column, amount in row.amounts.items():
            if isinstance(amount, Decimal):
                put(number, column, float(amount))
            elif amount:
                put(number, column, amount)
    return Sheet("Funding", cells=cells)


def book_of(printed: Printed) -> Workbook:
    """Return a workbook with one table on its one sheet."""
    return Workbook(Path(f"{printed.name}.xlsx"), b"", "", (sheet_of(printed),))


def read(form: Form, printed: Printed) -> FileTables:
    return read_tables(form, book_of(printed))


def checked(form: Form, printed: Printed) -> CheckedTables:
    return check_tables(read(form, printed))


def rounded_alike(printed: Printed) -> Printed:
    """Return a table that lets pass what a reader lets pass: half a unit an addend in £000."""
    return replace(printed, half_units=printed.unit > 1)


def counted_through_reading(form: Form, errors: Iterable[Injected]) -> dict[str, Count]:
    """Count what becomes of errors that are read from sheets, by their kind."""
    counts: dict[str, Count] = {}
    for one in errors:
        count = counts.setdefault(one.kind, Count())
        count.injected += 1
        failing = [control for control in one.printed.table().controls if not control.casts]
        if not failing:
            continue
        count.shown += 1
        begun = time.process_time()
        file = read(form, one.printed)
        found = check_tables(file).findings
        count.seconds += time.process_time() - begun
        right = set(one.cells)
        for control in failing:
            if one.cells & cells_in(control):
                right.add(control.total.place)
        cells = {f.cell for f in found if f.severity == "error"}
        is_found = any(f"{column_letter(column)}{row}" in cells for row, column in right)
        count.found += is_found
        is_knowable = 0 < one.others <= KNOWABLE
        is_explained = any(
            says(each, one)
            for table in file.tables
            for _, explanations in explained(OneTable(file, table))
            for each in explanations[:FIRST]
        )
        count.knowable += is_knowable
        count.explained += is_knowable and is_explained
        if not is_found or (is_knowable and not is_explained):
            count.missed.append(one)
    return counts


def column_letter(number: int) -> str:
    return chr(ord("A") + number - 1)
