"""One return as it is issued: its tables, and where everything stands in them.

The writer, the reader and the checks of the return's structure all go by this
plan, so that what is checked is what was written.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from workbook_tools.form import Form
from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.lists import POINTS
from workbook_tools.form.sheets import PlainSheet, TableSheet
from workbook_tools.form.years import Years, years_of
from workbook_tools.formulas.placing import Parameter, Placing, Written, quoted
from workbook_tools.framework import Framework, Round, ThemeGroup
from workbook_tools.plan.framework_cells import heading_of
from workbook_tools.plan.rows import Carried, Issue, Row, is_there
from workbook_tools.plan.tables import PlannedTable, planned_table
from workbook_tools.values.days import long_date

IDENTITY_SHEET = "_return"
"""The very hidden sheet that says which return a workbook is."""

POINTS_SHEET = "_points"
"""The very hidden sheet with the points that an action can be for."""

CHECKS_SHEET = "_checks"
"""The very hidden sheet on which the rules stand as formulas."""

COUNTS = {
    "problems_to_fix": f"{CHECKS_SHEET}!$A$1",
    "problems_to_explain": f"{CHECKS_SHEET}!$A$2",
    "problems_noted": f"{CHECKS_SHEET}!$A$3",
}
"""The cells that count what is wrong; formulas name them as parameters. A query with an
answer beside it does not count."""

_POINT_LENGTH = 70
"""Characters of a point in a dropdown."""


@dataclass(frozen=True)
class ReturnPlan:
    """One theme group's return for one round."""

    form: Form
    framework: Framework
    round: Round
    group: ThemeGroup
    contact: str = ""
    """Whom to ask, as it is printed on the Start sheet."""
    carried: Carried = field(default_factory=dict)
    """What it takes over from earlier rounds."""

    @property
    def file_name(self) -> str:
        """The name it is issued under."""
        return f"{self.group.id}.xlsx"

    @cached_property
    def years(self) -> Years:
        """The years that its columns are expanded over."""
        return years_of(self.framework, self.round)

    @property
    def columns(self) -> Mapping[str, Column]:
        """Every column by id, each year column once for every year."""
        return self.form.columns_in(self.years)

    @cached_property
    def tables(self) -> tuple[PlannedTable, ...]:
        """The tables, in the order of their sheets."""
        issues = [
            Issue(self.framework, self.round, self.group, sheet, self.carried)
            for sheet in self.form.returns.tables
        ]
        issues = [issue for issue in issues if is_there(issue)]
        there = frozenset(issue.sheet.name for issue in issues)
        return tuple(
            planned_table(replace(issue, there=there), self.form, self.years) for issue in issues
        )

    @cached_property
    def sheets(self) -> tuple[TableSheet | PlainSheet, ...]:
        """The declarations of the sheets that it has, in their order."""
        return tuple(
            sheet
            for sheet in self.form.returns.sheets
            if isinstance(sheet, PlainSheet) or self.has(sheet.name)
        )

    def has(self, sheet: str) -> bool:
        """Whether it has a table of this name."""
        return any(table.name == sheet for table in self.tables)

    def table(self, name: str) -> PlannedTable:
        """Return one table. Raises KeyError for a name that the return does not have."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    @cached_property
    def placing(self) -> Placing:
        """Where declared formulas find their cells."""
        layouts = {table.name: table.layout for table in self.tables}
        parameters: dict[str, Parameter] = {
            name: Written(address) for name, address in COUNTS.items()
        }
        counted = [table.name for table in self.tables if table.sheet.counts]
        for name, function in (("entries_made", "SUM"), ("entries_asked", "COUNT")):
            columns = (quoted(sheet) + f"[{self.table(sheet).sheet.counts}]" for sheet in counted)
            added = "+".join(f"{function}({column})" for column in columns) or "0"
            parameters[name] = Written(Placing(layouts, {}).place(f"({added})"))
        return Placing(layouts, parameters | parameters_of(self.form, self.round))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What the placeholders of declared texts stand for."""
        return {
            "group_title": self.group.title,
            "round_title": self.round.title,
            "starts": long_date(self.round.starts),
            "ends": long_date(self.round.ends),
            "due": long_date(self.round.due),
            "contact": self.contact or self.form.returns.contact,
        }

    @cached_property
    def points(self) -> tuple[str, ...]:
        """What other rows can be about, in the order of the sheets; key first."""
        return tuple(point for point, *_ in self.points_with_rows)

    @cached_property
    def points_with_rows(self) -> tuple[tuple[str, PlannedTable, Row], ...]:
        """The same, each with the row that it is and the table in which that stands."""
        return tuple(
            (self._point(table, row), table, row)
            for table in self.tables
            if table.sheet.points
            for row in table.subjects
            if row.role in table.sheet.points.roles
        )

    def _point(self, table: PlannedTable, row: Row) -> str:
        text = table.known(row, table.column(table.sheet.described_by or "key")).value
        described = f"{row.id} {text}{self._under(row)}"
        return textwrap.shorten(described, _POINT_LENGTH, placeholder=" …")

    def _under(self, row: Row) -> str:
        """Return the heading over a measure, in brackets, where it is needed."""
        heading = heading_of(self.framework, row.indicator) if row.indicator else ""
        return f" ({heading})" if heading else ""

    def list_words(self, list_id: str) -> tuple[str, ...]:
        """Return the words of a dropdown."""
        return self.points if list_id == POINTS else self.form.lists[list_id].words

    def holds(self, column: Column) -> Holds | None:
        """Return what a column's values are in this round."""
        return column.holds.in_round(self.round.year) if column.holds else None

    def number_of(self, column: Column) -> int | None:
        """Return a column's printed number: its own, or that of what it reports."""
        if column.number:
            return column.number
        holds = self.holds(column)
        return self._numbers.get(holds) if holds else None

    @cached_property
    def _numbers(self) -> Mapping[Holds, int]:
        """The printed number of what each numbered column reports."""
        return {
            holds: column.number
            for column in self.columns.values()
            if column.number and (holds := self.holds(column))
        }


def parameters_of(form: Form, round_: Round) -> dict[str, Parameter]:
    """Return what every declared formula may name in a round: its days, its months, the margins."""
    return {
        "starts": round_.starts,
        "ends": round_.ends,
        "due": round_.due,
        "months": round_.months,
        **form.lights.margins,
    }
