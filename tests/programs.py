"""A workbook opened in a spreadsheet program: typed into, and saved with its formulas' results.

openpyxl stands for the program. As the sheets of a return are large and most tests change a cell
or two, two things are not done over and over. The very hidden sheet with the checks, most of the
file, is never opened: it goes into what is saved as it was. And a workbook is worked out once;
afterwards only the formulas that look at a changed cell are. Where more was changed than what
stands in cells (a formula, a row, a sheet), the whole file is worked out again.
"""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import formualizer
import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel
from openpyxl.writer.excel import ExcelWriter

from workbook_tools.files import zipped
from workbook_tools.form import load_form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.plan.return_plan import CHECKS_SHEET
from workbook_tools.workbooks.ooxml import sheet_parts
from workbook_tools.workbooks.package import Package

KEY_HEADINGS = {sheet.headings.get("key", "Ref") for sheet in load_form().returns.tables}
"""What stands over the references of a sheet, in its first column."""

Place = tuple[str, int, int]
"""A cell: its sheet, row and column."""


class OpenSheet:
    """A sheet with a table, in which cells are found by reference and heading."""

    def __init__(self, sheet: Any) -> None:
        self.sheet: Any = sheet

    @property
    def heading_row(self) -> int:
        """The row of the headings, wherever it stands."""
        for row in range(1, self.sheet.max_row + 1):
            if self.sheet.cell(row, 1).value in KEY_HEADINGS:
                return row
        raise AssertionError(f"no headings on {self.sheet.title}")

    @property
    def headings(self) -> dict[str, int]:
        """The column under each heading."""
        cells = self.sheet[self.heading_row]
        return {str(cell.value): int(cell.column) for cell in cells if cell.value is not None}

    @property
    def keys(self) -> dict[str, int]:
        """The row of each reference."""
        rows = range(self.heading_row + 1, self.sheet.max_row + 1)
        found = {self.sheet.cell(row, 1).value: row for row in rows}
        return {str(key): row for key, row in found.items() if key is not None}

    def column(self, heading: str) -> int:
        """Return the column under a heading."""
        assert heading in self.headings, f"no heading {heading}"
        return self.headings[heading]

    def row(self, reference: str) -> int:
        """Return the row of a reference; the first, where there are two."""
        for row in range(self.heading_row + 1, self.sheet.max_row + 1):
            if self.sheet.cell(row, 1).value == reference:
                return row
        raise AssertionError(f"no row {reference}")

    def cell(self, reference: str, heading: str) -> Any:
        """Return a cell by its row and heading."""
        return self.sheet.cell(self.row(reference), self.column(heading))

    def type(
        self, reference: str, heading: str, value: object, number_format: str | None = None
    ) -> str:
        """Type into a cell and return its address."""
        cell = self.cell(reference, heading)
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return str(cell.coordinate)


class OpenReturn(OpenSheet):
    """A return opened in a spreadsheet program, to be edited by whoever holds the mouse.

    It is open at the sheet Indicators, or at Funding where accountants see no other; ``on`` turns
    to another one.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self.book: Any = self._opened()
        first = "Indicators" if "Indicators" in self.book.sheetnames else "Funding"
        super().__init__(self.book[first])

    def _opened(self, *, whole: bool = False) -> Any:
        stat = self._path.stat()
        self._kept = _kept(self._path, whole, stat.st_mtime_ns, stat.st_size)
        return pickle.loads(self._kept.pickled)

    @property
    def whole(self) -> Any:
        """The workbook opened anew with the cells of all its sheets, before anything is typed."""
        self.book = self._opened(whole=True)
        self.sheet = self.book[self.sheet.title]
        return self.book

    def on(self, sheet: str) -> OpenSheet:
        """Return another sheet of the workbook."""
        return OpenSheet(self.book[sheet])

    def save(self, folder: Path, *, results: bool = True) -> Path:
        """Save it under its own name in a folder; like Excel, with the results of formulas."""
        path = folder / self.name
        changes = self._kept.changes_in(self.book) if results else None
        parts = self._kept.saved(self.book)
        if changes is not None:
            parts = _with_results(self.book, parts, self._kept.worked_out(self.book, changes))
        content = zipped(parts.items())
        if results and changes is None:
            # Formulas that were shifted and now go in circles have no results to save.
            with suppress(OSError):
                content = recalculated(content)
        path.write_bytes(content)
        return path


@dataclass(frozen=True)
class Kept:
    """A workbook ready to be opened again: from here it takes a fraction of the time."""

    content: bytes
    pickled: bytes
    """The workbook as openpyxl has it, the sheet of the checks without its cells."""
    checks: bytes
    """The part with the sheet of the checks; empty where it is opened like the others."""
    sheets: frozenset[str]
    values: Mapping[Place, tuple[Any, str]]
    """What stands in the cells, with openpyxl's letter for its type."""

    def changes_in(self, book: Any) -> dict[Place, Any] | None:
        """Return what stands in cells now that were changed; None where more was changed."""
        found = dict(_values(book))
        places = [
            place
            for place in found.keys() | self.values.keys()
            if found.get(place, _BLANK) != self.values.get(place, _BLANK)
        ]
        if set(book.sheetnames) != self.sheets or any(
            value[1] in "fe"
            for place in places
            for value in (found.get(place, _BLANK), self.values.get(place, _BLANK))
        ):
            return None
        return {place: found.get(place, _BLANK)[0] for place in places}

    def saved(self, book: Any) -> dict[str, bytes]:
        """Return the parts of the workbook as openpyxl saves it, the checks as they were."""
        stream = io.BytesIO()
        # As its own method saves it, but for the time that it takes to compress what is to be
        # changed once more.
        book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
        ExcelWriter(book, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)).save()
        with zipfile.ZipFile(stream) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        if self.checks and CHECKS_SHEET in book.sheetnames:
            parts[book[CHECKS_SHEET].path[1:]] = self.checks
        return parts

    def worked_out(self, book: Any, changes: Mapping[Place, Any]) -> dict[str, Any]:
        """Return the results of all formulas after some changes, by sheet as rows of values."""
        calculation = _calculated(self.content)
        try:
            _put(calculation, changes)
            calculation.evaluate_all()
            return {sheet.title: _results(calculation, sheet) for sheet in book.worksheets}
        finally:
            _put(calculation, {place: self.values.get(place, _BLANK)[0] for place in changes})


