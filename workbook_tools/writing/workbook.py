"""What every workbook we write has in common: styles, lights, pages, bytes.

A thin layer over XlsxWriter. It turns XlsxWriter's warnings into errors: a prompt
or a list that is too long would otherwise be dropped without a word.
"""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import xlsxwriter
import xlsxwriter.worksheet
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.url import Url
from xlsxwriter.worksheet import CellFormulaTuple

from workbook_tools.form import Form
from workbook_tools.form.lists import Light
from workbook_tools.form.types import ColumnType
from workbook_tools.formulas.engine import Grid, Value, areas_in, evaluate
from workbook_tools.plan.framework_cells import Known
from workbook_tools.problems import LaaError
from workbook_tools.values.lengths import LONGEST_TEXT, beginning, fits, fitted, writable
from workbook_tools.workbooks.strings import escape

PAPERS = {"A3": 8, "A4": 9}
"""Excel's numbers for paper sizes (ECMA-376 part 1, 18.3.1.63)."""


_PAPER_WIDTHS, _PAPER_HEIGHTS = {"A3": 16.54, "A4": 11.69}, {"A3": 11.69, "A4": 8.27}
"""Inches, landscape."""

_SLACK = 0.96
"""So much of a page is filled: programs measure fonts and round heights each in their own way."""

_MARGIN, _TOP, _BOTTOM = 0.4, 0.5, 0.6
"""Inches."""

_LONGEST_HEADER = 200
"""Characters of a title over printed pages; with its codes Excel takes 255."""

_LEAST_SCALE = 10
"""Excel prints nothing smaller, in per cent."""


def _inches(width: float) -> float:
    """Return how wide a column prints: 8 pixels a digit of Arial 11, 5 beside, 96 to the inch."""
    return (width * 8 + 5) / 96 if width else 0.0


def _width(sheet: Any, column: int) -> float:
    """Return how wide a column, counted from 0, prints, in inches."""
    info = sheet.col_info.get(column)
    pixels = info.width if info and info.width else 64
    # XlsxWriter counts 7 pixels a digit, which are fewer than its own font has here.
    return 0.0 if info and info.hidden else _inches((pixels - 5) / 7)


def _height(sheet: Any, row: int) -> float:
    """Return how high a row, counted from 0, prints, in inches."""
    info = sheet.row_info.get(row)
    return (info.height if info and info.height else 20) / 96


class RecordedWorksheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
    """A worksheet that keeps its formulas back until their results are known.

    Programs that do not work formulas out, such as viewers and previews, show the result
    that is saved with each; it is worked out once, when all sheets are written.
    """

    def __init__(self) -> None:
        super().__init__()
        self.constants: dict[tuple[int, int], Value] = {}
        """Numbers and texts by 1-based (row, column)."""
        self.formulas: dict[tuple[int, int], tuple[str, Any]] = {}
        """Formulas and their formats."""
        self.settled: set[tuple[int, int]] = set()
        """Formulas that were known to give an empty text when they were written."""
        self.long: dict[tuple[int, int], tuple[str, Any]] = {}
        """Texts that are longer than a cell holds, whole, and the formats of their cells."""
        self.headings: set[int] = set()
        """Rows, counted from 0, that stand over those below: none is the last on a page."""
        self.row_names: dict[int, str] = {}
        """What rows are about, by 1-based row; where nothing is said, their first cell tells."""
        self.as_text: Callable[[Any], Any] = lambda style: style
        """Returns a format as it is for a text that could be taken for a formula."""

    def flush(self, results: Mapping[tuple[int, int], Value]) -> None:
        """Write the formulas with their results; what was kept back is let go of."""
        self.constants.clear()
        while self.formulas:  # One by one: the formulas of a large return are most of its memory.
            place, (formula, style) = self.formulas.popitem()
            row, column = place
            result = "" if place in self.settled else results[place]
            value = 0.0 if result is None else _writable_result(result)
            self._check_dimensions(row - 1, column - 1)
            # Not by way of the method for it, which searches every formula for functions that
            # came after Excel 2010: rules and templates may use none, and the search takes most
            # of the writing.
            content = CellFormulaTuple(formula.removeprefix("="), style, value)
            self.table[row - 1][column - 1] = content

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: Value = 0
    ) -> int:
        if value == "":
            self.settled.add((row + 1, col + 1))
        self.formulas[row + 1, col + 1] = (formula, cell_format)
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        # The one place that every text comes by, whoever wrote it.
        whole, place = writable(string), (row + 1, col + 1)
        # XlsxWriter would take it for its own markup.
        like_markup = whole.startswith("<r>") and whole.endswith("</r>")
        text = f"{whole} " if like_markup else whole
        self.long.pop(place, None)
        if not fits(text):
            self.long[place] = whole, cell_format
            text = beginning(text, LONGEST_TEXT)
        if text.startswith(_LIKE_FORMULAS) and cell_format is not None:
            cell_format = self.as_text(cell_format)
        self.constants[place] = text
        return int(super()._write_string(row, col, text, cell_format))

    def _write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        self.long.pop((row + 1, col + 1), None)
        self.constants[row + 1, col + 1] = float(number)
        return int(super()._write_number(row, col, number, cell_format))

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        # A height that is marked as chosen by hand stays when something is typed in the row.
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def link(self, row: int, col: int, url: str, tip: str) -> None:
        """Link a cell, counted from 0, that is written otherwise: it keeps its value and look.

        A sheet has so many links as Excel takes; cells after those have none.
        """
        if self.hlink_count < _MOST_LINKS:
            self.hlink_count += 1
            link = Url(url)
            link.tip = textwrap.shorten(tip, _LONGEST_TIP, placeholder="…")
            self.hyperlinks[row][col] = link

    def grid(self) -> Grid:
        """Return what was written, to be worked out."""
        places = [*self.constants, *self.formulas]
        height = max((row for row, _ in places), default=0)
        width = max((column for _, column in places), default=0)
        values: list[list[Value]] = [[None] * width for _ in range(height)]
        for (row, column), value in self.constants.items():
            values[row - 1][column - 1] = value
        asked = self.formulas.keys() - self.settled
        return Grid(values, {place: self.formulas[place][0] for place in asked})


