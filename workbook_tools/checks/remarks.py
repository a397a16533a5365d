"""Remarks: words outside the entry cells, which nobody would read if they were not told.

They are notes on cells, threads of comments, text boxes, and what is typed beside, below
or above a table, over its checks, or on a page that is only there to be read. Each is
told with its words. What the form was issued with is none, nor is what a marked copy says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import SubmittedSheets, SubmittedTable, SubmittedTables, text_of
from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.returns.issued_words import (
    IssuedWords,
    notes_of_table,
    words_of_page,
    words_of_table,
)
from workbook_tools.returns.marked_copy import Marks, marks_of
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell, Sheet, Workbook

Place = tuple[int, int]


@dataclass(frozen=True)
class RemarksOn:
    """What is asked of a return: where its sheets are, and what is no remark."""

    plan: ReturnPlan
    sheets: SubmittedSheets
    tables: SubmittedTables
    opened: Workbook
    """The file as it came in, with what a marked copy adds."""
    marked_by: Form
    """The form whose words stand in the notes of a marked copy."""
    is_known: bool
    """Whether it was issued with this form and this framework, so that all its words are known."""

    @cached_property
    def marks(self) -> Marks:
        """What the notes of a marked copy say."""
        return marks_of(self.opened, self.marked_by.texts("marked-copy")["note_heading"])


def check_remarks(asked: RemarksOn) -> Iterator[Fault]:
    """Yield every remark on the sheets of the form that can be read.

    Of another group's sheets nothing is known, and that is told.
    """
    if asked.tables.of_others:
        return
    for form_sheet in asked.plan.sheets:
        sheet = asked.sheets.declared[form_sheet.name]
        table = asked.tables.found.get(form_sheet.name)
        if sheet is None or (table is None and not isinstance(form_sheet, PlainSheet)):
            continue
        yield from _notes(asked, sheet, table)
        for box in sheet.boxes:
            yield _remark("text-box", sheet, box.place, box.text, table)
        if table is not None:
            yield from _around(asked, table)
        elif isinstance(form_sheet, PlainSheet) and sheet.name == form_sheet.name:
            yield from _on_page(asked, sheet, form_sheet)


def _remark(
    rule: str, sheet: Sheet, place: Place, words: str, table: SubmittedTable | None
) -> Fault:
    """Return a remark, with the row and the column of the table that it stands in."""
    key = field = ""
    if table is not None:
        key = next((key for key, row in table.rows.items() if row == place[0]), "")
        field = next((name for name, column in table.columns.items() if column == place[1]), "")
    return Fault(rule, sheet.name, place, key, field if key else "", found=f"“{words}”")


# Notes ---------------------------------------------------------------------------


def _notes(asked: RemarksOn, sheet: Sheet, table: SubmittedTable | None) -> Iterator[Fault]:
    if not sheet.notes:
        return
    issued = frozenset[str]() if table is None else notes_of_table(table.table)
    for place, note in sorted(sheet.notes.items()):
        if folded(note) in issued:
            continue
        said = folded(asked.marks.without_ours(note))
        if said and said not in issued:
            yield _remark("cell-note", sheet, place, said, table)


# Words in cells ------------------------------------------------------------------


def _around(asked: RemarksOn, table: SubmittedTable) -> Iterator[Fault]:
    """Yield what stands on the sheet of a table and belongs to no row and no column of it."""
    sheet = table.sheet
    shows_formulas = _shows_formulas(sheet)
    words = words_of_table(asked.plan, table.table) if asked.is_known else None
    rows, columns = set(table.rows.values()), set(table.columns.values())
    told = {*table.keys.strange, *table.keys.repeated}
    labelled = {*table.headings.strange, *table.headings.repeated}
    beside: dict[Place, Cell] = {}
    for place, cell in sheet.cells.items():
        row, column = place
        if row == table.heading_row or (row > table.heading_row and row in told):
            continue
        if row < table.heading_row:
            if words is not None and not _is_issued(words, cell, table, shows_formulas):
                beside[place] = cell
        elif (row not in rows or column not in columns) and column not in labelled:
            beside[place] = cell
    beside |= {place: sheet.cell(*place) for place in table.beside}
    if shows_formulas:
        beside |= _over_checks(table)
    yield from _told(sheet, beside, table)


def _shows_formulas(sheet: Sheet) -> bool:
    """Whether formulas can be seen: in an .ods or .xls file their results look like entries."""
    return any(cell.formula is not None for cell in sheet.cells.values())


def _is_issued(words: IssuedWords, cell: Cell, table: SubmittedTable, shows_formulas: bool) -> bool:
    if cell.formula is not None:
        return True
    down = table.heading_row - table.table.heading_row
    if not shows_formulas and (cell.row - down, cell.column) in words.formulas:
        return True
    return words.has(text_of(cell), text_of(table.sheet.cell(cell.row, 1)))


def _over_checks(table: SubmittedTable) -> dict[Place, Cell]:
    """Return what was typed over what the rules say, where their formulas are still there."""
    cells = [
        table.sheet.cell(table.rows[row.id], table.columns[column.id])
        for column in table.table.columns
        if column.is_check and column.id in table.columns
        for row in table.table.rows
        if row.id in table.rows and not row.is_heading
    ]
    if all(cell.formula is None for cell in cells):
        return {}
    typed = (cell for cell in cells if cell.formula is None and text_of(cell))
    return {(cell.row, cell.column): cell for cell in typed}


def _on_page(asked: RemarksOn, sheet: Sheet, page: PlainSheet) -> Iterator[Fault]:
    """Yield what was typed on a sheet that is there to be read."""
    has_formulas = page.kind != "guidance"
    if not asked.is_known or (has_formulas and not _shows_formulas(sheet)):
        return
    words = words_of_page(asked.plan, page)
    typed = {
        place: cell
        for place, cell in sheet.cells.items()
        if cell.formula is None and not words.has(text_of(cell))
    }
    yield from _told(sheet, typed, None)


def _told(
    sheet: Sheet, cells: Mapping[Place, Cell], table: SubmittedTable | None
) -> Iterator[Fault]:
    """Yield a remark for each text by itself, and one for each group of cells that touch."""
    left = {place for place, cell in cells.items() if text_of(cell)}
    said: list[tuple[Place, str]] = []
    for first in sorted(left):
        if first not in left:
            continue
        group = _touching(first, left)
        left.difference_update(group)
        texts = [text_of(cells[place]) for place in group]
        in_one_column = len({column for _, column in group}) == 1
        if in_one_column and all(isinstance(cells[place].value, str) for place in group):
            said += zip(group, texts, strict=True)
        else:
            said.append((group[0], "; ".join(texts)))
    most = said[:_MOST]
    for place, text in most[:-1]:
        yield _remark("words-outside", sheet, place, text, table)
    if most:
        rest = "; ".join(text for _, text in said[len(most) - 1 :])
        yield _remark("words-outside", sheet, most[-1][0], rest, table)


_MOST = 100
"""Remarks in cells that are told of one sheet; the last takes all that are left."""


def _touching(first: Place, places: set[Place]) -> Sequence[Place]:
    """Return the places that hang together with one of them, in their order."""
    found, ahead = {first}, [first]
    while ahead:
        row, column = ahead.pop()
        near = ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1))
        for place in near:
            if place in places and place not in found:
                found.add(place)
                ahead.append(place)
    return sorted(found)
