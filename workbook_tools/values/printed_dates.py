"""Dates and periods in words: when figures cover, and when they are expected.

The published spreadsheet gives dates as people write them: ``Academic Year 04/05``,
``Q'S 1 & 2 2006``, ``should be available end 2008``. Each function here reads one
kind of statement and returns None, never a guess, for words it does not know.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from workbook_tools.values.comparing import folded
from workbook_tools.values.days import last_day

_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if number}
_SEASONS = {"spring": 5, "summer": 8, "autumn": 11}
"""The last month of each season; a winter spans two years and is left unread."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:(?:19|20)\d\d|\d\d)(?!\d)"
_SPAN = r"((?:19|20)\d\d|\d\d) ?[-/] ?((?:19|20)\d\d|\d\d|\d)(?!\d)"


def read_expected(text: str) -> date | None:
    """Return the last day by which words such as “Data Available July 2007” expect a figure.

    A year alone ends on 31 December, a financial year (``2007/8``) on 31 March, spring
    on 31 May. ``2 year lag``, ``TBA`` and ``available`` name no day: None.
    """
    said = re.search(r"(?:available|update|expected)\s+(?:in |by |end )*(.*)", _plain(text))
    return _end_of_named(said[1]) if said else None


def words_beside_expected(text: str) -> str:
    """Return what words that put a figure off say beside the day, letter for letter.

    “Data available April 07 Household Survey” says “Household Survey”; “2 year lag”,
    which names no day, says itself. Nothing is left of “Data Available July 2007”.
    """
    said = folded(text)
    if _LAG.fullmatch(said):
        return said
    found = _EXPECTED.match(said)
    return said[found.end() :].strip() if found else ""


def read_due(text: str) -> date | None:
    """Return the last day of the period a target is due in: ``2010``, ``March 2009``."""
    named = _plain(text)
    return _end_of_named(named) if _NAMED.fullmatch(named) else None


def read_months(text: str) -> int | None:
    """Return how many months of the year a part-year period covers; None for a full year.

    ``Q1 2006-07`` covers 3, ``April - August 2006`` 5, ``58 6 Month Figures Only`` 6.
    A point in time (``Sep-06``) covers no number of months: None.
    """
    plain = _plain(text)
    for pattern, months in _MONTH_FORMS:
        if found := re.search(pattern, plain):
            counted = months(found)
            return counted if 0 < counted < 12 else None
    return None


def read_period_end(text: str) -> date | None:
    """Return the last day of the period or date that data are for.

    ``Academic Year 04/05`` ends on 31 August 2005, ``2003-4`` on 31 March 2004, ``2001-3``
    on 31 December 2003, ``Q1 2006-07`` on 30 June 2006, ``Nov-05`` on 30 November 2005.
    A period cut short in print (``Financial Year 2003-``) is not completed: None.
    """
    plain = _plain(text)
    if read_expected(text) or plain.endswith("-"):
        return None
    for pattern, ending in _PERIOD_FORMS:
        if found := re.search(pattern, plain):
            return ending(found)
    return None


_NAMED = re.compile(
    rf"(?P<season>spring|summer|autumn) (?P<season_year>{_YEAR})"
    rf"|(?:{_MONTH} ?/ ?)?(?P<month>{_MONTH})[ -](?P<month_year>{_YEAR})"
    rf"|{_SPAN}"
    r"|(?P<year>(?:19|20)\d\d)(?!\d)"
)


_LAG = re.compile(r"\d year lag", re.IGNORECASE)
_EXPECTED = re.compile(
    rf".*?(?:available|update|expected)(?: (?:in |by |end )*(?:{_NAMED.pattern}))?", re.IGNORECASE
)


def _end_of_named(named: str) -> date | None:
    found = _NAMED.match(named)
    if found is None:
        return None
    if found["season"]:
        return last_day(_year(found["season_year"]), _SEASONS[found["season"]])
    if found["month"]:
        return last_day(_year(found["month_year"]), _month(found["month"]))
    if found["year"]:
        return date(int(found["year"]), 12, 31)
    return date(_second_year(found[5], found[6]), 3, 31)


