"""Rows for those who sign a return off."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.form.sheets import TableSheet, is_part_for
from workbook_tools.plan.rows.base import Issue, Row, RowKind


class Signers(RowKind):
    """A row for each of the ``signers``, whose title is its key.

    One may sign only where the return has the sheet ``with`` that it answers for, or only ``for``
    some kinds of returns.
    """

    name = "signers"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in declared order."""
        for signer in issue.sheet.rows_spec.get("signers", ()):
            spec = {} if isinstance(signer, str) else signer
            is_there = spec.get("with", issue.sheet.name) in {*issue.there, issue.sheet.name}
            if is_there and is_part_for(spec, issue.kind):
                yield Row(spec.get("title", signer), issue.sheet.rows_spec["role"])


def signers_of(sheet: TableSheet) -> Iterator[tuple[str, str]]:
    """Yield who signs on a sheet, each with the sheet that they answer for; empty for all."""
    for signer in sheet.rows_spec.get("signers", ()):
        spec = {"title": signer} if isinstance(signer, str) else signer
        yield spec["title"], spec.get("with", "")
