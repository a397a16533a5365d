"""Sheets with a row for each indicator: lights with all that they follow from, gaps, trajectories.

Which columns a sheet has is declared; formulas among them are the form's own, the same that
stand in the returns, over the cells of the row. So the way from a figure to its light can be
followed in the sheet, and a figure that is changed there changes what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from workbook_tools.consolidated.book import OF_FRAMEWORK, Book
from workbook_tools.consolidated.history import before, points
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.columns import Column, Holds, expanded
from workbook_tools.form.figure_formats import figure_words, plain_format
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import Layout
from workbook_tools.framework import WHOLE_YEAR, Indicator
from workbook_tools.framework.rounds import years_between
from workbook_tools.plan.framework_cells import NOTHING, Known
from workbook_tools.plan.tables import as_shown, column_named

BEFORE = "before"
"""The field of a column that shows the last figure before that is like the round's own."""

FINAL, SO_FAR = "final target", "way so far"
"""The fields of columns that show the last target, and the way of the figures to it."""

_WAYS = (FINAL, SO_FAR)


@dataclass(frozen=True)
class IndicatorTable:
    """One such sheet: its columns in the round, and what stands in which row."""

    sheet: PlainSheet
    book: Book

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in order, with the headings and widths that they have there."""
        return tuple(column for found in self._named.values() for column in found)

    @cached_property
    def _named(self) -> Mapping[str, tuple[Column, ...]]:
        """Its columns by the name that is declared: an alias, or a year column for all years."""
        return {name: tuple(self._shown(name)) for name in self.sheet.spec["columns"]}

    def _shown(self, name: str) -> Iterator[Column]:
        form, spec = self.book.form, self.sheet.spec
        if name in form.returns.aliases:
            declared = form.columns_in(self.book.years)
            alias = column_named(name, form.returns, declared, self._year)
            found = [alias] if alias else []
        else:
            found = list(expanded((form.columns[name],), self.book.years).values())
        for column in found:
            shown = as_shown(column, name, spec.get("headings", {}), spec.get("widths", {}))
            # A figure that the return repeats from another sheet is one of the records here, and
            # what rules refused was decided in the return.
            formula = "" if shown.refused_by_rules else shown.formula
            yield replace(shown, formula=formula, where_closed="")

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The 1-based place of each column by its id, and of the first of each declared name."""
        places = {column.id: place for place, column in enumerate(self.columns, start=1)}
        firsts = {name: places[found[0].id] for name, found in self._named.items() if found}
        return firsts | places

    def run(self, first: str, last: str) -> range:
        """Return the 1-based places from the first column of a declared name to another's last."""
        return range(self.positions[first], self.positions[self._named[last][-1].id] + 1)

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of its hidden columns; a public copy has none."""
        return frozenset() if self.book.is_public else self.unprinted

    @cached_property
    def unprinted(self) -> frozenset[str]:
        """The ids of the columns that only its formulas look at."""
        names = self.sheet.spec.get("hidden", ())
        return frozenset(column.id for name in names for column in self._named[name])

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each indicator by its id."""
        framework = self.book.framework
        listed = (
            row for group in framework for row in framework.rows_of(group.id) if self._has(row)
        )
        return {row.id: place for place, row in enumerate(listed, start=HEADING_ROW + 1)}

    def _has(self, row: Indicator) -> bool:
        """Whether an indicator has a row: where only some have, those with one of some figures."""
        if row.is_heading:
            return False
        wanted = self.sheet.spec.get("only_with", ())
        return not wanted or any(
            isinstance(self.content(row, column).value, float)
            for name in wanted
            for column in self._named[name]
        )

    @property
    def last_row(self) -> int:
        """Its last row; that of the headings where it has none."""
        return HEADING_ROW + len(self.rows)

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

    def content(self, row: Indicator, column: Column) -> Known:
        """Return what a cell shows that is no formula: a figure, words, or nothing."""
        if column.refused_by_rules:
            return Known(float(self._is_refused(row)))
        holds = column.holds.in_round(self._year) if column.holds else None
        if holds and holds.field == BEFORE:
            point = before(self.book, row, holds.area)
            return Known(point.value, plain_format(row)) if point else NOTHING
        if holds and holds.field in _WAYS:
            return self._on_the_way(row, holds)
        if holds is None or holds.field in OF_FRAMEWORK or holds.year != self._year:
            return self.book.content(row, column)
        # Formulas look at it: it is what was recorded, without the words that views put to it.
        record = self.book.record(row, holds.field, holds.measure, holds.area)
        if record is None:
            return NOTHING
        return Known(record.text if record.value is None else record.value, plain_format(row))

    def _on_the_way(self, row: Indicator, holds: Holds) -> Known:
        """Return the last target as a number, or a figure of the way so far; or nothing."""
        if holds.field == FINAL:
            targets = (
                (year, self.book.framework.headline(row.id, "target", year))
                for year in reversed(self.book.years.targets)
            )
            last = next(((y, t) for y, t in targets if t and t.value is not None), None)
            if last is None:
                return NOTHING
            value = Known(last[1].value, plain_format(row))
            if last[1].joint:
                # What several indicators are to reach together is no target of each of them.
                words = self.book.form.figure_words
                value = Known(f"{figure_words(words, row, last[1].value or 0.0)} {words.joint}")
            left = years_between(self._year, last[0]) + 1 - self.book.round.months / WHOLE_YEAR
            of_target: dict[str, Known] = {
                "value": value,
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
