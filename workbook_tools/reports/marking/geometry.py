"""Where a note stands beside its cell: programs want it in whole and part columns and rows."""

from __future__ import annotations

from collections.abc import Callable

from workbook_tools.reports.marking.cells import Place, SheetCells
from workbook_tools.workbooks.address import MAX_COLUMN, MAX_ROW

_GAP = 12
"""Pixels between a cell and the note beside it."""

_LINE = 17
"""Pixels that a line of a note takes, in Arial 10."""

_LETTER = 5.6
"""Pixels that a letter takes, on the average."""

_FAR = 2_000
"""Columns or rows that a note may reach over; a sheet may hide a million of them."""


class Geometry:
    """The columns and rows of one sheet in pixels, at 96 to the inch."""

    def __init__(self, cells: SheetCells) -> None:
        self._cells = cells
        self._heights = {row: round(height * 4 / 3) for row, height in cells.heights().items()}
        self._width = _pixels(cells.default("defaultColWidth", 8.43))
        self._height = round(cells.default("defaultRowHeight", 15) * 4 / 3)

    def anchor(self, place: Place, width: int, height: int) -> str:
        """Return where a note of this size stands beside a cell, as VML wants it."""
        row, column = place
        left, left_rest = self._column(column + 1, _GAP)
        top, top_rest = self._row(max(row - 1, 1), 4)
        right, right_rest = self._column(column + 1, _GAP + width)
        bottom, bottom_rest = self._row(max(row - 1, 1), 4 + height)
        # Columns and rows are counted from 0 here, unlike everywhere else.
        numbers = (left, left_rest, top, top_rest, right, right_rest, bottom, bottom_rest)
        return ", ".join(str(n - (each % 2 == 0)) for each, n in enumerate(numbers))

    def _column(self, first: int, pixels: int) -> tuple[int, int]:
        def size(column: int) -> int:
            width = self._cells.width(column)
            return self._width if width is None else _pixels(width)

        return _walk(first, pixels, size, MAX_COLUMN)

    def _row(self, first: int, pixels: int) -> tuple[int, int]:
        return _walk(first, pixels, lambda row: self._heights.get(row, self._height), MAX_ROW)


def height_of(text: str, width: int) -> int:
    """Return the height in pixels that a note of this width needs for its text."""
    room = max(10, int((width - 16) / _LETTER))
    lines = sum(1 + len(line) // room for line in text.splitlines())
    return lines * _LINE + 16


def _pixels(width: float) -> int:
    return int(width * 7 + 5) if width else 0


def _walk(at: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """Return the column or row that lies so many pixels on, and how far inside it."""
    for _ in range(_FAR):
        if at >= last or pixels < size(at):
            break
        pixels -= size(at)
        at += 1
    return min(at, last), pixels if at < last else 0
