"""What a return carries forward from earlier rounds, so that nobody types it twice.

Figures of earlier years come from the rounds that reported them; the comment of the
last round is shown beside the new one; actions that were not finished are asked about
again. What was carried stands in the return itself, and the check goes by that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from workbook_tools.form import Form
from workbook_tools.form.columns import LONGEST_TEXT, Column
from workbook_tools.form.figure_formats import figure_words
from workbook_tools.form.sheets import ReturnTemplate, TableSheet
from workbook_tools.form.years import years_of
from workbook_tools.framework import HEADLINE, WHOLE_YEAR, Framework, Indicator, Round, ThemeGroup
from workbook_tools.values.records import Record

Carried: TypeAlias = Mapping[tuple[str, str, str], float | str]
"""Values by sheet name, row key and column id."""

_FIRST_NEW = "first new line"
"""Stands for a column id where a sheet's first number for a new line is kept."""

_MOST_LINES = 9_000
"""No theme group has given its actions as many numbers."""

_FINISHED = ("Done", "Dropped")
"""Statuses of actions that are not carried forward."""

_ASKED_AGAIN = ("action_status", "progress")
"""What is asked of a carried action; all else of it is shown as it was."""


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
    records = [(rounds[of], record) for of, record in earlier if of in rounds]
    columns = form.columns_in(years_of(framework, framework.round(round_id)))
    carried: dict[tuple[str, str, str], float | str] = {}
    for sheet in form.returns.tables:
        carried |= _figures(framework, form.returns, columns, sheet, year, records)
        if sheet.rows == "actions":
            carried |= _unfinished(columns, sheet, records)
            carried |= _first_new(sheet, [record for _, record in records])
        else:
            carried |= _entries(columns, sheet, year, records)
    return carried


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
    years = {each.year for each in framework.rounds_before(round_id)}
    columns = form.columns_in(years_of(framework, framework.round(round_id)))
    sheets = {sheet.name: sheet for sheet in form.returns.tables}
    # Lines of a group that has become a part of this one keep their numbers.
    codes = frozenset(each.code for each in framework) - {group.code}
    first_new: Carried = {
        place: value
        for place, value in carried.items()
        if place[1:] == ("", _FIRST_NEW) and _is_number_of_line(value)
    }
    return {
        (name, key, column_id): value
        for (name, key, column_id), value in carried.items()
        if (name, key, column_id) in first_new
        or (
            name in sheets
            and _is_believable(columns.get(column_id), sheets[name], codes, key, first_new)
            and _can_have_been(columns[column_id], value, years)
        )
    }


def _can_have_been(column: Column, value: float | str, years: Collection[str]) -> bool:
    """Whether a value is of its column's type, and of a year that was reported before."""
    holds = column.holds
    if holds and holds.field == "actual" and column.year and holds.year not in years:
        return False
    if isinstance(value, str):
        return column.type != "date" and len(value) <= LONGEST_TEXT
    return column.type != "date" or 1 <= value <= _LAST_DAY


_LAST_DAY = 2958465
"""Excel's number of 31 December 9999, the last day that it knows."""


def _is_number_of_line(value: float | str) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _MOST_LINES


def _is_believable(
    column: Column | None,
    sheet: TableSheet,
    others: Collection[str],
    key: str,
    first_new: Carried,
) -> bool:
    """Whether a column of a row can have been carried; ``others`` are other groups' codes."""
    if column is None:
        return False
    if sheet.rows == "actions":
        line = re.fullmatch(rf"([A-Za-z0-9]+)-{sheet.code}([0-9]{{2,4}})", key)
        if line is None or line[1] in others:
            return False
        is_earlier = int(line[2]) < first_new_line(first_new, sheet.name)
        is_said = column.is_entry and column.id not in _ASKED_AGAIN
        return is_earlier and (is_said or column.carries in _ASKED_AGAIN)
    return bool(key) and column.filled_by == "carried forward"


def carried_lines(carried: Carried, sheet: str) -> dict[str, dict[str, float | str]]:
    """Return the lines of a sheet that are carried forward, by key, in their order."""
    lines: dict[str, dict[str, float | str]] = {}
    for (of, key, column_id), value in carried.items():
        if of == sheet and key:
            lines.setdefault(key, {})[column_id] = value
    return lines


def first_new_line(carried: Carried, sheet: str) -> int:
    """Return the number of a sheet's first new line: no number is given twice."""
    return int(carried.get((sheet, "", _FIRST_NEW), 1))


