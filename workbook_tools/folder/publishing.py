"""Publishing a round: the LAA spreadsheet from the ledger, by what is in force in the round.

Each spreadsheet that is written is an issue, which the ledger remembers: so that what was sent
to the board or to Government can be told to be out of date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbook_tools.consolidated import (
    AcceptedReturn,
    Before,
    Book,
    Issue,
    funding_bytes,
    spreadsheet_bytes,
)
from workbook_tools.consolidated.packs import pack_of
from workbook_tools.consolidated.public import public_book
from workbook_tools.consolidated.twins import opendocument_of, package_of
from workbook_tools.files import Along, marked_as_own, sha256, write_own, write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.out_of_date import counted_in
from workbook_tools.folder.rounds import Terms, now
from workbook_tools.ledger import Ledger, Link, Publication, ReceivedFile, name_of, rounds_before
from workbook_tools.ledger.judging import judged
from workbook_tools.problems import LaaError


@dataclass(frozen=True, slots=True)
class Written:
    """An LAA spreadsheet that was written."""

    returned: int
    """How many theme groups' returns are in it."""
    issue: Publication | None
    """As the ledger has it; None where that could not be written, or there is no folder of it."""
    is_new: bool
    """Whether it differs from the issue before."""
    problem: str = ""
    """Why it is not in the ledger, in a sentence."""


def write_pack(
    contents: Contents, terms: Terms, name: str, out: Path, *, replace: bool = False
) -> tuple[Path, Path]:
    """Write a pack for a review, a workbook and a document, into a folder; return both paths.

    Raises:
        LaaError: there is no ledger, no such pack, or a file cannot be written.
    """
    with contents.ledger() as ledger:
        pack = pack_of(book_of(ledger, terms), name)
    workbook, document = (out / f"{pack.name}{ending}" for ending in (".xlsx", ".docx"))
    write_workbook(workbook, pack.workbook, replace=replace)
    write_own(document, pack.document, replace=replace)
    return workbook, document


def write_public_copy(
    contents: Contents, terms: Terms, out: Path, along: Along = iter, *, replace: bool = False
) -> Written:
    """Write what the public may see of the LAA spreadsheet of a round; it is no issue of its own.

    Beside ``public.xlsx`` stand its twins: ``public.ods``, and a folder ``public-data`` with CSV
    files and what describes them.

    Raises:
        LaaError: there is no ledger, the form has no public copy, or a file cannot be written.
    """
    with contents.ledger() as ledger:
        book = public_book(book_of(ledger, terms))
    content = spreadsheet_bytes(book, along)
    tables = package_of(book)
    write_workbook(out, content, replace=replace)
    write_own(out.with_suffix(".ods"), opendocument_of(content), replace=replace)
    for name, table in tables.items():
        write_own(out.with_name(f"{out.stem}-data") / name, table, replace=replace)
    return Written(len(book.received), None, is_new=False)


def write_spreadsheet(
    contents: Contents, terms: Terms, out: Path, along: Along = iter, *, replace: bool = False
) -> Written:
    """Write the LAA spreadsheet of a round, and record that it was issued.

    It is written where the ledger can only be read, too.

    ``along`` walks along its sheets, showing how far it is; ``replace`` is to write over what
    the toolkit did not write.

    Raises:
        LaaError: there is no ledger, or the file cannot be written.
    """
    with contents.ledger() as ledger:
        book = book_of(ledger, terms)
        counted = counted_in(ledger, terms)
        issues = ledger.publications(terms.framework.id, terms.round.id)
        befores = _befores(ledger, terms, issues)
    content = _numbered(contents, terms, book, issues, befores, counted, along)
    content = write_workbook(out, content, replace=replace)
    if not contents.settings.is_declared:
        return Written(len(book.received), None, is_new=False)
    try:
        with contents.ledger(create=True) as ledger:
            issue, is_new = ledger.record_publication(
                Publication(
                    terms.framework.id,
                    terms.round.id,
                    out.name,
                    sha256(content),
                    ledger.keep_declaration("framework", terms.framework.files),
                    ledger.keep_declaration("form", terms.form.files),
                    counted,
                    now(),
                    contents.who,
                )
            )
    except LaaError as error:
        return Written(len(book.received), None, is_new=False, problem=str(error))
    return Written(len(book.received), issue, is_new)


def _befores(ledger: Ledger, terms: Terms, issues: Sequence[Publication]) -> Mapping[int, Before]:
    """Return what the last issue of a round is compared with, and the next, by their numbers."""
    return {
        issue.number + 1: Before(
            issue.name,
            tuple(ledger.records(terms.framework.id, terms.round.id, counted=issue.counted)),
            is_issue=True,
        )
        for issue in issues[-2:]
    }


def _numbered(
    contents: Contents,
    terms: Terms,
    book: Book,
    issues: Sequence[Publication],
    befores: Mapping[int, Before],
    counted: frozenset[int],
    along: Along,
) -> bytes:
    """Return the spreadsheet with the number of its issue on it.

    It is that of the last issue where it is the same file, and the next one where it is another;
    outside a working folder, where issues are not remembered, it has none.
    """
    if not contents.settings.is_declared:
        return spreadsheet_bytes(book, along)
    is_final, last = terms.closing is not None, issues[-1] if issues else None

    def written(number: int) -> bytes:
        issue = Issue(number, is_final)
        return spreadsheet_bytes(replace(book, issue=issue, previous=befores.get(number)), along)

    shows = (terms.framework.fingerprint, terms.form.fingerprint, counted)
    if last and (last.framework_fingerprint, last.form_fingerprint, last.counted) == shows:
        content = marked_as_own(written(last.number))
        if sha256(content) == last.sha256:
            return content
    return written(last.number + 1 if last else 1)


def write_funding(contents: Contents, terms: Terms, out: Path, *, replace: bool = False) -> None:
    """Write the funding sheets of a round's LAA spreadsheet alone; no issue is recorded.

    Raises:
        LaaError: nothing is allocated in the year of the round, or the file cannot be written.
    """
    with contents.ledger() as ledger:
        book = book_of(ledger, terms)
    write_workbook(out, funding_bytes(book), replace=replace)


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
        {group: ledger.findings(file.id) for group, file in received.items()},
        sealed=_sealed(ledger, received),
    )


def _sealed(ledger: Ledger, received: Mapping[str, ReceivedFile]) -> Link | None:
    """Return the last entry that a spreadsheet is made of, with its seal.

    That of a later entry would make another file of the same content.
    """
    last = max((file.id for file in received.values()), default=None)
    return None if last is None else Link(last, ledger.told_seal(last))
