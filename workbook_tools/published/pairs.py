"""A printed cell and the rebuilt one, with the rows that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.form import Form
from workbook_tools.form.columns import Column, Holds
from workbook_tools.framework import Figure, Framework, Indicator
from workbook_tools.problems import LaaError
from workbook_tools.published.rows import (
    PRINTED_COLUMNS,
    PublishedRow,
    published_columns,
    published_rows,
)
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Sheet, open_workbook
from workbook_tools.workbooks.shown import shown

_SIMPLE, _FULL = "Simple View", "Full View"
_REFERENCE_NUMBER = 4
"""Printed number of the column of the full view with the row's reference."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One rebuilt cell: what it shows, the number behind it, the note on it."""

    text: str
    value: float | None
    note: str = ""


RebuiltRow = Mapping[str, Rebuilt]
"""The rebuilt cells of a row, by column id."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One printed cell beside the rebuilt one."""

    form: Form
    framework: Framework
    indicator: Indicator
    row: PublishedRow
    rebuilt_row: RebuiltRow
    number: int
    """The printed column number."""

    @property
    def column_id(self) -> str:
        """The column's id."""
        return PRINTED_COLUMNS[self.number]

    @property
    def column(self) -> Column:
        """The column, as it is declared."""
        return published_columns(self.form, self.framework)[self.column_id]

    @property
    def printed(self) -> str:
        """The printed text, in one line."""
        return folded(self.row.cells[self.column_id])

    @property
    def rebuilt(self) -> Rebuilt:
        """The rebuilt cell."""
        return self.rebuilt_row[self.column_id]

    @property
    def holds(self) -> Holds | None:
        """What the column's values are, where they are figures or what is said of them."""
        return self.column.holds

    @property
    def figure(self) -> Figure | None:
        """The framework's figure for the cell; None where it has none."""
        holds = self.holds
        if holds is None:
            return None
        return self.framework.headline(self.indicator.id, holds.field, holds.year)

    @property
    def is_noted(self) -> bool:
        """Whether a note on the rebuilt cell gives the printed text word for word."""
        return bool(self.printed) and self.rebuilt.note == f"As printed: {self.printed}"


def read_pairs(form: Form, framework: Framework, spreadsheet: Path) -> Iterator[Pair]:
    """Yield every printed cell of all published rows with that of a rebuilt LAA spreadsheet.

    The simple view is compared; the full view beside it, row for row, says which row
    is which.

    Raises:
        LaaError: the workbook lacks a view, or a row.
    """
    rebuilt = _read_views(spreadsheet)
    by_line = {indicator.source_line: indicator for indicator in framework.indicators}
    for row in published_rows():
        indicator = by_line[row.source_line]
        if indicator.id not in rebuilt:
            raise LaaError(
                f"{spreadsheet}: the row {indicator.id} is missing; consolidate the round again."
            )
        for number in PRINTED_COLUMNS:
            yield Pair(form, framework, indicator, row, rebuilt[indicator.id], number)


def _read_views(path: Path) -> Mapping[str, RebuiltRow]:
    """Return the rows of the simple view by their reference."""
    workbook = open_workbook(path)
    simple, full = workbook.sheet(_SIMPLE), workbook.sheet(_FULL)
    if simple is None or full is None:
        raise LaaError(f"{path}: there is no {_SIMPLE} or no {_FULL}; consolidate the round again.")
    numbered_row, numbers = _numbers(simple)
    reference = {number: column for column, number in _numbers(full)[1].items()}[_REFERENCE_NUMBER]
    views: dict[str, RebuiltRow] = {}
    for row in range(numbered_row + 1, full.max_row + 1):
        key = full.cell(row, reference).value
        if isinstance(key, str):
            views[key] = {
                PRINTED_COLUMNS[number]: _rebuilt(simple, row, column)
                for column, number in numbers.items()
                if number in PRINTED_COLUMNS
            }
    return views


def _numbers(sheet: Sheet) -> tuple[int, dict[int, int]]:
    """Return the row of the printed column numbers, and the number of each column."""
    rows: dict[int, dict[int, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, float) and cell.value.is_integer():
            rows.setdefault(row, {})[column] = int(cell.value)
    row = min(rows)
    return row, rows[row]


def _rebuilt(sheet: Sheet, row: int, column: int) -> Rebuilt:
    cell = sheet.cell(row, column)
    value = cell.value if isinstance(cell.value, float) else None
    return Rebuilt(folded(shown(cell)), value, folded(sheet.notes.get((row, column), "")))
