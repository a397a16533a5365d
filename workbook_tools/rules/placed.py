"""A rule on a row: one Excel formula that gives the message, or nothing.

The formula of each rule on each row stands in the return, behind its checks, and is
worked out again by Python on the values read back. It is the same text in both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from workbook_tools.form.columns import Column
from workbook_tools.form.rules.model import ROW, Rule
from workbook_tools.form.rules.wording import (
    literals,
    shown_formula,
    slots_of,
    text_formula,
)
from workbook_tools.formulas.engine import Value
from workbook_tools.formulas.foregone import reading_of
from workbook_tools.formulas.placing import cells_elsewhere, names_in, own_columns_of, text_literal
from workbook_tools.plan.return_plan import CHECKS_SHEET, ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.waivers import Waiver, accepted_in

Rows: TypeAlias = Mapping[tuple[str, str], Mapping[str, Value]]
"""What the cells of rows hold, by sheet name and row key, then by column id and alias."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedRule:
    """One rule on one table of a return; most of what its rows need is the same for all."""

    rule: Rule
    table: PlannedTable
    severity: str
    """In this round: a new rule says no more than a note."""
    _declared: dict[tuple[str, str], str] = field(default_factory=dict)
    """Its formulas by figure format and added words: most rows show their figures alike."""

    def declared(self, figure_format: str, words: str) -> str:
        """Return its whole formula over column ids for rows that show their figures in a way."""
        key = figure_format, words
        if key not in self._declared:
            self._declared[key] = declared_formula(self.rule, self.table, *key)
        return self._declared[key]


@dataclass(frozen=True, slots=True)
class Instance:
    """One rule on one row of a return."""

    placed: PlacedRule
    row: Row
    waiver: Waiver | None = None
    """Why what it finds is accepted; None where it is not."""

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.placed.rule

    @property
    def table(self) -> PlannedTable:
        """The table that the row stands in."""
        return self.placed.table

    @property
    def severity(self) -> str:
        """In this round: a waived finding, or one of a new rule, is a note."""
        return "note" if self.waiver else self.placed.severity

    @property
    def entries_named(self) -> tuple[str, ...]:
        """The entry columns whose cell in the row the rule looks at."""
        return _named(self.rule, self.table.entries)

    @property
    def declared(self) -> str:
        """Its whole formula, over column ids."""
        words = self.waiver.words if self.waiver else ""
        return self.placed.declared(self.row.figure_format, words)

    def may_find(self, row: Mapping[str, Value]) -> bool:
        """Whether it may find something where a row holds these values, by column id and alias.

        A column that is not there may hold anything.
        """
        return may_find(self.rule)(row)

    def question(self, plan: ReturnPlan) -> str:
        """Return the formula that gives 0 where nothing is wrong, and anything else elsewhere."""
        number = self.table.row_numbers[self.row.id]
        return plan.placing.place(
            self.rule.question, self.table.name, number, seen_from=CHECKS_SHEET
        )

    def formula(self, plan: ReturnPlan) -> str:
        """Return the formula that gives the message, or an empty text where nothing is wrong."""
        number = self.table.row_numbers[self.row.id]
        return plan.placing.place(self.declared, self.table.name, number, seen_from=CHECKS_SHEET)


def broken(rule: Rule) -> str:
    """Return what is said where a rule cannot be worked out."""
    return f"{BROKEN}{rule.id}” cannot be worked out on this row."


BROKEN = "The rule “"
"""How it begins; no rule's own message begins so."""


def instances(
    plan: ReturnPlan,
    rules: Iterable[Rule],
    waivers: Iterable[Waiver] = (),
    *,
    scope: str = ROW,
    where: Rows | None = None,
) -> list[Instance]:
    """Return every rule of a scope on every row: by row, and worst first within a row.

    With ``where``, only the rules are returned that may find something in such rows.
    """
    by_sheet: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.scope == scope:
            by_sheet.setdefault(rule.sheet, []).append(rule)
    accepted = accepted_in(waivers, plan.framework, plan.round.id)
    found: list[Instance] = []
    named = {table.name: table.named_positions.keys() for table in plan.tables}
    for table in plan.tables:
        placed = [
            (PlacedRule(rule, table, rule.severity_in(plan.round.id)), may_find(rule))
            for rule in by_sheet.get(table.name, ())
            if _can_be_placed(rule, named)
        ]
        for row in table.rows:
            if row.is_heading:
                continue
            cells = None if where is None else where[table.name, row.id]
            found += [
                Instance(each, row, accepted.get((each.rule.id, row.id)))
                for each, may in placed
                if cells is None or may(cells)
            ]
    return found


@lru_cache(maxsize=1024)
def may_find(rule: Rule) -> Callable[[Mapping[str, Value]], bool]:
    """Return what tells whether a rule may find something in a row that holds some values."""
    check, when = reading_of(rule.check), reading_of(rule.when) if rule.when else None
    if when is None:
        return lambda row: check(row) is not True
    return lambda row: when(row) is not False and check(row) is not True


def _can_be_placed(rule: Rule, named: Mapping[str, Collection[str]]) -> bool:
    """Whether a return, with so many columns by sheet, has every one that a rule names: a first
    round has no last year."""
    return all(column in named.get(sheet, ()) for sheet, column in _cells_named(rule))


@lru_cache(maxsize=1024)
def _cells_named(rule: Rule) -> frozenset[tuple[str, str]]:
    """Return the sheet and the column of every cell that a rule and its message name."""
    named = names_in(f"{rule.when}{rule.check}") | {("", slot) for slot in slots_of(rule.message)}
    return frozenset((sheet or rule.sheet, column) for sheet, column in named)


def declared_formula(rule: Rule, table: PlannedTable, figure_format: str, words: str = "") -> str:
    """Return a rule's whole formula over column ids; ``words`` are added to its message.

    It says nothing where an entry or a result it looks at shows an error: that is one
    cause, and has its own finding. Where the rule itself cannot be worked out it says so.
    """

    def shown(column_id: str) -> str:
        return shown_formula(f"[@{column_id}]", table.column(column_id).kind, figure_format)

    message = text_formula(rule.message, shown, lambda name: table.column(name).heading)
    message = "&".join([message, *literals(words)])
    condition = f'IF({rule.check[1:]},"",{message})'
    if rule.when:
        condition = f'IF({rule.when[1:]},{condition},"")'
    changing = _named(rule, (*table.entries, *table.formulas))
    cells = [f"[@{column_id}]" for column_id in changing]
    cells += cells_elsewhere(f"{rule.when}{rule.check}")
    faults = ",".join(f"ISERROR({cell})" for cell in cells)
    if faults:
        condition = f'IF(OR({faults}),"",{condition})'
    return f"=IFERROR({condition},{text_literal(broken(rule))})"


def _named(rule: Rule, columns: Iterable[Column]) -> tuple[str, ...]:
    """Return which of some columns' cells in its row a rule looks at, each once."""
    wanted = {column.id for column in columns}
    return tuple(column_id for column_id in _own_columns(rule) if column_id in wanted)


@lru_cache(maxsize=1024)
def _own_columns(rule: Rule) -> tuple[str, ...]:
    """Return the columns whose cell in its own row a rule or its message names, each once."""
    named = own_columns_of(f"{rule.when}{rule.check}") + tuple(sorted(slots_of(rule.message)))
    return tuple(dict.fromkeys(named))
