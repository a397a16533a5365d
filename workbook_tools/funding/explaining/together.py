"""Two small causes together, tried only where no single one fits.

Among so many pairs some always fit by chance. So only likely slips are paired, only in controls
with few figures, and a pair of lines that fits in several columns comes before all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.funding.explaining import digits
from workbook_tools.funding.explaining.imbalance import Imbalance, Key, key_of
from workbook_tools.funding.explaining.known import Known
from workbook_tools.funding.explaining.model import Cause
from workbook_tools.funding.explaining.printing import cell, printed

_MANY = 60
"""In a control with more figures too many pairs fit by chance."""

_PAIRS = 400
"""So many pairs are looked at for one control; of more than that none means anything."""


@dataclass(frozen=True)
class _Small:
    """A small cause in one control: what happened to a figure, and what it does to the sum."""

    kind: str
    key: Key
    other: str
    """What else its words name: the amount that was meant, or another cell."""
    change: int
    """What undoing it adds to the control's difference."""


def causes_together(
    imbalance: Imbalance, known: Known, failing: Iterable[int], words: Mapping[str, str]
) -> Iterator[Cause]:
    """Yield pairs of small causes that put failing controls right.

    Args:
        imbalance: what does not cast.
        known: what the columns are of.
        failing: the numbers of controls for which no single cause fits.
        words: how each small cause is said, by its kind.
    """
    found: dict[tuple[tuple[str, int], tuple[str, int]], list[tuple[int, _Small, _Small]]] = {}
    for number in failing:
        if len(imbalance.controls[number].addends) <= _MANY:
            for first, second in _pairs(imbalance, known, number):
                lines = ((first.kind, first.key[1]), (second.kind, second.key[1]))
                found.setdefault(lines, []).append((number, first, second))
    for fits in found.values():
        shifts: dict[int, int] = {}
        cells: list[Key] = []
        for number, first, second in fits:
            if number not in shifts:
                shifts[number] = first.change + second.change
                cells += [first.key, second.key]
        _, first, second = fits[0]
        slots = {
            "first": _said(imbalance, first, words),
            "second": _said(imbalance, second, words),
        }
        figures = tuple(imbalance.figures[key] for key in cells)
        distance = abs(first.key[1] - second.key[1])
        yield Cause("together", figures, shifts, slots, distance=distance)


def _said(imbalance: Imbalance, small: _Small, words: Mapping[str, str]) -> str:
    return words[small.kind].format(
        cell=cell(imbalance.figures[small.key]),
        line=imbalance.label(small.key),
        shown=printed(imbalance.decimal(imbalance.amounts[small.key])),
        other=small.other,
    )


def _pairs(imbalance: Imbalance, known: Known, number: int) -> Iterator[tuple[_Small, _Small]]:
    every = list(_small(imbalance, known, number))
    by_change: dict[int, list[int]] = {}
    for place, small in enumerate(every):
        by_change.setdefault(small.change, []).append(place)
    said = 0
    wanted = -imbalance.lacks(number)
    for place, small in enumerate(every):
        for other in by_change.get(wanted - small.change, ()):
            if other > place and every[other].key != small.key:
                said += 1
                if said > _PAIRS:
                    return
                yield small, every[other]


def _small(imbalance: Imbalance, known: Known, number: int) -> Iterator[_Small]:
    """Yield what may have happened to the figures of a control, as far as it upsets no other."""
    for addend in imbalance.controls[number].addends:
        key, sign = key_of(addend.figure), addend.sign
        shown = imbalance.amounts[key]
        alone = len(imbalance.effects[key]) == 1
        if shown:
            yield _Small("line-left-out", key, "", sign * shown)
        for meant, column in _other_columns(imbalance, known, key):
            yield _Small("other-column", key, column, -sign * (meant - shown))
        if alone:
            for meant, kind in digits.slips(shown):
                said = printed(imbalance.decimal(meant))
                yield _Small(kind, key, said, -sign * (meant - shown))


def _other_columns(imbalance: Imbalance, known: Known, key: Key) -> Iterator[tuple[int, str]]:
    line, mine = imbalance.lines.get(key[1]), known.columns.get(key[2])
    if line is None or mine is None or not line.figures:
        return
    for number, figure in line.figures.items():
        column = known.columns.get(number)
        if column is None or column.year == mine.year or column.measure != mine.measure:
            continue
        if figure.value:
            meant = imbalance.whole(figure.value)
            if meant != imbalance.amounts[key]:
                yield meant, cell(figure)
