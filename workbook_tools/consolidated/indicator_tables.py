"""Sheets with a row for each indicator: lights with all that they follow from, gaps, trajectories.

Which columns a sheet has is declared; formulas among them are the form's own, the same that
stand in the returns, over the cells of the row. So the way from a figure to its light can be
followed in the sheet, and a figure that is changed there changes what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.history import before, points
from workbook_tools.form.columns import Column, Holds, expanded, with_year
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import Layout
from workbook_tools.framework import WHOLE_YEAR, Indicator
from workbook_tools.framework.rounds import years_between
from workbook_tools.plan.framework_cells import FACTS, NOTHING, Known, figure_cell
from workbook_tools.workbooks.address import column_letters

HEADING_ROW = 4
"""1-based row of the headings; that of the bands over them is the one before."""

BEFORE = "before"
"""The field of a column that shows the last figure before that is like the round's own."""

FINAL, SO_FAR = "final target", "way so far"
"""The fields of columns that show the last target, and the way of the figures to it."""

_WAYS = (FINAL, SO_FAR)

_OF_FRAMEWORK = ("baseline", "target")


@dataclass(frozen=True)
class IndicatorTable:
    """One such sheet: its columns in the round, and what stands in which row."""

    sheet: PlainSheet
    book: Book

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in order, with the headings and widths that they have there."""
        spec, found = self.sheet.spec, []
        for name in spec["columns"]:
            for column in self.named(name):
                heading = with_year(spec.get("headings", {}).get(name, ""), column.year)
                width = spec.get("widths", {}).get(name, column.width)
                # A figure that the return repeats from another sheet is one of the records here.
                shown = replace(column, width=width, where_closed="")
                if shown.refused_by_rules:
                    # What rules refused was decided in the return; here it is said.
                    shown = replace(shown, formula="")
                # Its own heading says all: the band in print is not put before it.
                found.append(replace(shown, heading=heading, band="") if heading else shown)
        return tuple(found)

    def named(self, name: str) -> Iterator[Column]:
        """Yield the columns that a declared name stands for in the round."""
        form, years = self.book.form, self.book.years
        if name in form.returns.aliases:
            wanted = form.returns.aliases[name].in_round(self.book.round.year)
            columns = form.columns_in(years).values()
            yield from (column for column in columns if column.holds == wanted and column.year)
        else:
            yield from expanded((form.columns[name],), years).values()

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The 1-based place of each column by its id; of an alias, that of what it stands for."""
        places = {column.id: place for place, column in enumerate(self.columns, start=1)}
        for name in self.sheet.spec["columns"]:
            for column in self.named(name):
                places.setdefault(name, places[column.id])
        return places

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of its hidden columns."""
        return frozenset(
            column.id for name in self.sheet.spec.get("hidden", ()) for column in self.named(name)
        )

    @cached_property
    def lines(self) -> Mapping[int, Indicator | str]:
        """What stands in each row: an indicator, or the title of the theme group that begins."""
        found: dict[int, Indicator | str] = {}
        row = HEADING_ROW + 1
        for group in self.book.framework:
            measures = [each for each in self.book.framework.rows_of(group.id) if self._has(each)]
            if measures and self.sheet.spec.get("by_group"):
                found[row] = group.title
                row += 1
            for each in measures:
                found[row] = each
                row += 1
        return found

    def _has(self, row: Indicator) -> bool:
        """Whether an indicator has a row: where only some have, those with one of some figures."""
        if row.is_heading:
            return False
        wanted = self.sheet.spec.get("only_with", ())
        return not wanted or any(
            isinstance(self.content(row, column).value, float)
            for name in wanted
            for column in self.named(name)
        )

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each indicator by its id."""
        return {each.id: row for row, each in self.lines.items() if isinstance(each, Indicator)}

    @property
    def last_row(self) -> int:
        """Its last row; that of the headings where it has none."""
        return max(self.lines, default=HEADING_ROW)

    @cached_property
    def layout(self) -> Layout:
        """Where formulas find its cells."""
        framework, year = self.book.framework, self.book.round.year
        measures = [row for row in framework.indicators if not row.is_heading]
        # Where only some indicators have a row, none looks at those that share its target.
        is_whole = len(self.rows) == len(measures)
        joint = framework.joint_places(year, self.rows) if is_whole else {}
        keys = {row: key for key, row in self.rows.items()}
        first = HEADING_ROW + 1
        return Layout(
            self.sheet.name, self.positions, first, max(self.last_row, first), joint, keys
        )

    def column_of(self, column_id: str) -> str:
        """Return the address of a column's cells, without the headings, on its sheet."""
        letters = column_letters(self.positions[column_id])
        first = HEADING_ROW + 1
        return f"${letters}${first}:${letters}${max(self.last_row, first)}"

    def content(self, row: Indicator, column: Column) -> Known:
        """Return what a cell shows that is no formula: a figure, words, or nothing."""
        if column.says:
            return Known(FACTS[column.says](self.book.framework, row, self._year, column.words))
        if column.refused_by_rules:
            return Known(float(self._is_refused(row)))
        holds = column.holds.in_round(self._year) if column.holds else None
        if holds is None:
            return NOTHING
        if holds.field == BEFORE:
            point = before(self.book, row, holds.area)
            if point is None:
                return NOTHING
            return Known(point.value, plain_format(row))
        if holds.field in _WAYS:
            return self._on_the_way(row, holds)
        if holds.field in _OF_FRAMEWORK:
            words, framework = self.book.form.figure_words, self.book.framework
            return figure_cell(words, framework, row, holds)
        if holds.year != self._year:
            return self.book.content(row, column)
        record = self.book.record(row, holds.field, holds.measure, holds.area)
        if record is None:
            return NOTHING
        if record.value is None:
            return Known(record.text)
        return Known(record.value, plain_format(row))

    def _on_the_way(self, row: Indicator, holds: Holds) -> Known:
        """Return the last target as a number, or a figure of the way so far; or nothing."""
        if holds.field == FINAL:
            targets = (
                (year, self.book.framework.headline(row.id, "target", year))
                for year in reversed(self.book.years.targets)
            )
            last = next(((y, t.value) for y, t in targets if t and t.value is not None), None)
            if last is None:
                return NOTHING
            left = years_between(self._year, last[0]) + 1 - self.book.round.months / WHOLE_YEAR
            of_target: dict[str, Known] = {
                "value": Known(last[1], plain_format(row)),
                "year": Known(last[0]),
                "years left": Known(left),
            }
            return of_target[holds.measure]
        whole = [each for each in points(self.book, row) if each.months == WHOLE_YEAR]
        if not whole:
            return NOTHING
        first, latest = whole[0], whole[-1]
        of_way = {
            "first": Known(first.value, plain_format(row)),
            "latest": Known(latest.value, plain_format(row)),
            "year": Known(latest.year),
            "years": Known(float(years_between(first.year, latest.year))),
        }
        return of_way[holds.measure]

    @property
    def _year(self) -> str:
        return self.book.round.year

    def _is_refused(self, row: Indicator) -> bool:
        """Whether rules refused the figure: there is one, and the light that follows is “Query”.

        What rules refuse cannot be recorded with another light.
        """
        light = self.book.record(row, "light", "calculated")
        value = self.book.record(row, "actual", "value")
        has_figure = value is not None and value.value is not None
        return has_figure and light is not None and light.text == self.sheet.spec["refused_light"]
