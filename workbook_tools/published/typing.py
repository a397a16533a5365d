"""Typing into a workbook as someone does who sees its headings and references.

What is typed goes into the blank cells of the file; every other part of it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape as xml_escape

from workbook_tools.files import with_parts_changed
from workbook_tools.form import Form
from workbook_tools.values.days import serial
from workbook_tools.workbooks import Sheet
from workbook_tools.workbooks.address import address
from workbook_tools.workbooks.ooxml import read_package, sheet_parts
from workbook_tools.workbooks.package import Package
from workbook_tools.workbooks.strings import escape
from workbook_tools.writing.workbook import height_for

Typed = float | str | date


class Typing:
    """A workbook that is being filled in."""

    def __init__(self, form: Form, content: bytes) -> None:
        """Open the workbook, one of the form's."""
        self._form = form
        package = Package(content)
        self._content = content
        self._parts = sheet_parts(package)
        # Nobody types into the other sheets, and the hidden ones are the most of the workbook.
        unread = frozenset(self._parts) - {table.name for table in form.returns.tables}
        self._sheets = {sheet.name: sheet for sheet in read_package(package, unread).sheets}
        self._columns: dict[str, Mapping[str, int]] = {}
        self._cells: dict[tuple[str, str], Typed] = {}
        """By the sheet's part and the cell's address."""
        self._heights: dict[tuple[str, int], float] = {}

    def rows(self, sheet: str) -> Mapping[str, int]:
        """Return the row of each reference in a sheet's first column."""
        cells = self._sheets[sheet].cells.items()
        return {str(cell.value): row for (row, column), cell in cells if column == 1}

    def type(self, sheet: str, row: int, entries: Mapping[str, Typed]) -> None:
        """Type into the cells of a row, by column id, and make it high enough to read."""
        if sheet not in self._columns:
            self._columns[sheet] = _columns(self._form, sheet, self._sheets[sheet])
        part = self._parts[sheet]
        for column_id, typed in entries.items():
            self._cells[part, address(row, self._columns[sheet][column_id])] = typed
        texts = [(str(typed), _width(self._form, sheet, name)) for name, typed in entries.items()]
        self._heights[part, row] = height_for(texts)

    def saved(self) -> bytes:
        """Return the workbook with what was typed."""
        return with_parts_changed(self._content, self._changed)

    def _changed(self, part: str, content: bytes) -> bytes:
        if part not in self._parts.values():
            return content

        def cell(match: re.Match[bytes]) -> bytes:
            typed = self._cells.get((part, match[2].decode()))
            return match[0] if typed is None else _written(match, typed)

        def row(match: re.Match[bytes]) -> bytes:
            needed = self._heights.get((part, int(match[2])), 0.0)
            return match[1] + b'ht="%g"' % max(needed, float(match[3]))

        return _ROW.sub(row, _BLANK.sub(cell, content))


def _width(form: Form, sheet: str, column_id: str) -> float:
    return form.returns.table(sheet).widths.get(column_id, form.columns[column_id].width)


_BLANK = re.compile(rb'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)/>')
_ROW = re.compile(rb'(<row r="([0-9]+)"[^>]*? )ht="([0-9.]+)"')


def _written(match: re.Match[bytes], typed: Typed) -> bytes:
    """Return a blank cell with what was typed in it."""
    if isinstance(typed, str):
        text = f'<is><t xml:space="preserve">{xml_escape(escape(typed))}</t></is>'.encode()
        return match[1] + b' t="inlineStr">' + text + b"</c>"
    number = serial(typed) if isinstance(typed, date) else float(typed)
    return match[1] + f"><v>{number!r}</v></c>".encode()


def _columns(form: Form, name: str, sheet: Sheet) -> Mapping[str, int]:
    """Return the column of each heading, by column id: in the row that has the most of them."""
    table = form.returns.table(name)
    shown = (column for column in form.columns.values() if column.id in table.column_ids)
    ids = {column.title: column.id for column in shown}
    ids |= {heading: column_id for column_id, heading in table.headings.items()}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if str(cell.value) in ids:
            rows.setdefault(row, {})[ids[str(cell.value)]] = column
    return max(rows.values(), key=len)
