"""The matrix: every stream by block, capital and revenue, within each pooling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.funding.table import (
    BLOCK_COLUMN,
    FIRST_AMOUNT,
    POOLING_COLUMN,
    STREAM_COLUMN,
    amount_range,
    block_title,
    unquantified,
)
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.framework import Framework
from workbook_tools.framework.funding import AMOUNT_KINDS, POOLINGS
from workbook_tools.workbooks.address import column_letters

_FIRST = 3
"""1-based column of the first block's capital; before it stand the stream and its id, hidden."""


def write_matrix(page: Page) -> None:
    """Write a row for each stream of each pooling, a pair of columns for each block, and totals.

    The amounts are looked up in the table of the year. The last rows are the totals, which
    the sheet of controls holds against the table's.
    """
    framework, year, spec = page.book.framework, page.book.round.year, page.declared.spec
    blocks = [block.id for block in framework.blocks]
    kinds = [spec["kinds"][kind] for kind in AMOUNT_KINDS]
    headings = [spec["stream"], ""]
    for block in (*blocks, ""):
        title = block_title(page, block) if block else spec["all_blocks"]
        headings += [f"{title}: {kind.lower()}" for kind in kinds]
    headings.append(spec["both"])
    page.write_headings(headings)
    page.sheet.set_column(1, 1, 12, None, {"hidden": True})
    figure = page.writing.style("cell", "figure", number_format=spec["number_format"])
    strong = page.writing.style("cell", "figure", "total", number_format=spec["number_format"])
    text, total = page.writing.style("cell", "text"), page.writing.style("cell", "text", "total")
    for place in range(len(page.widths), len(headings)):
        page.sheet.set_column(place, place, page.widths[-1])
    unknown, ranges = unquantified(page), _ranges(page)
    number = HEADING_ROW
    sums: list[int] = []
    for pooling in POOLINGS:
        streams = list(_streams(framework, year, pooling))
        if not streams:
            continue
        number += 1
        style = page.writing.style("cell", "text", "measure-group")
        for column in range(len(headings)):
            page.sheet.write_blank(number - 1, column, None, style)
        page.sheet.write_string(number - 1, 0, spec["poolings"][pooling], style)
        first = number + 1
        for stream, title in streams:
            number += 1
            page.write_words(number - 1, (title,))
            page.sheet.write_string(number - 1, 1, stream, text)
            for place, (block, kind) in enumerate(_cells(blocks), start=_FIRST):
                cell = unknown.get((stream, block, pooling, kind))
                found = f"={cell}" if cell else _looked_up(ranges, number, block, pooling, kind)
                page.sheet.write_formula(number - 1, place - 1, found, figure)
            _write_sums_of_row(page, number, len(blocks), strong)
        number += 1
        sums.append(number)
        page.sheet.write_string(number - 1, 0, spec["totals"][pooling], total)
        for place in range(_FIRST, len(headings) + 1):
            letters = column_letters(place)
            formula = f"=SUM({letters}{first}:{letters}{number - 1})"
            page.sheet.write_formula(number - 1, place - 1, formula, strong)
    number += 1
    page.sheet.write_string(number - 1, 0, spec["all"], total)
    for place in range(_FIRST, len(headings) + 1):
        letters = column_letters(place)
        formula = "=" + ("+".join(f"{letters}{row}" for row in sums) or "0")
        page.sheet.write_formula(number - 1, place - 1, formula, strong)


def total_row(framework: Framework, year: str) -> int:
    """Return the 1-based row of the matrix's last line, the total of all."""
    rows = sum(
        len(streams) + 2
        for pooling in POOLINGS
        if (streams := list(_streams(framework, year, pooling)))
    )
    return HEADING_ROW + rows + 1


def total_column(framework: Framework, kind: str = "") -> int:
    """Return the 1-based column of the totals of capital, of revenue, or of both."""
    first = _FIRST + len(framework.blocks) * len(AMOUNT_KINDS)
    return first + (AMOUNT_KINDS.index(kind) if kind else len(AMOUNT_KINDS))


def _cells(blocks: list[str]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for kind in AMOUNT_KINDS:
            yield block, kind


def _streams(framework: Framework, year: str, pooling: str) -> Iterator[tuple[str, str]]:
    """Yield the streams of a pooling by id and title, each once, in published order."""
    pairs = framework.funding.of(year)
    found = {line.stream: line.title for line, _ in pairs if line.pooling == pooling}
    yield from found.items()


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The columns of the table of the year, as the formulas of the matrix name them."""

    stream: str
    block: str
    pooling: str
    amounts: Mapping[str, str]
    """By kind of amount."""


def _ranges(page: Page) -> _Ranges:
    amounts = enumerate(AMOUNT_KINDS, start=FIRST_AMOUNT)
    return _Ranges(
        stream=amount_range(page, STREAM_COLUMN),
        block=amount_range(page, BLOCK_COLUMN),
        pooling=amount_range(page, POOLING_COLUMN),
        amounts={kind: amount_range(page, column) for column, kind in amounts},
    )


def _looked_up(ranges: _Ranges, number: int, block: str, pooling: str, kind: str) -> str:
    asked = f'{ranges.stream},$B{number},{ranges.block},"{block}",{ranges.pooling},"{pooling}"'
    return f"=SUMIFS({ranges.amounts[kind]},{asked})"


def _write_sums_of_row(page: Page, number: int, blocks: int, style: object) -> None:
    first = _FIRST + blocks * len(AMOUNT_KINDS)
    for extra, _ in enumerate(AMOUNT_KINDS):
        cells = (
            f"{column_letters(_FIRST + block * len(AMOUNT_KINDS) + extra)}{number}"
            for block in range(blocks)
        )
        formula = f"=SUM({','.join(cells)})"
        page.sheet.write_formula(number - 1, first + extra - 1, formula, style)
    last = first + len(AMOUNT_KINDS)
    both = ",".join(
        f"{column_letters(first + extra)}{number}" for extra in range(len(AMOUNT_KINDS))
    )
    page.sheet.write_formula(number - 1, last - 1, f"=SUM({both})", style)
