"""Writing a sheet with a row for each indicator: bands, headings, rows, colours, small charts."""

from __future__ import annotations

from typing import Any

from workbook_tools.consolidated.indicator_tables import IndicatorTable
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
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
    for key, row in table.rows.items():
        _write_row(page, table, page.book.framework.indicator(key), row)
    for place, column in enumerate(table.columns):
        if column.kind.is_light and table.rows:
            page.writing.colour_lights(page.sheet, (HEADING_ROW, place, table.last_row - 1, place))
        if column.kind.is_chart:
            _draw_trends(page, table, column)
    _lay_out(page, table)


def _draw_trends(page: Page, table: IndicatorTable, column: Column) -> None:
    """Draw the figures of every row that has more than one.

    Words in the place of a figure would be drawn as a nought, so such rows have no chart.
    """
    run = table.run(*column.draws)
    letters = column_letters(table.positions[column.id])
    first, last = column_letters(run.start), column_letters(run.stop - 1)
    drawn = {}
    for key, row in table.rows.items():
        indicator = page.book.framework.indicator(key)
        values = [table.content(indicator, table.columns[place - 1]).value for place in run]
        figures = [value for value in values if isinstance(value, float)]
        if len(figures) > 1 and not any(isinstance(value, str) for value in values):
            cells = f"${first}${row}:${last}${row}"
            drawn[f"{letters}{row}"] = f"{quoted(table.sheet.name)}!{cells}"
    draw_trends(page.sheet, drawn)


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
        link = page.places.source_link(page.book, indicator, column, content.value)
        look: tuple[str, ...] = ()
        if place == 0 and (link := page.places.origins.link_of(indicator.id)):
            look = ("link",)
        page.writing.write_known(page.sheet, (row - 1, place), content, column.kind, *look)
        if link is not None:
            page.sheet.link(row - 1, place, *link)
        if isinstance(content.value, str) and column.id not in table.hidden:
            texts.append((content.value, column.width))
    page.sheet.set_row(row - 1, height_for(texts))


def formula_style(writing: Writing, column: Column, indicator: Indicator) -> Any:
    """Return the format of a cell whose formula gives a figure of an indicator, or words."""
    number_format = column.kind.number_format(plain_format(indicator))
    return writing.style("cell", column.kind.style, number_format=number_format)


def _lay_out(page: Page, table: IndicatorTable) -> None:
    spec, sheet = page.declared.spec, page.sheet
    frozen = table.positions[spec["freeze_after"]]
    sheet.freeze_panes(HEADING_ROW, frozen)
    sheet.repeat_rows(HEADING_ROW - 2 if spec.get("bands") else HEADING_ROW - 1, HEADING_ROW - 1)
    shown = [table.positions[each.id] for each in table.columns if each.id not in table.unprinted]
    sheet.print_area(0, 0, table.last_row - 1, max(shown) - 1)
    sheet.autofilter(HEADING_ROW - 1, 0, table.layout.last_row - 1, len(table.columns) - 1)
