"""Writing the LAA spreadsheet: its sheets, in the order that the template declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbook_tools.consolidated.board_summary import write_board_summary
from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.changes import KIND as CHANGES
from workbook_tools.consolidated.changes import write_changes
from workbook_tools.consolidated.checks_sheet import KIND as CHECKS
from workbook_tools.consolidated.checks_sheet import write_checks
from workbook_tools.consolidated.communities import KIND as COMMUNITIES
from workbook_tools.consolidated.communities import has_communities, write_communities
from workbook_tools.consolidated.cover import KIND as COVER
from workbook_tools.consolidated.cover import write_cover
from workbook_tools.consolidated.entries import KIND as ENTRIES
from workbook_tools.consolidated.entries import has_entries, write_entries
from workbook_tools.consolidated.exceptions import KIND as EXCEPTIONS
from workbook_tools.consolidated.exceptions import write_exceptions
from workbook_tools.consolidated.funding.controls import write_controls
from workbook_tools.consolidated.funding.lights import write_beside_lights
from workbook_tools.consolidated.funding.matrix import write_matrix
from workbook_tools.consolidated.funding.spending import write_spending
from workbook_tools.consolidated.funding.table import KIND, write_table
from workbook_tools.consolidated.funding.years import write_years
from workbook_tools.consolidated.indicator_sheets import write_indicators
from workbook_tools.consolidated.pages import Page, begin_page, write_contents
from workbook_tools.consolidated.places import places_in
from workbook_tools.consolidated.plan_sheets import (
    PLAN,
    POSSIBLE,
    has_plan,
    has_possible,
    write_plan,
    write_possible,
)
from workbook_tools.consolidated.printing import print_pages
from workbook_tools.consolidated.registers import (
    write_calendar,
    write_lights,
    write_receipts,
    write_sources,
)
from workbook_tools.consolidated.returned import write_register
from workbook_tools.consolidated.rewards import KIND as REWARDS
from workbook_tools.consolidated.rewards import has_rewards, write_rewards
from workbook_tools.consolidated.summary import write_summary
from workbook_tools.consolidated.views import write_view
from workbook_tools.files import Along
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import INDICATORS, SpreadsheetTemplate, ViewSheet
from workbook_tools.problems import LaaError
from workbook_tools.writing.long_texts import put_long_texts
from workbook_tools.writing.workbook import Writing, workbook_bytes


def spreadsheet_bytes(book: Book, along: Along = iter) -> bytes:
    """Return the LAA spreadsheet as an ``.xlsx`` file's bytes; the same book gives the same bytes.

    ``along`` walks along its sheets.

    Raises:
        LaaError: a template or the framework declares what Excel would cut or refuse.
    """
    template = replace(book.form.spreadsheet, sheets=sheets_in(book))
    return _bytes_of(book, template, along)


def written_sheets(book: Book, sheets: tuple[ViewSheet | PlainSheet, ...]) -> bytes:
    """Return a workbook of some of the sheets: those that they look at must be among them.

    Raises:
        LaaError: a template or the framework declares what Excel would cut or refuse.
    """
    return _bytes_of(book, replace(book.form.spreadsheet, sheets=sheets), iter)


def funding_bytes(book: Book) -> bytes:
    """Return the funding sheets of the LAA spreadsheet alone, as an ``.xlsx`` file's bytes.

    Raises:
        LaaError: nothing is allocated in the year of the round, or the form has no such sheets.
    """
    alone = [sheet for sheet in sheets_in(book) if _is_of_funding(sheet)]
    kept = tuple(sheet for sheet in alone if getattr(sheet, "kind", "") not in _NEEDS_SUMMARY)
    if not kept:
        raise LaaError(
            f"No funding is allocated in {book.round.year}, the year of the round "
            f"{book.round.id}; write allocations with “laa framework export”, or name another "
            "round with --round."
        )
    return _bytes_of(book, replace(book.form.spreadsheet, sheets=kept), iter)


def sheets_in(book: Book) -> tuple[ViewSheet | PlainSheet, ...]:
    """Return the sheets that a round has: those of funding and of entries where there are some."""
    has_funding = any(True for _ in book.framework.funding.of(book.round.year))
    return tuple(
        sheet
        for sheet in book.form.spreadsheet.sheets
        if (has_funding or not _is_of_funding(sheet))
        and has_entries(book, sheet)
        and has_communities(book, sheet)
        and _has_data(book, sheet)
    )


def _has_data(book: Book, sheet: ViewSheet | PlainSheet) -> bool:
    """Whether the framework has what a sheet is about, where it may have none."""
    asked = _ONLY_WITH.get(sheet.kind) if isinstance(sheet, PlainSheet) else None
    return asked is None or asked(book)


_ONLY_WITH: dict[str, Callable[[Book], bool]] = {
    REWARDS: has_rewards,
    PLAN: has_plan,
    POSSIBLE: has_possible,
}


def _is_of_funding(sheet: ViewSheet | PlainSheet) -> bool:
    return isinstance(sheet, PlainSheet) and sheet.kind.startswith("funding ")


_NEEDS_SUMMARY = ("funding lights",)


def _bytes_of(book: Book, template: SpreadsheetTemplate, along: Along) -> bytes:
    places = places_in(book, template)

    def build(writing: Writing) -> None:
        for sheet in along(template.sheets):
            if isinstance(sheet, ViewSheet):
                write_view(writing, book, sheet, places)
            else:
                _KINDS[sheet.kind](begin_page(writing, book, template, places, sheet))
        print_pages(writing, book, template)

    title = template.title.format(**book.words())
    return workbook_bytes(book.form, title, book.round.ends, build, put_long_texts)


_KINDS: dict[str, Callable[[Page], None]] = {
    "contents": write_contents,
    COVER: write_cover,
    "board summary": write_board_summary,
    "summary": write_summary,
    EXCEPTIONS: write_exceptions,
    "lights": write_lights,
    INDICATORS: write_indicators,
    "register": write_register,
    ENTRIES: write_entries,
    COMMUNITIES: write_communities,
    REWARDS: write_rewards,
    PLAN: write_plan,
    POSSIBLE: write_possible,
    "calendar": write_calendar,
    CHANGES: write_changes,
    CHECKS: write_checks,
    "receipts": write_receipts,
    "sources": write_sources,
    KIND: write_table,
    "funding matrix": write_matrix,
    "funding years": write_years,
    "funding lights": write_beside_lights,
    "funding returns": write_spending,
    "funding checks": write_controls,
}
