"""Number formats: what kind of value a format code shows, and dates as numbers.

Format codes are described in ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Context
from functools import lru_cache

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"£"#,##0;\\-"£"#,##0',
    6: '"£"#,##0;[Red]\\-"£"#,##0',
    7: '"£"#,##0.00;\\-"£"#,##0.00',
    8: '"£"#,##0.00;[Red]\\-"£"#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0;\\-#,##0",
    38: "#,##0;[Red]\\-#,##0",
    39: "#,##0.00;\\-#,##0.00",
    40: "#,##0.00;[Red]\\-#,##0.00",
    41: '_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-',
    42: '_-"£"* #,##0_-;\\-"£"* #,##0_-;_-"£"* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-',
    44: '_-"£"* #,##0.00_-;\\-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Format codes by number (ECMA-376 part 1, 18.8.30), as Excel shows them in Britain.

Numbers 5 to 8, 14, 22, 37 to 40 and 41 to 44 follow the computer's regional settings.
"""

Token = tuple[str, str]
"""A kind, one of those that ``tokens`` lists, and the text of a piece of a format code."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|(?P<padding>[_*]).?"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|(?P<general>General|Standard)"  # as a German program calls it
    r"|(?P<halves>AM/PM|A/P)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digits>[0#?])"
    r"|(?P<sign>[.,%/;@])"
    r"|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)

LONGEST_CODE = 255
"""Characters of a format code (Excel specifications and limits)."""

HALVES_UP = Context(prec=1_500, rounding=ROUND_HALF_UP)
"""Rounds halves away from zero, as Excel shows numbers.

Room for the 309 digits of the largest number under a code of nothing but noughts
or percent signs.
"""

_EPOCH_1904 = datetime.date(1904, 1, 1)
_LAST_DAY = datetime.date(9999, 12, 31)


@lru_cache(maxsize=4096)
def tokens(code: str) -> tuple[Token, ...]:
    """Split a format code into ``(kind, text)`` pairs.

    Kinds are quoted, escaped, padding, bracket, elapsed, general, halves,
    exponent, date, digits, sign and literal.
    """
    found = []
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "literal"
        text = match[kind]
        if kind == "bracket" and _ELAPSED.fullmatch(text):
            kind = "elapsed"
        found.append((kind, text))
    return tuple(found)


@lru_cache(maxsize=4096)
def shows_date(code: str) -> bool:
    """Return whether the format shows a date or a time of day; an elapsed time is neither."""
    kinds = {kind for kind, _ in tokens(code)}
    return "date" in kinds and "elapsed" not in kinds


@lru_cache(maxsize=4096)
def shows_calendar(code: str) -> bool:
    """Return whether the format shows a day, a month or a year."""
    if not shows_date(code):
        return False
    parts = [text[0].lower() for kind, text in tokens(code) if kind == "date"]
    # An m beside h or s is minutes; without either it is months.
    return "d" in parts or "y" in parts or not {"h", "s"} & set(parts)


@lru_cache(maxsize=4096)
def shows_percent(code: str) -> bool:
    """Return whether the format holds a percent sign that is not quoted."""
    return ("sign", "%") in tokens(code)


def day_of(serial: float, date_1904: bool) -> datetime.date | None:
    """Return the day with this number, or None if there is none.

    Days count from 1 January 1900 with a 29 February 1900 that never was, day 60,
    or from 1 January 1904 (ECMA-376 part 1, 18.17.4.1).
    """
    day = int(serial // 1)
    if date_1904:
        first, earliest = _EPOCH_1904, 0
    else:
        first, earliest = datetime.date(1899, 12, 31 if day < 60 else 30), 1
    if day < earliest or (day == 60 and not date_1904) or day > (_LAST_DAY - first).days:
        return None
    return first + datetime.timedelta(days=day)


def serial_of(moment: datetime.datetime) -> float:
    """Return the number of a moment, counted from 1900."""
    days = (moment.date() - datetime.date(1899, 12, 30)).days
    if days < 61:
        days -= 1
    since_midnight = moment - datetime.datetime.combine(moment.date(), datetime.time())
    return days + since_midnight / datetime.timedelta(days=1)
