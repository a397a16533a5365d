"""Reckoning, and functions of numbers and days: what they surely give."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import floor, isfinite, nan

from workbook_tools.formulas.foregone.values import UNKNOWN, Mark, Reading, Row, Sure
from workbook_tools.values.days import day_of, serial


def of_numbers(work: Callable[..., float] | None, operands: Sequence[Reading]) -> Reading:
    """Read an operation on numbers; a blank cell counts as a nought."""

    def reading(row: Row) -> Sure:
        numbers: list[float] = []
        for operand in operands:
            value = operand(row)
            if value is None:
                value = 0.0
            elif not isinstance(value, float):
                return UNKNOWN
            numbers.append(value)
        if work is None:
            return UNKNOWN
        try:
            result = work(*numbers)
        except (ArithmeticError, TypeError, ValueError):
            return UNKNOWN
        return result if isinstance(result, float) and isfinite(result) else UNKNOWN

    return reading


def _of_numbers(work: Callable[..., float]) -> Callable[[Sequence[Reading]], Reading]:
    return lambda operands: of_numbers(work, operands)


def _power(base: float, exponent: float) -> float:
    # Excel makes an error of a nought to the power of a nought.
    return base**exponent if base else nan


UNARY: Mapping[str, Callable[..., float]] = {"-": operator.neg, "+": operator.pos}
ARITHMETIC: Mapping[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": _power,
}
"""The signs of reckoning."""

_NEAR = 1e-7
"""How near to the middle between two numbers programs may round to either."""

_LARGEST = 1e12


def _rounded(number: float, places: float) -> float:
    scaled = number * 10.0 ** int(places)
    is_doubtful = abs(abs(scaled - floor(scaled)) - 0.5) < _NEAR
    if is_doubtful or abs(scaled) > _LARGEST or not 0 <= places <= 9:
        return nan
    return round(number, int(places))


def _whole(number: float) -> float:
    # A number so near to a whole one may be it to some programs.
    near = round(number)
    is_doubtful = number != near and abs(number - near) < _NEAR * max(1.0, abs(number))
    return nan if is_doubtful or abs(number) > _LARGEST else float(floor(number))


def _over_cells(work: Callable[[list[float]], float]) -> Callable[[Sequence[Reading]], Reading]:
    """Read a function that takes the numbers among some cells and passes over the rest."""

    def read(operands: Sequence[Reading]) -> Reading:
        def reading(row: Row) -> Sure:
            numbers: list[float] = []
            for operand in operands:
                value = operand(row)
                if isinstance(value, float):
                    numbers.append(value)
                elif isinstance(value, Mark | bool):
                    return UNKNOWN
            return work(numbers)

        return reading

    return read


def _count(numbers: list[float]) -> float:
    return float(len(numbers))


def _largest(numbers: list[float]) -> float:
    return max(numbers, default=0.0)


def _smallest(numbers: list[float]) -> float:
    return min(numbers, default=0.0)


# Days ------------------------------------------------------------------------------

_FROM, _TO = 61, 2_000_000
"""Days as programs number them alike: from 1 March 1900 on."""


def _day(year: float, month: float, day: float) -> float:
    if not (1901 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 28):
        return nan
    return serial(date(int(year), int(month), int(day)))


def _year(day: float) -> float:
    return float(day_of(day).year) if _FROM <= day <= _TO else nan


NUMBER_FUNCTIONS: Mapping[str, Callable[[Sequence[Reading]], Reading]] = {
    "ABS": _of_numbers(abs),
    "INT": _of_numbers(_whole),
    "ROUND": _of_numbers(_rounded),
    "DATE": _of_numbers(_day),
    "YEAR": _of_numbers(_year),
    "COUNT": _over_cells(_count),
    "MAX": _over_cells(_largest),
    "MIN": _over_cells(_smallest),
}
"""The functions of numbers that are read."""

OVER_CELLS = ("COUNT", "MAX", "MIN")
"""Functions that look at the numbers among some cells."""
