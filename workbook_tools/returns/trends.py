"""Small charts of how an indicator has gone, one in each row; a column of words says the same."""

from __future__ import annotations

from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.formulas.placing import quoted
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.trends import draw_trends


def write_trends(sheet: Any, table: PlannedTable, column: Column) -> None:
    """Put a chart on every row that has figures.

    It draws the columns of the sheet from the first that it names to the last. Words in the
    place of a figure would be drawn as a nought, so such rows have none.
    """
    first, last = (table.named_positions[name] for name in column.draws)
    letters = column_letters(table.positions[column.id])
    drawn = {}
    for row in table.rows:
        values = [table.known(row, each).value for each in table.columns[first - 1 : last]]
        if row.is_heading or any(isinstance(value, str) for value in values):
            continue
        number = table.row_numbers[row.id]
        cells = f"{column_letters(first)}{number}:{column_letters(last)}{number}"
        drawn[f"{letters}{number}"] = f"{quoted(table.name)}!{cells}"
    draw_trends(sheet, drawn)
