"""A pack for a review: a workbook of the sheets that the reader asks for, and a document to read.

The document is made of the workbook: its tables are cells of the sheets, as they are shown there.
So both have the same figures.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.consolidated.write import sheets_in, written_sheets
from workbook_tools.files import zipped
from workbook_tools.form import Form
from workbook_tools.problems import LaaError, not_known
from workbook_tools.values.comparing import folded
from workbook_tools.values.days import long_date
from workbook_tools.values.lengths import xml_writable
from workbook_tools.workbooks import Sheet, Source, Workbook, open_workbook, shown

_MARGIN = 15
"""Of a page of the document, in millimetres; it is A4, landscape."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What is handed in for a review."""

    name: str
    """What its files are called, without an ending."""
    workbook: bytes
    document: bytes
    """In the format of Word."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document: its headings, and its rows of texts as the sheet shows them."""

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    """How wide the columns are, in proportion to each other."""
    rows: tuple[tuple[str, ...], ...]
    """One with a single text is a heading between rows."""


def pack_of(book: Book, name: str) -> Pack:
    """Return a pack that the form of a round declares; the same book gives the same bytes.

    Raises:
        LaaError: the form declares no such pack.
    """
    packs = book.form.spreadsheet.packs
    if name not in packs:
        raise LaaError(
            not_known(
                f"There is no pack “{name}”", sorted(packs), name, f"name one of {', '.join(packs)}"
            )
            if packs
            else "The form of this round declares no pack; take the form of a later version."
        )
    spec = packs[name]
    wanted = set(spec["sheets"])
    sheets = tuple(sheet for sheet in sheets_in(book) if sheet.name in wanted)
    workbook = written_sheets(book, sheets)
    return Pack(spec["file"].format(round=book.round.id), workbook, _document(book, spec, workbook))


def tables_of(spec: Mapping[str, Any], workbook: Workbook) -> Iterator[tuple[str, str, Table]]:
    """Yield the sections of the document: heading, words, table; those without rows are left out.

    Args:
        spec: the declared pack.
        workbook: its workbook, as it was written.
    """
    for section in spec["sections"]:
        sheet = workbook.sheet(section["sheet"])
        if sheet is None:
            continue
        table = _table(sheet, section)
        if any(len(row) > 1 for row in table.rows):
            yield section["heading"], section["words"], table


def _table(sheet: Sheet, section: Mapping[str, Any]) -> Table:
    """Return the declared columns of a sheet, down to its first blank row."""
    headings = {
        folded(shown(sheet.cell(HEADING_ROW, column))): column
        for column in range(sheet.max_column, 0, -1)
    }
    places = [headings[name] for name in section["columns"] if name in headings]
    rows: list[tuple[str, ...]] = []
    group_in, group = headings.get(section.get("by", "")), ""
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        texts = tuple(folded(shown(sheet.cell(row, column))) for column in places)
        first = folded(shown(sheet.cell(row, 1)))
        if not any(texts) and not first:
            break
        if first and not any(
            shown(sheet.cell(row, column)) for column in range(2, sheet.max_column + 1)
        ):
            rows.append((first,))
            continue
        now = folded(shown(sheet.cell(row, group_in))) if group_in else ""
        if now != group:
            group = now
            rows.append((group,))
        rows.append(texts)
    shown_here = [
        (name, width)
        for name, width in zip(section["columns"], section["widths"], strict=True)
        if name in headings
    ]
    names, widths = zip(*shown_here, strict=True)
    return Table(names, widths, tuple(rows))


def _document(book: Book, spec: Mapping[str, Any], content: bytes) -> bytes:
    """Return the document as a Word file's bytes."""
    # Imported here: only a pack needs it, and it takes a while.
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    workbook = open_workbook(Source(Path("pack.xlsx"), content))
    document = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(_MARGIN)
    page.top_margin = page.bottom_margin = Mm(_MARGIN)
    font = document.styles["Normal"].font
    font.name, font.size = "Arial", Pt(9)
    words = book.words() | _facts(book)
    core = document.core_properties
    core.title, core.author = spec["title"].format(**words), ""
    core.created = core.modified = datetime(*book.round.ends.timetuple()[:3], tzinfo=UTC)
    document.add_heading(spec["title"].format(**words), level=0)
    for text in spec["introduction"]:
        document.add_paragraph(text.format(**words))
    for heading, text, table in tables_of(spec, workbook):
        document.add_heading(heading.format(**words), level=1)
        document.add_paragraph(text.format(**words))
        _add_table(document, book.form, table)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return zipped((name, package.read(name)) for name in package.namelist())


def _facts(book: Book) -> dict[str, str]:
    last = max((each.received_at for each in book.received.values()), default=None)
    return {
        "came": str(len(book.received)),
        "of": str(len(book.framework.returning(book.round.year))),
        "until": long_date(last.date()) if last else "",
        "starts": long_date(book.round.starts),
        "ends": long_date(book.round.ends),
    }


def _add_table(document: Any, form: Form, table: Table) -> None:
    """Add a table: headings are repeated on every page, lights have their colours."""
    from docx.shared import Mm, Pt

    added = document.add_table(
        rows=1 + len(table.rows), cols=len(table.headings), style="Table Grid"
    )
    added.autofit = False
    room = (297 - 2 * _MARGIN) / sum(table.widths)
    widths = [Mm(width * room) for width in table.widths]
    for column, width in zip(added.columns, widths, strict=True):
        column.width = width
    lights = {light.word: light for light in form.lights.lights if light.fill}
    for line, texts in zip(added.rows, (table.headings, *table.rows), strict=True):
        cells = line.cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        _keep_together(line)
        if len(texts) == 1 < len(cells):
            cells[0].merge(cells[-1])
            cells = line.cells[:1]
        for cell, text in zip(cells, texts, strict=False):
            run = cell.paragraphs[0].add_run(xml_writable(text))
            run.font.size = Pt(8)
            run.bold = texts is table.headings or len(texts) == 1
            light = lights.get(text)
            if light is not None:
                _shade(cell, run, light.fill, light.text)
            elif run.bold:
                _shade(cell, run, "E9EDF4", "1F3864")
    _repeat(added.rows[0])


def _shade(cell: Any, run: Any, fill: str, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)  # The library has no call for it.
    run.font.color.rgb = RGBColor.from_string(colour)


def _keep_together(row: Any) -> None:
    """Keep a row on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: Any) -> None:
    """Repeat a table's first row on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
