"""Days: as Excel counts them, which is how values keep them, and in words."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DAY_ZERO = date(1899, 12, 30)
"""Excel counts days from here (ECMA-376 part 1, 18.17.4.1, for dates after February 1900)."""

LAST_DAY = 2_958_465
"""Excel's number of 31 December 9999, the last day that it knows."""


def serial(day: date) -> float:
    """Return a day as Excel counts it: 28 February 2007 is 39141."""
    return float((day - _DAY_ZERO).days)


def day_of(number: float) -> date:
    """Return the day that Excel's number stands for."""
    return _DAY_ZERO + timedelta(days=int(number))


def last_day(year: int, month: int) -> date:
    """Return the last day of a month; the 13th month of a year is January of the next."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def long_date(day: date) -> str:
    """Return a date as it is written out: ``28 February 2007``."""
    return f"{day.day} {day:%B %Y}"


def distance(days: int) -> str:
    """Return how far a day is: ``in 3 days``, ``today``, ``1 day ago``."""
    if not days:
        return "today"
    number = f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {number}" if days > 0 else f"{number} ago"


def read_day(text: str) -> date | None:
    """Return the day that a text names as people in Britain write it, the day first.

    ``31/12/2007``, ``31.12.07``, ``31-Dec-07``, ``Monday 31st December 2007``, ``Dec 31, 2007``
    and ``2007-12-31`` are the same day; a time behind it does not matter. None for a text that
    names no day, or leaves out its year: nothing is guessed.
    """
    plain = " ".join(text.replace(",", " ").split()).lower()
    plain = _TIME.sub("", _DAY_NAME.sub("", plain))
    for pattern in _SPELLINGS:
        if found := pattern.fullmatch(plain):
            try:
                return date(_year(found["year"]), _month(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


_DAY_NAME = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? )?(?:the )?")
_TIME = re.compile(r"(?: at)?[ t]\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?z?$")

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|"
_NAME += r"april|august|september|october|november|december)\.?"
_YEAR = r"(?P<year>\d{4}|'?\d\d)"

_SPELLINGS = tuple(
    re.compile(spelling, re.ASCII)
    for spelling in (
        rf"(?P<day>\d{{1,2}}) ?(?P<by>[/.-]) ?(?P<month>\d{{1,2}}) ?(?P=by) ?{_YEAR}",
        r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})",
        rf"{_DAY}(?: of)?[ /.-]?{_NAME}[ /.-]?{_YEAR}",
        rf"{_NAME}[ -]?{_DAY}[ -]{_YEAR}",
    )
)

_CENTURY_ENDS = 50
"""A year in two digits is of this century up to here: ``49`` is 2049, ``50`` is 1950."""


def _year(digits: str) -> int:
    number = int(digits.removeprefix("'"))
    if len(digits.removeprefix("'")) == 4:
        return number if number >= 1900 else 0
    return 2000 + number if number < _CENTURY_ENDS else 1900 + number


def _month(words: str) -> int:
    if words.isdecimal():
        return int(words)
    return [name.lower() for name in calendar.month_abbr].index(words[:3])
