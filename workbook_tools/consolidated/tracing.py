"""Where a cell of the LAA spreadsheet comes from, in words, to the cell of a file.

The spreadsheet itself is followed: its formulas to the cells that they look at, a reported value
to its line on the sheet of sources, a figure that was known beforehand to the framework.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from workbook_tools.consolidated.book import OF_FRAMEWORK
from workbook_tools.consolidated.issues import references_in
from workbook_tools.consolidated.origins import SOURCES
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form import Form
from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import INDICATORS, ViewSheet
from workbook_tools.form.years import years_of
from workbook_tools.formulas.engine import areas_in
from workbook_tools.framework import HEADLINE, Figure, Framework, Round
from workbook_tools.plan.framework_cells import standing_name
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell, Sheet, Workbook, parse_address, shown
from workbook_tools.workbooks.address import address as address_of

_REF, _GROUP, _MEASURE, _ROUND, _WHAT, _VALUE, _FILE, _SHEET, _CELL, _RECEIVED, _SHA256 = range(
    1, 12
)
"""1-based columns of the sheet of sources; ``registers.py`` writes them."""

_DEEPEST, _MOST_CELLS = 5, 8
"""So many formulas are followed one behind the other; so many cells of one are named singly."""


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence on the way, and how far it is indented."""

    depth: int
    text: str
    sha256: str = ""
    """The file that it leads to; empty where it leads to none."""


@dataclass(frozen=True, slots=True)
class _Place:
    sheet: Sheet
    row: int
    column: int


