"""Rounds: opened, changed, closed and reopened, each with when, by whom and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbook_tools.framework import Round
from workbook_tools.ledger.declarations import Declarations
from workbook_tools.ledger.packing import as_json, packed, unpacked
from workbook_tools.problems import LaaError
from workbook_tools.values.days import long_date

STATES = ("planned", "open", "closed")
"""What a round can be: declared only; in hand; frozen as it is."""


@dataclass(frozen=True, slots=True)
class RoundEvent:
    """One thing that happened to a round."""

    id: int
    """The number of the entry in the ledger."""
    event: str
    """``opened``, ``changed``, ``closed`` or ``reopened``."""
    at: datetime
    """When, in UTC."""
    by: str
    why: str
    definition: Round
    """The round as it is defined from then on."""
    form_fingerprint: str
    """The form that it is asked with from then on; empty where it was not kept."""
    framework_fingerprint: str
    """The framework in force when it was closed; else empty."""
    counted: tuple[int, ...]
    """The ids of the submissions that counted when it was closed, those of earlier rounds
    that its figures follow from among them; else none."""


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """A round, whether it is open, and what happened to it."""

    definition: Round
    state: str
    """One of :data:`STATES`."""
    events: tuple[RoundEvent, ...]
    """In the order in which they were entered."""

    @property
    def form_fingerprint(self) -> str:
        """The form that it is asked with; empty where it was not opened with one."""
        return self.events[-1].form_fingerprint if self.events else ""

    @property
    def closing(self) -> RoundEvent | None:
        """The closing that is in force; None where the round is not closed."""
        return self.events[-1] if self.state == "closed" else None


class Rounds(Declarations):
    """The part of the ledger that says which rounds are open.

    A closed round cannot change: what counted when it was closed counts until it is reopened.
    """

    def open_round(
        self, round_: Round, at: datetime, by: str, form_fingerprint: str = ""
    ) -> RoundEvent:
        """Open a round, defined in this way, to be asked with a form that is kept.

        Raises:
            LaaError: it has been opened before, or it cannot be entered.
        """
        with self._writing():
            known = self.round(round_.id)
            if known is not None:
                raise LaaError(_opened_before(known))
            return self._enter_event("opened", round_, form_fingerprint, at, by)

    def change_round(
        self,
        round_: Round,
        at: datetime,
        by: str,
        why: str = "",
        form_fingerprint: str | None = None,
    ) -> RoundEvent | None:
        """Define an open round in another way: a later due day, say, or another form.

        Returns None, and enters nothing, where it is defined in this way already.

        Raises:
            LaaError: the round is not open, or the change cannot be entered.
        """
        with self._writing():
            standing = self._require_open(round_.id, "cannot be changed")
            form = standing.form_fingerprint if form_fingerprint is None else form_fingerprint
            if (standing.definition, standing.form_fingerprint) == (round_, form):
                return None
            return self._enter_event("changed", round_, form, at, by, why)

    def close_round(
        self,
        round_id: str,
        framework_fingerprint: str,
        form_fingerprint: str,
        at: datetime,
        by: str,
        why: str = "",
        earlier: Iterable[str] = (),
    ) -> RoundEvent:
        """Close a round: what counts now stays what counts.

        ``framework_fingerprint`` and ``form_fingerprint`` are those in force, by which it can
        be rebuilt; ``earlier`` are the ids of the rounds that its figures follow from, too.

        Raises:
            LaaError: the round is not open, or its closing cannot be entered.
            ValueError: its form or framework is not kept yet.
        """
        with self._writing():
            standing = self._require_open(round_id, "cannot be closed")
            self._require_kept(framework_fingerprint, form_fingerprint)
            counting = [
                number
                for each in dict.fromkeys((round_id, *earlier))
                for number in self._counting_in(each)
            ]
            return self._enter_event(
                "closed",
                standing.definition,
                form_fingerprint,
                at,
                by,
                why,
                framework_fingerprint,
                tuple(sorted(counting)),
            )

    def reopen_round(self, round_id: str, why: str, at: datetime, by: str) -> RoundEvent:
        """Open a closed round again: what came in since takes its place.

        Raises:
            LaaError: the round is not closed, no reason is given, or it cannot be entered.
        """
        with self._writing():
            standing = self.round(round_id)
            if standing is None or standing.state != "closed":
                raise LaaError(
                    f"The round {round_id} is not closed, so it cannot be reopened; “laa round "
                    "list” shows which are."
                )
            if not why.strip():
                raise LaaError(f"Say why the round {round_id} is reopened; the reason is kept.")
            return self._enter_event(
                "reopened", standing.definition, standing.form_fingerprint, at, by, why
            )

    def round(self, round_id: str, declared: Iterable[Round] = ()) -> RoundStanding | None:
        """Return a round with what happened to it; None where there is none.

        One of ``declared`` that was never opened is planned; but where submissions for it
        came in it is open, as in a ledger that is older than the opening of rounds.
        """
        events = self._events("WHERE round = ?", round_id)
        if events:
            return _standing(events)
        planned = next((round_ for round_ in declared if round_.id == round_id), None)
        return self._unopened(planned) if planned else None

    def rounds(self, declared: Iterable[Round] = ()) -> tuple[RoundStanding, ...]:
        """Return the rounds in order: that which ends first, of two that which is due first.

        They are those that were opened, and of those ``declared`` the rest.
        """
        of_round: dict[str, list[RoundEvent]] = {}
        for event in self._events():
            of_round.setdefault(event.definition.id, []).append(event)
        standings = [_standing(events) for events in of_round.values()]
        standings += [self._unopened(each) for each in declared if each.id not in of_round]
        return tuple(sorted(standings, key=_order))

    def _unopened(self, declared: Round) -> RoundStanding:
        query = "SELECT 1 FROM submission WHERE round = ?"
        state = "open" if self._one(query, declared.id) else "planned"
        return RoundStanding(declared, state, ())

    def _require_open(self, round_id: str, what: str) -> RoundStanding:
        standing = self.round(round_id)
        if standing is None:
            raise LaaError(
                f"The round {round_id} was never opened, so it {what}; open it with “laa round "
                f"open {round_id}”."
            )
        if standing.closing is not None:
            day = long_date(standing.closing.at.date())
            raise LaaError(
                f"The round {round_id} was closed on {day}, so it {what}; reopen it first with "
                f"“laa round reopen {round_id} --why …”."
            )
        return standing

    def _counting_in(self, round_id: str) -> list[int]:
        rows = self._rows("SELECT id FROM current_return WHERE round = ?", round_id)
        return [int(number) for (number,) in rows]

    def _enter_event(
        self,
        event: str,
        definition: Round,
        form: str,
        at: datetime,
        by: str,
        why: str = "",
        framework: str = "",
        counted: tuple[int, ...] = (),
    ) -> RoundEvent:
        number = self._enter(f"round {event}", at, by, why)
        self._insert(
            "round_event",
            id=number,
            round=definition.id,
            definition=as_json(packed(definition)),
            form=form,
        )
        if event == "closed":
            self._insert(
                "closing", id=number, framework_fingerprint=framework, form_fingerprint=form
            )
            for submission in counted:
                self._insert("counted", closing=number, submission=submission)
        (entered,) = self._events("WHERE entry.id = ?", number)
        return entered

    def _events(self, where: str = "", *parameters: object) -> list[RoundEvent]:
        rows = self._rows(
            "SELECT entry.id, kind, at, who, why, definition, form, framework_fingerprint "
            "FROM round_event JOIN entry USING (id) LEFT JOIN closing USING (id) "
            f"{where} ORDER BY entry.id",
            *parameters,
        )
        return [self._event(*row) for row in rows]

    def _event(
        self,
        number: int,
        kind: str,
        at: str,
        who: str,
        why: str,
        definition: str,
        form: str,
        framework: str | None,
    ) -> RoundEvent:
        counted: list[tuple[Any, ...]] = []
        if framework is not None:
            counted = self._rows(
                "SELECT submission FROM counted WHERE closing = ? ORDER BY submission", number
            )
        return RoundEvent(
            number,
            kind.removeprefix("round "),
            datetime.fromisoformat(at),
            who,
            why,
            unpacked(Round, json.loads(definition)),
            form,
            framework or "",
            tuple(submission for (submission,) in counted),
        )


def _order(standing: RoundStanding) -> tuple[object, ...]:
    return (*standing.definition.order, standing.definition.id)


def _standing(events: list[RoundEvent]) -> RoundStanding:
    last = events[-1]
    state = "closed" if last.event == "closed" else "open"
    return RoundStanding(last.definition, state, tuple(events))


def _opened_before(standing: RoundStanding) -> str:
    first, round_id = standing.events[0], standing.definition.id
    said = f"The round {round_id} was opened on {long_date(first.at.date())}"
    if standing.closing is None:
        return f"{said} and is open; “laa round list” shows all rounds."
    return (
        f"{said} and closed on {long_date(standing.closing.at.date())}; reopen it with “laa round "
        f"reopen {round_id} --why …”."
    )
