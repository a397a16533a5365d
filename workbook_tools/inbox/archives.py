"""What is packed in a zip archive."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from workbook_tools.inbox.members import Budget, Member, Members
from workbook_tools.workbooks.unreadable import SEND_AGAIN, Unreadable, protected

_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"
_MAX_ENTRIES = 50_000
"""Entries in the listing of an archive, those of packed workbooks included; each takes memory."""

_DOCUMENT_PARTS = (
    *("[content_types].xml", "_rels/.rels", "mimetype", "xl/workbook.xml", "xl/workbook.bin"),
    *("word/document.xml", "ppt/presentation.xml"),
)
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    ValueError,
)


def is_archive(content: bytes) -> bool:
    """Whether a file is a zip archive, and not a document that is packed as one.

    One that is damaged is taken for a document, and refused as such.
    """
    if not content.startswith(_BEGINNINGS) or content.count(_ENTRY) > _MAX_ENTRIES:
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except _DAMAGE:
        return False
    return not any(
        name.lower() in _DOCUMENT_PARTS or name.lower().endswith(".iwa") for name in names
    )


def members_of_archive(content: bytes, budget: Budget) -> Members:
    """Yield what is packed in an archive, in its order.

    Raises:
        Unreadable: there is too much in it.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        # Of an archive that holds too much, nothing is taken.
        for entry in entries:
            budget.count()
            budget.spend(entry.file_size, entry.compress_size)
        for entry in entries:
            yield _member(archive, entry)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    problem = _problem(entry)
    if problem is not None:
        return Member(entry.filename, problem=problem)
    try:
        # Never more than the entry claims, and then its check sum.
        content = archive.read(entry)
    except _DAMAGE:
        damage = Unreadable("is damaged or was only partly copied", SEND_AGAIN)
        return Member(entry.filename, problem=damage)
    return Member(entry.filename, content, next(_dated(entry), None))


def _problem(entry: zipfile.ZipInfo) -> Unreadable | None:
    if entry.flag_bits & _ENCRYPTED:
        return protected()
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Unreadable(
            "only points at another file, which is not looked at", "ask for the file itself"
        )
    if entry.compress_type not in _METHODS:
        return Unreadable("is packed in an unknown way", "ask for it as an ordinary zip archive")
    return None


def _dated(entry: zipfile.ZipInfo) -> Iterator[datetime]:
    """Yield the time of a member, which has no time zone and is taken for UTC."""
    try:
        moment = datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return
    # Where nobody knows, it is the first of all days.
    if moment.year > 1980:
        yield moment
