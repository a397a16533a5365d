"""What a formula surely gives on a row, seen without the engine; or that only the engine can say.

Most rules begin with conditions such as ``ISNUMBER([@actual_city])``, and most rows do not
meet them. What is certain is read here, in the part of Excel's language of which there is
no doubt; on anything else the answer is :data:`UNKNOWN`, and the formula is put to the
engine. A test holds every sure answer against the engine's.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import isfinite, nan
from typing import Any, Final

from workbook_tools.formulas.engine import FormulaError, Value, parsed


class _Mark:
    """A result that is no value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN: Final = _Mark("UNKNOWN")
"""Only the engine can say."""

_ERROR: Final = _Mark("ERROR")
"""The formula gives an error here, whichever."""

_FOUND: Final = _Mark("FOUND")
"""A number, whichever: the place of a text in another."""

Sure = float | str | bool | None | _Mark
Row = Mapping[str, Value]
"""Values by column id; a column that is not there may hold anything."""

Reading = Callable[[Row], Sure]


@cache
def reading_of(formula: str) -> Reading:
    """Return what tells the sure result of a declared formula on a row."""
    return _read(parsed(formula))


def _read(node: Mapping[str, Any]) -> Reading:
    kind = node["node_type"]
    if kind == "Literal":
        return _constant(node["value"])
    if kind == "Reference":
        return _cell(node["reference"])
    if kind == "UnaryOp":
        return _of_numbers(_UNARY.get(node["operator"]), [_read(node["operand"])])
    if kind == "BinaryOp":
        return _binary(node["operator"], _read(node["left"]), _read(node["right"]))
    if kind == "Function" and node["name"].upper() in _FUNCTIONS:
        name = node["name"].upper()
        # These pass over texts in cells, but stumble over texts that a formula gives.
        if name in _OVER_CELLS and any(each["node_type"] == "Function" for each in node["args"]):
            return _constant(UNKNOWN)
        return _FUNCTIONS[name]([_read(each) for each in node["args"]])
    return _constant(UNKNOWN)


def _constant(value: Any) -> Reading:
    fixed = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return lambda _: fixed


_OWN_CELL = re.compile(r"\[@([a-z][a-z0-9_]*)\]")


def _cell(reference: str) -> Reading:
    match = _OWN_CELL.fullmatch(reference)
    if not match:
        return _constant(UNKNOWN)
    column = match[1]

    def reading(row: Row) -> Sure:
        if column not in row:
            return UNKNOWN
        value = row[column]
        return _ERROR if isinstance(value, FormulaError) else value

    return reading


# Operators ------------------------------------------------------------------------


def _binary(sign: str, left: Reading, right: Reading) -> Reading:
    if sign in _ARITHMETIC:
        return _of_numbers(_ARITHMETIC[sign], [left, right])
    if sign in _COMPARISONS:
        return lambda row: _compare(sign, left(row), right(row))
    return _constant(UNKNOWN)


def _of_numbers(work: Callable[..., float] | None, operands: Sequence[Reading]) -> Reading:
    """Read an operation on numbers; a blank cell counts as a nought."""

    def reading(row: Row) -> Sure:
        numbers = [_number(operand(row)) for operand in operands]
        if work is None or any(number is None for number in numbers):
            return UNKNOWN
        try:
            result = work(*numbers)
        except (ArithmeticError, ValueError):
            return UNKNOWN
        return result if isinstance(result, float) and isfinite(result) else UNKNOWN

    return reading


def _number(value: Sure) -> float | None:
    if value is None:
        return 0.0
    return value if isinstance(value, float) else None


def _power(base: float, exponent: float) -> float:
    # Excel makes an error of a nought to the power of a nought.
    return base**exponent if base else nan


_UNARY: Mapping[str, Callable[..., float]] = {"-": operator.neg, "+": operator.pos}
_ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": _power,
}
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_NEAR = 1e-9
"""Relative difference from which on two numbers are surely not the same in any program."""


def _compare(sign: str, left: Sure, right: Sure) -> Sure:
    if isinstance(left, _Mark | bool) or isinstance(right, _Mark | bool):
        return UNKNOWN
    left, right = _like(left, right), _like(right, left)
    if isinstance(left, float) and isinstance(right, float):
        near = left != right and abs(left - right) <= _NEAR * max(abs(left), abs(right))
        return UNKNOWN if near else _COMPARISONS[sign](left, right)
    if sign not in ("=", "<>"):
        return UNKNOWN
    if isinstance(left, str) and isinstance(right, str):
        same = _same_text(left, right)
        return same if isinstance(same, _Mark) else same == (sign == "=")
    return sign == "<>"


def _like(value: float | str | None, other: float | str | None) -> float | str:
    """Return a value; a blank as what it counts as beside the other."""
    if value is not None:
        return value
    return "" if isinstance(other, str) or other is None else 0.0


def _same_text(left: str, right: str) -> bool | _Mark:
    if left == right:
        return True
    # Programs agree on the case of the letters A to Z; of others, too few facts are known.
    if left.isascii() and right.isascii():
        return left.lower() == right.lower()
    return False if left.casefold() != right.casefold() else UNKNOWN


# Functions ------------------------------------------------------------------------


def _and(operands: Sequence[Reading]) -> Reading:
    return _any_of(operands, False)


