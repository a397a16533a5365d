"""What a return carries forward from earlier rounds, so that nobody types it twice.

Figures of earlier years come from the rounds that reported them; the comment of the
last round is shown beside the new one; actions that were not finished are asked about
again. What was carried stands in the return itself, and the check goes by that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from workbook_tools.form.templates import ReturnTemplate, TableSheet, load_columns
from workbook_tools.framework import HEADLINE, Framework, ThemeGroup
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
    framework: Framework,
    template: ReturnTemplate,
    round_id: str,
    earlier: Iterable[tuple[str, Record]],
) -> Carried:
    """Return what a theme group's return for a round takes over.

    Args:
        framework: the framework in force.
        template: the form of the return.
        round_id: the round that the return is for.
        earlier: the values that count, as (round, record), oldest round first.
    """
    year = framework.round(round_id).year
    rounds = [each.id for each in framework.rounds_before(round_id)]
    records = [(of, record) for of, record in earlier if of in rounds]
    last = max((of for of, _ in records), key=rounds.index, default="")
    of_last = [record for of, record in records if of == last]
    is_same_year = bool(last) and framework.round(last).year == year
    # A half-year figure is no figure of the year, once the round of the whole year is in.
    of_year = {framework.round(of).year: of for of in rounds if of in {own for own, _ in records}}
    figures = [record for of, record in records if of_year[framework.round(of).year] == of]
    carried: dict[tuple[str, str, str], float | str] = {}
    for sheet in template.tables:
        carried |= _figures(framework, template, sheet, year, figures)
        carried |= _entries(sheet, of_last, is_same_year)
        if sheet.rows == "actions":
            carried |= _unfinished(sheet, of_last)
            carried |= _first_new(sheet, [record for _, record in records])
    return carried


def believable(
    framework: Framework,
    template: ReturnTemplate,
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
    sheets = {sheet.name: sheet for sheet in template.tables}
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
            and _is_believable(sheets[name], group, key, column_id, first_new)
            and _can_have_been(column_id, value, years)
        )
    }


def _can_have_been(column_id: str, value: float | str, years: Collection[str]) -> bool:
    """Whether a value is of its column's type, and of a year that was reported before."""
    column = load_columns()[column_id]
    holds = column.holds
    if holds and holds.field == "actual" and column.number and holds.year not in years:
        return False
    return column.kind.can_have_held(value)


def _is_number_of_line(value: float | str) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _MOST_LINES


def _is_believable(
    sheet: TableSheet, group: ThemeGroup, key: str, column_id: str, first_new: Carried
) -> bool:
    column = load_columns().get(column_id)
    if column is None:
        return False
    if sheet.rows == "actions":
        line = re.fullmatch(rf"{group.code}-{sheet.code}(\d{{2,4}})", key)
        is_earlier = line is not None and int(line[1]) < first_new_line(first_new, sheet.name)
        return is_earlier and column.is_entry and column.id not in _ASKED_AGAIN
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
    sheet: TableSheet,
    year: str,
    records: Iterable[Record],
) -> Carried:
    """Return the figures of earlier years that were reported in earlier rounds."""
    columns = {}
    for column in load_columns().values():
        holds = column.holds
        if column.filled_by != "carried forward" or holds is None or holds.field != "actual":
            continue
        aliased = any(
            template.aliases[name].in_round(year) == holds for name in _aliases(sheet, template)
        )
        if holds.year < year and (aliased or column.id in sheet.column_ids):
            columns[holds.year, holds.area, holds.measure] = column.id
    areas = {row.id: row.area for row in framework.indicators}
    found: dict[tuple[str, str, str], float | str] = {}
    for record in records:
        area = HEADLINE if record.area == areas.get(record.indicator) else record.area
        for kept in {area, record.area}:
            column_id = columns.get((record.year, kept, record.measure))
            if record.field == "actual" and column_id and record.indicator in areas:
                found[sheet.name, record.indicator, column_id] = _value(record)
    return found


def _aliases(sheet: TableSheet, template: ReturnTemplate) -> Iterable[str]:
    return (name for name in sheet.column_ids if name in template.aliases)


def _entries(sheet: TableSheet, of_last: Iterable[Record], is_same_year: bool) -> Carried:
    """Return the entries of the last round that are shown beside the new ones."""
    columns = {
        column.carries: column.id
        for column in load_columns().values()
        if column.carries
        and column.id in sheet.column_ids
        and (is_same_year or not column.within_year)
    }
    return {
        (sheet.name, record.indicator, columns[record.column]): _value(record)
        for record in of_last
        if record.column in columns and record.sheet == sheet.name
    }


def _value(record: Record) -> float | str:
    return record.text if record.value is None else record.value


def _unfinished(sheet: TableSheet, of_last: Iterable[Record]) -> Carried:
    lines: dict[str, dict[str, float | str]] = {}
    for record in of_last:
        if record.sheet == sheet.name:
            lines.setdefault(record.indicator, {})[record.column] = _value(record)
    carried: dict[tuple[str, str, str], float | str] = {}
    for key, cells in lines.items():
        if cells.get("action") and cells.get("action_status") not in _FINISHED:
            carried |= {
                (sheet.name, key, column_id): value
                for column_id, value in cells.items()
                if column_id not in _ASKED_AGAIN
            }
    return carried


def _first_new(sheet: TableSheet, records: Iterable[Record]) -> Carried:
    """Return the number of the first new line: above those of all earlier rounds."""
    keys = {record.indicator for record in records if record.sheet == sheet.name}
    numbers = [int(match[1]) for key in keys if (match := re.search(r"(\d+)$", key))]
    return {(sheet.name, "", _FIRST_NEW): float(max(numbers) + 1)} if numbers else {}
