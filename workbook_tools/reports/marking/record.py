"""What a marked copy remembers of the return it was made from.

The sheet of findings carries it in hidden columns: for every cell marked, the fill and
the border that the mark covers, and what our note says. Cells are what every program
keeps when it saves; parts of our own, and the numbers of styles, are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbook_tools.reports.marking.cells import Place
from workbook_tools.reports.marking.styles import Appearance
from workbook_tools.returns.marked_copy import MARKER, marker_column
from workbook_tools.workbooks.address import address, parse_address
from workbook_tools.workbooks.model import Cell

VERSION = "1"

FIRST_COLUMN = 27
"""Column AA, well beyond the table that people read."""

COLUMNS = 7
"""Sheet, cell, number of the style, fill, border, note, box."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One cell as it was before it was marked."""

    style: int
    look: Appearance
    note: str = ""
    """What our note on it says; empty where there is none."""
    box: str = ""
    """How the box of the submitter's note stood before ours went into it; empty for none."""


@dataclass(slots=True)
class Record:
    """Every cell marked, by sheet and place."""

    cells: dict[tuple[str, Place], Covered] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, ...]]:
        """Return the content of the hidden columns, from row 1."""
        return [(MARKER, VERSION)] + [
            (
                sheet,
                address(*place),
                str(covered.style),
                covered.look.fill,
                covered.look.border,
                covered.note,
                covered.box,
            )
            for (sheet, place), covered in self.cells.items()
        ]

    def on(self, sheet: str) -> dict[Place, Covered]:
        """Return the cells marked on one sheet."""
        return {place: covered for (name, place), covered in self.cells.items() if name == sheet}


def read_record(cells: Mapping[Place, Cell]) -> Record | None:
    """Return what a sheet remembers, or None where it is not a sheet of ours.

    A row that makes no sense, because somebody wrote there, is passed over.
    """
    start = marker_column(cells)
    if start is None:
        return None
    record = Record()
    for row in sorted({row for row, column in cells if row > 1 and column == start}):
        sheet, cell, style, fill, border, note, box = (
            _text(cells.get((row, start + n))) for n in range(COLUMNS)
        )
        try:
            place = parse_address(cell)
        except ValueError:
            continue
        number = int(style) if style.isdecimal() and len(style) < 6 else 0
        record.cells[sheet, place] = Covered(number, Appearance(fill, border), note, box)
    return record


def _text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    # Some programs take a number in a text for a number.
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)
