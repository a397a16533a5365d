"""What becomes of returns that are put together: entries taken over, and contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbook_tools.form.columns import Column
from workbook_tools.joining.halves import Filled, Half, open_columns
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import Cell, address

Place = tuple[str, str, str]
"""A cell by the declared name of its sheet, the key of its row and the id of its column."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One cell of which the files say different things."""

    sheet: str
    cell: str
    """Its address in the first file."""
    row_key: str
    heading: str
    said: tuple[tuple[str, str], ...]
    """Each file that says something of it, and what that shows."""
    place: Place


@dataclass(slots=True)
class Joint:
    """What becomes of some returns that are put together."""

    halves: tuple[Half, ...]
    taken: dict[Place, Cell | None] = field(default_factory=dict)
    """What is put into the first file: a cell of another one, or None for a blank."""
    rows: dict[tuple[int, str, str], str] = field(default_factory=dict)
    """The row in which a line of another file stands now, by the number of the file, the sheet
    and the row that it stood in; only of lines that have been moved."""
    contradictions: list[Contradiction] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What else a person ought to know, a sentence each."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many entries of each other file were taken over, by its name."""

    @property
    def first(self) -> Half:
        """The file that the entries of the others are put into."""
        return self.halves[0]

    def take(self, half: Half, place: Place, filled: Filled) -> None:
        """Put an entry of another file into the first one.

        Raises:
            LaaError: it is a formula that has no result, or looks other than what it holds.
        """
        sheet = half.table(place[0]).sheet
        where = f"{half.name}, sheet {sheet.name}, cell {filled.cell.address}"
        if filled.entry.fault == "no-result":
            raise LaaError(
                f"{where} holds a formula without its result; open the file in Excel, save it, and "
                "join that copy."
            )
        if (filled.cell.row, filled.cell.column) in sheet.looks:
            # Its content alone would be taken over, and nobody could see any more what was meant.
            raise LaaError(
                f"{where} has something raised, struck out or in the colour of its ground; have "
                "what is meant typed plainly, and join that copy."
            )
        self.taken[place] = filled.cell
        self.counts[half.name] = self.counts.get(half.name, 0) + 1

    def contradict(
        self, table: PlannedTable, row: Row, column: Column, said: Mapping[str, Filled]
    ) -> None:
        """Note that files say different things of a cell, by their names."""
        self.contradictions.append(
            Contradiction(
                table.name,
                self.address_of(table.name, row.id, column.id),
                row.id,
                column.title,
                tuple((name, each.entry.text) for name, each in said.items()),
                (table.name, row.id, column.id),
            )
        )

    def address_of(self, sheet: str, key: str, column_id: str) -> str:
        """Return where a cell stands in the first file; empty where that has lost it."""
        table = self.first.table(sheet)
        if key not in table.rows or column_id not in table.columns:
            return ""
        return address(table.rows[key], table.columns[column_id])


def put_rows_together(joint: Joint, table: PlannedTable, rows: Sequence[Row]) -> None:
    """Put rows together, each of which is the same in every file, cell by cell."""
    for row in rows:
        put_cells_together(joint, table, row, open_columns(table, row))


def put_cells_together(
    joint: Joint, table: PlannedTable, row: Row, columns: Sequence[Column]
) -> None:
    """Put some cells of a row together."""
    filled = [(half, half.filled(table, row)) for half in joint.halves]
    for column in columns:
        there = [(half, cells[column.id]) for half, cells in filled if column.id in cells]
        if not there:
            continue
        source, first = there[0]
        if not all(first.is_same_as(other) for _, other in there[1:]):
            joint.contradict(table, row, column, {half.name: each for half, each in there})
        elif source is not joint.first:
            joint.take(source, (table.name, row.id, column.id), first)
