"""Reading printed and typed values: what a cell of text means, or that it cannot be read.

A printed cell may hold more than a number: ``4.2% (1375)`` is a rate and its cases,
``City 86: PN 105`` a figure for each of two areas, ``Monitor only`` no figure at all.
:func:`read_printed` reads each printed form by one small function of its own, listed
with an example in ``_FORMS``; a text that fits none of them is *unreadable*, never
guessed at. :func:`read_number` is the strict reader for numbers that people type.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from workbook_tools.values.printed_dates import (
    read_due,
    read_expected,
    read_months,
    read_period_end,
    words_beside_expected,
)

__all__ = [
    "Reading",
    "TypedNumber",
    "read_due",
    "read_expected",
    "read_months",
    "read_number",
    "read_period_end",
    "read_printed",
    "show",
    "words_beside_expected",
]

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number and how it was written."""

    value: float
    decimals: int
    """Decimals written: 2 in ``8.50``."""
    decorations: frozenset[str]
    """Any of ``percent``, ``pound``, ``thousands`` (commas), ``spaces``, ``brackets``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure in a printed cell, or the words that stand in its place."""

    value: float | None
    status: str = "number"
    """``number``; a reason why there is none, as in a framework; or ``unreadable``."""
    area: str = ""
    """Id of the area the cell names; empty where it names none."""
    measure: str = "value"
    """``value``, or ``numerator`` for the cases behind a rate."""
    limit: str = ""
    joint: bool = False
    """Whether the figure is for several rows together."""
    span: str = ""
    due: date | None = None
    unit: str = ""
    """A unit named in the cell that changes the size of the number: ``£ million``."""
    decimals: int = 0
    remark: str = ""
    """Words in the cell that say more about the number than the other fields do."""


def read_number(text: str) -> TypedNumber | None:
    """Return the number in ``text`` and the decorations it was written with, or None.

    Reads ``1,234``, ``£ 1,234``, ``45%``, ``1 234``, ``(12)`` (twelve below zero), ``-0``,
    any minus sign and any kind of space. Does not read ``1,23``, ``1.234.567``, ``1e3`` or
    ``12 34``: what they mean cannot be known.
    """
    cleaned = in_plain_characters(text)
    found = _TYPED.fullmatch(cleaned)
    if found is None or (found["open"] is None) != (found["close"] is None):
        return None
    signs = [sign for sign in (found["sign"], found["inner"]) if sign]
    if len(signs) > 1 or (signs and found["open"]):
        return None
    digits = found["digits"].replace(",", "").replace(" ", "")
    value = float(digits)
    if not math.isfinite(value):
        return None
    if found["open"] or "-" in signs:
        value = 0.0 - value
    present = {
        "percent": found["percent"],
        "pound": found["pound"],
        "thousands": "," in found["digits"],
        "spaces": " " in cleaned or text != text.strip(),
        "brackets": found["open"],
    }
    return TypedNumber(
        value=value,
        decimals=len(digits.partition(".")[2]),
        decorations=frozenset(name for name, here in present.items() if here),
    )


def read_printed(text: str, unit_type: str = "") -> tuple[Reading, ...]:
    """Return what a printed cell means: one reading for each figure in it.

    ``unit_type`` is the unit type of the indicator (see
    :class:`~workbook_tools.framework.model.Indicator`). Where it is given, a sign of
    another unit makes the cell unreadable: ``45%`` in a column of pounds. A blank cell
    has no readings; words that are not known give one reading with status ``unreadable``.
    """
    cleaned = in_plain_characters(text)
    if not cleaned:
        return ()
    for pattern, read in _FORMS:
        found = pattern.fullmatch(cleaned)
        readings = read(found) if found else None
        if readings and all(_fits(reading, unit_type) for reading in readings):
            return tuple(replace(reading, unit=_size(reading.unit)) for reading in readings)
    return (Reading(value=None, status=UNREADABLE),)


def show(value: float, decimals: int, unit_type: str = "number", suffix: str = "") -> str:
    """Return ``value`` as the spreadsheet prints it: ``£28,800``, ``9.7%``, ``35.2 in PNs``.

    Rounds half away from zero, as Excel does, to ``decimals`` places.
    """
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    before, after = _SIGNS.get(unit_type, ("", ""))
    words = f" {suffix}" if suffix else ""
    return f"{sign}{before}{abs(rounded):,f}{after}{words}"


