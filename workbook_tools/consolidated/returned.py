"""The registers of what the other sheets of the returns say: a line for each row with an entry."""

from __future__ import annotations

from collections.abc import Sequence

from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.registers import write_lines
from workbook_tools.consolidated.totals import write_totals
from workbook_tools.consolidated.unfinished import RegisterLine
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.columns import Column
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.form.types import GENERAL
from workbook_tools.ledger import SourcedRecord


def write_register(page: Page) -> None:
    """List what the returns say on one of their sheets, a line for each row with an entry."""
    spec, book = page.declared.spec, page.book
    columns = [book.form.columns[column_id] for column_id in spec["columns"]]
    lines = book.lines(page.declared)
    texts = [
        (
            line.key,
            book.title_of(line.theme_group),
            _about(page, line),
            *(said(page, line, column.id) for column in columns),
        )
        for line in lines
    ]
    write_lines(page, texts, [column.heading for column in columns])
    for row, line in enumerate(lines, start=HEADING_ROW):
        write_numbers(page, row, line, columns)
    if "totals" in spec:
        write_totals(page, len(lines))


def write_numbers(page: Page, row: int, line: RegisterLine, columns: Sequence[Column]) -> None:
    """Write the numbers of a line over the texts in a row, counted from 0, as numbers."""
    figure_formats = {each.id: plain_format(each) for each in page.book.framework.indicators}
    first = len(page.declared.spec["headings"])
    for place, column in enumerate(columns, start=first):
        found = line.record(column.id)
        if found and found.value is not None:
            number_format = column.kind.number_format(figure_formats.get(line.key, GENERAL))
            style = page.writing.style("cell", column.kind.style, number_format=number_format)
            page.sheet.write_number(row, place, found.value, style)


def _about(page: Page, line: RegisterLine) -> str:
    """Return what a line is about: the adviser's words, or those of the form."""
    spec = page.declared.spec
    if page.book.form.columns[spec["about"]].is_entry:
        return text_of(line.record(spec["about"]))
    table = page.book.plan_of(line.theme_group).table(spec["of"])
    if line.key not in table.row_numbers:
        return ""
    return str(table.known(table.row(line.key), table.column(spec["about"])).value)


def said(page: Page, line: RegisterLine, column_id: str) -> str:
    """Return what is said in a column; what was said in an earlier round names it."""
    spec, text = page.declared.spec, text_of(line.record(column_id))
    if column_id in line.kept and column_id in spec["kept"]:
        of = page.book.framework.round(line.kept[column_id].round)
        return str(spec["kept_words"].format(text=text, round_title=of.title))
    return text


def text_of(record: SourcedRecord | None) -> str:
    """Return what was entered, or nothing."""
    return record.text if record else ""
