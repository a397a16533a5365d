"""The controls: both sides of every total that must agree, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from workbook_tools.consolidated.funding.matrix import total_column, total_row
from workbook_tools.consolidated.funding.table import (
    FIRST_AMOUNT,
    block_title,
    cell_of,
    table_rows,
)
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework.funding import ALLOCATION, AMOUNT_KINDS, FundingControl, total
from workbook_tools.workbooks.address import column_letters

Side: TypeAlias = float | str
"""An amount, or the formula that gives it."""

_Control: TypeAlias = tuple[str, str, Side, Side]
"""What it is, where the first side comes from, and both sides."""


def write_controls(page: Page) -> None:
    """Write a line for each control: what it is, both sides, how far apart, Pass or Fail."""
    spec = page.declared.spec
    page.write_headings(spec["headings"])
    figure = page.writing.style("cell", "figure", number_format=spec["number_format"])
    centre = page.writing.style("cell", "centre")
    number = HEADING_ROW
    for what, source, *sides in controls(page):
        page.write_words(number, (what, source))
        for place, side in enumerate(sides, start=2):
            if isinstance(side, str):
                page.sheet.write_formula(number, place, side, figure)
            else:
                page.sheet.write_number(number, place, side, figure)
        row = number + 1
        page.sheet.write_formula(number, 4, f"=ROUND(C{row}-D{row},2)", figure)
        formula = f'=IF(E{row}=0,"{spec["pass"]}","{spec["fail"]}")'
        page.sheet.write_formula(number, 5, formula, centre)
        number += 1
    colours = {spec["pass"]: "Green", spec["fail"]: "Red"}
    page.writing.colour_words(
        page.sheet, (HEADING_ROW, 5, max(HEADING_ROW, number - 1), 5), colours
    )


def controls(page: Page) -> Iterator[_Control]:
    """Yield the controls: totals as printed, the matrix, and the returns against the table."""
    framework, year = page.book.framework, page.book.round.year
    for control in framework.funding.controls:
        if control.basis == ALLOCATION and control.year == year:
            cells = cell_of(page, control)
            if cells:
                yield _what(page, control), control.source, float(control.pounds), f"={cells}"
        elif control.basis != ALLOCATION and control.year <= year:
            added, _ = total(each for _, each in framework.funding.counted(control))
            what = f"{_what(page, control)}, {control.year}"
            yield what, control.source, float(control.pounds), float(added)
    yield from _matrix_controls(page)


def _what(page: Page, control: FundingControl) -> str:
    spec = page.declared.spec
    poolings = " / ".join(spec["poolings"][each] for each in control.poolings)
    parts = (
        control.what or spec["unnamed"],
        block_title(page, control.block) if control.block else "",
        poolings,
        spec["kinds"].get(control.kind, ""),
    )
    return ": ".join(dict.fromkeys(filter(None, parts)))


def _matrix_controls(page: Page) -> Iterator[_Control]:
    """Yield the totals of the matrix against those of the table."""
    spec, framework, year = page.declared.spec, page.book.framework, page.book.round.year
    names = {getattr(sheet, "kind", ""): sheet.name for sheet in page.template.sheets}
    if "funding matrix" not in names:
        return
    row = total_row(framework, year)
    table = quoted(names["funding table"])
    rows = [each.number for each in table_rows(framework, year) if each.role == "total"]
    for place, kind in enumerate(AMOUNT_KINDS):
        letters = column_letters(FIRST_AMOUNT + place)
        there = "+".join(f"{table}!${letters}${each}" for each in rows)
        column = column_letters(total_column(framework, kind))
        here = f"{quoted(names['funding matrix'])}!${column}${row}"
        what = f"{spec['matrix']}: {spec['kinds'][kind]}"
        yield what, names["funding table"], f"={there}", f"={here}"
