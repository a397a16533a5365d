"""Blank lines to be filled in; where the form says so, unfinished ones are asked about again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.framework import Round
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
    is_same_each_round = False

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
        self,
        sheet: TableSheet,
        columns: Mapping[str, Column],
        earlier: Iterable[tuple[Round, Record]],
    ) -> Carried:
        """Return the cells of the unfinished lines, and the number of the first new one."""
        if "carried_forward" not in sheet.rows_spec:
            return {}
        earlier = tuple(earlier)
        asked_again = sheet.rows_spec["carried_forward"]["asked_again"]
        shown_as = self.shown_as(sheet, columns)
        carried: dict[tuple[str, str, str], float | str] = {
            (sheet.name, key, shown_as.get(column_id, column_id)): record.content
            for key, cells in unfinished_lines(sheet, earlier).items()
            for column_id, record in cells.items()
            if column_id in shown_as or column_id not in asked_again
        }
        keys = Keys(sheet.rows_spec["key"])
        used = [keys.number_in(each.indicator) for _, each in earlier if each.sheet == sheet.name]
        numbers = [number for number in used if number is not None]
        if numbers:
            carried[sheet.name, "", _FIRST_NEW] = float(max(numbers) + 1)
        return carried

    def shown_as(self, sheet: TableSheet, columns: Mapping[str, Column]) -> Mapping[str, str]:
        """Return the column that shows what was said last, for each that is asked again."""
        asked_again = sheet.rows_spec["carried_forward"]["asked_again"]
        return {
            column.carries: column.id
            for column in columns.values()
            if column.carries in asked_again and column.id in sheet.column_ids
        }

    def can_have_taken_over(
        self,
        sheet: TableSheet,
        others: Collection[str],
        key: str,
        column: Column,
        carried: Carried,
    ) -> bool:
        """Whether it is of an earlier line, and was said or says how the line stood."""
        if "carried_forward" not in sheet.rows_spec:
            return super().can_have_taken_over(sheet, others, key, column, carried)
        keys = Keys(sheet.rows_spec["key"])
        number = keys.number_in(key)
        if number is None or _code(key) in others:
            return False
        asked_again = sheet.rows_spec["carried_forward"]["asked_again"]
        is_said = column.is_entry and column.id not in asked_again
        is_earlier = 1 <= number < _first_new_line(carried, sheet.name)
        return is_earlier and (is_said or column.carries in asked_again)

    def keeps(self, sheet: TableSheet, key: str, what: str, value: float | str) -> bool:
        """Whether it is the number of the first new line."""
        is_ours = "carried_forward" in sheet.rows_spec and (key, what) == ("", _FIRST_NEW)
        return is_ours and _is_number_of_line(value)


def _carried_rows(issue: Issue) -> Iterator[Row]:
    """Yield the lines that are carried forward, in their order."""
    spec = issue.sheet.rows_spec
    marked = spec["carried_forward"]["marked"]
    keys = Keys(spec["key"])
    lines: dict[str, dict[str, float | str]] = {}
    for (of, key, column_id), value in issue.carried.items():
        if of == issue.sheet.name and keys.number_in(key) is not None:
            lines.setdefault(key, {})[column_id] = value
    for key, cells in lines.items():
        facts = {column_id: Known(value) for column_id, value in cells.items()}
        facts[marked["in"]] = Known(marked["word"])
        yield Row(key, spec["role"], facts=facts, is_carried=True)


_Reported = TypeVar("_Reported", bound=Record)


def unfinished_lines(
    sheet: TableSheet, records: Iterable[tuple[Round, _Reported]]
) -> dict[str, dict[str, _Reported]]:
    """Return the lines that a group's last round in which they were asked left unfinished.

    Each is by column id.

    A line that is carried forward is recorded again in every round, but not how it stands
    where nobody said: that is what was said last.

    Args:
        sheet: the sheet that they stand on, which says when a line is finished.
        records: the values that count, oldest round first.
    """
    spec = sheet.rows_spec["carried_forward"]
    last: dict[str, Round] = {}
    lines: dict[str, dict[Round, dict[str, _Reported]]] = {}
    for round_, record in records:
        if not sheet.is_asked_in(round_):
            continue
        last[_code(record.indicator)] = round_
        if record.sheet == sheet.name:
            of_line = lines.setdefault(record.indicator, {})
            of_line.setdefault(round_, {})[record.column] = record
    unfinished = {}
    for key, of_line in lines.items():
        cells = of_line.get(last[_code(key)], {})
        if _is_unfinished(cells, spec):
            stood = {
                column_id: said[column_id]
                for said in of_line.values()
                for column_id in spec["asked_again"]
                if column_id in said
            }
            unfinished[key] = cells | stood
    return unfinished


def _code(key: str) -> str:
    """Return the code of the theme group that a key was given by: ``CYP`` of ``CYP-A01``."""
    return key.partition("-")[0]


def _is_unfinished(cells: Mapping[str, Record], spec: Mapping[str, Any]) -> bool:
    until = spec["until"]
    is_finished = until["in"] in cells and cells[until["in"]].text in until["words"]
    return spec["where"] in cells and not is_finished


def _first_new_line(carried: Carried, sheet: str) -> int:
    """Return the number of a sheet's first new line."""
    number = carried.get((sheet, "", _FIRST_NEW))
    return int(number) if isinstance(number, float) and _is_number_of_line(number) else 1


def _is_number_of_line(value: float | str | None) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _MOST_LINES
