"""Two small causes together, tried only where no single one fits.

Among so many pairs some always fit by chance. So only likely slips are paired, only in controls
with few figures; a pair of lines that fits in several columns comes before all others, and
after it one of which a part fits in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbook_tools.funding.explaining import digits
from workbook_tools.funding.explaining.imbalance import Imbalance, Key, key_of
from workbook_tools.funding.explaining.known import Known
from workbook_tools.funding.explaining.model import Cause, Part
from workbook_tools.values.money import spelt

_MANY = 60
"""In a control with more figures too many pairs fit by chance."""

_CONTROLS = 24
"""Where more controls than this have no reason, something else is wrong than small causes."""

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
    imbalance: Imbalance, known: Known, failing: Iterable[int], kinds: Iterable[str]
) -> Iterator[Cause]:
    """Yield pairs of small causes that put failing controls right.

    Args:
        imbalance: what does not cast.
        known: what the columns are of.
        failing: the numbers of controls for which no single cause fits.
        kinds: the kinds of small causes that can be told, the likeliest first.
    """
    found: dict[tuple[tuple[str, int], tuple[str, int]], list[tuple[int, _Small, _Small]]] = {}
    numbers = tuple(failing)
    if len(numbers) > _CONTROLS:
        return
    for number in numbers:
        if len(imbalance.controls[number].addends) <= _MANY:
            for first, second in _pairs(imbalance, known, number):
                lines = ((first.kind, first.key[1]), (second.kind, second.key[1]))
                found.setdefault(lines, []).append((number, first, second))
    told_of: dict[tuple[str, int], set[int]] = {}
    for lines, fits in found.items():
        for line in lines:
            told_of.setdefault(line, set()).update(number for number, _, _ in fits)
    likelihood = {kind: place for place, kind in enumerate(kinds)}
    for lines, fits in found.items():
        shifts: dict[int, int] = {}
        cells: list[Key] = []
        for number, first, second in fits:
            if number not in shifts:
                shifts[number] = first.change + second.change
                cells += [first.key, second.key]
        _, first, second = fits[0]
        parts = (_part(imbalance, first), _part(imbalance, second))
        figures = tuple(imbalance.figures[key] for key in cells)
        recurs = max(len(told_of[line]) for line in lines)
        distance = likelihood[first.kind] + likelihood[second.kind] - len(likelihood) * 2 * recurs
        yield Cause("together", figures, shifts, parts=parts, distance=distance)


def _part(imbalance: Imbalance, small: _Small) -> Part:
    slots = {
        "cell": imbalance.figures[small.key].cell,
        "line": imbalance.label(small.key),
        "shown": spelt(imbalance.decimal(imbalance.amounts[small.key])),
        "other": small.other,
    }
    return Part(small.kind, slots)


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
        for meant, figure in known.in_other_years(key):
            if meant != shown:
                yield _Small("other-column", key, figure.cell, -sign * (meant - shown))
        if alone:
            for meant, kind in digits.slips(shown):
                said = spelt(imbalance.decimal(meant))
                yield _Small(kind, key, said, -sign * (meant - shown))
