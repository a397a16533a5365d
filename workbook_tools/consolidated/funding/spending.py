"""What the returns say of the streams: carried forward, spent, forecast, and why."""

from __future__ import annotations

from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.framework.funding import Allocation, FundingLine
from workbook_tools.plan.rows.streams import key_of
from workbook_tools.workbooks.address import column_letters

_ALLOCATION = 4
"""0-based column of the allocation; those of the returns follow."""


def write_spending(page: Page) -> None:
    """Write a row for each amount of the year, with what its return says, and the totals.

    A row of which no return speaks is blank there: nothing is taken for nought. What is
    not quantified stays a word, and out of the totals.
    """
    spec, book = page.declared.spec, page.book
    columns = [book.form.columns[column_id] for column_id in spec["columns"]]
    page.write_headings([*spec["headings"], *(column.heading for column in columns)])
    text, total = page.writing.style("cell", "text"), page.writing.style("cell", "text", "total")
    records = {(each.indicator, each.column): each for each in book.records}
    number_format = spec["number_format"]
    figure = page.writing.style("cell", "figure", number_format=number_format)
    strong = page.writing.style("cell", "figure", "total", number_format=number_format)
    number = HEADING_ROW
    for line, allocation in book.framework.funding.of(book.round.year):
        key = key_of(line, allocation)
        page.write_words(number, _described(page, key, line, allocation))
        if allocation.pounds is None:
            page.sheet.write_string(number, _ALLOCATION, allocation.amount, figure)
        else:
            page.sheet.write_number(number, _ALLOCATION, float(allocation.pounds), figure)
        for place, column in enumerate(columns, start=_ALLOCATION + 1):
            found = records.get((key, column.id))
            if found is not None and found.value is not None:
                page.sheet.write_number(number, place, found.value, figure)
            else:
                page.sheet.write_string(number, place, found.text if found else "", text)
        number += 1
    for place in range(_ALLOCATION):
        page.sheet.write_string(number, place, spec["total"] if place == 1 else "", total)
    summed = [True, *(not column.kind.is_own_words for column in columns)]
    for place, is_summed in enumerate(summed, start=_ALLOCATION):
        if not is_summed:
            page.sheet.write_string(number, place, "", total)
            continue
        letters = column_letters(place + 1)
        cells = f"{letters}{HEADING_ROW + 1}:{letters}{number}"
        formula = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
        page.sheet.write_formula(number, place, formula, strong)


def _described(
    page: Page, key: str, line: FundingLine, allocation: Allocation
) -> tuple[str, str, str, str]:
    kinds = page.declared.spec["kinds"]
    return key, line.title, kinds[allocation.kind], page.book.title_of(line.reported_by)
