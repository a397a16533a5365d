"""What is wrong with the shape of a return: its sheets, its columns, its rows."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import (
    SubmittedSheets,
    SubmittedTable,
    SubmittedTables,
    contents_below,
    contents_of,
)
from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.workbooks import Workbook


def check_unseen(workbook: Workbook) -> Iterator[Fault]:
    """Yield what a file holds, or may hold, that could not be read."""
    for remark in workbook.unseen:
        yield Fault("cannot-be-seen", found=remark)


def check_sheets(plan: ReturnPlan, sheets: SubmittedSheets) -> Iterator[Fault]:
    """Yield every sheet that is missing, renamed or added."""
    for form_sheet in plan.sheets:
        name, sheet = form_sheet.name, sheets.declared[form_sheet.name]
        is_table = isinstance(form_sheet, TableSheet)
        if sheet is None:
            rule = "sheet-missing" if is_table else "page-missing"
            yield Fault(rule, sheet=name, expected=name)
        elif sheet.name != name:
            rule = "sheet-renamed" if is_table else "page-renamed"
            yield Fault(rule, sheet=sheet.name, found=sheet.name, expected=name)
    for sheet in sheets.added:
        yield Fault("sheet-added", sheet.name, found=contents_of(sheet), title=sheet.name)


def check_tables(plan: ReturnPlan, tables: SubmittedTables) -> Iterator[Fault]:
    """Yield why a table cannot be read at all."""
    for name, sheet in tables.without_headings.items():
        heading_row = str(plan.table(name).heading_row)
        yield Fault("headings-missing", sheet=sheet.name, expected=heading_row)
    # Where one sheet is another group's, all are: that is one cause.
    for name, key in list(tables.of_others.items())[:1]:
        yield Fault("other-rows", sheet=name, found=key, expected=plan.group.title)


def check_columns(submitted: SubmittedTable, *, is_own_form: bool = True) -> Iterator[Fault]:
    """Yield every column that is there twice, missing, renamed, added or moved.

    Where a return was issued by another form that nobody has kept (``is_own_form`` is false),
    a column to be filled in or worked out that it does not have may be newer than it is.
    """
    sheet, row, labels = submitted.sheet.name, submitted.heading_row, submitted.headings
    columns = {column.id: column for column in submitted.table.columns}
    for number, of in labels.repeated.items():
        yield Fault("column-twice", sheet, (row, number), field=of, found=columns[of].title)
    for of, column in columns.items():
        title = column.title
        if of not in submitted.columns:
            # A workbook of an earlier version of the form has no column for what it has none of.
            if of in submitted.table.left_empty:
                continue
            if not is_own_form and _may_be_newer(column):
                continue
            yield Fault("column-missing", sheet, field=of, expected=title)
        elif of in labels.replaced:
            place, said = (row, submitted.columns[of]), labels.replaced[of]
            yield Fault("column-renamed", sheet, place, field=of, found=said, expected=title)
    contents = contents_below(submitted.sheet, labels.strange, row)
    for number, said in labels.strange.items():
        yield Fault("column-added", sheet, (row, number), found=contents[number], title=said)
    numbers = list(submitted.columns.values())
    if numbers != sorted(numbers):
        yield Fault("columns-moved", sheet)


def _may_be_newer(column: Column) -> bool:
    """Whether a workbook of another form can do without a column: no figure of it is lost."""
    return column.is_entry or bool(column.formula) or not column.number


def check_rows(submitted: SubmittedTable) -> Iterator[Fault]:
    """Yield every row that is there twice, missing, without its key, added or moved."""
    sheet, column, labels = submitted.sheet.name, submitted.key_column, submitted.keys
    for number, key in labels.repeated.items():
        yield Fault("row-twice", sheet, (number, column), key, found=key)
    for row in submitted.table.rows:
        key = row.id
        if key not in submitted.rows:
            yield Fault("row-missing", sheet, row_key=key, expected=key)
        elif key in labels.replaced:
            place, said = (submitted.rows[key], column), labels.replaced[key]
            yield Fault("key-changed", sheet, place, key, "key", found=said, expected=key)
    for number, said in labels.strange.items():
        yield Fault("row-added", sheet, (number, column), found=said)
    numbers = list(submitted.rows.values())
    if numbers != sorted(numbers):
        yield Fault("rows-moved", sheet)
