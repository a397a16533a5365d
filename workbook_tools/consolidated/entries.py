"""The activities of the programme and the recommendations of reviews, and what returns say of them.

Every entry has a line, whether or not anybody has reported on it: under the outcome or the review
that it belongs to, in printed order. New ones of the returns come last.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.returned import said, text_of, write_numbers
from workbook_tools.consolidated.totals import write_totals
from workbook_tools.consolidated.unfinished import RegisterLine
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import ViewSheet
from workbook_tools.framework.registers import Entry

KIND = "entries"
"""Its name in ``laa-spreadsheet.json``."""


def write_entries(page: Page) -> None:
    """Write the register: headings, entries, new lines, and totals where they are declared."""
    spec, book = page.declared.spec, page.book
    columns = [book.form.columns[column_id] for column_id in spec["columns"]]
    page.write_headings([*spec["headings"], *(column.heading for column in columns)])
    entries = entries_in(book, page.declared)
    lines = {line.key: line for line in book.lines(page.declared)}
    row, under = HEADING_ROW - 1, ""
    for entry in entries:
        if entry.under != under:
            under, row = entry.under, row + 1
            page.write_row_heading(row, under)
        row += 1
        nothing = RegisterLine(entry.reported_by, entry.id, {}, {})
        _write_entry(page, row, entry, lines.get(entry.id, nothing), columns)
    known = {entry.id for entry in entries}
    new = [line for key, line in lines.items() if key not in known]
    if new:
        row += 1
        page.write_row_heading(row, spec["new"])
    for line in new:
        row += 1
        group = book.title_of(line.theme_group)
        part, about = (text_of(line.record(spec[name])) for name in ("part", "about"))
        texts = [line.key, group, part, about, *[""] * (len(spec["headings"]) - 4)]
        _write(page, row, texts, line, columns)
    if "totals" in spec:
        write_totals(page, row - HEADING_ROW + 1)


def entries_in(book: Book, declared: PlainSheet) -> tuple[Entry, ...]:
    """Return the entries of a register that there are in the round."""
    register = book.form.returns.table(declared.spec["of"]).rows_spec["of"]
    return book.framework.register(register, book.round)


def has_entries(book: Book, sheet: ViewSheet | PlainSheet) -> bool:
    """Whether a sheet is no register of entries, or has some in the round."""
    if not isinstance(sheet, PlainSheet) or sheet.kind != KIND:
        return True
    return bool(entries_in(book, sheet))


def _write_entry(
    page: Page, row: int, entry: Entry, line: RegisterLine, columns: Sequence[Column]
) -> None:
    spec = page.declared.spec
    group = page.book.title_of(entry.reported_by)
    text = spec["more"].format(id=entry.part_of) if entry.part_of else entry.text
    texts = [entry.id, group, entry.part, text]
    if len(spec["headings"]) > len(texts):
        texts.append(entry.known)
    _write(page, row, texts, line, columns)
    page.writing.write_note(page.sheet, (row, 0), f"{entry.source}. {entry.reason}")


def _write(
    page: Page, row: int, texts: list[str], line: RegisterLine, columns: Sequence[Column]
) -> None:
    reported = [
        text_of(line.record(column.id)) if column.list else said(page, line, column.id)
        for column in columns
    ]
    page.writing.write_texts(page.sheet, row, [*texts, *reported], page.widths)
    write_numbers(page, row, line, columns)
    for place, column in enumerate(columns, start=len(texts)):
        kept = line.kept.get(column.id)
        # Words that are counted and numbers stay what they are: a note says of which round.
        if kept and (column.list or kept.value is not None):
            title = page.book.framework.round(kept.round).title
            page.writing.write_note(page.sheet, (row, place), title)
