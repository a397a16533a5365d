"""Receiving returns: each checked by what it was issued with, recorded, and acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from workbook_tools.checks import CheckedReturn, Outcome, check_together
from workbook_tools.folder.batch import Sorted, sort_out
from workbook_tools.folder.checking import Checking
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import (
    Overrides,
    Terms,
    now,
    open_round,
    terms_of,
)
from workbook_tools.folder.taken_out import kept_beside
from workbook_tools.framework.rounds import UnknownRoundError
from workbook_tools.ledger import Decision, Ledger, Receipt, ReceivedFile, name_of
from workbook_tools.ledger.submitting import submission_of
from workbook_tools.problems import LaaError
from workbook_tools.values.days import long_date
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks import Source


@dataclass(frozen=True, slots=True)
class Again:
    """A file received before that has stopped counting since: whether it is to count again is
    for a person to say."""

    id: str
    """The submission's, by which it is reinstated."""
    withdrawal: Decision | None
    """How it was withdrawn; None where another took its place."""
    counts: str
    """The return that counts, by its id and its file; empty where none does."""
    is_settled: bool
    """Whether the return that counts was among the same files: then it was not sent again."""


@dataclass(frozen=True, slots=True)
class Received:
    """One checked return, and what became of it."""

    checked: Outcome
    receipt: Receipt | None
    """What the ledger did with it; None where it was not recorded."""
    file: ReceivedFile | None
    """The file as the ledger has it; None where it was not recorded."""
    findings: tuple[Finding, ...]
    """Those of the receipt that is in force."""
    acknowledged: Path | None = None
    """The receipt that was written for its sender."""
    problem: str = ""
    """Why no receipt could be written, in a sentence."""
    again: Again | None = None
    """What to say of a file that was received before and does not count any more."""
    aside: str = ""
    """Why it was not recorded beside others of its theme group, and what to do; empty where
    it was."""
    remark: str = ""
    """What there is to say of its place among others of its theme group."""
    closed: bool = False
    """Whether its round is closed."""
    id: str = ""
    """Under which it is withdrawn and reinstated; empty where it was not recorded."""

    @property
    def in_error(self) -> bool:
        """Whether it was not accepted, now or when it was received first."""
        return self.file is None or self.file.status == "in error"

    @property
    def after_closing(self) -> bool:
        """Whether it came in after its round was closed, and does not count for that."""
        return self.file is not None and self.file.status == "after closing"


def check_return(
    contents: Contents, file: Path | Source, expected_round: str = ""
) -> CheckedReturn:
    """Check one return by what it was issued with, whatever has changed since.

    Raises:
        UnreadableFileError: the file cannot be read as a spreadsheet.
        NotAReturnError: it is a spreadsheet, but not a return.
        LaaError: the check itself went wrong on it.
    """
    return Checking(contents, expected_round).check(file)


def receive_returns(
    contents: Contents,
    checked: Sequence[Outcome],
    received_at: datetime | None,
    receipts: Path,
) -> list[Received]:
    """Record checked returns and write a receipt for each that is accepted.

    They are looked at together. Of several of one theme group the one saved last counts, where
    that is plain; where it is not, none of them is recorded.

    Raises:
        LaaError: they cannot have come in then, or the ledger cannot be written.
    """
    moment = received_at or now()
    batch = looked_at_together(contents, checked, moment)
    if received_at is None:
        batch = [_still_to_come(each, moment) for each in batch]
    refuse_before_round(moment, [each.checked for each in batch if not each.aside])
    checking = Checking(contents)
    entered = [_enter(contents, each, moment, checking) for each in batch]
    # Once all are entered, a receipt can say which of them counts.
    together = frozenset(each.sha256 for each in checked)
    return [
        each if each.receipt is None else _acknowledged(contents, each, receipts, together)
        for each in entered
    ]


def looked_at_together(
    contents: Contents, checked: Sequence[Outcome], moment: datetime
) -> list[Sorted]:
    """Return the returns of a batch in order, with what the rules over a whole round find.

    What is not to be recorded is not held against the others.
    """
    batch = sort_out(contents, checked, moment)
    to_record = [each.checked for each in batch if not each.aside]
    together = iter(check_together(to_record, Checking(contents).plan_of))
    return [each if each.aside else replace(each, checked=next(together)) for each in batch]


