"""Filling in blank returns from the examples of the rules, where no update was published.

Every entry of every example is typed into some row of its sheet, so that the rules find
something: in as many copies of a return as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbook_tools.form.rules.model import ROW
from workbook_tools.formulas.engine import Value, recalculated
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.published.typing import Typed, Typing
from workbook_tools.returns import return_bytes
from workbook_tools.rules.issued import IssuedReturn

_Entries = Mapping[str, Value]


def completed_from_examples(plan: IssuedReturn) -> Iterator[bytes]:
    """Yield the return filled in, once for each part of the examples that its rows take."""
    blank = return_bytes(plan)
    lines = {table.name: _lines(plan, table) for table in plan.tables}
    copies = max(
        -(-len(lines[table.name]) // (len(table.rows) or 1)) if lines[table.name] else 1
        for table in plan.tables
    )
    for copy in range(copies):
        typing = Typing(plan.form, blank)
        for table in plan.tables:
            _type(typing, table, lines[table.name], copy * len(table.rows))
        yield recalculated(typing.saved())


def _lines(plan: IssuedReturn, table: PlannedTable) -> list[_Entries]:
    """Return what the examples of a sheet's rules have in their rows, by column id or alias."""
    rules = (rule for rule in plan.form.rules if (rule.sheet, rule.scope) == (table.name, ROW))
    return [example.row for rule in rules for example in (*rule.fails, *rule.passes)]


def _type(typing: Typing, table: PlannedTable, lines: list[_Entries], first: int) -> None:
    """Type a line of the examples into the open cells of each row of a table."""
    for place, row in enumerate(table.rows if lines else (), start=first):
        line = lines[place % len(lines)]
        columns = {table.column(name): value for name, value in line.items()}
        entries: dict[str, Typed] = {
            column.id: value
            for column, value in columns.items()
            if isinstance(value, float | int | str) and value != "" and table.is_open(row, column)
        }
        typing.type(table.name, table.row_numbers[row.id], entries)
