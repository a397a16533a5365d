"""Finding one's way in a table sheet as it came back.

Columns are found by their headings and rows by their keys, never by position;
what stands elsewhere than it was issued is reported and read all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from workbook_tools.checks.reporting import Reporter
from workbook_tools.form.columns import Column
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import KEY_COLUMN, PlannedTable
from workbook_tools.workbooks import Cell, Sheet
from workbook_tools.workbooks.shown import shown

_SEARCHED_ROWS = 40
"""Headings are looked for this far down."""


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

    def cell(self, key: str, column_id: str) -> Cell | None:
        """Return a cell, or None where its row or column is missing."""
        if key not in self.rows or column_id not in self.columns:
            return None
        return self.sheet.cell(self.rows[key], self.columns[column_id])

    @property
    def is_whole(self) -> bool:
        """Whether no row and no column is missing."""
        table = self.table
        return len(self.columns) == len(table.columns) and len(self.rows) == len(table.rows)

    @property
    def is_as_issued(self) -> bool:
        """Whether every row and column stands where it was issued."""
        return self.columns == self.table.positions and self.rows == self.table.row_numbers


def locate(
    plan: ReturnPlan, table: PlannedTable, sheet: Sheet, reporter: Reporter
) -> SubmittedTable | None:
    """Find the columns and rows of a table, reporting what is not as it was issued.

    Returns None where the headings cannot be found at all, or no row is one of the plan's.
    """
    heading_row = _heading_row(table, sheet)
    if heading_row is None:
        reporter.report("headings-missing", sheet=sheet.name, expected=str(table.heading_row))
        return None
    columns = _locate_columns(table, sheet, heading_row, reporter)
    key_column = columns.get("key", KEY_COLUMN)
    stranger = _only_strangers(plan, table, sheet, heading_row, key_column)
    if stranger:
        # The rows of every sheet are another group's then, which is one cause.
        if not any(finding.rule == "other-rows" for finding in reporter.findings):
            title = plan.group.title
            reporter.report("other-rows", sheet=sheet.name, found=stranger, expected=title)
        return None
    rows = _locate_rows(table, sheet, heading_row, key_column, reporter)
    return SubmittedTable(table, sheet, heading_row, columns, rows)


def looks_like(table: PlannedTable, sheet: Sheet) -> bool:
    """Whether a sheet of another name has the table's headings."""
    return _heading_row(table, sheet) is not None


def text_of(cell: Cell) -> str:
    """Return what a cell shows, with white space folded: programs differ in line ends."""
    return " ".join(shown(cell).split())


def _heading_row(table: PlannedTable, sheet: Sheet) -> int | None:
    titles = {_folded(column.title) for column in table.columns}
    matches: dict[int, int] = {}
    for (row, _), cell in sheet.cells.items():
        is_words = row <= _SEARCHED_ROWS and isinstance(cell.value, str)
        if is_words and _folded(text_of(cell)) in titles:
            matches[row] = matches.get(row, 0) + 1
    best = max(matches, key=lambda row: (matches[row], -row), default=None)
    if best is None or matches[best] * 2 < len(table.columns):
        return None
    return best


def _locate_columns(
    table: PlannedTable, sheet: Sheet, heading_row: int, reporter: Reporter
) -> dict[str, int]:
    by_title = {_folded(column.title): column for column in table.columns}
    found: dict[str, int] = {}
    strangers: dict[int, str] = {}
    for place in sorted(column for row, column in sheet.cells if row == heading_row):
        words = text_of(sheet.cell(heading_row, place))
        column = by_title.get(_folded(words))
        if column is None:
            strangers[place] = words
        elif column.id in found:
            reporter.report(
                "column-twice",
                sheet=sheet.name,
                place=(heading_row, place),
                field=column.id,
                found=column.title,
            )
        else:
            found[column.id] = place
    for column in table.columns:
        if column.id not in found:
            _missing_column(table, sheet, heading_row, column, found, strangers, reporter)
    for place, words in strangers.items():
        reporter.report("column-added", sheet=sheet.name, place=(heading_row, place), found=words)
    ordered = {column.id: found[column.id] for column in table.columns if column.id in found}
    if list(ordered.values()) != sorted(ordered.values()):
        reporter.report("columns-moved", sheet=sheet.name)
    return ordered


