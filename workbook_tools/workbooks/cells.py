"""The cells of one worksheet part, in one pass (ECMA-376 part 1, 18.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workbook_tools.workbooks import limits
from workbook_tools.workbooks.address import (
    MAX_COLUMN,
    MAX_ROW,
    address,
    column_letters,
    parse_address,
)
from workbook_tools.workbooks.colours import Colours
from workbook_tools.workbooks.looks import Dress, Look, Runs, look_of
from workbook_tools.workbooks.markup import each
from workbook_tools.workbooks.model import Cell, quick_cell
from workbook_tools.workbooks.rich_text import runs_of
from workbook_tools.workbooks.shared_formulas import moved
from workbook_tools.workbooks.strings import unescape
from workbook_tools.workbooks.styles import Styles
from workbook_tools.workbooks.unreadable import damaged
from workbook_tools.workbooks.values import TRUE, Value, not_a, stored

_LETTERS = [column_letters(number) for number in range(1, 257)]


@dataclass(slots=True)
class Surroundings:
    """What the sheets of one workbook share, and how much of it they have used up."""

    strings: dict[str | None, str] = field(default_factory=dict)
    """Shared text by its number, as cells write it."""
    styles: Styles = field(default_factory=Styles)
    """What the cells' styles show."""
    runs: dict[str | None, Runs] = field(default_factory=dict)
    """By the number of a shared text, how its parts look; those that look alike have none."""
    colours: Colours = field(default_factory=lambda: Colours(lambda: None))
    date_1904: bool = False
    cells: int = 0
    places: int = 0
    translated: int = 0
    """Characters of shared formulas spelled out."""
    results: int = 0
    """Formulas whose results the file holds."""
    no_results: int = 0
    empty_results: int = 0
    """Formulas with an empty element in place of a result."""

    @property
    def uncalculated(self) -> int:
        """How many formulas were saved without their results.

        An empty result is what some programs write in place of every result, and
        others in place of empty text; which it is shows in the other formulas.
        """
        return self.no_results + (0 if self.results else self.empty_results)

    characters: int = 0
    """Of the texts of all cells, shared ones counted for each cell."""

    def count(self, places: int, cells: int, characters: int = 0) -> None:
        """Count what one more element of a sheet holds.

        Raises:
            Unreadable: that is more than any return holds.
        """
        self.places += places
        self.cells += cells
        self.characters += characters
        if self.cells > limits.MAX_CELLS:
            raise limits.too_many_cells()
        if self.places > limits.MAX_PLACES:
            raise limits.OverLimitError(
                limits.MAX_PLACES, "places, most of them blank and only coloured", limits.DELETE
            )
        if self.characters > limits.MAX_CHARACTERS:
            raise limits.OverLimitError(limits.MAX_CHARACTERS, "characters")


@dataclass(slots=True)
class Contents:
    """What one worksheet part holds."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    looks: dict[tuple[int, int], Look] = field(default_factory=dict)
    """Of the cells that say more, or less, to the eye than they hold."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    protected: bool = False
    merged: list[str] = field(default_factory=list)


def read_cells(xml: bytes, around: Surroundings) -> Contents:
    """Return the cells of a worksheet part and what stands around them.

    The dimension that a sheet claims is not looked at; every cell is read.

    Raises:
        Unreadable: a cell lies outside the sheet, or is not what it claims to be.
        etree.XMLSyntaxError: it is not well-formed XML.
    """
    contents = Contents()
    rows = _Rows(contents, around)
    for element in each(xml, "row", "col", "mergeCell", "sheetProtection"):
        tag: str = element.tag
        if tag.endswith("}row"):
            rows.add(element, tag.removesuffix("row"))
        elif tag.endswith("}col"):
            around.count(places=1, cells=0)
            if element.get("hidden") in TRUE:
                _hide(contents.hidden_columns, element)
        elif tag.endswith("}mergeCell"):
            around.count(places=1, cells=0)
            contents.merged.append(element.get("ref", ""))
        else:
            contents.protected = element.get("sheet") in TRUE
    return contents


_NOTHING_TO_IT = Look()
_ROWS = "delete the rows below the table in which nothing belongs, and save it again"


