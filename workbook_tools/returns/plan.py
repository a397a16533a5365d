"""One return as it is issued: which rows and columns stand where.

The writer, the reader and the checks of the return's structure all go by this
plan, so that what is checked is what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from workbook_tools.formulas import Layout, Parameter, Placing
from workbook_tools.framework import Framework, Indicator, Round, ThemeGroup
from workbook_tools.templates import (
    Column,
    Holds,
    ReturnTemplate,
    TableSheet,
    load_columns,
    load_lights,
    load_return_template,
)

if TYPE_CHECKING:
    from workbook_tools.rules.instances import Instance
    from workbook_tools.rules.waivers import Waiver

TITLE_ROW, NOTE_ROW, BAND_ROW, NUMBER_ROW, HEADING_ROW, FIRST_ROW = range(1, 7)
"""1-based rows of a table sheet. The key stands in column 1 of every row from FIRST_ROW."""

KEY_COLUMN = 1

IDENTITY_SHEET = "_return"
"""The very hidden sheet that says which return a workbook is."""


@dataclass(frozen=True)
class ReturnPlan:
    """One theme group's return for one round."""

    framework: Framework
    round: Round
    group: ThemeGroup
    template: ReturnTemplate
    contact: str = ""
    """Whom to ask, as it is printed on the Start sheet."""
    waivers: tuple[Waiver, ...] = ()
    """Accepted findings."""

    @property
    def file_name(self) -> str:
        """The name it is issued under."""
        return f"{self.group.id}.xlsx"

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        """The theme group's indicators and headings, in the order of the sheet."""
        return self.framework.rows_of(self.group.id)

    @cached_property
    def row_numbers(self) -> Mapping[str, int]:
        """The sheet row of each indicator and heading, by id."""
        return {row.id: number for number, row in enumerate(self.rows, start=FIRST_ROW)}

    @property
    def last_row(self) -> int:
        """The last row of a table; the first one where the group has no rows."""
        return max(FIRST_ROW, FIRST_ROW + len(self.rows) - 1)

    @cached_property
    def tables(self) -> tuple[TableSheet, ...]:
        """The table sheets, with updates of earlier years only."""
        return tuple(
            replace(sheet, columns=tuple(filter(self._is_shown, sheet.columns)))
            for sheet in self.template.tables
        )

    def table(self, name: str) -> TableSheet:
        """Return one table sheet. Raises KeyError for a name the form does not have."""
        for sheet in self.tables:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @cached_property
    def placing(self) -> Placing:
        """Where declared formulas find their cells."""
        lights = load_lights()
        parameters: dict[str, Parameter] = {
            "starts": self.round.starts,
            "ends": self.round.ends,
            "due": self.round.due,
            "months": self.round.months,
            "amber_margin": lights.amber_margin,
            "amber_margin_cumulative": lights.amber_margin_cumulative,
        }
        return Placing({sheet.name: self._layout(sheet) for sheet in self.tables}, parameters)

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Every rule on every row on which it may find something, in the order of the checks."""
        return self._instances(settle=True)

    @cached_property
    def unsettled_instances(self) -> tuple[Instance, ...]:
        """Every rule on every row: found at once, and to be asked of a few values only."""
        return self._instances(settle=False)

    def _instances(self, *, settle: bool) -> tuple[Instance, ...]:
        from workbook_tools.rules import load_rules
        from workbook_tools.rules.instances import instances

        return tuple(instances(self, load_rules(), self.waivers, settle=settle))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What the placeholders of declared texts stand for."""
        return {
            "group_title": self.group.title,
            "round_title": self.round.title,
            "starts": long_date(self.round.starts),
            "ends": long_date(self.round.ends),
            "due": long_date(self.round.due),
            "contact": self.contact or "the partnership secretariat",
        }

    def holds(self, column: Column) -> Holds | None:
        """Return what a column's values are in this round."""
        return column.holds.in_round(self.round.year) if column.holds else None

    def number_of(self, column: Column) -> int | None:
        """Return a column's printed number: its own, or that of what it reports."""
        if column.number:
            return column.number
        numbers = {
            self.holds(other): other.number for other in load_columns().values() if other.number
        }
        holds = self.holds(column)
        return numbers.get(holds) if holds else None

    def _is_shown(self, column: Column) -> bool:
        """Updates of the round's own year and later are not known yet."""
        holds = column.holds
        if holds is None or holds.field != "actual" or holds.year == "round":
            return True
        return holds.year < self.round.year

    def _layout(self, sheet: TableSheet) -> Layout:
        positions = dict(sheet.positions)
        for alias, holds in self.template.aliases.items():
            wanted = holds.in_round(self.round.year)
            for column in sheet.columns:
                if column.holds == wanted:
                    positions[alias] = positions[column.id]
        joint = self.framework.joint_places(self.round.year, self.row_numbers)
        return Layout(sheet.name, positions, FIRST_ROW, self.last_row, joint)


def plan_return(
    framework: Framework,
    round_id: str,
    group_id: str,
    contact: str = "",
    waivers: Iterable[Waiver] = (),
) -> ReturnPlan:
    """Return the plan of one return. Raises KeyError for an unknown round or theme group."""
    return ReturnPlan(
        framework,
        framework.round(round_id),
        framework.group(group_id),
        load_return_template(),
        contact,
        tuple(waivers),
    )


def long_date(day: date) -> str:
    """Return a date as it is written out: ``28 February 2007``."""
    return f"{day.day} {day:%B %Y}"
