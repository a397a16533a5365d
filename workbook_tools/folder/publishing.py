"""Publishing a round: the LAA spreadsheet from the ledger, by what is in force in the round."""

from __future__ import annotations

from pathlib import Path

from workbook_tools.consolidated import Book, spreadsheet_bytes
from workbook_tools.files import Along, write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import Terms
from workbook_tools.ledger import Ledger, rounds_before
from workbook_tools.ledger.judging import judged


def write_spreadsheet(contents: Contents, terms: Terms, out: Path, along: Along = iter) -> int:
    """Write the LAA spreadsheet of a round; return how many theme groups' returns are in it.

    ``along`` walks along its sheets, showing how far it is.

    Raises:
        LaaError: there is no ledger, or the file cannot be written.
    """
    with contents.ledger() as ledger:
        book = book_of(ledger, terms)
    write_workbook(out, spreadsheet_bytes(book, along))
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
    )
