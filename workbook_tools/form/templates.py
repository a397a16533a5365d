"""The templates: what each workbook looks like, declared as data.

``columns.json`` declares every column of every workbook once; ``return.json`` and
``laa-spreadsheet.json`` say which sheets show which of them. The writers, the
reader, the checks, the guidance and the ledger all use these declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.declared.resources import TEMPLATES
from workbook_tools.form.lists import POINTS, load_lists
from workbook_tools.form.rows_declared import ROLES_OF_FRAMEWORK, columns_in, roles_in
from workbook_tools.form.types import COLUMN_TYPES, ColumnType
from workbook_tools.problems import DeclarationError


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
    """A year; ``round`` for the year of the round, ``round-1`` for the one before it; or empty
    for a baseline."""
    area: str
    """An area's id, or ``headline`` for the indicator's own."""
    measure: str

    def in_round(self, year: str) -> Holds:
        """Return the same with ``round`` replaced by the round's year."""
        if not self.year.startswith("round"):
            return self
        later = int(self.year.removeprefix("round") or 0)
        return Holds(self.field, years_after(year, later), self.area, self.measure)


def years_after(year: str, later: int) -> str:
    """Return the year so many years later: ``2006-07`` and -1 give ``2005-06``."""
    first = int(year[:4]) + later
    return f"{first}-{(first + 1) % 100:02}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, wherever it is shown."""

    id: str
    heading: str
    type: str
    """The name of one of the types in :mod:`workbook_tools.form.types`."""
    filled_by: str
    """``framework``, ``carried forward``, ``adviser`` or ``formula``."""
    width: float
    """In characters of the default font, as Excel counts them."""
    help: str
    band: str = ""
    """Heading of the group of columns it belongs to."""
    number: int | None = None
    """The column number printed in the published spreadsheet."""
    prompt: str = ""
    example: str = ""
    list: str = ""
    minimum: float | None = None
    maximum: float | None = None
    formula: str = ""
    says: str = ""
    """What it says of an indicator that the framework knows, such as its ``unit``."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The form's words for what it says, where the framework has no more than a code."""
    on: tuple[str, ...] = ()
    """The roles of the rows it is filled in on; empty for all but headings."""
    where_closed: str = ""
    """Formula of its cell in a row whose own figure it would repeat."""
    carries: str = ""
    """Id of the column of the last round's return whose entry it shows."""
    within_year: bool = False
    """Whether it does so only where that round was of the same year."""
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
        return f"{self.band}: {self.heading}" if self.band and self.number else self.heading

    @property
    def is_entry(self) -> bool:
        """Whether the adviser fills it in."""
        return self.filled_by == "adviser"

    @property
    def is_check(self) -> bool:
        """Whether it shows what the rules say of its row."""
        return self.filled_by == "checks"

    def is_open(self, row: TableRow) -> bool:
        """Whether its cell in a row is for the adviser to fill in.

        A figure for a part of the city is not, where the row is about that part: it is
        the row's own figure, and goes in the column for that.
        """
        return self.is_entry and self._is_on(row) and not self._repeats(row)

    def formula_in(self, row: TableRow) -> str:
        """Return the formula of its cell in a row; empty where there is none."""
        if not self._is_on(row):
            return ""
        return self.where_closed if self._repeats(row) else self.formula

    def _is_on(self, row: TableRow) -> bool:
        return row.role in self.on if self.on else not row.is_heading

    def _repeats(self, row: TableRow) -> bool:
        return self.is_entry and self.holds is not None and self.holds.area == row.area


@dataclass(frozen=True, slots=True)
class GivesPoints:
    """The rows of a sheet that others can be about: they are words of the list of points."""

    roles: frozenset[str]
    """The roles of such rows."""
    rank: int
    """Where they stand in the list; less comes first."""
    column: str
    """The column whose words put some of them first; empty for none."""
    first: tuple[str, ...]
    """Those words, most urgent first."""


