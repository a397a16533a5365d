"""Tracing a cell of the LAA spreadsheet: of one that was issued, or of the one that would be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbook_tools.consolidated import spreadsheet_bytes
from workbook_tools.consolidated.issues import is_issue
from workbook_tools.consolidated.tracing import Step, Tracing
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.publishing import book_of
from workbook_tools.folder.rounds import Terms, round_in_hand, terms_of
from workbook_tools.ledger import Ledger, name_of
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import Source, open_workbook


def traced(contents: Contents, address: str, path: Path | None, round_id: str) -> tuple[Step, ...]:
    """Return the way from a cell to where it comes from.

    Args:
        contents: the folder whose framework and ledger are asked.
        address: sheet and cell, such as ``Simple View!Q57``.
        path: the spreadsheet; None for the one that would be written now.
        round_id: the round; empty for that of the file, or the one in hand.

    Raises:
        LaaError: the file is no LAA spreadsheet, there is no such cell, or no ledger to make one
            of.
    """
    if path is None:
        terms = terms_of(contents, round_id or round_in_hand(contents))
        with contents.ledger() as ledger:
            content = spreadsheet_bytes(book_of(ledger, terms))
        source: Path | Source = Source(Path(f"the LAA spreadsheet of {terms.round.id}"), content)
    else:
        source = path
    workbook = open_workbook(source)
    if path is not None:
        known = round_id or _round_of(contents, workbook.sha256)
        terms = terms_of(contents, known or round_in_hand(contents))
        if not is_issue(workbook, terms.form):
            raise LaaError(f"{path} is no LAA spreadsheet; name one that “laa consolidate” wrote.")
    steps = Tracing(workbook, terms.form, terms.framework, terms.round).trace(address)
    return tuple(_with_receipts(contents, terms, steps))


def _round_of(contents: Contents, sha256: str) -> str:
    """Return the round that the ledger issued a file for; empty where it does not know it."""
    if not contents.settings.has_ledger:
        return ""
    with contents.ledger() as ledger:
        issue = ledger.publication(sha256)
    return issue.round if issue else ""


def _with_receipts(contents: Contents, terms: Terms, steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield the steps, and after each that leads to a file its receipt in the ledger."""
    wanted = {step.sha256 for step in steps if step.sha256}
    receipts: dict[str, str] = {}
    if wanted and contents.settings.has_ledger:
        with contents.ledger() as ledger:
            receipts = _receipts(ledger, terms, wanted)
    for step in steps:
        yield step
        if step.sha256 in receipts:
            yield Step(step.depth, f"The ledger keeps it: receipt {receipts[step.sha256]}.")


def _receipts(ledger: Ledger, terms: Terms, wanted: set[str]) -> dict[str, str]:
    rounds = ledger.rounds_received(terms.framework.id)
    return {
        file.sha256: name_of(ledger, file)
        for round_ in rounds
        for file in ledger.received(terms.framework.id, round_)
        if file.sha256 in wanted and file.has_receipt
    }
