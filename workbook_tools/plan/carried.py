"""What a return carries forward from earlier rounds, so that nobody types it twice.

Figures of earlier years come from the rounds that reported them; the comment of the
last round is shown beside the new one; actions that were not finished are asked about
again. What was carried stands in the return itself, and the check goes by that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import ReturnTemplate, TableSheet
from workbook_tools.form.years import years_of
from workbook_tools.framework import HEADLINE, Framework, ThemeGroup
from workbook_tools.plan.rows import ROW_KINDS, Carried
from workbook_tools.values.records import Record


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
    rounds = [each.id for each in framework.rounds_before(round_id)]
    records = [(of, record) for of, record in earlier if of in rounds]
    last = max((of for of, _ in records), key=rounds.index, default="")
    of_last = [record for of, record in records if of == last]
    is_same_year = bool(last) and framework.round(last).year == year
    # A half-year figure is no figure of the year, once the round of the whole year is in.
    of_year = {framework.round(of).year: of for of in rounds if of in {own for own, _ in records}}
    figures = [record for of, record in records if of_year[framework.round(of).year] == of]
    carried: dict[tuple[str, str, str], float | str] = {}
    columns = form.columns_in(years_of(framework, framework.round(round_id)))
    for sheet in form.returns.tables:
        carried |= _figures(framework, form.returns, columns, sheet, year, figures)
        carried |= _entries(columns, sheet, of_last, is_same_year)
        earlier_records = [record for _, record in records]
        carried |= ROW_KINDS[sheet.rows].take_over(sheet, of_last, earlier_records)
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
    kept: dict[tuple[str, str, str], float | str] = {}
    for (name, key, column_id), value in carried.items():
        sheet, column = sheets.get(name), columns.get(column_id)
        if sheet is None:
            continue
        kind = ROW_KINDS[sheet.rows]
        if column is None:
            is_ours = kind.keeps(sheet, key, column_id, value)
        else:
            is_ours = kind.can_have_taken_over(sheet, group, key, column, carried)
            is_ours = is_ours and _can_have_been(column, value, years)
        if is_ours:
            kept[name, key, column_id] = value
    return kept


def _can_have_been(column: Column, value: float | str, years: Collection[str]) -> bool:
    """Whether a value is of its column's type, and of a year that was reported before."""
    holds = column.holds
    if holds and holds.field == "actual" and column.year and holds.year not in years:
        return False
    return column.kind.can_have_held(value)


def _figures(
    framework: Framework,
    template: ReturnTemplate,
    declared: Mapping[str, Column],
    sheet: TableSheet,
    year: str,
    records: Iterable[Record],
) -> Carried:
    """Return the figures of earlier years that were reported in earlier rounds."""
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
    areas = {row.id: row.area for row in framework.indicators}
    found: dict[tuple[str, str, str], float | str] = {}
    for record in records:
        area = HEADLINE if record.area == areas.get(record.indicator) else record.area
        for kept in {area, record.area}:
            column_id = columns.get((record.year, kept, record.measure))
            if record.field == "actual" and column_id and record.indicator in areas:
                found[sheet.name, record.indicator, column_id] = record.content
    return found


def _aliases(sheet: TableSheet, template: ReturnTemplate) -> Iterable[str]:
    return (name for name in sheet.column_ids if name in template.aliases)


def _entries(
    declared: Mapping[str, Column],
    sheet: TableSheet,
    of_last: Iterable[Record],
    is_same_year: bool,
) -> Carried:
    """Return the entries of the last round that are shown beside the new ones."""
    columns = {
        column.carries: column.id
        for column in declared.values()
        if column.carries
        and column.id in sheet.column_ids
        and (is_same_year or not column.within_year)
    }
    return {
        (sheet.name, record.indicator, columns[record.column]): record.content
        for record in of_last
        if record.column in columns and record.sheet == sheet.name
    }
