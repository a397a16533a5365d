"""Tables as strangers send them, written as text: ``|`` between cells, = before formulas."""

from __future__ import annotations

import re
from pathlib import Path

from workbook_tools.funding.references import added_by
from workbook_tools.workbooks import Cell, Sheet, Workbook

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def sheet(text: str, name: str = "Sheet1") -> Sheet:
    """Return a sheet: numbers are numbers, what has a comma or a pound sign is text."""
    cells: dict[tuple[int, int], Cell] = {}
    formulas: list[tuple[int, int, str, float | None]] = []
    for row, line in enumerate(text.strip("\n").splitlines(), start=1):
        for column, said in enumerate(line.split("|"), start=1):
            value = said.rstrip() if column == 1 else said.strip()
            if value.startswith("="):
                formula, _, saved = value[1:].partition("→")
                formulas.append((row, column, formula.strip(), float(saved) if saved else None))
            elif _NUMBER.fullmatch(value.strip()):
                cells[row, column] = Cell(row, column, float(value), "number")
            elif value.strip():
                cells[row, column] = Cell(row, column, value, "text")
    for row, column, formula, saved in formulas:
        cells[row, column] = Cell(row, column, saved, "number", formula)
    waiting = [each for each in formulas if each[3] is None]
    while waiting:
        row, column, formula, _ = waiting.pop(0)
        places = [
            (each.sign, place)
            for each in added_by(formula) or ()
            for place in (
                (r, c)
                for r in range(each.top, each.bottom + 1)
                for c in range(each.left, each.right + 1)
            )
        ]
        if any((row_, column_) == place for row_, column_, *_ in waiting for _, place in places):
            waiting.append((row, column, formula, None))
            continue
        values = [
            sign * value
            for sign, place in places
            if place in cells and isinstance(value := cells[place].value, float)
        ]
        cells[row, column] = Cell(row, column, sum(values), "number", formula)
    return Sheet(name, cells=cells)


def book(*sheets: Sheet, name: str = "table.xlsx") -> Workbook:
    """Return a workbook with these sheets."""
    return Workbook(Path(name), b"", "", sheets)
