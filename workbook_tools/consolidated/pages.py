"""The sheets of the LAA spreadsheet that are not views: what they share, and the contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.places import Places
from workbook_tools.consolidated.view_rows import HEADING_ROW, ViewRows
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import SpreadsheetTemplate, ViewSheet
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Indicator
from workbook_tools.framework.model import THE_BOARD
from workbook_tools.values.days import long_date
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import BOLD, Writing, height_for


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet being written, with all that it may refer to."""

    sheet: Any
    """The XlsxWriter worksheet."""
    declared: PlainSheet
    writing: Writing
    book: Book
    template: SpreadsheetTemplate
    places: Places
    """What stands where on the sheets with a row for each indicator."""

    @property
    def rows(self) -> ViewRows:
        """Which row of the views holds what."""
        return self.places.rows

    @property
    def view(self) -> ViewSheet:
        """The first of the workbook's views, which links and counts point at."""
        return next(other for other in self.template.sheets if isinstance(other, ViewSheet))

    @property
    def widths(self) -> Sequence[float]:
        """The declared width of each column."""
        widths: Sequence[float] = self.declared.spec["widths"]
        return widths

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators and heading rows by id."""
        return {row.id: row for row in self.book.framework.indicators}

    def write_words(self, row: int, texts: Sequence[str], *look: str) -> None:
        """Write the texts that begin a row, counted from 0, at a height that cuts none of them."""
        self.writing.write_texts(self.sheet, row, texts, self.widths[: len(texts)], *look)

    def write_headings(self, headings: Sequence[str]) -> None:
        """Write the row of headings, and keep it in sight and on every printed page."""
        widths = (width * BOLD for width in self.widths)
        height = height_for(zip(headings, widths, strict=False), least=2)
        self.sheet.set_row(HEADING_ROW - 1, height)
        style = self.writing.style("column-heading")
        self.sheet.write_row(HEADING_ROW - 1, 0, headings, style)
        self.sheet.freeze_panes(HEADING_ROW, 0)
        self.sheet.repeat_rows(HEADING_ROW - 1)

    def light_cell(self, indicator: str, column_id: str) -> str:
        """Return the cell of an indicator's light in the view, as another sheet names it."""
        shown = [column.id for column in self.view.columns_in(self.book.years)]
        letters = column_letters(shown.index(column_id) + 1)
        return f"{quoted(self.view.name)}!{letters}{self.rows.indicators[indicator]}"

    def light_word(self, indicator: str) -> str:
        """Return the word of an indicator's light as it is now; empty for none."""
        row = self.book.framework.indicator(indicator)
        record = self.book.record(row, "light", "final")
        return record.text if record else ""

    def write_row_heading(self, row: int, text: str, source: str = "") -> None:
        """Write a heading between lines over all columns, its text running on over them.

        ``row`` counts from 0; the source is shown in a note.
        """
        style = self.writing.style("cell", "row-heading")
        for place in range(1, len(self.widths)):
            self.sheet.write_blank(row, place, None, style)
        self.sheet.write_string(row, 0, text, style)
        self.sheet.set_row(row, 20)
        self.sheet.headings.add(row)
        if source:
            self.writing.write_note(self.sheet, (row, 0), source)

    def write_light_headings(self, words: Sequence[str], place: int) -> None:
        """Write the headings with the lights' words among them, in the colours of the lights.

        ``place`` is the first of their columns, counted from 0.
        """
        headings: list[str] = []
        for heading in self.declared.spec["headings"]:
            headings += words if heading == "{lights}" else [heading]
        self.write_headings(headings)
        last = place + len(words) - 1
        self.writing.colour_lights(self.sheet, (HEADING_ROW - 1, place, HEADING_ROW - 1, last))


def begin_page(
    writing: Writing,
    book: Book,
    template: SpreadsheetTemplate,
    places: Places,
    declared: PlainSheet,
) -> Page:
    """Add a sheet with its title, note and column widths."""
    sheet = writing.add_sheet(declared.name, declared.spec.get("paper", "A4"))
    title, note = (declared.spec[name].format(**book.words()) for name in ("title", "note"))
    sheet.write_string(0, 0, title, writing.style("title"))
    sheet.write_string(1, 0, note, writing.style("note"))
    sheet.set_row(0, 26)
    sheet.set_row(1, 20)
    widths = declared.spec.get("widths", ())
    # A sheet of indicators says the widths of some columns by their ids.
    for place, width in enumerate(() if isinstance(widths, Mapping) else widths):
        sheet.set_column(place, place, width)
    return Page(sheet, declared, writing, book, template, places)


def write_contents(page: Page) -> None:
    """List the sheets, and the theme groups with the files that their figures came in."""
    write_returns(page, write_sheets(page, HEADING_ROW - 1) + 2)


def write_sheets(page: Page, row: int) -> int:
    """List the other sheets from a row, counted from 0, each with a link; return the last row."""
    cell = page.writing.style("cell", "text")
    page.sheet.write_row(row, 0, page.declared.spec["headings"], _heading(page))
    for other in page.template.sheets:
        if other.name == page.declared.name:
            continue
        row += 1
        title = other.title if isinstance(other, ViewSheet) else other.spec["title"]
        _write_link(page, row, other.name, other.name, "A1")
        page.sheet.write_blank(row, 1, None, cell)
        page.sheet.write_string(row, 2, title.format(**page.book.words()), cell)
    return row


def write_returns(page: Page, row: int) -> int:
    """List who returns from a row, counted from 0, each with the file that counts, if any does.

    Returns the last row.
    """
    spec, cell = page.declared.spec, page.writing.style("cell", "text")
    page.sheet.write_row(row, 0, spec["group_headings"], _heading(page))
    money = _first_of(page, "funding returns")
    registers = _first_of(page, "register")
    for group in page.book.framework.returning(page.book.round.year):
        row += 1
        if group.id in page.rows.groups:
            _write_link(page, row, group.title, page.view.name, f"A{page.rows.groups[group.id]}")
        elif page.book.framework.kind_of(group.id) == THE_BOARD and registers:
            _write_link(page, row, group.title, registers, "A1")
        elif money:
            _write_link(page, row, group.title, money, "A1")
        else:
            page.sheet.write_string(row, 0, group.title, cell)
        received = page.book.received.get(group.id)
        withdrawal = page.book.withdrawn(group.id)
        state = spec["not_received"]
        if received is not None:
            state = spec["received"].format(day=long_date(received.received_at.date()))
        elif withdrawal is not None and "withdrawn" in spec:
            state = spec["withdrawn"].format(day=long_date(withdrawal.at.date()))
        page.sheet.write_string(row, 1, state, cell)
        page.sheet.write_string(row, 2, received.file if received else "", cell)
    return row


def _heading(page: Page) -> Any:
    return page.writing.style("column-heading")


def _first_of(page: Page, kind: str) -> str:
    """Return the name of the first sheet of a kind; empty where there is none."""
    sheets = (sheet for sheet in page.template.sheets if isinstance(sheet, PlainSheet))
    return next((sheet.name for sheet in sheets if sheet.kind == kind), "")


def _write_link(page: Page, row: int, text: str, target: str, cell: str) -> None:
    style = page.writing.style("cell", "text", "link")
    page.sheet.write_url(row, 0, f"internal:{quoted(target)}!{cell}", style, string=text)
