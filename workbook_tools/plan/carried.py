"""What a return carries forward from earlier rounds, so that nobody types it twice.

Figures of earlier years come from the rounds that reported them; the comment of the
last round is shown beside the new one; actions that were not finished are asked about
again. What was carried stands in the return itself, and the check goes by that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.form.figure_formats import figure_words
from workbook_tools.form.sheets import ReturnTemplate, TableSheet
from workbook_tools.form.years import years_of
from workbook_tools.framework import HEADLINE, WHOLE_YEAR, Framework, Indicator, Round, ThemeGroup
from workbook_tools.framework.rounds import years_after
from workbook_tools.plan.rows import ROW_KINDS, Carried
from workbook_tools.values.lengths import fitted
from workbook_tools.values.records import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)


def carry_forward(
    form: Form,
    framework: Framework,
    round_id: str,
    earlier: Iterable[tuple[str, Record]],
) -> Carried:
    """Return what a theme group's return for a round takes over.

    Args:
        form: the form in force.
        framework: the framework in force.
        round_id: the round that the return is for.
        earlier: the values that count, as (round, record), oldest round first.
    """
    year = framework.round(round_id).year
    rounds = {each.id: each for each in framework.rounds_before(round_id)}
    records = [
        (rounds[of], on_declared_sheet(form, record)) for of, record in earlier if of in rounds
    ]
    columns = form.columns_in(years_of(framework, framework.round(round_id)))
    reports = _last_reports(records)
    carried: dict[tuple[str, str, str], float | str] = {}
    for sheet in form.returns.tables:
        kind = ROW_KINDS[sheet.rows]
        carried |= _figures(form, framework, columns, sheet, year, reports)
        if kind.is_same_each_round:
            carried |= _entries(columns, sheet, year, records)
        carried |= kind.take_over(sheet, columns, records)
    # The whole of a text that is longer than a cell holds stays with the round that said it.
    return {
        place: fitted(value) if isinstance(value, str) else value
        for place, value in carried.items()
    }


def declared_sheet(form: Form, record: Record) -> str:
    """Return a value's sheet by its declared name, although it may have been renamed."""
    tables = form.returns.tables
    if any(table.name == record.sheet for table in tables):
        return record.sheet
    shows = (table.name for table in tables if record.column in table.column_ids)
    return next(shows, record.sheet)


def on_declared_sheet(form: Form, record: AnyRecord) -> AnyRecord:
    """Return a value with its sheet by the name that it is declared with now."""
    sheet = declared_sheet(form, record)
    return record if sheet == record.sheet else replace(record, sheet=sheet)


def believable(
    form: Form,
    framework: Framework,
    round_id: str,
    group: ThemeGroup,
    carried: Carried,
) -> Carried:
    """Return the part of what a workbook says it took over that a return can have taken over.

    The workbook has been out of our hands: a value that stands for a target, for a line of
    another group, for a year of which no earlier round reported, or for no column at all is
    left out, so that the check goes by the framework.
    """
    year = framework.round(round_id).year
    years = {each.year for each in framework.rounds_before(round_id)}
    columns = form.columns_in(years_of(framework, framework.round(round_id)))
    sheets = {sheet.name: sheet for sheet in form.returns.tables}
    # Lines of a group that has become a part of this one keep their numbers.
    others = frozenset(each.code for each in framework.reporters) - {group.code}
    kept: dict[tuple[str, str, str], float | str] = {}
    for (name, key, column_id), value in carried.items():
        sheet, column = sheets.get(name), columns.get(column_id)
        if sheet is None:
            continue
        kind = ROW_KINDS[sheet.rows]
        if column is None:
            is_ours = kind.keeps(sheet, key, column_id, value)
        else:
            is_ours = kind.can_have_taken_over(sheet, others, key, column, carried)
            is_ours = is_ours and _can_have_been(column, value, year, years)
        if is_ours:
            kept[name, key, column_id] = value
    return kept