def _or(operands: Sequence[Reading]) -> Reading:
    return _any_of(operands, True)


def _any_of(operands: Sequence[Reading], decides: bool) -> Reading:
    """Read a function that one operand can decide; what is unknown may be anything but an error."""

    def reading(row: Row) -> Sure:
        is_certain = True
        for operand in operands:
            result = operand(row)
            if result is decides:
                return decides
            is_certain = is_certain and result is (not decides)
        return not decides if is_certain else UNKNOWN

    return reading


def _not(operands: Sequence[Reading]) -> Reading:
    def reading(row: Row) -> Sure:
        result = operands[0](row)
        return not result if isinstance(result, bool) else UNKNOWN

    return reading


def _if(operands: Sequence[Reading]) -> Reading:
    if len(operands) != 3:
        return _constant(UNKNOWN)
    condition, then, other = operands

    def reading(row: Row) -> Sure:
        result = condition(row)
        if isinstance(result, bool):
            return then(row) if result else other(row)
        first, second = then(row), other(row)
        # Both ways end the same.
        return first if isinstance(first, bool) and first is second else UNKNOWN

    return reading


def _isnumber(operands: Sequence[Reading]) -> Reading:
    def reading(row: Row) -> Sure:
        value = operands[0](row)
        return UNKNOWN if value is UNKNOWN else value is _FOUND or isinstance(value, float)

    return reading


def _over_cells(work: Callable[[list[float]], float]) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function that takes the numbers among some cells and passes over the rest."""

    def read(operands: Sequence[Reading]) -> Reading:
        def reading(row: Row) -> Sure:
            values = [operand(row) for operand in operands]
            if any(isinstance(value, _Mark | bool) for value in values):
                return UNKNOWN
            return work([value for value in values if isinstance(value, float)])

        return reading

    return read


def _count(numbers: list[float]) -> float:
    return float(len(numbers))


def _largest(numbers: list[float]) -> float:
    return max(numbers, default=0.0)


def _smallest(numbers: list[float]) -> float:
    return min(numbers, default=0.0)


def _of_text(work: Callable[..., Sure]) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function of a text, given first, and of numbers; a blank is an empty text."""

    def read(operands: Sequence[Reading]) -> Reading:
        def reading(row: Row) -> Sure:
            text, *numbers = (operand(row) for operand in operands)
            if text is None:
                text = ""
            if not isinstance(text, str) or not all(isinstance(n, float) for n in numbers):
                return UNKNOWN
            return work(text, *(int(number) for number in numbers if isinstance(number, float)))

        return reading

    return read


def _trim(text: str) -> str:
    return " ".join(word for word in text.split(" ") if word)


def _left(text: str, count: int = 1) -> Sure:
    return _plain(text, text[:count] if count >= 0 else UNKNOWN)


def _right(text: str, count: int = 1) -> Sure:
    return _plain(text, (text[-count:] if count else "") if count >= 0 else UNKNOWN)


def _length(text: str) -> Sure:
    return _plain(text, float(len(text)))


def _plain(text: str, result: Sure) -> Sure:
    """Return a result that goes by characters, unless programs count them differently."""
    if text.isascii() or all(ord(letter) < _TWO_UNITS for letter in text):
        return result
    return UNKNOWN


_TWO_UNITS = 0x10000
"""Excel counts characters from here on as two."""


def _within(operands: Sequence[Reading], look: Callable[[str, str], bool | _Mark]) -> Reading:
    """Read a function that looks for a text in another: it finds it, or gives an error."""
    if len(operands) != 2:
        return _constant(UNKNOWN)
    wanted, within = operands

    def reading(row: Row) -> Sure:
        sought, text = wanted(row), within(row)
        text = "" if text is None else text
        if not isinstance(sought, str) or not isinstance(text, str):
            return UNKNOWN
        if not sought or not sought.isascii():
            return UNKNOWN
        found = look(sought, text)
        if isinstance(found, _Mark):
            return found
        return _FOUND if found else _ERROR

    return reading


def _search(operands: Sequence[Reading]) -> Reading:
    return _within(operands, _in_any_case)


def _in_any_case(sought: str, text: str) -> bool | _Mark:
    if set(sought) & _WILD:
        return UNKNOWN
    found = sought.casefold() in text.casefold()
    # A letter that is none of A to Z may count as one of them.
    return UNKNOWN if found and not text.isascii() else found


_WILD = set("?*~")


def _find(operands: Sequence[Reading]) -> Reading:
    return _within(operands, lambda sought, text: sought in text)


_FUNCTIONS: Mapping[str, Callable[[Sequence[Reading]], Reading]] = {
    "AND": _and,
    "OR": _or,
    "NOT": _not,
    "IF": _if,
    "ISNUMBER": _isnumber,
    "COUNT": _over_cells(_count),
    "MAX": _over_cells(_largest),
    "MIN": _over_cells(_smallest),
    "ABS": lambda operands: _of_numbers(abs, operands),
    "TRIM": _of_text(_trim),
    "LEFT": _of_text(_left),
    "RIGHT": _of_text(_right),
    "LEN": _of_text(_length),
    "SEARCH": _search,
    "FIND": _find,
}
"""The functions that are read."""

_OVER_CELLS = ("COUNT", "MAX", "MIN")
