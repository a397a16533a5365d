"""Columns that hold what was typed in another as it is read: their formulas are its type's.

Every formula that names an entry looks at the cell that reads it, so that the return and the
desk work with the same values. The columns are declared, and hidden, like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from workbook_tools.form.columns import Column
from workbook_tools.problems import DeclarationError


def with_readings(columns: Mapping[str, Column], path: Path) -> Mapping[str, Column]:
    """Return the columns, each that reads another with its formula.

    Args:
        columns: every column by id.
        path: the file that declares them.

    Raises:
        DeclarationError: one reads a column that is not an entry, or whose entries are taken
            as they stand, or takes the unit from none.
    """
    digits = {column.digits_of: column.id for column in columns.values() if column.digits_of}
    return {name: _filled_in(column, columns, digits, path) for name, column in columns.items()}


def _filled_in(
    column: Column, columns: Mapping[str, Column], digits: Mapping[str, str], path: Path
) -> Column:
    name = column.reads or column.digits_of
    if not name:
        return column
    entry = columns.get(name)
    if entry is None or not entry.is_entry:
        raise DeclarationError(
            f"{path}: column {column.id} reads {name}, which is no column that the adviser fills "
            "in; name one that is."
        )
    if column.unit_in and column.unit_in not in columns:
        raise DeclarationError(
            f"{path}: column {column.id} takes the unit from {column.unit_in}, which is not "
            "declared; name a column that says it."
        )
    typed = f"[!{name}]"
    if column.digits_of:
        formula = entry.kind.digits_read(typed)
    else:
        unit = f"[@{column.unit_in}]" if column.unit_in else ""
        formula = entry.kind.as_read(typed, f"[@{digits[name]}]" if name in digits else typed, unit)
    if not formula:
        raise DeclarationError(
            f"{path}: column {column.id} reads {name}, whose entries are taken as they stand; "
            f"leave {column.id} out."
        )
    return replace(column, formula=f"={formula}", on=entry.on)
