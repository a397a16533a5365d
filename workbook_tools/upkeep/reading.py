"""Reading the edited workbook: hostile until proven otherwise.

Sheets are found by name, columns by heading, rows by reference: they may have been moved,
sorted, or put between others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.problems import LaaError
from workbook_tools.upkeep.cells import MisreadError, read_cell
from workbook_tools.upkeep.content import Content, Exported
from workbook_tools.upkeep.layout import IDENTITY_SHEET, Column, TableSheet
from workbook_tools.upkeep.mistakes import Mistake
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Sheet, Workbook, address, open_workbook, shown

_MOST_MISTAKES = 20
"""Of a sheet: where whole columns were pasted over, more would say nothing new."""


_MOST_ROWS = 5_000
"""Of a sheet."""

_LAST_HEADING_ROW, _LAST_COLUMN = 50, 200
"""Where headings are looked for."""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One row of a sheet as it came back."""

    sheet: str
    key: str
    """Its reference; empty where it has none."""
    cells: Mapping[str, Content]
    """By column id. A cell that cannot be read is not among them."""
    places: Mapping[str, str]
    """The A1 address of each cell."""

    def mistake(self, column_id: str, message: str) -> Mistake:
        """Return a mistake in one of its cells."""
        return Mistake(self.sheet, self.places[column_id], message)


@dataclass(frozen=True, slots=True)
class Edited:
    """The workbook as it came back."""

    tables: Mapping[str, tuple[EditedRow, ...]]
    """The rows of every sheet, by what it has a row for."""
    changes: tuple[EditedRow, ...]
    """The lines of the sheet on which is said who agreed what."""
    mistakes: tuple[Mistake, ...]
    """What cannot be read."""


def read_edited(path: Path, exported: Exported) -> Edited:
    """Read an edited workbook of the framework as it is now.

    Raises:
        LaaError: the file is no workbook of this framework, or was exported from another
            state of it.
        UnreadableFileError: it is no spreadsheet.
    """
    workbook = open_workbook(path, instead="name the workbook that “laa framework export” wrote")
    _refuse_others(workbook, exported)
    mistakes: list[Mistake] = []
    tables = {
        spec.rows: tuple(_rows(workbook, spec.name, _entries(spec), exported, mistakes))
        for spec in exported.tables
    }
    layout = exported.layout
    changes = tuple(
        _rows(workbook, layout.changes["name"], layout.changes_columns, exported, mistakes)
    )
    return Edited(tables, changes, tuple(mistakes))


def _refuse_others(workbook: Workbook, exported: Exported) -> None:
    sheet = workbook.sheet(IDENTITY_SHEET)
    said = (
        {} if sheet is None else {_text(sheet, row, 1): _text(sheet, row, 2) for row in range(1, 9)}
    )
    settings, layout = exported.history.settings, exported.layout
    again = "make one with “laa framework export”"
    if said.get("form") != layout.form:
        raise LaaError(f"{workbook.path} is not a workbook of a framework; {again}.")
    if said.get("version") != layout.version:
        raise LaaError(f"{workbook.path} was made by another version of the toolkit; {again}.")
    if said.get("framework") != settings.id:
        raise LaaError(
            f"{workbook.path} is of the framework {said.get('framework')}, and this is "
            f"{settings.id}; {again}."
        )
    if said.get("fingerprint") != exported.history.fingerprint:
        raise LaaError(
            f"{workbook.path} was exported from another state of the framework, which has been "
            "changed since; export it again and make your changes there."
        )


def _text(sheet: Sheet, row: int, column: int) -> str:
    return folded(shown(sheet.cell(row, column)))


def _entries(spec: TableSheet) -> tuple[Column, ...]:
    """The columns that are read: those that are there to be read by people are not."""
    return tuple(column for column in spec.columns if not column.is_fixed)


def _rows(
    workbook: Workbook,
    name: str,
    columns: Sequence[Column],
    exported: Exported,
    mistakes: list[Mistake],
) -> Iterator[EditedRow]:
    sheet = workbook.sheet(name)
    if sheet is None:
        mistakes.append(Mistake(name, "", "the sheet is missing; export the framework again"))
        return
    headings = _headings(sheet, columns)
    if headings is None:
        mistakes.append(
            Mistake(name, "", "the row of headings is missing; export the framework again")
        )
        return
    heading_row, places = headings
    missing = [column.heading for column in columns if column.id not in places]
    if missing:
        mistakes.append(
            Mistake(
                name,
                address(heading_row, 1),
                f"there is no heading “{missing[0]}”, or it is there twice; put it back over its "
                "column, or export the framework again",
            )
        )
        return
    numbers = sorted({row for row, _ in sheet.cells if row > heading_row})
    if len(numbers) > _MOST_ROWS:
        mistakes.append(
            Mistake(
                name,
                "",
                f"it has {len(numbers):,} lines, more than any framework; delete those below",
            )
        )
        return
    misread = 0
    for number in numbers:
        cells: dict[str, Content] = {}
        for column in columns:
            cell = sheet.cell(number, places[column.id])
            try:
                cells[column.id] = read_cell(cell, column, exported)
            except MisreadError as problem:
                misread += 1
                if misread <= _MOST_MISTAKES:
                    mistakes.append(Mistake(name, cell.address, str(problem).rstrip(".")))
        key = cells.get(columns[0].id)
        if any(content is not None for content in cells.values()) or len(cells) < len(columns):
            yield EditedRow(
                name,
                key if isinstance(key, str) else "",
                cells,
                {column.id: address(number, places[column.id]) for column in columns},
            )


def _headings(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings, and the column of each that stands there once."""
    wanted = {column.heading.casefold(): column.id for column in columns}
    first = columns[0].heading.casefold()
    for row in sorted({row for row, _ in sheet.cells if row <= _LAST_HEADING_ROW}):
        texts: dict[str, list[int]] = {}
        for column in range(1, min(sheet.max_column, _LAST_COLUMN) + 1):
            texts.setdefault(_text(sheet, row, column).casefold(), []).append(column)
        if first in texts and len(set(texts) & set(wanted)) > len(wanted) // 2:
            return row, {
                column_id: texts[heading][0]
                for heading, column_id in wanted.items()
                if len(texts.get(heading, ())) == 1
            }
    return None
