"""What stands in the workbook of a framework: the rows of every sheet, as they are exported.

The export writes them; what comes back is compared with them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from workbook_tools.framework import Figure, History, Indicator, Round
from workbook_tools.framework.funding import ALLOCATION, Allocation, FundingLine
from workbook_tools.framework.order import in_place, place_of_indicator, together
from workbook_tools.framework.rounds import years_after
from workbook_tools.framework.save import plain_number
from workbook_tools.framework.tables import Line
from workbook_tools.framework.timeline import Lasting
from workbook_tools.upkeep.layout import OWN_WORDS, Layout, TableSheet
from workbook_tools.upkeep.rounds import Known, shown_until, usual_rounds
from workbook_tools.values.comparing import folded
from workbook_tools.values.printed import read_number

Content = str | float | date | None
"""What a cell means: a text, a number, a day or nothing. Of a dropdown, what the word stands
for; of a day of the year, month and day."""

_Row = TypeVar("_Row", bound=Lasting)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a sheet."""

    key: str
    cells: Mapping[str, Content]
    """By column id."""


@dataclass(frozen=True)
class Exported:
    """A framework as the workbook shows it: the last state of everything, ended or not."""

    known: Known
    layout: Layout

    @property
    def history(self) -> History:
        """The framework over time."""
        return self.known.history

    @cached_property
    def tables(self) -> tuple[TableSheet, ...]:
        """The sheets with tables."""
        return self.layout.of(self.history)

    def sheet_of(self, rows: str) -> str:
        """Return the name of the sheet that has a row for each of something."""
        return next(sheet.name for sheet in self.tables if sheet.rows == rows)

    @cached_property
    def rows(self) -> Mapping[str, tuple[TableRow, ...]]:
        """The rows of every sheet, by what it has a row for."""
        return {sheet.rows: tuple(_ROWS[sheet.rows](self, sheet)) for sheet in self.tables}

    @cached_property
    def theme_groups(self) -> Mapping[str, Any]:
        """The last state of each theme group, by id."""
        return _last(self.history, self.history.tables.theme_groups)

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        """The last state of each outcome, by id."""
        return _last(self.history, self.history.tables.outcomes)

    @cached_property
    def streams(self) -> Mapping[str, FundingLine]:
        """The last state of each line of the funding tables, by id."""
        return _last(self.history, self.history.tables.streams)

    @cached_property
    def allocations(self) -> Mapping[tuple[str, str, str, str], Allocation]:
        """The amounts that hold without end, by what they are the amount of."""
        lines = self.history.tables.allocations
        return {line.row.cell: line.row for line in lines if not line.row.until}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The last state of each indicator and heading, by id, in the order of the sheets."""
        last = _last(self.history, self.history.tables.indicators)
        rows = (line.row for line in self.history.tables.indicators)
        placed = in_place(rows, lambda row: last[row.id] is row, place_of_indicator)
        return {row.id: row for row in together(placed, self.theme_groups)}

    @cached_property
    def figures(self) -> Mapping[tuple[str, str, str], tuple[Figure, ...]]:
        """The figures that hold without end, by (indicator, field, year)."""
        found: dict[tuple[str, str, str], list[Figure]] = {}
        for line in self.history.tables.figures:
            if not line.row.until:
                key = (line.row.indicator, line.row.field, line.row.year)
                found.setdefault(key, []).append(line.row)
        return {key: tuple(figures) for key, figures in found.items()}

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds to choose from: those known, and the usual ones of the years around."""
        history = self.history
        years = sorted({*history.tables.years, *(round_.year for round_ in history.rounds)})
        rounds = usual_rounds(history, iter((*years, years_after(years[-1], 1))))
        return tuple(sorted(rounds, key=lambda round_: round_.order))

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, str]]:
        """The words of every dropdown by what they stand for."""
        headings = {row.id: row for row in self.indicators.values() if row.is_heading}
        tables = self.history.tables
        return {
            **self.layout.lists,
            **{name: {word: word for word in words} for name, words in OWN_WORDS.items()},
            "blocks": {line.row.id: line.row.title for line in tables.blocks},
            "theme_groups": {row.id: row.title for row in self.theme_groups.values()},
            "outcomes": {row.id: _point(row) for row in self.outcomes.values()},
            "headings": {row.id: _point(row) for row in headings.values()},
            "reporters": {
                row.id: row.title
                for row in (
                    *self.theme_groups.values(),
                    *_last(self.history, tables.accountants).values(),
                )
            },
            "areas": {area.id: area.title for area in tables.areas},
            "rounds": {round_.id: round_.id for round_ in self.rounds},
        }


def _last(history: History, lines: Iterable[Line[_Row]]) -> dict[str, Any]:
    """Return the row of each id that began last, in the place of the first."""
    last: dict[str, Any] = {}
    span = history.tables.timeline.span
    for line in lines:
        row: Any = line.row
        before = last.get(row.id)
        if before is None or span(before)[0] < span(row)[0]:
            last[row.id] = row
    return last


_POINT_LENGTH = 55
"""Characters of an outcome or a heading in a dropdown."""


def _point(row: Any) -> str:
    return textwrap.shorten(f"{row.id} {row.text}", _POINT_LENGTH, placeholder=" …")


# Rows ------------------------------------------------------------------------

