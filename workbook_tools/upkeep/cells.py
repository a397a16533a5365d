"""What one cell of the edited workbook means, by the type of its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from workbook_tools.upkeep.content import Content, Exported, plain_figure
from workbook_tools.upkeep.layout import Column
from workbook_tools.upkeep.validation import POINTERS, message
from workbook_tools.values.comparing import folded
from workbook_tools.values.money import (
    NOT_APPLICABLE,
    UNKNOWN,
    amount_of_number,
    in_unit,
    read_amount,
)
from workbook_tools.values.printed import read_number
from workbook_tools.workbooks import Cell, shown

_LONGEST = 2000
"""Characters of a text; the longest that was ever printed has 700."""


class MisreadError(ValueError):
    """A cell that does not hold what its column asks for; the message says what it asks for."""


def read_cell(cell: Cell, column: Column, exported: Exported) -> Content:
    """Return what a cell means.

    Raises:
        MisreadError: it holds a formula, an error, or what the column does not take.
    """
    messages = exported.layout.messages
    if cell.formula is not None:
        raise MisreadError(messages["formula"])
    if cell.kind == "blank":
        return None
    text = folded("".join(char if char.isprintable() else " " for char in shown(cell)))
    if cell.kind in ("text", "number") and not text:
        return None
    try:
        if cell.kind not in ("text", "number") or len(text) > _LONGEST:
            raise ValueError(text)
        return _BY_TYPE[column.type](cell, text, column, exported)
    except (ValueError, OverflowError) as error:
        raise MisreadError(f"it holds “{text[:60]}”. {message(column, messages)}") from error


def _text(cell: Cell, text: str, _: Column, __: Exported) -> Content:
    if cell.is_date:
        # “2004/5” that became a day: what was meant is not known.
        raise ValueError(text)
    return text


def _email(_: Cell, text: str, __: Column, ___: Exported) -> Content:
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", text):
        raise ValueError(text)
    return text


def _choice(_: Cell, text: str, column: Column, exported: Exported) -> Content:
    words = exported.lists[column.dropdown]
    return meaning(text, words) or _named(text, column, exported)


def meaning(text: str, words: Mapping[str, str]) -> str:
    """Return what a word of a list stands for; empty where it is none of them.

    Capitals do not matter; the reference with which a word begins will do.
    """
    for meant, word in words.items():
        if text.casefold() in (word.casefold(), meant.casefold()):
            return meant
    first = text.partition(" ")[0].casefold()
    # A word that begins with its reference may have been cut behind it.
    for meant, word in words.items():
        if first == meant.casefold() and word.casefold().startswith(f"{first} "):
            return meant
    return ""


def _named(text: str, column: Column, exported: Exported) -> str:
    """Return a round that is not in the list, or what may name a row that is new."""
    if column.list == "rounds":
        try:
            return exported.history.round(text.casefold()).id
        except KeyError as error:
            raise ValueError(text) from error
    if column.list in POINTERS:
        return text
    raise ValueError(text)


def _reference(_: Cell, text: str, __: Column, ___: Exported) -> Content:
    if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", text):
        raise ValueError(text)
    return text


def _number(cell: Cell, text: str, column: Column, _: Exported) -> Content:
    if cell.is_date:
        raise ValueError(text)
    value = _value(cell, text)
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(text)
    return value


def _value(cell: Cell, text: str) -> float:
    if isinstance(cell.value, float):
        # 80% typed into a cell is kept as 0.8; what is meant is 80.
        return float(repr(round(cell.value * 100, 10))) if cell.shows_percent else cell.value
    number = read_number(text)
    if number is None:
        raise ValueError(text)
    return number.value


def _whole(cell: Cell, text: str, column: Column, exported: Exported) -> Content:
    value = _number(cell, text, column, exported)
    if not isinstance(value, float) or not value.is_integer():
        raise ValueError(text)
    return value


def _date(cell: Cell, text: str, _: Column, __: Exported) -> Content:
    if cell.kind == "number":
        day = cell.as_date
        if day is None:
            raise ValueError(text)
        return day
    return _written_day(text, ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d.%m.%Y"))


def _day(cell: Cell, text: str, _: Column, __: Exported) -> Content:
    day = cell.as_date if cell.kind == "number" else None
    # In a leap year, so that 29 February is read, to be refused as no day of every year.
    day = day or _written_day(f"{text} 2004", ("%d %B %Y", "%d %b %Y"))
    if (day.month, day.day) == (2, 29):
        raise ValueError(text)
    return f"{day:%m-%d}"


def _written_day(text: str, forms: tuple[str, ...]) -> date:
    for form in forms:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def _figure(cell: Cell, text: str, _: Column, __: Exported) -> Content:
    if cell.is_date:
        raise ValueError(text)
    return _value(cell, text) if isinstance(cell.value, float) else plain_figure(text)


def _amount(cell: Cell, text: str, _: Column, __: Exported) -> Content:
    if cell.is_date or cell.shows_percent:
        raise ValueError(text)
    said = amount_of_number(cell.value) if isinstance(cell.value, float) else read_amount(text)
    if said.state in (UNKNOWN, NOT_APPLICABLE):
        return text.upper()
    pounds = in_unit(said, Decimal(1))
    if pounds is None or pounds != round(pounds, 2):
        raise ValueError(text)
    return float(pounds)


_BY_TYPE: Mapping[str, Callable[[Cell, str, Column, Exported], Content]] = {
    "reference": _reference,
    "text": _text,
    "wording": _text,
    "email": _email,
    "choice": _choice,
    "yes": _choice,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "day": _day,
    "figure": _figure,
    "amount": _amount,
}
