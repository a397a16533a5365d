"""Causes that are a whole line: missing, doubled, left out, counted twice, in another block."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.funding.explaining.families import Family, families, pairs
from workbook_tools.funding.explaining.imbalance import Imbalance, Key, key_of
from workbook_tools.funding.explaining.known import Known, name_of
from workbook_tools.funding.explaining.model import Cause
from workbook_tools.values.money import spelt

_PAIRS = 500
"""So many pairs of failing blocks are tried for lines that changed places."""

_SWAPS = 50
"""So many pairs of lines that would fit are said of two blocks; more are a coincidence."""


def line_causes(imbalance: Imbalance, known: Known) -> Iterator[Cause]:
    """Yield every cause that is a line and puts failing controls right without upsetting any."""
    found = families(imbalance)
    for family in found:
        if family.lacking:
            one = _Lines(imbalance, known, family)
            yield from one.missing()
            yield from one.doubled()
            yield from one.left_out_or_twice()
            yield from one.subtotals_within()
    for first, second in pairs(found, _PAIRS):
        yield from _moved(imbalance, first, second)
        yield from _moved(imbalance, second, first)
        yield from _swapped(imbalance, first, second)


@dataclass(frozen=True)
class _Lines:
    imbalance: Imbalance
    known: Known
    family: Family

    def missing(self) -> Iterator[Cause]:
        """Yield lines that the totals have and the table lacks: known ones, and any that fits."""
        family = self.family
        present = {name_of(self.imbalance.label(("", row, 0))) for row in family.rows}
        for line in self.known.lines:
            if name_of(line.label) in present:
                continue
            shifts = {
                number: -self._sign(number) * self.imbalance.whole(line.amounts[column])
                for column, number in family.controls.items()
                if line.amounts.get(column)
            }
            if family.lacking.keys() <= line.amounts.keys() and self._fits(shifts):
                slots = self._slots(line=line.label, source=line.source)
                yield Cause("known-line", family.totals, shifts, slots)
        if self._is_like_a_line():
            slots = self._slots()
            yield Cause("missing-line", family.totals, self._filled(), slots, surprise=1)

    def _sign(self, number: int) -> int:
        return self.imbalance.controls[number].addends[0].sign

    def _filled(self) -> dict[int, int]:
        """Return what a line does to all that lacks it: its own total, and what adds all up."""
        shifts = {self.family.controls[c]: -lacks for c, lacks in self.family.lacking.items()}
        for number in self.imbalance.failing:
            total = self.imbalance.controls[number].total
            column = total.place[1]
            if (
                number not in shifts
                and total.place[0] > self.family.row
                and self.imbalance.controls[number].kind != "row"
                and self.family.lacking.get(column) == self.imbalance.lacks(number)
            ):
                shifts[number] = -self.imbalance.lacks(number)
        return shifts

    def _is_like_a_line(self) -> bool:
        """Whether what is lacking could be a line: it casts across, and nothing in it is negative.

        What is worked out across, such as a net amount, may be.
        """
        row = next(iter(self.family.rows), None)
        lacking = self.family.lacking
        worked_out = set()
        for key, _ in self.family.rows[row].values() if row is not None else ():
            for number, _ in self.imbalance.effects[key]:
                control = self.imbalance.controls[number]
                if control.kind != "row" or key_of(control.total) != key:
                    continue
                worked_out.add(key[2])
                whole = lacking.get(key[2], 0)
                parts = sum(
                    each.sign * lacking.get(each.figure.place[1], 0) for each in control.addends
                )
                slack = sum(self.imbalance.tolerances[n] for n in self.family.controls.values())
                if abs(whole - parts) > slack + self.imbalance.tolerances[number]:
                    return False
        return all(lacks > 0 or column in worked_out for column, lacks in lacking.items())

    def doubled(self) -> Iterator[Cause]:
        """Yield lines that stand there twice, by name and amounts or by amounts alone."""
        twins: dict[tuple[int, ...], list[int]] = {}
        for row in self.family.rows:
            if self.family.matches(row, -1):
                amounts = self.family.amounts(row)
                if any(amounts):
                    twins.setdefault(amounts, []).append(row)
        for rows in twins.values():
            for place, row in enumerate(rows[1:], start=1):
                shifts = self._without(row)
                if not self.imbalance.mended(shifts):
                    continue
                other = min(rows[:place], key=lambda each: abs(each - row))
                names = [name_of(self.imbalance.label(("", each, 0))) for each in (other, row)]
                kind = "doubled-line" if names[0] == names[1] else "doubled-amount"
                cells = (*self.family.figures(row), *self.family.figures(other))
                slots = self._slots(
                    line=self._label(other),
                    other_line=self._label(row),
                    cell=self._cell(other),
                    other=self._cell(row),
                )
                yield Cause(kind, cells, shifts, slots, distance=abs(row - other))

    def left_out_or_twice(self) -> Iterator[Cause]:
        """Yield lines that the totals left out, or counted twice."""
        for row in self.family.rows:
            for sign, name in ((-1, "left-out"), (1, "twice")):
                if not self.family.matches(row, sign):
                    continue
                line = self.imbalance.lines.get(row)
                is_total = line is not None and line.role in ("subtotal", "total")
                kind = f"subtotal-{name}" if is_total else f"line-{name}"
                shifts = self._best(row, sign)
                if shifts:
                    cells = (*self.family.figures(row), *self.family.totals)
                    slots = self._slots(line=self._label(row), cell=self._cell(row))
                    yield Cause(kind, cells, shifts, slots, distance=abs(row - self.family.row))

    def _best(self, row: int, sign: int) -> dict[int, int]:
        """Return what mends most: the line taken out, the totals changed, the controls alone."""
        changes = [
            (key_of(self.imbalance.controls[number].total), -sign * self.family.amount(row, column))
            for column, number in self.family.controls.items()
        ]
        alone = {
            number: -sign * self.family.amount(row, column)
            for column, number in self.family.controls.items()
        }
        ways = [self.imbalance.shifts(changes), alone]
        if sign < 0:
            ways.insert(0, self._without(row))
        mended = [len(self.imbalance.mended(way)) for way in ways]
        best = max(mended)
        return ways[mended.index(best)] if best else {}

    def subtotals_within(self) -> Iterator[Cause]:
        """Yield subtotals that stand among the lines and were added in with them."""
        rows = self.family.rows
        if not rows:
            return
        above = min(rows)
        for line in self.imbalance.total_lines:
            if line.number in rows or not line.figures or not above < line.number < self.family.row:
                continue
            shifts = {}
            for column, number in self.family.controls.items():
                figure = line.figures.get(column)
                if figure is not None and figure.value:
                    shifts[number] = -self.imbalance.whole(figure.value)
            if self._fits(shifts):
                figures = tuple(each for each in line.figures.values() if each.value)
                slots = self._slots(line=line.label, cell=figures[0].cell)
                yield Cause("subtotal-twice", (*figures, *self.family.totals), shifts, slots)

    def _without(self, row: int) -> dict[int, int]:
        """Return what it does if a line were not there: its own casting across goes with it."""
        shifts: dict[int, int] = {}
        for key, _ in self.family.rows[row].values():
            for number, effect in self.imbalance.effects[key]:
                if self.imbalance.controls[number].total.place[0] != row:
                    amount = self.imbalance.amounts[key]
                    shifts[number] = shifts.get(number, 0) - effect * amount
        return shifts

    def _fits(self, shifts: Mapping[int, int]) -> bool:
        mended = self.imbalance.mended(shifts)
        return bool(mended) and {self.family.controls[c] for c in self.family.lacking} <= {*mended}

    def _label(self, row: int) -> str:
        return self.imbalance.label(("", row, 0))

    def _cell(self, row: int) -> str:
        return self.family.figures(row)[0].cell

    def _slots(self, **slots: str) -> Mapping[str, str]:
        lacking = self.family.lacking.values()
        amounts = [spelt(self.imbalance.decimal(abs(each))) for each in lacking]
        return {"amounts": " and ".join(amounts), "total": self.family.totals[0].cell, **slots}


# Two blocks ------------------------------------------------------------------------


def _moved(imbalance: Imbalance, has: Family, lacks: Family) -> Iterator[Cause]:
    """Yield lines that stand in one block and would fit the other."""
    for row in has.rows:
        amounts = {column: has.amount(row, column) for column in has.controls}
        if has.matches(row, -1):
            shifts = {number: amounts[column] for column, number in has.controls.items()}
            for column, number in lacks.controls.items():
                shifts[number] = shifts.get(number, 0) - amounts.get(column, 0)
            if len(imbalance.mended(shifts)) == len(has.lacking) + len(lacks.lacking):
                slots = {
                    "line": imbalance.label(("", row, 0)),
                    "cell": has.figures(row)[0].cell,
                    "total": lacks.totals[0].cell,
                }
                cells = has.figures(row)
                distance = abs(row - lacks.row)
                yield Cause("other-block", cells, shifts, slots, distance=distance)


def _swapped(imbalance: Imbalance, first: Family, second: Family) -> Iterator[Cause]:
    """Yield a line of each block that would fit if each stood where the other does."""
    column, lacks = max(first.lacking.items(), key=lambda each: abs(each[1]))
    slack = imbalance.tolerances[first.controls[column]]
    theirs = sorted((second.amount(row, column), row) for row in second.rows)
    said = 0
    for row in first.rows:
        least = first.amount(row, column) + lacks - slack
        for place in range(bisect_left(theirs, (least, 0)), len(theirs)):
            amount, other = theirs[place]
            if amount > least + 2 * slack or said >= _SWAPS:
                break
            shifts = _exchange(first, row, second, other)
            if len(imbalance.mended(shifts)) == len(first.lacking) + len(second.lacking):
                said += 1
                cells = (*first.figures(row)[:1], *second.figures(other)[:1])
                slots = {
                    "line": imbalance.label(("", row, 0)),
                    "cell": cells[0].cell,
                    "other_line": imbalance.label(("", other, 0)),
                    "other": cells[1].cell,
                }
                every = (*first.figures(row), *second.figures(other))
                yield Cause("swapped", every, shifts, slots, distance=abs(row - other))


def _exchange(first: Family, row: int, second: Family, other: int) -> Mapping[int, int]:
    shifts: dict[int, int] = {}
    for mine, line, theirs, their_line in (
        (first, row, second, other),
        (second, other, first, row),
    ):
        for column, number in mine.controls.items():
            gained = theirs.amount(their_line, column) - mine.amount(line, column)
            shifts[number] = shifts.get(number, 0) - gained
    return shifts


def exchanged_cells(imbalance: Imbalance) -> Iterator[Cause]:
    """Yield two figures of a column, or of a line, that stand in each other's place."""
    failing = imbalance.failing[:_PAIRS]
    by_difference: dict[int, list[int]] = {}
    for number in failing:
        by_difference.setdefault(imbalance.lacks(number), []).append(number)
    said = 0
    for number in failing:
        for other in by_difference.get(-imbalance.lacks(number), ()):
            if number < other:
                for cause in _exchanges(imbalance, number, other):
                    said += 1
                    if said > _SWAPS:
                        return
                    yield cause


def _exchanges(imbalance: Imbalance, number: int, other: int) -> Iterator[Cause]:
    theirs: dict[tuple[str, int, int], list[Key]] = {}
    for addend in imbalance.controls[other].addends:
        key = key_of(addend.figure)
        for way, place in (("row", key[1]), ("column", key[2])):
            theirs.setdefault((way, place, imbalance.amounts[key]), []).append(key)
    for addend in imbalance.controls[number].addends:
        key = key_of(addend.figure)
        mine = imbalance.amounts[key]
        wanted = mine + addend.sign * imbalance.lacks(number)
        for way, place in (("row", key[1]), ("column", key[2])):
            for found in theirs.get((way, place, wanted), ()):
                shifts = imbalance.shifts([(key, wanted - mine), (found, mine - wanted)])
                if {number, other} <= {*imbalance.mended(shifts)}:
                    cells = (imbalance.figures[key], imbalance.figures[found])
                    slots = {
                        "cell": cells[0].cell,
                        "other": cells[1].cell,
                        "shown": spelt(imbalance.decimal(mine)),
                        "meant": spelt(imbalance.decimal(wanted)),
                    }
                    distance = abs(key[1] - found[1])
                    yield Cause("exchanged", cells, shifts, slots, distance=distance)