_BLANK = (None, "n")


@lru_cache(maxsize=48)
def _kept(path: Path, whole: bool, *_: int) -> Kept:
    content = path.read_bytes()
    package = Package(content)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    checks, part = b"", sheet_parts(package).get(CHECKS_SHEET, "")
    # Other programs give its cells styles, which mean nothing in another workbook.
    if part and not whole and b' s="' not in parts[part]:
        checks = _with_own_texts(parts[part], parts.get("xl/sharedStrings.xml", b""))
        parts[part] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", checks, flags=re.S)
    book = openpyxl.load_workbook(io.BytesIO(zipped(parts.items())))
    sheets = frozenset(book.sheetnames)
    return Kept(content, pickle.dumps(book), checks, sheets, dict(_values(book)))


def _values(book: Any) -> Iterator[tuple[Place, tuple[Any, str]]]:
    for sheet in book.worksheets:
        for (row, column), cell in sheet._cells.items():
            if cell.value is not None:
                yield (sheet.title, row, column), (cell.value, cell.data_type)


@lru_cache(maxsize=8)
def _calculated(content: bytes) -> Any:
    calculation = formualizer.load_workbook_bytes(content)
    calculation.set_temporal_egress("serial")
    calculation.evaluate_all()
    return calculation


def _put(calculation: Any, values: Mapping[Place, Any]) -> None:
    for (sheet, row, column), value in values.items():
        plain = to_excel(value) if isinstance(value, datetime | date | time) else value
        plain = str(plain) if isinstance(plain, CellRichText) else plain
        calculation.sheet(sheet).set_value(row, column, plain)


def _results(calculation: Any, sheet: Any) -> Any:
    # The sheet of the checks is not opened: how large it is, openpyxl does not know.
    is_open = sheet.title != CHECKS_SHEET
    size = (sheet.max_row, sheet.max_column) if is_open else (_MOST_ROWS, _MOST_COLUMNS)
    area = formualizer.RangeAddress(sheet.title, 1, 1, *size)
    return calculation.sheet(sheet.title).get_values(area)


_MOST_ROWS, _MOST_COLUMNS = 400, 200
"""No sheet of checks has more."""


def _with_own_texts(part: bytes, shared: bytes) -> bytes:
    """Return a sheet with the texts in its cells that it shares with other sheets."""
    texts = re.findall(rb"<si>(.*?)</si>", shared, flags=re.S)

    def own(match: re.Match[bytes]) -> bytes:
        return match[1] + b't="inlineStr"><is>' + texts[int(match[2])] + b"</is></c>"

    return re.sub(rb'(<c r="[A-Z]+[0-9]+" )t="s"><v>([0-9]+)</v></c>', own, part)


_FORMULA = re.compile(
    rb'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)(?: t="[a-z]+")?>'
    rb"(<f>[^<]*</f>)<v(?:/>|>[^<]*</v>)</c>"
)


def _with_results(
    book: Any, parts: Mapping[str, bytes], results: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the parts of a workbook with the results of its formulas in them."""
    changed = dict(parts)
    for sheet in book.worksheets:
        rows = results[sheet.title]

        def put(match: re.Match[bytes], rows: Any = rows) -> bytes:
            row, column = coordinate_to_tuple(match[2].decode())
            kind, text = _written(rows[row - 1][column - 1])
            return match[1] + kind + b">" + match[3] + b"<v>" + text + b"</v></c>"

        changed[sheet.path[1:]] = _FORMULA.sub(put, parts[sheet.path[1:]])
    return changed


def _written(value: object) -> tuple[bytes, bytes]:
    """Return how a cell says of what type its result is, and the result."""
    if isinstance(value, bool):
        return b' t="b"', b"%d" % value
    if isinstance(value, int | float):
        return b"", repr(value).encode()
    if isinstance(value, str):
        return b' t="str"', escape(value).encode()
    if isinstance(value, Mapping):
        return b' t="e"', _ERRORS.get(str(value.get("kind")), b"#VALUE!")
    return b"", b"0"


_ERRORS = {
    "Div": b"#DIV/0!",
    "Na": b"#N/A",
    "Name": b"#NAME?",
    "Null": b"#NULL!",
    "Num": b"#NUM!",
    "Ref": b"#REF!",
    "Value": b"#VALUE!",
}
