"""What the rows of a return are about, in words, and where they and their values stand."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable

from workbook_tools.plan.carried import declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.reports.differences.wording import indicator_of
from workbook_tools.values.comparing import folded
from workbook_tools.values.records import Record

_LONGEST = 90
"""Characters of somebody's own words that stand for a row."""


class RowWords:
    """Says what the rows of one theme group's return are about.

    An indicator's row says its wording, one of the self-assessment its subject; lines that an
    adviser writes say what was entered: the action, what was added.
    """

    def __init__(self, plan: ReturnPlan, *returns: Iterable[Record]) -> None:
        """Take the values of one return or more; of a row in several, the last one's count."""
        self._plan = plan
        describing = {(t.name, t.sheet.described_by) for t in plan.tables if t.sheet.described_by}
        self._entered: dict[tuple[str, str], str] = {}
        for records in returns:
            for record in records:
                sheet = declared_sheet(self._plan.form, record)
                if (sheet, record.column) in describing and record.text.strip():
                    self._entered[sheet, record.indicator] = record.text

    def of(self, record: Record) -> str:
        """Return what a value's row is about; its key where nothing says so."""
        sheet = declared_sheet(self._plan.form, record)
        entered = self._entered.get((sheet, record.indicator))
        if entered:
            return textwrap.shorten(folded(entered), _LONGEST, placeholder=" …")
        return self.issued(sheet, record.indicator) or self._wording(record)

    def issued(self, sheet: str, key: str) -> str:
        """Return what a row says when it is issued; empty for a line to be filled in."""
        try:
            table = self._plan.table(sheet)
            row = table.row(key)
        except KeyError:
            return ""
        name = table.sheet.described_by
        value = table.known(row, table.column(name)).value if name else None
        return "" if value is None else folded(str(value))

    def _wording(self, record: Record) -> str:
        indicator = indicator_of(self._plan.framework, record)
        return folded(indicator.text) if indicator else record.indicator


def order_of(plan: ReturnPlan) -> Callable[[Record], tuple[int, int, str, int]]:
    """Return how values are put in order: by sheet, then row, then column, as declared."""
    sheets = {table.name: place for place, table in enumerate(plan.tables)}
    rows = {
        (table.name, row.id): place for table in plan.tables for place, row in enumerate(table.rows)
    }
    columns = {
        (table.name, column_id): place
        for table in plan.tables
        for column_id, place in table.positions.items()
    }
    last = len(rows) + len(plan.columns)

    def order(record: Record) -> tuple[int, int, str, int]:
        sheet = declared_sheet(plan.form, record)
        return (
            sheets.get(sheet, last),
            rows.get((sheet, record.indicator), last),
            record.indicator,
            columns.get((sheet, record.column), last),
        )

    return order
