"""Which rules can say anything on a row, whatever is entered in it.

Locked cells do not change. What a rule demands of them alone is worked out when a
return is planned, and a rule that can never apply to a row is left out of its checks:
the workbook stays small, and says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from workbook_tools.engine import Grid, Value, evaluate
from workbook_tools.formulas import names_in, own_columns_of
from workbook_tools.known import known
from workbook_tools.returns.plan import FIRST_ROW, ReturnPlan
from workbook_tools.rules.guards import demanded
from workbook_tools.rules.model import Rule
from workbook_tools.templates import TableSheet

_ASKED = "asked"
"""Name of the sheet the questions stand on; it exists for the engine only."""


def settled_out(
    plan: ReturnPlan, table: TableSheet, rules: Sequence[Rule]
) -> frozenset[tuple[str, str]]:
    """Return the (rule id, row id) pairs of rules that can never find anything on a row."""
    locked = {c.id for c in table.columns if not (c.is_entry or c.formula or c.is_check)}
    locked |= set(plan.template.aliases)
    conditions = {rule.id: _condition(rule, locked) for rule in rules}
    places: dict[tuple[int, int], tuple[str, str]] = {}
    formulas: dict[tuple[int, int], str] = {}
    for row in plan.rows:
        for column, (rule_id, condition) in enumerate(conditions.items(), start=1):
            if condition and not row.is_heading:
                place = (plan.row_numbers[row.id], column)
                places[place] = (rule_id, row.id)
                formulas[place] = plan.placing.place(
                    condition, table.name, place[0], seen_from=_ASKED
                )
    grids = {table.name: Grid(_locked_values(plan, table)), _ASKED: Grid([], formulas)}
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
    own = own_columns_of(formula)
    return len({column for _, column in names_in(formula)}) == len(own) and set(own) <= set(columns)


def _locked_values(plan: ReturnPlan, table: TableSheet) -> list[list[Value]]:
    blank: list[Value] = [None] * len(table.columns)
    values = [blank] * (FIRST_ROW - 1)
    for row in plan.rows:
        cells: Mapping[str, Value] = {
            c.id: known(plan.framework, plan.round.year, row, c).value
            for c in table.columns
            if not (c.is_entry or c.formula or c.is_check)
        }
        values.append([cells.get(column.id) for column in table.columns])
    return values
