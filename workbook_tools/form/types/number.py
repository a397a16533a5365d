"""The type ``number``: a number without a unit, such as a share or a count of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.form.types.base import ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.reading import digits_of, is_no_number, number_read
from workbook_tools.values.printed import read_number
from workbook_tools.workbooks import Cell

LARGEST = 1e12
"""No number of a return comes near it; a date typed as a number does not reach it either."""


class Number(ColumnType):
    """Any number."""

    name = "number"
    takes_range = True
    refused_as = "not-a-number"

    def digits_read(self, typed: str) -> str:
        """Return the digits of a number that was typed as text."""
        return digits_of(typed)

    def as_read(self, typed: str, digits: str = "", unit: str = "") -> str:
        """Return the number, where a text says one in whatever way people write it."""
        return number_read(typed, digits, unit)

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is neither a number nor a text that says one."""
        return is_no_number(typed, read)

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return a number, or a text that says one and no percentage."""
        if cell.kind == "number" and cell.as_date is None and not cell.shows_percent:
            return Entry(float(cell.value or 0.0), text)
        typed = read_number(text) if cell.kind == "text" else None
        if typed is None or "percent" in typed.decorations:
            return Entry(None, text, "not-a-number", quoted(text))
        return Entry(typed.value, text, "number-as-text", quoted(text), f"{typed.value:g}")

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a decimal number."""
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -LARGEST,
            "maximum": LARGEST,
            "error_message": "Enter a plain number, such as 45.3, without words or units.",
        }
