"""Which reported value a cell of the LAA spreadsheet shows, and where on Sources it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.book import OF_FRAMEWORK, Book
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import SpreadsheetTemplate
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Indicator
from workbook_tools.ledger import SourcedRecord
from workbook_tools.values.days import long_date

SOURCES = "sources"
"""The kind of the sheet that tells every value's source."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the sources of values stand."""

    sheet: str
    """The name of the sheet of sources; empty for a spreadsheet without one."""
    rows: Mapping[tuple[int, str, str, str], int]
    """The row of each value: by its return, indicator, column and cell."""
    words: str
    """What is said of a source: it has places for ``file``, ``sheet``, ``cell`` and ``day``."""

    firsts: Mapping[str, int]
    """The first row of each indicator's values, by id."""

    def link(self, record: SourcedRecord) -> tuple[str, str] | None:
        """Return the link to a value's row, and words for it; None where it has no row."""
        row = self.rows.get(_key(record))
        if row is None:
            return None
        said = self.words.format(
            file=record.file,
            sheet=record.sheet,
            cell=record.cell,
            day=long_date(record.received_at.date()),
        )
        return self._to(row), said

    def link_of(self, indicator: str) -> tuple[str, str] | None:
        """Return the link to the first of an indicator's values; None where there is none."""
        row = self.firsts.get(indicator)
        return (self._to(row), indicator) if row is not None else None

    def _to(self, row: int) -> str:
        return f"internal:{quoted(self.sheet)}!A{row}"


def origins_in(book: Book, template: SpreadsheetTemplate) -> Origins:
    """Return where the sources of a book's values stand in its spreadsheet."""
    for sheet in template.sheets:
        if isinstance(sheet, PlainSheet) and sheet.kind == SOURCES and "link" in sheet.spec:
            rows: dict[tuple[int, str, str, str], int] = {}
            firsts: dict[str, int] = {}
            for row, record in enumerate(book.source_lines, start=HEADING_ROW + 1):
                rows[_key(record)] = row
                firsts.setdefault(record.indicator, row)
            return Origins(sheet.name, rows, sheet.spec["link"], firsts)
    return Origins("", {}, "", {})


def origin_of(book: Book, row: Indicator, column: Column) -> SourcedRecord | None:
    """Return the reported value that a cell of an indicator shows; None where it shows none.

    Of a cell that shows why there is no figure, it is that.
    """
    holds = column.holds.in_round(book.round.year) if column.holds else None
    if holds is None or holds.field in OF_FRAMEWORK:
        return None
    reported = book.current if holds.year == book.round.year else book.before(row, holds)
    if reported is None:
        return None
    measures = ["status", "expected"] if holds.field == "actual" else []
    for measure in (holds.measure, *measures):
        found = reported.record(row, holds.field, measure, holds.area)
        if found is not None:
            return found
    return None


def _key(record: SourcedRecord) -> tuple[int, str, str, str]:
    return record.received_id, record.indicator, record.column, record.cell
