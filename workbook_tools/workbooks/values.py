"""What the text that a cell stores means, by the cell's type (ECMA-376 part 1, 18.18.11)."""

from __future__ import annotations

import datetime
import re

from lxml import etree

from workbook_tools.workbooks.numberformats import serial_of, shows_date
from workbook_tools.workbooks.strings import text_of
from workbook_tools.workbooks.unreadable import Unreadable, damaged

TRUE = ("1", "true")

Value = float | str | bool | None

_DAYS_1900_TO_1904 = 1462


def number(text: str) -> float:
    """Return the number that ``text`` spells.

    Raises:
        Unreadable: it spells none, or one that no spreadsheet can hold.
    """
    try:
        value = float(text)
    except ValueError as error:
        raise not_a("number", text) from error
    if value - value != 0:  # infinite, or not a number
        raise not_a("number", text)
    return value


def stored(
    kind: str,
    text: str | None,
    inline: etree._Element | None,
    number_format: str,
    date_1904: bool,
) -> tuple[Value, str, str]:
    """Return value, kind and number format of a cell of any type but shared texts and those
    that formulas give.

    ``text`` is the content of ``v``, None where there is none; ``inline`` is the
    element ``is``. A date in words becomes a number, shown as a date.

    Raises:
        Unreadable: the text is not of that type, or there is no such type.
    """
    if kind == "inlineStr":
        return ("" if inline is None else text_of(inline)), "text", number_format
    if text is None:
        return None, "blank", number_format
    if not text:
        return None, "blank", number_format
    if kind == "n":
        return number(text), "number", number_format
    if kind == "b":
        return text.strip() in TRUE, "boolean", number_format
    if kind == "e":
        return text, "error", number_format
    if kind == "d":
        if (clock := _TIME.fullmatch(text)) is not None:
            shown = number_format if shows_date(number_format) else "hh:mm:ss"
            return _time_of_day(clock[1]), "number", shown
        shown = number_format if shows_date(number_format) else "yyyy-mm-dd"
        return _moment(text, date_1904), "number", shown
    raise damaged(f"it holds a cell of the unknown type {kind[:20]!r}")


_TIME = re.compile(r"\s*T?([0-9]{2}:[0-9]{2}.*)\s*", re.DOTALL)
"""A time of day without a day (ISO 8601)."""


def _time_of_day(text: str) -> float:
    try:
        clock = datetime.time.fromisoformat(text.strip())
    except ValueError as error:
        raise not_a("time", text) from error
    moment = datetime.datetime.combine(datetime.date.min, clock.replace(tzinfo=None))
    return (moment - datetime.datetime.min) / datetime.timedelta(days=1)


def _moment(text: str, date_1904: bool) -> float:
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise not_a("date", text) from error
    serial = serial_of(moment.replace(tzinfo=None))
    return serial - _DAYS_1900_TO_1904 if date_1904 else serial


def not_a(what: str, text: str) -> Unreadable:
    """Return the error of a cell whose text is not what its type promises."""
    return damaged(f"it holds {text[:20]!r} where a {what} belongs")
