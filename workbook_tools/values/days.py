"""Days: as Excel counts them, which is how values keep them, and in words."""

from __future__ import annotations

import calendar
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