class _Rows:
    """Reads row after row, knowing where the last one stood."""

    def __init__(self, contents: Contents, around: Surroundings) -> None:
        self._contents = contents
        self._around = around
        self._row = 0
        self._filled = 0
        self._shared: dict[str, tuple[int, int, str]] = {}

    def add(self, element: etree._Element, space: str) -> None:
        """Read the cells of one ``row`` element; ``space`` is ``{namespace}``."""
        row = self._row = _row_number(element.get("r"), self._row)
        if len(element) > MAX_COLUMN + 1:  # one more for extensions, which may follow the cells
            raise damaged(f"its row {row} holds more cells than there are columns")
        if element.get("hidden") in TRUE:
            self._contents.hidden_rows.add(row)
        cells, around, letters = self._contents.cells, self._around, _LETTERS
        formats, strings, date_1904 = around.styles.formats, around.strings, around.date_1904
        odd, runs = around.styles.odd, around.runs
        value_tag, formula_tag = f"{space}v", f"{space}f"
        row_text, longest = str(row), limits.MAX_TEXT
        column = places = added = characters = 0
        before = len(cells)
        value: Value
        # The innermost loop of all: what is common is done here, what is rare in functions.
        for item in element:
            places += 1
            place = item.get("r")
            if column < 256 and place == letters[column] + row_text:
                column += 1
            else:
                column = self._column(place, row, column)
            if not len(item):
                continue
            text = formula = inline = None
            for child in item:
                tag = child.tag
                if tag == value_tag:
                    text = child.text or ""
                elif tag == formula_tag:
                    formula = self._formula(child, row, column)
                else:
                    inline = child
            style = item.get("s")
            number_format = formats.get(style, "General")
            kind = item.get("t")
            if kind is None and text:
                value, kind = float(text), "number"
                if value - value != 0:
                    raise not_a("number", text)
            elif kind == "s" and text:
                value, kind = strings.get(text), "text"
                if value is None:
                    raise damaged(f"it refers to the shared text {text[:20]!r}, which is missing")
            elif kind == "str" and text is not None:
                value, kind = unescape(text) if "_x" in text else text, "text"
            else:
                value, kind, number_format = stored(
                    kind or "n", text, inline, number_format, date_1904
                )
            if formula is None:
                if value is None or value == "":
                    continue
            elif value is not None:
                around.results += 1
            elif text is None:
                around.no_results += 1
            else:
                around.empty_results += 1
            added += 1
            if value.__class__ is str:
                characters += len(value)
                if len(value) > longest:
                    raise limits.TooLongError(longest, f"a text in the cell {address(row, column)}")
            if style in odd or (runs and text in runs) or inline is not None:
                self._look(item, inline, text, (row, column))
            cells[row, column] = quick_cell(
                row, column, value, kind, formula, number_format, date_1904
            )
        if len(cells) - before != added:
            raise damaged(f"its row {row} holds one cell twice")
        if added:
            self._filled += 1
            if self._filled > limits.MAX_ROWS:
                raise limits.OverLimitError(limits.MAX_ROWS, "rows with something in them", _ROWS)
        around.count(places + 1, added, characters)

    def _look(
        self,
        item: etree._Element,
        inline: etree._Element | None,
        text: str | None,
        place: tuple[int, int],
    ) -> None:
        """Keep what a cell looks like, where there is something to it."""
        around = self._around
        dress = around.styles.dresses.get(item.get("s")) or Dress()
        runs = around.runs.get(text) if item.get("t") == "s" else None
        if inline is not None and item.get("t") == "inlineStr":
            runs = runs_of(inline, around.colours)
        if runs is not None:
            look = runs.in_cell(dress)
        elif dress.is_odd:
            look = look_of(dress)
        else:
            return
        if look != _NOTHING_TO_IT:
            self._contents.looks[place] = look

    def _column(self, place: str | None, row: int, before: int) -> int:
        """Return the column of a cell; without an address it is next to the one before."""
        if place is None:
            if before == MAX_COLUMN:
                raise damaged(f"its row {row} runs beyond the last column")
            return before + 1
        try:
            found, column = parse_address(place)
        except ValueError as error:
            raise damaged(f"it holds a cell with the address {place[:20]!r}") from error
        if found != row:
            raise damaged(f"its row {row} holds the cell {place}")
        return column

    def _formula(self, element: etree._Element, row: int, column: int) -> str:
        formula = element.text or ""
        if element.get("t") != "shared":
            return formula
        group = element.get("si", "")
        if formula:
            self._shared[group] = (row, column, formula)
            return formula
        if group not in self._shared:
            return ""
        top, left, master = self._shared[group]
        self._around.translated += len(master)
        if self._around.translated > limits.MAX_FORMULA_CHARACTERS:
            raise limits.OverLimitError(
                limits.MAX_FORMULA_CHARACTERS, "characters of formulas spelled out"
            )
        return moved(master, row - top, column - left)


def _row_number(text: str | None, before: int) -> int:
    try:
        row = before + 1 if text is None else int(text)
    except ValueError as error:
        raise damaged(f"it holds a row with the number {str(text)[:20]!r}") from error
    if not 1 <= row <= MAX_ROW:
        raise damaged(f"it holds a row with the number {row}")
    return row


def _hide(hidden: set[int], element: etree._Element) -> None:
    first, last = int(element.get("min", "0")), int(element.get("max", "0"))
    # Overlapping groups are refused: a thousand of them would each hide every column.
    if not 1 <= first <= last <= MAX_COLUMN or not hidden.isdisjoint((first, last)):
        raise damaged(f"it hides the columns {first} to {last} in a way no program does")
    hidden.update(range(first, last + 1))
