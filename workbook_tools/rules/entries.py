"""The checks of single entries, placed on their cells: what cannot be read, while it is typed.

Python reads the cells at the desk and finds the same, in the same words; there, these formulas
are not asked. They stand in the return because paste gets past what Excel lets be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.form.columns import Column
from workbook_tools.form.rules.structure import StructureRule
from workbook_tools.form.rules.wording import literals
from workbook_tools.form.types.choice import some_of
from workbook_tools.formulas.engine import Value
from workbook_tools.formulas.placing import text_literal
from workbook_tools.plan.return_plan import CHECKS_SHEET, ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.values.findings import BRIEF

SHOWS_ERROR = "cell-error"
"""The check that a cell breaks which shows an error in the place of a value."""

CHANGED = "locked-changed"
"""The check that a cell breaks which was filled in before the return was issued."""

_LITTLE = 1e-9
"""How far, as a share of it, a number may be from what it was."""

_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""In the order of Excel's ERROR.TYPE."""


@dataclass(frozen=True, slots=True)
class EntryRule:
    """What the entries of one column must be, as the grid of the checks takes a rule."""

    id: str
    field: str
    fix: str


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """What one cell must be; it stands in the grid of the checks as a rule on a row does."""

    rule: EntryRule
    table: PlannedTable
    row: Row
    severity: str
    declared: str
    issued: float | None = None
    """The figure that stood in the cell when the return was issued; None where it is open."""

    def may_find(self, row: Mapping[str, Value]) -> bool:
        """Whether it may find something where a row holds these values.

        A blank in an open cell is no fault, nor is the figure that was issued in a locked one.
        """
        value = row.get(self.rule.field, "?")
        return value != self.issued and (self.issued is not None or value != "")

    def formula(self, plan: ReturnPlan) -> str:
        """Return the formula that gives the message, or an empty text where nothing is wrong."""
        number = self.table.row_numbers[self.row.id]
        return plan.placing.place(self.declared, self.table.name, number, seen_from=CHECKS_SHEET)


def entry_checks(plan: ReturnPlan) -> Iterator[EntryCheck]:
    """Yield the check of every cell that is open to the adviser, and of the figures filled in.

    They come by row. A sheet's protection has no password; a target changed all the same is said.
    """
    texts = plan.form.structure_rules
    for table in plan.tables:
        asked = [
            (column, _rule(plan, column, texts), _broken_by(column, texts).severity)
            for column in table.entries
        ]
        declared = {column.id: _declared(column, texts) for column in table.entries}
        for row in table.rows:
            for column, rule, severity in asked:
                if table.is_open(row, column):
                    yield EntryCheck(rule, table, row, severity, declared[column.id])
            yield from _kept_figures(table, row, texts[CHANGED])


def _kept_figures(table: PlannedTable, row: Row, text: StructureRule) -> Iterator[EntryCheck]:
    """Yield the check of every figure that a row was issued with."""
    for column in table.shown:
        content = table.known(row, column)
        value = content.value
        if row.is_heading or column.is_entry or column.formula_in(row):
            continue
        if value is None or isinstance(value, str):
            continue
        cell = f"[!{column.id}]"
        shown = f"TEXT({cell},{text_literal(content.number_format)})"
        found = f'IF({cell}="","a blank cell","“"&IF(ISNUMBER({cell}),{shown},{cell})&"”")'
        # As it is compared at the desk: programs keep 15 digits of a number, or 17.
        is_same = f"ABS({cell}-({value!r}))<={_LITTLE}*MAX(1,ABS({cell}))"
        message = _message(text.message, column, found)
        formula = (
            f"=IF(ISERROR({cell}),{_message(text.message, column, text_literal('an error'))},"
            f'IF(IF(ISNUMBER({cell}),{is_same},FALSE),"",{message}))'
        )
        fix = text.fix.format_map({"title": column.title, "expected": "the figure", "found": ""})
        rule = EntryRule(f"{CHANGED}: {column.id}", column.id, fix)
        yield EntryCheck(rule, table, row, text.severity, formula, value)


def _broken_by(column: Column, texts: Mapping[str, StructureRule]) -> StructureRule:
    """Return the check that an entry breaks which is refused."""
    return texts[column.kind.refused_as or SHOWS_ERROR]


def _rule(plan: ReturnPlan, column: Column, texts: Mapping[str, StructureRule]) -> EntryRule:
    rule = _broken_by(column, texts)
    some = some_of(plan.list_words(column.list)) if column.list else ""
    fix = rule.fix.format_map({"title": column.title, "example": column.example, "expected": some})
    # More than one column of a row may break the same check: each has a column of the grid.
    return EntryRule(f"{rule.id}: {column.id}", column.id, fix)


def _declared(column: Column, texts: Mapping[str, StructureRule]) -> str:
    cell, read = f"[!{column.id}]", f"[@{column.id}]"
    errors = ",".join(f'"{error}"' for error in _ERRORS)
    which = f'IFERROR(CHOOSE(ERROR.TYPE({cell}),{errors}),"#VALUE!")'
    shows_error = _message(texts[SHOWS_ERROR].message, column, which)
    refusal = column.kind.refusal(cell, read, column)
    if not refusal:
        return f'=IF(ISERROR({cell}),{shows_error},"")'
    found = f'"“"&LEFT({cell},{BRIEF})&"”"'
    refused = _message(_broken_by(column, texts).message, column, found)
    said = f'IF({refusal},{refused},"")'
    beyond = column.kind.is_out_of_reach(cell, read)
    if beyond:
        value, words = (
            f"IF(ISNUMBER({read}),TEXT({read},{text_literal(form)}),{cell})"
            for form in (column.kind.number_format(), column.kind.message_format())
        )
        told = _message(texts[column.kind.beyond_as].message, column, f'"“"&{value}&"”"', words)
        said = f'IF({refusal},{refused},IF({beyond},{told},""))'
    return f"=IF(ISERROR({cell}),{shows_error},{said})"


def _message(text: str, column: Column, found: str, expected: str = '""') -> str:
    """Return the formula for a check's sentence.

    ``found`` is that for what the cell holds, ``expected`` that for what it is taken for.
    """
    slots = {"title": column.title, "example": column.example, "expected": "\1", "found": "\0"}
    formulas = {"\0": found, "\1": expected}
    pieces: list[str] = []
    for piece in re.split("([\0\1])", text.format_map(slots)):
        pieces += [formulas[piece]] if piece in formulas else literals(piece)
    return "&".join(pieces)
