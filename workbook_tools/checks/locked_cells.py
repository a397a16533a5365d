"""What was changed in the cells that are not for the adviser: locked ones and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import SubmittedTable, text_of
from workbook_tools.form.columns import Column
from workbook_tools.formulas.placing import names_in
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.values.comparing import same_number, same_words
from workbook_tools.workbooks import Cell


def check_locked_cells(submitted: SubmittedTable) -> Iterator[Fault]:
    """Yield every cell that was filled in before the return was issued and differs now."""
    table = submitted.table
    for row in table.rows:
        for column in table.columns:
            if table.is_open(row, column) or column.formula_in(row):
                continue
            if column.is_check and not row.is_heading:
                continue
            cell = submitted.cell(row.id, column.id)
            if cell is None or column.id == "key" or submitted.lies_under(cell):
                continue
            content = table.known(row, column)
            if not _same(content, cell):
                found, expected = _in_words(text_of(cell)), _in_words(_as_typed(content, column))
                yield submitted.fault("locked-changed", row, column, found=found, expected=expected)


def check_formulas(
    plan: ReturnPlan, submitted: SubmittedTable, tables: Mapping[str, SubmittedTable]
) -> Iterator[Fault]:
    """Yield every formula that was overwritten, changed or has lost a cell it needs.

    A formula is compared where every row and column it looks at stands as issued, on its
    own sheet and on others: elsewhere the program that moved them has rightly changed its
    addresses. Where one is gone, the formulas that needed it are not news.

    Args:
        plan: what the return was issued by.
        submitted: the table whose formulas are looked at.
        tables: all tables that were found, by declared sheet name.
    """
    if not _formulas_are_seen(submitted):
        return
    table = submitted.table
    is_as_issued, is_whole = submitted.is_as_issued, submitted.is_whole
    # A formula names the other sheets, but not its own.
    as_issued = {n for n, each in tables.items() if each.is_as_issued and each.sheet.name == n}
    whole = {name for name, each in tables.items() if each.is_whole}
    others: dict[str, frozenset[str]] = {}
    for row in table.rows:
        for column in table.formulas:
            formula = column.formula_in(row)
            cell = submitted.cell(row.id, column.id)
            if cell is None or not formula or submitted.lies_under(cell):
                continue
            if formula not in others:
                others[formula] = frozenset(sheet for sheet, _ in names_in(formula) if sheet)
            issued = plan.placing.place(formula, table.name, table.row_numbers[row.id])
            is_comparable = is_as_issued and others[formula] <= as_issued
            rule, found = _formula_fault(cell, issued if is_comparable else None)
            if rule == "formula-broken" and not (is_whole and others[formula] <= whole):
                continue
            if rule:
                yield submitted.fault(rule, row, column, found=found)


def _formulas_are_seen(submitted: SubmittedTable) -> bool:
    """An .ods or .xls file is read for its values only; no formula shows anywhere in it."""
    return any(cell.formula is not None for cell in submitted.sheet.cells.values())


def _same(content: Known, cell: Cell) -> bool:
    if content.value is None:
        return not text_of(cell)
    if isinstance(content.value, str):
        return same_words(content.value, text_of(cell))
    return isinstance(cell.value, float) and same_number(cell.value, content.value)


def _as_typed(content: Known, column: Column) -> str:
    """Return what has to be typed to put back what was issued: a figure without its words."""
    return "" if content.value is None else column.kind.shown(content.value)


def _in_words(text: str) -> str:
    return f"“{text}”" if text else "a blank cell"


def _formula_fault(cell: Cell, issued: str | None) -> tuple[str, str]:
    """Return the rule that a formula cell breaks and what was found; ("", "") for none."""
    if cell.formula is None:
        return "formula-overwritten", _in_words(text_of(cell))
    if "#REF!" in cell.formula:
        return "formula-broken", f"={cell.formula}"
    if issued is not None and cell.formula and _plain(cell.formula) != _plain(issued):
        return "formula-changed", f"={cell.formula}"
    return "", ""


def _plain(formula: str) -> str:
    """Return a formula without what programs write differently: spaces, case, the equals sign."""
    return re.sub(r"\s", "", formula).removeprefix("=").upper()