_MOST_LINKS, _LONGEST_TIP = 65_530, 255

_LIKE_FORMULAS = ("=", "+", "-", "@")
"""Beginnings of texts that programs take for formulas once somebody types in the cell."""


def _writable_result(result: Value) -> Value:
    """Return a formula's result as the file can hold it: a text escaped, and none too long."""
    if isinstance(result, float) and not math.isfinite(result):
        return "#NUM!"
    if not isinstance(result, str):
        return result
    return escape(writable(result)) if fits(result) else "#VALUE!"  # Excel's own answer.


@dataclass(slots=True)
class Writing:
    """A workbook being written, with its formats."""

    form: Form
    book: Any
    """The ``xlsxwriter.Workbook``."""
    formats: dict[tuple[tuple[str, ...], str], Any]
    quoted: dict[Any, Any] = field(default_factory=dict)
    """Formats for texts that could be taken for formulas, by those that they stand for."""

    def style(self, *names: str, number_format: str = "") -> Any:
        """Return the format that combines named styles, later ones winning."""
        key = (names, number_format)
        if key not in self.formats:
            declared = self.form.styles
            properties = dict(declared["base"])
            for name in names:
                properties |= declared["styles"][name]
            if number_format:
                properties["num_format"] = number_format
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def add_sheet(self, name: str, paper: str, *, pages: int = 0) -> Any:
        """Add a worksheet that prints one page wide, with its name and page in the footer.

        ``pages`` is how many pages it is printed on at most; 0 for as many as it takes.
        """
        sheet = self.add_plain_sheet(name)
        sheet.set_paper(PAPERS[paper])
        sheet.set_landscape()
        sheet.fit_to_pages(1, pages)
        sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_TOP, bottom=_BOTTOM)
        sheet.set_footer("&L&A&RPage &P of &N")
        sheet.hide_gridlines(2)
        return sheet

    def add_plain_sheet(self, name: str) -> Any:
        """Add a worksheet that is not printed."""
        sheet = self.book.add_worksheet(name, worksheet_class=RecordedWorksheet)
        sheet.as_text = self._as_text
        return sheet

    def _as_text(self, style: Any) -> Any:
        """Return a format with which Excel leaves a text a text when somebody types in its cell."""
        if style not in self.quoted:
            quoted = copy(style)
            quoted.xf_index = None
            quoted.set_quote_prefix()
            self.book.formats.append(quoted)
            self.quoted[style] = quoted
        return self.quoted[style]

    def break_pages(
        self, sheet: Any, paper: str, widths: Sequence[float], repeated: int, breaks: Sequence[int]
    ) -> None:
        """Print a wide table on several pages side by side, as large as they allow.

        Args:
            sheet: the worksheet.
            paper: ``A3`` or ``A4``, landscape.
            widths: the width of each printed column; 0 for a hidden one.
            repeated: how many of the first columns stand on every page.
            breaks: the 0-based columns that begin a new page.
        """
        sheet.repeat_columns(0, repeated - 1)
        if not breaks:
            return
        inches = [_inches(width) for width in widths]
        pages = [
            sum(inches[start:end]) + (sum(inches[:repeated]) if start else 0)
            for start, end in zip((0, *breaks), (*breaks, len(widths)), strict=True)
        ]
        room = _PAPER_WIDTHS[paper] - 2 * _MARGIN
        sheet.set_print_scale(max(_LEAST_SCALE, int(98 * room / max(pages))))
        sheet.set_v_pagebreaks(list(breaks))

    def hold_headings(self, sheet: RecordedWorksheet, paper: str, repeated: int) -> None:
        """Break a sheet's pages so that no heading is the last line of one.

        It is printed one page wide as before, at a scale that is worked out: with a scale that a
        program chooses itself, some take no notice of where pages are to begin.

        Args:
            sheet: the worksheet, written.
            paper: ``A3`` or ``A4``, landscape.
            repeated: how many of its first rows are on every page, or before those that are.
        """
        last_row, last_column = sheet.dim_rowmax or 0, sheet.dim_colmax or 0
        wide = sum(_width(sheet, place) for place in range(last_column + 1))
        scale = min(100, int(100 * _SLACK * (_PAPER_WIDTHS[paper] - 2 * _MARGIN) / wide))
        if scale < _LEAST_SCALE:
            return
        room = (_PAPER_HEIGHTS[paper] - _TOP - _BOTTOM) * 100 / scale * _SLACK
        heights = [_height(sheet, row) for row in range(last_row + 1)]
        begun = sum(heights[max(0, repeated - 1) : repeated])
        breaks, first, used = [], 0, 0.0
        for row, height in enumerate(heights):
            if used + height > room and row > first:
                begins = row
                while begins - 1 > first and begins - 1 in sheet.headings:
                    begins -= 1
                breaks.append(begins)
                first, used = begins, begun + sum(heights[begins:row])
            used += height
        sheet.set_print_scale(scale)
        sheet.set_h_pagebreaks(breaks)
        # A heading that runs on over the cells beside it would be printed on pages of its own.
        sheet.print_area(0, 0, last_row, last_column)

    def head_pages(self, sheet: Any, title: str) -> None:
        """Print a title over every page of a sheet, cut to what Excel takes."""
        words = title.replace("&", "&&")[:_LONGEST_HEADER]
        sheet.set_header(f'&L&"Arial,Bold"&12{words}', {"margin": 0.3})
        sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.7, bottom=0.6)

    def write_known(
        self, sheet: Any, place: tuple[int, int], known: Known, kind: ColumnType, *look: str
    ) -> None:
        """Write what is known in a cell of a column of some type; ``place`` counts from 0.

        A number is shown in the format of the type; where that is the row's to say, in its own.
        """
        if known.value is None:
            sheet.write_blank(*place, None, self.style("cell", *look))
        elif isinstance(known.value, str):
            sheet.write_string(*place, known.value, self.style("cell", kind.words_style, *look))
        elif kind.own_format:
            style = self.style("cell", kind.style, *look, number_format=kind.own_format)
            sheet.write_number(*place, known.value, style)
        else:
            align = "figure-with-words" if '"' in known.number_format else "figure"
            style = self.style("cell", align, *look, number_format=known.number_format)
            sheet.write_number(*place, known.value, style)
        if known.note:
            self.write_note(sheet, place, known.note)

    def write_note(self, sheet: Any, place: tuple[int, int], text: str) -> None:
        """Put a note on a cell, large enough for its text."""
        text = fitted(writable(text))
        lines = len(textwrap.wrap(text, _NOTE_LINE))
        size = {"width": 300, "height": max(40, 18 * (lines + 1))}
        sheet.write_comment(*place, text, {"font_size": 10} | size)

    def write_texts(
        self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float], *look: str
    ) -> None:
        """Write a row of wrapped texts, counted from 0, at a height that cuts none of them."""
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, self.style("cell", "text", *look))
        sheet.set_row(row, height_for(zip(texts, widths, strict=True)))

    def colour_lights(self, sheet: Any, area: tuple[int, int, int, int]) -> None:
        """Let the colour of cells follow the light's word; ``area`` counts from 0."""
        for light in self.form.lights.lights:
            if light.fill:
                sheet.conditional_format(
                    *area,
                    {
                        "type": "cell",
                        "criteria": "==",
                        "value": f'"{light.word}"',
                        "format": self._light_format(light),
                    },
                )

    def colour_words(
        self, sheet: Any, area: tuple[int, int, int, int], lights: Mapping[str, str]
    ) -> None:
        """Let cells with some words have the colours of lights, given by word."""
        by_word = {light.word: light for light in self.form.lights.lights}
        for word, light in lights.items():
            if light in by_word:
                options = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
                colour = {"format": self._light_format(by_word[light])}
                sheet.conditional_format(*area, options | colour)

    def _light_format(self, light: Light) -> Any:
        key = ((f"light {light.word}",), "")
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"bg_color": f"#{light.fill}", "font_color": f"#{light.text}", "bold": True}
            )
        return self.formats[key]


