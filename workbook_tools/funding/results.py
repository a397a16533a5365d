"""What formulas of a stranger's file work out to: those without a saved result, and all others.

Formulas that only add up are worked out here; of the others only those that use nothing but a few
declared functions are put to the engine, with the values around them as they were saved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from workbook_tools.funding.grid import Grid, amount_in
from workbook_tools.funding.references import Added, added_by
from workbook_tools.workbooks import Cell

Place = tuple[str, int, int]
"""A sheet, a row and a column."""

_CELLS = 2_000_000
"""So many cells are looked at to work formulas out."""

_FORMULAS = 5_000
"""So many formulas are put to the engine, and no longer ones than this."""
_LONGEST = 500
_LARGEST = 200_000
"""A file with more cells is not laid out for the engine."""


def fill_in(grids: Mapping[str, Grid]) -> set[Place]:
    """Put results in the place of those that were not saved; return where all of those stand.

    What does more than add up stays without a result.
    """
    waiting = {
        (name, row, column): cell
        for name, grid in grids.items()
        for row, line in grid.rows.items()
        for column, cell in line.items()
        if cell.formula and cell.value is None
    }
    left = _CELLS
    order = list(waiting)
    asked: set[Place] = set()
    while order and left > 0:
        place = order[-1]
        cell = waiting.get(place)
        added = added_by(cell.formula or "") if cell is not None else None
        if cell is None or cell.value is not None or added is None:
            order.pop()
            continue
        needs = [each for each in _cells(grids, place, added) if each in waiting]
        left -= sum(map(_size, added))
        open_ = [each for each in needs if waiting[each].value is None and each not in asked]
        if open_ and place not in asked:
            asked.add(place)
            order += open_
            continue
        order.pop()
        if any(waiting[each].value is None for each in needs):
            continue
        value = total_of(grids, place, added)
        if value is not None:
            filled = replace(cell, value=float(value), kind="number")
            waiting[place] = filled
            grids[place[0]].rows[place[1]][place[2]] = filled
    return set(waiting)


def _size(added: Added) -> int:
    return (added.bottom - added.top + 1) * (added.right - added.left + 1)


def _cells(grids: Mapping[str, Grid], place: Place, added: Collection[Added]) -> Iterator[Place]:
    for each in added:
        name = each.sheet or place[0]
        grid = grids.get(name)
        if grid is None or _size(each) > _CELLS:
            continue
        for row in _rows(grid, each):
            for column in grid.rows[row]:
                if each.left <= column <= each.right:
                    yield (name, row, column)


def _rows(grid: Grid, each: Added) -> Iterator[int]:
    if each.bottom - each.top > len(grid.order):
        yield from (row for row in grid.order if each.top <= row <= each.bottom)
    else:
        yield from (row for row in range(each.top, each.bottom + 1) if row in grid.rows)


def total_of(grids: Mapping[str, Grid], place: Place, added: Collection[Added]) -> Decimal | None:
    """Return what a formula adds up to; None where that cannot be told."""
    total = Decimal(0)
    for each in added:
        grid = grids.get(each.sheet or place[0])
        if grid is None:
            return None
        is_range = (each.top, each.left) != (each.bottom, each.right)
        for row in _rows(grid, each):
            for column, cell in grid.rows[row].items():
                if not each.left <= column <= each.right or (row, column) == place[1:]:
                    continue
                if each.skips_subtotals and (cell.formula or "").upper().startswith("SUBTOTAL"):
                    continue
                if isinstance(cell.value, float):
                    total += each.sign * (amount_in(cell).value or Decimal(0))
                elif cell.kind == "error" or (not is_range and cell.value is not None):
                    return None
    return total


def by_engine(grids: Mapping[str, Grid], functions: Collection[str]) -> dict[Place, float]:
    """Return the results of formulas that do more than add up, as the engine works them out.

    Args:
        grids: the sheets.
        functions: the names of the functions that may be used; a formula with others is left.
    """
    asked: dict[str, dict[tuple[int, int], str]] = {}
    for name, grid in grids.items():
        for row, line in grid.rows.items():
            for column, cell in line.items():
                if cell.formula and _is_plain(cell, functions):
                    asked.setdefault(name, {})[row, column] = f"={cell.formula}"
    many = sum(map(len, asked.values()))
    size = sum(len(line) for grid in grids.values() for line in grid.rows.values())
    if not asked or many > _FORMULAS or size > _LARGEST:
        return {}
    return _asked(grids, asked)


def _asked(
    grids: Mapping[str, Grid], asked: Mapping[str, dict[tuple[int, int], str]]
) -> dict[Place, float]:
    # Imported here: most tables have formulas that only add up.
    from workbook_tools.formulas.engine import Grid as Sheet
    from workbook_tools.formulas.engine import evaluate

    sheets = {}
    for name, grid in grids.items():
        if not grid.order:
            continue
        width = max(max(line) for line in grid.rows.values())
        if width * grid.order[-1] > _LARGEST * 10:
            return {}
        values: list[list[float | str | bool | None]] = [
            [None] * width for _ in range(grid.order[-1])
        ]
        formulas = asked.get(name, {})
        for row, line in grid.rows.items():
            for column, cell in line.items():
                if (row, column) not in formulas and cell.kind != "error":
                    values[row - 1][column - 1] = cell.value
        sheets[name] = Sheet(values, formulas)
    try:
        results = evaluate(sheets)
    except Exception:
        # A stranger's formulas: what the engine cannot work out is not held against anything.
        return {}
    return {
        (name, row, column): float(value)
        for name, found in results.items()
        for (row, column), value in found.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _is_plain(cell: Cell, functions: Collection[str]) -> bool:
    from workbook_tools.formulas.engine import functions_used

    formula = cell.formula or ""
    if len(formula) > _LONGEST or added_by(formula) is not None or "[" in formula:
        return False
    try:
        return functions_used(f"={formula}") <= set(functions)
    except ValueError:
        return False
