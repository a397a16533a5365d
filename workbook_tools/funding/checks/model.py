"""What the checks of funding tables look at, what they find, and how a check is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from decimal import Decimal
from functools import cached_property

from workbook_tools.form import Form
from workbook_tools.form.rules.structure import StructureRule
from workbook_tools.funding.casting import CastTable
from workbook_tools.funding.grid import Grid
from workbook_tools.funding.model import Figure
from workbook_tools.funding.results import by_engine
from workbook_tools.funding.tables import Row
from workbook_tools.funding.words import Words
from workbook_tools.values.findings import BRIEF, Finding
from workbook_tools.values.money import spelt
from workbook_tools.workbooks import Workbook
from workbook_tools.workbooks.address import address


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong or odd in a funding table, not yet in words."""

    rule: str
    sheet: str = ""
    place: tuple[int, int] | None = None
    row_key: str = ""
    """The name of the line."""
    field: str = ""
    """What the column holds: its measure, or what stands over it."""
    found: str = ""
    expected: str = ""
    slots: Mapping[str, object] = filled(default_factory=dict)
    """What else its words name."""
    doubled: frozenset[int] = frozenset()
    """The rows of lines that likeliest stand there twice: no other finding says so again."""

    @property
    def row(self) -> int:
        """Its row in the file; 0 where it is about no one cell."""
        return self.place[0] if self.place else 0


@dataclass(frozen=True, eq=False)
class FileTables:
    """The tables of one file."""

    workbook: Workbook
    grids: Mapping[str, Grid]
    tables: tuple[CastTable, ...]
    form: Form
    words: Words
    unsaved: frozenset[tuple[str, int, int]] = frozenset()
    """Where formulas stand that were saved without a result, by sheet, row and column."""

    @cached_property
    def by_engine(self) -> Mapping[tuple[str, int, int], float]:
        """What formulas that do more than add up work out to."""
        return by_engine(self.grids, self.words.functions)

    @property
    def is_delimited(self) -> bool:
        """Whether it is a text file, in which everything is text."""
        return len(self.workbook.sheets) == 1 and not self.workbook.sheets[0].name


@dataclass(frozen=True, eq=False)
class OneTable:
    """A table, and the file that it is in."""

    file: FileTables
    cast: CastTable

    @property
    def words(self) -> Words:
        """How things are called."""
        return self.file.words

    @cached_property
    def rows(self) -> Mapping[int, Row]:
        """Its rows by number."""
        return {row.number: row for row in self.cast.sheeted.rows}

    @cached_property
    def streams(self) -> Sequence[Row]:
        """The rows that are money of their own."""
        totals = self.cast.totals
        return [
            row
            for row in self.cast.sheeted.rows
            if row.kind == "figures"
            and row.number not in totals
            and row.number not in self.cast.nets
            and not row.is_control
            and not row.is_within
        ]

    @cached_property
    def parents(self) -> Mapping[int, int]:
        """The row of the total that each row is added up by."""
        return {part: total for total, parts in self.cast.totals.items() for part in parts}

    def field_of(self, column: int) -> str:
        """Return what a finding calls a column."""
        for each in self.cast.sheeted.held:
            if each.number == column:
                return each.measure or each.heading
        return ""

    def name_of(self, row: Row) -> str:
        """Return how a line is called in a sentence."""
        said = self.words.said
        if row.label:
            return said["line"].format(label=brief(row.label))
        return said["unnamed_line"].format(row=row.number)

    def fault(self, rule: str, figure: Figure, **more: object) -> Fault:
        """Return a fault at a figure of the table."""
        row = self.rows.get(figure.place[0])
        found = str(more.pop("found", figure.said or ""))
        expected = str(more.pop("expected", ""))
        return Fault(
            rule,
            figure.sheet,
            figure.place,
            row.label if row else "",
            self.field_of(figure.place[1]),
            found,
            expected,
            more,
        )


Check = Callable[[OneTable], Iterable[Fault]]

CHECKS: dict[str, Check] = {}
"""The checks of one table by name, in the order in which they are made."""


def check(name: str) -> Callable[[Check], Check]:
    """Register a check of one table."""

    def registered(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return registered


def apart(words: Words, difference: Decimal) -> str:
    """Return by how much a figure is out, in words."""
    said = words.said["too_much" if difference > 0 else "too_little"]
    return said.format(amount=spelt(abs(difference)))


def brief(text: str) -> str:
    """Return a text short enough for a message."""
    text = " ".join(text.split())
    return text if len(text) <= BRIEF else f"{text[: BRIEF - 1]}…"


class _Slots(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def in_words(
    faults: Iterable[Fault], rules: Mapping[str, StructureRule], file: str
) -> Iterator[Finding]:
    """Yield the finding for each fault, in the words of its rule."""
    for fault in faults:
        rule = rules[fault.rule]
        slots = _Slots(fault.slots) | {
            "found": brief(fault.found),
            "expected": brief(fault.expected),
        }
        slots = _Slots(slots)
        message = rule.message.format_map(slots)
        yield Finding(
            rule=rule.id,
            severity=rule.severity,
            file=file,
            theme_group="",
            sheet=fault.sheet,
            cell=address(*fault.place) if fault.place else "",
            row_key=fault.row_key,
            field=fault.field,
            message=message[:1].upper() + message[1:],
            found=fault.found,
            expected=fault.expected,
            fix=rule.fix.format_map(slots).strip(),
        )
