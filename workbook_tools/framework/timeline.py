"""When the rows of a framework hold: from which moment, until which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from workbook_tools.framework.rounds import Round, find_round

Moment = tuple[date, date, int]
"""A round's place in time: its last day, its due day, and 0; or 1 for just after it."""

START: Moment = (date.min, date.min, 0)
"""Before every round."""

END: Moment = (date.max, date.max, 1)
"""After every round."""


class Lasting(Protocol):
    """A row that holds from a round until a round."""

    @property
    def since(self) -> str:
        """Id of the first round in which it holds; empty for from the start."""

    @property
    def until(self) -> str:
        """Id of the last round in which it holds; empty for without end."""

    @property
    def change(self) -> str:
        """Id of the entry of the log that began it; empty for what was there from the start."""


@dataclass(frozen=True)
class Timeline:
    """The order of rounds: those that are known, and every other that an id can name."""

    rounds: tuple[Round, ...]
    returns_by: Mapping[str, str]
    """When returns are back by the calendar, by kind of round."""

    def round(self, round_id: str) -> Round:
        """Return a round.

        Raises:
            UnknownRoundError: there is none of this id.
        """
        if round_id not in self._found:
            self._found[round_id] = find_round(round_id, self.rounds, self.returns_by)
        return self._found[round_id]

    def span(self, row: Lasting) -> tuple[Moment, Moment]:
        """Return the moments between which a row holds, both included."""
        begins = moment(self.round(row.since)) if row.since else START
        ends = moment(self.round(row.until)) if row.until else END
        return begins, ends

    def holds(self, row: Lasting, at: Moment) -> bool:
        """Whether a row holds at a moment."""
        if not row.since and not row.until:
            return True
        begins, ends = self.span(row)
        return begins <= at <= ends

    def turns(self, rows: Iterable[Lasting]) -> Mapping[Moment, str]:
        """Return the moments at which one of the rows begins or has ended, in order.

        Each with the words that name it; the first is the start, with none. From one to the
        next the same rows hold.
        """
        named = {START: ""}
        for row in rows:
            if row.until:
                ends, due, _ = moment(self.round(row.until))
                named.setdefault((ends, due, 1), f"after the round {row.until}")
            if row.since:
                named[moment(self.round(row.since))] = f"from the round {row.since} on"
        return dict(sorted(named.items()))

    @cached_property
    def _found(self) -> dict[str, Round]:
        return {}


def moment(round_: Round) -> Moment:
    """Return the moment of a round."""
    return (*round_.order, 0)


def turn_at(turns: Iterable[Moment], at: Moment) -> Moment:
    """Return the last of the moments, which are in order, that is not after ``at``."""
    ordered = list(turns)
    return ordered[bisect_right(ordered, at) - 1]
