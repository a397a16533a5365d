"""Small charts of how an indicator has gone, one in each row; a column of words says the same."""

from __future__ import annotations

from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.formulas.placing import quoted
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import Writing

_COLOUR = "#5B7DB1"


def write_trends(writing: Writing, sheet: Any, table: PlannedTable, column: Column) -> None:
    """Put a chart of columns on every row that has figures; all of a sheet are one group.

    Its columns begin at the least figure of the row, not at nought: a few per cent up or
    down would not be seen in so little room.

    It draws the columns of the sheet from the first that it names to the last. Words in the
    place of a figure would be drawn as a nought, so such rows have none.
    """
    first, last = (table.named_positions[name] for name in column.draws)
    letters = column_letters(table.positions[column.id])
    locations, ranges = [], []
    for row in table.rows:
        values = [table.known(row, each).value for each in table.columns[first - 1 : last]]
        if row.is_heading or any(isinstance(value, str) for value in values):
            continue
        number = table.row_numbers[row.id]
        locations.append(f"{letters}{number}")
        cells = f"{column_letters(first)}{number}:{column_letters(last)}{number}"
        ranges.append(f"{quoted(table.name)}!{cells}")
    if locations:
        sheet.add_sparkline(
            locations[0],
            {
                "location": locations,
                "range": ranges,
                "type": "column",
                "show_hidden": True,
                "series_color": _COLOUR,
            },
        )
