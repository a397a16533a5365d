"""One return as it is issued: its plan, with the rules placed on its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Carried
from workbook_tools.rules.entries import EntryCheck, entry_checks
from workbook_tools.rules.placed import Instance, Rows, instances
from workbook_tools.rules.waivers import Waiver


@dataclass(frozen=True)
class IssuedReturn(ReturnPlan):
    """A plan with every rule on every row."""

    waivers: tuple[Waiver, ...] = ()
    """Accepted findings."""

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Every rule on every row on which it may find something, in the order of the checks."""
        return self.instances_where(
            {
                (table.name, row.id): table.locked_values(row)
                for table in self.tables
                for row in table.rows
                if not row.is_heading
            }
        )

    @cached_property
    def entry_checks(self) -> tuple[EntryCheck, ...]:
        """What every open cell must be, by row."""
        return tuple(entry_checks(self))

    def instances_where(self, rows: Rows) -> tuple[Instance, ...]:
        """Return every rule on every row on which it may find something, where the cells of the
        rows hold these values, by sheet name and row key."""
        return tuple(instances(self, self.form.rules, self.waivers, where=rows))

    def asking(self, contact: str) -> IssuedReturn:
        """Return the same plan with another contact; what is worked out for both is shared."""
        plan = replace(self, contact=contact)
        shared = ("years", "tables", "placing", "instances", "entry_checks")
        for name in shared:
            plan.__dict__[name] = getattr(self, name)
        return plan


def plan_return(
    form: Form,
    framework: Framework,
    round_id: str,
    group_id: str,
    contact: str = "",
    waivers: Iterable[Waiver] = (),
    carried: Carried | None = None,
) -> IssuedReturn:
    """Return one return, planned. Raises KeyError for an unknown round or theme group.

    Args:
        form: how it is asked.
        framework: what is asked, as it stands in the round.
        round_id: the round it is for.
        group_id: the theme group that completes it.
        contact: whom to ask, as it is printed on the sheet Start.
        waivers: accepted findings.
        carried: what it takes over from earlier rounds.
    """
    given = tuple(sorted((carried or {}).items()))
    plan = _planned(form, framework, round_id, group_id, tuple(waivers), given)
    return plan.asking(contact) if contact else plan


def forget_plans() -> None:
    """Plan anew what is asked for next: benchmarks count what a first time costs."""
    _planned.cache_clear()


@lru_cache(maxsize=24)
def _planned(
    form: Form,
    framework: Framework,
    round_id: str,
    group_id: str,
    waivers: tuple[Waiver, ...],
    carried: tuple[tuple[tuple[str, str, str], float | str], ...],
) -> IssuedReturn:
    """Return a plan; twice the same where the same is asked, as a command does in each step."""
    return IssuedReturn(
        form,
        framework,
        framework.round(round_id),
        framework.group(group_id),
        carried=dict(carried),
        waivers=waivers,
    )
