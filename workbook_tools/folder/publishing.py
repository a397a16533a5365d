"""Publishing a round: the LAA spreadsheet from the ledger, by what is in force in the round."""

from __future__ import annotations

from pathlib import Path

from workbook_tools.consolidated import AcceptedReturn, Book, spreadsheet_bytes
from workbook_tools.files import write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import Terms
from workbook_tools.ledger import Ledger, name_of, rounds_before
from workbook_tools.ledger.judging import judged


def write_spreadsheet(contents: Contents, terms: Terms, out: Path) -> int:
    """Write the LAA spreadsheet of a round; return how many theme groups' returns are in it.

    Raises:
        LaaError: there is no ledger, or the file cannot be written.
    """
    with contents.ledger() as ledger:
        book = book_of(ledger, terms)
    write_workbook(out, spreadsheet_bytes(book))
    return len(book.received)


def book_of(ledger: Ledger, terms: Terms) -> Book:
    """Return everything that is known for a round, ready to be shown."""
    form, framework, round_ = terms.form, terms.framework, terms.round
    # What an earlier round says of a closed one is what it said when that was closed.
    counted = terms.closing.counted if terms.closing else None
    received = ledger.current(framework.id, round_.id)
    records = ledger.records(framework.id, round_.id)
    earlier = tuple(
        (before, ledger.records(framework.id, before.id, counted=counted))
        for before in rounds_before(ledger, framework, round_.id)
    )
    return Book(
        form,
        framework,
        round_,
        judged(form, framework, round_, records, received),
        received,
        earlier,
        tuple(
            AcceptedReturn(name_of(ledger, file), file, ledger.decisions_on(file.id))
            for file in ledger.received(framework.id, round_.id)
            if file.has_receipt
        ),
    )
