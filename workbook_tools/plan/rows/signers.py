"""Rows for those who sign a return off."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.form.sheets import TableSheet
from workbook_tools.plan.rows.base import Issue, Row, RowKind


class Signers(RowKind):
    """A row for each of the ``signers``, whose title is its key.

    One may sign only where the return has the sheet ``with`` that it answers for.
    """

    name = "signers"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in declared order."""
        for title, sheet in signers_of(issue.sheet):
            if not sheet or sheet in issue.there:
                yield Row(title, issue.sheet.rows_spec["role"])


def signers_of(sheet: TableSheet) -> Iterator[tuple[str, str]]:
    """Yield who signs on a sheet, each with the sheet that they answer for; empty for all."""
    for signer in sheet.rows_spec.get("signers", ()):
        yield (signer, "") if isinstance(signer, str) else (signer["title"], signer["with"])
