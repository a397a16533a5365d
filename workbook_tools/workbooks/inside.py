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

_RUN = re.compile(
    r"</?(?:\w+:)?(?:r|t|rPr|rFont|family|charset|scheme|sz|color|b|i|u|strike|vertAlign|span|"
    r"latin|ea|cs|solidFill|srgbClr)(?:\s[^>]*)?/?>"
)
"""What stands between the pieces of one text, of which some are bold."""

_MARK = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_LAYOUT = re.compile(r">\s+<")
_LINE_END = "_x000D_"
"""How a workbook writes the sign that some programs end a line with."""

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
        yield from _in_markup(text)
        if "\ufffd" in text:
            yield from _in_markup(content.decode("cp1252", "replace"))
        if not encoding and content[1:2] == b"\0":
            yield from _in_markup(content.decode("utf-16-le", "replace"))
        return
    for encoding in ("utf-8", "cp1252"):
        yield content.decode(encoding, "replace")
    for start in (0, 1):
        # A byte that says of a text how it is written stands before it in an .xls file.
        yield content[start:].decode("utf-16-le", "replace").replace("\u0100", " ")


def _in_markup(text: str) -> Iterator[str]:
    """Yield a document as it stands, and its words: pieces of one text together, others apart."""
    yield html.unescape(text)
    for one in (text, _LAYOUT.sub("><", text)):
        words = _MARK.sub(" ", _RUN.sub("", one))
        yield html.unescape(words).replace(_LINE_END, " ")
