"""The type ``figure or word``: a figure, or a word of a list for why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.form.lists import list_name
from workbook_tools.form.types.base import Declared, Measured, Words
from workbook_tools.form.types.choice import word_of
from workbook_tools.form.types.entry import Entry
from workbook_tools.form.types.figure import Figure
from workbook_tools.form.types.reading import is_none_of
from workbook_tools.workbooks import Cell


class FigureOrWord(Figure):
    """A figure with a dropdown of the words that may stand in its place."""

    name = "figure or word"
    takes_list = True
    takes_range = False

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is neither a word of the list nor a figure."""
        no_figure = super().refusal(typed, read, column)
        return f"AND({is_none_of(read, list_name(column.list))},{no_figure})"

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return a word of the list, or else what is read as a figure."""
        word = word_of(text, words) if cell.kind == "text" else ""
        return Entry(word, text) if word else super().read(cell, text, column, row, words)

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a dropdown beside which anything may be typed."""
        return {
            "validate": "list",
            "source": f"={list_name(column.list)}",
            "show_error": False,
        }

    def absence(self, value: float | str | None) -> str:
        """Return the word, where it is one."""
        return value if isinstance(value, str) else ""
