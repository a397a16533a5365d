"""Where the sheets of a return, and the columns and rows of its tables, stand now.

Sheets are found by their names, columns by their headings and rows by their keys, never
by position; what stands elsewhere than it was issued is found all the same. Nothing is
judged here: what is not as it was issued is said in ``shape.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from workbook_tools.checks.faults import Fault
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.plan.return_plan import CHECKS_SHEET, IDENTITY_SHEET, POINTS_SHEET, ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import KEY_COLUMN, PlannedTable
from workbook_tools.values.comparing import folded
from workbook_tools.values.findings import BRIEF
from workbook_tools.workbooks import Cell, Sheet, Workbook
from workbook_tools.workbooks.address import parse_area
from workbook_tools.workbooks.shown import shown

_SEARCHED_ROWS = 40
"""Headings are looked for this far down."""


@dataclass(frozen=True, slots=True)
class SubmittedSheets:
    """The sheets of a return as received."""

    declared: Mapping[str, Sheet | None]
    """The sheet for each one of the form, by its declared name; None where it is missing."""
    added: tuple[Sheet, ...]
    """The sheets that are none of the form's."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The headings of a table, or the keys of its rows, that are not as they were issued."""

    replaced: Mapping[str, str]
    """What stands instead, by column id or row key; it is read as what it was."""
    repeated: Mapping[int, str]
    """The column id or row key that is there again, by column or row number."""
    strange: Mapping[int, str]
    """What a column or a row says that is not of the table, by its number."""

    def without(self, numbers: Collection[int]) -> Labels:
        """Return the same without some of the strange ones."""
        strange = {n: words for n, words in self.strange.items() if n not in numbers}
        return replace(self, strange=strange)


@dataclass(frozen=True, slots=True)
class SubmittedTable:
    """A table sheet as received: where its columns and rows stand now."""

    table: PlannedTable
    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    """Present column number of each column found, by id."""
    rows: Mapping[str, int]
    """Present row number of each row found, by key."""
    headings: Labels
    keys: Labels
    covered: Mapping[tuple[int, int], tuple[int, int]]
    """The cells of the table that lie under another one, which was merged with them: the place
    of that one, by theirs."""
    beside: Collection[tuple[int, int]]
    """Where something stands that makes no row and no column: under no heading, or a text
    alone below the rows, such as a footnote."""

    def cell(self, key: str, column_id: str) -> Cell | None:
        """Return a cell, or None where its row or column is missing."""
        if key not in self.rows or column_id not in self.columns:
            return None
        return self.sheet.cell(self.rows[key], self.columns[column_id])

    @property
    def sheet_name(self) -> str:
        """The name that the sheet has now."""
        return self.sheet.name

    def seen(self, key: str, column_id: str) -> tuple[str, str] | None:
        """Return the address of a cell and what it shows; None where it is missing."""
        cell = self.cell(key, column_id)
        return None if cell is None else (cell.address, text_of(cell))

    def lies_under(self, cell: Cell) -> bool:
        """Whether a cell lies under another one that it was merged with."""
        return (cell.row, cell.column) in self.covered

    def fault(
        self, rule: str, row: Row, column: Column, *, found: str, expected: str = ""
    ) -> Fault:
        """Return a fault in a cell that is there."""
        return Fault(
            rule,
            sheet=self.sheet.name,
            place=(self.rows[row.id], self.columns[column.id]),
            row_key=row.id,
            field=column.id,
            found=found,
            expected=expected,
            title=column.title,
            example=column.example,
        )

    @property
    def key_column(self) -> int:
        """The column of the keys."""
        return self.columns.get("key", KEY_COLUMN)

    @property
    def is_whole(self) -> bool:
        """Whether no row and no column is missing."""
        table = self.table
        return len(self.columns) == len(table.columns) and len(self.rows) == len(table.rows)

    @property
    def is_as_issued(self) -> bool:
        """Whether every row and column stands where it was issued."""
        return self.columns == self.table.positions and self.rows == self.table.row_numbers


@dataclass(frozen=True, slots=True)
class SubmittedTables:
    """The tables of a return as received, and those that cannot be read."""

    found: Mapping[str, SubmittedTable]
    """By declared sheet name, in their order."""
    without_headings: Mapping[str, Sheet]
    """The sheets whose headings are gone, by declared name."""
    of_others: Mapping[str, str]
    """A key of another theme group, by the present name of a sheet with no row of this one's."""


