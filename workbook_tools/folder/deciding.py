"""Deciding of submissions: one is withdrawn, or counts again; its theme group gets a note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import now, terms_of
from workbook_tools.framework.rounds import UnknownRoundError
from workbook_tools.ledger import Decision, Ledger, ReceivedFile, find_submission, name_of
from workbook_tools.problems import LaaError


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a submission, and what follows."""

    id: str
    """The submission's, which is that of its receipt."""
    file: ReceivedFile
    """As it stands now."""
    decision: Decision
    counts: str
    """The return of its theme group that counts now, by its id and its file; empty for none."""
    counted: str
    """The one that counted before."""
    note: Path | None = None
    """The note that was put beside its receipt."""
    problem: str = ""
    """Why there is none, in a sentence."""


def withdraw(contents: Contents, asked: str, why: str) -> Decided:
    """Have a submission count no more.

    Raises:
        LaaError: there is no such submission, or it cannot be withdrawn.
    """
    return _decide(contents, asked, why, is_withdrawal=True)


def reinstate(contents: Contents, asked: str, why: str) -> Decided:
    """Have a submission count again, in the place of any other.

    Raises:
        LaaError: there is no such submission, or it cannot be reinstated.
    """
    return _decide(contents, asked, why, is_withdrawal=False)


def _decide(contents: Contents, asked: str, why: str, *, is_withdrawal: bool) -> Decided:
    with Ledger.open(contents.settings.ledger_path, create=False) as ledger:
        file = find_submission(ledger, contents.history.settings.id, asked)
        before = _counting(ledger, file)
        decide = ledger.withdraw if is_withdrawal else ledger.reinstate
        decision = decide(file.id, why, now(), contents.who)
        file = ledger.file(file.id)
        counts = _counting(ledger, file)
        decided = Decided(name_of(ledger, file), file, decision, counts, before)
        try:
            note = _write_note(contents, ledger, decided)
        except LaaError as error:
            # What was decided is in the ledger by now, and stays there.
            return replace(decided, problem=str(error))
        return replace(decided, note=note)


def _counting(ledger: Ledger, file: ReceivedFile) -> str:
    counts = ledger.current(file.framework, file.round).get(file.theme_group)
    return f"{name_of(ledger, counts)} ({counts.file})" if counts else ""


def _write_note(contents: Contents, ledger: Ledger, decided: Decided) -> Path | None:
    from workbook_tools.reports.receipts import decision_note, facts_of, keep_note

    try:
        terms = terms_of(contents, decided.file.round)
    except UnknownRoundError:
        return None
    facts = facts_of(terms.form, terms.framework, ledger, decided.file.id)
    if facts is None:
        return None
    seal = ledger.told_seal(decided.decision.id)
    text = decision_note(facts, decided.decision, seal, contents.contact)
    return keep_note(contents.settings.receipts_path, facts, decided.decision, text)