@dataclass(frozen=True)
class TableSheet:
    """A sheet of a return with a table in it, as the template declares it."""

    name: str
    rows: str
    """Its kind of row, by the name in :mod:`workbook_tools.plan.rows`."""
    rows_spec: Mapping[str, Any]
    """What that kind is told: roles, keys, texts."""
    points: GivesPoints | None
    """Which of its rows others can be about; None for none."""
    title: str
    note: str
    empty_note: str
    """Stands in the place of the note where there are no rows."""
    lines: tuple[Mapping[str, str], ...]
    """What stands between the note and the table."""
    paper: str
    pages: int
    """How many pages it is printed on at most; 0 for as many as it takes."""
    freeze_after: str
    """The last column that stays on the screen; empty for none, nor the headings."""
    repeat_through: str
    """The last of the columns that are printed again on every page."""
    column_ids: tuple[str, ...]
    """Its columns; aliases are among them."""
    bands: Mapping[str, str]
    """Words over groups of columns, by the first column of each."""
    least_lines: int
    """How many lines of text every row has room for."""
    headings: Mapping[str, str]
    """Headings that are other than declared, by column id."""
    widths: Mapping[str, float]
    """Widths that are other than declared."""
    hidden: frozenset[str]
    described_by: str
    """The column that says what a row is about; empty where the key does."""
    explained_by: str
    """The column in which an adviser explains what a query asks; empty for none."""


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet whose layout its kind decides; ``spec`` is its declaration."""

    name: str
    kind: str
    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReturnTemplate:
    """The return: its sheets in order, and the form's identity."""

    form: str
    version: str
    contact: str
    """Whom to ask where nobody is named."""
    aliases: Mapping[str, Holds]
    """Names that formulas use for the column of the round's year: ``[@target]``."""
    alias_help: Mapping[str, str]
    """What each of them stands for, in words."""
    sheets: tuple[TableSheet | PlainSheet, ...]

    @property
    def tables(self) -> tuple[TableSheet, ...]:
        """The sheets with a table."""
        return tuple(sheet for sheet in self.sheets if isinstance(sheet, TableSheet))


@dataclass(frozen=True, slots=True)
class ViewSheet:
    """A view of the LAA spreadsheet: columns in printed order, rows by theme group."""

    name: str
    title: str
    note: str
    paper: str
    freeze_after: str
    repeat_through: str
    new_page_at: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class SpreadsheetTemplate:
    """The LAA spreadsheet: its sheets in order."""

    title: str
    note: str
    sheets: tuple[ViewSheet | PlainSheet, ...]


@cache
def load_columns(folder: Path = TEMPLATES) -> Mapping[str, Column]:
    """Return every declared column by id, in declared order.

    Raises:
        DeclarationError: the file breaks its schema, declares an id or a printed
            number twice, or names a list that is not there.
    """
    path = folder / "columns.json"
    columns: dict[str, Column] = {}
    numbers: set[int] = set()
    for spec in load_json(DeclaredFiles.read(path.parent, [path.name]), path.name, "columns")[
        "columns"
    ]:
        holds = Holds(**spec.pop("holds")) if "holds" in spec else None
        lists = {name: tuple(spec.get(name, ())) for name in ("on", "draws")}
        column = Column(**spec | lists, holds=holds)
        if column.id in columns or column.number in numbers:
            raise DeclarationError(
                f"{path}: column {column.id} or its number {column.number} is declared twice; "
                "declare each column once."
            )
        if column.list and column.list not in (*load_lists(folder), POINTS):
            raise DeclarationError(
                f"{path}: column {column.id} names the list {column.list}, which lists.json "
                "does not have; name one of its lists."
            )
        columns[column.id] = column
        if column.number:
            numbers.add(column.number)
    return columns


@cache
def load_return_template(folder: Path = TEMPLATES) -> ReturnTemplate:
    """Return the template of the return."""
    path = folder / "return.json"
    document = load_json(DeclaredFiles.read(path.parent, [path.name]), path.name, "return")
    alias_help = {name: spec.pop("help") for name, spec in document["aliases"].items()}
    aliases = {name: Holds(**spec) for name, spec in document["aliases"].items()}
    columns = load_columns(folder)
    sheets = tuple(
        _table(path, spec, columns, frozenset(aliases))
        if spec["kind"] == "table"
        else PlainSheet(spec["name"], spec["kind"], spec)
        for spec in document["sheets"]
    )
    identity = (document["form"], document["version"], document["contact"])
    return ReturnTemplate(*identity, aliases, alias_help, sheets)


@cache
def load_spreadsheet_template(folder: Path = TEMPLATES) -> SpreadsheetTemplate:
    """Return the template of the LAA spreadsheet."""
    path = folder / "laa-spreadsheet.json"
    document = load_json(DeclaredFiles.read(path.parent, [path.name]), path.name, "laa-spreadsheet")
    sheets = tuple(
        _view(path, spec, load_columns(folder))
        if spec["kind"] == "view"
        else PlainSheet(spec["name"], spec["kind"], spec)
        for spec in document["sheets"]
    )
    return SpreadsheetTemplate(document["title"], document["note"], sheets)


