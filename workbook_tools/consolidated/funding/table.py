"""The funding table of a year, rebuilt as it was published: order, sub totals and totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.spreadsheet import SpreadsheetTemplate
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Framework
from workbook_tools.framework.funding import (
    AMOUNT_KINDS,
    POOLINGS,
    Allocation,
    FundingControl,
    FundingLine,
)
from workbook_tools.values.money import UNKNOWN
from workbook_tools.workbooks.address import column_letters

KIND = "funding table"

NAME_COLUMN, POOLED_COLUMN, FIRST_AMOUNT = 2, 3, 4
"""1-based columns: the line's key stands in the first; capital, revenue and both follow."""

STREAM_COLUMN, BLOCK_COLUMN, POOLING_COLUMN = 7, 8, 9
"""1-based columns, hidden, by which the other sheets find a line."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table."""

    number: int
    """Its 1-based row in the sheet."""
    role: str
    """``pooling`` or ``block`` or ``heading``, which head others; ``stream``, ``subtotal`` or
    ``total``."""
    pooling: str
    block: str = ""
    text: str = ""
    line: FundingLine | None = None
    amounts: tuple[Allocation | None, ...] = ()
    """Of a stream: what it has, in the order of ``AMOUNT_KINDS``."""


@lru_cache(maxsize=4)
def table_rows(framework: Framework, year: str) -> tuple[TableRow, ...]:
    """Return the rows of a year's table in published order; none where nothing is allocated."""
    rows: list[TableRow] = []

    def add(role: str, pooling: str, **more: Any) -> None:
        rows.append(TableRow(HEADING_ROW + 1 + len(rows), role, pooling, **more))

    for pooling in POOLINGS:
        blocks = _blocks(framework, year, pooling)
        if not blocks:
            continue
        add("pooling", pooling)
        for block in blocks:
            add("block", pooling, block=block)
            heading = ""
            for line, amounts in _lines(framework, year, pooling, block):
                under = next((each.heading for each in amounts if each), "")
                if under and under != heading:
                    add("heading", pooling, block=block, text=under)
                heading = under
                add("stream", pooling, block=block, text=line.title, line=line, amounts=amounts)
            add("subtotal", pooling, block=block)
        add("total", pooling)
    return tuple(rows)


def _blocks(framework: Framework, year: str, pooling: str) -> list[str]:
    """Return the blocks that have a part of the table, in published order."""
    printed = [
        control.block
        for control in framework.funding.controls
        if control.block and control.poolings == (pooling,) and control.year == year
    ]
    of_lines = [line.block for line, _ in framework.funding.of(year) if line.pooling == pooling]
    return list(dict.fromkeys((*printed, *of_lines)))


def _lines(
    framework: Framework, year: str, pooling: str, block: str
) -> Iterator[tuple[FundingLine, tuple[Allocation | None, ...]]]:
    found: dict[FundingLine, dict[str, Allocation]] = {}
    for line, allocation in framework.funding.of(year):
        if (line.pooling, line.block) == (pooling, block):
            found.setdefault(line, {})[allocation.kind] = allocation
    for line, amounts in found.items():
        yield line, tuple(amounts.get(kind) for kind in AMOUNT_KINDS)


def sheet_of(template: SpreadsheetTemplate) -> str:
    """Return the name of the sheet with the table of the year."""
    return next(sheet.name for sheet in template.sheets if getattr(sheet, "kind", "") == KIND)


def amount_range(page: Page, column: int) -> str:
    """Return the address of a column of the table, as other sheets' formulas name it."""
    rows = table_rows(page.book.framework, page.book.round.year)
    letters = column_letters(column)
    name = quoted(sheet_of(page.template))
    return f"{name}!${letters}${rows[0].number}:${letters}${rows[-1].number}"


def unquantified(page: Page) -> Mapping[tuple[str, str, str, str], str]:
    """Return the cells of amounts that are not quantified, as other sheets name them.

    They are found by stream, block, pooling and kind of amount. Such a cell holds the word for
    that, which no total takes for nought.
    """
    name = quoted(sheet_of(page.template))
    found: dict[tuple[str, str, str, str], str] = {}
    for row in table_rows(page.book.framework, page.book.round.year):
        for place, (kind, amount) in enumerate(zip(AMOUNT_KINDS, row.amounts, strict=False)):
            if row.line and amount and amount.pounds is None:
                cell = f"{name}!${column_letters(FIRST_AMOUNT + place)}${row.number}"
                found.setdefault((row.line.stream, row.block, row.pooling, kind), cell)
    return found


def cell_of(page: Page, control: FundingControl) -> str:
    """Return the cells of the table that hold a printed total; empty where it is no row of it."""
    name = quoted(sheet_of(page.template))
    kinds = (control.kind,) if control.kind else AMOUNT_KINDS
    wanted = control.poolings or POOLINGS
    role = "subtotal" if control.block else "total"
    cells = [
        f"{name}!${column_letters(FIRST_AMOUNT + AMOUNT_KINDS.index(kind))}${row.number}"
        for row in table_rows(page.book.framework, page.book.round.year)
        for kind in kinds
        if row.role == role and row.block == control.block and row.pooling in wanted
    ]
    return "+".join(cells)


