"""Lines, which have no subject of their own: what two files say in one line may be two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbook_tools.joining.halves import Filled, Half
from workbook_tools.joining.joint import Joint, put_rows_together
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable

_Line = Mapping[str, Filled]


def put_lines_together(joint: Joint, table: PlannedTable, rows: Sequence[Row]) -> None:
    """Put lines together: one that is taken already goes to the next empty one.

    Lines that were carried forward are the same in every file, and are put together cell by
    cell. Of a new line that two files have, and say different things of, the cells contradict
    each other; it is the same where the column that describes it says the same.
    """
    put_rows_together(joint, table, [row for row in rows if row.is_carried])
    _Lines(joint, table, [row for row in rows if not row.is_carried]).put_together()


class _Lines:
    """The new lines of a sheet, while those of one file after the other are put into them."""

    def __init__(self, joint: Joint, table: PlannedTable, rows: Sequence[Row]) -> None:
        self._joint, self._table, self._rows = joint, table, rows
        self._lines: dict[str, dict[str, Filled]] = {}
        self._said_by: dict[tuple[str, str], Half] = {}
        for row in rows:
            cells = joint.first.filled(table, row)
            if cells:
                self._lines[row.id] = dict(cells)
                self._said_by |= {(row.id, name): joint.first for name in cells}

    def put_together(self) -> None:
        """Put the lines of all other files in."""
        for number, half in enumerate(self._joint.halves[1:], start=1):
            homeless = [
                (row, cells)
                for row in self._rows
                if (cells := half.filled(self._table, row))
                and not self._put_where_it_is(number, half, row, cells)
            ]
            for row, cells in homeless:
                self._move(number, half, row, cells)

    def _put_where_it_is(self, number: int, half: Half, row: Row, cells: _Line) -> bool:
        """Put a line where it stands, or to the same line elsewhere; return whether it is in."""
        for other in self._own_first(row):
            line = self._lines.get(other.id)
            if line is not None and self._is_same(line, cells):
                self._fill(number, half, row, other, cells)
                return True
        if row.id not in self._lines:
            self._fill(number, half, row, row, cells)
            return True
        return False

    def _own_first(self, row: Row) -> Iterator[Row]:
        yield row
        yield from (other for other in self._rows if other is not row)

    def _is_same(self, line: _Line, cells: _Line) -> bool:
        """Whether two files mean one line: by what describes it, or because one adds nothing."""
        name = self._table.sheet.described_by
        if name in line and name in cells:
            return line[name].is_same_as(cells[name])
        less, more = sorted((line, cells), key=len)
        return all(key in more and more[key].is_same_as(each) for key, each in less.items())

    def _move(self, number: int, half: Half, row: Row, cells: _Line) -> None:
        """Put a line into the next empty one."""
        empty = [other for other in self._rows if other.id not in self._lines]
        behind = [other for other in empty if self._rows.index(other) > self._rows.index(row)]
        if not empty:
            for column in self._table.entries:
                if column.id in cells and column.id in self._lines[row.id]:
                    said = self._said(row, column.id) | {half.name: cells[column.id]}
                    self._joint.contradict(self._table, row, column, said)
            self._joint.remarks.append(
                f"{self._table.name}, {row.id}: no line is left for what {half.name} says there"
            )
            return
        other = (behind or empty)[0]
        self._fill(number, half, row, other, cells)
        self._joint.remarks.append(
            f"{self._table.name}: the line {row.id} of {half.name} stands in {other.id} now, "
            f"because another file has something else in {row.id}"
        )

    def _said(self, row: Row, column_id: str) -> dict[str, Filled]:
        line, half = self._lines[row.id], self._said_by.get((row.id, column_id))
        return {half.name: line[column_id]} if half is not None else {}

    def _fill(self, number: int, half: Half, row: Row, other: Row, cells: _Line) -> None:
        """Put what a file says in a line into a line, where that does not say it yet."""
        if row is not other:
            self._joint.rows[number, self._table.name, row.id] = other.id
        line = self._lines.setdefault(other.id, {})
        for column in self._table.entries:
            if column.id not in cells:
                continue
            each = cells[column.id]
            if column.id not in line:
                line[column.id] = each
                self._said_by[other.id, column.id] = half
                self._joint.take(half, (self._table.name, other.id, column.id), each)
            elif not line[column.id].is_same_as(each):
                said = self._said(other, column.id) | {half.name: each}
                self._joint.contradict(self._table, other, column, said)
