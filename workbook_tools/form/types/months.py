"""The type ``months``: how many months of the year a figure covers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.form.types.base import Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.number import LARGEST, Number
from workbook_tools.form.types.reading import is_no_whole_number
from workbook_tools.values.printed import read_number
from workbook_tools.workbooks import Cell


class Months(Number):
    """A whole number between the least and the most that its column declares."""

    name = "months"
    refused_as = "not-months"

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is no whole number that its column admits."""
        wrong = is_no_whole_number(typed, read, column.minimum or 0, column.maximum or 0)
        return self.unless_beyond(typed, read, wrong)

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return a whole number that its column admits."""
        typed = read_number(text) if cell.kind == "text" else None
        number = cell.value if cell.kind == "number" else typed.value if typed else None
        if isinstance(number, float) and abs(number) > LARGEST:
            return self.within_reach(number, text)
        low, high = column.minimum or 0, column.maximum or 0
        if not isinstance(number, float) or not number.is_integer() or not low <= number <= high:
            return Entry(None, text, "not-months", quoted(text))
        if cell.kind == "text":
            return Entry(number, text, "number-as-text", quoted(text), f"{number:g}")
        return Entry(number, text)

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a whole number."""
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": column.minimum,
            "maximum": column.maximum,
            "error_message": f"Enter a whole number from {column.minimum:g} to {column.maximum:g}.",
        }
