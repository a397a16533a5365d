"""What differs between two issues of the LAA spreadsheet, cell by cell.

A row is found again by what it is about and a column by its heading, so that one more action
or one more year moves nothing. What stands under the headings is compared, as it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.consolidated.sourced import Moved, moved_sources
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import INDICATORS, OF_LIGHTS, ViewSheet
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import folded, same_number
from workbook_tools.workbooks import Cell, Sheet, Workbook, address, open_workbook, shown
from workbook_tools.writing.long_texts import FOUND_BY as LONG_TEXTS

_FOUND_BY: Mapping[str, tuple[int, ...]] = {
    "summary": (1,),
    INDICATORS: (1,),
    "lights": (1,),
    "register": (1, 2),
    "calendar": (2, 3),
    "receipts": (1,),
}
"""The columns that say what a row of each kind of sheet is about. The contents and the exceptions
only repeat what other sheets say, and the sources are told file by file."""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell that shows something else."""

    sheet: str
    cell: str
    """Its address in the new spreadsheet; in the old one where it is only there."""
    old_cell: str
    """Its address in the old spreadsheet; empty where it is not there."""
    row: str
    """The reference of its row, or what it is about."""
    heading: str
    old: str
    """What it shows; empty for a blank cell."""
    new: str


@dataclass(frozen=True, slots=True)
class IssueComparison:
    """Two issues of the LAA spreadsheet and all they differ in."""

    old: str
    """The name of the file."""
    new: str
    cells: tuple[CellDifference, ...]
    """Sheet by sheet in the new one's order."""
    moved: tuple[Moved, ...]
    """Where values come from now, where that was another file."""


def open_issue(path: Path, form: Form) -> Workbook | None:
    """Return an LAA spreadsheet that was read from a file; None where it is none.

    Whatever cannot be read is none; who goes on with it says why.
    """
    try:
        workbook = open_workbook(path)
    except LaaError:
        return None
    return workbook if is_issue(workbook, form) else None


def is_issue(workbook: Workbook, form: Form) -> bool:
    """Whether a workbook is an LAA spreadsheet: whether it has the views that the form declares."""
    views = [each.name for each in form.spreadsheet.sheets if isinstance(each, ViewSheet)]
    return all(workbook.sheet(name) is not None for name in views)


def compare_issues(form: Form, old: Workbook, new: Workbook) -> IssueComparison:
    """Compare two LAA spreadsheets of a form."""
    cells: list[CellDifference] = []
    moved: tuple[Moved, ...] = ()
    references = [references_in(form, each) for each in (old, new)]
    for declared in form.spreadsheet.sheets:
        sheets = [each.sheet(declared.name) for each in (old, new)]
        before, after = (each or Sheet(declared.name) for each in sheets)
        if isinstance(declared, ViewSheet):
            rows = [
                _rows(sheet, of_row=known)
                for sheet, known in zip((before, after), references, strict=True)
            ]
            cells += _differences(before, after, rows[0], rows[1])
        elif declared.kind in _FOUND_BY:
            by = _FOUND_BY[declared.kind]
            cells += _differences(before, after, _rows(before, by), _rows(after, by))
        elif declared.kind == "sources":
            moved = moved_sources(before, after)
    name = form.texts("long-texts")["name"]
    before, after = (each.sheet(name) or Sheet(name) for each in (old, new))
    cells += _differences(before, after, _rows(before, LONG_TEXTS), _rows(after, LONG_TEXTS))
    return IssueComparison(old.path.name, new.path.name, tuple(cells), moved)


def references_in(form: Form, workbook: Workbook) -> Mapping[int, str]:
    """Return the reference of the indicator in each row of the views, which is the same in all.

    They stand in one of the columns: in that which holds most of those of the lights.
    """
    known: set[str] = set()
    for declared in form.spreadsheet.sheets:
        if isinstance(declared, PlainSheet) and declared.kind in OF_LIGHTS:
            known |= set(_column(workbook.sheet(declared.name), 1).values())
    best: Mapping[int, str] = {}
    most = 0
    for declared in form.spreadsheet.sheets:
        if not isinstance(declared, ViewSheet):
            continue
        view = workbook.sheet(declared.name)
        for column in range(1, view.max_column + 1) if view else ():
            found = _column(view, column)
            hits = sum(text in known for text in found.values())
            if hits > most:
                best, most = found, hits
    return best