_Rows = Callable[[Exported, TableSheet], Iterator[TableRow]]


def _plain(rows: Callable[[Exported], Iterable[Any]]) -> _Rows:
    """Return rows whose cells are the fields of a dataclass."""

    def table(exported: Exported, sheet: TableSheet) -> Iterator[TableRow]:
        history = exported.history
        for row in rows(exported):
            cells = {column.id: _content(getattr(row, column.id)) for column in sheet.columns}
            if cells.get("until"):
                cells["until"] = shown_until(history, history.round(row.until)).id
            yield TableRow(row.id, cells)

    return table


def _content(value: object) -> Content:
    if value is None or value is False or value == "":
        return None
    if value is True:
        return "yes"
    if isinstance(value, int):
        return float(value)
    return folded(value) if isinstance(value, str) else value  # type: ignore[return-value]


def _figures(field_of: Mapping[str, str]) -> _Rows:
    """Return rows of figures: one for each indicator; ``field_of`` is by column."""

    def table(exported: Exported, sheet: TableSheet) -> Iterator[TableRow]:
        for row in exported.indicators.values():
            if row.is_heading:
                continue
            cells: dict[str, Content] = {
                "id": row.id,
                "text": _described(exported, row),
                "theme_group": exported.theme_groups[row.theme_group].title,
                "unit": row.unit,
            }
            for column in sheet.columns:
                name = column.id.partition(":")[0].removesuffix("_period")
                if name in field_of:
                    figures = exported.figures.get((row.id, field_of[name], column.year), ())
                    is_period = column.id.partition(":")[0].endswith("_period")
                    cells[column.id] = period_of(figures) if is_period else cell_of(row, figures)
            yield TableRow(row.id, {column.id: cells[column.id] for column in sheet.columns})

    return table


def _allocations(exported: Exported, sheet: TableSheet) -> Iterator[TableRow]:
    """Yield what each line is allocated in each year, capital and revenue."""
    titles = exported.lists["blocks"]
    for line in exported.streams.values():
        cells: dict[str, Content] = {
            "id": line.id,
            "title": folded(line.title),
            "block": folded(titles.get(line.block, line.block)),
        }
        for column in sheet.columns:
            kind = column.id.partition(":")[0]
            if column.year:
                found = exported.allocations.get((line.id, column.year, kind, ALLOCATION))
                cells[column.id] = amount_cell(found) if found else None
        yield TableRow(line.id, {column.id: cells[column.id] for column in sheet.columns})


def amount_cell(allocation: Allocation) -> Content:
    """Return what stands in the cell of an amount: pounds, or the word in its place."""
    pounds = allocation.pounds
    return allocation.amount if pounds is None else float(pounds)


def _described(exported: Exported, row: Indicator) -> str:
    heading = exported.indicators.get(row.heading)
    return folded(f"{heading.text} {row.text}" if heading else row.text)


def cell_of(row: Indicator, figures: Sequence[Figure]) -> Content:
    """Return what stands in the cell of an indicator's figures: a number, or words as printed."""
    if not figures:
        return None
    first = figures[0]
    if len(figures) == 1 and first.value is not None and _is_plain(row, first):
        return first.value
    words = first.printed if _says_all(figures) else "; ".join(map(_words, figures))
    return plain_figure(words)


def plain_figure(words: str) -> str | float:
    """Return the number where words are no more than one, such as ``1,234``; else the words."""
    number = read_number(words)
    if number is None or number.decorations & {"percent", "pound"}:
        return folded(words)
    return number.value


def _is_plain(row: Indicator, figure: Figure) -> bool:
    qualified = (figure.limit, figure.joint, figure.span, figure.due)
    return figure.area == row.area and not any(qualified)


def _says_all(figures: Sequence[Figure]) -> bool:
    """Whether the printed cell says what the figures mean: it may be lost, or cut."""
    return bool(figures[0].printed) and all(figure.basis == "printed" for figure in figures)


def _words(figure: Figure) -> str:
    number = figure.status.capitalize() if figure.value is None else plain_number(figure.value)
    return " ".join(filter(None, (figure.limit, number, figure.span)))


def period_of(figures: Sequence[Figure]) -> Content:
    """Return the date or period of a cell's figures, in words."""
    return (folded(figures[0].period) or None) if figures else None


def day_in_words(month_and_day: str) -> str:
    """Return a day of the year in words: ``31 October``."""
    return f"{int(month_and_day[3:])} {_MONTHS[int(month_and_day[:2]) - 1]}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _rounds(exported: Exported) -> Iterator[Any]:
    return iter(sorted(exported.history.rounds, key=lambda round_: round_.order))


def _calendar(exported: Exported) -> Iterator[Any]:
    return (line.row for line in exported.history.tables.calendar)


_ROWS: Mapping[str, _Rows] = {
    "theme_groups": _plain(lambda exported: exported.theme_groups.values()),
    "outcomes": _plain(lambda exported: exported.outcomes.values()),
    "indicators": _plain(lambda exported: exported.indicators.values()),
    "targets": _figures({"target": "target"}),
    "updates": _figures({"baseline": "baseline", "actual": "actual"}),
    "streams": _plain(lambda exported: exported.streams.values()),
    "allocations": _allocations,
    "rounds": _plain(_rounds),
    "calendar": _plain(_calendar),
}