def _figures(
    framework: Framework,
    template: ReturnTemplate,
    declared: Mapping[str, Column],
    sheet: TableSheet,
    year: str,
    records: Iterable[tuple[Round, Record]],
) -> Carried:
    """Return the figures of earlier years, from the last round that reported each of them.

    One that is not for a whole year says so in words: nothing may take it for a year's.
    """
    columns = {}
    for column in declared.values():
        holds = column.holds
        if column.filled_by != "carried forward" or holds is None or holds.field != "actual":
            continue
        aliased = any(
            template.aliases[name].in_round(year) == holds for name in _aliases(sheet, template)
        )
        if holds.year < year and (aliased or column.id in sheet.column_ids):
            columns[holds.year, holds.area, holds.measure] = column.id
    rows = {row.id: row for row in framework.indicators}
    found: dict[tuple[str, str, str], float | str] = {}
    for (indicator, of_year), reported in _last_reports(records).items():
        if indicator not in rows:
            continue
        row = rows[indicator]
        for record in reported.records:
            area = HEADLINE if record.area == row.area else record.area
            for kept in {area, record.area}:
                column_id = columns.get((of_year, kept, reported.measure(record)))
                if column_id:
                    found[sheet.name, indicator, column_id] = reported.value(row, record)
    return found


@dataclass(frozen=True, slots=True)
class _Report:
    """What one round said of an indicator's actual."""

    round: Round
    records: list[Record]

    def value(self, row: Indicator, record: Record) -> float | str:
        """Return a value as it is carried: a number only where it is a whole year's."""
        if record.measure == "value" and record.value is not None and self.months < WHOLE_YEAR:
            return figure_words(row, record.value, self.months)
        return _value(record)

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

    They are those of the last round; of the last that had one in the same year, for a column
    that keeps to it.
    """
    last = records[-1][0] if records else None
    columns = [
        column for column in declared.values() if column.carries and column.id in sheet.column_ids
    ]
    return {
        (sheet.name, record.indicator, column.id): _value(record)
        for column in columns
        for round_, record in records
        if record.column == column.carries
        and record.sheet == sheet.name
        and (round_.year == year if column.within_year else round_ == last)
    }


def _value(record: Record) -> float | str:
    return record.text if record.value is None else record.value


def _unfinished(
    declared: Mapping[str, Column], sheet: TableSheet, records: Iterable[tuple[Round, Record]]
) -> Carried:
    """Return the lines that are not finished: as they were, and how they stood."""
    shown_as = {
        column.carries: column.id
        for column in declared.values()
        if column.carries in _ASKED_AGAIN and column.id in sheet.column_ids
    }
    return {
        (sheet.name, key, shown_as.get(column_id, column_id)): _value(record)
        for key, line in unfinished_lines(sheet.name, records).items()
        for column_id, record in line.items()
        if column_id in shown_as or column_id not in _ASKED_AGAIN
    }


_Reported = TypeVar("_Reported", bound=Record)


def unfinished_lines(
    sheet: str, records: Iterable[tuple[Round, _Reported]]
) -> dict[str, dict[str, _Reported]]:
    """Return the lines that a group's last round left unfinished, each by column id.

    A line that is carried forward is recorded again in every round, but not how it stands
    where nobody said: that is what was said last.

    Args:
        sheet: the sheet that they stand on.
        records: the values that count, oldest round first.
    """
    last: dict[str, Round] = {}
    lines: dict[str, dict[Round, dict[str, _Reported]]] = {}
    for round_, record in records:
        last[_code(record.indicator)] = round_
        if record.sheet == sheet:
            of_line = lines.setdefault(record.indicator, {})
            of_line.setdefault(round_, {})[record.column] = record
    unfinished = {}
    for key, of_line in lines.items():
        line = of_line.get(last[_code(key)], {})
        if "action" not in line or _text(line, "action_status") in _FINISHED:
            continue
        stood = {
            column_id: said[column_id]
            for said in of_line.values()
            for column_id in _ASKED_AGAIN
            if column_id in said
        }
        unfinished[key] = line | stood
    return unfinished


def _text(line: Mapping[str, Record], column_id: str) -> str:
    return line[column_id].text if column_id in line else ""


def _code(key: str) -> str:
    """Return the code of the theme group that a key was given by: ``CYP`` of ``CYP-A01``."""
    return key.partition("-")[0]


def _first_new(sheet: TableSheet, records: Iterable[Record]) -> Carried:
    """Return the number of the first new line: above those of all earlier rounds."""
    keys = {record.indicator for record in records if record.sheet == sheet.name}
    numbers = [int(match[1]) for key in keys if (match := re.search(r"(\d+)$", key))]
    return {(sheet.name, "", _FIRST_NEW): float(max(numbers) + 1)} if numbers else {}
