"""What was changed in the cells that are not for the adviser: locked ones and formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import SubmittedTable, text_of
from workbook_tools.checks.present import Present
from workbook_tools.form.columns import Column
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.rules.placed import Rows
from workbook_tools.values.comparing import folded, same_number, same_words
from workbook_tools.workbooks import Cell


def check_locked_cells(submitted: SubmittedTable) -> Iterator[Fault]:
    """Yield every cell that was filled in before the return was issued and differs now."""
    table = submitted.table
    for row in table.rows:
        for column in table.columns:
            if table.is_open(row, column) or table.formula_in(row, column):
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
    plan: ReturnPlan,
    submitted: SubmittedTable,
    tables: Mapping[str, SubmittedTable],
    rows: Rows,
) -> Iterator[Fault]:
    """Yield every formula that was overwritten, changed or has lost a cell it needs.

    Where rows or columns were put in or moved, the program has rewritten every formula that
    looks at them, on whatever sheet: such a formula is held against the declared one placed
    where the cells stand now. Where one is gone, the formulas that needed it are not news. Nor is
    a blank cell where the formula gives nothing to see: programs that write tables leave it out.

    Args:
        plan: what the return was issued by.
        submitted: the table whose formulas are looked at.
        tables: all tables that were found, by declared sheet name.
        rows: what the cells of rows hold, worked out.
    """
    if not _formulas_are_seen(submitted):
        return
    table = submitted.table
    present = Present(plan, tables)
    whole = {name for name, each in tables.items() if each.is_whole}
    rewritten = []
    for row in table.rows:
        for column in table.formulas:
            formula = column.formula_in(row)
            cell = submitted.cell(row.id, column.id)
            if cell is None or not formula or submitted.lies_under(cell):
                continue
            looked_at = present.looked_at(formula, table.name)
            rule, found = _formula_fault(cell)
            shows_nothing = rows[table.name, row.id].get(column.id) in ("", None)
            if rule == "formula-overwritten" and cell.kind == "blank" and shows_nothing:
                continue
            if rule == "formula-broken" and not looked_at <= whole:
                continue
            if rule:
                yield submitted.fault(rule, row, column, found=found)
            elif cell.formula and not present.has(cell.formula, formula, table, row.id, looked_at):
                fault = submitted.fault("formula-changed", row, column, found=f"={cell.formula}")
                if looked_at <= present.as_issued:
                    yield fault
                else:
                    rewritten.append(fault)
    # So many were rewritten by a program, in a way that we do not know.
    if len(rewritten) <= _BY_HAND:
        yield from rewritten


_BY_HAND = 3
"""Formulas that somebody may change on a sheet where rows or columns were moved as well."""


def _formulas_are_seen(submitted: SubmittedTable) -> bool:
    """An .ods or .xls file is read for its values only; no formula shows anywhere in it."""
    return any(cell.formula is not None for cell in submitted.sheet.cells.values())


def _same(content: Known, cell: Cell) -> bool:
    if content.value is None:
        return not text_of(cell)
    if isinstance(content.value, str):
        return same_words(content.value, text_of(cell)) or _is_cut(content.value, cell)
    return isinstance(cell.value, float) and same_number(cell.value, content.value)


_SHORT_TEXT = 255
"""Characters to which programs of old cut a text when they save one as .xls."""


def _is_cut(issued: str, cell: Cell) -> bool:
    """Whether only the format of the file has lost the rest of a text."""
    said = str(cell.value or "")
    return len(said) == _SHORT_TEXT and folded(issued).startswith(folded(said))


def _as_typed(content: Known, column: Column) -> str:
    """Return what has to be typed to put back what was issued: a figure without its words."""
    return "" if content.value is None else column.kind.shown(content.value)


def _in_words(text: str) -> str:
    return f"“{text}”" if text else "a blank cell"


def _formula_fault(cell: Cell) -> tuple[str, str]:
    """Return the rule that a formula cell breaks by itself and what was found, or two blanks."""
    if cell.formula is None:
        return "formula-overwritten", _in_words(text_of(cell))
    if "#REF!" in cell.formula:
        return "formula-broken", f"={cell.formula}"
    return "", ""
