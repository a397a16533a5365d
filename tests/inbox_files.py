"""What people put into an inbox: returns saved at one time or another, archives and mails."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

SIGNER = "Coventry Partnership, 2007-08 refresh"
"""What the published returns say of who signed them."""

_ISSUED = "2006-04-01T00:00:00Z</dcterms:modified>"


def saved_as(path: Path, original: Path, said: str = "", saved: str = "", dated: str = "") -> Path:
    """Save a published return under another name, as at some time; return where.

    Args:
        path: where to.
        original: the return.
        said: who signed it, if not as published, which makes it another return.
        saved: when the program says that it saved it: ``2007-02-20T10:00:00Z``.
        dated: the time of the file, in the same way; now where it is empty.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(path, "w") as copy:
        for name in source.namelist():
            content = source.read(name).decode("utf-8")
            if said:
                content = content.replace(SIGNER, said)
            if saved and name == "docProps/core.xml":
                assert _ISSUED in content
                content = content.replace(_ISSUED, f"{saved}</dcterms:modified>")
            copy.writestr(name, content, zipfile.ZIP_DEFLATED)
    if dated:
        seconds = datetime.fromisoformat(dated).timestamp()
        os.utime(path, (seconds, seconds))
    return path


_SIGNED = re.compile('<c r="D25" s="([0-9]+)"><v>39141.0</v></c>')


def spoil(path: Path) -> Path:
    """Give a return the day “tomorrow” as that of its signature, which is an error."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    words = r'<c r="D25" s="\1" t="inlineStr"><is><t>tomorrow</t></is></c>'
    start = parts["xl/worksheets/sheet1.xml"].decode("utf-8")
    spoilt, number = _SIGNED.subn(words, start)
    assert number == 1
    parts["xl/worksheets/sheet1.xml"] = spoilt.encode("utf-8")
    path.write_bytes(archive(parts))
    return path


def archive(members: Mapping[str, bytes], at: tuple[int, ...] = (2007, 2, 20, 10, 0, 0)) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name, at), content, zipfile.ZIP_DEFLATED)  # type: ignore[arg-type]
    return stream.getvalue()


def mail(attached: Mapping[str, bytes | EmailMessage], subject: str = "Our return") -> EmailMessage:
    """Return a mail; what is attached is a file, or a mail that is passed on."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "adviser@example.gov.uk"
    message["Date"] = "Tue, 20 Feb 2007 10:00:00 +0000"
    message.set_content("Here it is.")
    for name, content in attached.items():
        if isinstance(content, EmailMessage):
            message.add_attachment(content)
        else:
            message.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
    return message


def outlook_mail(attached: Mapping[str, bytes | Mapping[str, bytes]]) -> bytes:
    """Return a mail as Outlook saves it; what is attached is a file, or another mail."""
    return compound_file(_message(attached, header=32))


_Storage = Mapping[str, "bytes | _Storage"]


def _message(attached: Mapping[str, bytes | Mapping[str, bytes]], header: int) -> _Storage:
    sent = int(
        (datetime(2007, 2, 20, 10, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()
    )
    storage: dict[str, bytes | _Storage] = {
        "__properties_version1.0": bytes(header)
        + struct.pack("<HHIQ", 0x0040, 0x0039, 6, sent * 10_000_000),
        "__substg1.0_0037001F": "Our return".encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(attached.items()):
        inside: dict[str, bytes | _Storage] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
        }
        if isinstance(content, bytes):
            inside["__substg1.0_37010102"] = content
        else:
            inside["__substg1.0_3701000D"] = _message(content, header=24)
        storage[f"__attach_version1.0_#{number:08X}"] = inside
    return storage


_SECTOR, _SMALL, _CUT = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(storage: _Storage) -> bytes:
    """Return a compound file of version 3 with these storages and streams (MS-CFB)."""
    sectors: list[bytes] = []
    chain: list[int] = []
    small, small_chain = b"", list[int]()
    entries: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, 0, 0]]

    def put(content: bytes) -> int:
        """Add sectors, and return the first of them."""
        first = len(sectors)
        count = -(-len(content) // _SECTOR)
        padded = content.ljust(count * _SECTOR, b"\0")
        sectors.extend(padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR))
        chain.extend([*range(first + 1, first + count), _END])
        return first

    def put_small(content: bytes) -> int:
        nonlocal small
        first = len(small) // _SMALL
        count = max(1, -(-len(content) // _SMALL))
        small += content.ljust(count * _SMALL, b"\0")
        small_chain.extend([*range(first + 1, first + count), _END])
        return first

    def add(inside: _Storage) -> int:
        """Add entries, each to the right of the one before, and return the first of them."""
        first = previous = _FREE
        for name, content in inside.items():
            number = len(entries)
            if isinstance(content, bytes):
                start = put(content) if len(content) >= _CUT else put_small(content)
                entries.append([name, 2, _FREE, _FREE, start, len(content)])
            else:
                entries.append([name, 1, _FREE, _FREE, 0, 0])
                entries[number][3] = add(content)
            if previous == _FREE:
                first = number
            else:
                entries[previous][2] = number
            previous = number
        return first

    entries[0][3] = add(storage)
    entries[0][4:] = [put(small), len(small)]
    small_fat = put(struct.pack(f"<{len(small_chain)}I", *small_chain))
    small_count = len(sectors) - small_fat
    directory = put(
        b"".join(
            f"{name}\0".encode("utf-16-le").ljust(64, b"\0")
            + struct.pack("<HBBIII", 2 * len(str(name)) + 2, kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
            for name, kind, right, child, start, size in entries
        )
    )
    count = 1
    while (len(sectors) + count) * 4 > count * _SECTOR:
        count += 1
    fat_at = len(sectors)
    chain.extend([_FAT] * count)
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(count * _SECTOR, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack(
            "<HHHHH6xIIIIIIIII",
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            count,
            directory,
            0,
            _CUT,
            small_fat,
            small_count,
            _END,
            0,
        )
        + struct.pack("<109I", *range(fat_at, fat_at + count), *[_FREE] * (109 - count))
    )
    return header + b"".join(sectors) + table
