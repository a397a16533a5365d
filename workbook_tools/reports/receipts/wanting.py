"""What a return leaves open besides figures: rows without an answer, on every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.ledger.returned import Results, declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.reports.differences.rows import RowWords
from workbook_tools.values.records import Record


@dataclass(frozen=True, slots=True)
class Wanting:
    """The rows of one sheet that want the same thing."""

    kind: str
    """Its name in the declaration of the receipt."""
    sheet: str
    """The sheet on which it is wanting."""
    rows: tuple[tuple[str, str], ...]
    """The key of each row, and what it is about; empty where the key says it."""
    of: int
    """How many rows are asked for it."""


_ANSWERED = (
    ("areas", "areas", "area_answered", "areas"),
    ("assessment", "self-assessment", "assessed", "self-assessment"),
    ("actions", "indicators", "has_action", "actions"),
    ("sign-off", "sign-offs", "signed", "sign-offs"),
)
"""Kind; the rows that are asked; the column of theirs that is 1 where there is an answer, 0
where there is none, and blank where none is asked for; the rows of the sheet it goes on."""


def wanting(
    plan: ReturnPlan, records: Iterable[Record], results: Results, words: RowWords
) -> Iterator[Wanting]:
    """Yield what is wanting, in the order of the sheets; what is not wanting anywhere is left out.

    The return counts it by the same columns, on its sheet Start.
    """
    for kind, asked, column_id, answered in _ANSWERED:
        table, sheet = _table(plan, asked), _table(plan, answered)
        answers = {key: cells.get(column_id) for key, cells in results.get(table.name, {}).items()}
        asked_for = [row.id for row in table.rows if answers.get(row.id) in (0, 1)]
        blank = [key for key in asked_for if answers[key] == 0]
        if blank:
            rows = tuple((key, words.issued(table.name, key)) for key in blank)
            yield Wanting(kind, sheet.name, rows, len(asked_for))
        if kind == "actions":
            yield from _without_status(plan.form, sheet, list(records), words)


def _table(plan: ReturnPlan, rows: str) -> PlannedTable:
    return next(table for table in plan.tables if table.sheet.rows == rows)


def _without_status(
    form: Form, table: PlannedTable, records: Iterable[Record], words: RowWords
) -> Iterator[Wanting]:
    """Yield the actions carried forward of which nobody says how they stand."""
    lines = {row.id for row in table.rows if "carried_forward" in row.facts}
    own = [r for r in records if declared_sheet(form, r) == table.name and r.indicator in lines]
    stated = {record.indicator for record in own if record.column == "action_status"}
    silent = {r.indicator: words.of(r) for r in own if r.indicator not in stated}
    if silent:
        yield Wanting("statuses", table.name, tuple(silent.items()), len(lines))
