"""Writing a return: one workbook for one theme group and one round."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import NOTE_ROW, TITLE_ROW, PlannedTable
from workbook_tools.returns.checks_sheets import (
    ChecksGrid,
    write_checks_grid,
    write_checks_page,
)
from workbook_tools.returns.guidance import write_guidance
from workbook_tools.returns.identity import write_identity
from workbook_tools.returns.lines import write_lines
from workbook_tools.returns.points import write_points
from workbook_tools.returns.trends import write_trends
from workbook_tools.returns.validations import Limit, limit_of, limited, validation
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.writing.workbook import BOLD, Writing, height_for, workbook_bytes

_ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What a protected sheet still lets an adviser do."""


def return_bytes(plan: IssuedReturn) -> bytes:
    """Return the blank return as an ``.xlsx`` file's bytes; the same plan gives the same bytes.

    Raises:
        LaaError: the template or the framework declares what Excel would cut or refuse.
    """

    checks = ChecksGrid(plan)

    def build(writing: Writing) -> None:
        for sheet in plan.sheets:
            if isinstance(sheet, TableSheet):
                _write_table(writing, plan, plan.table(sheet.name), checks)
            elif sheet.kind == "checks":
                write_checks_page(writing, plan, sheet, checks)
            else:
                write_guidance(writing, plan, sheet)
        write_checks_grid(writing, checks)
        write_points(writing, plan)
        write_identity(writing, plan)

    title = f"{plan.group.title}: {plan.round.title}"
    return workbook_bytes(plan.form, title, plan.round.starts, build)


def _write_table(
    writing: Writing, plan: IssuedReturn, table: PlannedTable, checks: ChecksGrid
) -> None:
    sheet = writing.add_sheet(table.name, table.sheet.paper, pages=table.sheet.pages)
    write_head(writing, sheet, plan, table)
    heights = [_write_row(writing, sheet, plan, table, row, checks) for row in table.rows]
    for number, height in zip(table.row_numbers.values(), heights, strict=True):
        sheet.set_row(number - 1, height)
    _finish(writing, sheet, plan, table)


def write_head(writing: Writing, sheet: Any, plan: ReturnPlan, table: PlannedTable) -> None:
    """Write what stands above the rows of a table, and set up its columns."""
    note = table.sheet.note if table.rows else table.sheet.empty_note
    title = table.sheet.title.format(**plan.words)
    sheet.write_string(TITLE_ROW - 1, 0, title, writing.style("title"))
    sheet.write_string(NOTE_ROW - 1, 0, note.format(**plan.words), writing.style("note"))
    sheet.set_row(TITLE_ROW - 1, 26)
    sheet.set_row(NOTE_ROW - 1, 20)
    write_lines(writing, sheet, plan, table)
    _write_bands(writing, sheet, plan, table)
    _write_numbers(writing, sheet, plan, table)
    for place, column in enumerate(table.columns):
        heading = writing.style("column-heading")
        sheet.write_string(table.heading_row - 1, place, column.title, heading)
        hidden = {"hidden": True} if column.id in table.hidden else {}
        sheet.set_column(place, place, column.width, None, hidden)
    texts = [(column.title, column.width * BOLD) for column in table.shown]
    sheet.set_row(table.heading_row - 1, height_for(texts, least=2))


def _write_bands(writing: Writing, sheet: Any, plan: ReturnPlan, table: PlannedTable) -> None:
    """Write the words over groups of columns, each over the first of its columns."""
    if not table.sheet.bands:
        sheet.set_row(table.band_row - 1, _NARROW)
        return
    words = {table.named_positions[name]: band for name, band in table.sheet.bands.items()}
    for column in table.shown:
        place = table.positions[column.id]
        band = words.get(place, "").format(**plan.words)
        sheet.write_string(table.band_row - 1, place - 1, band, writing.style("band"))


_NARROW = 6
"""Points of a row that holds nothing."""


def _write_numbers(writing: Writing, sheet: Any, plan: ReturnPlan, table: PlannedTable) -> None:
    """Write the printed number of each column that has one."""
    numbers = {table.positions[c.id]: plan.number_of(c) for c in table.shown}
    if not any(numbers.values()):
        sheet.set_row(table.number_row - 1, _NARROW)
        return
    style = writing.style("column-number", number_format=table.sheet.numbers_shown_as)
    for place, number in numbers.items():
        if number:
            sheet.write_number(table.number_row - 1, place - 1, number, style)
        else:
            sheet.write_blank(table.number_row - 1, place - 1, None, style)