def locate_sheets(plan: ReturnPlan, workbook: Workbook) -> SubmittedSheets:
    """Find the sheets of the form.

    A table of another name is known by its headings. A page has none: a sheet that is none
    of the form's and stands in its place is taken for it.
    """
    own = {sheet.name for sheet in plan.sheets}
    own |= {IDENTITY_SHEET, CHECKS_SHEET, POINTS_SHEET}
    strangers = [sheet for sheet in workbook.sheets if sheet.name not in own]
    declared: dict[str, Sheet | None] = {}
    for place, form_sheet in enumerate(plan.sheets):
        name = form_sheet.name
        sheet = workbook.sheet(name)
        if sheet is None:
            if isinstance(form_sheet, TableSheet):
                alike = (s for s in strangers if _heading_row(plan.table(name), s) is not None)
            else:
                alike = (s for s in workbook.sheets[place : place + 1] if s in strangers)
            sheet = next(alike, None)
            if sheet is not None:
                strangers.remove(sheet)
        declared[name] = sheet
    return SubmittedSheets(declared, tuple(strangers))


def locate_tables(plan: ReturnPlan, sheets: SubmittedSheets) -> SubmittedTables:
    """Find the columns and the rows of every table that has a sheet."""
    found: dict[str, SubmittedTable] = {}
    without_headings: dict[str, Sheet] = {}
    of_others: dict[str, str] = {}
    for table in plan.tables:
        sheet = sheets.declared[table.name]
        if sheet is None:
            continue
        heading_row = _heading_row(table, sheet)
        if heading_row is None:
            without_headings[table.name] = sheet
            continue
        columns, headings = _locate_columns(table, sheet, heading_row)
        labelled = _labelled_rows(sheet, heading_row, columns.get("key", KEY_COLUMN))
        other = _other_group(plan, table, labelled.values())
        if other:
            of_others[sheet.name] = other
            continue
        rows, keys = _locate_rows(table, sheet, heading_row, labelled)
        beside = _beside(sheet, rows, keys, columns)
        covered = _covered(sheet, set(rows.values()), set(columns.values()))
        found[table.name] = SubmittedTable(
            table,
            sheet,
            heading_row,
            columns,
            rows,
            headings,
            keys.without({row for row, _ in beside}),
            covered,
            beside,
        )
    return SubmittedTables(found, without_headings, of_others)


def text_of(cell: Cell) -> str:
    """Return what a cell shows, with white space folded: programs differ in line ends."""
    return folded(shown(cell))


def _heading_row(table: PlannedTable, sheet: Sheet) -> int | None:
    """Return the row with most of the table's headings; None where none has half of them."""
    titles = {_heading_key(column.title) for column in table.columns}
    matches: dict[int, int] = {}
    for (row, _), cell in sheet.cells.items():
        is_words = row <= _SEARCHED_ROWS and isinstance(cell.value, str)
        if is_words and _heading_key(text_of(cell)) in titles:
            matches[row] = matches.get(row, 0) + 1
    best = max(matches, key=lambda row: (matches[row], -row), default=None)
    if best is None or matches[best] * 2 < len(table.columns):
        return None
    return best


def _locate_columns(
    table: PlannedTable, sheet: Sheet, heading_row: int
) -> tuple[dict[str, int], Labels]:
    """Find columns by heading; one whose heading is gone, by its place between its neighbours."""
    by_title = {_heading_key(column.title): column for column in table.columns}
    found: dict[str, int] = {}
    replaced: dict[str, str] = {}
    repeated: dict[int, str] = {}
    strange: dict[int, str] = {}
    for place in sorted(column for row, column in sheet.cells if row == heading_row):
        words = text_of(sheet.cell(heading_row, place))
        column = by_title.get(_heading_key(words))
        if column is None:
            strange[place] = words
        elif column.id in found:
            repeated[place] = column.id
        else:
            found[column.id] = place
    for column in table.columns:
        issued = table.positions[column.id]
        if column.id in found or issued in found.values():
            continue
        if _beside_its_neighbours(table, column, found):
            found[column.id] = issued
            replaced[column.id] = strange.pop(issued, "")
    ordered = {column.id: found[column.id] for column in table.columns if column.id in found}
    return ordered, Labels(replaced, repeated, strange)


def _beside_its_neighbours(table: PlannedTable, column: Column, found: Mapping[str, int]) -> bool:
    """Whether the columns issued beside it still stand where they were issued."""
    place = table.positions[column.id]
    neighbours = table.columns[max(0, place - 2) : place + 1]
    others = [each for each in neighbours if each.id != column.id and each.id in found]
    return bool(others) and all(found[each.id] == table.positions[each.id] for each in others)


def _labelled_rows(sheet: Sheet, heading_row: int, key_column: int) -> dict[int, str]:
    """Return what stands in the column of the keys, by number, for each row with content."""
    rows = sorted({row for row, _ in sheet.cells if row > heading_row})
    return {row: text_of(sheet.cell(row, key_column)) for row in rows}


