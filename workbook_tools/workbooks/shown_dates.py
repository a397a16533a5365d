"""Dates and times as a person sees them (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from workbook_tools.workbooks.numberformats import HALVES_UP, Token, day_of

_DAY = 86_400
_LAST_DAY = 2_958_466
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class _Moment:
    """A number of days taken apart."""

    day: datetime.date | None
    seconds: int
    """Since midnight."""
    fraction: str
    """Decimals of a second, as many as are shown."""
    elapsed: int
    """Whole seconds since day nought."""
    halves: bool
    """Whether hours are counted to twelve twice."""


def date_text(number: Decimal, section: tuple[Token, ...], date_1904: bool) -> str | None:
    """Return a number of days under one section of a code, in English.

    None if it shows a day and there is no such day, or the number is beyond all days.
    """
    if not 0 <= number <= _LAST_DAY:
        return None
    moment = _moment(number, section, date_1904)
    text = ""
    for index, (kind, mark) in enumerate(section):
        part = _part(moment, section, index, kind, mark)
        if part is None:
            return None
        text += part
    return text


def _moment(number: Decimal, section: tuple[Token, ...], date_1904: bool) -> _Moment:
    decimals = sum(kind == "digits" for kind, _ in section)
    step = Decimal(1).scaleb(-decimals)
    total = (number * _DAY).quantize(step, context=HALVES_UP)
    whole = int(total)
    return _Moment(
        day=day_of(whole // _DAY, date_1904),
        seconds=whole % _DAY,
        fraction=f"{total - whole:f}".partition(".")[2],
        elapsed=whole,
        halves=any(kind == "halves" for kind, _ in section),
    )


def _part(
    moment: _Moment, section: tuple[Token, ...], index: int, kind: str, mark: str
) -> str | None:
    letters = mark.lower()
    if kind == "date":
        if letters[0] in "hs" or (letters[0] == "m" and _minutes(section, index)):
            return _clock(moment, letters)
        return None if moment.day is None else _CALENDAR[letters[0]](moment.day, len(letters))
    if kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[letters[0]]
        return f"{moment.elapsed // unit:0{len(letters)}d}"
    if kind == "halves":
        half = "AM" if moment.seconds < _DAY // 2 else "PM"
        return half if len(mark) > 3 else half[0]
    if kind == "digits":
        before = sum(earlier == "digits" for earlier, _ in section[:index])
        return moment.fraction[before : before + 1]
    if kind in ("quoted", "escaped", "literal") or (kind == "sign" and mark != "@"):
        return mark
    return " " if (kind, mark) == ("padding", "_") else ""


def _minutes(section: tuple[Token, ...], index: int) -> bool:
    """Return whether the m at ``index`` follows hours or comes before seconds."""
    clock = ("date", "elapsed")
    before = [mark[0].lower() for kind, mark in section[:index] if kind in clock]
    after = [mark[0].lower() for kind, mark in section[index + 1 :] if kind in clock]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _clock(moment: _Moment, letters: str) -> str:
    number = {
        "h": moment.seconds // 3600,
        "m": moment.seconds // 60 % 60,
        "s": moment.seconds % 60,
    }[letters[0]]
    if letters[0] == "h" and moment.halves:
        number = number % 12 or 12
    return f"{number:0{min(len(letters), 2)}d}"


def _year(day: datetime.date, letters: int) -> str:
    return f"{day.year % 100:02d}" if letters <= 2 else f"{day.year:04d}"


def _month(day: datetime.date, letters: int) -> str:
    name = _MONTHS[day.month - 1]
    if letters <= 2:
        return f"{day.month:0{letters}d}"
    return {3: name[:3], 5: name[0]}.get(letters, name)


def _day(day: datetime.date, letters: int) -> str:
    if letters <= 2:
        return f"{day.day:0{letters}d}"
    name = _WEEKDAYS[day.weekday()]
    return name[:3] if letters == 3 else name


_CALENDAR: dict[str, Callable[[datetime.date, int], str]] = {"y": _year, "m": _month, "d": _day}
