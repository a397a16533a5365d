"""The order of a framework's rows, wherever in its files they were added.

New rows are added at the end of a file. One that takes the place of another stands
where that stood; a new indicator stands with those of its theme group, outcome and
heading.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from workbook_tools.framework.model import Indicator

_Row = TypeVar("_Row")


def in_place(
    rows: Iterable[_Row], held: Callable[[_Row], bool], place: Callable[[_Row], Hashable]
) -> tuple[_Row, ...]:
    """Return the rows that are held, each where the first row of the same place stands."""
    first: dict[Hashable, int] = {}
    kept: list[tuple[int, _Row]] = []
    for number, row in enumerate(rows):
        position = first.setdefault(place(row), number)
        if held(row):
            kept.append((position, row))
    return tuple(row for _, row in sorted(kept, key=lambda pair: pair[0]))


def place_of_indicator(row: Indicator) -> Hashable:
    """Return what an indicator's place goes by: one that has moved begins another."""
    return row.id, row.theme_group, row.outcome, row.heading


def together(rows: Iterable[Indicator], groups: Iterable[str]) -> tuple[Indicator, ...]:
    """Return rows by theme group, those of an outcome together, each after its heading's others.

    Rows that stand so already keep their order.
    """
    by_group: dict[str, list[Indicator]] = {group: [] for group in groups}
    above: dict[str, str] = {}
    for row in rows:
        above[row.id] = row.heading
        placed = by_group.setdefault(row.theme_group, [])
        placed.insert(_place(row, placed, above), row)
    return tuple(row for placed in by_group.values() for row in placed)


def _place(row: Indicator, placed: list[Indicator], above: dict[str, str]) -> int:
    """Return where a row is put in: after the last that it belongs with, else at the end."""
    family = {
        place
        for place, other in enumerate(placed, start=1)
        if row.heading and _is_under(other.id, row.heading, above)
    }
    run = {
        place
        for place, other in enumerate(placed, start=1)
        if row.outcome and other.outcome == row.outcome
    }
    if run:
        return max(run & family or run)
    place = max(family, default=len(placed))
    # Between two rows of an outcome nothing is put that does not stand beside it.
    while place < len(placed) and _go_together(placed[place - 1], placed[place]):
        place += 1
    return place


def _go_together(row: Indicator, following: Indicator) -> bool:
    return bool(row.outcome) and row.outcome == following.outcome


def _is_under(row: str, heading: str, above: dict[str, str]) -> bool:
    """Whether a row is a heading or stands under it, be it by way of others."""
    passed: set[str] = set()
    while row and row not in passed:
        if row == heading:
            return True
        passed.add(row)
        row = above.get(row, "")
    return False
