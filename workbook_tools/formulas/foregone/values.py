"""What can be said of a formula on a row, and when two values are surely the same."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from workbook_tools.formulas.engine import Value


class Mark:
    """A result that is no value."""

    def __init__(self, name: str) -> None:
        """Take the name that it is shown by."""
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN: Final = Mark("UNKNOWN")
"""Only the engine can say."""

ERROR: Final = Mark("ERROR")
"""The formula gives an error here, whichever."""

FOUND: Final = Mark("FOUND")
"""A number, whichever: the place of a text in another."""

Sure = float | str | bool | None | Mark

Row = Mapping[str, Value]
"""Values by the names that formulas have for them: of cells the column id, of what was typed the id
with its mark (``!actual_city``), of another sheet's cell and of a parameter the whole name
(``Gap[@actual_pn]``, ``{due}``). What is not there may be anything."""

ALONE = "&"
"""What is in a row that shares its target with no other."""

Reading = Callable[[Row], Sure]
"""Tells the sure result of a formula on a row."""


class Constant:
    """The reading of what is the same in every row."""

    def __init__(self, value: Any) -> None:
        """Take what it is."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        self.value: Sure = float(value) if is_whole else value

    def __call__(self, _: Row) -> Sure:
        """Return what it is."""
        return self.value


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

COMPARED = frozenset(_COMPARISONS)
"""The signs of comparisons."""

_NEAR = 1e-9
"""Relative difference from which on two numbers are surely not the same in any program."""


def compare(sign: str, left: Sure, right: Sure) -> Sure:
    """Return what a comparison surely gives."""
    if isinstance(left, Mark | bool) or isinstance(right, Mark | bool):
        return UNKNOWN
    left, right = _like(left, right), _like(right, left)
    if isinstance(left, float) and isinstance(right, float):
        near = left != right and abs(left - right) <= _NEAR * max(abs(left), abs(right))
        return UNKNOWN if near else _COMPARISONS[sign](left, right)
    if sign not in ("=", "<>"):
        return UNKNOWN
    if isinstance(left, str) and isinstance(right, str):
        same = same_text(left, right)
        return same if isinstance(same, Mark) else same == (sign == "=")
    return sign == "<>"


def _like(value: float | str | None, other: float | str | None) -> float | str:
    """Return a value; a blank as what it counts as beside the other."""
    if value is not None:
        return value
    return "" if isinstance(other, str) or other is None else 0.0


def same_text(left: str, right: str) -> bool | Mark:
    """Whether two texts surely are the same to every program."""
    if left == right:
        return True
    # Programs agree on the case of the letters A to Z; of others, too few facts are known.
    if left.isascii() and right.isascii():
        return left.lower() == right.lower()
    return False if left.casefold() != right.casefold() else UNKNOWN
