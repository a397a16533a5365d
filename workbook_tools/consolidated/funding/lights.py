"""Money beside performance: the funding of each block, and its lights."""

from __future__ import annotations

from workbook_tools.consolidated.funding.table import (
    BLOCK_COLUMN,
    FIRST_AMOUNT,
    amount_range,
    block_title,
)
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.summary import light_cells
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.framework.funding import AMOUNT_KINDS
from workbook_tools.workbooks.address import column_letters


def write_beside_lights(page: Page) -> None:
    """Write a row for each block: its capital, its revenue, both, and how many lights of each
    kind its theme groups have on the summary."""
    spec, framework = page.declared.spec, page.book.framework
    words = [light.word for light in page.book.form.lights.lights]
    headings = [*spec["headings"], *words]
    page.write_headings(headings)
    text, total = page.writing.style("cell", "text"), page.writing.style("cell", "text", "total")
    figure = page.writing.style("cell", "figure", number_format=spec["number_format"])
    strong = page.writing.style("cell", "figure", "total", number_format=spec["number_format"])
    centre = page.writing.style("cell", "centre")
    number = HEADING_ROW
    for block in framework.blocks:
        number += 1
        page.sheet.write_string(number - 1, 0, block_title(page, block.id), text)
        for extra, _ in enumerate(AMOUNT_KINDS):
            formula = (
                f"=SUMIFS({amount_range(page, FIRST_AMOUNT + extra)},"
                f'{amount_range(page, BLOCK_COLUMN)},"{block.id}")'
            )
            page.sheet.write_formula(number - 1, 1 + extra, formula, figure)
        page.sheet.write_formula(number - 1, 3, f"=B{number}+C{number}", figure)
        groups = [group.id for group in framework if group.block == block.id]
        for place, _ in enumerate(words):
            cells = [light_cells(page, group)[place] for group in groups]
            formula = "=" + ("+".join(cells) or "0")
            page.sheet.write_formula(number - 1, 4 + place, formula, centre)
    last = number
    number += 1
    page.sheet.write_string(number - 1, 0, spec["total"], total)
    for place in range(1, len(headings)):
        letters = column_letters(place + 1)
        formula = f"=SUM({letters}{HEADING_ROW + 1}:{letters}{last})"
        style = strong if place < 4 else page.writing.style("cell", "centre", "total")
        page.sheet.write_formula(number - 1, place, formula, style)
    page.writing.colour_lights(
        page.sheet, (HEADING_ROW - 1, 4, HEADING_ROW - 1, 4 + len(words) - 1)
    )
