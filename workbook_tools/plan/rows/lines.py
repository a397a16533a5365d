"""Blank lines to be filled in; where the form says so, unfinished ones are asked about again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.framework import ThemeGroup
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Carried, Issue, Keys, Row, RowKind
from workbook_tools.values.records import Record

_FIRST_NEW = "first new line"
"""Stands for a column id where a sheet's first number for a new line is kept."""

_MOST_LINES = 9_000
"""No theme group has given the lines of a sheet as many numbers."""


class Lines(RowKind):
    """So many ``blank`` lines, numbered by ``key``.

    ``carried_forward`` says which lines of the last round come first: those in which the
    column ``where`` is filled in and the column ``until`` has none of its last words. The
    columns ``asked_again`` are blank in them; all else is shown as it was. No number is
    given twice.
    """

    name = "lines"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield the lines carried forward, then the blank ones."""
        spec = issue.sheet.rows_spec
        first = 1
        if "carried_forward" in spec:
            yield from _carried_rows(issue)
            first = _first_new_line(issue.carried, issue.sheet.name)
        for number in range(first, first + spec["blank"]):
            yield Row(Keys(spec["key"]).of(issue.group, number), spec["role"])

    def take_over(
        self, sheet: TableSheet, last: Iterable[Record], earlier: Iterable[Record]
    ) -> Carried:
        """Return the cells of the unfinished lines, and the number of the first new one."""
        spec = sheet.rows_spec.get("carried_forward")
        if spec is None:
            return {}
        lines: dict[str, dict[str, float | str]] = {}
        for record in last:
            if record.sheet == sheet.name:
                lines.setdefault(record.indicator, {})[record.column] = record.content
        carried: dict[tuple[str, str, str], float | str] = {
            (sheet.name, key, column_id): value
            for key, cells in lines.items()
            if _is_unfinished(cells, spec)
            for column_id, value in cells.items()
            if column_id not in spec["asked_again"]
        }
        keys = Keys(sheet.rows_spec["key"])
        used = [keys.number_in(each.indicator) for each in earlier if each.sheet == sheet.name]
        numbers = [number for number in used if number is not None]
        if numbers:
            carried[sheet.name, "", _FIRST_NEW] = float(max(numbers) + 1)
        return carried

    def can_have_taken_over(
        self, sheet: TableSheet, group: ThemeGroup, key: str, column: Column, carried: Carried
    ) -> bool:
        """Whether it is an entry of an earlier line of the group's that is not asked again."""
        spec = sheet.rows_spec.get("carried_forward")
        if spec is None:
            return super().can_have_taken_over(sheet, group, key, column, carried)
        keys = Keys(sheet.rows_spec["key"])
        number = keys.number_in(key)
        if number is None or key != keys.of(group, number):
            return False
        is_earlier = 1 <= number < _first_new_line(carried, sheet.name)
        return is_earlier and column.is_entry and column.id not in spec["asked_again"]

    def keeps(self, sheet: TableSheet, key: str, what: str, value: float | str) -> bool:
        """Whether it is the number of the first new line."""
        is_ours = "carried_forward" in sheet.rows_spec and (key, what) == ("", _FIRST_NEW)
        return is_ours and _is_number_of_line(value)


def _carried_rows(issue: Issue) -> Iterator[Row]:
    """Yield the lines that are carried forward, in their order."""
    spec = issue.sheet.rows_spec
    marked = spec["carried_forward"]["marked"]
    lines: dict[str, dict[str, float | str]] = {}
    for (of, key, column_id), value in issue.carried.items():
        if of == issue.sheet.name and key:
            lines.setdefault(key, {})[column_id] = value
    for key, cells in lines.items():
        facts = {column_id: Known(value) for column_id, value in cells.items()}
        facts[marked["in"]] = Known(marked["word"])
        yield Row(key, spec["role"], facts=facts, is_carried=True)


def _is_unfinished(cells: Mapping[str, float | str], spec: Mapping[str, Any]) -> bool:
    until = spec["until"]
    return bool(cells.get(spec["where"])) and cells.get(until["in"]) not in until["words"]


def _first_new_line(carried: Carried, sheet: str) -> int:
    """Return the number of a sheet's first new line."""
    number = carried.get((sheet, "", _FIRST_NEW))
    return int(number) if isinstance(number, float) and _is_number_of_line(number) else 1


def _is_number_of_line(value: float | str | None) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _MOST_LINES
