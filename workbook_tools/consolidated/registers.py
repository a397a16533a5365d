"""The registers: both lights of every indicator, the calendar, receipts, and the source of every
value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.columns import Column
from workbook_tools.framework import Indicator
from workbook_tools.ledger import SourcedRecord
from workbook_tools.values.days import long_date
from workbook_tools.values.records import PROVISIONAL

SAID = 3
"""How many columns say which indicator a line is about; then come those of the returns."""

GROUP_COLUMN = 2
"""The second of them: its theme group."""


def write_lights(page: Page) -> None:
    """List what the returns say of every indicator in some columns: its lights, and why."""
    measures = [row for row in page.book.framework.indicators if not row.is_heading]
    columns = [page.book.form.columns[column_id] for column_id in page.declared.spec["columns"]]
    write_lines(page, [_lights_of(page.book, row, columns) for row in measures])
    last = HEADING_ROW + len(measures) - 1
    lights = [place for place, each in enumerate(columns, start=SAID) if each.holds_lights]
    for first, final in runs(lights):
        page.writing.colour_lights(page.sheet, (HEADING_ROW, first, last, final))


def write_sources(page: Page) -> None:
    """List every value taken from a return with its file, sheet and cell: indicators first."""
    records = page.book.source_lines
    measures = {row.id: row.text for row in page.book.framework.indicators}
    words = page.declared.spec.get("provisional", "{text}")
    write_lines(page, [_source(page.book, record, measures, words) for record in records])


def write_receipts(page: Page) -> None:
    """List every return that was accepted, whether it counts, and what was decided of it."""
    standings = page.declared.spec["standings"]
    lines: list[tuple[str, ...]] = [
        (
            each.id,
            page.book.title_of(each.file.theme_group),
            each.file.file,
            long_date(each.file.received_at.date()),
            standings[each.file.status],
            "; ".join(str(decision) for decision in each.decisions),
            each.file.sha256,
        )
        for each in page.book.returns
    ]
    write_lines(page, lines)


def write_calendar(page: Page) -> None:
    """List the duties of the governance calendar with the day each is due in the round's year."""
    year, no_day = page.book.round.year, page.declared.spec["no_day"]
    duties = [(duty.due_in(year), duty) for duty in page.book.framework.calendar]
    duties.sort(key=lambda each: (each[0] is None, each[0] or date.max))
    lines: list[tuple[str, ...]] = [
        (
            long_date(due) if due else no_day,
            duty.what,
            duty.when,
            duty.prepared_by,
            duty.goes_to,
            duty.approved_by,
            duty.source,
        )
        for due, duty in duties
    ]
    write_lines(page, lines)


def runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last of some numbers that follow each other, run by run."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found


def write_lines(
    page: Page, lines: list[tuple[str, ...]], more_headings: Sequence[str] = ()
) -> None:
    """Write the headings of a register and its lines, at heights that cut none of them."""
    headings = [*page.declared.spec["headings"], *more_headings]
    page.write_headings(headings)
    for row, texts in enumerate(lines, start=HEADING_ROW):
        page.writing.write_texts(page.sheet, row, texts, page.widths)
    last = HEADING_ROW + max(len(lines), 1) - 1
    page.sheet.autofilter(HEADING_ROW - 1, 0, last, len(headings) - 1)


def _lights_of(book: Book, row: Indicator, columns: Iterable[Column]) -> tuple[str, ...]:
    held = (column.holds for column in columns)
    records = [book.record(row, h.field, h.measure, h.area) if h else None for h in held]
    said = [record.text if record else "" for record in records]
    return row.id, book.framework.group(row.theme_group).title, row.text, *said


def _source(
    book: Book, record: SourcedRecord, measures: Mapping[str, str], words: str
) -> tuple[str, ...]:
    return (
        record.indicator,
        book.title_of(record.theme_group),
        measures.get(record.indicator, ""),
        record.round,
        book.heading_of(record),
        _with_standing(record, words),
        record.file,
        record.sheet,
        record.cell,
        long_date(record.received_at.date()),
        record.sha256,
    )


def _with_standing(record: SourcedRecord, words: str) -> str:
    """Return what a record says; a figure that may still change says so in these words."""
    is_provisional = record.state == PROVISIONAL and record.measure == "value"
    return words.format(text=record.text) if is_provisional else record.text