def _other_group(plan: ReturnPlan, table: PlannedTable, keys: Iterable[str]) -> str:
    """Return another group's first key among those of a sheet without any of the table's."""
    codes = {group.code for group in plan.framework.reporters} - {plan.group.code}
    own, others = set(table.row_numbers), list[str]()
    for key in keys:
        code = key.split("-")[0]
        # One row of its own, and a row of another group is a stray among this one's.
        if key in own and (code in codes or code == plan.group.code):
            return ""
        if code in codes:
            others.append(key)
    return others[0] if others else ""


def _locate_rows(
    table: PlannedTable, sheet: Sheet, heading_row: int, labelled: Mapping[int, str]
) -> tuple[dict[str, int], Labels]:
    """Find rows by key; one whose key is gone, by its place below the headings."""
    found: dict[str, int] = {}
    replaced: dict[str, str] = {}
    repeated: dict[int, str] = {}
    strange: dict[int, str] = {}
    for number, key in labelled.items():
        if key in table.asked_of_others:
            # Another return has it now; one that was issued by an earlier version has it still.
            continue
        if key not in table.row_numbers:
            strange[number] = key
        elif key in found:
            repeated[number] = key
        else:
            found[key] = number
    for row in table.rows:
        issued = table.row_numbers[row.id] + heading_row - table.heading_row
        if row.id not in found and issued in strange:
            found[row.id] = issued
            replaced[row.id] = strange.pop(issued)
    ordered = {row.id: found[row.id] for row in table.rows if row.id in found}
    return ordered, Labels(replaced, repeated, _contents(sheet, strange))


def _contents(sheet: Sheet, rows: Collection[int]) -> dict[int, str]:
    """Return the first few things that some rows say, for messages."""
    words: dict[int, list[str]] = {row: [] for row in rows}
    if rows:
        for (row, _), cell in sorted(sheet.cells.items()):
            if row in words and text_of(cell):
                words[row].append(text_of(cell))
    return {row: "; ".join(said)[:BRIEF] for row, said in words.items()}


def contents_of(sheet: Sheet) -> str:
    """Return the first things that a sheet says."""
    return _first(cell for _, cell in sorted(sheet.cells.items()))


def contents_below(sheet: Sheet, columns: Collection[int], row: int) -> dict[int, str]:
    """Return the first things that some columns say below a row."""
    cells: dict[int, list[Cell]] = {column: [] for column in columns}
    for place, cell in sorted(sheet.cells.items()) if columns else ():
        if place[0] > row and place[1] in cells:
            cells[place[1]].append(cell)
    return {column: _first(each) for column, each in cells.items()}


def _first(cells: Iterable[Cell]) -> str:
    said, length = [], 0
    for text in map(text_of, cells):
        if text:
            said.append(text)
            length += len(text)
            if length > _MOST:
                break
    return "; ".join(said)[:_MOST] or "nothing"


def _beside(
    sheet: Sheet, rows: Mapping[str, int], keys: Labels, columns: Mapping[str, int]
) -> tuple[tuple[int, int], ...]:
    """Return the cells of the rows that are none of the table's and look like none of it.

    Nothing of such a row stands in the table's columns; or it is a single text below the
    table, unless that is one word where the keys stand: a row of which the rest is missing.
    """
    last, own = max(rows.values(), default=0), set(columns.values())
    strange: dict[int, list[Cell]] = {row: [] for row in keys.strange}
    for (row, _), cell in sheet.cells.items() if strange else ():
        if row in strange and text_of(cell):
            strange[row].append(cell)
    found = []
    for row, cells in strange.items():
        is_outside = not any(cell.column in own for cell in cells)
        is_alone = row > last and len(cells) == 1 and isinstance(cells[0].value, str)
        is_key = any(cell.column == columns.get("key", KEY_COLUMN) for cell in cells)
        if is_outside or (is_alone and not (is_key and " " not in text_of(cells[0]))):
            found += [(cell.row, cell.column) for cell in cells]
    return tuple(found)


def _covered(
    sheet: Sheet, rows: Collection[int], columns: Collection[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the place of the cell that shows, by that of each cell that lies under it."""
    covered = {}
    for area in sheet.merged[:_MERGED]:
        corners = parse_area(area)
        if corners is None:
            continue
        top, left, bottom, right = corners
        for row in rows:
            if not top <= row <= bottom:
                continue
            for column in columns:
                if left <= column <= right and (row, column) != (top, left):
                    covered[row, column] = (top, left)
    return covered


_MOST = 2_000
"""Characters of a sheet or a column that a finding holds."""

_MERGED = 10_000
"""Ranges of merged cells that are looked at; a form has none in its tables."""


def _heading_key(text: str) -> str:
    return folded(text).casefold()
