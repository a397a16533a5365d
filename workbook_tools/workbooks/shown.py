"""The text a person sees in a cell (ECMA-376 part 1, 18.8.31).

Fractions, scientific codes, conditions of numbers below zero and codes we do not know
are shown as General. Colours, widths and fill characters are left out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from workbook_tools.workbooks.model import Cell
from workbook_tools.workbooks.numberformats import HALVES_UP, LONGEST_CODE, Token, tokens
from workbook_tools.workbooks.shown_dates import date_text

_GENERAL_WIDTH = 11
"""Characters General uses for a number, its decimal point counted and its sign not."""


class _UnknownCodeError(Exception):
    """A format code that is not rendered here."""


def shown(cell: Cell) -> str:
    """Return what a person sees in ``cell`` if it is wide enough; empty if it is blank."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value if cell.kind == "error" else _text(value, cell.number_format)
    number = displayed(value)
    if len(cell.number_format) > LONGEST_CODE:
        return general(number)
    try:
        return _number(number, cell.number_format, cell.date_1904)
    except _UnknownCodeError:
        return general(number)


def general(number: Decimal) -> str:
    """Return ``number`` as the format General shows it: 11 characters, no trailing zeros."""
    sign = "-" if number < 0 else ""
    size = abs(number)
    exponent = size.adjusted() if size else 0
    if -5 < exponent < _GENERAL_WIDTH:
        # One character is the point and, below one, another is the nought before it.
        places = max(_GENERAL_WIDTH - 2 - max(exponent, 0), 0)
        fitted = _rounded(size, places)
        if fitted < 10**_GENERAL_WIDTH:
            return sign + _trimmed(f"{fitted:f}")
    plain = _trimmed(f"{size:f}")
    if exponent < 0 and len(plain) <= _GENERAL_WIDTH:
        return sign + plain
    digits = _rounded(size.scaleb(-exponent, HALVES_UP), 5)
    if digits == 10:
        digits, exponent = Decimal(1), exponent + 1
    return f"{sign}{_trimmed(f'{digits:f}')}E{exponent:+03d}"


def displayed(value: float) -> Decimal:
    """Return a number with the digits that Excel shows at most."""
    # Excel shows no more than 15 significant digits: 0.285 times 100 is 28.5, not
    # 28.499999999999996.
    return Decimal(f"{value:.15g}")


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=HALVES_UP)


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[tuple[tuple[Token, ...], ...], tuple[Token, ...] | None]:
    """Split a code into up to three sections for numbers, and the one for text if there is one."""
    found: list[list[Token]] = [[]]
    for token in tokens(code):
        if token == ("sign", ";"):
            found.append([])
        else:
            found[-1].append(token)
    sections = [tuple(section) for section in found]
    text = None
    if len(sections) == 4 or ("sign", "@") in sections[-1]:
        text = sections.pop()
    return tuple(sections[:3]), text


def _text(value: str, code: str) -> str:
    _, section = _sections(code)
    if section is None:
        return value
    return "".join(value if token == ("sign", "@") else _literal(token) for token in section)


def _number(number: Decimal, code: str, date_1904: bool) -> str:
    sections, _ = _sections(code)
    if not sections:
        raise _UnknownCodeError
    section, sign = sections[0], "-" if number < 0 else ""
    if any(map(_condition, sections)):
        section = _that_applies(number, sections)
    elif number < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif number == 0 and len(sections) == 3:
        section = sections[2]
    kinds = {kind for kind, _ in section}
    if kinds & {"date", "elapsed"}:
        text = date_text(number, section, date_1904)
        if text is None:
            raise _UnknownCodeError
        return text.strip()
    return (sign + _plain(abs(number), section)).strip(" ") if section else ""


def _condition(section: tuple[Token, ...]) -> str:
    """Return the condition in brackets under which a section applies; empty for none."""
    return next((t for kind, t in section if kind == "bracket" and t[:1] in _SIGNS and t), "")


