"""The entries of a register of the framework, and lines for new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbook_tools.form.columns import Column
from workbook_tools.form.sheets import TableSheet
from workbook_tools.framework import Round
from workbook_tools.framework.registers import Entry
from workbook_tools.plan.framework_cells import Known
from workbook_tools.plan.rows.base import Carried, Issue, Keys, Row, heading_text
from workbook_tools.plan.rows.lines import Lines
from workbook_tools.values.records import Record


class Entries(Lines):
    """A row for each entry of the register ``of`` that a return is asked about.

    They stand under headings for what they belong to. One that ended in an earlier round is asked
    about no more: ``ended_in`` is the column that shows how it stood. Under them stand the lines
    for new ones, which are carried forward as other lines are. What is ``asked_again`` of an entry
    is shown as it was said last, in whatever round.
    """

    name = "entries"

    def rows(self, issue: Issue) -> Iterator[Row]:
        """Yield headings and entries, then lines; none where no entry is asked about."""
        spec = issue.sheet.rows_spec
        asked = asked_entries(issue)
        if not asked and not _lines_before(issue):
            return
        before, number = "", 0
        for entry in asked:
            if entry.under != before:
                before, number = entry.under, number + 1
                yield _heading(issue, number, entry.under)
            yield _row(spec, entry)
        role_in = {spec["role_in"]: Known(spec["role"])}
        for line in super().rows(issue):
            yield replace(line, facts={**line.facts, **role_in})

    def take_over(
        self,
        sheet: TableSheet,
        columns: Mapping[str, Column],
        earlier: Iterable[tuple[Round, Record]],
    ) -> Carried:
        """Return what unfinished lines take over, and what was said last of each entry."""
        records = [(round_, each) for round_, each in earlier if each.sheet == sheet.name]
        keys = Keys(sheet.rows_spec["key"])
        shown_as = self.shown_as(sheet, columns)
        said = {
            (sheet.name, each.indicator, shown_as[each.column]): each.content
            for _, each in records
            if each.column in shown_as and keys.number_in(each.indicator) is None
        }
        return {**super().take_over(sheet, columns, records), **said}

    def can_have_taken_over(
        self,
        sheet: TableSheet,
        others: Collection[str],
        key: str,
        column: Column,
        carried: Carried,
    ) -> bool:
        """Whether it is how an entry stood, or of an earlier line."""
        if Keys(sheet.rows_spec["key"]).number_in(key) is None:
            return bool(key) and column.carries in sheet.rows_spec["carried_forward"]["asked_again"]
        return super().can_have_taken_over(sheet, others, key, column, carried)


def asked_entries(issue: Issue) -> tuple[Entry, ...]:
    """Return the entries that a return is asked about: its own, as far as they have not ended."""
    spec, framework = issue.sheet.rows_spec, issue.framework
    if not framework.asks_for(spec["of"], issue.round.year):
        return ()
    ended = spec["carried_forward"]["until"]["words"]
    return tuple(
        entry
        for entry in framework.register(spec["of"], issue.round)
        if entry.reported_by == issue.group.id
        and not entry.part_of
        and issue.carried.get((issue.sheet.name, entry.id, spec["ended_in"])) not in ended
    )


def _lines_before(issue: Issue) -> bool:
    """Whether lines of an earlier round are carried forward."""
    keys = Keys(issue.sheet.rows_spec["key"])
    return any(
        of == issue.sheet.name and keys.number_in(key) is not None for of, key, _ in issue.carried
    )


def _heading(issue: Issue, number: int, text: str) -> Row:
    spec = issue.sheet.rows_spec["heading"]
    facts = {spec["in"]: heading_text(text, spec["longest"])}
    key = Keys(spec["key"]).of(issue.group, number)
    return Row(key, spec["role"], facts=facts, is_heading=True, runs_on=True)


def _row(spec: Mapping[str, Any], entry: Entry) -> Row:
    said = {"text": entry.text, "part": entry.part, "known": entry.known}
    columns, role = spec["entry"]["columns"], spec["entry"]["role"]
    facts = {
        columns[name]: Known(text, note=entry.reason if name == "text" else "")
        for name, text in said.items()
        if name in columns and text
    }
    facts[spec["role_in"]] = Known(role)
    return Row(entry.id, role, facts=facts, is_carried=True)
