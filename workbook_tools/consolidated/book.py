"""What the LAA spreadsheet says: framework figures and returned values in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbook_tools.consolidated.reported import Reported
from workbook_tools.consolidated.unfinished import RegisterLine, register_lines
from workbook_tools.form import Form
from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.years import Years, years_of
from workbook_tools.framework import HEADLINE, WHOLE_YEAR, Framework, Indicator, Round
from workbook_tools.ledger import Decision, Link, ReceivedFile, SourcedRecord
from workbook_tools.plan.framework_cells import (
    Known,
    figure_cell,
    is_restated,
    known,
    standing_name,
)
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.rules.issued import plan_return
from workbook_tools.values.findings import Finding

OF_FRAMEWORK = frozenset({"baseline", "target"})
"""The fields that are the framework's; all others are what returns bring."""


@dataclass(frozen=True, slots=True)
class AcceptedReturn:
    """One return that has a receipt, and what was decided of it."""

    id: str
    """Under which its receipt is."""
    file: ReceivedFile
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Which issue of the LAA spreadsheet of a round it is."""

    number: int
    """From 1."""
    is_final: bool
    """Whether the round is closed."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a spreadsheet is compared with."""

    title: str
    """What it is called: an issue with its file and day, or a round."""
    records: tuple[SourcedRecord, ...]
    """The values that counted then."""
    is_issue: bool
    """Whether it is an issue of the same round."""


