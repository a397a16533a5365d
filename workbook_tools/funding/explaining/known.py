"""What is known from elsewhere about the lines of a table: another year, the framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbook_tools.funding.explaining.imbalance import Imbalance, Key
from workbook_tools.funding.explaining.model import KnownLine
from workbook_tools.funding.model import Figure
from workbook_tools.values.comparing import folded


def name_of(label: str) -> str:
    """Return a label without what makes no difference: case and spaces."""
    return folded(label).casefold()


class Known:
    """Lines from elsewhere, found by their names and amounts."""

    def __init__(self, imbalance: Imbalance, lines: Iterable[KnownLine]) -> None:
        """Take what is known of the lines of a table."""
        self._columns = {column.number: column for column in imbalance.table.columns}
        self._imbalance = imbalance
        self.lines = tuple(lines)
        self._sources = {
            (name_of(line.label), column, imbalance.whole(amount)): line.source
            for line in self.lines
            for column, amount in line.amounts.items()
        }

    def source(self, label: str, column: int, amount: int) -> str:
        """Return where an amount of a line is known from; empty where it is not known."""
        return self._sources.get((name_of(label), column, amount), "") if label else ""

    def in_other_years(self, key: Key) -> Iterator[tuple[int, Figure]]:
        """Yield the amounts that the line of a figure has of the same kind in other years."""
        line, mine = self._imbalance.lines.get(key[1]), self._columns.get(key[2])
        if line is None or mine is None or not line.figures:
            return
        for number, figure in line.figures.items():
            column = self._columns.get(number)
            if column is None or column.year == mine.year or column.measure != mine.measure:
                continue
            if figure.value:
                yield self._imbalance.whole(figure.value), figure
