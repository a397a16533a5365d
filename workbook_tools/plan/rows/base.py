"""A row of a table, and what every kind of row says.

A kind is a class in a module of its own. What it is told, every word and name among it,
stands in ``return.json`` under the sheet whose rows they are.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from workbook_tools.form.columns import Column
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.form.sheets import TableSheet
from workbook_tools.form.types import GENERAL
from workbook_tools.framework import Framework, Indicator, Round, ThemeGroup
from workbook_tools.plan.framework_cells import Known
from workbook_tools.values.comparing import folded
from workbook_tools.values.records import Record

Carried: TypeAlias = Mapping[tuple[str, str, str], float | str]
"""What a return takes over from earlier rounds, by sheet name, row key and column id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    id: str
    """Its key: an indicator's id, an outcome's, or one of the form's own such as ``CYP-A01``."""
    role: str
    """The form's word for what kind of row it is, by which columns say where they are asked:
    ``measure``, ``question``, ``line``… The framework's own rows are ``measure`` or ``heading``."""
    indicator: Indicator | None = None
    """The indicator or measure heading it is about; None for other rows."""
    facts: Mapping[str, Known] = field(default_factory=dict)
    """What stands in its cells besides what the framework says of its indicator, by column id."""
    is_heading: bool = False
    """Whether it heads other rows, and has no figures of its own."""
    runs_on: bool = False
    """Of a heading: whether its words run on over the cells beside them."""
    adds_up: tuple[str, ...] = ()
    """Of a row of totals: the keys of the rows that it adds up."""
    is_carried: bool = False
    """Whether it stands there already and is asked about again: a line of an earlier round, or
    an entry of a register."""

    @property
    def area(self) -> str:
        """Id of the area its figures are about; empty where it has none."""
        return self.indicator.area if self.indicator else ""

    @property
    def unit(self) -> str:
        """The unit of its figures in words; empty where it has none."""
        return self.indicator.unit if self.indicator else ""

    @property
    def unit_type(self) -> str:
        """The kind of its unit, such as ``percent``; empty where it has none."""
        return self.indicator.unit_type if self.indicator else ""

    @property
    def figure_format(self) -> str:
        """The number format of its figures."""
        return plain_format(self.indicator) if self.indicator else GENERAL


@dataclass(frozen=True, slots=True)
class Issue:
    """What the rows of a table follow from."""

    framework: Framework
    round: Round
    group: ThemeGroup
    sheet: TableSheet
    carried: Carried
    there: frozenset[str] = frozenset()
    """The sheets that the return has."""

    @property
    def kind(self) -> str:
        """Who completes the return, by the words of ``REPORTER_KINDS``."""
        return self.framework.kind_of(self.group.id)


class RowKind:
    """One kind of row: which rows a sheet has, and what they take over from earlier rounds."""

    name: ClassVar[str]
    """The word for it in ``return.json``."""
    has_whole_sets: ClassVar[bool] = False
    """Whether every indicator has a row, so that a target of several finds them all."""
    is_same_each_round: ClassVar[bool] = True
    """Whether a key is the same row in every round, so that earlier entries stand beside it."""

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the rows of a sheet, in their order."""
        raise NotImplementedError

    def asked_of_others(self, issue: Issue) -> frozenset[str]:
        """Return the keys of the rows that are only there if somebody else returns the sheet."""
        return frozenset()

    def take_over(
        self,
        sheet: TableSheet,
        columns: Mapping[str, Column],
        earlier: Iterable[tuple[Round, Record]],
    ) -> Carried:
        """Return what its rows take over besides the cells of columns that carry something.

        Args:
            sheet: the sheet.
            columns: the columns of the form in the round, by id.
            earlier: what earlier rounds reported, oldest round first.
        """
        return {}

    def can_have_taken_over(
        self,
        sheet: TableSheet,
        others: Collection[str],
        key: str,
        column: Column,
        carried: Carried,
    ) -> bool:
        """Whether a cell can be among what a theme group's return took over.

        ``others`` are the codes of the other groups; ``carried`` is all that the return says
        it took over.
        """
        return bool(key) and column.filled_by == "carried forward"

    def keeps(self, sheet: TableSheet, key: str, what: str, value: float | str) -> bool:
        """Whether something that is no column's is what the kind itself keeps of a sheet."""
        return False


@dataclass(frozen=True, slots=True)
class Keys:
    """How a sheet numbers its rows: ``{group}-A{number:02}`` gives ``CYP-A01``."""

    pattern: str

    def of(self, group: ThemeGroup, number: int = 1) -> str:
        """Return the key of a theme group's row with a number."""
        return self.pattern.format(group=group.code, number=number)

    def number_in(self, key: str) -> int | None:
        """Return the number in a key; None for a key of another pattern."""
        before, _, behind = self.pattern.partition("{number")
        before = re.escape(before.removeprefix("{group}"))
        found = re.fullmatch(rf"[A-Za-z0-9]+{before}(\d{{1,4}})", key) if behind else None
        return int(found[1]) if found else None


_LONGEST_HEADING = 150
"""Characters of a heading that can be read in one line; what is cut stands in a note."""


def heading_text(text: str, longest: int = _LONGEST_HEADING) -> Known:
    """Return a text as a heading of one line; what is cut stands in a note."""
    short = textwrap.shorten(text, longest, placeholder=" …")
    return Known(short, note=text if short != folded(text) else "")
