"""Formulas where their cells stand now: what programs make of them when rows are put in.

A program that puts in or moves a row or a column rewrites every formula that looks there.
A declared formula is therefore placed twice: as it was issued, and among the rows and
columns where these are found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.formulas.placing import Layout, Placing, names_in
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable


@dataclass(frozen=True)
class Present:
    """The formulas of a return, as issued and as they would read now."""

    plan: ReturnPlan
    tables: Mapping[str, SubmittedTable]
    """By declared sheet name."""
    _sheets: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def looked_at(self, formula: str, table: str) -> frozenset[str]:
        """Return the declared names of the sheets that a declared formula of a table looks at, its
        own included."""
        key = formula, table
        if key not in self._sheets:
            self._sheets[key] = frozenset(
                [table, *(sheet or table for sheet, _ in names_in(formula))]
            )
        return self._sheets[key]

    def has(
        self,
        written: str,
        formula: str,
        table: PlannedTable,
        key: str,
        looked_at: Collection[str],
    ) -> bool:
        """Whether a formula is a declared one, as issued or as a program rewrote it.

        Where that cannot be told, because a row, a column or a sheet that it looks at is gone
        or the rows are in another order, it is taken for it.

        Args:
            written: what stands in the cell.
            formula: the declared formula.
            table: the table that it stands in.
            key: the row that it stands in.
            looked_at: the declared names of the sheets that it looks at, its own included.
        """
        issued = self.plan.placing.place(formula, table.name, table.row_numbers[key])
        if _same(written, issued):
            return True
        if self.as_issued.issuperset(looked_at):
            return False
        if not self._told.issuperset(looked_at):
            return True
        now = self._placing.place(formula, table.name, self.tables[table.name].rows[key])
        return _by_value(_without_ends(written)) == _by_value(_without_ends(now))

    @cached_property
    def as_issued(self) -> frozenset[str]:
        """The tables of which nothing has moved."""
        return frozenset(
            name
            for name, each in self.tables.items()
            # A formula names the other sheets, but not its own.
            if each.is_as_issued and each.sheet.name == name
        )

    @cached_property
    def _told(self) -> frozenset[str]:
        """The tables of which it can be told what a formula that looks at them reads now."""
        return frozenset(
            name
            for name, each in self.tables.items()
            if each.is_whole and each.sheet.name == name and _is_in_order(each)
        )

    @cached_property
    def _placing(self) -> Placing:
        layouts = dict(self.plan.placing.layouts)
        for name in self._told:
            layouts[name] = _layout(layouts[name], self.tables[name])
        return Placing(layouts, self.plan.placing.parameters)


def _is_in_order(submitted: SubmittedTable) -> bool:
    rows = list(submitted.rows.values())
    return rows == sorted(rows)


def _layout(issued: Layout, submitted: SubmittedTable) -> Layout:
    """Return where the cells of a whole table stand now."""
    table = submitted.table
    moved = {table.row_numbers[key]: row for key, row in submitted.rows.items()}
    columns = {place: submitted.columns[name] for name, place in table.positions.items()}
    return replace(
        issued,
        positions={name: columns[place] for name, place in issued.positions.items()},
        first_row=min(moved.values(), default=issued.first_row),
        last_row=max(moved.values(), default=issued.last_row),
        joint_rows={
            moved[row]: tuple(moved[each] for each in rows)
            for row, rows in issued.joint_rows.items()
        },
        keys={moved[row]: key for row, key in issued.keys.items()},
        read_at={name: columns[place] for name, place in issued.read_at.items()},
    )


def _plain(formula: str) -> str:
    """Return a formula without what programs write differently: spaces, case, the equals sign.

    TRUE and FALSE are words to some and functions to others.
    """
    # Every formula of every return comes by here, and to split takes a fifth of a search.
    bare = "".join(formula.split()).removeprefix("=").upper()
    return _AS_FUNCTION.sub(r"\1", bare) if "()" in bare else bare


def _same(written: str, issued: str) -> bool:
    if written == issued[1:]:
        return True
    one, other = _plain(written), _plain(issued)
    return one == other or _by_value(one) == _by_value(other)


def _by_value(formula: str) -> str:
    """Return a formula with its numbers spelled in one way: a program may write 0.1 with 21
    digits, of which a cell holds 15."""
    return _NUMBER.sub(lambda found: f"{float(found[1]):.15g}" if found[1] else found[0], formula)


_NUMBER = re.compile(
    r"\"[^\"]*(?:\"|$)|'[^']*(?:'|$)|(?<![\w.$])([0-9]+\.?[0-9]*(?:E[+-]?[0-9]+)?)(?![\w.(!])"
)
"""Texts and names of sheets, in which nothing is a number, and then numbers."""

_AS_FUNCTION = re.compile(r"\b(TRUE|FALSE)\(\)")


def _without_ends(formula: str) -> str:
    """Return a formula with whole columns in the place of ranges: their ends may have grown."""
    return _RANGE.sub(r"\1:\2", _plain(formula))


_RANGE = re.compile(r"(\$?[A-Z]{1,3})\$?[0-9]+:(\$?[A-Z]{1,3})\$?[0-9]+")
