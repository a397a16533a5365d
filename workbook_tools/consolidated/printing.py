"""How the LAA spreadsheet is printed: the foot of a page, and what is printed only on purpose."""

from __future__ import annotations

from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import SpreadsheetTemplate, ViewSheet
from workbook_tools.values.days import long_date
from workbook_tools.writing.workbook import Writing

_TITLE_ROWS, _TITLE_COLUMNS = 2, 8
"""So much of a sheet that is not printed with the others is: its title, and its note."""


def print_pages(writing: Writing, book: Book, template: SpreadsheetTemplate) -> None:
    """Put the round and the day of its data on every page, and leave out what nobody reads there.

    A sheet that is left out prints its title alone; who wants it clears its print area.
    """
    footer = _footer(book, template)
    for sheet in template.sheets:
        worksheet = writing.book.get_worksheet_by_name(sheet.name)
        said = {} if isinstance(sheet, ViewSheet) else sheet.spec
        if footer:
            numbered = footer if said.get("page_number", True) else footer.partition("&R")[0]
            worksheet.set_footer(numbered.replace("{sheet}", "&A"))
        if "first_page" in said:
            worksheet.set_start_page(said["first_page"])
        if not _is_printed(sheet):
            _print_title_only(worksheet)
        elif worksheet.headings and worksheet.fit_page and not worksheet.fit_height:
            paper = sheet.paper if isinstance(sheet, ViewSheet) else sheet.spec.get("paper", "A4")
            writing.hold_headings(worksheet, paper, HEADING_ROW)


def _footer(book: Book, template: SpreadsheetTemplate) -> str:
    """Return the foot of a page as Excel writes it; empty for a form that says nothing of it."""
    spec = template.footer
    if not spec:
        return ""
    last = max((each.received_at for each in book.received.values()), default=None)
    middle = spec["middle"].format(day=long_date(last.date())) if last else spec["none"]
    left, right = (
        spec[name].format(
            sheet="{sheet}",
            round_title=book.round.title.replace("&", "&&"),
            page="&P",
            pages="&N",
        )
        for name in ("left", "right")
    )
    return f"&L{left}&C{middle}&R{right}"


def _is_printed(sheet: ViewSheet | PlainSheet) -> bool:
    if isinstance(sheet, ViewSheet):
        return sheet.printed
    return bool(sheet.spec.get("printed", True))


def _print_title_only(worksheet: Any) -> None:
    worksheet.print_area(0, 0, _TITLE_ROWS - 1, _TITLE_COLUMNS - 1)
    # What is repeated on every page would be printed with the title.
    worksheet.repeat_row_range = worksheet.repeat_col_range = ""
    worksheet.set_h_pagebreaks([])
    worksheet.set_v_pagebreaks([])
    worksheet.fit_to_pages(1, 1)
