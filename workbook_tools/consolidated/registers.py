"""The registers: both lights of every indicator, and the source of every value."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import HEADING_ROW, Page
from workbook_tools.framework import Indicator
from workbook_tools.ledger import SourcedRecord
from workbook_tools.returns.plan import long_date
from workbook_tools.templates import load_columns

_LIGHT_MEASURES = ("calculated", "judgement", "final", "reason")
_FIRST_LIGHT, _LAST_LIGHT = 3, 5
"""0-based columns of the calculated, the adviser's and the final light."""


def write_lights(page: Page) -> None:
    """List the calculated light, the judgement and the final light of every indicator."""
    measures = [row for row in page.book.framework.indicators if not row.is_heading]
    _write_register(page, [_lights_of(page.book, row) for row in measures])
    last = HEADING_ROW + len(measures) - 1
    page.writing.colour_lights(page.sheet, (HEADING_ROW, _FIRST_LIGHT, last, _LAST_LIGHT))


def write_sources(page: Page) -> None:
    """List every value taken from a return with its file, sheet and cell: indicators first."""
    order = {row.id: place for place, row in enumerate(page.book.framework.indicators)}
    records = sorted(page.book.records, key=lambda record: order.get(record.indicator, len(order)))
    measures = {row.id: row.text for row in page.book.framework.indicators}
    _write_register(page, [_source(page.book, record, measures) for record in records])


def _write_register(page: Page, lines: list[tuple[str, ...]]) -> None:
    headings = page.declared.spec["headings"]
    page.write_headings(headings)
    for row, texts in enumerate(lines, start=HEADING_ROW):
        page.writing.write_texts(page.sheet, row, texts, page.widths)
    last = HEADING_ROW + max(len(lines), 1) - 1
    page.sheet.autofilter(HEADING_ROW - 1, 0, last, len(headings) - 1)


def _lights_of(book: Book, row: Indicator) -> tuple[str, ...]:
    records = [book.record(row, "light", measure) for measure in _LIGHT_MEASURES]
    said = [record.text if record else "" for record in records]
    return row.id, book.framework.group(row.theme_group).title, row.text, *said


def _source(book: Book, record: SourcedRecord, measures: Mapping[str, str]) -> tuple[str, ...]:
    return (
        record.indicator,
        book.framework.group(record.theme_group).title,
        measures.get(record.indicator, ""),
        load_columns()[record.column].heading,
        record.text,
        record.file,
        record.sheet,
        record.cell,
        long_date(record.received_at.date()),
        record.sha256,
    )