def _quarters(found: re.Match[str]) -> int:
    return 3 * len(set(re.findall(r"[1-4]", found[1])))


def _months_between(found: re.Match[str]) -> int:
    return (_month(found[2]) - _month(found[1])) % 12 + 1


_MONTH_FORMS: tuple[tuple[str, Callable[[re.Match[str]], int]], ...] = (
    # 2006/07 (6 Month Update); 11 months to Jan 07; 6 Monthly Figures; (6 mths)
    (r"\b(\d{1,2}) (?:months?|monthly|mths?)\b", lambda found: int(found[1])),
    # Q1 2006-07; Q'S 1 & 2 2006
    (r"\bq(?:uarter)?(?:'?s)? ?([1-4](?: ?(?:&|and|,) ?[1-4])*)\b", _quarters),
    # Apr 2004 - Mar 2005 and APS Jan 05 to Dec 05 name two years; April - August 2006 one
    (rf"\b({_MONTH}) ?(?:{_YEAR})? ?(?:-|to) ?({_MONTH})", _months_between),
)


def _academic_year(found: re.Match[str]) -> date:
    return date(_second_year(found[1], found[2]), 8, 31)


def _financial_year(found: re.Match[str]) -> date:
    return date(_second_year(found[1], found[2]), 3, 31)


def _quarter_end(found: re.Match[str]) -> date:
    last = max(int(quarter) for quarter in re.findall(r"[1-4]", found[1]))
    first_year = _year(found[2])
    return last_day(first_year + (last == 4), (last * 3 + 2) % 12 + 1)


def _half_year_end(found: re.Match[str]) -> date:
    return date(_year(found[1]), 9, 30)


def _month_and_year(found: re.Match[str]) -> date:
    return last_day(_year(found[2]), _month(found[1]))


def _year_and_month(found: re.Match[str]) -> date:
    return last_day(_year(found[1]), _month(found[2]))


def _span_end(found: re.Match[str]) -> date:
    first, second = _year(found[1]), _second_year(found[1], found[2])
    # 2003-4 is one financial year; 2001-3 is three calendar years.
    return date(second, 3, 31) if second == first + 1 else date(second, 12, 31)


_PERIOD_FORMS: tuple[tuple[str, Callable[[re.Match[str]], date | None]], ...] = (
    # 2002-3 City Wide, 2003- 4 PN & Rest of the City: two periods, no one end
    (rf"{_SPAN}\D*,\D*{_SPAN}", lambda _: None),
    # Financial Year 2002 is cut short: its second year is lost
    (r"^financial year \d{4}$", lambda _: None),
    (rf"^academic year {_SPAN}", _academic_year),
    # 2002-5 (3 Year figure): three financial years
    (rf"^{_SPAN} \(3 year figure\)$", _financial_year),
    (rf"^q(?:'?s)? ?([1-4](?: ?& ?[1-4])*) ({_YEAR})", _quarter_end),
    (rf"^{_SPAN} \(6 month update\)", _half_year_end),
    # 2002/3 - 2004/5 (2003-4 mid point)
    (rf"^\S+ - {_SPAN}", _span_end),
    (r"^((?:19|20)\d\d) \((?P<month>[a-z]+)\)$", _year_and_month),
    # The month and year last named: Nov-05; Apr 2004 - Mar 2005; 11 months to Jan 07
    (rf"\b({_MONTH})[ -]?({_YEAR})(?!.*{_MONTH})", _month_and_year),
    (rf"\b{_SPAN}", _span_end),
    (r"^((?:19|20)\d\d)$", lambda found: date(int(found[1]), 12, 31)),
)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("–", "-").lower().split())


def _month(name: str) -> int:
    return _MONTHS[name[:3].capitalize()]


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _second_year(first: str, second: str) -> int:
    """Return the second year of ``2004-5``, ``04/05``, ``2002-2004`` or ``1999-00``."""
    begins = _year(first)
    ends = int(str(begins)[: 4 - len(second)] + second)
    return ends if ends >= begins else ends + 10 ** len(second)
