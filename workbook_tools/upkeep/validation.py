"""Dropdowns, limits and input messages. What pasting gets past them, apply finds again."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from workbook_tools.form.lists import list_name
from workbook_tools.form.types.date import FIRST_DATE, LAST_DATE
from workbook_tools.form.types.number import LARGEST
from workbook_tools.upkeep.layout import Column

_TITLE_LIMIT = 32
"""Excel's limit for the title of an input message."""


POINTERS = {
    "theme_groups": "theme_groups",
    "reporters": "theme_groups",
    "outcomes": "outcomes",
    "headings": "indicators",
}
"""Lists that name rows of a sheet, by what it has a row for; new rows are not in the list."""

_MAY_BE_TYPED = (*POINTERS, "rounds", "targets", "figures")
"""Lists that do not hold all that may be entered: a reference alone will do, or a figure."""


def message(column: Column, messages: Mapping[str, str]) -> str:
    """Return what is said of a wrong entry, in the workbook and when it is applied."""
    kind = {"yes": "choice", "wording": "text", "reference": "text"}.get(column.type, column.type)
    return messages[kind].format(minimum=column.minimum, maximum=column.maximum)


def validation(column: Column, messages: Mapping[str, str]) -> dict[str, Any]:
    """Return XlsxWriter's options for the validation of a column."""
    title = textwrap.shorten(column.heading, _TITLE_LIMIT, placeholder="…")
    return _rule(column) | {
        "ignore_blank": True,
        "input_title": title,
        "input_message": column.help,
        "error_title": title,
        "error_message": message(column, messages),
    }


def _rule(column: Column) -> dict[str, Any]:
    if column.dropdown:
        return {
            "validate": "list",
            "source": f"={list_name(column.dropdown)}",
            "show_error": column.dropdown not in _MAY_BE_TYPED,
        }
    if column.type in ("number", "whole"):
        low, high = (-LARGEST, LARGEST)
        return {
            "validate": "decimal" if column.type == "number" else "integer",
            "criteria": "between",
            "minimum": low if column.minimum is None else column.minimum,
            "maximum": high if column.maximum is None else column.maximum,
        }
    if column.type == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DATE,
            "maximum": LAST_DATE,
        }
    return {"validate": "any"}
