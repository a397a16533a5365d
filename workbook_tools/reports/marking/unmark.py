"""Taking the marks out of a marked copy, whoever has worked in it and saved it since."""

from __future__ import annotations

from workbook_tools.form import Form
from workbook_tools.reports.marking.book import Book, ListedSheet
from workbook_tools.reports.marking.cells import Place, SheetCells
from workbook_tools.reports.marking.comments import Comments
from workbook_tools.reports.marking.parts import Parts
from workbook_tools.reports.marking.record import Record, read_record
from workbook_tools.reports.marking.styles import Appearance, Styles
from workbook_tools.reports.marking.words import MarkedCopy, load_marked_copy
from workbook_tools.returns.marked_copy import MARKER
from workbook_tools.workbooks.cells import Surroundings, read_cells
from workbook_tools.workbooks.rich_text import shared_strings


def unmark(form: Form, content: bytes) -> bytes:
    """Return a marked copy without its marks; any other workbook with its cells as they are.

    Raises:
        Unreadable: it is damaged, or no .xlsx or .xlsm workbook.
    """
    parts = Parts(content)
    unmark_parts(parts, load_marked_copy(form))
    return parts.package()


def unmark_parts(parts: Parts, words: MarkedCopy) -> None:
    """Take the marks out of a workbook that is open."""
    book = Book(parts)
    record = Record()
    found = _our_sheet(parts, book)
    if found is not None:
        sheet, record = found
        book.remove(sheet)
    styles_part = book.styles_part()
    styles = Styles(parts.tree(styles_part), words.marks) if styles_part else None
    marked = styles.with_signs() if styles is not None else {}
    for sheet in book.sheets:
        if not sheet.is_worksheet or sheet.part not in parts:
            continue
        if styles is not None and _restore_styles(parts, sheet, styles, marked, record):
            parts.edit(styles_part)
        _remove_notes(parts, sheet, record, words)


def mentions(content: bytes, text: str) -> bool:
    """Whether a text stands anywhere in a part, in any of the codings of XML in use."""
    return any(text.encode(coding) in content for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def _our_sheet(parts: Parts, book: Book) -> tuple[ListedSheet, Record] | None:
    strings_part = parts.target(parts.main, "sharedStrings")
    strings = parts.read(strings_part) if strings_part else b""
    shared = mentions(strings, MARKER)
    around: Surroundings | None = None
    for sheet in book.sheets:
        if not sheet.is_worksheet or sheet.part not in parts:
            continue
        content = parts.read(sheet.part)
        # Texts stand in the sheet itself as we write it, and apart as most programs do.
        if shared or mentions(content, MARKER):
            # Where our own stand in the sheet, what was typed there since may stand apart.
            if around is None:
                around = Surroundings(strings=shared_strings(strings)[0] if strings else {})
            record = read_record(read_cells(content, around).cells)
            if record is not None:
                return sheet, record
    return None


def _restore_styles(
    parts: Parts,
    sheet: ListedSheet,
    styles: Styles,
    marked: dict[int, tuple[bool, bool]],
    record: Record,
) -> bool:
    """Give the marked cells of a sheet the styles they had; return whether there were any."""
    content = parts.read(sheet.part)
    if not any(mentions(content, f's="{style}"') for style in marked):
        return False
    cells = SheetCells(parts.tree(sheet.part))
    restored: dict[Place, int] = {}
    unknown: dict[Place, int] = {}
    plain: dict[int, dict[int, int]] = {}
    for place, style in cells.styled():
        covered = record.cells.get((sheet.name, place))
        if style not in marked:
            plain.setdefault(place[1], {})[place[0]] = style
        elif covered is not None:
            restored[place] = styles.restored(style, covered.look, covered.style)
        elif all(marked[style]):
            unknown[place] = style
    for place, style in unknown.items():
        # Copied or moved here by somebody: it is to look as its column does.
        restored[place] = styles.restored(style, _neighbour(plain, place, styles))
    for place, style in restored.items():
        cells.set_style(place, style)
    if restored:
        parts.edit(sheet.part)
    return bool(restored)


def _neighbour(plain: dict[int, dict[int, int]], place: Place, styles: Styles) -> Appearance:
    rows = plain.get(place[1])
    if not rows:
        return Appearance()
    nearest = min(rows, key=lambda row: (abs(row - place[0]), row))
    return styles.appearance(rows[nearest])


def _remove_notes(parts: Parts, sheet: ListedSheet, record: Record, words: MarkedCopy) -> None:
    part = parts.target(sheet.part, "comments")
    if not part or not mentions(parts.read(part), words.note_heading):
        return
    comments = Comments(parts, sheet.part, words)
    comments.without_ours(record.on(sheet.name))
    comments.finish()
