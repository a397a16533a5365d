"""Texts that are longer than a cell holds: whole, in pieces, on a sheet of their own.

One long comment keeps nothing from being written. The cell that it belongs to shows its
beginning, says where the rest is, and leads there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbook_tools.formulas.placing import quoted
from workbook_tools.values.lengths import LONGEST_TEXT, beginning, excel_length, fitted, pieces
from workbook_tools.workbooks.address import address
from workbook_tools.writing.workbook import BOLD, RecordedWorksheet, Writing, height_for

HEADING_ROW = 4
"""1-based row of the headings."""

_LONGEST_PIECE = LONGEST_TEXT - 1
"""Characters of a piece: one is left for what the writer may have to add."""

FOUND_BY = (1, 2, 4, 5)
"""The columns that say what a row is about: reference, sheet, heading, part."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell whose text is too long for it."""

    sheet: RecordedWorksheet
    row: int
    column: int
    style: Any

    @property
    def name(self) -> str:
        return str(self.sheet.get_name())

    @property
    def address(self) -> str:
        return address(self.row, self.column)

    @property
    def reference(self) -> str:
        """What its row is about."""
        first = self.sheet.constants.get((self.row, 1), "")
        said = self.sheet.row_names.get(self.row, first if self.column > 1 else "")
        return said if isinstance(said, str) else f"{said:g}"

    @property
    def heading(self) -> str:
        """What stands over it: in the last of the rows that stay in sight."""
        kept = self.sheet.panes[0] if self.sheet.panes else 0
        return str(self.sheet.constants.get((kept, self.column), ""))


def put_long_texts(writing: Writing) -> None:
    """Put every text of a workbook that is too long for its cell on a sheet of its own."""
    places: dict[tuple[str, str], list[_Place]] = {}
    for sheet in writing.book.worksheets():
        for (row, column), (text, style) in sorted(sheet.long.items()):
            place = _Place(sheet, row, column, style)
            places.setdefault((text, place.reference), []).append(place)
    if not places:
        return
    spec = writing.form.texts("long-texts")
    name = _free_name(spec["name"], [sheet.get_name() for sheet in writing.book.worksheets()])
    page = _begin(writing, spec, name)
    row = HEADING_ROW + 1
    for (text, _), cells in places.items():
        for place in cells:
            _lead(spec, place, text, name, row)
        row = _write_pieces(writing, spec, page, row, text, cells)
    page.autofilter(HEADING_ROW - 1, 0, row - 2, len(spec["headings"]) - 1)


def _begin(writing: Writing, spec: Mapping[str, Any], name: str) -> Any:
    page = writing.add_sheet(name, spec["paper"])
    for place, width in enumerate(spec["widths"]):
        page.set_column(place, place, width)
    page.write_string(0, 0, spec["title"], writing.style("title"))
    page.write_string(1, 0, spec["note"], writing.style("note"))
    page.set_row(0, 26)
    widths = (width * BOLD for width in spec["widths"])
    height = height_for(zip(spec["headings"], widths, strict=True), least=2)
    page.set_row(HEADING_ROW - 1, height)
    page.write_row(HEADING_ROW - 1, 0, spec["headings"], writing.style("column-heading"))
    page.freeze_panes(HEADING_ROW, 0)
    page.repeat_rows(HEADING_ROW - 1)
    return page


def _lead(spec: Mapping[str, Any], place: _Place, text: str, name: str, row: int) -> None:
    """Have a cell show the beginning of its text, and lead to the whole of it."""
    shown = spec["rest"].format(
        beginning=beginning(text, spec["beginning"]),
        characters=f"{excel_length(text):,}",
        sheet=name,
        row=row,
    )
    target = f"internal:{quoted(name)}!A{row}"
    at = place.row - 1, place.column - 1
    place.sheet.write_url(*at, target, place.style, string=fitted(shown))


def _write_pieces(
    writing: Writing, spec: Mapping[str, Any], page: Any, row: int, text: str, cells: list[_Place]
) -> int:
    """Write a text in pieces from a row on; return the row after the last of them."""
    first, *others = cells
    also = "; ".join(f"{each.name} {each.address}" for each in others)
    parts = list(pieces(text, _LONGEST_PIECE))
    for number, part in enumerate(parts, start=1):
        said = spec["part"].format(number=number, total=len(parts))
        texts = (first.reference, first.name, first.address, first.heading, said, part, also)
        writing.write_texts(page, row - 1, [fitted(each) for each in texts], spec["widths"])
        row += 1
    return row


def _free_name(name: str, taken: list[str]) -> str:
    """Return a name for the sheet that no other has."""
    known = {each.casefold() for each in taken}
    free, number = name, 1
    while free.casefold() in known:
        number += 1
        free = f"{name} {number}"
    return free