def workbook_bytes(
    form: Form,
    title: str,
    dated: date,
    build: Callable[[Writing], None],
    finish: Callable[[Writing], None] | None = None,
) -> bytes:
    """Return a workbook's bytes: written by ``build``, every formula's value filled in.

    The same content gives the same bytes: ``dated`` stands for the time of writing. Where
    people's own words may be longer than a cell holds, ``finish`` is ``put_long_texts``.

    Raises:
        LaaError: Excel would cut or refuse something that was to be written.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    # The default font decides how wide a character of a column's width is.
    font = {name: form.styles["base"][name] for name in ("font_name", "font_size")}
    book = xlsxwriter.Workbook(stream, options | {"default_format_properties": font})
    book.set_properties({"title": title, "created": datetime(dated.year, dated.month, dated.day)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            writing = Writing(form, book, {})
            build(writing)
            if finish is not None:
                finish(writing)
            _refuse_long_texts(book.worksheets())
            work_out(book.worksheets())
            book.close()
        except (UserWarning, XlsxWriterException) as refusal:
            words = " ".join(str(refusal).split())
            raise LaaError(
                f"The workbook “{title}” cannot be written as declared: {words}; shorten or "
                "correct the text in the template or the framework."
            ) from refusal
    return stream.getvalue()


def _refuse_long_texts(sheets: Sequence[RecordedWorksheet]) -> None:
    """Warn of texts that are cut: what is declared has to be shortened."""
    for sheet in sheets:
        for text, _ in sheet.long.values():
            warnings.warn(
                f"the text “{text[:40]}…” has {len(text):,} characters, and a cell holds "
                f"{LONGEST_TEXT:,} at most",
                stacklevel=2,
            )


def work_out(sheets: Sequence[RecordedWorksheet]) -> None:
    """Write every formula with its result."""
    grids = {sheet.get_name(): sheet.grid() for sheet in sheets}
    results = evaluate(_looked_at(grids))
    del grids
    for sheet in sheets:
        sheet.flush(results.get(sheet.get_name(), {}))


def _looked_at(grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """Return the sheets without the columns that no formula looks at.

    Most of a large workbook are long lists that are not worked out from; handing them to the
    engine would take most of the time. Sheets with formulas of their own are left whole.
    """
    plain = {name for name, grid in grids.items() if not grid.formulas}
    formulas = [text for grid in grids.values() for text in grid.formulas.values()]
    kept = {name: grid for name, grid in grids.items() if name not in plain}
    for name in plain:
        told = name.replace("'", "''")
        last = max(
            (
                right
                for text in formulas
                if told in text
                for there, (_, _, _, right) in areas_in(text)
                if there == name
            ),
            default=0,
        )
        if last:
            kept[name] = Grid([row[:last] for row in grids[name].values])
    return kept


def height_for(texts: Iterable[tuple[str, float]], *, least: int = 1) -> float:
    """Return a row height in points at which no text is cut.

    ``texts`` are (text, column width in characters) of the row's wrapped cells;
    ``least`` is a number of lines. Programs other than Excel do not fit the height
    of a row to its content when they open a file. Excel allows 409 points at most.
    """
    lines = max((_lines(text, width) for text, width in texts if text), default=1)
    return min(409.0, max(lines, least) * _LINE_HEIGHT + _ROW_PADDING)


_NOTE_LINE = 44
"""Characters in a line of a note."""

BOLD = 0.86
"""Share of a line's characters that fit when they are bold."""

_LINE_HEIGHT = 14.0
"""Points that one line of the base font, Arial 11, takes."""

_ROW_PADDING = 3.0


_TALLEST = 10_000
"""So many characters make the tallest row that there can be, in any column."""


@lru_cache(maxsize=20_000)
def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes: one command writes most texts a dozen times."""
    # A column is as wide as that many digits; letters are narrower on the average.
    room = max(4, int(width * 1.08 - 1))
    shown = text[:_TALLEST]
    return sum(max(1, len(textwrap.wrap(line, room))) for line in shown.splitlines() or [""])
