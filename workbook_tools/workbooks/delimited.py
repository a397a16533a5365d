"""Text files with a table in them (.csv, .tsv): read as a workbook of one sheet without a name."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from workbook_tools.files import sha256
from workbook_tools.workbooks.address import MAX_COLUMN, MAX_ROW
from workbook_tools.workbooks.limits import MAX_CELLS
from workbook_tools.workbooks.model import Cell, Sheet, Workbook, quick_cell
from workbook_tools.workbooks.opening import faults_of, open_workbook
from workbook_tools.workbooks.recognise import recognise
from workbook_tools.workbooks.source import Source, read_source
from workbook_tools.workbooks.unreadable import SEND_AGAIN, Unreadable

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Encodings by the mark that a file begins with."""

_DELIMITERS = ",;\t|"
_LOOKED_AT = 50
"""Lines that are looked at to tell what stands between the cells."""

_ENDINGS = (".csv", ".tsv", ".txt")
_BINARY = frozenset(range(32)) - {9, 10, 12, 13, 26}

SEND_TABLE = "save the table as .xlsx or .csv and name that file"


def open_table(file: Path | Source) -> Workbook:
    """Read a file that may hold tables: a workbook in any format that is read, or a text file.

    Raises:
        UnreadableFileError: one sentence with the file, what is wrong and what to do.
    """
    path = file if isinstance(file, Path) else file.path
    with faults_of(path, SEND_TABLE):
        source = read_source(file) if isinstance(file, Path) else file
        if not is_delimited(path.name, source.content):
            try:
                recognise(path.name, source.content)
            except Unreadable as problem:
                raise Unreadable(
                    problem.what, SEND_TABLE if problem.is_other else problem.do
                ) from (problem)
            return open_workbook(source, instead=SEND_TABLE)
        sheet = _sheet(_text(source.content))
    return Workbook(
        path,
        source.content,
        sha256(source.content),
        (sheet,),
        dated=source.dated,
        arrived=source.arrived,
    )


def is_delimited(name: str, content: bytes) -> bool:
    """Whether a file is text with cells in it, told by its content as far as that goes."""
    if any(content.startswith(mark) for mark in _MARKS):
        return True
    head = content[:4096]
    if not _BINARY.isdisjoint(head):
        return False
    start = head.lstrip().lower()
    if start.startswith((b"<", b"%pdf", b"{\\rtf")):
        return False
    return name.lower().endswith(_ENDINGS) or any(each.encode() in head for each in _DELIMITERS)


def _text(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # What Excel writes in this country where nobody asks for UTF-8.
        return content.decode("cp1252", "replace")


def _sheet(text: str) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row, line in enumerate(reader, start=1):
            if row > MAX_ROW or len(line) > MAX_COLUMN or len(cells) > MAX_CELLS:
                raise Unreadable(
                    "is larger than a sheet of a workbook may be",
                    "delete what is not part of the table",
                )
            for column, value in enumerate(line, start=1):
                if value and not value.isspace():
                    cells[row, column] = quick_cell(
                        row, column, value, "text", None, "General", False
                    )
    except csv.Error as error:
        raise Unreadable(f"cannot be read as a table ({error})", SEND_AGAIN) from error
    return Sheet("", cells=cells)


def _delimiter(text: str) -> str:
    """Return what stands between the cells: what cuts the most lines into as many parts."""
    lines = (
        text.splitlines()[:_LOOKED_AT]
        if len(text) < 100_000
        else (text[:100_000].splitlines()[:_LOOKED_AT])
    )

    def cut(delimiter: str) -> int:
        try:
            rows = csv.reader(lines, delimiter=delimiter)
            return sum(min(len(row), 3) - 1 for row in rows if row)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cut)
