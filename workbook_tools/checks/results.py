"""Working the return's formulas and rules out again, on the values as they were understood.

What a cell of the returned workbook shows is not trusted: a formula may have been
overwritten, or a program may have saved an old result.

The rules are worked out over the results of the formulas, in two goes. The first asks
of each rule on each row only whether it finds something; it is laid out as rows by
rules, which the engine takes quickest. The second gives the words, by the very formula
that stands in the return.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

    def that_may_find(self, instances: Iterable[Instance]) -> list[Instance]:
        """Return those of some rules on rows of which it is not certain that they find nothing."""
        return [
            each for each in instances if each.may_find(self.rows[each.table.name, each.row.id])
        ]

    def messages(self, instances: Sequence[Instance]) -> list[tuple[Instance, str]]:
        """Return those of some rules on rows that find something, each with its words, in order."""
        found = _that_find(self.plan, self.calculation, instances)
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
        values, formulas = _cells(table, entries.get(table.name, {}))
        settled = sure[table.name] = {}
        for number, row in enumerate(table.rows, start=table.first_row):
            line, columns = values[number - 1], formulas.get(number, [])
            shown = rows[table.name, row.id] = _row_values(table, line, columns, parameters)
            if number not in table.layout.joint_rows:
                shown[ALONE] = True
            shown |= _cells_elsewhere(table, row, plan, rows)
            for column, result in _settle(table, row, columns, shown):
                place = table.positions[column.id]
                settled[number, place] = line[place - 1] = result
                columns.remove(column)
        grids[table.name] = Grid(values, _placed(plan, table, formulas))
    calculation = Calculation(grids)
    for table in plan.tables:
        for (number, place), value in calculation.results[table.name].items():
            shown = rows[table.name, table.rows[number - table.first_row].id]
            shown |= dict.fromkeys(table.names_at[place], value)
    at = {name: sure[name] | calculation.results[name] for name in grids}
    return WorkedOut(plan, calculation, rows, at)


def laid_out(plan: ReturnPlan, entries: Mapping[str, Entries]) -> dict[str, Grid]:
    """Return the tables as the engine takes them, by sheet name, with all their formulas."""
    grids = {}
    for table in plan.tables:
        values, formulas = _cells(table, entries.get(table.name, {}))
        grids[table.name] = Grid(values, _placed(plan, table, formulas))
    return grids


def _placed(
    plan: ReturnPlan, table: PlannedTable, formulas: Mapping[int, Iterable[Column]]
) -> dict[tuple[int, int], str]:
    """Return formulas as they stand in the return, by row and column."""
    return {
        (number, table.positions[column.id]): plan.placing.place(
            column.formula_in(table.rows[number - table.first_row]), table.name, number
        )
        for number, columns in formulas.items()
        for column in columns
    }


def _row_values(
    table: PlannedTable,
    line: Sequence[Value],
    worked_out: Iterable[Column],
    parameters: Mapping[str, Value],
) -> dict[str, Value]:
    """Return the cells of a row by the names that formulas give them, but for those worked out."""
    shown = dict(parameters)
    for name, place in table.cell_names.items():
        shown[name] = line[place - 1]
    for column in worked_out:
        for name in table.names_at[table.positions[column.id]]:
            del shown[name]
    return shown


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
    table: PlannedTable, row: Row, columns: Sequence[Column], shown: dict[str, Value]
) -> list[tuple[Column, Value]]:
    """Return the columns whose formulas give a sure result in a row, with it.

    What is found is added to what the row is known to show, as other formulas look at it.
    """
    found: list[tuple[Column, Value]] = []
    left, before = list(columns), 0
    while len(left) != before:
        before, still = len(left), []
        for column in left:
            result = result_of(column.formula_in(row))(shown)
            if isinstance(result, Mark):
                still.append(column)
                continue
            found.append((column, result))
            shown |= dict.fromkeys(table.names_at[table.positions[column.id]], result)
        left = still
    return found


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


def _cells(
    table: PlannedTable, entries: Entries
) -> tuple[list[list[Value]], dict[int, list[Column]]]:
    """Return what stands in the cells of a table, and by row the columns that are worked out."""
    values: list[list[Value]] = [[None] * len(table.columns) for _ in range(table.heading_row)]
    formulas: dict[int, list[Column]] = {}
    for number, row in enumerate(table.rows, start=table.first_row):
        line: list[Value] = []
        entered = entries.get(row.id, {})
        for column in table.columns:
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
            if table.formula_in(row, column):
                line.append(None)
                formulas.setdefault(number, []).append(column)
            else:
                line.append(table.known(row, column).value)
        values.append(line)
    return values, formulas


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
