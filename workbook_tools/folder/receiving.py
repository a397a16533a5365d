"""Receiving returns: each checked by what it was issued with, recorded, and acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import (
    Overrides,
    Terms,
    kept_form,
    kept_history,
    now,
    open_round,
    round_in_hand,
    terms_of,
    waivers_in,
)
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.framework.rounds import UnknownRoundError
from workbook_tools.ledger import Decision, Ledger, Receipt, ReceivedFile, name_of
from workbook_tools.ledger.submitting import submission_of
from workbook_tools.problems import LaaError
from workbook_tools.returns.identity import Identity
from workbook_tools.values.findings import Finding


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

    checked: CheckedReturn
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

    @property
    def in_error(self) -> bool:
        """Whether it was not accepted, now or when it was received first."""
        return self.file is None or self.file.status == "in error"

    @property
    def after_closing(self) -> bool:
        """Whether it came in after its round was closed, and does not count for that."""
        return self.file is not None and self.file.status == "after closing"


def check_return(contents: Contents, path: Path, expected_round: str = "") -> CheckedReturn:
    """Check one return by what it was issued with, whatever has changed since.

    Raises:
        UnreadableFileError: the file cannot be read as a spreadsheet.
        NotAReturnError: it is a spreadsheet, but not a return.
        LaaError: the check itself went wrong on it.
    """
    terms = terms_of(contents, expected_round or round_in_hand(contents))

    def issued_with(identity: Identity) -> tuple[Form, Framework] | None:
        return _issued_with(contents, terms, identity)

    try:
        return check_file(
            path,
            terms.form,
            terms.framework,
            expected_round,
            waivers_in(contents, terms),
            issued_with,
        )
    except LaaError:
        raise
    except Exception as error:
        raise LaaError(
            f"{path}: the check itself went wrong ({type(error).__name__}: {error}); please report "
            "this with the file."
        ) from error


def _issued_with(contents: Contents, terms: Terms, identity: Identity) -> tuple[Form, Framework]:
    """Return the form and framework that a return was issued with, as they stood in its round.

    Where nobody knows them, they are those in force in its round.
    """
    try:
        own = terms if identity.round == terms.round.id else terms_of(contents, identity.round)
    except UnknownRoundError:
        return terms.form, terms.framework
    form = kept_form(contents, identity.form_fingerprint) or own.form
    history = kept_history(contents, identity.fingerprint)
    if history is None:
        return form, own.framework
    return form, history.with_rounds(own.framework.rounds).at(own.round)


def receive_returns(
    contents: Contents,
    checked: Sequence[CheckedReturn],
    received_at: datetime | None,
    receipts: Path,
) -> list[Received]:
    """Record checked returns and write a receipt for each that is accepted.

    Raises:
        LaaError: the ledger cannot be written.
    """
    moment = received_at or now()
    received = []
    together = frozenset(each.workbook.sha256 for each in checked)
    for each in checked:
        if any(finding.rule == "other-round" for finding in each.findings):
            # Not the sender's fault: recorded, it would stay in error for good.
            received.append(Received(each, None, None, each.findings))
            continue
        terms = _opened(contents, each.identity.round)
        with contents.ledger(create=True) as ledger:
            due = terms.round.due if terms else None
            receipt = ledger.receive(submission_of(each, due, moment))
            received.append(_received(contents, terms, ledger, each, receipt, receipts))
            again = _again(ledger, receipt, together)
            received[-1] = replace(received[-1], again=again)
    return received


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


def _received(
    contents: Contents,
    terms: Terms | None,
    ledger: Ledger,
    checked: CheckedReturn,
    receipt: Receipt,
    receipts: Path,
) -> Received:
    file, findings = ledger.file(receipt.received_id), checked.findings
    in_error = file.status == "in error"
    if in_error and receipt.outcome == "already received":
        findings = ledger.findings(file.id)
    if in_error or terms is None:
        return Received(checked, receipt, file, findings)
    try:
        written = _acknowledge(contents, terms, ledger, file.id, receipts)
    except LaaError as error:
        # The values are in the ledger by now, and stay there.
        return Received(checked, receipt, file, findings, problem=str(error))
    return Received(checked, receipt, file, findings, written)


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