def _enter(contents: Contents, sorted_: Sorted, moment: datetime, checking: Checking) -> Received:
    """Record a return, unless it stands aside or is of another round."""
    checked = sorted_.checked
    other_round = any(finding.rule == "other-round" for finding in checked.findings)
    if sorted_.aside or other_round:
        # Not the sender's fault: recorded, one of another round would stay in error for good.
        return Received(checked, None, None, checked.findings, aside=sorted_.aside)
    terms = _opened(contents, checked.identity.round)
    try:
        submission = submission_of(checked, terms.round.due if terms else None, moment)
    except LaaError as error:  # The others are recorded all the same.
        return Received(checked, None, None, checked.findings, aside=str(error))
    plan = checking.plan_of(checked)
    with contents.ledger(create=True) as ledger:
        redaction = ledger.redaction_of(checked.sha256)
        if redaction is not None:
            aside = f"it was {redaction}; have it sent in again without what was redacted"
            return Received(checked, None, None, checked.findings, aside=aside)
        receipt = ledger.receive(submission, kept_beside(plan, ledger) if plan else None)
        file, findings = ledger.file(receipt.received_id), checked.findings
        name = name_of(ledger, file)
        if file.status == "in error" and receipt.outcome == "already received":
            findings = ledger.findings(file.id)
    closed = terms is not None and terms.state == "closed"
    return Received(checked, receipt, file, findings, remark=sorted_.remark, closed=closed, id=name)


def _acknowledged(
    contents: Contents, received: Received, receipts: Path, together: frozenset[str]
) -> Received:
    """Write the receipt of a return that was accepted, and say where.

    ``together`` are the fingerprints of the files that came in with it.
    """
    file = received.file
    assert file is not None
    assert received.receipt is not None
    terms = _opened(contents, received.checked.identity.round)
    if received.in_error or terms is None:
        return received
    with contents.ledger(create=True) as ledger:
        received = replace(received, again=_again(ledger, received.receipt, together))
        try:
            written = _acknowledge(contents, terms, ledger, file.id, receipts)
        except LaaError as error:
            # The values are in the ledger by now, and stay there.
            return replace(received, problem=str(error))
    return replace(received, acknowledged=written)


def _still_to_come(sorted_: Sorted, moment: datetime) -> Sorted:
    """Set a return aside whose round has not begun on the day that nobody has named."""
    round_ = sorted_.checked.round
    if sorted_.aside or round_ is None or moment.date() >= round_.starts:
        return sorted_
    aside = (
        f"the round {round_.id} begins on {long_date(round_.starts)}, which is still to come; take "
        "it in when it has begun"
    )
    return replace(sorted_, aside=aside)


def refuse_ahead(day: date) -> None:
    """Refuse a day of receipt that has not come yet.

    Raises:
        LaaError: it has not, anywhere on Earth that the clock may be set to.
    """
    today = max(date.today(), datetime.now(UTC).date())
    if day > today:
        raise LaaError(
            f"A return cannot have come in on {long_date(day)}, which is still to come; say on "
            "which day it did, today or before."
        )


def refuse_before_round(moment: datetime, checked: Sequence[Outcome]) -> None:
    """Refuse a moment of receipt that is still to come, or before the round of a return begins.

    Raises:
        LaaError: it is; nothing has been recorded yet.
    """
    refuse_ahead(moment.date())
    for each in checked:
        if each.round is not None and moment.date() < each.round.starts:
            round_ = each.round
            raise LaaError(
                f"{each.path} cannot have come in on {long_date(moment.date())}, before "
                f"the round {round_.id} begins on {long_date(round_.starts)}; say on which day it "
                "did. Nothing has been recorded."
            )


def _again(ledger: Ledger, receipt: Receipt, together: frozenset[str]) -> Again | None:
    """Return what to say of a file that does not count though it was accepted once."""
    file = ledger.file(receipt.received_id)
    if receipt.outcome != "already received" or file.status not in ("superseded", "withdrawn"):
        return None
    counts = ledger.current(file.framework, file.round).get(file.theme_group)
    withdrawal = ledger.decision_on(file) if file.status == "withdrawn" else None
    is_settled = counts is not None and counts.sha256 in together
    said = f"{name_of(ledger, counts)} ({counts.file})" if counts else ""
    return Again(name_of(ledger, file), withdrawal, said, is_settled)


def _opened(contents: Contents, round_id: str) -> Terms | None:
    """Return what is in force in a round, opened if it was only planned; None for no round."""
    try:
        terms = terms_of(contents, round_id)
    except UnknownRoundError:
        return None
    if terms.state == "planned":
        open_round(contents, round_id, Overrides())
    return terms


def _acknowledge(
    contents: Contents, terms: Terms, ledger: Ledger, received_id: int, receipts: Path
) -> Path | None:
    """Write the receipt of a file where there is none yet; return what was written.

    That is also how a receipt comes about that could not be written the first time.
    """
    from workbook_tools.reports.receipts import facts_of, keep_receipt, receipt_text

    facts = facts_of(terms.form, terms.framework, ledger, received_id)
    if facts is None:
        return None
    path, is_new = keep_receipt(receipts, facts, receipt_text(facts, contents.contact))
    return path if is_new else None
