"""Families of controls: those that add the same lines up, one for each column.

A missing or doubled line shows in every column in which it has an amount, so that lines are
looked for in all columns of a family at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from workbook_tools.funding.explaining.imbalance import Imbalance, Key, key_of
from workbook_tools.funding.model import Figure


@dataclass(frozen=True)
class Family:
    """The controls of a total's line, by column."""

    imbalance: Imbalance
    row: int
    """The row of the total."""
    controls: Mapping[int, int]
    """Numbers of the controls by column."""

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, tuple[Key, int]]]:
        """For each row that is added up, its figures by column, and whether added or taken off."""
        rows: dict[int, dict[int, tuple[Key, int]]] = {}
        for column, number in self.controls.items():
            for addend in self.imbalance.controls[number].addends:
                key = key_of(addend.figure)
                rows.setdefault(key[1], {})[column] = (key, addend.sign)
        return rows

    @cached_property
    def lacking(self) -> Mapping[int, int]:
        """The columns that do not cast, with what total less sum is there."""
        failing = set(self.imbalance.failing)
        return {
            column: self.imbalance.lacks(number)
            for column, number in self.controls.items()
            if number in failing
        }

    def amount(self, row: int, column: int) -> int:
        """Return what a row adds to a column's sum."""
        found = self.rows[row].get(column)
        return found[1] * self.imbalance.amounts[found[0]] if found else 0

    def amounts(self, row: int) -> tuple[int, ...]:
        """Return what a row adds to each column of the family."""
        return tuple(self.amount(row, column) for column in self.controls)

    def figures(self, row: int) -> tuple[Figure, ...]:
        """Return the figures of a row, those with an amount before those without."""
        keys = [key for key, _ in self.rows[row].values()]
        keys.sort(key=lambda key: self.imbalance.amounts[key] == 0)
        return tuple(self.imbalance.figures[key] for key in keys)

    @cached_property
    def totals(self) -> tuple[Figure, ...]:
        """The totals of the columns that do not cast."""
        return tuple(
            self.imbalance.controls[self.controls[column]].total for column in self.lacking
        )

    def matches(self, row: int, sign: int) -> bool:
        """Whether a row's amounts are what every failing column lacks (1) or has too much (-1)."""
        return all(
            self.imbalance.fits(number, -sign * self.amount(row, column))
            for column, number in self.controls.items()
            if column in self.lacking or self.amount(row, column)
        )


def families(imbalance: Imbalance) -> list[Family]:
    """Return the families of the controls over columns, those with nothing amiss too."""
    found: dict[tuple[str, str, int], dict[int, int]] = {}
    for number, control in enumerate(imbalance.controls):
        column = control.total.place[1]
        if all(addend.figure.place[1] == column for addend in control.addends):
            place = (control.kind, control.total.sheet, control.total.place[0])
            found.setdefault(place, {}).setdefault(column, number)
    return [Family(imbalance, row, controls) for (_, _, row), controls in found.items() if controls]


def opposite(first: Family, second: Family) -> bool:
    """Whether what one family has too much in each column, the other lacks."""
    imbalance = first.imbalance
    for column in first.lacking.keys() | second.lacking.keys():
        mine, theirs = first.controls.get(column), second.controls.get(column)
        if mine is None or theirs is None:
            return False
        slack = imbalance.tolerances[mine] + imbalance.tolerances[theirs]
        if abs(imbalance.lacks(mine) + imbalance.lacks(theirs)) > slack:
            return False
    return True


def pairs(found: list[Family], most: int) -> Iterator[tuple[Family, Family]]:
    """Yield the pairs of failing families whose differences cancel out, ``most`` tried at most."""
    failing = [family for family in found if family.lacking]
    tried = 0
    for place, first in enumerate(failing):
        for second in failing[place + 1 :]:
            tried += 1
            if tried > most:
                return
            if opposite(first, second):
                yield first, second
