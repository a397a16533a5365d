"""Checking all returns of a round together: what one return cannot show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workbook_tools.checks.check import CheckedReturn, in_order
from workbook_tools.checks.reporting import Reporter
from workbook_tools.checks.ruling import report_rules
from workbook_tools.checks.working_out import work_out
from workbook_tools.form.types import Entry
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules import load_rules
from workbook_tools.rules.model import ROUND
from workbook_tools.rules.placed import Instance, instances
from workbook_tools.values.findings import Finding


@dataclass(frozen=True)
class _RoundPlan(ReturnPlan):
    """The rows of several returns, one below the other, as one table."""

    plans: tuple[ReturnPlan, ...] = ()

    @cached_property
    def tables(self) -> tuple[PlannedTable, ...]:
        return tuple(
            replace(
                tables[0],
                rows=tuple(row for table in tables for row in table.rows),
                carried=dict(item for table in tables for item in table.carried.items()),
            )
            for tables in zip(*(plan.tables for plan in self.plans), strict=True)
        )

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        return tuple(instances(self, load_rules(), self.waivers, scope=ROUND, settle=False))


def check_together(checked: Sequence[CheckedReturn]) -> list[CheckedReturn]:
    """Return the same returns, with what the rules over a whole round find added.

    Returns of different rounds are looked at apart. Of several returns of one theme
    group the last is taken. A return alone has nothing to be compared with.
    """
    by_round: dict[str, dict[str, CheckedReturn]] = {}
    for each in checked:
        if each.plan is not None:
            by_round.setdefault(each.plan.round.id, {})[each.plan.group.id] = each
    found = {
        id(each): findings
        for returns in by_round.values()
        if len(returns) > 1
        for each, findings in _check_round(returns)
    }
    return [
        replace(each, findings=in_order([*each.findings, *found[id(each)]], each.workbook))
        if id(each) in found
        else each
        for each in checked
    ]


def _check_round(returns: Mapping[str, CheckedReturn]) -> list[tuple[CheckedReturn, list[Finding]]]:
    first = next(iter(returns.values())).plan
    assert first is not None
    plan = _RoundPlan(
        first.framework,
        first.round,
        first.group,
        first.template,
        waivers=first.waivers,
        plans=tuple(each.plan for each in returns.values() if each.plan),
    )
    entries: dict[str, dict[str, Mapping[str, Entry]]] = {}
    for each in returns.values():
        for sheet, rows in each.entries.items():
            entries.setdefault(sheet, {}).update(rows)
    messages = work_out(plan, entries, plan.instances).messages
    results = []
    for group, each in returns.items():
        reporter = Reporter(each.workbook.path.name, group)
        own = [(i, text) for i, text in messages if _group_of(i) == group]
        report_rules(each.tables, each.entries, own, reporter)
        results.append((each, reporter.findings))
    return results


def _group_of(instance: Instance) -> str:
    """Return the theme group of a rule's row; rules over a round look at indicators only."""
    return instance.row.indicator.theme_group if instance.row.indicator else ""
