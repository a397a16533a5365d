"""The type ``period``: what time a figure is about, in the adviser's own words."""

from __future__ import annotations

import re

from workbook_tools.form.types.base import GENERAL, ColumnType, Declared, Measured, Words
from workbook_tools.form.types.date import FIRST_DATE, LAST_DATE
from workbook_tools.form.types.entry import Entry
from workbook_tools.values.days import day_of, long_date, serial
from workbook_tools.workbooks import Cell


class Period(ColumnType):
    """A date, a year, an academic year: ``2006-07`` stays what was typed."""

    name = "period"
    style = "text"
    words_style = "text"
    own_format = "@"
    is_own_words = True

    def message_format(self, figure_format: str = GENERAL) -> str:
        """Return none: what was typed as words is repeated as they are."""
        return GENERAL

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return what the cell shows; a date as it is shown, and its bare number as that date."""
        if not _NUMBER.fullmatch(text) or not _FIRST <= float(text) <= _LAST:
            return Entry(text, text)
        day = day_of(float(text))
        return Entry(f"{day:%d/%m/%Y}", text, "date-as-number", text, long_date(day))


_NUMBER = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FIRST, _LAST = serial(FIRST_DATE), serial(LAST_DATE)
"""Excel's numbers of the days that a return may be about; no year and no period looks like them."""
