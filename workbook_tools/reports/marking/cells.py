"""The cells of a worksheet part, found and added where the file has them (18.3.1.73)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workbook_tools.reports.marking.parts import space_of
from workbook_tools.reports.marking.xml import SHEET, child, elements, made_child
from workbook_tools.workbooks.address import MAX_COLUMN, address, parse_address
from workbook_tools.workbooks.strings import escape
from workbook_tools.workbooks.values import TRUE

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"

Place = tuple[int, int]
"""Row and column, counted from 1."""


class SheetCells:
    """The rows and cells of one worksheet."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._space = space_of(root)
        self._data = made_child(root, "sheetData", SHEET)
        self._rows: dict[int, etree._Element] = {}
        number = 0
        for row in self._data.iterchildren(f"{self._space}row"):
            number = int(row.get("r") or number + 1)
            self._rows[number] = row
        self._merged = self._merged_ranges()
        columns = child(root, "cols")
        self._groups = [
            (int(each.get("min") or 0), int(each.get("max") or 0), each)
            for each in ([] if columns is None else elements(columns)[:MAX_COLUMN])
        ]
        self._cells_of: dict[int, dict[int, etree._Element]] = {}
        self._found: dict[int, etree._Element | None] = {}

    def style(self, place: Place) -> int:
        """Return the style a cell has, or would have if it were there."""
        row, column = place
        cell = self._cells(row).get(column)
        if cell is not None:
            return int(cell.get("s") or 0)
        element = self._rows.get(row)
        if element is not None and element.get("customFormat") in TRUE:
            return int(element.get("s") or 0)
        return self._column_style(column)

    def set_style(self, place: Place, style: int) -> None:
        """Give a cell a style; a cell that the file leaves out is put in its place."""
        self._made(place).set("s", str(style))

    def write(self, place: Place, value: float | str | bool | None, *, error: bool = False) -> bool:
        """Put a value into a cell, which keeps its style; return whether a formula had to go.

        ``error`` says that a text is an error, such as ``#REF!``; None leaves the cell blank.
        """
        style = self.style(place)
        cell = self._made(place)
        had_formula = child(cell, "f") is not None
        for each in list(cell):
            cell.remove(each)
        for name in ("t", "cm", "vm"):
            if name in cell.attrib:
                del cell.attrib[name]
        if style:
            cell.set("s", str(style))
        if isinstance(value, str) and not error:
            cell.set("t", "inlineStr")
            inline = etree.SubElement(cell, f"{self._space}is")
            words = etree.SubElement(inline, f"{self._space}t", {_PRESERVE: "preserve"})
            words.text = escape(value)
        elif value is not None:
            if not isinstance(value, float):
                cell.set("t", "e" if error else "b")
            etree.SubElement(cell, f"{self._space}v").text = _stored(value)
        return had_formula

    def _made(self, place: Place) -> etree._Element:
        """Return a cell; one that the file leaves out is put in its place."""
        row, column = place
        cells = self._cells(row)
        cell = cells.get(column)
        if cell is None:
            cell = etree.Element(f"{self._space}c", {"r": address(row, column)})
            before = max((at for at in cells if at < column), default=0)
            parent = self._row(row)
            parent.insert(parent.index(cells[before]) + 1 if before else 0, cell)
            cells[column] = cell
            self._widen(parent, place)
        return cell

    def anchor(self, place: Place) -> Place:
        """Return the cell that shows for this one: the first of merged cells, else itself."""
        row, column = place
        for (top, left), (bottom, right) in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return place

    def styled(self) -> Iterator[tuple[Place, int]]:
        """Yield every cell that names a style, with it."""
        for row in self._rows:
            for column, cell in self._cells(row).items():
                if cell.get("s"):
                    yield (row, column), int(cell.get("s") or 0)

    def width(self, column: int) -> float | None:
        """Return the width of a column that has one of its own, 0 for a hidden one."""
        group = self._column(column)
        if group is None:
            return None
        if group.get("hidden") in TRUE:
            return 0.0
        return float(group.get("width") or 0) or None

    def heights(self) -> dict[int, float]:
        """Return the height in points of rows that have one of their own; 0 for hidden ones."""
        found: dict[int, float] = {}
        for number, row in self._rows.items():
            if row.get("hidden") in TRUE:
                found[number] = 0.0
            elif row.get("ht"):
                found[number] = float(row.get("ht") or 0)
        return found

    def default(self, attribute: str, otherwise: float) -> float:
        """Return a default of the sheet, such as ``defaultRowHeight``."""
        properties = child(self._root, "sheetFormatPr")
        said = None if properties is None else properties.get(attribute)
        return float(said) if said else otherwise

    def _cells(self, row: int) -> dict[int, etree._Element]:
        """Return the cells of a row by column; a row of thousands is gone through once."""
        if row in self._cells_of:
            return self._cells_of[row]
        found = self._cells_of[row] = {}
        element = self._rows.get(row)
        column = 0
        for cell in () if element is None else element.iterchildren(f"{self._space}c"):
            said = cell.get("r")
            column = parse_address(said)[1] if said else column + 1
            found[column] = cell
        return found

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            row = etree.Element(f"{self._space}row", {"r": str(number)})
            # A row without a number follows the one before it, so a gap is never between two.
            before = max((each for each in self._rows if each < number), default=0)
            at = self._data.index(self._rows[before]) + 1 if before else 0
            self._data.insert(at, row)
            self._rows[number] = row
        return self._rows[number]

    def _column(self, column: int) -> etree._Element | None:
        """Return the declaration of a column, which may be of many."""
        if column not in self._found:
            there = (each for first, last, each in self._groups if first <= column <= last)
            self._found[column] = next(there, None)
        return self._found[column]

    def _column_style(self, column: int) -> int:
        group = self._column(column)
        return 0 if group is None else int(group.get("style") or 0)

    def _widen(self, row: etree._Element, place: Place) -> None:
        """Let what the sheet claims of its size take in a new cell: some readers trust it."""
        first, _, last = (row.get("spans") or "").partition(":")
        if first.isdecimal() and last.isdecimal():
            left, right = min(int(first), place[1]), max(int(last), place[1])
            row.set("spans", f"{left}:{right}")
        dimension = child(self._root, "dimension")
        claimed = None if dimension is None else _corners(dimension.get("ref", ""))
        if dimension is not None and claimed is not None:
            top_left, bottom_right = claimed
            corners = (
                address(*(min(pair) for pair in zip(top_left, place, strict=True))),
                address(*(max(pair) for pair in zip(bottom_right, place, strict=True))),
            )
            dimension.set("ref", ":".join(dict.fromkeys(corners)))

    def _merged_ranges(self) -> list[tuple[Place, Place]]:
        listed = child(self._root, "mergeCells")
        ranges = [] if listed is None else elements(listed)
        corners = (_corners(each.get("ref", "")) for each in ranges)
        return [each for each in corners if each is not None]


def _stored(value: float | str | bool) -> str:
    """Return a value as a cell stores it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else f"{value:.17g}"


def _corners(text: str) -> tuple[Place, Place] | None:
    first, _, last = text.partition(":")
    try:
        return parse_address(first), parse_address(last or first)
    except ValueError:
        return None
