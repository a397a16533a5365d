"""A rule on a row: one Excel formula that gives the message, or nothing.

The formula of each rule on each row stands in the return, behind its checks, and is
worked out again by Python on the values read back. It is the same text in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Instance:
    """One rule on one row of a return."""

    rule: Rule
    table: PlannedTable
    row: Row
    severity: str
    """In this round: a waived finding, or one of a new rule, is a note."""
    entries_named: tuple[str, ...]
    """The entry columns whose cell in the row the rule looks at."""
    declared: str
    """Its whole formula, over column ids."""

    def may_find(self, row: Mapping[str, Value]) -> bool:
        """Whether it may find something where a row holds these values, by column id and alias.

        A column that is not there may hold anything.
        """
        if self.rule.when and reading_of(self.rule.when)(row) is False:
            return False
        return reading_of(self.rule.check)(row) is not True

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
) -> list[Instance]:
    """Return every rule of a scope on every row: by row, and worst first within a row."""
    by_sheet: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.scope == scope:
            by_sheet.setdefault(rule.sheet, []).append(rule)
    accepted = accepted_in(waivers, plan.framework, plan.round.id)
    found: list[Instance] = []
    for table in plan.tables:
        placed = [rule for rule in by_sheet.get(table.name, ()) if can_be_placed(rule, plan)]
        found += _instances_of(plan, table, placed, accepted)
    return found


def can_be_placed(rule: Rule, plan: ReturnPlan) -> bool:
    """Whether a return has every column that a rule names: a first round has no last year."""
    named = names_in(f"{rule.when}{rule.check}")
    named |= {("", slot) for slot in slots_of(rule.message)}
    return all(
        plan.has(sheet or rule.sheet) and column in plan.table(sheet or rule.sheet).named_positions
        for sheet, column in named
    )


def _instances_of(
    plan: ReturnPlan,
    table: PlannedTable,
    rules: Sequence[Rule],
    accepted: Mapping[tuple[str, str], Waiver],
) -> Iterator[Instance]:
    named = {rule.id: entries_named(rule, table) for rule in rules}
    # Most rows show their figures alike, so few formulas differ but for the row.
    declared: dict[tuple[str, str, str], str] = {}
    for row in table.rows:
        if row.is_heading:
            continue
        figure_format = row.figure_format
        for rule in rules:
            waiver = accepted.get((rule.id, row.id))
            severity = "note" if waiver else rule.severity_in(plan.round.id)
            key = (rule.id, figure_format, waiver.words if waiver else "")
            if key not in declared:
                declared[key] = declared_formula(rule, table, *key[1:])
            yield Instance(rule, table, row, severity, named[rule.id], declared[key])


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


def entries_named(rule: Rule, table: PlannedTable) -> tuple[str, ...]:
    """Return the entry columns whose cell in its row a rule looks at, each once."""
    return _named(rule, table.entries)


def _named(rule: Rule, columns: Iterable[Column]) -> tuple[str, ...]:
    """Return which of some columns' cells in its row a rule looks at, each once."""
    named = own_columns_of(f"{rule.when}{rule.check}") + tuple(sorted(slots_of(rule.message)))
    wanted = {column.id for column in columns}
    return tuple(column_id for column_id in dict.fromkeys(named) if column_id in wanted)
