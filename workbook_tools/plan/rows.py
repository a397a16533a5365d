"""The rows of a return's tables: what each has a row for, and what stands in it from the start."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from workbook_tools.form.columns import HEADING_ROLES
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.form.sheets import TableSheet
from workbook_tools.framework import Framework, Indicator, Outcome, Round, ThemeGroup
from workbook_tools.plan.carried import Carried, carried_lines, first_new_line
from workbook_tools.plan.framework_cells import Known

_COMPARED_AREAS = ("city", "pn", "bme")
"""The areas of indicators that can be compared by parts of the city; the others are themselves
comparisons, or about one place."""

_PARTS_OF_CITY = ("pn", "rest", "bme")

_LONGEST_HEADING = 150
"""Characters of a heading that can be read in one line; what is cut stands in a note."""

SIGNERS = ("Theme lead",)
"""Who signs a return off."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    id: str
    """Its key: an indicator's id, an outcome's, or a number of its own such as ``CYP-A01``."""
    role: str
    """``measure``, ``heading`` (over some measures), ``outcome``, ``section``, ``assessment``,
    ``question``, ``line`` or ``sign-off``."""
    indicator: Indicator | None = None
    """The indicator or measure heading it is about; None for other rows."""
    facts: Mapping[str, Known] = field(default_factory=dict)
    """What stands in its cells besides what the framework says of its indicator, by column id."""

    @property
    def is_heading(self) -> bool:
        """Whether it heads other rows, and has no figures of its own."""
        return self.role in HEADING_ROLES

    @property
    def area(self) -> str:
        """Id of the area its figures are about; empty where it has none."""
        return self.indicator.area if self.indicator else ""

    @property
    def unit(self) -> str:
        """The unit of its figures in words; empty where it has none."""
        return self.indicator.unit if self.indicator else ""

    @property
    def unit_type(self) -> str:
        """The kind of its unit, such as ``percent``; empty where it has none."""
        return self.indicator.unit_type if self.indicator else ""

    @property
    def figure_format(self) -> str:
        """The number format of its figures."""
        return plain_format(self.indicator) if self.indicator else "General"


@dataclass(frozen=True, slots=True)
class Issue:
    """What the rows of a table follow from."""

    framework: Framework
    round: Round
    group: ThemeGroup
    sheet: TableSheet
    carried: Carried


def rows_of(issue: Issue) -> tuple[Row, ...]:
    """Return the rows of a table, in their order."""
    return tuple(_BY_KIND[issue.sheet.rows](issue))


def _indicators(issue: Issue) -> Iterator[Row]:
    """Yield a row for each indicator and measure heading, under a row for their outcome."""
    before: str | None = None
    for indicator in issue.framework.rows_of(issue.group.id):
        if indicator.outcome != before:
            yield _outcome_heading(issue.framework, indicator)
            before = indicator.outcome
        yield Row(indicator.id, indicator.role, indicator)


def _outcome_heading(framework: Framework, first: Indicator) -> Row:
    if not first.outcome:
        return Row(f"{first.id}-0", "outcome", facts={"measure": Known(_NO_OUTCOME)})
    text = framework.outcome(first.outcome).text
    return Row(first.outcome, "outcome", facts={"measure": _heading(f"Outcome: {text}")})


_NO_OUTCOME = "No outcome is printed beside the measures that follow."


def _heading(text: str) -> Known:
    """Return a text as a heading of one line; what is cut stands in a note."""
    short = textwrap.shorten(text, _LONGEST_HEADING, placeholder=" …")
    return Known(short, note=text if short != " ".join(text.split()) else "")


def _areas(issue: Issue) -> Iterator[Row]:
    """Yield a row for each indicator that can be compared by parts of the city."""
    asked = {each.indicator for each in issue.framework.figures if each.area in _PARTS_OF_CITY}
    for indicator in issue.framework.rows_of(issue.group.id):
        if not indicator.is_heading and indicator.area in _COMPARED_AREAS:
            facts = {
                "asked": Known("Yes" if indicator.id in asked else "If known"),
                "measure": Known(
                    f"{heading_of(issue.framework, indicator)} {indicator.text}".strip()
                ),
            }
            yield Row(indicator.id, "measure", indicator, facts)


def heading_of(framework: Framework, indicator: Indicator) -> str:
    """Return the heading over an indicator whose own wording says little: “English”."""
    if not indicator.heading or len(indicator.text) > _SAYS_ENOUGH:
        return ""
    return framework.indicator(indicator.heading).text


_SAYS_ENOUGH = 25
"""Characters of a wording that can be understood without the heading over it."""


def _self_assessment(issue: Issue) -> Iterator[Row]:
    for place, section in enumerate(issue.sheet.sections, start=1):
        yield Row(
            f"{issue.group.code}-P{place}",
            "section",
            facts={"subject": Known(section["title"])},
        )
        if section["kind"] == "group":
            yield _assessed(f"{issue.group.code}-G", section["text"])
        elif section["kind"] == "outcomes":
            for outcome in assessed_outcomes(issue.framework, issue.group.id):
                yield _assessed(outcome.id, outcome.text)
        else:
            for number, question in enumerate(section["questions"], start=1):
                facts = {"subject": Known(question), "row_role": Known("question")}
                yield Row(f"{issue.group.code}-Q{number}", "question", facts=facts)


def assessed_outcomes(framework: Framework, group_id: str) -> tuple[Outcome, ...]:
    """Return the outcomes that a theme group assesses.

    They are those its indicators stand beside, each wording once; for a group that prints no
    indicators, its statements.
    """
    beside = {row.outcome for row in framework.rows_of(group_id) if row.outcome}
    by_text: dict[str, Outcome] = {}
    for outcome in framework.outcomes:
        if outcome.id in beside:
            by_text.setdefault(outcome.text.casefold(), outcome)
    return tuple(by_text.values()) or framework.statements_of(group_id)


def _assessed(key: str, text: str) -> Row:
    facts = {"subject": Known(text), "row_role": Known("assessment")}
    return Row(key, "assessment", facts=facts)


def _actions(issue: Issue) -> Iterator[Row]:
    """Yield the actions carried forward, then empty lines."""
    for key, cells in carried_lines(issue.carried, issue.sheet.name).items():
        facts = {column_id: Known(value) for column_id, value in cells.items()}
        yield Row(key, "line", facts=facts | {"carried_forward": Known("Yes")})
    yield from _lines(issue, first_new_line(issue.carried, issue.sheet.name))


def _lines(issue: Issue, first: int = 1) -> Iterator[Row]:
    for number in range(first, first + issue.sheet.blank_lines):
        yield Row(f"{issue.group.code}-{issue.sheet.code}{number:02}", "line")


def _sign_offs(_: Issue) -> Iterator[Row]:
    for signer in SIGNERS:
        yield Row(signer, "sign-off")


_BY_KIND: dict[str, Callable[[Issue], Iterator[Row]]] = {
    "indicators": _indicators,
    "areas": _areas,
    "self-assessment": _self_assessment,
    "actions": _actions,
    "lines": _lines,
    "sign-offs": _sign_offs,
}
