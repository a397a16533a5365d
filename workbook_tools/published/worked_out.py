"""What need not be worked out once more in a return that was typed into.

The formulas of its tables have been, to see which rules apply. Most others are checks, and most of
these surely find nothing: what an entry must be, where nothing was typed, and a rule whose
conditions the row does not meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.checks.results import Entries, WorkedOut
from workbook_tools.formulas.engine import Value
from workbook_tools.plan.return_plan import CHECKS_SHEET
from workbook_tools.returns.checks_sheets import ChecksGrid
from workbook_tools.rules.entries import EntryCheck
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.workbooks.address import parse_address

Results = Mapping[tuple[int, int], Value]
"""Results of the formulas of a sheet by 1-based (row, column)."""


def known_results(
    plan: IssuedReturn, entries: Mapping[str, Entries], tables: WorkedOut
) -> dict[str, Results]:
    """Return the results that are known of a return's formulas, by sheet name.

    Args:
        plan: what the return was issued by.
        entries: what was typed, by sheet name.
        tables: its tables with these entries.
    """
    grid = ChecksGrid(plan)
    nothing: dict[tuple[int, int], Value] = {
        parse_address(grid.message(check)): ""
        for check in grid.checks
        if not (
            check.rule.field in entries.get(check.table.name, {}).get(check.row.id, {})
            if isinstance(check, EntryCheck)
            else check.may_find(tables.rows[check.table.name, check.row.id])
        )
    }
    return {**tables.at, CHECKS_SHEET: nothing}
