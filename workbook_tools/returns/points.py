"""The dropdown of what a row can be about: what is most urgent comes first.

The very hidden sheet has the points in column A; their order follows what is typed, such as
an indicator's light, worked out in columns B (urgency), C (place) and D (the points in that
order).
"""

from __future__ import annotations

from workbook_tools.form.lists import POINTS, list_name
from workbook_tools.plan.return_plan import POINTS_SHEET, ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.writing.workbook import Writing


def write_points(writing: Writing, plan: ReturnPlan) -> None:
    """Write the sheet, and name the points in their order as a list."""
    sheet = writing.add_plain_sheet(POINTS_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    last = len(plan.points)
    for number, (point, table, row) in enumerate(plan.points_with_rows, start=1):
        sheet.write_string(number - 1, 0, point)
        urgency = _urgency(plan, table, row)
        if isinstance(urgency, int):
            sheet.write_number(number - 1, 1, urgency)
        else:
            sheet.write_formula(number - 1, 1, urgency)
        place = f'=COUNTIF($B$1:$B${last},"<"&B{number})+COUNTIF($B$1:B{number},B{number})'
        sheet.write_formula(number - 1, 2, place)
        in_order = f"=INDEX($A$1:$A${last},MATCH({number},$C$1:$C${last},0))"
        sheet.write_formula(number - 1, 3, in_order)
    area = f"={POINTS_SHEET}!$D$1:$D${max(last, 1)}"
    writing.book.define_name(list_name(POINTS), area)


def _urgency(plan: ReturnPlan, table: PlannedTable, row: Row) -> int | str:
    """Return the rank of a row's sheet, or a formula that puts some of its words first."""
    gives = table.sheet.points
    assert gives is not None
    if not gives.column or row.id not in table.row_numbers:
        return gives.rank
    number = table.row_numbers[row.id]
    cell = plan.placing.place(f"[@{gives.column}]", table.name, number, seen_from=POINTS_SHEET)
    urgency = str(gives.rank)
    for rank, word in reversed(list(enumerate(gives.first, start=1))):
        urgency = f'IF({cell}="{word}",{rank},{urgency})'
    return f"={urgency}"
