"""What differs between two issues of the LAA spreadsheet, in words and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from workbook_tools.consolidated.issues import CellDifference, IssueComparison
from workbook_tools.form import Form
from workbook_tools.reports.differences.wording import BLANK, brief
from workbook_tools.reports.differences.words import counted
from workbook_tools.writing.long_texts import put_long_texts
from workbook_tools.writing.workbook import Writing, workbook_bytes

_HEADING_ROW = 5
"""0-based row of the headings."""


def lines(comparison: IssueComparison) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a comparison, and whether each is a heading.

    Under each sheet come its cells: ``  Simple View!P62 HEA-718 2006-7 Update: City Avg: 24.1 →
    25.0``.
    """
    for sheet, cells in groupby(comparison.cells, key=lambda each: each.sheet):
        yield sheet, True
        yield from ((f"  {_line(each)}", False) for each in cells)
    for moved in comparison.moved:
        now = f"{counted(moved.values, 'value')} from {', '.join(moved.new)}" if moved.new else ""
        before = f"before from {', '.join(moved.old)}" if moved.old else ""
        gone = "no values" if not now else ""
        yield f"{moved.group}: {'; '.join(filter(None, (now or gone, before)))}", False


def summary(comparison: IssueComparison) -> str:
    """Return the counts in one line."""
    cells = comparison.cells
    if not cells and not comparison.moved:
        return "No differences."
    if not cells:
        return "No cell differs; the values come from other files."
    sheets = counted(len({each.sheet for each in cells}), "sheet")
    verb = "differs" if len(cells) == 1 else "differ"
    return f"{counted(len(cells), 'cell')} {verb} on {sheets}."


def issues_bytes(form: Form, comparison: IssueComparison, dated: date) -> bytes:
    """Return the comparison as a workbook; the same one on the same day gives the same bytes."""
    spec = form.texts("issues")

    def build(writing: Writing) -> None:
        sheet = writing.add_sheet(spec["name"], spec["paper"])
        for place, width in enumerate(spec["widths"]):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, spec["title"], writing.style("title"))
        sheet.set_row(0, 26)
        words = {"old": comparison.old, "new": comparison.new, "summary": summary(comparison)}
        for row, note in enumerate(spec["notes"], start=1):
            sheet.write_string(row, 0, note.format(**words), writing.style("note"))
        sheet.write_row(_HEADING_ROW, 0, spec["headings"], writing.style("column-heading"))
        sheet.freeze_panes(_HEADING_ROW + 1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        for row, each in enumerate(comparison.cells, start=_HEADING_ROW + 1):
            texts = (
                *(each.sheet, each.cell, each.row, each.heading, each.old, each.new),
                each.old_cell,
            )
            sheet.row_names[row + 1] = each.row
            writing.write_texts(sheet, row, texts, spec["widths"])
        if not comparison.cells:
            sheet.write_string(_HEADING_ROW + 1, 0, spec["none"], writing.style("note"))
        last = _HEADING_ROW + max(1, len(comparison.cells))
        sheet.autofilter(_HEADING_ROW, 0, last, len(spec["headings"]) - 1)

    return workbook_bytes(form, spec["name"], dated, build, put_long_texts)


def _line(each: CellDifference) -> str:
    old, new = brief(each.old, each.new) if each.old and each.new else (each.old, each.new)
    if not (each.old and each.new):
        old, new = (brief(text)[0] if text else BLANK for text in (old, new))
    cell = (
        each.cell if each.old_cell in ("", each.cell) else f"{each.cell} ({each.old_cell} before)"
    )
    return f"{each.sheet}!{cell} {each.row} {each.heading}: {old} → {new}"
