"""What a return leaves open besides figures: rows without an answer, on every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.ledger.returned import Results
from workbook_tools.plan.carried import declared_sheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.reports.differences.rows import RowWords
from workbook_tools.values.records import Record

Answer = Mapping[str, str]
"""An answer that is asked for, as the receipt declares it: ``of`` which sheet's rows; the column
it is ``counted_by``, which is 1 where there is an answer, 0 where there is none, and blank where
none is asked for, or the one that rows ``carried_without`` an entry lack; the sheet it is to be
given ``on``, where that is another; the ``text`` that says so."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """The rows of one sheet that want the same thing."""

    text: str
    """The declared sentence about them."""
    sheet: str
    """The sheet on which it is wanting."""
    rows: tuple[tuple[str, str], ...]
    """The key of each row, and what it is about; empty where the key says it."""
    of: int
    """How many rows are asked for it."""


def wanting(
    plan: ReturnPlan,
    asked: Iterable[Answer],
    records: Iterable[Record],
    results: Results,
    words: RowWords,
) -> Iterator[Wanting]:
    """Yield what is wanting, in the order it is asked; what is wanting nowhere is left out.

    The return counts it by the same columns, on its sheet Start.
    """
    recorded = list(records)
    for answer in asked:
        if not plan.has(answer["of"]):
            continue
        table = plan.table(answer["of"])
        if "counted_by" in answer:
            rows, total = _uncounted(table, answer["counted_by"], results, words)
        else:
            rows, total = _unstated(plan.form, table, answer["carried_without"], recorded, words)
        if rows:
            yield Wanting(answer["text"], answer.get("on", table.name), tuple(rows.items()), total)


def _uncounted(
    table: PlannedTable, column_id: str, results: Results, words: RowWords
) -> tuple[dict[str, str], int]:
    """Return the rows without an answer, by key, and how many are asked for one."""
    answers = {key: cells.get(column_id) for key, cells in results.get(table.name, {}).items()}
    asked = [row.id for row in table.rows if answers.get(row.id) in (0, 1)]
    blank = [key for key in asked if answers[key] == 0]
    return {key: words.issued(table.name, key) for key in blank}, len(asked)


def _unstated(
    form: Form, table: PlannedTable, column_id: str, records: Iterable[Record], words: RowWords
) -> tuple[dict[str, str], int]:
    """Return the rows carried forward without an entry in a column, by key, and how many are."""
    lines = {row.id for row in table.rows if row.is_carried}
    own = [r for r in records if declared_sheet(form, r) == table.name and r.indicator in lines]
    stated = {record.indicator for record in own if record.column == column_id}
    return {r.indicator: words.of(r) for r in own if r.indicator not in stated}, len(lines)
