"""Working the return's formulas and rules out again, on the values as they were understood.

What a cell of the returned workbook shows is not trusted: a formula may have been
overwritten, or a program may have saved an old result.

The rules are worked out in two goes, over the results of the formulas. The first asks
of each rule on each row only whether it finds something; it is laid out as rows by
rules, which the engine takes quickest. The second gives the words, by the very formula
that stands in the return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.form.types import BLANK, Entry
from workbook_tools.formulas.engine import Calculation, FormulaError, Grid, Value
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.placed import Instance

Entries = Mapping[str, Mapping[str, Entry]]
"""Entries of a table by row key and column id; what is not in it counts as blank."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The results of a return's formulas, and what its rules say."""

    results: Mapping[str, Mapping[str, Mapping[str, Value]]]
    """By sheet name, row key and column id."""
    messages: Sequence[tuple[Instance, str]]
    """The rules that found something, with their words, in the order of the instances."""


def work_out(
    plan: ReturnPlan, entries: Mapping[str, Entries], instances: Sequence[Instance] = ()
) -> WorkedOut:
    """Work out every formula of every table, and every rule instance.

    ``entries`` is by sheet name; a table that is not in it counts as blank.
    """
    grids = laid_out(plan, entries)
    calculation = Calculation(grids)
    results = calculation.results
    rows = row_values(plan, grids, results)
    asked = [each for each in instances if each.may_find(rows[each.table.name, each.row.id])]
    return WorkedOut(
        {table.name: _by_key(table, results[table.name]) for table in plan.tables},
        _messages(plan, calculation, _that_find(plan, calculation, asked)),
    )


def laid_out(plan: ReturnPlan, entries: Mapping[str, Entries]) -> dict[str, Grid]:
    """Return the tables as the engine takes them, by sheet name."""
    return {table.name: _grid(plan, table, entries.get(table.name, {})) for table in plan.tables}


def row_values(
    plan: ReturnPlan,
    grids: Mapping[str, Grid],
    results: Mapping[str, Mapping[tuple[int, int], Value]],
) -> dict[tuple[str, str], dict[str, Value]]:
    """Return the cells of each row by column id and alias, worked out; by sheet name and key."""
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for table in plan.tables:
        of_table, values = results[table.name], grids[table.name].values
        # An entry is what its formulas see: where a cell reads it, what that gives.
        names = {**table.named_positions, **table.layout.read_at}
        for row in table.rows:
            number = table.row_numbers[row.id]
            line = values[number - 1]
            shown = {name: line[place - 1] for name, place in names.items()}
            shown |= {
                name: of_table[number, place]
                for name, place in names.items()
                if (number, place) in of_table
            }
            rows[table.name, row.id] = shown
    return rows


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
