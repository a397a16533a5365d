"""Causes in one cell: a digit, a sign, a factor, the figure of another year, a total typed over.

A figure can only be wrong by what every control that it is in lacks. So each figure of a failing
control has one amount that would be right, if any, and what is asked is how that amount may have
become the one that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workbook_tools.funding.explaining import digits
from workbook_tools.funding.explaining.imbalance import Imbalance, Key, key_of
from workbook_tools.funding.explaining.known import Known
from workbook_tools.funding.explaining.model import Cause
from workbook_tools.values.money import spelt

_MANY = 400
"""A control with more figures is not searched for what fits within its tolerance only."""

_WIDE = 8
"""A tolerance up to so many of the smallest unit is tried amount by amount."""


def cell_causes(imbalance: Imbalance, known: Known) -> Iterator[Cause]:
    """Yield every cause in one cell that puts a failing control right and upsets none."""
    yield from _Cells(imbalance, known).causes()


@dataclass
class _Cells:
    imbalance: Imbalance
    known: Known
    seen: set[tuple[Key, int]] = field(default_factory=set)

    def causes(self) -> Iterator[Cause]:
        for number in self.imbalance.failing:
            control = self.imbalance.controls[number]
            yield from self._of_total(number)
            for addend in control.addends:
                yield from self._of_figure(key_of(addend.figure), number, -addend.sign)

    def _of_total(self, number: int) -> Iterator[Cause]:
        key = key_of(self.imbalance.controls[number].total)
        fits = False
        for cause in self._of_figure(key, number, 1):
            fits = True
            yield cause
        if not fits and (key, -self.imbalance.lacks(number)) not in self.seen:
            # What stands above it was added up from it as it stands.
            meant = self.imbalance.amounts[key] - self.imbalance.lacks(number)
            shifts = {number: -self.imbalance.lacks(number)}
            yield self._cause("carried-up", key, meant, shifts, surprise=2)

    def _of_figure(self, key: Key, number: int, effect: int) -> Iterator[Cause]:
        shown = self.imbalance.amounts[key]
        for change in self._changes(key, number, effect):
            if (key, change) in self.seen:
                continue
            shifts = self.imbalance.shifts([(key, change)])
            mended = self.imbalance.mended(shifts)
            if number in mended:
                self.seen.add((key, change))
                yield from self._said(key, shown + change, shifts, len(mended))

    def _changes(self, key: Key, number: int, effect: int) -> Iterable[int]:
        """Return by how much a figure may be wrong, as far as one of its controls can tell."""
        exact = -effect * self.imbalance.lacks(number)
        if not self._is_free(key, number, exact):
            return ()
        tolerance = self.imbalance.tolerances[number]
        if not tolerance:
            return (exact,)
        shown = self.imbalance.amounts[key]
        if tolerance <= _WIDE:
            return _by_nearness(range(exact - tolerance, exact + tolerance + 1), exact)
        if len(self.imbalance.controls[number].addends) > _MANY:
            return (exact,)
        meant = set(digits.near(shown, shown + exact - tolerance, shown + exact + tolerance))
        return _by_nearness({exact, *(each - shown for each in meant)}, exact)

    def _is_free(self, key: Key, number: int, change: int) -> bool:
        """Whether the other controls of a figure would bear about such a change of it."""
        for other, effect in self.imbalance.effects[key]:
            slack = self.imbalance.tolerances[number] + self.imbalance.tolerances[other]
            short = abs(self.imbalance.lacks(other) + effect * change)
            is_live = bool(self.imbalance.controls[other].total.formula)
            if other != number and short > slack and not is_live:
                return False
        return True

    def _said(
        self, key: Key, meant: int, shifts: Mapping[int, int], mended: int
    ) -> Iterator[Cause]:
        shown, figure = self.imbalance.amounts[key], self.imbalance.figures[key]
        if figure.unquantified:
            return
        known = self.known.source(self.imbalance.label(key), key[2], meant)
        if known:
            yield self._cause("known-figure", key, meant, shifts, source=known)
        slip = digits.slip(shown, meant)
        if slip:
            first, second = digits.pair(shown, meant)
            yield self._cause(slip, key, meant, shifts, digit=first, for_digit=second)
        other = self._beside(key, meant)
        if other and not known:
            yield self._cause("other-column", key, meant, shifts, other=other)
        if slip or known:
            return
        repeated = self._beside(key, shown)
        is_total = self.imbalance.is_total(key)
        if repeated and not is_total:
            kind = "repeats-column"
            yield self._cause(kind, key, meant, shifts, surprise=1, other=repeated)
        elif is_total:
            yield self._cause("typed-over", key, meant, shifts, surprise=1)
        elif mended > 1:
            kind = "blank" if figure.value is None else "replaced"
            yield self._cause(kind, key, meant, shifts, surprise=1)

    def _beside(self, key: Key, amount: int) -> str:
        """Return the cell of the line in which an amount stands for another year; or nothing."""
        return next(
            (figure.cell for meant, figure in self.known.in_other_years(key) if meant == amount), ""
        )

    def _cause(
        self,
        kind: str,
        key: Key,
        meant: int,
        shifts: Mapping[int, int],
        *,
        surprise: int = 0,
        **slots: str,
    ) -> Cause:
        figure = self.imbalance.figures[key]
        words = {
            "cell": figure.cell,
            "shown": spelt(self.imbalance.decimal(self.imbalance.amounts[key])),
            "meant": spelt(self.imbalance.decimal(meant)),
            "line": self.imbalance.label(key),
            **slots,
        }
        return Cause(kind, (figure,), shifts, words, surprise=surprise)


def _by_nearness(changes: Iterable[int], exact: int) -> list[int]:
    return sorted(changes, key=lambda change: (abs(change - exact), change))
