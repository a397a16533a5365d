"""Writing a return: one workbook for one theme group and one round."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from workbook_tools.figure_formats import plain_format
from workbook_tools.framework import Indicator
from workbook_tools.known import known
from workbook_tools.returns.checks_sheets import (
    ChecksGrid,
    write_checks_grid,
    write_checks_page,
)
from workbook_tools.returns.identity import write_identity
from workbook_tools.returns.pages import write_guidance, write_page
from workbook_tools.returns.plan import (
    BAND_ROW,
    FIRST_ROW,
    HEADING_ROW,
    NOTE_ROW,
    NUMBER_ROW,
    TITLE_ROW,
    ReturnPlan,
)
from workbook_tools.returns.validations import limited, validation
from workbook_tools.rules.model import Rule
from workbook_tools.sheet_writing import BOLD, Writing, height_for, workbook_bytes
from workbook_tools.templates import Column, TableSheet

_ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What a protected sheet still lets an adviser do."""

_ALIGN = {"figure": "figure", "count": "figure", "text": "text", "period": "text"}
"""The style that aligns a type of column; the others are centred."""


def return_bytes(plan: ReturnPlan) -> bytes:
    """Return the blank return as an ``.xlsx`` file's bytes; the same plan gives the same bytes.

    Raises:
        LaaError: the template or the framework declares what Excel would cut or refuse.
    """

    checks = ChecksGrid(plan)

    def build(writing: Writing) -> None:
        for sheet in plan.template.sheets:
            if isinstance(sheet, TableSheet):
                _write_table(writing, plan, plan.table(sheet.name), checks)
            elif sheet.kind == "checks":
                write_checks_page(writing, plan, sheet, checks)
            elif sheet.kind == "page":
                write_page(writing, plan, sheet)
            else:
                write_guidance(writing, plan, sheet)
        write_checks_grid(writing, checks)
        write_identity(writing, plan)

    title = f"{plan.group.title}: {plan.round.title}"
    return workbook_bytes(title, plan.round.starts, build)


def _write_table(writing: Writing, plan: ReturnPlan, table: TableSheet, checks: ChecksGrid) -> None:
    sheet = writing.add_sheet(table.name, table.paper)
    _write_head(writing, sheet, plan, table)
    for row in plan.rows:
        _write_row(writing, sheet, plan, table, row, checks)
    _finish(writing, sheet, plan, table)


def _write_head(writing: Writing, sheet: Any, plan: ReturnPlan, table: TableSheet) -> None:
    note = table.note if plan.rows else table.empty_note
    sheet.write_string(TITLE_ROW - 1, 0, table.title.format(**plan.words), writing.style("title"))
    sheet.write_string(NOTE_ROW - 1, 0, note.format(**plan.words), writing.style("note"))
    sheet.set_row(TITLE_ROW - 1, 26)
    sheet.set_row(NOTE_ROW - 1, 20)
    sheet.set_row(HEADING_ROW - 1, 62)
    before = ""
    for place, column in enumerate(table.columns):
        band = "" if column.number else column.band.format(**plan.words)
        words = band if band != before else ""
        sheet.write_string(BAND_ROW - 1, place, words, writing.style("band"))
        before = band
        number = plan.number_of(column)
        if number:
            sheet.write_number(NUMBER_ROW - 1, place, number, writing.style("column-number"))
        else:
            sheet.write_blank(NUMBER_ROW - 1, place, None, writing.style("column-number"))
        heading = writing.style("column-heading")
        sheet.write_string(HEADING_ROW - 1, place, column.title, heading)
        hidden = {"hidden": True} if column.id in table.hidden else {}
        sheet.set_column(place, place, column.width, None, hidden)


def _write_row(
    writing: Writing,
    sheet: Any,
    plan: ReturnPlan,
    table: TableSheet,
    row: Indicator,
    checks: ChecksGrid,
) -> None:
    number = plan.row_numbers[row.id]
    texts = []
    for place, column in enumerate(table.columns):
        if column.is_worked_out(row):
            formula = plan.placing.place(column.formula, table.name, number)
            sheet.write_formula(number - 1, place, formula, _style(writing, row, column, "formula"))
        elif column.is_check and row.id in checks.rows:
            formula = checks.first_problem(row.id)
            sheet.write_formula(number - 1, place, formula, _style(writing, row, column, "formula"))
        elif column.is_open(row):
            sheet.write_blank(
                number - 1, place, None, _style(writing, row, column, "entry", "open")
            )
        else:
            content = known(plan.framework, plan.round.year, row, column)
            look = ("measure-group",) if row.is_heading else ()
            writing.write_known(sheet, (number - 1, place), content, *look)
            if isinstance(content.value, str):
                texts.append((content.value, column.width * (BOLD if row.is_heading else 1)))
    sheet.set_row(number - 1, height_for(texts, least=3))


def _style(writing: Writing, row: Indicator, column: Column, *look: str) -> Any:
    align = _ALIGN.get(column.type, "centre")
    formats = {"figure": plain_format(row), "count": "#,##0", "date": "dd/mm/yyyy", "period": "@"}
    number_format = formats.get(column.type, "")
    return writing.style("cell", align, *look, number_format=number_format)


def _validate(
    sheet: Any, plan: ReturnPlan, column: Column, place: int, limits: Mapping[tuple[str, int], Rule]
) -> None:
    """Put a column's validation on its cells, in runs of rows that have the same one."""
    rows = [(number, limits.get((column.id, number))) for number in plan.row_numbers.values()]
    for rule, run in groupby(rows, key=lambda row: row[1]):
        numbers = [number for number, _ in run]
        options = limited(column, rule) if rule else validation(column)
        sheet.data_validation(numbers[0] - 1, place, numbers[-1] - 1, place, options)


def _finish(writing: Writing, sheet: Any, plan: ReturnPlan, table: TableSheet) -> None:
    first, last = FIRST_ROW - 1, plan.last_row - 1
    limits = {
        (each.rule.field, plan.row_numbers[each.row.id]): each.rule
        for each in plan.instances
        if each.rule.limits and each.table.name == table.name
    }
    for column in table.columns:
        place = table.positions[column.id] - 1
        if column.is_entry:
            _validate(sheet, plan, column, place, limits)
        if column.type == "light":
            writing.colour_lights(sheet, (first, place, last, place))
    if plan.rows:
        sheet.autofilter(HEADING_ROW - 1, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(HEADING_ROW, table.positions[table.freeze_after])
    sheet.repeat_rows(BAND_ROW - 1, HEADING_ROW - 1)
    widths = [0 if column.id in table.hidden else column.width for column in table.columns]
    repeated = table.positions[table.repeat_through]
    breaks = [table.positions[column_id] - 1 for column_id in table.new_page_at]
    writing.break_pages(sheet, table.paper, widths, repeated, breaks)
    sheet.protect("", _ALLOWED)