def write_table(page: Page) -> None:
    """Write the table. Only the amounts of streams are typed; every other one is worked out."""
    spec = page.declared.spec
    page.write_headings(spec["headings"])
    rows = table_rows(page.book.framework, page.book.round.year)
    for row in rows:
        _WRITERS[row.role](page, row, spec)
    page.sheet.set_portrait()
    for column in (STREAM_COLUMN, BLOCK_COLUMN, POOLING_COLUMN):
        page.sheet.set_column(column - 1, column - 1, 12, None, {"hidden": True})


def _write_heading(page: Page, row: TableRow, spec: Mapping[str, Any]) -> None:
    titles = {"pooling": spec["poolings"][row.pooling], "heading": row.text}
    text = titles.get(row.role) or block_title(page, row.block)
    look = "section" if row.role == "pooling" else "measure-group"
    looks = (look,) if row.role == "pooling" else ("cell", "text", look)
    for column in range(1, FIRST_AMOUNT + 3):
        page.sheet.write_blank(row.number - 1, column - 1, None, page.writing.style(*looks))
    page.sheet.write_string(row.number - 1, NAME_COLUMN - 1, text, page.writing.style(*looks))


def _write_stream(page: Page, row: TableRow, spec: Mapping[str, Any]) -> None:
    assert row.line is not None
    number, line = row.number - 1, row.line
    text = page.writing.style("cell", "text")
    pooled = spec["previously_pooled"].get(line.previously_pooled, "")
    page.sheet.write_string(number, 0, line.id, text)
    page.sheet.write_string(number, NAME_COLUMN - 1, line.title, text)
    page.sheet.write_string(number, POOLED_COLUMN - 1, pooled, page.writing.style("cell", "centre"))
    style = _figure(page, spec)
    for place, allocation in enumerate(row.amounts, start=FIRST_AMOUNT - 1):
        if allocation is None:
            page.sheet.write_blank(number, place, None, style)
        elif allocation.pounds is None:
            page.sheet.write_string(number, place, allocation.amount, style)
        else:
            page.sheet.write_number(number, place, float(allocation.pounds), style)
        if allocation is not None:
            note = f"{allocation.source}: {allocation.printed}"
            page.writing.write_note(page.sheet, (number, place), note)
    _write_both(page, row.number, style)
    for column, value in (
        (STREAM_COLUMN, line.stream),
        (BLOCK_COLUMN, line.block),
        (POOLING_COLUMN, line.pooling),
    ):
        page.sheet.write_string(number, column - 1, value, text)


def _write_both(page: Page, number: int, style: Any) -> None:
    """Write the total of capital and revenue in a row."""
    first, last = (column_letters(FIRST_AMOUNT + extra) for extra in (0, len(AMOUNT_KINDS) - 1))
    both = f"{first}{number}:{last}{number}"
    # What is not quantified stays the word that it is.
    formula = f"=IF(COUNT({both})=0,{first}{number}&{last}{number},SUM({both}))"
    page.sheet.write_formula(number - 1, FIRST_AMOUNT + 1, formula, style)


def _write_total(page: Page, row: TableRow, spec: Mapping[str, Any]) -> None:
    rows = table_rows(page.book.framework, page.book.round.year)
    text, style = page.writing.style("cell", "text", "total"), _figure(page, spec, "total")
    words = spec["subtotal"] if row.role == "subtotal" else spec["totals"][row.pooling]
    for column in (1, POOLED_COLUMN):
        page.sheet.write_blank(row.number - 1, column - 1, None, text)
    page.sheet.write_string(row.number - 1, NAME_COLUMN - 1, words, text)
    for place in range(FIRST_AMOUNT, FIRST_AMOUNT + len(AMOUNT_KINDS)):
        letters = column_letters(place)
        if row.role == "subtotal":
            added = [
                each.number
                for each in rows
                if each.role == "stream" and (each.pooling, each.block) == (row.pooling, row.block)
            ]
            runs = f"SUM({letters}{added[0]}:{letters}{added[-1]})" if added else "0"
        else:
            added = [r.number for r in rows if r.role == "subtotal" and r.pooling == row.pooling]
            runs = "+".join(f"{letters}{number}" for number in added)
        page.sheet.write_formula(row.number - 1, place - 1, f"={runs}", style)
        unknown = _unknown(rows, row, place - FIRST_AMOUNT)
        if unknown:
            note = spec["at_least"].format(number=unknown)
            page.writing.write_note(page.sheet, (row.number - 1, place - 1), note)
    _write_both(page, row.number, style)


def _unknown(rows: tuple[TableRow, ...], total: TableRow, kind: int) -> int:
    """Return how many of the amounts that a total adds up are not quantified."""
    return sum(
        amount is not None and amount.said.state == UNKNOWN
        for each in rows
        if each.role == "stream" and each.pooling == total.pooling
        if total.block in ("", each.block)
        for amount in each.amounts[kind : kind + 1]
    )


def _figure(page: Page, spec: Mapping[str, Any], *look: str) -> Any:
    return page.writing.style("cell", "figure", *look, number_format=spec["number_format"])


def block_title(page: Page, block: str) -> str:
    """Return a block's title in readable capitals, as the accountants of the block have it."""
    titles = {each.id: each.title for each in page.book.framework.blocks}
    title = titles.get(block, block)
    return title.capitalize() if title.isupper() else title


_WRITERS = {
    "pooling": _write_heading,
    "block": _write_heading,
    "heading": _write_heading,
    "stream": _write_stream,
    "subtotal": _write_total,
    "total": _write_total,
}
