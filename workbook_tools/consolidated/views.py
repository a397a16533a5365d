"""Writing the views of the LAA spreadsheet: rows by block and theme group, columns as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.indicator_sheets import formula_style
from workbook_tools.consolidated.places import Places
from workbook_tools.consolidated.view_rows import (
    FIRST_ROW,
    HEADING_ROW,
    NOTE_ROW,
    NUMBER_ROW,
    TITLE_ROW,
    ViewRows,
)
from workbook_tools.form.columns import Column, id_in_round
from workbook_tools.form.spreadsheet import ViewSheet
from workbook_tools.framework import Indicator, ThemeGroup
from workbook_tools.writing.workbook import BOLD, Writing, height_for


def write_view(writing: Writing, book: Book, view: ViewSheet, places: Places) -> None:
    """Write one view with its headings, groups, rows and colours."""
    rows = places.rows
    sheet = writing.add_sheet(view.name, view.paper)
    columns = view.columns_in(book.years)
    positions = {column.id: place for place, column in enumerate(columns, start=1)}
    _write_head(writing, sheet, book, view, columns)
    _write_bands(writing, sheet, book, view, rows, len(columns))
    for indicator in book.framework.indicators:
        row = rows.indicators[indicator.id]
        formulas = {
            column.id: places.placing.place(column.formula, view.name, row)
            for column in columns
            if column.formula_in(indicator)
        }
        _write_row(writing, sheet, book, columns, formulas, indicator, row, places)
    for place, column in enumerate(columns):
        if column.kind.is_light:
            writing.colour_lights(sheet, (FIRST_ROW - 1, place, rows.last - 1, place))
    sheet.autofilter(HEADING_ROW - 1, 0, rows.last - 1, len(columns) - 1)
    sheet.freeze_panes(HEADING_ROW, positions[view.freeze_after])
    sheet.repeat_rows(NUMBER_ROW - 1, HEADING_ROW - 1)
    widths = [column.width for column in columns]
    breaks = [positions[id_in_round(name, book.years)] - 1 for name in view.new_page_at]
    writing.break_pages(sheet, view.paper, widths, positions[view.repeat_through], breaks)


def _write_head(
    writing: Writing, sheet: Any, book: Book, view: ViewSheet, columns: Sequence[Column]
) -> None:
    words = book.words()
    sheet.write_string(TITLE_ROW - 1, 0, view.title.format(**words), writing.style("title"))
    sheet.write_string(NOTE_ROW - 1, 0, view.note.format(**words), writing.style("note"))
    sheet.set_row(TITLE_ROW - 1, 26)
    sheet.set_row(NOTE_ROW - 1, 20)
    sheet.set_row(HEADING_ROW - 1, 78)
    for place, column in enumerate(columns):
        number = writing.style("column-number")
        if column.number:
            sheet.write_number(NUMBER_ROW - 1, place, column.number, number)
        else:
            sheet.write_blank(NUMBER_ROW - 1, place, None, number)
        heading = writing.style("column-heading")
        sheet.write_string(HEADING_ROW - 1, place, column.title, heading)
        sheet.set_column(place, place, column.width)


def _write_bands(
    writing: Writing, sheet: Any, book: Book, view: ViewSheet, rows: ViewRows, width: int
) -> None:
    """Write the rows between the indicators: blocks, theme groups, outcome statements."""
    for row, title in rows.blocks.items():
        _write_band(writing, sheet, width, row, title, "block", 24)
    for group_id, row in rows.groups.items():
        title = _group_title(book, view, book.framework.group(group_id))
        _write_band(writing, sheet, width, row, title, "group", 22)
    for row, text in rows.statements.items():
        _write_band(writing, sheet, width, row, text, "statement", 18)


def _group_title(book: Book, view: ViewSheet, group: ThemeGroup) -> str:
    title = group.printed or group.title
    return title if book.framework.rows_of(group.id) else view.no_rows.format(group=title)


def _write_band(
    writing: Writing, sheet: Any, width: int, row: int, text: str, look: str, height: float
) -> None:
    style = writing.style(look)
    sheet.set_row(row - 1, height)
    sheet.headings.add(row - 1)
    sheet.write_string(row - 1, 0, text, style)
    for place in range(1, width):
        sheet.write_blank(row - 1, place, None, style)


def _write_row(
    writing: Writing,
    sheet: Any,
    book: Book,
    columns: Sequence[Column],
    formulas: Mapping[str, str],
    indicator: Indicator,
    row: int,
    places: Places,
) -> None:
    of_row = None if indicator.is_heading else places.origins.link_of(indicator.id)
    sheet.row_names[row] = indicator.id
    if indicator.is_heading:
        sheet.headings.add(row - 1)
    texts = []
    for place, column in enumerate(columns):
        if column.id in formulas:
            style = formula_style(writing, column, indicator)
            sheet.write_formula(row - 1, place, formulas[column.id], style)
            continue
        content = book.content(indicator, column)
        link = places.source_link(book, indicator, column, content.value)
        look: tuple[str, ...] = ("measure-group",) if indicator.is_heading else ()
        if place == 0 and of_row and content.value is not None:
            link, look = of_row, ("link",)
        writing.write_known(sheet, (row - 1, place), content, column.kind, *look)
        if link is not None:
            sheet.link(row - 1, place, *link)
        if isinstance(content.value, str):
            texts.append((content.value, column.width * (BOLD if indicator.is_heading else 1)))
    sheet.set_row(row - 1, height_for(texts))
