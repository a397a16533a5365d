"""Proving the ledger of a folder against the files it holds, and against what was sent out.

Whoever rewrites a ledger from its start makes a chain that follows. The seals on receipts and
in LAA spreadsheets, which others have, tell that it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.folder.contents import Contents
from workbook_tools.folder.receiving import check_return
from workbook_tools.ledger import Ledger, Link, Place, Redaction
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import compare_records
from workbook_tools.values.records import Record
from workbook_tools.workbooks import Source, open_workbook

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_ENTRY = re.compile(r"\b[Ee]ntry\s+(\d{1,9})\b")
_SEALED = re.compile(r"\w+\W.*\b([0-9a-f]{64})\b")
"""A cell of an LAA spreadsheet that tells a seal: in a sentence, which a file's SHA-256 is not."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of proving a ledger."""

    fault: str
    """The first thing that does not follow, in a sentence; empty where everything does."""
    head: Link | None
    """The last entry and its seal; None where nothing was entered yet."""
    files: int
    """How many files are kept."""
    compared: int
    """How many receipts and LAA spreadsheets with a seal were compared."""
    redactions: tuple[tuple[Redaction, tuple[Place, ...]], ...]
    """What was redacted, each with the texts that it changed, as they stand now."""
    beyond: tuple[Path, ...]
    """The receipts and LAA spreadsheets that could not be compared, because their seals may be
    among those that went with what was redacted."""


def prove(contents: Contents, others: Sequence[Path] = ()) -> Proof:
    """Return whether a ledger follows from its first entry to its last; change nothing.

    Args:
        contents: the working folder; its receipts are compared with the ledger.
        others: receipts and LAA spreadsheets that are kept elsewhere, to be compared too.

    Raises:
        LaaError: there is no ledger, it cannot be read, or one of the others cannot be.
    """
    with contents.ledger() as ledger:
        known, compared = ledger.seals(), 0
        beyond: list[Path] = []
        fault = next(ledger.faults(lambda *told: _reread(contents, ledger, *told)), "")
        if not fault:
            for path in (*_receipts(contents), *others):
                seals, entries = _seals_in(path)
                # Only of an entry whose own seal of that time is gone.
                if seals and not seals & known and entries & ledger.without_earlier_seal():
                    beyond.append(path)
                    continue
                compared += bool(seals)
                if seals and not seals & known:
                    fault = (
                        f"{path} has a seal that this ledger never gave: one of the two was "
                        "altered, or it is of another ledger."
                    )
                    break
        return Proof(
            fault,
            ledger.head(),
            ledger.kept_in_all(),
            compared,
            tuple((each, tuple(ledger.left(each.id))) for each in ledger.redactions()),
            tuple(beyond),
        )


def _reread(contents: Contents, ledger: Ledger, number: int, content: bytes) -> str:
    """Say which recorded value does not stand in the file that it came from."""
    name = ledger.file(number).file
    recorded = ledger.records_of(number)
    if not recorded:
        return ""
    try:
        checked = check_return(contents, Source(Path(name), content))
    except LaaError as error:
        return f"its file cannot be read again ({error})"
    found = {(each.sheet, each.cell): each for each in checked.records}
    for record in recorded:
        again = found.get((record.sheet, record.cell))
        if again is None or not _is_same(again, record):
            there = again.text if again is not None else "no value"
            return (
                f"“{record.text}” is recorded from {record.sheet}!{record.cell} of {name}, and "
                f"“{there}” is read there."
            )
    return ""


def _is_same(again: Record, recorded: Record) -> bool:
    about = (again.indicator, again.column) == (recorded.indicator, recorded.column)
    return about and not compare_records([recorded], [again], key=lambda _: "")


def _receipts(contents: Contents) -> Iterator[Path]:
    folder = contents.settings.receipts_path
    if folder.is_dir():
        yield from sorted(folder.glob("*.txt"))


def _seals_in(path: Path) -> tuple[frozenset[str], frozenset[int]]:
    """Return the digests in a receipt or an LAA spreadsheet among which its seal is, and of what.

    The second are the entries that it names. A receipt of an earlier version has no digest but
    that of the file received.
    """
    if path.suffix.lower() == ".xlsx":
        cells = (
            str(cell.value)
            for sheet in open_workbook(path).sheets
            for cell in sheet.cells.values()
            if isinstance(cell.value, str)
        )
        sealed = [(found[1], text) for text in cells if (found := _SEALED.search(text))]
        entries = (number for _, text in sealed for number in _ENTRY.findall(text))
        return frozenset(seal for seal, _ in sealed), frozenset(map(int, entries))
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise LaaError(f"{path} cannot be read ({error.strerror}); name a file.") from error
    digests = frozenset(_DIGEST.findall(text))
    return digests if len(digests) > 1 else frozenset(), frozenset(map(int, _ENTRY.findall(text)))
