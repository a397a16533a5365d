"""Rows in declared sections: texts and questions of the form; outcomes and communities of the
framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workbook_tools.form.sheets import is_part_for
from workbook_tools.framework import Framework, Outcome
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Issue, Keys, Row, RowKind


class Sections(RowKind):
    """A heading for each of the ``sections``, and under it a row for each of its ``texts``, or
    for each outcome that the theme group answers for, or for each community of interest. Some are
    only ``for`` some kinds of returns.

    What a row says stands in the column ``in``, and its role, for formulas, in ``role_in``.
    """

    name = "sections"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows in declared order."""
        for place, section in enumerate(issue.sheet.rows_spec["sections"], start=1):
            if is_part_for(section, issue.kind):
                yield from _rows_of(issue, place, section)

    def asked_of_others(self, issue: Issue) -> frozenset[str]:
        """Return the keys of the sections that are for other kinds of returns."""
        sections = enumerate(issue.sheet.rows_spec["sections"], start=1)
        keys = {
            row.id
            for place, section in sections
            if not is_part_for(section, issue.kind)
            for row in _rows_of(issue, place, section)
        }
        return frozenset(keys - {row.id for row in self.rows(issue)})


def _rows_of(issue: Issue, place: int, section: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the heading of a section, and its rows."""
    spec, heading = issue.sheet.rows_spec, issue.sheet.rows_spec["heading"]
    yield Row(
        Keys(heading["key"]).of(issue.group, place),
        heading["role"],
        facts={spec["in"]: Known(section["title"])},
        is_heading=True,
        runs_on=True,
    )
    role = section["role"]
    for key, text in _content(issue, section):
        facts = {spec["in"]: Known(text), spec["role_in"]: Known(role)}
        yield Row(key, role, facts=facts)


def _content(issue: Issue, section: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Return the key and the text of each row of a section."""
    if "texts" in section:
        keys = Keys(section["key"])
        texts = enumerate(section["texts"], start=1)
        return [(keys.of(issue.group, number), text) for number, text in texts]
    if "communities" in section:
        return [(each.id, each.title) for each in issue.framework.communities]
    outcomes = answered_outcomes(issue.framework, issue.group.id)
    return [(outcome.id, outcome.text) for outcome in outcomes]


def answered_outcomes(framework: Framework, group_id: str) -> tuple[Outcome, ...]:
    """Return the outcomes that a theme group answers for.

    They are those its indicators stand beside, each wording once; for a group that prints no
    indicators, its statements.
    """
    beside = {row.outcome for row in framework.rows_of(group_id) if row.outcome}
    by_text: dict[str, Outcome] = {}
    for outcome in framework.outcomes:
        if outcome.id in beside:
            by_text.setdefault(outcome.text.casefold(), outcome)
    return tuple(by_text.values()) or framework.statements_of(group_id)