def _write_row(
    writing: Writing,
    sheet: Any,
    plan: IssuedReturn,
    table: PlannedTable,
    row: Row,
    checks: ChecksGrid,
) -> float:
    """Write the cells of one row; return the height it needs, in points."""
    number = table.row_numbers[row.id]
    if row.runs_on:
        return _write_heading(writing, sheet, table, row, number)
    texts = []
    for place, column in enumerate(table.columns):
        formula = column.formula_in(row)
        if column.is_check and (table.name, row.id) in checks.lines:
            formula = checks.first_problem(table.name, row.id)
        elif formula:
            formula = plan.placing.place(formula, table.name, number)
        if formula:
            look = "measure-group" if row.is_heading else "formula"
            style = _style(writing, row, column, look)
            # What reads a cell to be filled in gives nothing yet.
            result = "" if table.entry_read(row, column) else 0
            sheet.write_formula(number - 1, place, formula, style, result)
        elif table.is_open(row, column):
            style = _style(writing, row, column, "entry", "open")
            sheet.write_blank(number - 1, place, None, style)
        else:
            content = table.known(row, column)
            looks: tuple[str, ...] = ("measure-group",) if row.is_heading else ()
            if column.is_check and not row.is_heading:
                looks = ("formula",)
            writing.write_known(sheet, (number - 1, place), content, column.kind, *looks)
            if isinstance(content.value, str) and column.id not in table.hidden:
                texts.append((content.value, column.width * (BOLD if row.is_heading else 1)))
            if column.note_on and content.value:
                target = table.positions[column.note_on] - 1
                writing.write_note(sheet, (number - 1, target), column.note_beside(content.value))
    return height_for(texts, least=1 if row.is_heading else table.sheet.least_lines)


def _write_heading(
    writing: Writing, sheet: Any, table: PlannedTable, row: Row, number: int
) -> float:
    """Write a heading that runs on over the empty cells beside it."""
    for column in table.columns:
        place = table.positions[column.id] - 1
        content = table.known(row, column)
        look = "row-heading" if place else "row-key"
        if content.value is None:
            sheet.write_blank(number - 1, place, None, writing.style(look))
            continue
        sheet.write_string(number - 1, place, str(content.value), writing.style(look))
        if content.note:
            writing.write_note(sheet, (number - 1, place), content.note)
    return 20


def _style(writing: Writing, row: Row, column: Column, *look: str) -> Any:
    kind = column.kind
    number_format = kind.number_format(row.figure_format)
    return writing.style("cell", kind.style, *look, number_format=number_format)


def _validate(
    sheet: Any,
    table: PlannedTable,
    column: Column,
    limits: Mapping[tuple[str, str], tuple[Limit, ...]],
) -> None:
    """Put a column's validation on its open cells, in runs of rows that have the same one."""
    place = table.positions[column.id] - 1
    rows = [
        (table.row_numbers[row.id], table.is_open(row, column), limits.get((column.id, row.id), ()))
        for row in table.rows
    ]
    for (is_open, held), run in groupby(rows, key=lambda row: row[1:]):
        numbers = [number for number, *_ in run]
        if is_open:
            options = limited(column, held) if held else validation(column)
            sheet.data_validation(numbers[0] - 1, place, numbers[-1] - 1, place, options)


def _limits(plan: IssuedReturn, table: PlannedTable) -> dict[tuple[str, str], tuple[Limit, ...]]:
    """Return what the rules let the cells of a table hold, by column id and row key."""
    limits: dict[tuple[str, str], tuple[Limit, ...]] = {}
    for each in plan.instances:
        if each.rule.limits and each.table is table:
            cell = (each.rule.field, each.row.id)
            limit = limit_of(each.rule, each.severity, plan.placing.parameters)
            limits[cell] = (*limits.get(cell, ()), limit)
    return limits


def _lay_out_pages(writing: Writing, sheet: Any, plan: IssuedReturn, table: PlannedTable) -> None:
    """Say what is printed: the table with its headings on every page; if it has no rows, why."""
    breaks = [table.named_positions[name] - 1 for name in table.sheet.new_page_at]
    last_shown = max(table.positions[column.id] for column in table.shown)
    if not table.rows:
        sheet.print_area(0, 0, NOTE_ROW - 1, (breaks[0] if breaks else last_shown) - 1)
        return
    if table.sheet.freeze_after:
        sheet.repeat_rows(table.band_row - 1, table.heading_row - 1)
        repeated = table.named_positions[table.sheet.repeat_through]
        widths = [0 if column.id in table.hidden else column.width for column in table.columns]
        writing.break_pages(sheet, table.sheet.paper, widths, repeated, breaks)
    # Beside the first page there is no room for a title: there it stands over every page.
    top = 0
    if breaks:
        writing.head_pages(sheet, table.sheet.title.format(**plan.words))
        top = table.band_row - 1
    sheet.print_area(top, 0, table.last_row - 1, last_shown - 1)


def _finish(writing: Writing, sheet: Any, plan: IssuedReturn, table: PlannedTable) -> None:
    first, last = table.first_row - 1, table.last_row - 1
    limits = _limits(plan, table)
    for column in table.columns:
        place = table.positions[column.id] - 1
        if column.is_entry:
            _validate(sheet, table, column, limits)
        if column.kind.is_light:
            writing.colour_lights(sheet, (first, place, last, place))
        if column.kind.is_chart:
            write_trends(sheet, table, column)
    if table.rows and not table.lines:
        sheet.autofilter(table.heading_row - 1, 0, last, len(table.columns) - 1)
    if table.sheet.freeze_after:
        sheet.freeze_panes(table.heading_row, table.named_positions[table.sheet.freeze_after])
    _lay_out_pages(writing, sheet, plan, table)
    sheet.protect("", _ALLOWED)
