"""The type ``figure``: a number in the unit of its row, with the indicator's decimals."""

from __future__ import annotations

from workbook_tools.form.types.base import GENERAL, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.number import LARGEST, Number, number_typed
from workbook_tools.workbooks import Cell


class Figure(Number):
    """A figure of an indicator: its row says the unit, and how it is shown."""

    name = "figure"
    style = "figure"
    words_style = "text"

    def number_format(self, figure_format: str = GENERAL) -> str:
        """Return the format of the row's figures."""
        return figure_format

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return a number in the unit of the row: 0.45 shown as 45% is 45 where that is %."""
        if cell.kind == "boolean":
            return Entry(None, text, "not-a-number", quoted(text))
        if cell.kind == "text":
            return self._typed(text, row)
        if cell.as_date is not None:
            return Entry(None, text, "date-for-number", text)
        number = float(cell.value or 0.0)
        if not cell.shows_percent or abs(number) > LARGEST:
            return self.within_reach(number, text)
        if not self.is_percentage(row):
            return Entry(None, text, "percent-misplaced", text, self.unit(row))
        # Rounded, because 0.29 * 100 is 28.999999999999996.
        number = round(number * 100, 10)
        return Entry(number, text, "percent-typed", text, f"{number:g}")

    def _typed(self, text: str, row: Measured) -> Entry:
        typed = number_typed(text)
        if typed is None:
            return Entry(None, text, "not-a-number", quoted(text))
        if "percent" in typed.decorations and not self.is_percentage(row):
            return Entry(None, text, "percent-misplaced", quoted(text), self.unit(row))
        if "pound" in typed.decorations and row.unit_type != "money":
            return Entry(None, text, "pounds-misplaced", quoted(text), self.unit(row))
        return Entry(typed.value, text, "number-as-text", quoted(text), f"{typed.value:g}")

    def is_percentage(self, row: Measured) -> bool:
        """Whether it is a share of a hundred."""
        return row.unit_type == "percent"

    def unit(self, row: Measured) -> str:
        """Return its unit in words."""
        return row.unit
