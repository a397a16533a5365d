"""One table of one return as it is issued: which rows and columns stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import count

from workbook_tools.form import Form
from workbook_tools.form.columns import Column, Holds, with_year
from workbook_tools.form.figure_formats import FigureWords
from workbook_tools.form.sheets import ReturnTemplate, TableSheet, is_part_for
from workbook_tools.form.years import Years
from workbook_tools.formulas.placing import Layout, names_in, quoted
from workbook_tools.framework import Framework
from workbook_tools.plan.framework_cells import NOTHING, Known, carried_cell, known
from workbook_tools.plan.rows import ROW_KINDS, Carried, Issue, Row, rows_of

TITLE_ROW, NOTE_ROW = 1, 2
"""1-based rows of every table sheet; then come its lines, bands, numbers and headings."""

KEY_COLUMN = 1
"""The key stands in the first column of every row."""


@dataclass(frozen=True)
class PlannedTable:
    """A table sheet with its rows, and its columns for the round."""

    sheet: TableSheet
    columns: tuple[Column, ...]
    aliases: Mapping[str, str]
    """The column that each alias stands for in this round; one without a column is not there."""
    rows: tuple[Row, ...]
    """None in a round in which they are not asked."""
    subjects: tuple[Row, ...]
    """Its rows whether or not they are asked: what an action can be for."""
    words: FigureWords
    """What the form says of figures."""
    framework: Framework
    year: str
    """The year of the round."""
    carried: Carried
    there: frozenset[str]
    """The sheets that the return has."""
    kind: str
    """Who completes the return, by the words of ``REPORTER_KINDS``."""
    asked_of_others: frozenset[str] = frozenset()
    """Keys of the rows that the sheet would have if somebody else completed the return."""

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.name

    @property
    def band_row(self) -> int:
        """The row of the bands over the columns."""
        return NOTE_ROW + len(self.lines) + 1

    @cached_property
    def lines(self) -> tuple[Mapping[str, str], ...]:
        """What stands between the note and the table: the lines about sheets that are there, and
        for the kind of return that it is.

        Steps are numbered as they come.
        """
        kept = [line for line in self.sheet.lines if self._is_about_what_is_there(line)]
        numbers = count(1)
        return tuple(
            {**line, "text": line["text"].format(step=next(numbers))}
            if line["style"] == "step"
            else line
            for line in kept
        )

    def _is_about_what_is_there(self, line: Mapping[str, str]) -> bool:
        is_there = line.get("about", self.name) in self.there
        return is_there and is_part_for(line, self.kind)

    @property
    def number_row(self) -> int:
        """The row of the printed column numbers."""
        return self.band_row + 1

    @property
    def heading_row(self) -> int:
        """The row of the headings."""
        return self.band_row + 2

    @property
    def first_row(self) -> int:
        """The first row of the table's content."""
        return self.heading_row + 1

    @property
    def last_row(self) -> int:
        """The last row; the first one where there are no rows."""
        return max(self.first_row, self.first_row + len(self.rows) - 1)

    @cached_property
    def row_numbers(self) -> Mapping[str, int]:
        """The sheet row of each row, by key."""
        return {row.id: number for number, row in enumerate(self.rows, start=self.first_row)}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The 1-based position of each column, by id."""
        return {column.id: place for place, column in enumerate(self.columns, start=1)}

    @cached_property
    def named_positions(self) -> Mapping[str, int]:
        """The same with the aliases: all names that formulas may use."""
        return dict(self.positions) | {
            alias: self.positions[column_id] for alias, column_id in self.aliases.items()
        }

    @cached_property
    def cell_names(self) -> Mapping[str, int]:
        """The 1-based position of each cell of a row by the names that formulas give it: those of
        an entry as it is read, and, after an exclamation mark, as it was typed."""
        typed = {f"!{name}": place for name, place in self.named_positions.items()}
        return {**typed, **self.named_positions, **self.layout.read_at}

    @cached_property
    def cells_elsewhere(self) -> Mapping[str, tuple[str, str]]:
        """The sheet and the column of each cell of another sheet that its formulas look at, by the
        name that they give it."""
        formulas = {
            formula
            for column in self.formulas
            for formula in (column.formula, column.where_closed, *column.formula_on.values())
        }
        return {
            f"{quoted(sheet)}[@{name}]": (sheet, name)
            for formula in formulas
            for sheet, name in names_in(formula)
            if sheet
        }

    @cached_property
    def names_at(self) -> Mapping[int, Sequence[str]]:
        """The same names by position."""
        names: dict[int, list[str]] = {place: [] for place in self.positions.values()}
        for name, place in self.cell_names.items():
            names[place].append(name)
        return names

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of its hidden columns: always, or because nothing stands in them."""
        hidden = frozenset(self.aliases.get(name, name) for name in self.sheet.hidden)
        return hidden | self.left_empty

    @cached_property
    def left_empty(self) -> frozenset[str]:
        """The ids of the columns that are hidden because nothing stands in them."""
        columns = map(self.column, self.sheet.hidden_where_empty)
        return frozenset(column.id for column in columns if self._is_empty(column))

    def _is_empty(self, column: Column) -> bool:
        return all(self.known(row, column).value is None for row in self.rows)

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        """The columns that are not hidden."""
        return tuple(column for column in self.columns if column.id not in self.hidden)

    def column(self, name: str) -> Column:
        """Return one of its columns by id or alias. Raises KeyError for one it does not show."""
        return self.columns[self.named_positions[name] - 1]

    @cached_property
    def entries(self) -> tuple[Column, ...]:
        """The columns the adviser fills in."""
        return tuple(column for column in self.columns if column.is_entry)

    @cached_property
    def formulas(self) -> tuple[Column, ...]:
        """The columns with cells that are worked out."""
        return tuple(c for c in self.columns if c.formula or c.where_closed or c.formula_on)

    def formula_in(self, row: Row, column: Column) -> str:
        """Return the formula of a cell; empty where there is none."""
        return column.formula_in(row) if column.id in self._worked_out else ""

    @cached_property
    def _worked_out(self) -> frozenset[str]:
        return frozenset(column.id for column in self.formulas)

    def is_open(self, row: Row, column: Column) -> bool:
        """Whether a cell is for the adviser to fill in."""
        return (row.id, column.id) in self._open

    @cached_property
    def _open(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (row.id, column.id)
            for column in self.entries
            for row in self.rows
            if column.is_open(row) and column.id not in row.facts
        )

    def entry_read(self, row: Row, column: Column) -> str:
        """Return the id of the entry, open in a row, that a column's cell is there to read; or
        nothing."""
        name = column.reads or column.digits_of
        return name if name and (row.id, name) in self._open else ""

    def row(self, key: str) -> Row:
        """Return one of its rows. Raises KeyError for a key it does not have."""
        return self.rows[self.row_numbers[key] - self.first_row]

    def locked_values(self, row: Row) -> dict[str, float | str | None]:
        """Return what formulas see in a row's cells that nobody can change, by column id and
        alias."""
        return {
            name: self._seen(name, self.known(row, column).value)
            for name, column in self._named_columns
            if not (self.is_open(row, column) or column.formula_in(row) or column.is_check)
        }

    def issued_values(self, row: Row) -> dict[str, float | str | None]:
        """Return the same with the cells to be filled in, which are blank."""
        entries = {
            name: self._seen(name, None)
            for name, column in self._named_columns
            if self.is_open(row, column)
        }
        return self.locked_values(row) | entries

    def _seen(self, name: str, value: float | str | None) -> float | str | None:
        """Return a value as formulas see it: a cell that reads a blank one holds an empty text."""
        return "" if value is None and name in self.layout.read_at else value

    @cached_property
    def _named_columns(self) -> tuple[tuple[str, Column], ...]:
        return tuple(
            (name, self.columns[place - 1]) for name, place in self.named_positions.items()
        )

    def known(self, row: Row, column: Column) -> Known:
        """Return what stands in a cell when the return is issued."""
        key = (row.id, column.id)
        if key not in self._known:
            self._known[key] = self._find_known(row, column)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str], Known]:
        return {}

    def _find_known(self, row: Row, column: Column) -> Known:
        if column.id == "key":
            return Known(row.id)
        if column.id in row.facts:
            return row.facts[column.id]
        carried = self.carried.get((self.name, row.id, column.id))
        if carried is not None and row.indicator:
            holds = column.holds.in_round(self.year) if column.holds else None
            final_on = self._final_on(row, holds)
            return carried_cell(self.words, self.framework, row.indicator, holds, carried, final_on)
        if row.indicator is None:
            return NOTHING if carried is None else Known(carried, column.kind.number_format())
        return known(self.words, self.framework, self.year, row.indicator, column)

    def _final_on(self, row: Row, holds: Holds | None) -> float | None:
        """Return the day on which a figure that was carried was to be final.

        It is 0 where nobody said so, and None for what was not provisional.
        """
        if holds is None or (holds.field, holds.measure) != ("actual", "value"):
            return None
        said = {
            each.holds.measure: self.carried.get((self.name, row.id, each.id))
            for each in self.columns
            if each.holds
            and each.holds.in_round(self.year) == replace(holds, measure=each.holds.measure)
        }
        if not said.get("provisional"):
            return None
        day = said.get("expected")
        return day if isinstance(day, float) else 0.0

    @cached_property
    def layout(self) -> Layout:
        """Where formulas find its cells."""
        measures = {row.id: self.row_numbers[row.id] for row in self.rows if row.indicator}
        # Targets are shared by whole sets of indicators, which other tables may lack.
        has_all = ROW_KINDS[self.sheet.rows].has_whole_sets
        joint = self.framework.joint_places(self.year, measures) if has_all else {}
        return Layout(
            self.name,
            self.named_positions,
            self.first_row,
            self.last_row,
            joint,
            {number: key for key, number in self.row_numbers.items()},
            {column.reads: self.positions[column.id] for column in self.columns if column.reads},
            {
                self.row_numbers[row.id]: [self.row_numbers[key] for key in row.adds_up]
                for row in self.rows
                if row.adds_up
            },
        )


