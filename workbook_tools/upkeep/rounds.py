"""Rounds around a change: which have been issued, and where what is changed ends and begins.

Any year could have rounds of every kind. Most frameworks use some kinds only, such as
half-years and years: those are the usual rounds, in which people think. Between a usual
round and the next one other rounds could still be opened, so what ends with a usual round
is kept until the last round that could come before the next. Whatever round is opened
later, nothing is missing in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from workbook_tools.framework import History, Round
from workbook_tools.framework.rounds import standard_rounds, years_after


@dataclass(frozen=True)
class Known:
    """A framework over time, with what is known of its rounds besides."""

    history: History
    issued: Collection[str] = frozenset()
    """Ids of the rounds of which workbooks were issued."""

    def issued_from(self, since: Round) -> bool:
        """Whether a round from ``since`` on has been issued."""
        return any(self.history.round(each).order >= since.order for each in self.issued)

    def issued_after(self, until: Round) -> bool:
        """Whether a round after ``until`` has been issued."""
        return any(self.history.round(each).order > until.order for each in self.issued)


def last_before(history: History, since: Round) -> Round:
    """Return the last round that there could be before one: what ends there leaves no gap."""
    rounds = [*history.rounds, *_possible(history, -1, since), *_possible(history, 0, since)]
    return max((r for r in rounds if r.order < since.order), key=lambda round_: round_.order)


def kept_until(history: History, until: Round) -> Round:
    """Return the last round that could come before the usual one after ``until``."""
    later = (r for r in _usual_around(history, until) if r.order > until.order)
    return last_before(history, min(later, key=lambda round_: round_.order))


def shown_until(history: History, until: Round) -> Round:
    """Return the round in which people see the end of what is kept until a round."""
    earlier = (r for r in _usual_around(history, until) if r.order <= until.order)
    last = max(earlier, key=lambda round_: round_.order, default=until)
    return last if kept_until(history, last) == until else until


def usual_rounds(history: History, years: Iterator[str]) -> Iterator[Round]:
    """Yield the rounds of some years of the kinds that are used, and all that are known."""
    kinds = {round_.id.removeprefix(round_.year) for round_ in history.rounds}
    yield from history.rounds
    known = {round_.id for round_ in history.rounds}
    for year in years:
        for round_ in standard_rounds(year, history.tables.timeline.returns_by):
            if round_.id.removeprefix(year) in kinds and round_.id not in known:
                yield round_


def _usual_around(history: History, round_: Round) -> Iterator[Round]:
    return usual_rounds(history, (years_after(round_.year, later) for later in (-1, 0, 1, 2)))


def _possible(history: History, later: int, round_: Round) -> Iterator[Round]:
    """Yield every round that a year could have, as it is known."""
    year = years_after(round_.year, later)
    for each in standard_rounds(year, history.tables.timeline.returns_by):
        yield history.round(each.id)
