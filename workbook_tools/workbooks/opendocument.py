"""Workbooks in the OpenDocument format (.ods), as far as they are looked at.

The format is ISO/IEC 26300 (OpenDocument 1.2, part 1). Rows and cells are repeated by a number
in it, so that a few bytes fill a sheet: what is repeated is counted before it is spelled out.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.address import MAX_COLUMN, MAX_ROW, address
from workbook_tools.workbooks.cells import Surroundings
from workbook_tools.workbooks.model import Cell, Sheet, quick_cell
from workbook_tools.workbooks.numberformats import serial_of
from workbook_tools.workbooks.package import Package
from workbook_tools.workbooks.read import Read
from workbook_tools.workbooks.unreadable import damaged
from workbook_tools.workbooks.values import TRUE, Value, not_a, number

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SHEET, _ROW, _STYLED = f"{_TABLE}table", f"{_TABLE}table-row", f"{_STYLE}style"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_BODY = f"{_OFFICE}spreadsheet"

_UNSEEN = (
    "Formulas, errors, number formats, what is struck out, raised or coloured, notes, text "
    "boxes, names, hidden rows and protection cannot be seen in an .ods file; "
    "send .xlsx to have them checked."
)


def read_open_document(package: Package) -> Read:
    """Return what is looked at of an .ods file: values, sheets, their states, merged cells.

    A date becomes a number that counts from 1900, shown as a date.

    Raises:
        Unreadable: the file is damaged, or holds more than is read.
        etree.XMLSyntaxError: it is not well-formed XML.
    """
    reading = _Reading()
    xml = package.read("content.xml")
    for event, element in markup.events(xml, (_SHEET, _ROW, _STYLED), ("start", "end")):
        reading.take(event, element)
    if not reading.sheets:
        raise damaged("it holds no worksheet")
    names = [sheet.name for sheet in reading.sheets]
    if len(set(names)) != len(names):
        raise damaged("two of its sheets have the same name")
    return Read(sheets=tuple(reading.sheets), unseen=(_UNSEEN,))


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    sheets: list[Sheet] = field(default_factory=list)
    around: Surroundings = field(default_factory=Surroundings)
    hidden: set[str] = field(default_factory=set)
    """The styles of tables that are not displayed."""
    table: etree._Element | None = None
    """The table that is a sheet and is being read."""
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    row: int = 0
    filled: int = 0

    def take(self, event: str, element: etree._Element) -> None:
        """Take what begins or ends."""
        tag: str = element.tag
        parent = element.getparent()
        if event == "start":
            # Tables also lie within cells, and in what is remembered of other files.
            if tag == _SHEET and parent is not None and parent.tag == _BODY:
                self.table, self.cells, self.merged = element, {}, []
                self.row = self.filled = 0
            return
        if tag == _STYLED:
            properties = element.find(f"{_STYLE}table-properties")
            if properties is not None and properties.get(f"{_TABLE}display") == "false":
                self.hidden.add(element.get(f"{_STYLE}name", ""))
        elif tag == _SHEET:
            if element is self.table:
                self._end_sheet(element)
        elif self.table is not None and next(element.iterancestors(_SHEET), None) is self.table:
            try:
                self._add_row(element)
            except limits.OverLimitError as error:
                raise error.on(self.table.get(f"{_TABLE}name", "")) from error
            markup.forget(element)

    def _end_sheet(self, element: etree._Element) -> None:
        if len(self.sheets) == limits.MAX_SHEETS:
            raise limits.OverLimitError(limits.MAX_SHEETS, "sheets")
        state = "hidden" if element.get(f"{_TABLE}style-name") in self.hidden else "visible"
        name = element.get(f"{_TABLE}name", "")
        self.sheets.append(
            Sheet(name=name, state=state, cells=self.cells, merged=tuple(self.merged))
        )
        self.table = None
        markup.forget(element)

    def _add_row(self, element: etree._Element) -> None:
        first = self.row + 1
        times = _times(element, "number-rows-repeated")
        self.row += times
        column = characters = 0
        found: list[tuple[int, Value, str, str]] = []
        for item in element:
            if item.tag not in _CELLS:
                continue
            across = _times(item, "number-columns-repeated")
            column += across
            self.around.count(places=1, cells=0)
            self._merge(item, first, column)
            if not len(item) and item.get(f"{_OFFICE}value-type") is None:
                continue
            value, kind, code = _content(item, address(first, min(column, MAX_COLUMN)))
            if value is None or value == "":
                continue
            if column > MAX_COLUMN or self.row > MAX_ROW:
                raise damaged(f"its row {first} holds something beyond the end of the sheet")
            self.around.count(places=0, cells=across * times)
            characters += len(value) * across if isinstance(value, str) else 0
            places = range(column - across + 1, column + 1)
            found.extend((place, value, kind, code) for place in places)
        if not found:
            return
        self.filled += times
        if self.filled > limits.MAX_ROWS:
            what = "rows with something in them"
            raise limits.OverLimitError(limits.MAX_ROWS, what, limits.DELETE)
        self.around.count(places=times, cells=0, characters=characters * times)
        for row in range(first, self.row + 1):
            for place, value, kind, code in found:
                self.cells[row, place] = quick_cell(row, place, value, kind, None, code, False)

    def _merge(self, item: etree._Element, row: int, column: int) -> None:
        down, right = _times(item, "number-rows-spanned"), _times(item, "number-columns-spanned")
        if (down > 1 or right > 1) and row + down - 1 <= MAX_ROW:
            last = min(column + right - 1, MAX_COLUMN)
            self.merged.append(f"{address(row, column)}:{address(row + down - 1, last)}")


def _times(element: etree._Element, attribute: str) -> int:
    said = element.get(f"{_TABLE}{attribute}", "1").strip()
    if not said.isdecimal() or len(said) > 9:
        raise damaged(f"it repeats a cell {said[:20]!r} times")
    return max(1, int(said))


# Values --------------------------------------------------------------------------


def _content(item: etree._Element, place: str) -> tuple[Value, str, str]:
    """Return value, kind and number format of a cell, by the type that it names (19.385)."""
    kind = item.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        return number(item.get(f"{_OFFICE}value", "")), "number", "General"
    if kind == "boolean":
        return item.get(f"{_OFFICE}boolean-value", "").strip() in TRUE, "boolean", "General"
    if kind == "date":
        moment = _moment(item.get(f"{_OFFICE}date-value", ""))
        is_day = moment.time() == datetime.time()
        return serial_of(moment), "number", "dd/mm/yyyy" if is_day else "dd/mm/yyyy hh:mm"
    if kind == "time":
        days = _days(item.get(f"{_OFFICE}time-value", ""))
        return days, "number", "hh:mm:ss" if 0 <= days < 1 else "[h]:mm:ss"
    lines = [_paragraph(each, place) for each in item.iterchildren(f"{_TEXT}p", f"{_TEXT}h")]
    text = "\n".join(lines) or item.get(f"{_OFFICE}string-value", "")
    if len(text) > limits.MAX_TEXT:
        raise _too_long(place)
    return text, "text", "General"


_FRACTION = re.compile(r"(\.\d{6})\d+")


def _moment(said: str) -> datetime.datetime:
    try:
        # LibreOffice writes nine digits of a second, more than Python takes.
        moment = datetime.datetime.fromisoformat(_FRACTION.sub(r"\1", said.strip()))
    except ValueError as error:
        raise not_a("date", said) from error
    return moment.replace(tzinfo=None)


_DURATION = re.compile(
    r"(-)?P(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,7})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9}(?:[.,][0-9]*)?)S)?)?"
)
"""A length of time in days, hours, minutes and seconds (ISO 8601)."""


def _days(said: str) -> float:
    found = _DURATION.fullmatch(said.strip())
    if not found:
        raise not_a("time", said)
    sign, *parts = found.groups()
    days, hours, minutes, seconds = (float((each or "0").replace(",", ".")) for each in parts)
    length = days + (hours + (minutes + seconds / 60) / 60) / 24
    return -length if sign else length


_SPACES = re.compile(r"[ \t\r\n]+")
_BREAK, _TAB, _SPACE = f"{_TEXT}line-break", f"{_TEXT}tab", f"{_TEXT}s"
_ASIDE = (f"{_TEXT}note", f"{_OFFICE}annotation")
"""What stands in a paragraph and is no part of it."""


def _paragraph(element: etree._Element, place: str) -> str:
    """Return a paragraph: white space counts once, what is meant by more is marked (6.1.2)."""
    pieces: list[str] = []
    _collect(element, pieces, place)
    text = ""
    for piece in pieces:
        if piece.__class__ is _Kept:
            text += piece
            continue
        bare = _SPACES.sub(" ", piece)
        text += bare.lstrip(" ") if not text or text[-1] in " \n\t" else bare
        if len(text) > limits.MAX_TEXT:
            raise _too_long(place)
    return text if pieces and pieces[-1].__class__ is _Kept else text.rstrip(" ")


class _Kept(str):
    """White space that is meant."""

    __slots__ = ()


def _collect(element: etree._Element, pieces: list[str], place: str) -> None:
    if element.text:
        pieces.append(element.text)
    for each in element:
        if each.tag == _SPACE:
            said = each.get(f"{_TEXT}c", "1").strip()
            if not said.isdecimal() or int(said[:9]) > limits.MAX_TEXT or len(said) > 9:
                raise _too_long(place)
            pieces.append(_Kept(" " * int(said)))
        elif each.tag in (_BREAK, _TAB):
            pieces.append(_Kept("\n" if each.tag == _BREAK else "\t"))
        elif each.tag not in _ASIDE:
            _collect(each, pieces, place)
        if each.tail:
            pieces.append(each.tail)


def _too_long(place: str) -> limits.TooLongError:
    return limits.TooLongError(limits.MAX_TEXT, f"a text in the cell {place}")
