"""The rows of a return's tables, one kind in each module: what a sheet has a row for.

A new kind is one more module, a place in the register below, and what it is told in
``return.schema.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from workbook_tools.plan.rows.areas import Areas
from workbook_tools.plan.rows.base import Carried, Issue, Row, RowKind
from workbook_tools.plan.rows.entries import Entries
from workbook_tools.plan.rows.indicators import Indicators
from workbook_tools.plan.rows.lines import Lines
from workbook_tools.plan.rows.sections import Sections
from workbook_tools.plan.rows.signers import Signers
from workbook_tools.plan.rows.streams import Streams
from workbook_tools.problems import DeclarationError

__all__ = ["ROW_KINDS", "Carried", "Issue", "Row", "RowKind", "is_there", "rows_of"]

ROW_KINDS: Mapping[str, RowKind] = {
    kind.name: kind
    for kind in (
        *(Indicators(), Areas(), Sections(), Lines(), Signers(), Streams()),
        Entries(),
    )
}
"""Every kind by the name under which sheets declare it."""


def is_there(issue: Issue) -> bool:
    """Whether a return has a sheet: each kind of return has some, and some are there for their
    rows, in the rounds in which these are asked.

    Raises:
        DeclarationError: as :func:`rows_of`.
    """
    if issue.kind not in issue.sheet.asked_of:
        return False
    if not issue.sheet.only_with_rows:
        return True
    return issue.sheet.is_asked_in(issue.round) and bool(rows_of(issue))


def rows_of(issue: Issue) -> tuple[Row, ...]:
    """Return the rows of a table, in their order.

    Raises:
        DeclarationError: the sheet declares the same key for two rows.
    """
    rows = tuple(ROW_KINDS[issue.sheet.rows].rows(issue))
    key, times = Counter(row.id for row in rows).most_common(1)[0] if rows else ("", 1)
    if times > 1:
        raise DeclarationError(
            f"return.json: the sheet {issue.sheet.name} has {times} rows with the key {key}; "
            "give each section a key of its own, with {number} where it has several rows."
        )
    return rows
