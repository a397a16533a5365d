"""Working the return's formulas out again, on the values as they were understood.

What a cell of the returned workbook shows is not trusted: a formula may have been
overwritten, or a program may have saved an old result.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.checks.entries import Entry
from workbook_tools.engine import Grid, Value, evaluate
from workbook_tools.known import known
from workbook_tools.returns.plan import HEADING_ROW, ReturnPlan
from workbook_tools.templates import TableSheet


def work_out(
    plan: ReturnPlan, table: TableSheet, entries: Mapping[str, Mapping[str, Entry]]
) -> dict[str, dict[str, Value]]:
    """Return the result of every formula of a table, by row key and column id.

    ``entries`` is by row key and column id; what is not in it counts as blank.
    """
    width = len(table.columns)
    values: list[list[Value]] = [[None] * width for _ in range(HEADING_ROW)]
    formulas: dict[tuple[int, int], str] = {}
    for row in plan.rows:
        line: list[Value] = []
        number = plan.row_numbers[row.id]
        for place, column in enumerate(table.columns, start=1):
            if column.is_open(row):
                entry = entries.get(row.id, {}).get(column.id)
                line.append(_evaluated(entry) if entry else None)
            elif column.is_worked_out(row):
                line.append(None)
                formulas[number, place] = plan.placing.place(column.formula, table.name, number)
            else:
                line.append(known(plan.framework, plan.round.year, row, column).value)
        values.append(line)
    results = evaluate({table.name: Grid(values, formulas)})[table.name]
    worked_out: dict[str, dict[str, Value]] = {}
    for row in plan.rows:
        for column in table.formulas:
            place_of = (plan.row_numbers[row.id], table.positions[column.id])
            if place_of in results:
                worked_out.setdefault(row.id, {})[column.id] = results[place_of]
    return worked_out


def _evaluated(entry: Entry) -> Value:
    """What could not be read stays in the cell as text, so that the light says “Query”."""
    return entry.text if entry.value is None and entry.text else entry.value
