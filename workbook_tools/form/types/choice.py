"""The type ``choice``: one of the words of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.form.lists import POINTS, list_name
from workbook_tools.form.types.base import ColumnType, Declared, Measured, Words
from workbook_tools.form.types.entry import Entry, quoted
from workbook_tools.form.types.reading import is_none_of, word_read
from workbook_tools.workbooks import Cell


class Choice(ColumnType):
    """A word of its column's dropdown, in whatever capitals."""

    name = "choice"
    takes_list = True
    refused_as = "not-in-list"

    def as_read(self, typed: str, digits: str = "", unit: str = "") -> str:
        """Return the word, without spaces that nobody sees."""
        return word_read(typed)

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return that it is no word of the list."""
        return is_none_of(read, list_name(column.list), by_reference=column.list == POINTS)

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return the word of the list that was typed."""
        word = word_of(text, words) or (_point(text, words) if column.list == POINTS else "")
        if word:
            return Entry(word, text)
        return Entry(None, text, "not-in-list", quoted(text), some_of(words))

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return the options for a dropdown."""
        return {
            "validate": "list",
            "source": f"={list_name(column.list)}",
            "error_message": "Choose one of the words in the list, or leave the cell blank.",
            # A point may be typed by its reference alone, which the list does not hold.
            "show_error": column.list != POINTS,
        }


def word_of(text: str, words: Words) -> str:
    """Return the word of a list that a text is, in whatever capitals; empty where it is none."""
    return next((word for word in words if word.casefold() == text.casefold()), "")


def _point(text: str, words: Words) -> str:
    """Return the point that a text is the reference of: ``CYP-577``."""
    points = (word for word in words if word.split(" ", 1)[0].casefold() == text.casefold())
    return next(points, "")


def some_of(words: Words) -> str:
    """Return the words of a list, as many as a message has room for."""
    return ", ".join(words[:_LISTED]) + (" …" if len(words) > _LISTED else "")


_LISTED = 12
