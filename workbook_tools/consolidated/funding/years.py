"""Year on year: what was expected beforehand against what was allocated, stream by stream.

All amounts are in pounds, whatever unit they were printed in. Each line says in words what became
of it: new, ended, renamed, moved, divided, not quantified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from workbook_tools.consolidated.funding.table import block_title
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.framework import Framework
from workbook_tools.framework.funding import ALLOCATION, FORECAST, Allocation, FundingLine
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import height_for


@dataclass(frozen=True, slots=True)
class YearsLine:
    """A line of the funding tables over the years."""

    line: FundingLine
    amounts: tuple[tuple[Allocation, ...], ...]
    """What it has in each of the columns, capital and revenue together."""
    became: str
    """The word of the declaration for what became of it; empty where it went on."""


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One column of amounts: of a year, as forecast or as allocated."""

    year: str
    basis: str


def year_columns(framework: Framework, year: str) -> tuple[YearColumn, ...]:
    """Return the years of which amounts are known, up to one, forecasts before allocations."""
    known = {(each.year, each.basis) for each in framework.funding.allocations}
    return tuple(
        YearColumn(each, basis)
        for basis in (FORECAST, ALLOCATION)
        for each in sorted({each for each, _ in known})
        if (each, basis) in known and each <= year
    )


def years_lines(framework: Framework, year: str) -> tuple[YearsLine, ...]:
    """Return every line that has an amount in one of the columns, in the order of the blocks."""
    columns = year_columns(framework, year)
    order = {block.id: place for place, block in enumerate(framework.blocks)}
    lines = sorted(framework.funding.lines, key=lambda line: order[line.block])
    found = []
    for line in lines:
        amounts = tuple(
            tuple(
                each
                for each in framework.funding.allocations
                if each.line == line.id and (each.year, each.basis) == (column.year, column.basis)
            )
            for column in columns
        )
        if any(amounts):
            found.append(YearsLine(line, amounts, _became(framework, line, columns, amounts)))
    return tuple(found)


def _became(
    framework: Framework,
    line: FundingLine,
    columns: tuple[YearColumn, ...],
    amounts: tuple[tuple[Allocation, ...], ...],
) -> str:
    """Return the word for what became of a line between the first column and the last."""
    last = amounts[-1]
    before = any(amounts[:-1])
    if any(each.said.state == "unknown" for each in last):
        return "unknown"
    if before and not last:
        if line.successors:
            return "divided"
        elsewhere = {
            other.block
            for other, _ in framework.funding.of(columns[-1].year, columns[-1].basis)
            if other.stream == line.stream
        }
        return "moved" if elsewhere - {line.block} else "ended"
    if last and not before:
        lines = {each.id: each for each in framework.funding.lines}
        earlier = [
            lines[each.line] for each in framework.funding.allocations if each.basis == FORECAST
        ]
        if any(line.stream in each.successors for each in earlier):
            return "part"
        return "moved" if any(each.stream == line.stream for each in earlier) else "new"
    names = {_plain(each.named) for cells in amounts for each in cells if each.named}
    return "renamed" if len(names) > 1 else ""


def _plain(name: str) -> str:
    """Return a name without what is no other name: brackets, an apostrophe, a plural."""
    words = re.sub(r"\([^)]*\)|[^a-z ]", "", name.casefold()).split()
    return " ".join(word.removesuffix("s") for word in words)


def write_years(page: Page) -> None:
    """Write a line for each stream of each block, with the difference of the last two columns."""
    framework, year, spec = page.book.framework, page.book.round.year, page.declared.spec
    columns = year_columns(framework, year)
    lines = years_lines(framework, year)
    headings = [*spec["headings"]]
    headings += [spec["column"][each.basis].format(year=each.year) for each in columns]
    headings += [spec["difference"], spec["became"]]
    page.write_headings(headings)
    text, total = page.writing.style("cell", "text"), page.writing.style("cell", "text", "total")
    figure = page.writing.style("cell", "figure", number_format=spec["number_format"])
    strong = page.writing.style("cell", "figure", "total", number_format=spec["number_format"])
    first = len(spec["headings"])
    number = HEADING_ROW
    for each in lines:
        words = _said(page, each)
        described = (each.line.id, block_title(page, each.line.block), each.line.title)
        page.write_words(number, described)
        texts = (*zip(described, page.widths, strict=False), (words, page.widths[-1]))
        page.sheet.set_row(number, height_for(texts))
        for place, amounts in enumerate(each.amounts, start=first):
            pounds = [amount.pounds for amount in amounts]
            known = [amount for amount in pounds if amount is not None]
            if known:
                page.sheet.write_number(number, place, float(sum(known, Decimal(0))), figure)
            elif amounts:
                page.sheet.write_string(number, place, amounts[0].amount, figure)
            else:
                page.sheet.write_blank(number, place, None, figure)
        _write_difference(page, number, columns, figure)
        page.sheet.write_string(number, first + len(columns) + 1, words, text)
        number += 1
    page.sheet.write_string(number, 0, "", total)
    page.sheet.write_string(number, 1, "", total)
    page.sheet.write_string(number, 2, spec["total"], total)
    for place in range(first, first + len(columns)):
        letters = column_letters(place + 1)
        formula = f"=SUM({letters}{HEADING_ROW + 1}:{letters}{number})"
        page.sheet.write_formula(number, place, formula, strong)
    _write_difference(page, number, columns, strong)
    page.sheet.write_string(number, first + len(columns) + 1, "", total)


def _write_difference(page: Page, row: int, columns: tuple[YearColumn, ...], style: object) -> None:
    """Write what was allocated less what was forecast for the same year, in a 0-based row."""
    first = len(page.declared.spec["headings"])
    last = columns[-1]
    pair = [place for place, each in enumerate(columns, start=first) if each.year == last.year]
    place = first + len(columns)
    if len(pair) < 2:
        page.sheet.write_blank(row, place, None, style)
        return
    forecast, allocated = (f"{column_letters(each + 1)}{row + 1}" for each in pair[-2:])
    formula = (
        f'=IF(OR(ISTEXT({forecast}),ISTEXT({allocated})),"",'
        f"IF(ISNUMBER({allocated}),{allocated},0)-IF(ISNUMBER({forecast}),{forecast},0))"
    )
    page.sheet.write_formula(row, place, formula, style)


def _said(page: Page, each: YearsLine) -> str:
    """Return in words what became of a line, with the names that it was printed under."""
    words = page.declared.spec["words"]
    if not each.became:
        return ""
    titles = {line.stream: line.title for line in page.book.framework.funding.lines}
    names = dict.fromkeys(a.named for amounts in each.amounts for a in amounts if a.named)
    into = " and ".join(titles[stream] for stream in each.line.successors)
    said: str = words[each.became].format(names="; ".join(names), into=into)
    return " ".join(filter(None, (said, each.line.note)))
