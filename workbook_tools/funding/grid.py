"""A sheet of any file as a grid: what each cell says of money, and whether it says words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from workbook_tools.values.money import (
    AMOUNT,
    BLANK,
    NOT_APPLICABLE,
    UNKNOWN,
    UNREADABLE,
    Amount,
    amount_of_number,
    read_amount,
)
from workbook_tools.workbooks import Cell, Sheet

_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*|[0-9]+")
"""Most amounts are written so: they need no further look."""

_YEARS = range(1990, 2100)

_MEMORY = 100_000

NOTHING = Amount("", BLANK)


@lru_cache(_MEMORY)
def amount_of_text(text: str) -> Amount:
    """Return what a text says of money."""
    if _PLAIN.fullmatch(text):
        return Amount(text, AMOUNT, Decimal(text.replace(",", "")))
    return read_amount(text)


@lru_cache(_MEMORY)
def _amount_of_number(number: float, said: str) -> Amount:
    return amount_of_number(number, said)


class Grid:
    """One sheet. Rows and columns are counted from 1, as in the file."""

    def __init__(self, sheet: Sheet) -> None:
        """Put the cells of a sheet in order."""
        self.sheet = sheet
        self.rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sheet.cells.items():
            line = self.rows.get(row)
            if line is None:
                self.rows[row] = {column: cell}
            else:
                line[column] = cell
        self.order = sorted(self.rows)

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.name

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; empty where there is none, or a number."""
        cell = self.rows.get(row, {}).get(column)
        return cell.value if cell is not None and isinstance(cell.value, str) else ""


_SCALED = re.compile(r"^[^;]*?[0#?](,+)(?![0#?,])")
"""A format that shows thousands, or millions: ``#,##0,``."""


@lru_cache(_MEMORY)
def shown_in(number_format: str) -> int:
    """Return what a format divides numbers by: 1,000 for each comma behind its last digit."""
    found = _SCALED.match(number_format)
    return 1000 ** len(found[1]) if found else 1


def amount_in(cell: Cell | None) -> Amount:
    """Return what a cell says of money."""
    if cell is None:
        return NOTHING
    value = cell.value
    if cell.kind == "text" and isinstance(value, str):
        return amount_of_text(value)
    if cell.kind == "number" and isinstance(value, float):
        if cell.number_format != "General" and (cell.is_date or cell.shows_percent):
            return Amount(f"{value:g}", UNREADABLE, why="is shown as a date or a percentage")
        return _amount_of_number(value, "")
    if value is None:
        return NOTHING
    return Amount(str(value), UNREADABLE, why="is no amount")


_UNIT = re.compile(r"[\s(]*£?\s?['’‘]?000s?[\s)]*|[\s(]*£?\s?['’‘]000s?[\s)]*")
"""What says the unit of a column, and looks like nought."""


@lru_cache(_MEMORY)
def _kind_of_text(text: str) -> str:
    if _UNIT.fullmatch(text):
        return "t"
    amount = amount_of_text(text)
    if amount.state == AMOUNT:
        if amount.value is not None and amount.value.is_zero() and not any(map(str.isdigit, text)):
            return "w"
        value = amount.value
        is_year = value is not None and value == int(value) and int(value) in _YEARS
        return "y" if is_year and len(text.strip()) == 4 else "n"
    if amount.state in (UNKNOWN, NOT_APPLICABLE):
        return "w"
    if amount.state == BLANK:
        return ""
    return "p" if re.fullmatch(r"\s*-?[0-9.,]+ ?%\s*", text) else "t"


def kind_in(cell: Cell) -> str:
    """Return what a cell is to the eye.

    ``n`` a number, ``y`` one that may be a year, ``w`` a word in the place of a number, ``p`` a
    date or percentage, ``t`` text, empty for nothing.
    """
    value = cell.value
    if isinstance(value, str):
        return _kind_of_text(value) if cell.kind == "text" else "w"
    if isinstance(value, bool):
        return "t"
    if isinstance(value, float):
        if cell.number_format != "General" and (cell.is_date or cell.shows_percent):
            return "p"
        # A range looks through all of itself for a float.
        return "y" if _YEARS[0] <= value <= _YEARS[-1] and value.is_integer() else "n"
    return "n" if cell.formula is not None else ""


__all__ = [
    "AMOUNT",
    "BLANK",
    "NOTHING",
    "NOT_APPLICABLE",
    "UNKNOWN",
    "UNREADABLE",
    "Grid",
    "amount_in",
    "amount_of_text",
    "kind_in",
    "shown_in",
]
