"""The type ``text``: words as they were written."""

from __future__ import annotations

from workbook_tools.form.types.base import ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry
from workbook_tools.workbooks import Cell


class Text(ColumnType):
    """Words, with their line breaks."""

    name = "text"
    style = "text"
    words_style = "text"
    is_own_words = True

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return the cell's own text, not the folded one: a comment keeps its line breaks."""
        return Entry(cell.value if isinstance(cell.value, str) else text, text)
