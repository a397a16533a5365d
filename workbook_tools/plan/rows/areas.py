"""Rows for the indicators that can be compared by areas."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.plan.framework_cells import Known, heading_of
from workbook_tools.plan.rows.base import Issue, Row, RowKind


class Areas(RowKind):
    """A row for each indicator whose own area is one of ``of``.

    Others are themselves comparisons, or about one place. ``asked`` says in which column
    stands whether figures are asked for: they are where the framework has one for one of the
    areas that are ``compared``.
    """

    name = "areas"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in the framework's order."""
        spec = issue.sheet.rows_spec
        compared = {e.indicator for e in issue.framework.figures if e.area in spec["compared"]}
        for indicator in issue.framework.rows_of(issue.group.id):
            if indicator.is_heading or indicator.area not in spec["of"]:
                continue
            heading = heading_of(issue.framework, indicator)
            asked = spec["asked"]["known" if indicator.id in compared else "unknown"]
            facts = {
                spec["asked"]["in"]: Known(asked),
                spec["in"]: Known(f"{heading} {indicator.text}".strip()),
            }
            yield Row(indicator.id, indicator.role, indicator, facts)