def _table(
    path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column], aliases: frozenset[str]
) -> TableSheet:
    _refuse_unknown(path, spec["name"], spec["columns"], frozenset(columns) | aliases)
    layout = [spec["freeze_after"] or "key", spec["repeat_through"], *spec["hidden"]]
    layout += [*spec.get("headings", ()), *spec.get("widths", ()), *spec.get("bands", ())]
    layout += [spec.get("described_by") or "key"]
    layout += [*columns_in(spec["rows"]), *columns_in(spec.get("points"))]
    for name in spec["columns"]:
        layout += columns[name].draws if name in columns else ()
    _refuse_unknown_roles(path, spec, columns)
    _refuse_unknown(path, spec["name"], layout, frozenset(spec["columns"]))
    return TableSheet(
        name=spec["name"],
        rows=spec["rows"]["kind"],
        rows_spec=spec["rows"],
        points=_points(spec["points"]) if "points" in spec else None,
        title=spec["title"],
        note=spec["note"],
        empty_note=spec["empty_note"],
        lines=tuple(spec.get("lines", ())),
        paper=spec["paper"],
        pages=spec.get("pages", 0),
        freeze_after=spec["freeze_after"],
        repeat_through=spec["repeat_through"],
        column_ids=tuple(spec["columns"]),
        bands=spec.get("bands", {}),
        least_lines=spec["least_lines"],
        headings=spec.get("headings", {}),
        widths=spec.get("widths", {}),
        hidden=frozenset(spec["hidden"]),
        described_by=spec.get("described_by", ""),
        explained_by=spec.get("explained_by", ""),
    )


def _points(spec: Mapping[str, Any]) -> GivesPoints:
    first = spec.get("first", {"in": "", "words": ()})
    return GivesPoints(frozenset(spec["roles"]), spec["rank"], first["in"], tuple(first["words"]))


def _refuse_unknown_roles(
    path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column]
) -> None:
    """Refuse a role that no row of a sheet has: what is said of it would never be."""
    known = {*ROLES_OF_FRAMEWORK, *roles_in(spec["rows"])}
    said = [(f"column {name}", columns[name].on) for name in spec["columns"] if name in columns]
    said.append(("list of points", spec.get("points", {}).get("roles", ())))
    for what, roles in said:
        unknown = [role for role in roles if role not in known]
        if unknown:
            raise DeclarationError(
                f"{path}: on the sheet {spec['name']} the {what} is for rows of the role "
                f"“{unknown[0]}”, which no row there has; use {', '.join(sorted(known))}."
            )


def _view(path: Path, spec: Mapping[str, Any], columns: Mapping[str, Column]) -> ViewSheet:
    numbered = sorted(
        (column for column in columns.values() if column.number), key=lambda c: c.number or 0
    )
    wanted = [c.id for c in numbered] if spec["columns"] == "all numbered" else spec["columns"]
    shown = _named(path, spec["name"], wanted, columns)
    _named(path, spec["name"], _columns_of_layout(spec), _by_id(shown))
    return ViewSheet(
        name=spec["name"],
        title=spec["title"],
        note=spec["note"],
        paper=spec["paper"],
        freeze_after=spec["freeze_after"],
        repeat_through=spec["repeat_through"],
        new_page_at=tuple(spec["new_page_at"]),
        columns=shown,
    )


def _by_id(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.id: column for column in columns}


def _columns_of_layout(spec: Mapping[str, Any]) -> list[str]:
    return [spec["freeze_after"], spec["repeat_through"], *spec["new_page_at"]]


def _named(
    path: Path, sheet: str, ids: list[str], columns: Mapping[str, Column]
) -> tuple[Column, ...]:
    _refuse_unknown(path, sheet, ids, frozenset(columns))
    return tuple(columns[column_id] for column_id in ids)


def _refuse_unknown(path: Path, sheet: str, ids: Iterable[str], known: frozenset[str]) -> None:
    unknown = [column_id for column_id in ids if column_id not in known]
    if unknown:
        raise DeclarationError(
            f"{path}: the sheet {sheet} names the column {unknown[0]}, which columns.json does "
            "not declare or the sheet does not show; correct the name, or add the column."
        )
