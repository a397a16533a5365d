"""Rows and columns put in, taken out and moved as Excel does it: every formula follows.

openpyxl moves the cells and leaves the formulas alone; here those of all sheets are
rewritten, with the ranges that grow, shrink and lose their cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from openpyxl.utils import column_index_from_string as number_of
from openpyxl.utils import get_column_letter as letters_of
from openpyxl.worksheet.dimensions import ColumnDimension

Shift = Callable[[int], int | None]
"""Where a row or a column stands afterwards; None where it is gone."""

_PIECE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      | (?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_.]*)!)?
        (?<![A-Za-z0-9_.$])(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?
        (?![A-Za-z0-9_(])""",
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]+)")


def _same(number: int) -> int:
    return number


def insert_row(book: Any, sheet: str, row: int) -> None:
    """Put a blank row in, above the one that has this number."""
    _move(book[sheet], rows=lambda n: n + (n >= row))
    _follow(book, sheet, rows=lambda n: n + (n >= row))


def delete_row(book: Any, sheet: str, row: int) -> None:
    """Take a row out."""

    def shift(number: int) -> int | None:
        return None if number == row else number - (number > row)

    _move(book[sheet], rows=shift)
    _follow(book, sheet, rows=shift)


def insert_column(book: Any, sheet: str, column: str) -> None:
    """Put a blank column in, before the one with these letters."""
    first = number_of(column)
    _move(book[sheet], columns=lambda n: n + (n >= first))
    _follow(book, sheet, columns=lambda n: n + (n >= first))


def move_column(book: Any, sheet: str, column: str, before: str) -> None:
    """Cut a column out and put it in before another one, which stands to its left."""
    source, target = number_of(column), number_of(before)

    def shift(number: int) -> int:
        if number == source:
            return target
        return number + (target <= number < source)

    _move(book[sheet], columns=shift)
    _follow(book, sheet, columns=shift)


def _move(sheet: Any, rows: Shift = _same, columns: Shift = _same) -> None:
    """Move the cells of a sheet, with their looks."""
    cells = dict(sheet._cells)
    sheet._cells.clear()
    for (row, column), cell in cells.items():
        place = rows(row), columns(column)
        if place[0] is not None and place[1] is not None:
            cell.row, cell.column = place
            sheet._cells[place] = cell
    if columns is not _same:
        _move_widths(sheet, columns)


def _move_widths(sheet: Any, columns: Shift) -> None:
    """Let widths and hidden columns go with their cells; openpyxl keeps them for runs."""
    before = {
        number: (dimension.width, dimension.hidden)
        for dimension in sheet.column_dimensions.values()
        for number in range(dimension.min, dimension.max + 1)
    }
    sheet.column_dimensions.clear()
    for number, (width, hidden) in before.items():
        place = columns(number)
        if place is not None:
            dimension = ColumnDimension(sheet, letters_of(place), width=width, hidden=hidden)
            sheet.column_dimensions[letters_of(place)] = dimension


def _follow(book: Any, moved: str, rows: Shift = _same, columns: Shift = _same) -> None:
    """Rewrite the formulas of all sheets that look at the one that was changed."""

    def cell(text: str) -> str | None:
        fixed, letters, held, digits = _CELL.fullmatch(text).groups()  # type: ignore[union-attr]
        column, row = columns(number_of(letters)), rows(int(digits))
        if column is None or row is None:
            return None
        return f"{fixed}{letters_of(column)}{held}{row}"

    def area(first: str, last: str) -> str | None:
        ends = cell(first), cell(last)
        if ends[0] is None and ends[1] is None:
            return None
        if ends[0] is None:  # The range begins with the row that takes the place of the lost one.
            return f"{first}:{ends[1]}"
        if ends[1] is None:
            match = _CELL.fullmatch(last)
            assert match is not None
            return f"{ends[0]}:{match[1]}{match[2]}{match[3]}{int(match[4]) - 1}"
        return f"{ends[0]}:{ends[1]}"

    def replace(here: str) -> Callable[[re.Match[str]], str]:
        def replaced(match: re.Match[str]) -> str:
            if match["text"]:
                return match["text"]
            named = (match["sheet"] or f"{here}!")[:-1].strip("'").replace("''", "'")
            if named != moved:
                return match[0]
            before = match["sheet"] or ""
            found = area(match["first"], match["last"]) if match["last"] else cell(match["first"])
            return f"{before}#REF!" if found is None else before + found

        return replaced

    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for each in cells:
                if isinstance(each.value, str) and each.value.startswith("="):
                    each.value = _PIECE.sub(replace(sheet.title), each.value)