def _can_have_been(column: Column, value: float | str, year: str, years: Collection[str]) -> bool:
    """Whether a value is of its column's type, and of a year that was reported before."""
    holds = column.holds.in_round(year) if column.holds else None
    if holds and holds.field == "actual" and (column.year or holds.year != year):
        return holds.year in years and column.kind.can_have_held(value)
    return column.kind.can_have_held(value)


def _figures(
    form: Form,
    framework: Framework,
    declared: Mapping[str, Column],
    sheet: TableSheet,
    year: str,
    reports: Mapping[tuple[str, str], _Report],
) -> Carried:
    """Return the figures of earlier years, from the last round that reported each of them.

    One that is not for a whole year says so in words: nothing may take it for a year's.
    """
    template, columns = form.returns, {}
    for column in declared.values():
        holds = column.holds.in_round(year) if column.holds else None
        if column.filled_by != "carried forward" or holds is None or holds.field != "actual":
            continue
        aliased = any(
            template.aliases[name].in_round(year) == holds for name in _aliases(sheet, template)
        )
        if holds.year < year and (aliased or column.id in sheet.column_ids):
            columns[holds.year, holds.area, holds.measure] = column.id
    if not columns:
        return {}
    rows = {row.id: row for row in framework.indicators}
    found: dict[tuple[str, str, str], float | str] = {}
    for (indicator, of_year), reported in reports.items():
        if indicator not in rows:
            continue
        row = rows[indicator]
        for record in reported.records:
            area = HEADLINE if record.area == row.area else record.area
            for kept in {area, record.area}:
                column_id = columns.get((of_year, kept, reported.measure(record)))
                if column_id:
                    found[sheet.name, indicator, column_id] = reported.value(form, row, record)
    return found


@dataclass(frozen=True, slots=True)
class _Report:
    """What one round said of an indicator's actual."""

    round: Round
    records: list[Record]

    def value(self, form: Form, row: Indicator, record: Record) -> float | str:
        """Return a value as it is carried: a number only where it is a whole year's."""
        if record.measure == "value" and record.value is not None and self.months < WHOLE_YEAR:
            return figure_words(form.figure_words, row, record.value, self.months)
        return record.content

    def measure(self, record: Record) -> str:
        """Return what a record is carried as: why there is no figure, in the figure's place."""
        if record.measure != "status":
            return record.measure
        has_figure = any((r.measure, r.area) == ("value", record.area) for r in self.records)
        return "" if has_figure else "value"

    @property
    def months(self) -> float:
        """The months that its figures cover."""
        said = (each.value for each in self.records if each.measure == "months")
        return next((months for months in said if months), self.round.months)


def _last_reports(records: Iterable[tuple[Round, Record]]) -> dict[tuple[str, str], _Report]:
    """Return what was said of each indicator's actual of each year in the last round that did."""
    last: dict[tuple[str, str], _Report] = {}
    for round_, record in records:
        if record.field != "actual":
            continue
        key = record.indicator, record.year
        if key not in last or last[key].round != round_:
            last[key] = _Report(round_, [])
        last[key].records.append(record)
    return last


def _aliases(sheet: TableSheet, template: ReturnTemplate) -> Iterable[str]:
    return (name for name in sheet.column_ids if name in template.aliases)


def _entries(
    declared: Mapping[str, Column],
    sheet: TableSheet,
    year: str,
    records: list[tuple[Round, Record]],
) -> Carried:
    """Return earlier entries that are shown beside the new ones.

    They are those of the last round; of the last that had one in the same year, or in the year
    before, for a column that keeps to it.
    """
    before = years_after(year, -1)

    def is_asked(column: Column, round_: Round) -> bool:
        if column.within_year or column.from_year_before:
            return round_.year == (year if column.within_year else before)
        return round_ == last

    last = records[-1][0] if records else None
    columns = [
        column for column in declared.values() if column.carries and column.id in sheet.column_ids
    ]
    return {
        (sheet.name, record.indicator, column.id): record.content
        for column in columns
        for round_, record in records
        if record.column == column.carries
        and record.sheet == sheet.name
        and is_asked(column, round_)
    }
