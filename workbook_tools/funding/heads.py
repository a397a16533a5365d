"""Totals that stand over what they add up, as a block's name with its sum: which rows they head.

A table with such rows is put in another order, each of them behind its lines, and searched like any
other: its grand total may stand before or behind all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SLACK = 4
"""By so many of the smallest unit a sum of rounded amounts is expected to be out."""

_PLACES = 64
"""So many ends of the same sum are looked at: lines without an amount do not change it."""


@dataclass(frozen=True, slots=True)
class Headed:
    """The rows in another order, by their numbers, and which of them were found to head others."""

    order: tuple[int, ...]
    heads: frozenset[int]
    first_lines: frozenset[int]
    """The rows that come directly under one that heads them."""


def headed(
    amounts: Sequence[tuple[int, ...]], totals: Sequence[bool], *, half_units: bool
) -> Headed | None:
    """Return the rows with each head behind its lines; None where no row heads others.

    Args:
        amounts: the figures of the rows, nought where there is none.
        totals: which rows say that they are totals; none of them is a line of a head.
        half_units: whether amounts were rounded before they were added up.
    """
    spans = _Spans(amounts, totals, _SLACK if half_units else 0).found()
    if not any(last - head > 1 for head, last in spans.items()):
        return None
    order: list[int] = []
    row = 0
    while row < len(amounts):
        last = spans.get(row)
        if last is None:
            order.append(row)
            row += 1
        else:
            order += [*range(row + 1, last + 1), row]
            row = last + 1
    return Headed(tuple(order), frozenset(spans), frozenset(head + 1 for head in spans))


class _Spans:
    """Which rows are the sum of those that follow them."""

    def __init__(
        self, amounts: Sequence[tuple[int, ...]], totals: Sequence[bool], slack: int
    ) -> None:
        self.amounts, self.totals, self.slack = amounts, totals, slack
        self.width = len(amounts[0])
        self.prefix: list[tuple[int, ...]] = [(0,) * self.width]
        for each in amounts:
            before = self.prefix[-1]
            self.prefix.append(tuple(a + b for a, b in zip(before, each, strict=True)))
        self.where: list[dict[int, list[int]]] = [{} for _ in range(self.width)]
        for place, sums in enumerate(self.prefix):
            for column, value in enumerate(sums):
                self.where[column].setdefault(value, []).append(place)

    def found(self) -> dict[int, int]:
        """Return for each row that heads others the last of those, with both counted from 0."""
        spans: dict[int, int] = {}
        loose: list[list[int]] = []
        row = 0
        while row < len(self.amounts):
            last = None if self.totals[row] else self._last(row)
            if last is None:
                if self.totals[row] or not loose or loose[-1][-1] != row - 1:
                    loose.append([])
                if not self.totals[row]:
                    loose[-1].append(row)
                elif not loose[-1]:
                    loose[-1] = [-2]
                row += 1
                continue
            spans[row] = last
            row = last + 1
        if any(last - head > 1 for head, last in spans.items()):
            # One figure is wrong where others of their kind are right.
            for run in loose:
                if len(run) > 1 and run[0] >= 0:
                    spans[run[0]] = run[-1]
        return spans

    def _last(self, row: int) -> int | None:
        votes: dict[int, int] = {}
        informative = 0
        for column, amount in enumerate(self.amounts[row]):
            if not amount:
                continue
            informative += 1
            wanted = self.prefix[row + 1][column] + amount
            for near in range(-self.slack, self.slack + 1):
                for place in self.where[column].get(wanted + near, ())[:_PLACES]:
                    if place > row + 1:
                        votes[place] = votes.get(place, 0) + 1
        if not votes:
            return None
        end = max(votes, key=lambda place: (votes[place], -place))
        if votes[end] * 2 < informative or any(self.totals[row + 1 : end]):
            return None
        while end < len(self.amounts) and not self.totals[end] and not any(self.amounts[end]):
            end += 1
        return end - 1
