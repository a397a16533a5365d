"""What stops a wrong entry at the door: dropdowns, number and date limits, input messages.

Pasting goes round all of these; the checks find the same things again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from workbook_tools.rules.model import Rule
from workbook_tools.templates import POINTS, Column

LARGEST_FIGURE = 1e12
"""No figure of the agreement comes near it; a date typed as a number does not reach it either."""

_FIRST_DATE, _LAST_DATE = date(2000, 1, 1), date(2049, 12, 31)
_MESSAGE_LIMIT = 255
_TITLE_LIMIT = 32
"""Excel's limit for the title of an input message."""


def list_name(list_id: str) -> str:
    """Return the defined name of a dropdown's words."""
    return f"list_{list_id}"


def limited(column: Column, rule: Rule) -> dict[str, Any]:
    """Return the validation of a cell in which a rule allows a range of numbers only."""
    assert rule.limits is not None
    low, high = rule.limits
    return validation(column) | {
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": rule.title[:_TITLE_LIMIT],
        "error_message": rule.fix[:_MESSAGE_LIMIT],
    }


def validation(column: Column) -> dict[str, Any]:
    """Return XlsxWriter's options for the validation of an entry column."""
    message = {
        "input_title": _message_title(column),
        "input_message": column.prompt,
        "error_title": _message_title(column),
        "ignore_blank": True,
    }
    return _BY_TYPE[column.type](column) | message


def _message_title(column: Column) -> str:
    """Return a column's heading as the title of a message; a long one is cut after a word."""
    if len(column.heading) <= _TITLE_LIMIT:
        return column.heading
    return column.heading[: _TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def _figure(_: Column) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -LARGEST_FIGURE,
        "maximum": LARGEST_FIGURE,
        "error_message": "Enter a plain number, such as 45.3, without words or units.",
    }


def _months(column: Column) -> dict[str, Any]:
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": column.minimum,
        "maximum": column.maximum,
        "error_message": f"Enter a whole number from {column.minimum:g} to {column.maximum:g}.",
    }


def _date(_: Column) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST_DATE,
        "maximum": _LAST_DATE,
        "error_message": "Enter a date, such as 31/12/2007.",
    }


def _choice(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={list_name(column.list)}",
        "error_message": "Choose one of the words in the list, or leave the cell blank.",
        # A point may be typed by its reference alone, which the list does not hold.
        "show_error": column.list != POINTS,
    }


def _anything(_: Column) -> dict[str, Any]:
    return {"validate": "any"}


def _figure_or_word(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={list_name(column.list)}",
        "show_error": False,
    }


_BY_TYPE: dict[str, Callable[[Column], dict[str, Any]]] = {
    "figure": _figure,
    "figure or word": _figure_or_word,
    "money": _figure,
    "count": _figure,
    "months": _months,
    "date": _date,
    "choice": _choice,
    "text": _anything,
    "period": _anything,
}
