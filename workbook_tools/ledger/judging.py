"""Judging what counts by what is in force in its round.

A return shows the light that follows from the targets and margins it was issued with. Where
a target was revised since, the light that counts is the one by the target in force: it is
worked out again from the values in the ledger, which stay as they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from workbook_tools.form import Form
from workbook_tools.formulas.engine import FormulaError, Value
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger.entries import ReceivedFile, SourcedRecord
from workbook_tools.ledger.returned import Results, results_of
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.rules.issued import plan_return

_JUDGED = ("light", "expected")
"""The fields of what is worked out from targets."""


def judged(
    form: Form,
    framework: Framework,
    round_: Round,
    records: Sequence[SourcedRecord],
    received: Mapping[str, ReceivedFile],
) -> tuple[SourcedRecord, ...]:
    """Return the values of a round with lights by the form and framework in force in it.

    Those of returns that were issued with just these are as they came in.
    """
    found: list[SourcedRecord] = []
    groups = {group.id for group in framework.reporters}
    for group, run in groupby(records, key=lambda record: record.theme_group):
        own, file = list(run), received[group]
        in_force = (framework.fingerprint, form.fingerprint)
        if (file.framework_fingerprint, file.form_fingerprint) != in_force and group in groups:
            plan = plan_return(form, framework, round_.id, group)
            own = list(_judged_again(form, own, results_of(plan, own)))
        found += own
    return tuple(found)


def _judged_again(
    form: Form, records: Iterable[SourcedRecord], results: Results
) -> Iterator[SourcedRecord]:
    for record in records:
        column = form.columns.get(record.column)
        if record.field not in _JUDGED or column is None or not column.formula:
            yield record
            continue
        row = results.get(declared_sheet(form, record), {}).get(record.indicator, {})
        if record.column not in row:
            yield record
        elif (again := _again(record, row[record.column])) is not None:
            yield again


def _again(record: SourcedRecord, value: Value) -> SourcedRecord | None:
    if value is None or value == "" or isinstance(value, FormulaError):
        return None
    if isinstance(value, float) and not isinstance(value, bool):
        return replace(record, value=value, text=f"{value:.10g}")
    return replace(record, value=None, text=str(value))
