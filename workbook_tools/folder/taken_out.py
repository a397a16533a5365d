"""What a later return takes out: entries that the one which counts has, and that are blank now."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from workbook_tools.ledger import Kept, Ledger, ReceivedFile, name_of
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.values.comparing import compare_records, folded
from workbook_tools.values.records import Record


def kept_beside(plan: ReturnPlan, ledger: Ledger) -> Kept:
    """Return what says why a return goes on counting: the later one takes out much of it.

    Two advisers who send one half each would otherwise undo each other's work unseen.
    """
    spec = plan.form.texts("taken-out")

    def why(counting: ReceivedFile, later: ReceivedFile) -> str:
        before = entered(plan, ledger.records_of(counting.id))
        taken = taken_out(before, entered(plan, ledger.records_of(later.id)))
        is_much = len(taken) >= min(spec["from_values"], spec["from_share"] * len(before))
        if not (taken and is_much):
            return ""
        such_as = ", ".join(
            spec["value"].format(
                heading=_heading(plan, record),
                key=record.indicator,
                value=textwrap.shorten(folded(record.text), spec["longest"], placeholder=" …"),
            )
            for record in taken[: spec["named"]]
        )
        said: str = spec["why"].format(
            file=later.file,
            id=name_of(ledger, later),
            taken=len(taken),
            values=len(before),
            such_as=such_as,
        )
        return said

    return why


def taken_out(before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
    """Return what was there before and is not any more, wherever it may stand now."""
    changes = compare_records(before, after)
    return [change.before for change in changes if change.before and not change.after]


def entered(plan: ReturnPlan, records: Sequence[Record]) -> list[Record]:
    """Return what an adviser entered, without what follows from it or was carried forward."""
    return [record for record in records if _is_entered(plan, record)]


def _is_entered(plan: ReturnPlan, record: Record) -> bool:
    column = plan.columns.get(record.column)
    if column is None or not column.is_entry:
        return False
    try:
        row = plan.table(declared_sheet(plan.form, record)).row(record.indicator)
    except KeyError:
        return True
    return record.column not in row.facts


def _heading(plan: ReturnPlan, record: Record) -> str:
    try:
        return plan.table(declared_sheet(plan.form, record)).column(record.column).title
    except KeyError:
        return record.column
