"""Working the return's formulas and rules out again, on the values as they were understood.

What a cell of the returned workbook shows is not trusted: a formula may have been
overwritten, or a program may have saved an old result.

The rules are worked out over the results of the formulas, in two goes. The first asks
of each rule on each row only whether it finds something; it is laid out as rows by
rules, which the engine takes quickest. The second gives the words, by the very formula
that stands in the return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.form.columns import Column
from workbook_tools.form.types import BLANK, Entry
from workbook_tools.formulas.engine import Calculation, FormulaError, Grid, Value
from workbook_tools.formulas.foregone import ALONE, Mark, result_of
from workbook_tools.formulas.placing import values_of
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.placed import Instance, Rows

Entries = Mapping[str, Mapping[str, Entry]]
"""Entries of a table by row key and column id; what is not in it counts as blank."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The results of a return's formulas, over which its rules can be asked."""

    plan: ReturnPlan
    calculation: Calculation
    rows: Rows
    """The cells of each row, worked out; beside them what was typed, and the parameters."""
    at: Mapping[str, Mapping[tuple[int, int], Value]]
    """The results of the formulas by sheet name and 1-based (row, column)."""

    @property
    def results(self) -> dict[str, dict[str, dict[str, Value]]]:
        """The results of the formulas by sheet name, row key and column id."""
        return {table.name: _by_key(table, self.at[table.name]) for table in self.plan.tables}

    def messages(self, instances: Sequence[Instance]) -> list[tuple[Instance, str]]:
        """Return those of some rules on rows that find something, each with its words, in order."""
        asked = [
            each for each in instances if each.may_find(self.rows[each.table.name, each.row.id])
        ]
        found = _that_find(self.plan, self.calculation, asked)
        return _messages(self.plan, self.calculation, found)


def work_out(plan: ReturnPlan, entries: Mapping[str, Entries]) -> WorkedOut:
    """Work out every formula of every table.

    ``entries`` is by sheet name; a table that is not in it counts as blank. What a formula
    surely gives is not put to the engine.
    """
    parameters = values_of(plan.placing.parameters)
    grids: dict[str, Grid] = {}
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    sure: dict[str, dict[tuple[int, int], Value]] = {}
    for table in plan.tables:
        grid = _grid(plan, table, entries.get(table.name, {}))
        grids[table.name], sure[table.name] = grid, {}
        for row in table.rows:
            number = table.row_numbers[row.id]
            shown = rows[table.name, row.id] = _row_values(table, grid, number, parameters)
            if number not in table.layout.joint_rows:
                shown[ALONE] = True
            shown |= _cells_elsewhere(table, row, plan, rows)
            sure[table.name] |= _settle(table, row, grid, shown)
    calculation = Calculation(grids)
    for table in plan.tables:
        for (number, place), value in calculation.results[table.name].items():
            shown = rows[table.name, table.rows[number - table.first_row].id]
            shown |= dict.fromkeys(table.names_at[place], value)
    at = {name: sure[name] | calculation.results[name] for name in grids}
    return WorkedOut(plan, calculation, rows, at)


def laid_out(plan: ReturnPlan, entries: Mapping[str, Entries]) -> dict[str, Grid]:
    """Return the tables as the engine takes them, by sheet name, with all their formulas."""
    return {table.name: _grid(plan, table, entries.get(table.name, {})) for table in plan.tables}


def _row_values(
    table: PlannedTable, grid: Grid, number: int, parameters: Mapping[str, Value]
) -> dict[str, Value]:
    """Return the cells of a row by the names that formulas give them, but for those worked out."""
    line, worked_out = grid.values[number - 1], grid.formulas
    return dict(parameters) | {
        name: line[place - 1]
        for name, place in table.cell_names.items()
        if (number, place) not in worked_out
    }


def _cells_elsewhere(
    table: PlannedTable,
    row: Row,
    plan: ReturnPlan,
    rows: Mapping[tuple[str, str], Mapping[str, Value]],
) -> dict[str, Value]:
    """Return what its formulas see in the rows of its key on other sheets, as far as is known."""
    found: dict[str, Value] = {}
    for name, (sheet, column) in table.cells_elsewhere.items():
        there = rows.get((sheet, row.id))
        if there is not None and column in there:
            found[name] = there[column]
        elif row.id not in plan.table(sheet).row_numbers:
            found[name] = ""
    return found


