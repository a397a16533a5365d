"""Checking all returns of a round together: what one return cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from workbook_tools.checks.check import in_order
from workbook_tools.checks.outcome import Outcome
from workbook_tools.checks.results import work_out
from workbook_tools.checks.rule_findings import rule_findings
from workbook_tools.form.rules.model import ROUND
from workbook_tools.form.types import Entry
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.rules.placed import Instance, instances
from workbook_tools.values.findings import Finding


@dataclass(frozen=True)
class _RoundPlan(IssuedReturn):
    """The rows of several returns, one below the other, as one table."""

    plans: tuple[IssuedReturn, ...] = ()

    @cached_property
    def tables(self) -> tuple[PlannedTable, ...]:
        return tuple(self._joined(table) for table in self.plans[0].tables)

    def _joined(self, first: PlannedTable) -> PlannedTable:
        """Return a table with the rows of all returns; one may lack it, issued by another form."""
        tables = [each for plan in self.plans for each in plan.tables if each.name == first.name]
        return replace(
            first,
            rows=tuple(row for table in tables for row in table.rows),
            carried=dict(item for table in tables for item in table.carried.items()),
        )

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        return tuple(instances(self, self.form.rules, self.waivers, scope=ROUND))


PlanOf: TypeAlias = Callable[[Outcome], IssuedReturn | None]
"""Gives again the plan that a return was checked by."""


def check_together(checked: Sequence[Outcome], plan_of: PlanOf) -> list[Outcome]:
    """Return the same returns, with what the rules over a whole round find added.

    Returns of different rounds are looked at apart. Of several returns of one theme
    group the last is taken. A return alone has nothing to be compared with.
    """
    by_round: dict[str, dict[str, Outcome]] = {}
    for each in checked:
        if each.round is not None:
            by_round.setdefault(each.round.id, {})[each.identity.theme_group] = each
    found: dict[int, list[Finding]] = {}
    for returns in by_round.values():
        if len(returns) > 1:
            for finding in check_round(returns, plan_of):
                found.setdefault(id(returns[finding.theme_group]), []).append(finding)
    return [
        replace(each, findings=in_order([*each.findings, *found[id(each)]], each.sheets))
        if id(each) in found
        else each
        for each in checked
    ]


def check_round(returns: Mapping[str, Outcome], plan_of: PlanOf) -> Iterator[Finding]:
    """Yield what the rules over a whole round find in its returns, by theme group id.

    All of them must be such that their plan could be told.
    """
    plans = tuple(filter(None, map(plan_of, returns.values())))
    first = plans[0]
    plan = _RoundPlan(
        first.form,
        first.framework,
        first.round,
        first.group,
        waivers=first.waivers,
        plans=plans,
    )
    entries: dict[str, dict[str, Mapping[str, Entry]]] = {}
    for each in returns.values():
        for sheet, rows in each.entries.items():
            entries.setdefault(sheet, {}).update(rows)
    worked_out = work_out(plan, entries)
    messages = worked_out.messages(worked_out.that_may_find(plan.instances))
    for group, each in returns.items():
        own = [(instance, text) for instance, text in messages if _group_of(instance) == group]
        if not own:
            continue  # What was found in it need not be unfolded.
        yield from rule_findings(each.tables, each.entries, own, each.path.name, group)


def _group_of(instance: Instance) -> str:
    """Return the theme group of a rule's row; rules over a round look at indicators only."""
    return instance.row.indicator.theme_group if instance.row.indicator else ""