_SIGNS = {"percent": ("", "%"), "money": ("£", ""), "years": ("", " yrs")}
"""What stands before and behind a number of each unit type."""

_UNIT_TYPE_OF_SIGN = {"%": "percent", "£": "money", "£ million": "money", "yrs": "years"}


def _fits(reading: Reading, unit_type: str) -> bool:
    expected = _UNIT_TYPE_OF_SIGN.get(reading.unit)
    return not unit_type or expected is None or expected == unit_type


def _size(unit: str) -> str:
    """Keep a unit only where it changes the size of the number."""
    return unit if unit == "£ million" else ""


# Numbers ---------------------------------------------------------------------

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"), " ")
_SPACES |= dict.fromkeys(map(ord, "\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n"), " ")
_NOTHING: dict[int, str] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_WIDE = {
    ord(wide): plain
    for wide, plain in zip("０１２３４５６７８９％．，", "0123456789%.,", strict=True)
}
_CYRILLIC = {
    ord(look_alike): letter
    for look_alike, letter in zip(
        "АВЕЅІЈКМНОРСТУХасеіјорух", "ABESIJKMHOPCTYXaceijopyx", strict=True
    )
}
_PLAIN_CHARACTERS = _SPACES | _NOTHING | _MINUS | _WIDE | _CYRILLIC


def in_plain_characters(text: str) -> str:
    """Return the text with plain spaces, minus signs and Latin letters, single-spaced."""
    return " ".join(text.translate(_PLAIN_CHARACTERS).split())


# A first group of 0 would make a thousands separator of a decimal comma: 0,123.
_DIGITS = (
    r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?"
    r"|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]*)?"
    r"|[0-9]+\.?[0-9]*|\.[0-9]+)"
)
_TYPED = re.compile(
    rf"(?P<open>\()? ?(?P<sign>[-+])? ?(?P<pound>£)? ?(?P<inner>[-+])? ?(?P<digits>{_DIGITS})"
    r" ?(?P<percent>%)? ?(?P<close>\))?"
)

_AMOUNT = r"-?£? ?[0-9][0-9,]*(?:\.[0-9]+)?(?: ?M\b| ?%| ?yrs\b)?"


def _amount(printed: str) -> Reading | None:
    """Read one number with its unit: ``9.70%``, ``£ 30,225``, ``£40 M``, ``73.5yrs``."""
    unit = ""
    for sign, named in (("m", "£ million"), ("yrs", "yrs")):
        if printed.lower().endswith(sign):
            printed, unit = printed[: -len(sign)], named
    number = read_number(printed)
    if number is None or (unit == "£ million" and "pound" not in number.decorations):
        return None
    for sign, decoration in (("%", "percent"), ("£", "pound")):
        if decoration in number.decorations:
            unit = unit or sign
    return Reading(value=number.value, unit=unit, decimals=number.decimals)


# Words -----------------------------------------------------------------------

_STATUSES = (
    # The first that matches counts.
    (r"n\.?/?a\.?|not applicable", "not applicable"),
    (r"monitor only", "monitor only"),
    (r"no target\b.*", "no target"),
    (r"to be set\b.*|tb[ac]|in development\b.*|awaiting (?:go targets|doh)\b.*", "to be set"),
    (r"(?:(?:the|new) )?target (?:will be|is to)\b.*", "to be set"),
    (r"survey will be held every \d years\b.*so no interim targets set\b.*", "to be set"),
    (r"(?:data )?available\b.*|not available|na \(new data set\)", "not available"),
    (r"(?:will|shou?l?d) be available\b.*|next update\b.*|\d year lag", "not available"),
)

_AREAS = (
    # As words run together, because the print cuts them anywhere: “Priority Neighbour hoods”.
    (r"(?:in)?(?:pns?|priorityneio?ghbourhoo?ds?)(?:average)?", "pn"),
    (r"bmecommunity(?:acrossthecity)?", "bme"),
    (r"foleshill(?:target)?", "foleshill"),
    (r"(?:in)?legiarea(?:average)?", "legi"),
    (r"gap", "gap"),
    (r"city", "city"),
    (r"england", "england"),
)

_SPANS = (
    (r"3 year cum(?: figure)?|cumulative 3 year figure", "3-year total"),
    (r"3 year average", "3-year average"),
)

_REMARKS = re.compile(
    r"baseline year|surestart|parks attain green flag status|6 month figures only", re.IGNORECASE
)
"""Words behind a number that say more about it and do not change what it is."""