def planned_table(issue: Issue, form: Form, years: Years) -> PlannedTable:
    """Return a table of a return, with the columns of its round."""
    year = issue.round.year
    columns, aliases = _columns_of(form, issue.sheet.name, years, issue.there)
    subjects = rows_of(issue)
    return PlannedTable(
        issue.sheet,
        columns,
        aliases,
        subjects if issue.sheet.is_asked_in(issue.round) else (),
        subjects,
        form.figure_words,
        issue.framework,
        year,
        issue.carried,
        issue.there,
        issue.kind,
        ROW_KINDS[issue.sheet.rows].asked_of_others(issue),
    )


@lru_cache(maxsize=256)
def _columns_of(
    form: Form, sheet_name: str, years: Years, there: frozenset[str]
) -> tuple[tuple[Column, ...], Mapping[str, str]]:
    """Return the columns of a table as it shows them, and which of them each alias stands for.

    They are the same in all returns of a round that have the same sheets.
    """
    template, declared = form.returns, form.columns_in(years)
    sheet = next(each for each in template.tables if each.name == sheet_name)
    columns: list[Column] = []
    aliases: dict[str, str] = {}
    for name in sheet.column_ids:
        found = column_named(name, template, declared, years.round)
        if found is None or _looks_elsewhere(found, there):
            continue
        if name in template.aliases:
            aliases[name] = found.id
        columns.append(as_shown(found, name, sheet.headings, sheet.widths))
    return tuple(columns), aliases


def _looks_elsewhere(column: Column, there: frozenset[str]) -> bool:
    """Whether a column is worked out from a sheet that the return does not have."""
    return any(sheet and sheet not in there for sheet, _ in names_in(column.formula))


def as_shown(
    column: Column, name: str, headings: Mapping[str, str], widths: Mapping[str, float]
) -> Column:
    """Return a column with the heading and the width that a sheet gives it under a name.

    A heading may have places for the year of a year column.
    """
    width = widths.get(name, column.width)
    if name not in headings:
        return replace(column, width=width)
    # Its own heading says all: the band of the published spreadsheet is not put before it.
    heading = with_year(headings[name], column.year) if column.year else headings[name]
    return replace(column, width=width, heading=heading, band="")


def column_named(
    name: str, template: ReturnTemplate, declared: Mapping[str, Column], year: str
) -> Column | None:
    """Return a column by id, or the one that an alias stands for; None where there is none."""
    if name not in template.aliases:
        return declared[name]
    wanted = template.aliases[name].in_round(year)
    return next((c for c in declared.values() if c.holds == wanted and c.year), None)
