"""One query for each row whose words and figures contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbook_tools.checks.claims.figures import FigureBook, values_of
from workbook_tools.checks.claims.judging import contradiction
from workbook_tools.checks.claims.reading import claims_in
from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.form.rules.claims import Claims
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row

COMMENT, NAME = "words-against-figures", "name-against-figures"
"""The rules, by whose words they are."""


def check_claims(
    plan: ReturnPlan,
    tables: Mapping[str, SubmittedTable],
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
    results: Mapping[str, Mapping[str, Mapping[str, Value]]],
) -> Iterator[Fault]:
    """Yield what words say that cannot be had from the figures of their row, once for a row.

    Args:
        plan: what the return was issued by.
        tables: its tables as they were received.
        entries: what was entered, by sheet name, row key and column id.
        results: what its formulas give, in the same order.
    """
    claims = plan.form.claims
    if claims is None or claims.sheet not in tables:
        return
    submitted = tables[claims.sheet]
    book = FigureBook(plan, claims, values_of(plan, entries, results))
    for row in submitted.table.rows:
        if row.indicator is None or row.is_heading or row.id not in submitted.rows:
            continue
        entered = entries.get(claims.sheet, {}).get(row.id, {})
        if any(entry.text and entry.value is None for entry in entered.values()):
            continue
        yield from _of_row(submitted, row, entered, book, claims)


def _of_row(
    submitted: SubmittedTable,
    row: Row,
    entered: Mapping[str, Entry],
    book: FigureBook,
    claims: Claims,
) -> Iterator[Fault]:
    assert row.indicator is not None
    comment = entered.get(claims.comment)
    said = comment.value if comment and isinstance(comment.value, str) else ""
    name = row.indicator.text
    found = list(claims_in(said, claims))
    named = list(claims_in(name, claims, of_name=True))
    if not found and not named:
        return
    figures = book.of(row)
    subject = f"{book.heading_of(row)} {name} {row.unit}"
    for rule, column, claimed in ((COMMENT, claims.comment, found), (NAME, claims.name, named)):
        for claim in claimed:
            against = contradiction(claim, figures, subject, claims)
            if against and column in submitted.columns:
                yield submitted.fault(
                    rule,
                    row,
                    submitted.table.column(column),
                    found=f"“{claim.words}”",
                    expected=against,
                )
                return
