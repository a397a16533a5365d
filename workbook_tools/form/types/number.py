"""The type ``number``: a number without a unit, such as a share or a count of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.form.types.base import ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.reading import digits_of, is_beyond, is_no_number, number_read
from workbook_tools.values.printed import TypedNumber, read_number
from workbook_tools.workbooks import Cell

LARGEST = 1e12
"""No number of a return comes near it; a date typed as a number does not reach it either."""


class Number(ColumnType):
    """Any number."""

    name = "number"
    takes_range = True
    refused_as = "not-a-number"
    beyond_as = "number-out-of-reach"

    def digits_read(self, typed: str) -> str:
        """Return the digits of a number that was typed as text."""
        return digits_of(typed)

    def as_read(self, typed: str, digits: str = "", unit: str = "") -> str:
        """Return the number, where a text says one in whatever way people write it."""
        return number_read(typed, digits, unit, LARGEST)

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is neither a number nor a text that says one."""
        return self.unless_beyond(typed, read, is_no_number(typed, read))

    def unless_beyond(self, typed: str, read: str, wrong: str) -> str:
        """Return a condition on which an entry is refused, if it is not for its size."""
        return f"AND({wrong},NOT({self.is_out_of_reach(typed, read)}))"

    def is_out_of_reach(self, typed: str, read: str) -> str:
        """Return that it is a number with which nothing can be worked out."""
        return is_beyond(typed, -LARGEST, LARGEST)

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return a number, or a text that says one and no percentage."""
        if cell.kind == "number" and cell.as_date is None and not cell.shows_percent:
            return self.within_reach(float(cell.value or 0.0), text)
        typed = number_typed(text) if cell.kind == "text" else None
        if typed is None or "percent" in typed.decorations:
            return Entry(None, text, "not-a-number", quoted(text))
        return Entry(typed.value, text, "number-as-text", quoted(text), f"{typed.value:g}")

    def within_reach(self, number: float, text: str) -> Entry:
        """Return the entry of a number, refused where it is beyond every figure of a return."""
        if abs(number) <= LARGEST:
            return Entry(number, text)
        return Entry(None, text, self.beyond_as, quoted(text))

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a decimal number."""
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -LARGEST,
            "maximum": LARGEST,
            "error_message": "Enter a plain number, such as 45.3, without words or units.",
        }


def number_typed(text: str) -> TypedNumber | None:
    """Return the number that a text says; None where it says none that a return can hold."""
    typed = read_number(text)
    return typed if typed is not None and abs(typed.value) <= LARGEST else None
