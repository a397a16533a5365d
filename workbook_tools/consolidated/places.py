"""Where everything stands on the sheets of the LAA spreadsheet with a row for each indicator.

It is known before the first sheet is written, so that each may look at any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.indicator_tables import IndicatorTable
from workbook_tools.consolidated.origins import Origins, origin_of, origins_in
from workbook_tools.consolidated.view_rows import FIRST_ROW, ViewRows, view_rows
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import INDICATORS, SpreadsheetTemplate, ViewSheet
from workbook_tools.formulas.placing import Layout, Placing
from workbook_tools.framework import Indicator
from workbook_tools.plan.return_plan import parameters_of


@dataclass(frozen=True, slots=True)
class Places:
    """What stands where."""

    rows: ViewRows
    """In the views; the same in each."""
    tables: Mapping[str, IndicatorTable]
    """The sheets of indicators, by name."""
    placing: Placing
    """Where formulas find the cells of all these."""
    origins: Origins
    """Where the sources of reported values stand."""

    def column(self, sheet: str, column_id: str) -> str:
        """Return the cells of a column, without the headings, as another sheet names them."""
        name = sheet.replace("'", "''")
        return self.placing.place(f"'{name}'[{column_id}]")

    def source_link(
        self, book: Book, row: Indicator, column: Column, value: object
    ) -> tuple[str, str] | None:
        """Return the link of a cell to the source of the figure that it shows, and words for it.

        Words are not linked: some programs show them in another colour then, on one line. The
        source of what a row says in words is found by the link of the row.
        """
        if row.is_heading or not isinstance(value, float):
            return None
        record = origin_of(book, row, column)
        return self.origins.link(record) if record else None


def places_in(book: Book, template: SpreadsheetTemplate) -> Places:
    """Return what stands where in the spreadsheet of a round."""
    rows = view_rows(book)
    layouts, tables = {}, {}
    for sheet in template.sheets:
        if isinstance(sheet, ViewSheet):
            layouts[sheet.name] = _layout_of_view(book, sheet, rows)
        elif isinstance(sheet, PlainSheet) and sheet.kind == INDICATORS:
            tables[sheet.name] = IndicatorTable(sheet, book)
            layouts[sheet.name] = tables[sheet.name].layout
    placing = Placing(layouts, parameters_of(book.form, book.round))
    return Places(rows, tables, placing, origins_in(book, template))


def _layout_of_view(book: Book, view: ViewSheet, rows: ViewRows) -> Layout:
    columns = view.columns_in(book.years)
    positions = {column.id: place for place, column in enumerate(columns, start=1)}
    joint = book.framework.joint_places(book.round.year, rows.indicators)
    keys = {row: key for key, row in rows.indicators.items()}
    return Layout(view.name, positions, FIRST_ROW, rows.last, joint, keys)
