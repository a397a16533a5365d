"""Typing into a workbook as someone does who sees its headings and references.

What is typed goes into the blank cells of the file; every other part of it stays as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape as xml_escape

from workbook_tools.files import with_parts_changed, zipped
from workbook_tools.form import Form
from workbook_tools.formulas.engine import FormulaError, Value, results_in
from workbook_tools.values.days import serial
from workbook_tools.workbooks import Sheet
from workbook_tools.workbooks.address import address, parse_address
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

    def saved_with_results(self, known: Mapping[str, Mapping[tuple[int, int], Value]]) -> bytes:
        """Return the workbook with what was typed, and the results of all formulas.

        ``known`` has the results that are known, by sheet name and (row, column); all others are
        worked out.
        """
        sheets = {part: sheet for sheet, part in self._parts.items()}
        asked: dict[str, list[tuple[int, int]]] = {sheet: [] for sheet in self._parts}
        with zipfile.ZipFile(io.BytesIO(self._content)) as package:
            parts = {name: self._changed(name, package.read(name)) for name in package.namelist()}

        def without_known(match: re.Match[bytes], sheet: str) -> bytes:
            place = _place(match[2])
            if place in known.get(sheet, ()):
                return _with_result(match[1], b">", known[sheet][place])
            asked[sheet].append(place)
            return match[0]

        def with_result(match: re.Match[bytes], sheet: str) -> bytes:
            place = _place(match[2])
            found = results[sheet] if place in results[sheet] else known[sheet]
            return _with_result(match[1], match[3], found[place])

        def changed(part: str, change: Callable[[re.Match[bytes], str], bytes]) -> bytes:
            sheet, content = sheets.get(part), parts[part]
            return _FORMULA.sub(lambda match: change(match, sheet), content) if sheet else content

        to_ask = zipped(((part, changed(part, without_known)) for part in parts), level=0)
        results = results_in(to_ask, asked)
        return zipped((part, changed(part, with_result)) for part in parts)

    @property
    def _typed_into(self) -> frozenset[str]:
        return frozenset(part for part, _ in self._cells)

    def _changed(self, part: str, content: bytes) -> bytes:
        if part not in self._typed_into:
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


_FORMULA = re.compile(
    rb'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)(?: t="[a-z]+")?(><f>[^<]*</f>)'
    rb"<v(?:/>|>[^<]*</v>)</c>"
)


@lru_cache(maxsize=20_000)
def _place(address: bytes) -> tuple[int, int]:
    """Return the 1-based row and column of a cell: returns have the same ones over and over."""
    return parse_address(address.decode())


def _with_result(before: bytes, formula: bytes, result: Value) -> bytes:
    """Return a cell with a formula, if it is to have one, and its result."""
    kind, text = b"", repr(result)
    if isinstance(result, bool):
        kind, text = b' t="b"', f"{result:d}"
    elif isinstance(result, FormulaError):
        kind, text = b' t="e"', str(result)
    elif isinstance(result, str):
        kind, text = b' t="str"', xml_escape(escape(result))
    elif result is None:
        text = "0"
    return before + kind + formula + f"<v>{text}</v></c>".encode()


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
