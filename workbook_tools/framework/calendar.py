"""The governance calendar: who reports what to whom, when, and who approves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workbook_tools.framework.rounds import FIRST_MONTH, YEAR, day_after, round_of_id


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, as the documents say it."""

    id: str
    what: str
    when: str
    """In the words of the document: “November 2007”, “six-monthly”."""
    frequency: str
    prepared_by: str
    goes_to: str
    approved_by: str
    source: str
    """Document and line."""
    round: str
    """The kind of round it is part of: ``year``, ``half-year``, ``q1`` to ``q4``; else empty."""
    due: str
    """Month and day of every year (``07-13``) where the text gives or implies it; else empty."""
    returns_by: str
    """Month and day by which the returns that it needs are to be back; else empty."""
    notes: str

    def due_in(self, year: str) -> date | None:
        """Return the day it is due on for a financial year; None where no day is known.

        What is part of a round is due after that round's end: the information on 2007-08,
        due on 13 July, is due in 2008. Anything else is due within the year.
        """
        if not self.due:
            return None
        if self.round:
            suffix = "" if self.round == YEAR else f"-{self.round}"
            return day_after(round_of_id(f"{year}{suffix}").ends, self.due)
        return day_after(date(int(year[:4]), FIRST_MONTH, 1) - timedelta(days=1), self.due)


def duties_ahead(
    calendar: Iterable[Duty], year: str, kind: str, today: date
) -> list[tuple[Duty, date]]:
    """Return the duties that follow a round and are still ahead, soonest first.

    Args:
        calendar: all duties.
        year: the financial year of the round.
        kind: its kind: ``year``, ``half-year``, ``q1`` to ``q4``.
        today: the day from which is looked.
    """
    known = ((duty, duty.due_in(year)) for duty in calendar if duty.round == kind)
    ahead = [(duty, due) for duty, due in known if due is not None and due >= today]
    return sorted(ahead, key=lambda each: each[1])


def returns_by(calendar: Iterable[Duty]) -> Mapping[str, str]:
    """Return month and day by which returns are to be back, by kind of round: the earliest."""
    days: dict[str, list[str]] = {}
    for duty in calendar:
        if duty.round and duty.returns_by:
            days.setdefault(duty.round, []).append(duty.returns_by)
    # The earliest after the round's end, not in the calendar year: January is after October.
    return {
        kind: min(found, key=lambda day: day_after(_end_of(kind), day))
        for kind, found in days.items()
    }


def _end_of(kind: str) -> date:
    return round_of_id("2006-07" if kind == YEAR else f"2006-07-{kind}").ends