def _look_up(table: tuple[tuple[str, str], ...], words: str) -> str:
    for pattern, meaning in table:
        if re.fullmatch(pattern, words, re.IGNORECASE):
            return meaning
    return ""


def _area(words: str) -> str:
    return _look_up(_AREAS, words.replace(" ", ""))


# Forms -----------------------------------------------------------------------

_Read = Callable[[re.Match[str]], "list[Reading] | None"]


def _plain_number(found: re.Match[str]) -> list[Reading] | None:
    reading = _amount(found[0])
    return [reading] if reading else None


def _words(found: re.Match[str]) -> list[Reading] | None:
    status = _look_up(_STATUSES, found[0])
    return [Reading(value=None, status=status)] if status else None


def _limit(found: re.Match[str]) -> list[Reading] | None:
    reading = _amount(found[1])
    if reading is None:
        return None
    return [replace(reading, limit="less than", joint=found[2] is not None)]


def _with_numerator(found: re.Match[str]) -> list[Reading] | None:
    rate, cases = _amount(found[1]), _amount(found[2])
    if rate is None or cases is None or rate.unit != "%":
        return None
    return [rate, replace(cases, measure="numerator", remark=found[3] or "")]


def _each_area(found: re.Match[str]) -> list[Reading] | None:
    readings = []
    for name, printed in re.findall(rf"([A-Za-z ]+?) ({_AMOUNT})(?:[:;] ?| |$)", found[0]):
        reading, area = _amount(printed), _area(name)
        if reading is None or not area:
            return None
        readings.append(replace(reading, area=area))
    return readings


def _due(found: re.Match[str]) -> list[Reading] | None:
    reading, due = _amount(found[1]), read_due(found[2])
    return [replace(reading, due=due)] if reading and due else None


def _in_area(found: re.Match[str]) -> list[Reading] | None:
    reading, area = _amount(found[1]), _area(found[2])
    return [replace(reading, area=area)] if reading and area else None


def _over_years(found: re.Match[str]) -> list[Reading] | None:
    reading = _amount(found[1])
    for pattern, span in _SPANS:
        said = re.fullmatch(rf"(?:{pattern})(?: (.+))?", found[2], re.IGNORECASE)
        if reading and said:
            return [replace(reading, span=span, remark=said[1] or "")]
    return None


def _remarked(found: re.Match[str]) -> list[Reading] | None:
    reading = _amount(found[1])
    if reading is None or not _REMARKS.fullmatch(found[2]):
        return None
    return [replace(reading, remark=found[2])]


def _forms(*forms: tuple[str, _Read]) -> tuple[tuple[re.Pattern[str], _Read], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in forms)


_FORMS = _forms(
    # 9.70%; £28,800; £40 M; 73.5yrs
    (_AMOUNT, _plain_number),
    # Monitor only; To be set in 2007; Data Available July 2007
    (r"[a-z].*|\d year lag", _words),
    # Less than 15 across all phases
    (rf"less than ({_AMOUNT})( across all phases)?", _limit),
    # 4.2% (1375); 34.5% (48,700 people)
    (rf"({_AMOUNT}) \(({_AMOUNT})(?: (people))?\)", _with_numerator),
    # City 86: PN 105; City 15%: PN 17.3%; Gap 11.5 Foleshill 28.596 England 17.12
    (rf"(?:[a-z]+ {_AMOUNT}(?:[:;] ?| |$)){{2,}}", _each_area),
    # 27.2 by 2010; 41,934 (By March 2009); 38 (summer 2008)
    (rf"({_AMOUNT}) \(?(?:by )?((?:[a-z]+ )?20[0-9]{{2}})\)?", _due),
    # 35.2 in PNs; £5664 (gap); 28.596 (Foleshill); 6732 Priority Neighbourhood s
    (rf"({_AMOUNT}) \(?([a-z ]+)\)?", _in_area),
    # 13,603 (3 year cum figure); 312 (3 year average agreed with ODPM)
    (rf"({_AMOUNT}) \(([a-z0-9 ]+)\)", _over_years),
    # 2 parks attain Green Flag status; 4 SureStart; 58 6 Month Figures Only
    (rf"({_AMOUNT}) ([a-z0-9 ]+)", _remarked),
)
"""The printed forms, each with its reader. The first that reads the whole cell counts."""
