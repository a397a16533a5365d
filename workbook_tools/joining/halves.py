"""The files that are to be joined: returns that were issued alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from workbook_tools.checks import CheckedReturn
from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.form.columns import Column
from workbook_tools.form.types import BLANK, Entry
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.problems import LaaError
from workbook_tools.returns.identity import Identity
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.values.comparing import folded, same_number, same_words
from workbook_tools.workbooks import Cell


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell that somebody has filled in."""

    entry: Entry
    cell: Cell

    def is_same_as(self, other: Filled) -> bool:
        """Whether the two say the same: numbers by what they are, words by how they read."""
        one, two = self.entry.value, other.entry.value
        if isinstance(one, float) and isinstance(two, float):
            return same_number(one, two)
        return one.__class__ is two.__class__ and same_words(self.entry.text, other.entry.text)


@dataclass(frozen=True, slots=True)
class Half:
    """One of the files, read and checked, without the marks of an earlier check."""

    checked: CheckedReturn
    plan: IssuedReturn

    @property
    def name(self) -> str:
        """What the file is called where something is told of it."""
        return str(self.checked.workbook.path)

    def table(self, name: str) -> SubmittedTable:
        """Return a table of it by its declared name."""
        return self.checked.tables[name]

    def filled(self, table: PlannedTable, row: Row) -> dict[str, Filled]:
        """Return what is filled in in a row, by column id."""
        entries: Mapping[str, Entry] = self.checked.entries[table.name].get(row.id, {})
        found = {}
        for column_id, entry in entries.items():
            cell = self.table(table.name).cell(row.id, column_id)
            if cell is not None and entry != BLANK:
                found[column_id] = Filled(entry, cell)
        return found


def open_columns(table: PlannedTable, row: Row) -> list[Column]:
    """Return the columns that are filled in in a row."""
    return [column for column in table.entries if table.is_open(row, column)]


def half_of(checked: CheckedReturn) -> Half:
    """Return a file that was checked as one of those to be joined.

    Raises:
        LaaError: it does not say which return it is, or a table of it cannot be read.
    """
    path = checked.workbook.path
    if checked.plan is None:
        raise LaaError(
            f"{path} cannot be joined with another, because it does not say for certain which "
            f"return it is; “laa check {path}” tells what is wrong with it."
        )
    for table in checked.plan.tables:
        if table.rows and table.name not in checked.tables:
            raise LaaError(
                f"{path} cannot be joined with another, because its sheet {table.name} is missing "
                f"or has lost its headings; “laa check {path}” tells what is to be put right."
            )
    return Half(checked, checked.plan)


def alike(halves: Sequence[Half]) -> None:
    """Refuse files that are not halves of one and the same return.

    Raises:
        LaaError: there is only one, two are the same file, or were not issued alike.
    """
    if len(halves) < 2:
        raise LaaError("There is nothing to join; name two returns of one theme group, or more.")
    for one, other in combinations(halves, 2):
        if one.checked.workbook.sha256 == other.checked.workbook.sha256:
            raise LaaError(
                f"{one.name} and {other.name} are the same file; name the returns of the two "
                "advisers."
            )
    first, *others = halves
    for other in others:
        _refuse_other_return(first, other)


def _refuse_other_return(first: Half, other: Half) -> None:
    one, two = first.checked.identity, other.checked.identity
    if (one.theme_group, one.round) != (two.theme_group, two.round):
        raise LaaError(
            f"{other.name} is the return of {two.theme_group} for {two.round}, and {first.name} "
            f"that of {one.theme_group} for {one.round}; join returns of one theme group and one "
            "round."
        )
    if _in_one_line(one) != _in_one_line(two):
        raise LaaError(
            f"{other.name} was not issued with the same form, framework and earlier figures as "
            f"{first.name}; have the entries of one of them typed or pasted into a workbook that "
            "was issued like the other."
        )


def _in_one_line(identity: Identity) -> Identity:
    """Return what a workbook says of itself; programs differ in the line ends of long texts."""
    carried = {
        place: folded(value) if isinstance(value, str) else value
        for place, value in identity.carried.items()
    }
    return replace(identity, carried=carried)
