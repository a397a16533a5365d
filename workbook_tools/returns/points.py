"""The dropdown of what an action is for: red and amber indicators come first.

The very hidden sheet has the points in column A; their order follows the lights as they
are typed, worked out in columns B (urgency), C (place) and D (the points in that order).
"""

from __future__ import annotations

from workbook_tools.form.lists import POINTS, list_name
from workbook_tools.plan.return_plan import POINTS_SHEET, ReturnPlan
from workbook_tools.writing.workbook import Writing

_INDICATORS = "Indicators"

_OTHER, _ASSESSED = 4, 3
"""How urgent indicators are that are neither red (1) nor amber (2), and assessed points."""


def write_points(writing: Writing, plan: ReturnPlan) -> None:
    """Write the sheet, and name the points in their order as a list."""
    sheet = writing.add_plain_sheet(POINTS_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    table = plan.table(_INDICATORS)
    # The outcomes stand there too, as headings: what is assessed has no light.
    lit = {row.id: table.row_numbers[row.id] for row in table.rows if not row.is_heading}
    last = len(plan.points)
    for number, point in enumerate(plan.points, start=1):
        sheet.write_string(number - 1, 0, point)
        row = lit.get(point.split(" ")[0])
        if row is None:
            sheet.write_number(number - 1, 1, _ASSESSED)
        else:
            light = plan.placing.place("[@light]", table.name, row, seen_from=POINTS_SHEET)
            urgency = f'=IF({light}="Red",1,IF({light}="Amber",2,{_OTHER}))'
            sheet.write_formula(number - 1, 1, urgency)
        place = f'=COUNTIF($B$1:$B${last},"<"&B{number})+COUNTIF($B$1:B{number},B{number})'
        sheet.write_formula(number - 1, 2, place)
        in_order = f"=INDEX($A$1:$A${last},MATCH({number},$C$1:$C${last},0))"
        sheet.write_formula(number - 1, 3, in_order)
    area = f"={POINTS_SHEET}!$D$1:$D${max(last, 1)}"
    writing.book.define_name(list_name(POINTS), area)
