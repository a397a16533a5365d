"""What is known from elsewhere about the lines of a table: another year, the framework."""

from __future__ import annotations

from collections.abc import Iterable

from workbook_tools.funding.explaining.imbalance import Imbalance
from workbook_tools.funding.explaining.model import KnownLine


def folded(label: str) -> str:
    """Return a label without what makes no difference: case and spaces."""
    return " ".join(label.casefold().split())


class Known:
    """Lines from elsewhere, found by their names and amounts."""

    def __init__(self, imbalance: Imbalance, lines: Iterable[KnownLine]) -> None:
        """Take what is known of the lines of a table."""
        self.columns = {column.number: column for column in imbalance.table.columns}
        self._imbalance = imbalance
        self.lines = tuple(lines)
        self._sources = {
            (folded(line.label), column, imbalance.whole(amount)): line.source
            for line in self.lines
            for column, amount in line.amounts.items()
        }

    def source(self, label: str, column: int, amount: int) -> str:
        """Return where an amount of a line is known from; empty where it is not known."""
        return self._sources.get((folded(label), column, amount), "") if label else ""
