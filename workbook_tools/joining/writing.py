"""Writing the joined return: entries and notes put into the parts of the first file.

Nothing else of that is touched. The formulas are worked out anew over all that is in it now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from workbook_tools.formulas.engine import recalculated
from workbook_tools.joining.halves import Half
from workbook_tools.joining.joint import Joint
from workbook_tools.problems import LaaError
from workbook_tools.reports.marking.book import Book
from workbook_tools.reports.marking.cells import Place, SheetCells
from workbook_tools.reports.marking.comments import Comments
from workbook_tools.reports.marking.geometry import Geometry
from workbook_tools.reports.marking.parts import Parts
from workbook_tools.reports.marking.styles import Styles
from workbook_tools.reports.marking.words import load_marked_copy
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell, Sheet, parse_address, shown
from workbook_tools.workbooks.markup import local_name
from workbook_tools.workbooks.opening import faults_of

_DAYS_1900_TO_1904 = 1462
_CORE = ("core-properties", "coreProperties")


def joint_bytes(joint: Joint) -> bytes:
    """Return the workbook in which some returns are put together; contradictions are blank.

    The same files give the same bytes.

    Raises:
        LaaError: the first file cannot be added to, or its formulas cannot be worked out.
    """
    book = joint.first.checked.workbook
    with faults_of(book.path):
        content = _Writer(joint).written()
    try:
        return recalculated(content)
    except OSError as error:
        raise LaaError(
            f"The formulas of {book.path} cannot be worked out again; name another of the files "
            "first, whose formulas are as they were issued."
        ) from error


class _Writer:
    """The parts of the first file while the others are put in."""

    def __init__(self, joint: Joint) -> None:
        form = joint.first.plan.form
        self._joint = joint
        self._words = load_marked_copy(form)
        self._heading: str = form.texts("joining")["note_heading"]
        self._parts = Parts(joint.first.checked.workbook.content)
        self._book = Book(self._parts)
        self._part_of = {sheet.name: sheet.part for sheet in self._book.sheets}
        self._sheets: dict[str, SheetCells] = {}
        part = self._book.styles_part()
        self._styles = Styles(self._parts.edit(part), self._words.marks) if part else None

    def written(self) -> bytes:
        joint = self._joint
        blanks = {each.place: None for each in joint.contradictions}
        had_formula = False
        for (sheet, key, column_id), cell in (joint.taken | blanks).items():
            table = joint.first.table(sheet)
            if key in table.rows and column_id in table.columns:
                place = (table.rows[key], table.columns[column_id])
                had_formula |= self._put(table.sheet.name, place, cell)
        if had_formula:
            self._drop_order_of_formulas()
        for half, number in zip(joint.halves[1:], range(1, len(joint.halves)), strict=True):
            self._add_notes(half, number)
        self._date()
        self._book.drop_repeated_names()
        return self._parts.package()

    def _cells(self, sheet: str) -> SheetCells:
        if sheet not in self._sheets:
            self._sheets[sheet] = SheetCells(self._parts.edit(self._part_of[sheet]))
        return self._sheets[sheet]

    def _put(self, sheet: str, place: Place, cell: Cell | None) -> bool:
        """Put an entry into a cell; return whether a formula had to go for it."""
        cells = self._cells(sheet)
        if cell is None:
            return cells.write(place, None)
        value = cell.value
        if isinstance(value, float) and cell.is_date:
            value += self._days_apart(cell)
        had_formula = cells.write(place, value, error=cell.kind == "error")
        if self._styles is not None:
            style = cells.style(place)
            there = replace(cell, number_format=self._styles.number_format(style))
            # Typing 45% or a day changes the format of a cell, and with it what is read there.
            if shown(there) != shown(cell) and not isinstance(value, str):
                cells.set_style(place, self._styles.with_number_format(style, cell.number_format))
        return had_formula

    def _days_apart(self, cell: Cell) -> int:
        """Return how many days later the first file's count of days begins than the cell's."""
        is_1904 = self._joint.first.checked.workbook.date_1904
        return (cell.date_1904 - is_1904) * _DAYS_1900_TO_1904

    def _drop_order_of_formulas(self) -> None:
        """Leave out the list of formulas: programs make it anew, and refuse a wrong one."""
        part = self._parts.target(self._parts.main, "calcChain")
        if part:
            self._parts.unpoint(self._parts.main, part)
            self._parts.remove(part)

    def _add_notes(self, half: Half, number: int) -> None:
        """Put the notes on the cells of another file below those of the first."""
        first = self._joint.first.checked.workbook
        for sheet, notes in self._notes_of(half, number):
            known = first.sheet(sheet)
            part = self._part_of.get(sheet, "")
            new = {
                place: text
                for place, text in notes.items()
                if known is not None and folded(text) not in folded(known.notes.get(place, ""))
            }
            if not (new and part):
                continue
            comments = Comments(self._parts, part, self._words)
            geometry = Geometry(self._cells(sheet))
            for place, text in new.items():
                heading = self._heading.format(file=half.checked.workbook.path.name)
                comments.add(self._cells(sheet).anchor(place), f"{heading}\n{text}", geometry)
            comments.add_missing_boxes(geometry)

    def _notes_of(self, half: Half, number: int) -> Iterator[tuple[str, dict[Place, str]]]:
        """Yield the notes of a file, by the sheet and the place at which they stand now."""
        tables = {half.table(name).sheet.name: name for name in half.checked.tables}
        for sheet in half.checked.workbook.sheets:
            name = tables.get(sheet.name)
            if name is None:
                yield sheet.name, sheet.notes
            else:
                yield (
                    self._joint.first.table(name).sheet.name,
                    self._moved(half, number, name, sheet),
                )

    def _moved(self, half: Half, number: int, name: str, sheet: Sheet) -> dict[Place, str]:
        """Return the notes of a table by the cells of the first file that they are on."""
        own = half.table(name)
        keys = {row: key for key, row in own.rows.items()}
        columns = {column: column_id for column_id, column in own.columns.items()}
        moved: dict[Place, str] = {}
        for place, text in sheet.notes.items():
            key, column_id = keys.get(place[0], ""), columns.get(place[1], "")
            key = self._joint.rows.get((number, name, key), key)
            there = self._joint.address_of(name, key, column_id)
            moved[parse_address(there) if there else place] = text
        return moved

    def _date(self) -> None:
        """Let the workbook be as old as the last of the files that were put together.

        Beside one of those in an inbox, it must not be taken for an earlier one.
        """
        saved = [half.checked.workbook.saved for half in self._joint.halves]
        known = [moment for moment in saved if moment is not None]
        part = next((p.target for p in self._parts.pointers("") if p.kind in _CORE), "")
        if not known or part not in self._parts:
            return
        for element in self._parts.edit(part):
            if local_name(element) == "modified":
                element.text = f"{max(known).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
