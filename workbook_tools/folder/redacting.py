"""Taking a person's name out of what is kept: looked for everywhere, redacted in the ledger.

Whether it is done is for a person to decide who has seen where the name stands. What others have,
and what lies in the folder beside the ledger, is told and left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.folder.contents import Contents
from workbook_tools.folder.proving import prove
from workbook_tools.folder.rounds import now
from workbook_tools.inbox import lying_in
from workbook_tools.ledger import Ledger, Place, name_of
from workbook_tools.ledger.chain import EARLIER_SEAL
from workbook_tools.ledger.packing import as_json
from workbook_tools.problems import LaaError, UnreadableFileError
from workbook_tools.values.names import Names
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.inside import texts_inside
from workbook_tools.workbooks.limits import MAX_FILE_BYTES

_IN_FILES = (
    *("record.text", "finding.message", "finding.found", "finding.sheet", "finding.row_key"),
    "answer.text",
)
"""Parts of the ledger of which a word stands in the file, too, wherever it is hidden there."""

_WAIVERS = "issue.waivers"
"""Part of the ledger that is JSON: a list of waivers."""

_WORDS_OF_WAIVERS = ("reason", "who")

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a name stands."""

    texts: Mapping[Place, str]
    """The texts of the ledger that have it, with what would be left of each."""
    files: Mapping[str, str]
    """The files of the ledger that have it, by SHA-256, as they are told."""
    kept: tuple[str, ...]
    """What has it in the ledger and stays as it is, as it is told."""
    beside: tuple[Path, ...]
    """The files of the working folder that have it; copies of the ledger are always among them."""
    unread: tuple[str, ...]
    """What could not be looked into, a sentence each."""
    told: tuple[str, ...]
    """Where the texts are, a line each."""

    @property
    def is_in_ledger(self) -> bool:
        """Whether there is anything to be redacted."""
        return bool(self.texts or self.files)


def look_for(contents: Contents, names: Names) -> Found:
    """Return where a name stands in the ledger and in the folder; change nothing.

    Raises:
        LaaError: there is no ledger, or it cannot be read.
    """
    unread: list[str] = []
    with contents.ledger() as ledger:
        texts = {
            place: left
            for place in ledger.texts()
            if place.part != EARLIER_SEAL and not _is_chosen(contents, place)
            if (left := _without(names, place)) != place.text
        }
        submissions = {place.entry for place in texts if place.part in _IN_FILES}
        of_texts = {ledger.file(number).sha256 for number in submissions}
        files = {
            digest: f"{file} (SHA-256 {digest[:12]})"
            for digest, file, content in ledger.originals()
            if digest in of_texts or _has(Source(Path(file), content), names, unread)
        }
        kept = tuple(
            f"the {kind} {fingerprint[:12]}, with which returns were issued"
            for kind, fingerprint in ledger.declared()
            if any(names.are_in(text) for text in _declared(ledger, kind, fingerprint))
        )
        told = tuple(_told(ledger, place) for place in texts)
    beside = tuple(path for path in _files_beside(contents) if _has_beside(path, names, unread))
    return Found(texts, files, kept, beside, tuple(unread), told)


def redact(contents: Contents, names: Names, why: str) -> tuple[Found, int]:
    """Take a name out of the ledger; return where it stood, and the entry that says so.

    The entry is 0 where the name stands nowhere in the ledger: nothing is changed then.

    Raises:
        LaaError: no reason is given, or it has the name; something in the ledger does not
            follow; or it cannot be written.
    """
    if not why.strip():
        raise LaaError("Say why the name is taken out, with --why; the reason is kept.")
    if names.are_in(why):
        raise LaaError("The reason would bring the name back; say it without the name.")
    fault = prove(contents).fault
    if fault:
        raise LaaError(
            f"Nothing was redacted, because something in the ledger does not follow: {fault} Put "
            "back the latest copy you kept of it first."
        )
    found = look_for(contents, names)
    if not found.is_in_ledger:
        return found, 0
    with contents.ledger(create=True) as ledger:
        by = names.taken_out_of(contents.who)
        return found, ledger.redact(found.texts, found.files.keys(), why, now(), by)


def _without(names: Names, place: Place) -> str:
    """Return what is left of a text; the text itself where the name is not in it."""
    if not names.are_in(place.text):
        return place.text
    if place.part != _WAIVERS:
        return names.taken_out_of(place.text)
    left = [
        {
            name: names.taken_out_of(said) if name in _WORDS_OF_WAIVERS else said
            for name, said in waiver.items()
        }
        for waiver in json.loads(place.text)
    ]
    return as_json(left)


def _is_chosen(contents: Contents, place: Place) -> bool:
    """Whether a text is a figure, or one of the words that the form offers."""
    if place.table != "record":
        return False
    if place.row["value"] is not None:
        return True
    column = contents.form.columns.get(place.row["column_id"])
    return column is not None and not column.kind.is_own_words


def _has(file: Source, names: Names, unread: list[str]) -> bool:
    try:
        return any(names.are_in(text) for text in texts_inside(file))
    except UnreadableFileError as error:
        unread.append(str(error))
        return False


def _has_beside(path: Path, names: Names, unread: list[str]) -> bool:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            unread.append(f"{path} is too large to be looked into.")
            return False
        content = path.read_bytes()
    except OSError as error:
        unread.append(f"{path} cannot be read ({error.strerror}).")
        return False
    if content.startswith(_SQLITE) or _has(Source(path, content), names, unread):
        return True
    # What is packed in a mail or an archive is found as an inbox finds it.
    packed = (found for found in lying_in([path]) if isinstance(found, Source))
    return any(_has(found, names, unread) for found in packed if found.path != path)


def _files_beside(contents: Contents) -> Iterator[Path]:
    """Yield the files of the folder, and what lies beside the ledger, but not the ledger."""
    ledger = contents.settings.ledger_path
    found = set(ledger.parent.glob(f"{ledger.name}*"))
    for place in (contents.path, contents.settings.receipts_path):
        # Hidden folders are those of other programs.
        found |= {
            path
            for path in place.rglob("*")
            if not any(part.startswith(".") for part in path.relative_to(place).parts[:-1])
        }
    for path in sorted(found):
        if path.is_file() and not path.is_symlink() and path != ledger:
            yield path


def _declared(ledger: Ledger, kind: str, fingerprint: str) -> Iterator[str]:
    files = ledger.declaration(kind, fingerprint)
    assert files is not None
    yield from (files.text(name) for name in files.contents)


def _told(ledger: Ledger, place: Place) -> str:
    """Say where a text stands, and what it says."""
    where = _WHERE.get(place.table, "entry {entry}").format(
        entry=place.entry,
        id=name_of(ledger, ledger.file(place.entry)) if place.table in _OF_FILES else "",
        **{name: place.row.get(name, "") for name in ("sheet", "cell")},
    )
    where = " ".join(where.split())
    return f"{where} ({place.part}): “{place.excerpt}”"


_WHERE = {
    "submission": "the name of the file of {id}",
    "record": "{id}, {sheet}!{cell}",
    "finding": "a finding in {id} {sheet} {cell}",
    "answer": "an answer in {id}",
}
_OF_FILES: Sequence[str] = tuple(_WHERE)