def _missing_column(
    table: PlannedTable,
    sheet: Sheet,
    heading_row: int,
    column: Column,
    found: dict[str, int],
    strangers: dict[int, str],
    reporter: Reporter,
) -> None:
    """Report a column whose heading is gone; where another stands in its place, read it."""
    issued = table.positions[column.id]
    taken = set(found.values())
    if issued not in taken and _beside_its_neighbours(table, column, found):
        words = strangers.pop(issued, "")
        found[column.id] = issued
        reporter.report(
            "column-renamed",
            sheet=sheet.name,
            place=(heading_row, issued),
            field=column.id,
            found=words,
            expected=column.title,
        )
    else:
        reporter.report("column-missing", sheet=sheet.name, field=column.id, expected=column.title)


def _beside_its_neighbours(table: PlannedTable, column: Column, found: Mapping[str, int]) -> bool:
    """Whether the columns issued beside it still stand where they were issued."""
    place = table.positions[column.id]
    neighbours = table.columns[max(0, place - 2) : place + 1]
    others = [each for each in neighbours if each.id != column.id and each.id in found]
    return bool(others) and all(found[each.id] == table.positions[each.id] for each in others)


def _locate_rows(
    table: PlannedTable, sheet: Sheet, heading_row: int, key_column: int, reporter: Reporter
) -> dict[str, int]:
    known = set(table.row_numbers)
    found: dict[str, int] = {}
    strangers: dict[int, str] = {}
    for row in _rows_with_content(sheet, heading_row):
        key = text_of(sheet.cell(row, key_column))
        if key not in known:
            strangers[row] = key
        elif key in found:
            reporter.report(
                "row-twice", sheet=sheet.name, place=(row, key_column), key=key, found=key
            )
        else:
            found[key] = row
    shift = heading_row - table.heading_row
    for each in table.rows:
        if each.id not in found:
            issued = table.row_numbers[each.id] + shift
            _missing_row(sheet, each, issued, key_column, found, strangers, reporter)
    for row, content in _contents(sheet, strangers).items():
        reporter.report("row-added", sheet=sheet.name, place=(row, key_column), found=content)
    ordered = {row.id: found[row.id] for row in table.rows if row.id in found}
    if list(ordered.values()) != sorted(ordered.values()):
        reporter.report("rows-moved", sheet=sheet.name)
    return ordered


def _only_strangers(
    plan: ReturnPlan, table: PlannedTable, sheet: Sheet, heading_row: int, key_column: int
) -> str:
    """Return the first reference of a table none of whose rows belong to the plan; else nothing."""
    rows = _rows_with_content(sheet, heading_row)
    keys = [text_of(sheet.cell(row, key_column)) for row in rows]
    codes = {group.code for group in plan.framework} - {plan.group.code}
    others = [key for key in keys if key.split("-")[0] in codes]
    return others[0] if others and not set(others) & set(table.row_numbers) else ""


def _missing_row(
    sheet: Sheet,
    row: Row,
    issued: int,
    key_column: int,
    found: dict[str, int],
    strangers: dict[int, str],
    reporter: Reporter,
) -> None:
    """Report a row whose key is gone; where a row without a key stands in its place, read it."""
    if issued in strangers:
        found[row.id] = issued
        reporter.report(
            "key-changed",
            sheet=sheet.name,
            place=(issued, key_column),
            key=row.id,
            field="key",
            found=strangers.pop(issued),
            expected=row.id,
        )
    else:
        reporter.report("row-missing", sheet=sheet.name, key=row.id, expected=row.id)


def _rows_with_content(sheet: Sheet, heading_row: int) -> Iterable[int]:
    first = heading_row + 1
    return sorted({row for row, _ in sheet.cells if row >= first})


def _contents(sheet: Sheet, rows: Collection[int]) -> dict[int, str]:
    """Return the first few things that some rows say, for messages."""
    words: dict[int, list[str]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        if row in rows and text_of(cell):
            words.setdefault(row, []).append(text_of(cell))
    return {row: "; ".join(words.get(row, []))[:120] for row in rows}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