def _column(sheet: Sheet | None, column: int) -> dict[int, str]:
    """Return the texts of a column below the headings, by row."""
    if sheet is None:
        return {}
    return {
        row: str(cell.value)
        for (row, at), cell in sheet.cells.items()
        if at == column and row > HEADING_ROW and isinstance(cell.value, str)
    }


_Rows = dict[Hashable, tuple[int, str]]
"""The rows of a sheet by what they are found again by: the number, and the words for it."""


def _rows(sheet: Sheet, by: Collection[int] = (), of_row: Mapping[int, str] | None = None) -> _Rows:
    """Return the rows of a sheet below the headings, by what they are about."""
    found: _Rows = {}
    seen: Counter[Hashable] = Counter()
    for row in sorted({row for row, _ in sheet.cells if row > HEADING_ROW}):
        if of_row is None:
            texts = [shown(sheet.cell(row, column)) for column in by]
        else:
            texts = [of_row.get(row) or shown(sheet.cell(row, 1))]
        key = tuple(folded(text) for text in texts)
        seen[key] += 1
        found[key, seen[key]] = row, key[0]
    return found


def _differences(
    old: Sheet, new: Sheet, old_rows: _Rows, new_rows: _Rows
) -> Iterator[CellDifference]:
    old_columns, new_columns = _headings(old), _headings(new)
    headings = [*new_columns, *(each for each in old_columns if each not in new_columns)]
    for key in [*new_rows, *(each for each in old_rows if each not in new_rows)]:
        for heading in headings:
            before = _cell(old, old_rows.get(key), old_columns.get(heading))
            after = _cell(new, new_rows.get(key), new_columns.get(heading))
            if _same(before, after):
                continue
            _, about = new_rows.get(key) or old_rows[key]
            texts = _shown_apart(before, after)
            places = [address(each.row, each.column) if each else "" for each in (before, after)]
            yield CellDifference(
                new.name, places[1] or places[0], places[0], about, heading[0], *texts
            )


def _headings(sheet: Sheet) -> dict[tuple[str, int], int]:
    """Return the column of each heading that is shown; of two that are the same, by number."""
    seen: Counter[str] = Counter()
    found = {}
    for column in range(1, sheet.max_column + 1):
        text = folded(shown(sheet.cell(HEADING_ROW, column)))
        if text and column not in sheet.hidden_columns:
            seen[text] += 1
            found[text, seen[text]] = column
    return found


def _cell(sheet: Sheet, row: tuple[int, str] | None, column: int | None) -> Cell | None:
    return sheet.cell(row[0], column) if row and column else None


def _same(before: Cell | None, after: Cell | None) -> bool:
    """Whether two cells show the same, and hold the same."""
    values = [each.value if each else None for each in (before, after)]
    texts = [folded(shown(each)) if each else "" for each in (before, after)]
    if isinstance(values[0], float) and isinstance(values[1], float):
        return texts[0] == texts[1] and same_number(values[0], values[1])
    return texts[0] == texts[1] and isinstance(values[0], float) == isinstance(values[1], float)


def _shown_apart(before: Cell | None, after: Cell | None) -> Sequence[str]:
    """Return what two cells show; where that is the same, with what is behind it."""
    texts = [folded(shown(each)) if each else "" for each in (before, after)]
    if texts[0] == texts[1]:
        return [
            f"{text} ({_exact(each)})" for text, each in zip(texts, (before, after), strict=True)
        ]
    return texts


def _exact(cell: Cell | None) -> str:
    value = cell.value if cell else None
    return f"{value:.15g}" if isinstance(value, float) else "text"
