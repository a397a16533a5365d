"""Writing a sheet with a row for each indicator: bands, headings, rows, colours, small charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbook_tools.consolidated.indicator_tables import HEADING_ROW, IndicatorTable
from workbook_tools.consolidated.pages import Page
from workbook_tools.form.columns import Column
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Indicator
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.trends import draw_trends
from workbook_tools.writing.workbook import BOLD, Writing, height_for


def write_indicators(page: Page) -> None:
    """Write the sheet: its formulas look at their own row, or at that of the key elsewhere."""
    table = page.places.tables[page.declared.name]
    _write_headings(page, table)
    for row, line in table.lines.items():
        if isinstance(line, Indicator):
            _write_row(page, table, line, row)
        else:
            _write_band(page, table, line, row)
    _colour(page, table)
    for column in table.columns:
        if column.kind.is_chart:
            place = table.positions[column.id]
            trends = trends_of(table, column)
            cells = {f"{column_letters(place)}{table.rows[key]}": trends[key] for key in trends}
            draw_trends(page.sheet, cells)
    _lay_out(page, table)


def trends_of(table: IndicatorTable, column: Column) -> Mapping[str, str]:
    """Return the cells that a column of charts draws, by the key of the indicator.

    Words in the place of a figure would be drawn as a nought, so such rows have no chart; nor
    have those with a single figure.
    """
    first = min(table.positions[each.id] for each in table.named(column.draws[0]))
    last = max(table.positions[each.id] for each in table.named(column.draws[-1]))
    drawn = table.columns[first - 1 : last]
    found = {}
    for key, row in table.rows.items():
        indicator = table.book.framework.indicator(key)
        values = [table.content(indicator, each).value for each in drawn]
        figures = [value for value in values if isinstance(value, float)]
        if len(figures) > 1 and not any(isinstance(value, str) for value in values):
            cells = f"${column_letters(first)}${row}:${column_letters(last)}${row}"
            found[key] = f"{quoted(table.sheet.name)}!{cells}"
    return found


def _write_headings(page: Page, table: IndicatorTable) -> None:
    style, band = page.writing.style("column-heading"), page.writing.style("band-words")
    bands = page.declared.spec.get("bands", {})
    named = {table.columns[table.positions[name] - 1].id: words for name, words in bands.items()}
    texts = []
    for place, column in enumerate(table.columns):
        width = column.width
        page.sheet.set_column(
            place, place, width, None, {"hidden": 1} if column.id in table.hidden else {}
        )
        page.sheet.write_string(HEADING_ROW - 1, place, column.title, style)
        if bands:
            page.sheet.write_string(HEADING_ROW - 2, place, named.get(column.id, ""), band)
        if column.id not in table.hidden:
            texts.append((column.title, width * BOLD))
    page.sheet.set_row(HEADING_ROW - 1, height_for(texts, least=2))


def _write_band(page: Page, table: IndicatorTable, title: str, row: int) -> None:
    style = page.writing.style("group")
    page.sheet.set_row(row - 1, 22)
    page.sheet.write_string(row - 1, 0, title, style)
    for place in range(1, len(table.columns)):
        page.sheet.write_blank(row - 1, place, None, style)


def _write_row(page: Page, table: IndicatorTable, indicator: Indicator, row: int) -> None:
    page.sheet.row_names[row] = indicator.id
    texts = []
    for place, column in enumerate(table.columns):
        formula = column.formula_in(indicator)
        if formula:
            placed = page.places.placing.place(formula, table.sheet.name, row)
            style = formula_style(page.writing, column, indicator)
            if column.id in page.declared.spec.get("figures_of", ()):
                number_format = plain_format(indicator)
                style = page.writing.style("cell", "figure", number_format=number_format)
            page.sheet.write_formula(row - 1, place, placed, style)
            continue
        content = table.content(indicator, column)
        page.writing.write_known(page.sheet, (row - 1, place), content, column.kind)
        if isinstance(content.value, str) and column.id not in table.hidden:
            texts.append((content.value, column.width))
    page.sheet.set_row(row - 1, height_for(texts))


def formula_style(writing: Writing, column: Column, indicator: Indicator) -> Any:
    """Return the format of a cell whose formula gives a figure of an indicator, or words."""
    number_format = column.kind.number_format(plain_format(indicator))
    return writing.style("cell", column.kind.style, number_format=number_format)


def _colour(page: Page, table: IndicatorTable) -> None:
    first, last = HEADING_ROW, table.last_row - 1
    for place, column in enumerate(table.columns):
        if column.kind.is_light and table.rows:
            page.writing.colour_lights(page.sheet, (first, place, last, place))


def _lay_out(page: Page, table: IndicatorTable) -> None:
    spec, sheet = page.declared.spec, page.sheet
    frozen = table.positions[spec["freeze_after"]]
    sheet.freeze_panes(HEADING_ROW, frozen)
    sheet.repeat_rows(HEADING_ROW - 2 if spec.get("bands") else HEADING_ROW - 1, HEADING_ROW - 1)
    shown = [table.positions[each.id] for each in table.columns if each.id not in table.hidden]
    sheet.print_area(0, 0, table.last_row - 1, max(shown) - 1)
    if not spec.get("by_group"):
        last = max(table.last_row, HEADING_ROW + 1) - 1
        sheet.autofilter(HEADING_ROW - 1, 0, last, len(table.columns) - 1)
