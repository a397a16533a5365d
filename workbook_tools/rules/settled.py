"""Which rules can say anything on a row, whatever is entered in it.

Locked cells do not change. What a rule demands of them alone is worked out when a
return is planned, and a rule that can never apply to a row is left out of its checks:
the workbook stays small, and says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from workbook_tools.engine import Grid, Value, evaluate
from workbook_tools.formulas import names_in, own_columns_of
from workbook_tools.returns.plan import ReturnPlan
from workbook_tools.returns.tables import PlannedTable
from workbook_tools.rules.guards import demanded
from workbook_tools.rules.model import Rule
from workbook_tools.templates import Column

_ASKED = "asked"
"""Name of the sheet the questions stand on; it exists for the engine only."""


def settled_out(
    plan: ReturnPlan, table: PlannedTable, rules: Sequence[Rule]
) -> frozenset[tuple[str, str]]:
    """Return the (rule id, row id) pairs of rules that can never find anything on a row."""
    locked = frozenset(name for name in table.named_positions if _is_locked(table.column(name)))
    conditions = {rule.id: _condition(rule, locked) for rule in rules}
    places: dict[tuple[int, int], tuple[str, str]] = {}
    formulas: dict[tuple[int, int], str] = {}
    for row in table.rows:
        for column, (rule_id, condition) in enumerate(conditions.items(), start=1):
            if condition and not row.is_heading:
                place = (table.row_numbers[row.id], column)
                places[place] = (rule_id, row.id)
                formulas[place] = plan.placing.place(
                    condition, table.name, place[0], seen_from=_ASKED
                )
    if not formulas:
        return frozenset()
    grids = {table.name: Grid(_locked_values(table)), _ASKED: Grid([], formulas)}
    answers = evaluate(grids)[_ASKED]
    return frozenset(pair for place, pair in places.items() if answers[place] is False)


def _condition(rule: Rule, locked: Collection[str]) -> str:
    """Return what a rule demands of locked cells alone, as one formula; empty for nothing."""
    demands = [
        condition
        for condition in demanded(rule.when.removeprefix("="))
        if condition and _names_only(condition, locked)
    ]
    if _names_only(rule.check, locked) and (not rule.when or _names_only(rule.when, locked)):
        demands.append(f"NOT({rule.check.removeprefix('=')})")
    return f"=AND({','.join(demands)})" if demands else ""


def _names_only(formula: str, columns: Collection[str]) -> bool:
    """Whether a formula looks at some columns of its own row, and at nothing else."""
    own = set(own_columns_of(formula))
    return names_in(formula) == {("", column) for column in own} and own <= set(columns)


def _is_locked(column: Column) -> bool:
    return not (column.is_entry or column.formula or column.is_check)


def _locked_values(table: PlannedTable) -> list[list[Value]]:
    blank: list[Value] = [None] * len(table.columns)
    values = [blank] * (table.first_row - 1)
    for row in table.rows:
        values.append([table.known(row, c).value if _is_locked(c) else None for c in table.columns])
    return values
