"""Marking: the wrong cells highlighted, notes on them, and a sheet that lists the findings.

Parts are added to the workbook, or added to; nothing is loaded and saved by a program
that would leave out what it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook_tools.form import Form
from workbook_tools.reports.marking.book import Book, ListedSheet
from workbook_tools.reports.marking.cells import Place, SheetCells
from workbook_tools.reports.marking.comments import Comments
from workbook_tools.reports.marking.findings_sheet import (
    HEADING_ROW,
    FindingsPage,
    Heading,
    quoted,
)
from workbook_tools.reports.marking.geometry import Geometry
from workbook_tools.reports.marking.parts import Parts, space_of
from workbook_tools.reports.marking.record import Covered, Record
from workbook_tools.reports.marking.styles import EMPTY, Styles
from workbook_tools.reports.marking.unmark import mentions, unmark_parts
from workbook_tools.reports.marking.words import FindingsSheet, MarkedCopy, load_marked_copy
from workbook_tools.reports.marking.xml import child, elements, from_text
from workbook_tools.values.findings import SEVERITIES, Finding
from workbook_tools.workbooks.address import column_letters, parse_address


def mark(form: Form, content: bytes, findings: Sequence[Finding], heading: Heading) -> bytes:
    """Return a copy of a return with its findings in it; marks of an earlier check give way.

    Args:
        form: declares the words and colours of the marks.
        content: the .xlsx or .xlsm file as it was received.
        findings: what was found in it, in the order of the check.
        heading: which return it is.

    Raises:
        Unreadable: it is damaged, or no .xlsx or .xlsm workbook.
    """
    words = load_marked_copy(form)
    parts = Parts(content)
    unmark_parts(parts, words)
    book = Book(parts)
    styles = _styles(parts, book, words)
    record = Record()
    for sheet in book.sheets:
        if not sheet.part or sheet.part not in parts:
            continue
        _deselect(parts, sheet)
        places = _by_place(findings, sheet.name)
        if places and sheet.is_worksheet:
            _mark_sheet(parts, sheet, places, styles, record, words)
    _add_findings(book, FindingsPage(words, heading, findings, styles), record, words.sheet)
    return parts.package()


def _styles(parts: Parts, book: Book, words: MarkedCopy) -> Styles:
    part = book.styles_part()
    if not part:
        part = book.add_styles(from_text(EMPTY, space_of(book.root)))
    return Styles(parts.edit(part), words.marks)


def _by_place(findings: Sequence[Finding], sheet: str) -> dict[Place, list[Finding]]:
    places: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.sheet == sheet and finding.cell:
            places.setdefault(parse_address(finding.cell), []).append(finding)
    return places


def _mark_sheet(
    parts: Parts,
    sheet: ListedSheet,
    places: dict[Place, list[Finding]],
    styles: Styles,
    record: Record,
    words: MarkedCopy,
) -> None:
    cells = SheetCells(parts.edit(sheet.part))
    shown: dict[Place, list[Finding]] = {}
    for place, findings in places.items():
        shown.setdefault(cells.anchor(place), []).extend(findings)
    comments, geometry = Comments(parts, sheet.part, words), Geometry(cells)
    for place, findings in shown.items():
        findings.sort(key=lambda each: SEVERITIES.index(each.severity))
        before = cells.style(place)
        note = words.note(findings)
        look, box = styles.appearance(before), comments.add(place, note, geometry)
        record.cells[sheet.name, place] = Covered(before, look, note, box)
        cells.set_style(place, styles.marked(before, findings[0].severity))
    comments.add_missing_boxes(geometry)


def _deselect(parts: Parts, sheet: ListedSheet) -> None:
    """Leave no other sheet selected: what is typed would go into all that are."""
    if not mentions(parts.read(sheet.part), "tabSelected"):
        return
    views = child(parts.tree(sheet.part), "sheetViews")
    for view in [] if views is None else elements(views):
        if "tabSelected" in view.attrib:
            del view.attrib["tabSelected"]
            parts.edit(sheet.part)


def _add_findings(book: Book, page: FindingsPage, record: Record, words: FindingsSheet) -> None:
    name = _free_name(book, words)
    visible = {sheet.name for sheet in book.sheets if sheet.visible}
    book.add_first(name, page.root(space_of(book.root).strip("{}"), record, visible))
    last = column_letters(len(words.columns))
    area = f"{quoted(name)}!$A${{}}:${last}${page.last_row}"
    book.add_name("_xlnm.Print_Area", 0, area.format(1))
    if page.last_row > HEADING_ROW:
        book.add_name("_xlnm._FilterDatabase", 0, area.format(HEADING_ROW), hidden=True)
        titles = f"{quoted(name)}!${HEADING_ROW}:${HEADING_ROW}"
        book.add_name("_xlnm.Print_Titles", 0, titles)


def _free_name(book: Book, words: FindingsSheet) -> str:
    """Return a name that no sheet of the submitter's has; programs take A and a for the same."""
    taken = {sheet.name.casefold() for sheet in book.sheets}
    names = [words.name, words.other_name]
    names += [f"{words.other_name[:26]} {n}" for n in range(2, len(taken) + 3)]
    return next(name for name in names if name.casefold() not in taken)
