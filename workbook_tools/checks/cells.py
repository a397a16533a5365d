"""Checking the cells that are not for the adviser: locked ones and formulas."""

from __future__ import annotations

import re

from workbook_tools.checks.reporting import Reporter
from workbook_tools.checks.submitted import SubmittedTable, text_of
from workbook_tools.form.templates import Column
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.values.sameness import same_number, same_words
from workbook_tools.workbooks import Cell


def check_locked_cells(submitted: SubmittedTable, reporter: Reporter) -> None:
    """Report every cell that was filled in before the return was issued and differs now."""
    table = submitted.table
    for row in table.rows:
        for column in table.columns:
            if table.is_open(row, column) or column.formula_in(row):
                continue
            if column.is_check and not row.is_heading:
                continue
            cell = submitted.cell(row.id, column.id)
            if cell is not None and column.id != "key":
                _check_known(submitted, row, column, cell, reporter)


def check_formulas(plan: ReturnPlan, submitted: SubmittedTable, reporter: Reporter) -> None:
    """Report every formula that was overwritten, changed or has lost a cell it needs.

    Formulas are compared where every row and column stands as issued: elsewhere
    the program that moved them has rightly changed their addresses.
    """
    table = submitted.table
    comparable = submitted.is_as_issued
    whole = submitted.is_whole
    for row in table.rows:
        for column in table.formulas:
            formula = "" if table.is_open(row, column) else column.formula_in(row)
            cell = submitted.cell(row.id, column.id)
            if cell is None or not formula:
                continue
            issued = plan.placing.place(formula, table.name, table.row_numbers[row.id])
            rule, found = _formula_fault(cell, issued if comparable else None)
            # Where a row or column is gone, the formulas that needed it are not news.
            if rule and (whole or rule != "formula-broken"):
                reporter.report(
                    rule,
                    sheet=submitted.sheet.name,
                    place=(cell.row, cell.column),
                    key=row.id,
                    field=column.id,
                    found=found,
                    title=column.title,
                )


def _check_known(
    submitted: SubmittedTable, row: Row, column: Column, cell: Cell, reporter: Reporter
) -> None:
    content = submitted.table.known(row, column)
    if not _same(content, cell):
        reporter.report(
            "locked-changed",
            sheet=submitted.sheet.name,
            place=(cell.row, cell.column),
            key=row.id,
            field=column.id,
            found=_in_words(text_of(cell)),
            expected=_in_words(_as_typed(content, column)),
            title=column.title,
        )


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