@dataclass(frozen=True)
class Tracing:
    """An LAA spreadsheet in which cells are traced."""

    workbook: Workbook
    form: Form
    framework: Framework
    """As it stands in the round."""
    round: Round

    def trace(self, text: str) -> tuple[Step, ...]:
        """Return the way from a cell, such as ``Simple View!Q57``, to where it comes from.

        Raises:
            LaaError: there is no such sheet, or the address is none.
        """
        sheet, row, column = self._place(text)
        return tuple(self._steps(_Place(sheet, row, column), 0, "", set()))

    def _place(self, text: str) -> tuple[Sheet, int, int]:
        name, mark, cell = text.strip().rpartition("!")
        name = name.strip("'").replace("''", "'")
        try:
            row, column = parse_address(cell.replace("$", "").upper())
        except ValueError:
            mark = ""
        if not mark or not name:
            raise LaaError(
                f"“{text}” is no address of a cell; write sheet and cell, such as “Simple "
                "View!Q57”."
            )
        for sheet in self.workbook.sheets:
            if sheet.name.casefold() == name.strip().casefold():
                return sheet, row, column
        names = ", ".join(sheet.name for sheet in self.workbook.sheets)
        raise LaaError(f"There is no sheet “{name}” in {self.workbook.path.name}; it has {names}.")

    def _steps(
        self, place: _Place, depth: int, about: str, seen: set[tuple[str, int, int]]
    ) -> Iterator[Step]:
        """Yield the way from a cell; ``about`` is what was said last that a row is about."""
        sheet, row, column = place.sheet, place.row, place.column
        cell = sheet.cell(row, column)
        yield Step(depth, self._named(sheet, cell, about))
        if (sheet.name, row, column) in seen:
            return
        seen.add((sheet.name, row, column))
        if cell.formula:
            yield Step(depth, f"It is worked out there: ={cell.formula}")
            yield from self._followed(sheet, cell, depth + 1, seen)
        elif cell.kind != "blank" and row > HEADING_ROW:
            yield from self._told(sheet, cell, depth)
            yield from self._how_lit(sheet, cell, depth, seen)

    def _named(self, sheet: Sheet, cell: Cell, about: str) -> str:
        """Say what a cell shows, and what that is."""
        where = f"{sheet.name}!{cell.address}"
        is_blank = cell.kind == "blank"
        says = f"{where} is blank" if is_blank else f"{where} shows {_brief(shown(cell))}"
        heading = folded(shown(sheet.cell(HEADING_ROW, cell.column)))
        if cell.row == HEADING_ROW and heading:
            return f"{says}: it is a heading."
        now = self._about(sheet, cell.row)
        of = f" of {now}" if now and now != about else ""
        if heading and cell.row > HEADING_ROW:
            return _sentence(f"{says}: “{heading}”{of}")
        return _sentence(f"{says}{of}")

    def _about(self, sheet: Sheet, row: int) -> str:
        """Return what a row is about: the reference with the measure; or its first words."""
        if row <= HEADING_ROW:
            return ""
        key = self._key(sheet, row)
        if key not in self._ids:
            return _brief(key) if key else ""
        name = standing_name(self.framework, self.framework.indicator(key))
        return f"{key}, {_brief(name)}"

    def _key(self, sheet: Sheet, row: int) -> str:
        if sheet.name in self._views:
            return self._references.get(row, "")
        return folded(shown(sheet.cell(row, 1)))

    def _how_lit(
        self, sheet: Sheet, cell: Cell, depth: int, seen: set[tuple[str, int, int]]
    ) -> Iterator[Step]:
        """Yield how the light that a view shows follows, where a sheet works that out."""
        column = self._column(sheet, cell.column)
        if sheet.name not in self._views or column is None or not column.kind.is_light:
            return
        key = self._key(sheet, cell.row)
        for name, columns in self._columns.items():
            there = self.workbook.sheet(name)
            headings = [title for title, each in columns.items() if each.id in _LIGHTS]
            if there is None or name in self._views or not headings:
                continue
            for row in range(HEADING_ROW + 1, there.max_row + 1):
                if folded(shown(there.cell(row, 1))) != key:
                    continue
                for at in range(1, there.max_column + 1):
                    if folded(shown(there.cell(HEADING_ROW, at))) in headings:
                        about = self._about(sheet, cell.row)
                        yield from self._steps(_Place(there, row, at), depth + 1, about, seen)
                return

    # Through a formula

    def _followed(
        self, sheet: Sheet, cell: Cell, depth: int, seen: set[tuple[str, int, int]]
    ) -> Iterator[Step]:
        """Yield the cells that a formula looks at, each with where it comes from."""
        if depth > _DEEPEST:
            yield Step(depth, "What that follows from can be traced from there.")
            return
        for name, area in self._areas(str(cell.formula)):
            there = self.workbook.sheet(name) if name else sheet
            if there is None:
                continue
            top, left, bottom, right = area
            places = (
                [
                    (row, column)
                    for row in range(top, bottom + 1)
                    for column in range(left, right + 1)
                ]
                if (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS
                else []
            )
            if not places:
                yield Step(depth, self._range_named(there, area))
            for row, column in places:
                if there.cell(row, column).kind == "blank" and not there.cell(row, column).formula:
                    continue
                about = self._about(sheet, cell.row)
                yield from self._steps(_Place(there, row, column), depth, about, seen)

    def _areas(self, formula: str) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        # What stands in quotes is a text, and names no cell.
        yield from areas_in(re.sub(r'"(?:[^"]|"")*"', '""', formula))

    def _range_named(self, sheet: Sheet, area: tuple[int, int, int, int]) -> str:
        top, left, bottom, right = area
        last_row = min(bottom, sheet.max_row)
        cells = f"{address_of(top, left)}:{address_of(bottom, right)}"
        heading = folded(shown(sheet.cell(HEADING_ROW, left)))
        of = f" under “{heading}”" if heading and left == right else ""
        count = max(0, last_row - top + 1) * (right - left + 1)
        return f"{sheet.name}!{cells}: {count:,} cells{of}."

    # To a source

    def _told(self, sheet: Sheet, cell: Cell, depth: int) -> Iterator[Step]:
        """Yield where a value that is no formula comes from."""
        if sheet.name == self._sources_name:
            yield from self._reported(cell.row, depth)
            return
        key, column = self._key(sheet, cell.row), self._column(sheet, cell.column)
        holds = column.holds.in_round(self.round.year) if column and column.holds else None
        line = self._source(key, sheet, cell, holds)
        if line is not None:
            yield from self._reported(line, depth)
        elif holds is not None and key and (figure := self._figure(key, holds)):
            yield Step(depth, _printed(figure, holds))
            if figure.change:
                change = self.framework.change(figure.change)
                yield Step(
                    depth, f"It was changed ({change.what}): agreed by {change.agreed_by}, "
                    f"because {change.why}.",
                )  # fmt: skip
        elif column is not None and column.refused_by_rules:
            yield Step(depth, "The rules decided it when the return was checked.")
        elif column is not None and key:
            yield Step(depth, "It stands in the framework, as it was agreed.")
        else:
            yield Step(depth, "It is a text of the form or of the framework; nobody reported it.")

    def _reported(self, line: int, depth: int) -> Iterator[Step]:
        sources = self.workbook.sheet(self._sources_name)
        assert sources is not None
        said = {place: shown(sources.cell(line, place)) for place in range(1, _SHA256 + 1)}
        yield Step(
            depth,
            f"It was reported as “{_brief(said[_VALUE])}” in {said[_FILE]}, sheet {said[_SHEET]}, "
            f"cell {said[_CELL]}, “{said[_WHAT]}”: the return of {said[_GROUP]} for "
            f"{said[_ROUND]}, received on {said[_RECEIVED]} ({sources.name}, row {line}).",
            said[_SHA256],
        )
        yield Step(depth, f"SHA-256 of that file: {said[_SHA256]}")

    def _source(self, key: str, sheet: Sheet, cell: Cell, holds: Holds | None) -> int | None:
        """Return the line of the sources that tells a value of a row, if one does."""
        lines = self._lines.get(key, ())
        if not lines:
            return None
        if holds is not None and holds.field not in OF_FRAMEWORK:
            wanted = self._headings(holds, key)
            found = [
                line
                for line, what, round_ in lines
                if what in wanted and self.framework.round(round_).year == holds.year
            ]
            if found:
                return found[-1] if holds.year != self.round.year else found[0]
        heading = folded(shown(sheet.cell(HEADING_ROW, cell.column)))
        return next((line for line, what, _ in lines if what == heading), None)

    def _headings(self, holds: Holds, key: str) -> frozenset[str]:
        """Return the headings of the returns under which something is entered."""
        try:
            area = self.framework.indicator(key).area
        except KeyError:
            area = HEADLINE
        measures = {holds.measure}
        if (holds.field, holds.measure) == ("actual", "value"):
            measures |= {"status", "expected"}
        return frozenset(
            folded(column.heading)
            for column in self.form.columns.values()
            if column.holds is not None
            and column.holds.field == holds.field
            and column.holds.measure in measures
            and column.holds.area in (holds.area, *((HEADLINE,) if holds.area == area else ()))
        )

    def _figure(self, key: str, holds: Holds) -> Figure | None:
        own = self.framework.indicator(key).area if key in self._ids else ""
        area = own if holds.area == HEADLINE else holds.area
        year = "" if holds.field == "baseline" else holds.year
        return next(
            (
                figure
                for figure in self.framework.figures
                if (figure.indicator, figure.field, figure.year) == (key, holds.field, year)
                and figure.area == area
            ),
            None,
        )

    # What is where

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(row.id for row in self.framework.indicators)

    @cached_property
    def _views(self) -> frozenset[str]:
        sheets = self.form.spreadsheet.sheets
        return frozenset(sheet.name for sheet in sheets if isinstance(sheet, ViewSheet))

    @cached_property
    def _references(self) -> Mapping[int, str]:
        return references_in(self.form, self.workbook)

    @cached_property
    def _sources_name(self) -> str:
        sheets = (each for each in self.form.spreadsheet.sheets if isinstance(each, PlainSheet))
        return next((sheet.name for sheet in sheets if sheet.kind == SOURCES), "")

    @cached_property
    def _lines(self) -> Mapping[str, list[tuple[int, str, str]]]:
        """The lines of the sources by reference: row, what was entered, round."""
        sheet = self.workbook.sheet(self._sources_name)
        found: dict[str, list[tuple[int, str, str]]] = {}
        if sheet is None:
            return found
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            key, what, round_ = (
                folded(shown(sheet.cell(row, place))) for place in (_REF, _WHAT, _ROUND)
            )
            found.setdefault(key, []).append((row, what, round_))
        return found

    def _column(self, sheet: Sheet, column: int) -> Column | None:
        """Return the column of the form that a column of a sheet is."""
        heading = folded(shown(sheet.cell(HEADING_ROW, column)))
        return self._columns.get(sheet.name, {}).get(heading)

    @cached_property
    def _columns(self) -> Mapping[str, Mapping[str, Column]]:
        """The columns of the sheets with a row for each indicator, by their headings there."""
        from workbook_tools.consolidated.book import Book
        from workbook_tools.consolidated.indicator_tables import IndicatorTable

        years = years_of(self.framework, self.round)
        book = Book(self.form, self.framework, self.round, (), {})
        found: dict[str, dict[str, Column]] = {}
        for sheet in self.form.spreadsheet.sheets:
            columns: tuple[Column, ...] = ()
            if isinstance(sheet, ViewSheet):
                columns = tuple(sheet.columns_in(years))
            elif sheet.kind == INDICATORS:
                columns = IndicatorTable(sheet, book).columns
            found[sheet.name] = {folded(column.title): column for column in columns}
        return found


def _printed(figure: Figure, holds: Holds) -> str:
    """Say where a figure of the framework is printed."""
    line = f" on line {figure.source_line} of the agreement" if figure.source_line else ""
    words = figure.period if holds.measure == "period" else figure.printed
    where = f"printed as “{words}”{line}" if words else "never printed"
    note = f" ({figure.note})" if figure.note else ""
    return f"It stands in the framework: {where}{note}."


def _brief(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def _sentence(text: str) -> str:
    return text if text.endswith("…") else f"{text}."


_LIGHTS = ("light_calculated", "light")
"""The columns in which a light follows: as it is calculated, and as it is in the end."""

_LONGEST = 140
"""Characters of a text that is quoted."""
