"""Putting people's errors into filled returns, and telling which of them are found.

A kind of error is a function of one thing done to a return, at a row that it fits. Kinds that do
not disturb each other go into one workbook, each at a row of its own. An error is found if the
check says something of its rows, as an error or a query, that it did not say before; of a kind
that changes the whole workbook, if it says anything more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import OpenReturn

from seeded.filled import Facts, FilledReturn
from workbook_tools.checks import CheckedReturn
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks import Workbook

Place = tuple[str, str]
"""A sheet and the reference of a row."""


@dataclass
class Hand:
    """Someone with the mouse over one row of an open return."""

    opened: OpenReturn
    filled: FilledReturn
    sheet: str
    key: str
    touched: set[Place] = field(default_factory=set)

    @property
    def facts(self) -> Facts:
        """The row as it was filled in."""
        return self.filled.rows[self.sheet, self.key]

    def __getitem__(self, column_id: str) -> Any:
        """Return what a column of the row shows."""
        return self.facts[column_id]

    @property
    def page(self) -> Any:
        """The sheet, as openpyxl has it."""
        return self.opened.book[self.sheet]

    def cell(self, column_id: str, key: str = "") -> Any:
        """Return a cell of the row, or of another one, that is changed now."""
        table = self.filled.plan.table(self.sheet)
        self.touched.add((self.sheet, key or self.key))
        place = table.named_positions[column_id]
        return self.page.cell(table.row_numbers[key or self.key], place)

    def type(self, column_id: str, value: object, number_format: str = "") -> None:
        """Type into a cell of the row."""
        cell = self.cell(column_id)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    def others(self, column_id: str) -> list[str]:
        """Return the other rows in which something stands in a column, those below first."""
        rows = self.filled.typed[self.sheet]
        keys = [key for key, entries in rows.items() if column_id in entries or key == self.key]
        at = keys.index(self.key)
        return [*keys[at + 1 :], *reversed(keys[:at])]


@dataclass(frozen=True)
class Kind:
    """What a person does wrong."""

    does: Callable[[Hand], object]
    sheet: str
    fits: Callable[[Facts], bool]
    is_whole: bool = False
    """It changes the whole workbook, so that no other kind goes with it."""

    @property
    def name(self) -> str:
        """What is done, in words."""
        return self.does.__name__.replace("_", " ")


READY = "Ready to send"
MESSAGES = "_checks"

KINDS: list[Kind] = []
"""Every kind of error, in the order of their modules."""


def kind(
    sheet: str = "Indicators",
    fits: Callable[[Facts], bool] = lambda facts: True,
    *,
    is_whole: bool = False,
) -> Callable[[Callable[[Hand], object]], Callable[[Hand], object]]:
    """Register what a person does wrong, at a row of a sheet that it fits."""

    def registered(does: Callable[[Hand], object]) -> Callable[[Hand], object]:
        KINDS.append(Kind(does, sheet, fits, is_whole))
        return does

    return registered


@dataclass(frozen=True)
class Seeded:
    """One error in one return."""

    kind: Kind
    place: Place


@dataclass(frozen=True)
class Outcome:
    """What the check said of an error."""

    seeded: Seeded
    findings: tuple[Finding, ...]
    """New findings of its rows; notes are not among them."""

    @property
    def is_found(self) -> bool:
        """Whether the check says of its rows what it did not say before."""
        return bool(self.findings)


def packed(kinds: Iterable[Kind], returns: Sequence[FilledReturn]) -> list[list[Seeded]]:
    """Find every kind a place; one list for each return. Kinds that fit nowhere are left out."""
    lists: list[list[Seeded]] = [[] for _ in returns]
    taken: list[set[str]] = [set() for _ in returns]
    places = {
        each.name: [(at, key) for at, one in enumerate(returns) for key in fitting(each, one)]
        for each in kinds
    }
    # What fits few rows chooses first.
    for each in sorted(kinds, key=lambda each: len(places[each.name])):
        free = ((at, key) for at, key in places[each.name] if key not in taken[at])
        at, key = next(free, (0, ""))
        if key:
            # A row keeps its reference on every sheet, and some kinds reach the next one.
            taken[at].add(key)
            lists[at].append(Seeded(each, (each.sheet, key)))
    return lists


def fitting(each: Kind, one: FilledReturn) -> Iterator[str]:
    """Yield the rows that a kind fits."""
    for sheet, key in one.rows:
        entries = one.typed.get(sheet, {})
        is_filled = sheet == each.sheet and key in entries
        if is_filled and each.fits(one.rows[sheet, key]):
            yield key


def spoilt(
    path: Path, folder: Path, one: FilledReturn, seeded: Iterable[Seeded]
) -> tuple[Path, list[set[Place]]]:
    """Do to a return what is seeded, and save it; with the rows that each error touched."""
    folder.mkdir(parents=True, exist_ok=True)
    opened, touched = OpenReturn(path), []
    for each in seeded:
        hand = Hand(opened, one, *each.place)
        each.kind.does(hand)
        touched.append(hand.touched | {each.place})
    return opened.save(folder), touched


def outcomes(
    seeded: Sequence[Seeded],
    touched: Sequence[set[Place]],
    before: CheckedReturn,
    after: CheckedReturn,
) -> list[Outcome]:
    """Tell what the check says of each error."""
    known = {_said(finding) for finding in before.findings}
    new = [
        finding
        for finding in after.findings
        if finding.severity != "note" and _said(finding) not in known
    ]
    return [
        Outcome(
            each,
            tuple(finding for finding in new if each.kind.is_whole or _is_of(finding, places)),
        )
        for each, places in zip(seeded, touched, strict=True)
    ]


def _said(finding: Finding) -> tuple[str, ...]:
    return finding.rule, finding.sheet, finding.row_key, finding.message


def _is_of(finding: Finding, places: set[Place]) -> bool:
    """Whether a finding is of one of these rows, on whichever sheet that shows it."""
    return finding.row_key in {key for _, key in places}


def is_forbidden(before: Path, after: Path) -> bool:
    """Whether what was done to a return changed a cell that its protection keeps."""
    original, changed = OpenReturn(before).book, OpenReturn(after).book
    return any(
        cell.protection.locked and cell.value != page.cell(cell.row, cell.column).value
        for page in changed
        if page.title in original.sheetnames and page.title != MESSAGES
        for row in original[page.title].iter_rows(
            max_row=max(page.max_row, original[page.title].max_row),
            max_col=max(page.max_column, original[page.title].max_column),
        )
        for cell in row
    )


def ready_in(workbook: Workbook) -> bool:
    """Whether the sheet Start, as it was saved, says that the return is ready to send."""
    start = workbook.sheet("Start")
    cells = start.cells.values() if start else ()
    return any(str(cell.value).startswith(READY) for cell in cells)


def shares(results: Iterable[Outcome]) -> Mapping[str, tuple[int, int]]:
    """Return for each kind how many of its errors were found, and how many there were."""
    counted: dict[str, tuple[int, int]] = {}
    for each in results:
        found, tried = counted.get(each.seeded.kind.name, (0, 0))
        counted[each.seeded.kind.name] = found + each.is_found, tried + 1
    return counted
