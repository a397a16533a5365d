"""What people decide of submissions: that one does not count any more, or counts again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workbook_tools.ledger.entries import Decision, ReceivedFile
from workbook_tools.ledger.rounds import Rounds
from workbook_tools.ledger.submissions import Submissions
from workbook_tools.problems import LaaError
from workbook_tools.values.days import long_date


class Decisions(Submissions, Rounds):
    """The part of the ledger that says what was withdrawn, and what was reinstated.

    Where the one that counts is withdrawn, none of those that were there already counts in
    its place, until one is reinstated or a new one comes in.
    """

    def withdraw(self, received_id: int, why: str, at: datetime, by: str) -> Decision:
        """Decide that a submission does not count any more.

        One in error never did; it is told no more where files are told that are still in error.

        Raises:
            LaaError: no reason is given, its round is closed, or it is withdrawn already; or it
                cannot be entered.
            KeyError: no file has this id.
        """
        with self._writing():
            file = self._require_decidable(received_id, why, "withdrawn")
            if file.decision == "withdrawn":
                raise LaaError(
                    f"{name_of(self, file)} ({file.file}) is withdrawn already: "
                    f"{self.decision_on(file)}."
                )
            return self._decide(file, "withdrawn", why, at, by)

    def reinstate(self, received_id: int, why: str, at: datetime, by: str) -> Decision:
        """Decide that a submission counts again, in the place of any other.

        Raises:
            LaaError: no reason is given, its round is closed, it has errors, or counts as it
                is; or it cannot be entered.
            KeyError: no file has this id.
        """
        with self._writing():
            file = self._require_decidable(received_id, why, "reinstated")
            if file.status == "accepted":
                raise LaaError(
                    f"{name_of(self, file)} ({file.file}) counts as it is; nothing was changed."
                )
            return self._decide(file, "reinstated", why, at, by)

    def decision_on(self, file: ReceivedFile) -> Decision | None:
        """Return what was decided of a file last; None where nothing was."""
        return next(reversed(self.decisions_on(file.id)), None)

    def decisions_on(self, received_id: int) -> tuple[Decision, ...]:
        """Return what was decided of a file, in the order of entering."""
        rows = self._rows(
            "SELECT entry.id, submission, kind, at, who, why FROM decision JOIN entry USING (id) "
            "WHERE submission = ? ORDER BY entry.id",
            received_id,
        )
        return tuple(
            Decision(number, submission, kind, datetime.fromisoformat(at), who, why)
            for number, submission, kind, at, who, why in rows
        )

    def _require_decidable(self, received_id: int, why: str, what: str) -> ReceivedFile:
        """Return a file that something can be decided of."""
        file = self.file(received_id)
        name = f"{name_of(self, file)} ({file.file})"
        if not why.strip():
            raise LaaError(f"Say why {name} is {what}, with --why; the reason is kept.")
        if file.status == "in error" and what == "reinstated":
            raise LaaError(
                f"{name} was not accepted, because errors were found in it, so it cannot be "
                f"{what}; have it corrected and sent again."
            )
        standing = self.round(file.round)
        if standing is not None and standing.closing is not None:
            day = long_date(standing.closing.at.date())
            raise LaaError(
                f"The round {file.round} was closed on {day}, so {name} cannot be {what}; reopen "
                f"it first with “laa round reopen {file.round} --why …”."
            )
        return file

    def _decide(self, file: ReceivedFile, kind: str, why: str, at: datetime, by: str) -> Decision:
        self._enter_decision(file, kind, why, at, by)
        return self.decisions_on(file.id)[-1]


# The ids of submissions, as receipts and commands have them ------------------------


def number_of(ledger: Submissions, received: ReceivedFile) -> int:
    """Return which of a group's accepted returns a file is, by the order of entering; from 1.

    What is entered later never changes it, whenever it came in.
    """
    return sum(
        other.status != "in error" and other.id <= received.id
        for other in ledger.received(received.framework, received.round, received.theme_group)
    )


def name_of(ledger: Submissions, received: ReceivedFile) -> str:
    """Return the id of a submission, under which its receipt is: ``health-2006-07-2``.

    One in error has no receipt; its id is the beginning of its SHA-256.
    """
    if received.status == "in error":
        return received.sha256[:_DIGITS]
    return f"{received.theme_group}-{received.round}-{number_of(ledger, received)}"


def find_submission(ledger: Submissions, framework: str, asked: str) -> ReceivedFile:
    """Return the submission that a person means by an id, or by a beginning that is only its.

    An id is that of the receipt, with or without ``.txt``; the SHA-256 of the file, or its
    beginning, will do too.

    Raises:
        LaaError: there is none, or there are several.
    """
    wanted = asked.strip().casefold().removesuffix(".txt")
    known = [(name_of(ledger, file), file) for file in _all(ledger, framework)]
    exact = [file for name, file in known if name.casefold() == wanted]
    found = [(name, file) for name, file in known if name.casefold().startswith(wanted)]
    if not found and len(wanted) >= _LEAST_DIGITS:
        found = [(name, file) for name, file in known if file.sha256.startswith(wanted)]
    if not wanted or not found:
        raise LaaError(
            f"There is no submission “{asked}”; give the id of its receipt"
            + (f", such as {known[-1][0]}." if known else ": none has come in yet.")
        )
    if exact:
        return exact[0]
    if len(found) > 1:
        names = ", ".join(f"{name} ({file.file})" for name, file in found[:_FEW])
        more = f" and {len(found) - _FEW} more" if len(found) > _FEW else ""
        raise LaaError(f"“{asked}” begins the ids of several submissions: {names}{more}; say more.")
    return found[0][1]


def _all(ledger: Submissions, framework: str) -> Iterator[ReceivedFile]:
    for round_id in ledger.rounds_received(framework):
        yield from ledger.received(framework, round_id)


_DIGITS = 12
"""Digits of a SHA-256 that tell a file from every other."""

_LEAST_DIGITS = 6
"""So many of them at least are taken for the beginning of one."""

_FEW = 4
"""So many submissions are named where several are meant."""
