"""How a marked copy that came back is known, and read as the return it was made from.

Its list of findings is a sheet of ours. It is known by a word in the first row, where it
begins to say what the marks cover, wherever a program has put that and whatever the sheet
is called by now. Beside what they cover stands what our note on each cell says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell, Sheet, Workbook

MARKER = "laa-marked-copy"
"""What stands in row 1 of the sheet, over the first of its hidden columns."""

NOTE_AT = 5
"""How many columns behind the first of them our notes stand."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks of a copy say in its notes."""

    heading: str
    """The first line of each of our notes."""
    lines: frozenset[str] = frozenset()
    """All lines of them, with white space folded; none where their record is gone."""

    def without_ours(self, note: str) -> str:
        """Return what somebody else says in a note: above ours, below it, or without any."""
        before, found, after = (
            note.replace("\r\n", "\n").replace("\r", "\n").partition(self.heading)
        )
        if not found:
            return note
        own = (line for line in after.split("\n") if self.lines and folded(line) not in self.lines)
        return "\n".join([before, *own]).strip()


def marks_of(workbook: Workbook, heading: str) -> Marks:
    """Return what our notes in a workbook say, whose first line is ``heading``."""
    return Marks(heading, frozenset(_lines(workbook.sheets)))


def _lines(sheets: Iterable[Sheet]) -> Iterable[str]:
    for sheet in sheets:
        start = marker_column(sheet.cells)
        for (row, column), cell in sheet.cells.items() if start is not None else ():
            if row > 1 and start is not None and column == start + NOTE_AT:
                yield from map(folded, str(cell.value or "").splitlines())


def without_findings_sheet(workbook: Workbook) -> Workbook:
    """Return a workbook as it was before it was marked, as far as a check looks at it."""
    sheets = tuple(sheet for sheet in workbook.sheets if not is_findings_sheet(sheet))
    return workbook if len(sheets) == len(workbook.sheets) else replace(workbook, sheets=sheets)


def is_findings_sheet(sheet: Sheet) -> bool:
    """Whether a sheet is the list of findings of a marked copy."""
    return marker_column(sheet.cells) is not None


def marker_column(cells: Mapping[tuple[int, int], Cell]) -> int | None:
    """Return the column of the marker among some cells, by row and column; None for none."""
    found = (at for at, cell in cells.items() if at[0] == 1 and cell.value == MARKER)
    return next((column for _, column in found), None)