def _that_applies(number: Decimal, sections: tuple[tuple[Token, ...], ...]) -> tuple[Token, ...]:
    """Return the first section whose condition a number meets, or that has none.

    Raises:
        _UnknownCodeError: there is none, or it is not for us to say which.
    """
    if number < 0:
        raise _UnknownCodeError
    for section in sections:
        found = _CONDITION.fullmatch(_condition(section) or ">=0")
        if found is None:
            raise _UnknownCodeError
        if _COMPARED[found[1]](number, Decimal(found[2])):
            return section
    raise _UnknownCodeError


_SIGNS = "<>="
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_COMPARED: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


def _plain(size: Decimal, section: tuple[Token, ...]) -> str:
    """Return a number that is not negative under one section of a code."""
    kinds = [kind for kind, _ in section]
    unsupported = "exponent" in kinds or ("sign", "/") in section or ("sign", "@") in section
    if unsupported:
        raise _UnknownCodeError
    if "general" in kinds:
        return "".join(
            general(size) if token[0] == "general" else _literal(token) for token in section
        )
    if "digits" not in kinds:
        return "".join(_literal(token) for token in section)
    return _digits(size, section)


def _digits(size: Decimal, section: tuple[Token, ...]) -> str:
    places = [index for index, (kind, _) in enumerate(section) if kind == "digits"]
    point = section.index(("sign", ".")) if ("sign", ".") in section else len(section)
    whole = [index for index in places if index < point]
    fraction = [index for index in places if index > point]
    commas = [index for index, token in enumerate(section) if token == ("sign", ",")]
    grouped = any(whole and whole[0] < index < whole[-1] for index in commas)
    thousands = sum(bool(whole) and index > whole[-1] for index in commas)
    percent = section.count(("sign", "%"))
    number = _rounded(size.scaleb(2 * percent - 3 * thousands, HALVES_UP), len(fraction))
    before, _, after = f"{number:f}".partition(".")
    filled = _whole(before.lstrip("0"), [section[index][1] for index in whole], grouped)
    filled += _fraction(after, [section[index][1] for index in fraction])
    written = dict(zip(whole + fraction, filled, strict=True))
    if not whole:
        written[point] = before.lstrip("0") + "."
    return "".join(written.get(index, _literal(token)) for index, token in enumerate(section))


def _whole(digits: str, marks: list[str], grouped: bool) -> list[str]:
    """Spread the digits before the point over their places; the first takes what is left over."""
    if not marks:
        return []
    spare = max(len(digits) - len(marks), 0)
    columns = [digits[: spare + 1], *digits[spare + 1 :]] if spare else list(digits)
    columns = [""] * (len(marks) - len(columns)) + columns
    filled = [
        column or {"0": "0", "?": " "}.get(mark, "")
        for column, mark in zip(columns, marks, strict=True)
    ]
    return _grouped(filled) if grouped else filled


def _grouped(columns: list[str]) -> list[str]:
    """Put a comma after each digit that has a multiple of three digits to its right."""
    right = 0
    result = []
    for column in reversed(columns):
        text = ""
        for digit in reversed(column):
            text = digit + ("," if right and right % 3 == 0 and digit.isdigit() else "") + text
            right += 1
        result.append(text)
    return result[::-1]


def _fraction(digits: str, marks: list[str]) -> list[str]:
    """Return the digits after the point, dropping final noughts where the place is optional."""
    filled = list(digits)
    for index in range(len(filled) - 1, -1, -1):
        if filled[index] != "0" or marks[index] == "0":
            break
        filled[index] = "" if marks[index] == "#" else " "
    return filled


def _literal(token: Token) -> str:
    kind, text = token
    if kind in ("quoted", "escaped", "literal"):
        return text
    if kind == "padding":
        return " " if text == "_" else ""
    if kind == "bracket" and text.startswith("$"):
        return text[1:].split("-")[0]
    return text if token in (("sign", "%"), ("sign", ".")) else ""
