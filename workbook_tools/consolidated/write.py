"""Writing the LAA spreadsheet: its sheets, in the order that the template declares."""

from __future__ import annotations

from collections.abc import Callable

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import Page, begin_page, write_contents
from workbook_tools.consolidated.registers import (
    write_calendar,
    write_lights,
    write_receipts,
    write_register,
    write_sources,
)
from workbook_tools.consolidated.summary import write_summary
from workbook_tools.consolidated.views import view_rows, write_view
from workbook_tools.files import Along
from workbook_tools.form.sheets import ViewSheet
from workbook_tools.writing.long_texts import put_long_texts
from workbook_tools.writing.workbook import Writing, workbook_bytes


def spreadsheet_bytes(book: Book, along: Along = iter) -> bytes:
    """Return the LAA spreadsheet as an ``.xlsx`` file's bytes; the same book gives the same bytes.

    ``along`` walks along its sheets.

    Raises:
        LaaError: a template or the framework declares what Excel would cut or refuse.
    """
    template = book.form.spreadsheet
    rows = view_rows(book)

    def build(writing: Writing) -> None:
        for sheet in along(template.sheets):
            if isinstance(sheet, ViewSheet):
                write_view(writing, book, sheet, rows)
            else:
                _KINDS[sheet.kind](begin_page(writing, book, template, rows, sheet))

    title = template.title.format(**book.words())
    return workbook_bytes(book.form, title, book.round.ends, build, put_long_texts)


_KINDS: dict[str, Callable[[Page], None]] = {
    "contents": write_contents,
    "summary": write_summary,
    "lights": write_lights,
    "register": write_register,
    "calendar": write_calendar,
    "receipts": write_receipts,
    "sources": write_sources,
}
