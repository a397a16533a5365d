"""Rows for the indicators of a theme group, each under a heading for its outcome."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.framework import Indicator
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Issue, Row, RowKind, heading_text


class Indicators(RowKind):
    """A row for each indicator and each heading that the framework puts over some.

    ``under_outcomes`` says how the rows over those of an outcome are called and worded, and
    what is said over indicators that stand beside none; without it there are no such rows.
    """

    name = "indicators"
    has_whole_sets = True

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in the framework's order."""
        before: str | None = None
        for indicator in issue.framework.rows_of(issue.group.id):
            if indicator.outcome != before:
                yield from _outcome(issue, indicator)
                before = indicator.outcome
            yield Row(indicator.id, indicator.role, indicator, is_heading=indicator.is_heading)


def _outcome(issue: Issue, first: Indicator) -> Iterator[Row]:
    """Yield the row over those of an outcome, of which this is the first."""
    spec = issue.sheet.rows_spec.get("under_outcomes")
    if spec is None:
        return
    if first.outcome:
        text = issue.framework.outcome(first.outcome).text
        key, words = first.outcome, heading_text(spec["text"].format(outcome=text))
    else:
        key, words = spec["none"]["key"].format(first=first.id), Known(spec["none"]["text"])
    yield Row(key, spec["role"], facts={spec["in"]: words}, is_heading=True, runs_on=True)
