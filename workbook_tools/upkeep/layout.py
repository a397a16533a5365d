"""How the workbook of a framework is laid out, declared in ``framework-workbook.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbook_tools.form import Form
from workbook_tools.framework import History
from workbook_tools.framework.funding import POOLINGS, is_given
from workbook_tools.framework.rounds import years_after
from workbook_tools.framework.words import (
    KINDS,
    POLARITIES,
    PROFILES,
    SCOPES,
    STATUSES,
    UNIT_TYPES,
)
from workbook_tools.problems import DeclarationError

NAME = "framework-workbook"
"""The declared texts that it is made from."""

IDENTITY_SHEET = "_framework"
"""The very hidden sheet that says which framework was exported, in which state."""

LISTS_SHEET = "_lists"
"""The very hidden sheet with the words of the dropdowns."""

EXPORTED = "_{name}"
"""The very hidden copy of a sheet as it was exported."""

FIXED = ("fixed", "fixed date")
"""Types of columns that are there to be read."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    id: str
    """The field of the row that it shows; of figures, with the year: ``target:2007-08``."""
    heading: str
    type: str
    width: float
    help: str = ""
    list: str = ""
    years: str = ""
    """``targets``, ``actuals`` or ``allocations``: it stands for a column for each of the years."""
    required: bool = False
    measure: bool = False
    """Whether it is required on every row but headings."""
    only_new: bool = False
    """Whether it is filled in on new rows only."""
    contact: bool = False
    """Whether it is changed without anybody's agreement."""
    minimum: int | None = None
    maximum: int | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether it is there to be read."""
        return self.type in FIXED

    @property
    def dropdown(self) -> str:
        """The id of the list whose words it takes; empty for none."""
        return "yes" if self.type == "yes" else self.list

    @property
    def year(self) -> str:
        """The year whose figures it shows; empty for other columns."""
        return self.id.partition(":")[2]


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with a row for each of something; its first column is the reference."""

    name: str
    rows: str
    """What it has a row for: ``theme_groups``, ``targets``…"""
    title: str
    note: str
    paper: str
    freeze_after: str
    new_lines: int
    """How many empty lines it offers."""
    columns: tuple[Column, ...]
    pages_wide: int = 1
    """How many pages side by side it is printed on."""

    def place(self, column_id: str) -> int:
        """Return the 0-based place of a column. Raises KeyError for one it does not have."""
        for place, column in enumerate(self.columns):
            if column.id == column_id:
                return place
        raise KeyError(column_id)


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook as it is declared."""

    form: str
    version: str
    title: str
    instructions: Mapping[str, Any]
    tables: tuple[TableSheet, ...]
    changed: Mapping[str, Any]
    """Heading and width of the column that says whether a row is changed."""
    changes: Mapping[str, Any]
    """The sheet on which is said who agreed what."""
    changes_columns: tuple[Column, ...]
    log: Mapping[str, Any]
    lists: Mapping[str, Mapping[str, str]]
    """Words of dropdowns by what they stand for."""
    messages: Mapping[str, str]

    def of(self, history: History) -> tuple[TableSheet, ...]:
        """Return the tables with a column for each of the framework's years."""
        years = {
            "targets": target_years(history),
            "actuals": actual_years(history),
            "allocations": allocation_years(history),
        }
        return tuple(
            replace(sheet, columns=_with_years(sheet.columns, years)) for sheet in self.tables
        )


def layout_of(form: Form) -> Layout:
    """Return the layout of the workbook.

    Raises:
        DeclarationError: the file breaks its schema, or has a list whose words stand for
            what no framework may say.
    """
    declared = form.texts(NAME)
    _refuse_other_words(declared["lists"])
    changes = declared["changes"]
    return Layout(
        form=declared["form"],
        version=declared["version"],
        title=declared["title"],
        instructions=declared["instructions"],
        tables=tuple(
            TableSheet(**sheet | {"columns": _columns(sheet["columns"])})
            for sheet in declared["sheets"]
        ),
        changed=declared["changed"],
        changes=changes,
        changes_columns=_columns(changes["columns"]),
        log=declared["log"],
        lists=declared["lists"],
        messages=declared["messages"],
    )


OWN_WORDS = {
    "unit_types": UNIT_TYPES,
    "kinds": KINDS,
    "profiles": PROFILES,
    "poolings": POOLINGS,
    "yes_or_no": ("yes", "no"),
}
"""Lists whose words are those of the framework's files."""

_MEANINGS = {
    "polarities": POLARITIES,
    "scopes": SCOPES,
    "targets": STATUSES,
    "figures": STATUSES,
}
"""What the declared words may stand for."""


def _refuse_other_words(lists: Mapping[str, Mapping[str, str]]) -> None:
    for name, known in _MEANINGS.items():
        for meaning in lists[name]:
            if meaning not in known:
                raise DeclarationError(
                    f"{NAME}.json: in the list {name}, “{meaning}” is nothing that a framework "
                    f"says; name one of {', '.join(known)}."
                )


def _columns(declared: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(**column) for column in declared)


def _with_years(
    columns: Sequence[Column], years: Mapping[str, Sequence[str]]
) -> tuple[Column, ...]:
    """Return columns, those of years once for each: all that stand together, year by year."""
    expanded: list[Column] = []
    waiting: list[Column] = []
    for column, following in zip(columns, (*columns[1:], None), strict=True):
        if not column.years:
            expanded.append(column)
            continue
        waiting.append(column)
        if following is None or following.years != column.years:
            expanded += [
                replace(each, id=f"{each.id}:{year}", heading=each.heading.format(year=year))
                for year in years[column.years]
                for each in waiting
            ]
            waiting = []
    return tuple(expanded)


def target_years(history: History) -> tuple[str, ...]:
    """Return the years that have targets, and the one after them."""
    years = history.tables.years
    return (*years, years_after(max(years), 1))


def allocation_years(history: History) -> tuple[str, ...]:
    """Return the years for which money has been allocated, to the one after the last round's."""
    allocated = {line.row.year for line in history.tables.allocations if is_given(line.row)}
    last = max(allocated | {round_.year for round_ in history.rounds} | set(history.tables.years))
    years = [min(allocated, default=last)]
    while years[-1] < last:
        years.append(years_after(years[-1], 1))
    return tuple(years)


def actual_years(history: History) -> tuple[str, ...]:
    """Return the years from the first figure to the year of the last round, in order."""
    figures = {line.row.year for line in history.tables.figures if line.row.field == "actual"}
    known = sorted({*figures, *(round_.year for round_ in history.rounds)})
    years = [known[0]]
    while years[-1] < known[-1]:
        years.append(years_after(years[-1], 1))
    return tuple(years)
