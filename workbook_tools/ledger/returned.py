"""A return as the ledger has it: what it was issued with, and what follows from its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger.earlier import of_group, records_before
from workbook_tools.ledger.store import Ledger
from workbook_tools.plan.carried import carry_forward
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.values.records import Record

Results = Mapping[str, Mapping[str, Mapping[str, Value]]]
"""By sheet name, row key and column id."""


def declared_sheet(form: Form, record: Record) -> str:
    """Return a value's sheet by its declared name, although it may have been renamed."""
    tables = form.returns.tables
    if any(table.name == record.sheet for table in tables):
        return record.sheet
    shows = (table.name for table in tables if record.column in table.column_ids)
    return next(shows, record.sheet)


def plans_of(
    form: Form, framework: Framework, ledger: Ledger, round_: Round, groups: Iterable[str]
) -> dict[str, IssuedReturn]:
    """Return the plans of some theme groups' returns, with what earlier rounds reported."""
    plans = {}
    earlier = records_before(ledger, framework, round_.id)
    for group in groups:
        carried = carry_forward(form, framework, round_.id, of_group(framework, group, earlier))
        plans[group] = plan_return(form, framework, round_.id, group, carried=carried)
    return plans


def results_of(plan: ReturnPlan, records: Iterable[Record]) -> Results:
    """Work out again what a return's formulas give from the values in the ledger."""
    entries: dict[str, dict[str, dict[str, Entry]]] = {}
    for record in records:
        cells = entries.setdefault(declared_sheet(plan.form, record), {}).setdefault(
            record.indicator, {}
        )
        cells[record.column] = Entry(record.content, record.text)
    return work_out(plan, entries).results
