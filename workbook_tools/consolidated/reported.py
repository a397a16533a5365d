"""What the returns of one round say of the indicators, as the LAA spreadsheet shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workbook_tools.form.columns import Holds
from workbook_tools.form.figure_formats import (
    FigureWords,
    plain_format,
    provisional_format,
    qualified_format,
)
from workbook_tools.framework import HEADLINE, Figure, Framework, Indicator, Round
from workbook_tools.ledger import SourcedRecord
from workbook_tools.plan.framework_cells import NOTHING, Known
from workbook_tools.values.days import day_of, long_date
from workbook_tools.values.printed import read_months, read_period_end

_Key = tuple[str, str, str, str]
"""Indicator, field, area, measure."""


@dataclass(frozen=True)
class Reported:
    """The values that count in one round."""

    words: FigureWords
    framework: Framework
    """As it stands in the round that is shown, which may be a later one."""
    round: Round
    """The round that they were reported in."""
    records: Sequence[SourcedRecord]
    usual_months: int
    """The months that a figure covers unless it is said beside it."""

    def record(
        self, row: Indicator, field: str, measure: str, area: str = HEADLINE
    ) -> SourcedRecord | None:
        """Return what is said of an indicator, or None."""
        own = row.area if area == HEADLINE else area
        return self._by_key.get((row.id, field, own, measure))

    def has_figure(self, row: Indicator) -> bool:
        """Whether an indicator's actual, or why there is none, was reported."""
        return any(self.record(row, "actual", each) for each in ("value", "status"))

    def content(self, row: Indicator, holds: Holds) -> Known:
        """Return what a cell shows of what was reported: a figure, words, or nothing."""
        if holds.field == "actual" and holds.area == HEADLINE:
            if holds.measure == "period":
                return self._period(row)
            if holds.measure == "value":
                return self._headline(row)
        record = self.record(row, holds.field, holds.measure, holds.area)
        if record is None:
            return NOTHING
        if record.value is None:
            return Known(record.text)
        is_own = (holds.field, holds.measure, holds.area) == ("actual", "value", row.area)
        if is_own and self.is_provisional(row):
            return Known(record.value, provisional_format(self.words.provisional, row))
        return Known(record.value, plain_format(row))

    def is_provisional(self, row: Indicator) -> bool:
        """Whether an indicator has a figure that may still change."""
        value = self.record(row, "actual", "value")
        is_marked = self.record(row, "actual", "provisional") is not None
        return is_marked and value is not None and value.value is not None

    def months_of(self, row: Indicator) -> int:
        """Return how many months a figure covers: as said beside it, or the round's."""
        months = self.record(row, "actual", "months")
        if months is not None and months.value is not None:
            return int(months.value)
        period = self.record(row, "actual", "period")
        said = read_months(period.text) if period is not None else None
        return self.round.months if said is None else int(said)

    @cached_property
    def _by_key(self) -> dict[_Key, SourcedRecord]:
        return {(r.indicator, r.field, r.area, r.measure): r for r in self.records}

    def _headline(self, row: Indicator) -> Known:
        """The figure with what belongs to it; without one, the reason there is none."""
        value = self.record(row, "actual", "value")
        if value is None or value.value is None:
            return self._absence(row)
        cases = self.record(row, "actual", "numerator")
        figures = [_as_figure(record) for record in (value, cases) if record]
        months = self._unsaid_months(row)
        shown = qualified_format(
            self.words,
            self.framework,
            row,
            figures,
            months,
            provisional=self.is_provisional(row),
        )
        return Known(value.value, *shown)

    def _absence(self, row: Indicator) -> Known:
        """Why there is no figure, with all else that is said of that.

        Words in the place of a date, such as “2 year lag”, stand in brackets. The day the
        figure is expected follows, unless it stands in the column of the date.
        """
        status = self.record(row, "actual", "status")
        if status is None:
            return NOTHING
        instead, day = self._instead_of_a_date(row), self._expected(row)
        why = self.words.why.format(why=status.text, words=instead) if instead else status.text
        is_dated = self.record(row, "actual", "period") is not None and not instead
        if day and is_dated:
            why = self.words.why_and_expected.format(why=why, day=day)
        return Known(why)

    def _period(self, row: Indicator) -> Known:
        """The date or period of the data; without data, the day they are expected."""
        period = self.record(row, "actual", "period")
        if period is not None and not self._instead_of_a_date(row):
            return Known(period.text)
        day = self._expected(row)
        return Known(self.words.expected.format(day=day)) if day else NOTHING

    def _instead_of_a_date(self, row: Indicator) -> str:
        """The words that stand for the date of a figure that is not there, and name no date."""
        value, status, period = (
            self.record(row, "actual", measure) for measure in ("value", "status", "period")
        )
        if period is None or status is None or (value is not None and value.value is not None):
            return ""
        is_date = period.value is not None or read_period_end(period.text) is not None
        return "" if is_date or read_months(period.text) is not None else period.text

    def _expected(self, row: Indicator) -> str:
        """The day by which the figure is expected, in words; empty where none is given."""
        expected = self.record(row, "actual", "expected")
        if expected is None or expected.value is None:
            return ""
        return long_date(day_of(expected.value))

    def _unsaid_months(self, row: Indicator) -> int | None:
        """The months covered, where they are unusual and the period does not say them."""
        months = self.record(row, "actual", "months")
        covered = self.round.months if months is None or months.value is None else months.value
        if covered == self.usual_months:
            return None
        period = self.record(row, "actual", "period")
        says_so = period is not None and read_months(period.text) is not None
        return None if says_so else int(covered)


def _as_figure(record: SourcedRecord) -> Figure:
    return Figure(
        indicator=record.indicator,
        field=record.field,
        year=record.year,
        area=record.area,
        measure=record.measure,
        value=record.value,
        status="number",
        limit="",
        joint="",
        share=1.0,
        span="",
        due="",
        period="",
        printed=record.text,
        remark="",
        basis="returned",
        column=0,
        source_line=0,
        note="",
    )
