"""The columns of every workbook: each declared once, a year column once for all its years."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Protocol

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.form.lists import POINTS
from workbook_tools.form.types import COLUMN_TYPES, ColumnType
from workbook_tools.form.years import ROUND, WRITTEN, Years, in_id
from workbook_tools.framework.rounds import years_after
from workbook_tools.problems import DeclarationError

FILE = "workbook_templates/columns.json"


class TableRow(Protocol):
    """A row of a table, as far as its columns ask what stands in it."""

    @property
    def role(self) -> str:
        """The form's word for what kind of row it is: ``measure``, ``line``…"""

    @property
    def is_heading(self) -> bool:
        """Whether it heads other rows."""

    @property
    def area(self) -> str:
        """Id of the area that its figures are about; may be empty."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What a column's values are: the words that figures and records are kept under."""

    field: str
    year: str
    """A year; ``round`` for the year of the round, ``round-1`` for the one before it; ``each``
    in a year column, for the year it stands for; or empty for a baseline."""
    area: str
    """An area's id, or ``headline`` for the indicator's own."""
    measure: str

    @property
    def years_later(self) -> int:
        """How many years after the round's; 0 also where it is of no year or a fixed one."""
        return int(self.year.removeprefix(ROUND) or 0) if self.year.startswith(ROUND) else 0

    def in_round(self, year: str) -> Holds:
        """Return the same with ``round`` replaced by the round's year."""
        if not self.year.startswith(ROUND):
            return self
        return Holds(self.field, years_after(year, self.years_later), self.area, self.measure)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, wherever it is shown."""

    id: str
    heading: str
    type: str
    """The name of one of the types in :mod:`workbook_tools.form.types`."""
    filled_by: str
    """``framework``, ``carried forward``, ``adviser``, ``formula`` or ``checks``."""
    width: float
    """In characters of the default font, as Excel counts them."""
    help: str
    band: str = ""
    """Heading of the group of columns it belongs to."""
    number: int | None = None
    """The column number printed in the published spreadsheet; of a year column, that of its
    first printed year."""
    each: str = ""
    """The series of years that it stands for: ``targets``, ``updates`` or ``variances``; empty
    for a column that stands once."""
    step: int = 1
    """How far apart the printed numbers of its years are."""
    printed_heading: str = ""
    """The heading where its number is printed, if it is another."""
    year: str = ""
    """The year it is of, once expanded; empty for a column that stands once."""
    prompt: str = ""
    example: str = ""
    list: str = ""
    minimum: float | None = None
    maximum: float | None = None
    formula: str = ""
    refused_by_rules: str = ""
    """Id of a column whose numbers rules refuse: its formula is 1 where one of them does."""
    reads: str = ""
    """Id of an entry column that it holds as it is read: formulas look here in its place."""
    digits_of: str = ""
    """Id of an entry column: it holds the digits of a number that was typed as text there."""
    unit_in: str = ""
    """Of a column that reads figures: id of the column that says their unit."""
    says: str = ""
    """What it says of an indicator that the framework knows, such as its ``unit``."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The form's words for what it says, where the framework has no more than a code."""
    on: tuple[str, ...] = ()
    """The roles of the rows it is filled in on; empty for all but headings."""
    where_closed: str = ""
    """Formula of its cell in a row whose own figure it would repeat."""
    formula_on: Mapping[str, str] = field(default_factory=dict)
    """Formulas of its cells in rows of other roles, by the role: a total of what others hold."""
    carries: str = ""
    """Id of the column of the last round's return whose entry it shows."""
    within_year: bool = False
    """Whether it does so only where that round was of the same year."""
    from_year_before: bool = False
    """Whether it does so only from the last round of the year before."""
    note_on: str = ""
    """Id of the column on whose cells it shows as a note; itself it is hidden."""
    draws: tuple[str, ...] = ()
    """Of a chart: the first and the last of the columns whose figures it draws."""
    holds: Holds | None = None

    @property
    def kind(self) -> ColumnType:
        """Its type: how it is read, validated, aligned and shown."""
        return COLUMN_TYPES[self.type]

    @property
    def title(self) -> str:
        """The heading with its band, unique in every sheet: ``2005-6 Update: City Avg``."""
        has_band = self.band and (self.number or self.year)
        return f"{self.band}: {self.heading}" if has_band else self.heading

    @property
    def is_entry(self) -> bool:
        """Whether the adviser fills it in."""
        return self.filled_by == "adviser"

    @property
    def is_check(self) -> bool:
        """Whether it shows what the rules say of its row."""
        return self.filled_by == "checks"

    @property
    def holds_lights(self) -> bool:
        """Whether what returns say in it are lights: calculated, judged or final ones."""
        is_about_light = self.holds is not None and self.holds.field == "light"
        return is_about_light and not self.kind.is_own_words

    def note_beside(self, value: float | str) -> str:
        """Return the note that says its value on the cells of another column."""
        return f"{self.heading}: {value}"

    def is_open(self, row: TableRow) -> bool:
        """Whether its cell in a row is for the adviser to fill in.

        A figure for a part of the city is not, where the row is about that part: it is
        the row's own figure, and goes in the column for that.
        """
        return self.is_entry and self._is_on(row) and not self._repeats(row)

    def formula_in(self, row: TableRow) -> str:
        """Return the formula of its cell in a row; empty where there is none.

        A cell that is open to the adviser has none.
        """
        if row.role in self.formula_on:
            return self.formula_on[row.role]
        if not self._is_on(row):
            return ""
        return self.where_closed if self._repeats(row) else self.formula

    def _is_on(self, row: TableRow) -> bool:
        return row.role in self.on if self.on else not row.is_heading

    def _repeats(self, row: TableRow) -> bool:
        return self.is_entry and self.holds is not None and self.holds.area == row.area


