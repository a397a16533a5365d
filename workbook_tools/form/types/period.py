"""The type ``period``: what time a figure is about, in the adviser's own words."""

from __future__ import annotations

from workbook_tools.form.types.base import GENERAL, ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry
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
        """Return what the cell shows; a date among them as it is shown."""
        return Entry(text, text)
