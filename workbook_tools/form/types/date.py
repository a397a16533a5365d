"""The type ``date``: a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workbook_tools.form.types.base import GENERAL, ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.reading import day_read, digits_of_day, is_beyond, is_no_day
from workbook_tools.values.days import LAST_DAY, long_date, read_day, serial
from workbook_tools.workbooks import Cell

FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2049, 12, 31)
"""What Excel lets be typed: no return is about a day outside."""


class Date(ColumnType):
    """A day, kept as Excel's number of it."""

    name = "date"
    own_format = "dd/mm/yyyy"
    takes_range = True
    refused_as = "not-a-date"
    beyond_as = "date-out-of-reach"
    message_range = (36526, 73050)
    """The years 2000 to 2099: programs differ in what they show of days before 1900."""

    def message_format(self, figure_format: str = GENERAL) -> str:
        """Return the format of a date that is written out, as in any sentence."""
        return "d mmmm yyyy"

    def movement(self, before: float, after: float) -> str:
        """Return how many days later or earlier."""
        days = round(after - before)
        unit = "day" if abs(days) == 1 else "days"
        return f"{abs(days):,} {unit} {'later' if days > 0 else 'earlier'}"

    def digits_read(self, typed: str) -> str:
        """Return a day that was typed as text, its parts apart."""
        return digits_of_day(typed)

    def as_read(self, typed: str, digits: str = "", unit: str = "") -> str:
        """Return the day, whatever the hour; of a text too that says one in numbers."""
        return day_read(typed, digits, serial(FIRST_DATE), serial(LAST_DATE))

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is no day, nor a text that says one."""
        return is_no_day(typed, read, LAST_DAY)

    def is_out_of_reach(self, typed: str, read: str) -> str:
        """Return that it is a day before the first or after the last that a return is about."""
        return is_beyond(read, serial(FIRST_DATE), serial(LAST_DATE))

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return the day that is shown or typed."""
        shown = cell.as_date
        typed = read_day(text) if cell.kind == "text" else None
        day = shown or typed
        if day is None:
            return Entry(None, text, "not-a-date", quoted(text))
        if not FIRST_DATE <= day <= LAST_DATE:
            # A year or a number of months alone, in a cell that shows days: 2 is 2 January 1900.
            return Entry(None, text, self.beyond_as, quoted(text), long_date(day))
        if shown:
            return Entry(serial(day), text)
        return Entry(serial(day), text, "date-as-text", quoted(text), long_date(day))

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a date."""
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DATE,
            "maximum": LAST_DATE,
            "error_message": "Enter a date, such as 31/12/2007.",
        }

    def can_have_held(self, value: float | str) -> bool:
        """Whether it is a day that Excel knows."""
        return not isinstance(value, str) and 1 <= value <= LAST_DAY
