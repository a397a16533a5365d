"""What need not be worked out in a return that was typed into.

Most of its formulas are checks, and most of these surely find nothing: what an entry must be, where
nothing was typed, and a rule whose conditions the row does not meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.checks.results import Entries, laid_out, row_values
from workbook_tools.formulas.engine import Calculation, Value
from workbook_tools.returns.checks_sheets import ChecksGrid
from workbook_tools.rules.entries import EntryCheck
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.workbooks.address import parse_address

RowValues = Mapping[tuple[str, str], Mapping[str, Value]]
"""The cells of rows by column id and alias; by sheet name and row key."""


def rows_with(plan: IssuedReturn, entries: Mapping[str, Entries]) -> RowValues:
    """Return the rows of a return's tables with some entries, its formulas worked out."""
    grids = laid_out(plan, entries)
    return row_values(plan, grids, Calculation(grids).results)


def settled_in(
    plan: IssuedReturn, entries: Mapping[str, Entries], rows: RowValues
) -> frozenset[tuple[int, int]]:
    """Return where on the sheet of the checks formulas stand that surely find nothing.

    Args:
        plan: what the return was issued by.
        entries: what was typed, by sheet name.
        rows: its rows with these entries.
    """
    grid = ChecksGrid(plan)
    return frozenset(
        parse_address(grid.message(check))
        for check in grid.checks
        if not (
            check.rule.field in entries.get(check.table.name, {}).get(check.row.id, {})
            if isinstance(check, EntryCheck)
            else check.may_find(rows[check.table.name, check.row.id])
        )
    )
