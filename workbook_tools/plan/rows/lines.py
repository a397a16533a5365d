"""Blank lines to be filled in; where the form says so, unfinished ones are asked about again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.framework import Framework, Round, ThemeGroup
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Carried, Earlier, Issue, Keys, Row, RowKind
from workbook_tools.values.records import Record

_FIRST_NEW = "first new line"
"""Stands for a column id where a sheet's first number for a new line is kept."""

_MOST_LINES = 9_000
"""No theme group has given the lines of a sheet as many numbers."""


class Lines(RowKind):
    """So many ``blank`` lines, numbered by ``key``.

    ``carried_forward`` says which lines of the last round come first: those in which the
    column ``where`` is filled in and the column ``until`` has none of its last words. The
    columns ``asked_again`` are blank in them, and columns that carry them show what was said
    last; all else is shown as it was. No number is given twice.
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

    def take_over(self, earlier: Earlier) -> Carried:
        """Return the unfinished lines, how they stood, and the number of the first new one."""
        sheet = earlier.sheet
        spec = sheet.rows_spec.get("carried_forward")
        if spec is None:
            return super().take_over(earlier)
        # What is asked again is shown in the columns that carry it, if there are such.
        shown_as = {column.carries: column.id for column in earlier.carrying}
        carried: dict[tuple[str, str, str], float | str] = {
            (sheet.name, key, shown_as.get(column_id, column_id)): record.content
            for key, line in unfinished_lines(earlier.framework, sheet, earlier.records).items()
            for column_id, record in line.items()
            if column_id in shown_as or column_id not in spec["asked_again"]
        }
        keys = Keys(sheet.rows_spec["key"])
        of_lines = (r.indicator for _, r in earlier.records if r.column in sheet.column_ids)
        used = {keys.number_in(key) for key in of_lines}
        numbers = [number for number in used if number is not None]
        if numbers:
            carried[sheet.name, "", _FIRST_NEW] = float(max(numbers) + 1)
        return carried

    def can_have_taken_over(
        self,
        sheet: TableSheet,
        others: Iterable[ThemeGroup],
        key: str,
        column: Column,
        carried: Carried,
    ) -> bool:
        """Whether it is of an earlier line, and shows what is not asked, or how it stood.

        A line of another group can be there only where that has become a part of this one.
        """
        spec = sheet.rows_spec.get("carried_forward")
        if spec is None:
            return super().can_have_taken_over(sheet, others, key, column, carried)
        keys = Keys(sheet.rows_spec["key"])
        number = keys.number_in(key)
        if number is None or any(key == keys.of(other, number) for other in others):
            return False
        is_earlier = 1 <= number < _first_new_line(carried, sheet.name)
        asked_again = spec["asked_again"]
        is_said = column.is_entry and column.id not in asked_again
        return is_earlier and (is_said or column.carries in asked_again)

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


_Reported = TypeVar("_Reported", bound=Record)


def unfinished_lines(
    framework: Framework, sheet: TableSheet, records: Iterable[tuple[Round, _Reported]]
) -> dict[str, dict[str, _Reported]]:
    """Return the lines of a sheet that a theme group left unfinished, each by column id.

    They are those of its last round; of a group that reports no more and has become a part
    of it, those of that group's last. A line that is carried forward is recorded again in every
    round, but not how it stands where nobody said: that is what was said last.

    Args:
        framework: as it stands in the round that is asked for.
        sheet: the sheet that they stand on.
        records: what the theme group goes on from, oldest round first.
    """
    spec = sheet.rows_spec.get("carried_forward")
    if spec is None:
        return {}
    keys = Keys(sheet.rows_spec["key"])
    last: Round | None = None
    lines: dict[str, dict[Round, dict[str, _Reported]]] = {}
    for round_, record in records:
        last = round_
        if record.column in sheet.column_ids and keys.number_in(record.indicator) is not None:
            of_line = lines.setdefault(record.indicator, {})
            of_line.setdefault(round_, {})[record.column] = record
    unfinished = {}
    for key, of_line in lines.items():
        number = keys.number_in(key) or 0
        reports = any(key == keys.of(group, number) for group in framework)
        line = of_line.get(last if reports and last else [*of_line][-1], {})
        if _is_unfinished({name: record.content for name, record in line.items()}, spec):
            stood = {
                column_id: said[column_id]
                for said in of_line.values()
                for column_id in spec["asked_again"]
                if column_id in said
            }
            unfinished[key] = line | stood
    return unfinished


def _is_unfinished(cells: Mapping[str, float | str], spec: Mapping[str, Any]) -> bool:
    until = spec["until"]
    return bool(cells.get(spec["where"])) and cells.get(until["in"]) not in until["words"]


def _first_new_line(carried: Carried, sheet: str) -> int:
    """Return the number of a sheet's first new line."""
    number = carried.get((sheet, "", _FIRST_NEW))
    return int(number) if isinstance(number, float) and _is_number_of_line(number) else 1


def _is_number_of_line(value: float | str | None) -> bool:
    return isinstance(value, float) and value.is_integer() and 1 <= value <= _MOST_LINES
