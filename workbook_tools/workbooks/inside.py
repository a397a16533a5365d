"""Every text that may stand in a file, wherever: in cells, notes, properties, names of sheets.

This is for looking for something, not for reading: the same text may come several times, and what
is no text comes as if it were.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks.opening import faults_of, open_workbook
from workbook_tools.workbooks.package import Package
from workbook_tools.workbooks.source import Source

_ZIP = b"PK\x03\x04"
_DEEPEST = 2
"""How far a workbook that lies in a workbook is unpacked."""

_MARK = re.compile(r"<[^>]*>")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def texts_inside(file: Source) -> Iterator[str]:
    """Yield the texts of a file: a workbook of any kind, or anything else.

    Raises:
        UnreadableFileError: it is a zip file that cannot be unpacked, or not safely.
    """
    yield file.path.name
    if file.content.startswith(_ZIP):
        with faults_of(file.path):
            yield from _in_package(file.content, _DEEPEST)
        return
    yield from _in_bytes(file.content)
    try:
        book = open_workbook(file)
    except UnreadableFileError:
        return  # It has no cells then.
    for sheet in book.sheets:
        yield from (cell.value for cell in sheet.cells.values() if isinstance(cell.value, str))


def _in_package(content: bytes, depth: int) -> Iterator[str]:
    package = Package(content)
    yield from package.spellings
    for name in package.names:
        part = package.read(name)
        if part.startswith(_ZIP) and depth:
            yield from _in_package(part, depth - 1)
        else:
            yield from _in_bytes(part)


def _in_bytes(content: bytes) -> Iterator[str]:
    encoding = _BYTE_ORDER_MARKS.get(content[:3]) or _BYTE_ORDER_MARKS.get(content[:2])
    if encoding or content.lstrip()[:1] == b"<":
        text = content.decode(encoding or "utf-8", "replace")
        # What is bold in one half lies in two pieces; cells beside each other are apart.
        for pieces in (text, _MARK.sub("", text), _MARK.sub(" ", text)):
            yield html.unescape(pieces)
        return
    for encoding in ("utf-8", "latin-1", "utf-16-le"):
        yield content.decode(encoding, "replace")
    yield content[1:].decode("utf-16-le", "replace")