def _settle(
    table: PlannedTable, row: Row, grid: Grid, shown: dict[str, Value]
) -> dict[tuple[int, int], Value]:
    """Put the sure results of a row's formulas in their place, and return them by place."""
    number, found = table.row_numbers[row.id], {}
    left = [column for column in table.formulas if _place(table, column, number) in grid.formulas]
    while left:
        still = []
        for column in left:
            result = result_of(column.formula_in(row))(shown)
            if isinstance(result, Mark):
                still.append(column)
                continue
            at = _place(table, column, number)
            del grid.formulas[at]
            found[at] = grid.values[at[0] - 1][at[1] - 1] = result
            shown |= dict.fromkeys(table.names_at[at[1]], result)
        if len(still) == len(left):
            break
        left = still
    return found


def _place(table: PlannedTable, column: Column, number: int) -> tuple[int, int]:
    return number, table.positions[column.id]


def _that_find(
    plan: ReturnPlan, calculation: Calculation, asked: Sequence[Instance]
) -> list[Instance]:
    """Return the instances that find something, or cannot be worked out."""
    places = _places(asked)
    answers = calculation.ask({place: each.question(plan) for place, each in places.items()})
    return [each for place, each in places.items() if answers[place] != 0.0]


def _places(instances: Sequence[Instance]) -> dict[tuple[int, int], Instance]:
    """Lay instances out with a row for each row of a table and a column for each rule."""
    rows: dict[tuple[str, str], int] = {}
    columns: dict[str, int] = {}
    places = {}
    for each in instances:
        row = rows.setdefault((each.table.name, each.row.id), len(rows) + 1)
        places[row, columns.setdefault(each.rule.id, len(columns) + 1)] = each
    return places


def _messages(
    plan: ReturnPlan, calculation: Calculation, instances: Sequence[Instance]
) -> list[tuple[Instance, str]]:
    said = calculation.ask(
        {(place, 1): each.formula(plan) for place, each in enumerate(instances, start=1)}
    )
    return [
        (instance, str(said[place, 1]))
        for place, instance in enumerate(instances, start=1)
        if said[place, 1] not in ("", None)
    ]


def _grid(plan: ReturnPlan, table: PlannedTable, entries: Entries) -> Grid:
    values: list[list[Value]] = [[None] * len(table.columns) for _ in range(table.heading_row)]
    formulas: dict[tuple[int, int], str] = {}
    for row in table.rows:
        line: list[Value] = []
        number = table.row_numbers[row.id]
        entered = entries.get(row.id, {})
        for place, column in enumerate(table.columns, start=1):
            if table.is_open(row, column):
                line.append(_evaluated(entered.get(column.id, BLANK)))
                continue
            read = table.entry_read(row, column)
            entry = entered.get(read, BLANK)
            if read and (entry.value is not None or not entry.text):
                # Read already, as its formula does it in the return.
                is_there = column.reads and entry.value is not None
                line.append(entry.value if is_there else "")
                continue
            formula = column.formula_in(row)
            if formula:
                line.append(None)
                formulas[number, place] = plan.placing.place(formula, table.name, number)
            else:
                line.append(table.known(row, column).value)
        values.append(line)
    return Grid(values, formulas)


def _evaluated(entry: Entry) -> Value:
    """Return what formulas see: what could not be read stays in the cell, as text or error."""
    if entry.fault == "cell-error":
        return FormulaError(entry.text)
    return entry.text if entry.value is None and entry.text else entry.value


def _by_key(
    table: PlannedTable, results: Mapping[tuple[int, int], Value]
) -> dict[str, dict[str, Value]]:
    by_key: dict[str, dict[str, Value]] = {}
    for row in table.rows:
        for column in table.formulas:
            place = (table.row_numbers[row.id], table.positions[column.id])
            if place in results:
                by_key.setdefault(row.id, {})[column.id] = results[place]
    return by_key
