"""Rows for those who sign a return off."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.plan.rows.base import Issue, Row, RowKind


class Signers(RowKind):
    """A row for each of the ``signers``, whose title is its key."""

    name = "signers"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in declared order."""
        spec = issue.sheet.rows_spec
        for signer in spec["signers"]:
            yield Row(signer, spec["role"])
