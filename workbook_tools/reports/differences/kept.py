"""A return as the ledger has it: what it was issued with, and what follows from its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbook_tools.checks.working_out import work_out
from workbook_tools.form.templates import load_return_template
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger import Ledger, records_before
from workbook_tools.plan.carried import carry_forward
from workbook_tools.plan.return_plan import ReturnPlan, plan_return
from workbook_tools.values.records import Record

Results = Mapping[str, Mapping[str, Mapping[str, Value]]]
"""By sheet name, row key and column id."""


def declared_sheet(record: Record) -> str:
    """Return a value's sheet by its declared name, although it may have been renamed."""
    tables = load_return_template().tables
    if any(table.name == record.sheet for table in tables):
        return record.sheet
    shows = (table.name for table in tables if record.column in table.column_ids)
    return next(shows, record.sheet)


def plans_of(
    framework: Framework, ledger: Ledger, round_: Round, groups: Iterable[str]
) -> dict[str, ReturnPlan]:
    """Return the plans of some theme groups' returns, with what earlier rounds reported."""
    earlier = records_before(ledger, framework, round_.id)
    template = load_return_template()
    plans = {}
    for group in groups:
        own = [(of, record) for of, record in earlier if record.theme_group == group]
        carried = carry_forward(framework, template, round_.id, own)
        plans[group] = plan_return(framework, round_.id, group, carried=carried)
    return plans


def results_of(plan: ReturnPlan, records: Iterable[Record]) -> Results:
    """Work out again what a return's formulas give from the values in the ledger."""
    entries: dict[str, dict[str, dict[str, Entry]]] = {}
    for record in records:
        cells = entries.setdefault(declared_sheet(record), {}).setdefault(record.indicator, {})
        cells[record.column] = Entry(record.content, record.text)
    return work_out(plan, entries).results
