"""A return as the ledger has it: what it was issued with, and what follows from its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger.earlier import of_group, records_before
from workbook_tools.ledger.entries import SourcedRecord
from workbook_tools.ledger.store import Ledger
from workbook_tools.plan.carried import carry_forward, on_declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.rules.waivers import Waiver
from workbook_tools.values.records import Record

Results = Mapping[str, Mapping[str, Mapping[str, Value]]]
"""By sheet name, row key and column id."""


def plans_of(
    form: Form, framework: Framework, ledger: Ledger, round_: Round, groups: Iterable[str]
) -> dict[str, IssuedReturn]:
    """Return the plans of some theme groups' returns, with what earlier rounds reported."""
    earlier = records_before(ledger, framework, round_.id)
    return {group: plan_of(form, framework, round_, group, earlier) for group in groups}


def plan_of(
    form: Form,
    framework: Framework,
    round_: Round,
    group: str,
    earlier: Sequence[tuple[str, SourcedRecord]] = (),
    *,
    contact: str = "",
    waivers: Sequence[Waiver] = (),
) -> IssuedReturn:
    """Return the plan of a theme group's return, with what earlier rounds reported.

    Args:
        form: the form in force.
        framework: the framework as it stands in the round.
        round_: the round.
        group: the id of the theme group.
        earlier: the values that count in the rounds before, as (round, value), oldest first.
        contact: whom the theme group asks.
        waivers: the accepted findings.
    """
    carried = carry_forward(form, framework, round_.id, of_group(framework, group, earlier))
    return plan_return(form, framework, round_.id, group, contact, waivers, carried)


def results_of(plan: ReturnPlan, records: Iterable[Record]) -> Results:
    """Work out again what a return's formulas give from the values in the ledger."""
    entries: dict[str, dict[str, dict[str, Entry]]] = {}
    for record in (on_declared_sheet(plan.form, each) for each in records):
        cells = entries.setdefault(record.sheet, {}).setdefault(record.indicator, {})
        cells[record.column] = Entry(record.content, record.text)
    return work_out(plan, entries).results
