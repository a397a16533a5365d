"""The controls of a table that do not cast, and what each figure does to them.

Whatever is tried as a cause is put to :meth:`Imbalance.mended`, which says what it would put right.
A cause that would upset a control that casts is none: that is what finds the one figure that is
wrong in its row *and* in its column among all that would fit one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from workbook_tools.funding.model import Control, Figure, Line, Table

Key = tuple[str, int, int]
"""A figure's sheet, row and column."""

_DECIMALS = 6
"""An amount with more decimals is not looked at: no money is kept that finely."""

_DIGITS = 18
"""An amount with more digits is not looked at: no budget is that large."""


_STEPS = 100
"""Through so many totals that are formulas a change is followed: some formulas go in a circle."""


def key_of(figure: Figure) -> Key:
    """Return what a figure is known by."""
    return (figure.sheet, *figure.place)


class Imbalance:
    """What does not cast in a table. Amounts are whole numbers of the table's smallest unit."""

    def __init__(self, table: Table) -> None:
        """Look at each control of a table once."""
        self.table = table
        self.controls = tuple(each for each in table.controls if _is_sensible(each))
        self.scale = _scale(self.controls)
        """Decimals that the smallest unit stands for: 2 where there are pence."""
        self.amounts: dict[Key, int] = {}
        """The amount of each figure of a control."""
        self.figures: dict[Key, Figure] = {}
        self.effects: dict[Key, list[tuple[int, int]]] = {}
        """For each figure, the controls it is in, by number, and what 1 more does to the
        difference of each: 1 in its total, -1 in what is added, 1 in what is taken off."""
        self.differences: list[int] = []
        self.tolerances: list[int] = []
        for number, control in enumerate(self.controls):
            self._take(number, control)
        self.failing = tuple(
            number for number in range(len(self.controls)) if not self.fits(number, 0)
        )
        """The numbers of the controls that do not cast."""

    def _take(self, number: int, control: Control) -> None:
        difference = self._amount(control.total)
        self._effect(key_of(control.total), number, 1)
        for addend in control.addends:
            difference -= addend.sign * self._amount(addend.figure)
            self._effect(key_of(addend.figure), number, -addend.sign)
        self.differences.append(difference)
        self.tolerances.append(int(control.tolerance.scaleb(self.scale)))

    def _amount(self, figure: Figure) -> int:
        key = key_of(figure)
        amount = self.amounts.get(key)
        if amount is None:
            amount = self.whole(figure.amount)
            self.amounts[key] = amount
            self.figures[key] = figure
        return amount

    def _effect(self, key: Key, number: int, effect: int) -> None:
        self.effects.setdefault(key, []).append((number, effect))

    def whole(self, amount: Decimal) -> int:
        """Return an amount in the smallest unit; what is finer than that is cut off."""
        return int(amount.scaleb(self.scale))

    def decimal(self, amount: int) -> Decimal:
        """Return an amount of the smallest unit in the table's unit."""
        return Decimal(amount).scaleb(-self.scale)

    def lacks(self, number: int) -> int:
        """Return the difference of a control: its total less what is added."""
        return self.differences[number]

    def fits(self, number: int, shift: int) -> bool:
        """Whether a control casts when its difference changes by so much."""
        return abs(self.differences[number] + shift) <= self.tolerances[number]

    def mended(self, shifts: Mapping[int, int]) -> tuple[int, ...]:
        """Return the failing controls that changes put right; none where one is upset by them."""
        mended = []
        for number, shift in shifts.items():
            if not shift:
                continue
            if self.fits(number, shift):
                if not self.fits(number, 0):
                    mended.append(number)
            else:
                return ()
        return tuple(mended)

    def shifts(self, changes: Iterable[tuple[Key, int]]) -> dict[int, int]:
        """Return what changed figures do to the differences of controls.

        A total that is a formula follows what it adds up, and so changes what it is added to.
        """
        shifts: dict[int, int] = {}
        ahead = list(changes)
        steps = 0
        while ahead:
            key, change = ahead.pop()
            steps += 1
            for number, effect in self.effects.get(key, ()):
                total = self.controls[number].total
                follows = bool(total.formula) and key_of(total) != key and self.fits(number, 0)
                if follows and steps < _STEPS:
                    ahead.append((key_of(total), -effect * change))
                else:
                    shifts[number] = shifts.get(number, 0) + effect * change
        return shifts

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The lines by row of the file."""
        return {line.number: line for line in self.table.lines}

    @cached_property
    def total_lines(self) -> tuple[Line, ...]:
        """The lines that add others up."""
        return tuple(line for line in self.table.lines if line.role in ("subtotal", "total"))

    def is_total(self, key: Key) -> bool:
        """Whether a figure is the total of a control."""
        return any(key_of(self.controls[each].total) == key for each, _ in self.effects[key])

    def label(self, key: Key) -> str:
        """Return the label of the line that a figure stands in; empty where it has none."""
        line = self.lines.get(key[1])
        return line.label if line else ""


def _amounts(control: Control) -> Iterator[Decimal]:
    """Yield the amounts of a control's figures, as far as there are any."""
    for figure in (control.total, *(addend.figure for addend in control.addends)):
        if figure.value is not None:
            yield figure.value


def _is_sensible(control: Control) -> bool:
    return all(map(_is_money, _amounts(control)))


def _is_money(value: Decimal) -> bool:
    if not value.is_finite() or value.adjusted() >= _DIGITS:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DECIMALS


def _scale(controls: Iterable[Control]) -> int:
    exponents = (amount.as_tuple().exponent for control in controls for amount in _amounts(control))
    return max((0, *(-each for each in exponents if isinstance(each, int))))