@dataclass(frozen=True)
class Book:
    """Everything known for one round, ready to be shown in any view."""

    form: Form
    framework: Framework
    round: Round
    records: tuple[SourcedRecord, ...]
    """The values of the current returns, with lights by the targets in force."""
    received: Mapping[str, ReceivedFile]
    """The current return of each theme group that has one."""
    earlier: tuple[tuple[Round, Sequence[SourcedRecord]], ...] = ()
    """The rounds before with the values that count in them, oldest first."""
    returns: tuple[AcceptedReturn, ...] = ()
    """Every return of the round that was accepted, whether it counts or not, as it came in."""
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What was found in the current return of each theme group that has one."""
    issue: Issue | None = None
    """Which issue of the spreadsheet it is made for; None where none is recorded."""
    previous: Before | None = None
    """The issue before; None for the first, which is compared with the round before."""
    is_public: bool = False
    """Whether what the public may not see was taken out of it."""
    sealed: Link | None = None
    """The last entry among the current returns, with its seal; None where none is in."""

    @cached_property
    def years(self) -> Years:
        """The years that its columns are expanded over."""
        return years_of(self.framework, self.round)

    @cached_property
    def current(self) -> Reported:
        """What the returns of this round say."""
        words, months = self.form.figure_words, self.round.months
        return Reported(words, self.framework, self.round, self.records, months)

    def content(self, row: Indicator, column: Column) -> Known:
        """Return what a cell shows: a figure with its format, words, or nothing."""
        words = self.form.figure_words
        holds = column.holds.in_round(self.round.year) if column.holds else None
        if holds and holds.field not in OF_FRAMEWORK:
            if holds.year == self.round.year:
                return self.current.content(row, holds)
            before = self.before(row, holds)
            if before is not None:
                reported = before.content(row, holds)
                if is_restated(self.framework, row, holds):
                    return figure_cell(words, self.framework, row, holds, reported.value)
                return reported
        return known(words, self.framework, self.round.year, row, column)

    def name_of(self, row: Indicator) -> str:
        """Return an indicator's name as it can stand alone: after the heading that it is under."""
        return standing_name(self.framework, row)

    def before(self, row: Indicator, holds: Holds) -> Reported | None:
        """Return the round that a figure of an earlier year was reported in; None for none.

        It is the last round of that year in which the indicator was reported.
        """
        if holds.field != "actual":
            return None
        rounds = self._before.get(holds.year, ())
        return next((each for each in reversed(rounds) if each.has_figure(row)), None)

    def record(
        self, row: Indicator, field: str, measure: str, area: str = HEADLINE
    ) -> SourcedRecord | None:
        """Return what the round's return says of an indicator, or None."""
        return self.current.record(row, field, measure, area)

    def withdrawn(self, group_id: str) -> Decision | None:
        """Return how the return of a theme group of which none counts was withdrawn, or None."""
        if group_id in self.received:
            return None
        of_group = [each for each in self.returns if each.file.theme_group == group_id]
        decisions = [
            d for each in of_group if each.file.status == "withdrawn" for d in each.decisions
        ]
        return max(decisions, key=lambda decision: decision.id, default=None)

    def title_of(self, group_id: str) -> str:
        """Return a theme group's title; its id where it does not report in this round."""
        try:
            return self.framework.group(group_id).title
        except KeyError:
            return group_id

    def heading_of(self, record: SourcedRecord) -> str:
        """Return the heading a value was entered under; its id for one that is gone."""
        column = self.form.columns.get(record.column)
        return column.heading if column else record.column

    def lines(self, declared: PlainSheet) -> tuple[RegisterLine, ...]:
        """Return the lines of a register: of this round, and what is unfinished from before."""
        if declared.name not in self._lines:
            self._lines[declared.name] = register_lines(
                self.form, self.framework, declared, self.records, self.earlier
            )
        return self._lines[declared.name]

    def plan_of(self, group_id: str) -> ReturnPlan:
        """Return the plan of a theme group's return for the round."""
        if group_id not in self._plans:
            self._plans[group_id] = plan_return(self.form, self.framework, self.round.id, group_id)
        return self._plans[group_id]

    def sources(self) -> Iterator[SourcedRecord]:
        """Yield every value that was taken from a return: of this round, then those before."""
        yield from self.records
        areas = {row.id: row for row in self.framework.indicators if not row.is_heading}
        for round_, records in reversed(self.earlier):
            for record in records:
                row = areas.get(record.indicator)
                if row is None or record.field != "actual" or record.year not in self.years.updates:
                    continue
                before = self.before(row, Holds("actual", record.year, HEADLINE, "value"))
                if before is not None and before.round == round_:
                    yield record
        for sheet in self.form.spreadsheet.sheets:
            if isinstance(sheet, PlainSheet) and sheet.kind in ("register", "entries"):
                for line in self.lines(sheet):
                    yield from line.kept.values()

    @cached_property
    def source_lines(self) -> tuple[SourcedRecord, ...]:
        """Those values as they are told line by line: by who returned them, then by indicator."""
        order = {row.id: place for place, row in enumerate(self.framework.indicators)}
        groups = {group.id: place for place, group in enumerate(self.framework.reporters)}

        def place(record: SourcedRecord) -> tuple[int, str, int]:
            group = groups.get(record.theme_group, len(groups))
            return group, record.theme_group, order.get(record.indicator, len(order))

        return tuple(sorted(self.sources(), key=place))

    def words(self) -> dict[str, str]:
        """Return what the placeholders of declared texts stand for."""
        return {
            "framework_title": self.framework.title,
            "framework_note": self.framework.note,
            "round_title": self.round.title,
        }

    @cached_property
    def _lines(self) -> dict[str, tuple[RegisterLine, ...]]:
        return {}

    @cached_property
    def _plans(self) -> dict[str, ReturnPlan]:
        return {}

    @cached_property
    def before_now(self) -> tuple[Reported, ...]:
        """What each round before this one said, oldest first."""
        words = self.form.figure_words
        return tuple(
            Reported(words, self.framework, round_, records, WHOLE_YEAR)
            for round_, records in self.earlier
        )

    @cached_property
    def _before(self) -> Mapping[str, tuple[Reported, ...]]:
        """What was reported in the years before, by year, oldest round first."""
        found: dict[str, tuple[Reported, ...]] = {}
        for reported in self.before_now:
            year = reported.round.year
            if year < self.round.year:
                found[year] = (*found.get(year, ()), reported)
        return found
