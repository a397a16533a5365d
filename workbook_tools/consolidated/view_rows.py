"""Which row of a view holds what: blocks, theme groups, outcome statements, indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.framework import Indicator

TITLE_ROW, NOTE_ROW, NUMBER_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4, 5
"""1-based rows of a view."""


@dataclass(frozen=True, slots=True)
class ViewRows:
    """Which row of a view holds what. It is the same in every view."""

    blocks: Mapping[int, str]
    """Title of the block that begins in a row."""
    groups: Mapping[str, int]
    """Row of each theme group's heading, by id."""
    statements: Mapping[int, str]
    """Outcome statement in a row."""
    indicators: Mapping[str, int]
    """Row of each indicator and heading row, by id."""
    last: int

    def span(self, rows: tuple[Indicator, ...]) -> tuple[int, int] | None:
        """Return the first and the last row of some indicators; None for none."""
        if not rows:
            return None
        return self.indicators[rows[0].id], self.indicators[rows[-1].id]


def view_rows(book: Book) -> ViewRows:
    """Return where everything stands, in published order."""
    blocks: dict[int, str] = {}
    groups: dict[str, int] = {}
    statements: dict[int, str] = {}
    indicators: dict[str, int] = {}
    row = FIRST_ROW
    for block in book.framework.blocks:
        blocks[row] = block.title
        row += 1
        for group in book.framework:
            if group.block != block.id:
                continue
            groups[group.id] = row
            row += 1
            for statement in book.framework.statements_of(group.id):
                statements[row] = statement.text
                row += 1
            for indicator in book.framework.rows_of(group.id):
                indicators[indicator.id] = row
                row += 1
    return ViewRows(blocks, groups, statements, indicators, row - 1)