def load_columns(files: DeclaredFiles, lists: Collection[str]) -> Mapping[str, Column]:
    """Return every declared column by id, in declared order; year columns are not expanded.

    Args:
        files: the form's files.
        lists: ids of the dropdowns that there are.

    Raises:
        DeclarationError: the file breaks its schema, declares an id or a printed
            number twice, or names a list that is not there.
    """
    path = files.path(FILE)
    columns: dict[str, Column] = {}
    numbers: set[int] = set()
    for spec in load_json(files, FILE, "columns")["columns"]:
        holds = Holds(**spec.pop("holds")) if "holds" in spec else None
        several = {name: tuple(spec.get(name, ())) for name in ("on", "draws")}
        column = Column(**spec | several, holds=holds)
        if column.id in columns or column.number in numbers:
            raise DeclarationError(
                f"{path}: column {column.id} or its number {column.number} is declared twice; "
                "declare each column once."
            )
        if column.list and column.list not in (*lists, POINTS):
            raise DeclarationError(
                f"{path}: column {column.id} names the list {column.list}, which lists.json "
                "does not have; name one of its lists."
            )
        if ("{year}" in column.id) != bool(column.each):
            raise DeclarationError(
                f"{path}: column {column.id} must have {{year}} in its id and say in “each” for "
                "which series of years it stands, or neither; correct it."
            )
        columns[column.id] = column
        if column.number:
            numbers.add(column.number)
    return columns


def expanded(columns: Iterable[Column], years: Years) -> dict[str, Column]:
    """Return columns by id, each year column once for every year of its series.

    Year columns that stand together are kept together year by year.

    Raises:
        DeclarationError: two columns would have the same printed number.
    """
    found: dict[str, Column] = {}
    for series, run in groupby(columns, key=lambda column: column.each):
        together = tuple(run)
        if not series:
            found |= {column.id: column for column in together}
            continue
        for year in years.of(series):
            found |= {
                in_year.id: in_year for in_year in (_in_year(c, year, years) for c in together)
            }
    _refuse_twins(found.values())
    numbers = {column.id: str(column.number or "") for column in found.values()}
    return {column_id: _numbered(column, numbers) for column_id, column in found.items()}


def id_in_round(name: str, years: Years) -> str:
    """Return a declared id with the year of the round in the place of ``{round}``."""
    return name.replace(f"{{{ROUND}}}", in_id(years.round))


def _refuse_twins(columns: Iterable[Column]) -> None:
    seen: dict[int, str] = {}
    for column in columns:
        if column.number and column.number in seen:
            raise DeclarationError(
                f"The columns {seen[column.number]} and {column.id} would both have the printed "
                f"number {column.number}; correct “printed” in framework.json, or the numbers in "
                "columns.json."
            )
        if column.number:
            seen[column.number] = column.id


def _in_year(column: Column, year: str, years: Years) -> Column:
    printed = years.printed(column.each)
    number = None
    if column.number and year in printed:
        number = column.number + column.step * printed.index(year)
    heading = (column.printed_heading if number else "") or column.heading
    return replace(
        column,
        id=column.id.replace("{year}", in_id(year)),
        heading=with_year(heading, year),
        band=with_year(column.band, year),
        help=with_year(column.help, year),
        formula=column.formula.replace("{year}", in_id(year)),
        number=number,
        each="",
        printed_heading="",
        year=year,
        holds=replace(column.holds, year=year) if column.holds else None,
    )


def with_year(text: str, year: str) -> str:
    """Return a declared text with a year in its placeholders: ``{short}`` becomes ``2006-7``."""
    text = text.replace("_{year}", f"_{in_id(year)}")
    for name, write in WRITTEN.items():
        text = text.replace(f"{{{name}}}", write(year))
    return text


_NUMBER_OF = re.compile(r"\{number of ([a-z0-9_]+)\}")


def _numbered(column: Column, numbers: Mapping[str, str]) -> Column:
    """Return a column whose heading names the printed numbers of others."""
    if "{number of" not in column.heading:
        return column
    heading = _NUMBER_OF.sub(lambda match: numbers.get(match[1], ""), column.heading)
    return replace(column, heading=heading)
