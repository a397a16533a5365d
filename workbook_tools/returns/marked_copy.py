"""How a marked copy that came back is known, and read as the return it was made from.

Its list of findings is a sheet of ours. It is known by a word in the first row, where it
begins to say what the marks cover, wherever a program has put that and whatever the sheet
is called by now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workbook_tools.workbooks import Cell, Sheet, Workbook

MARKER = "laa-marked-copy"
"""What stands in row 1 of the sheet, over the first of its hidden columns."""


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
