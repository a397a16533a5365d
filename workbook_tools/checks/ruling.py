"""Reporting what the rules say, at the cells of the file received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbook_tools.checks.reporting import Reporter
from workbook_tools.checks.submitted import SubmittedTable, text_of
from workbook_tools.form.types import Entry
from workbook_tools.rules.placed import Instance, broken
from workbook_tools.values.findings import Finding


def report_rules(
    located: Mapping[str, SubmittedTable],
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
    messages: Iterable[tuple[Instance, str]],
    reporter: Reporter,
) -> None:
    """Report every rule that found something in a table that is there.

    A rule is not reported on a cell that could not be read: that is one cause, and has
    its own finding. A rule that cannot be worked out is a query that names it.
    """
    unread = _unread_cells(entries)
    for instance, message in messages:
        submitted = located.get(instance.table.name)
        if submitted is None or instance.row.id not in submitted.rows:
            continue
        columns = {(instance.table.name, instance.row.id, name) for name in instance.entries_named}
        if columns & unread:
            continue
        reporter.findings.append(_finding(instance, message, submitted, reporter))


def _unread_cells(
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
) -> set[tuple[str, str, str]]:
    return {
        (sheet, key, column)
        for sheet, rows in entries.items()
        for key, cells in rows.items()
        for column, entry in cells.items()
        if entry.value is None and entry.text
    }


def _finding(
    instance: Instance, message: str, submitted: SubmittedTable, reporter: Reporter
) -> Finding:
    rule = instance.rule
    field = instance.table.column(rule.field).id
    cell = submitted.cell(instance.row.id, field)
    return Finding(
        rule=rule.id,
        severity="query" if message == broken(rule) else instance.severity,
        file=reporter.file,
        theme_group=reporter.theme_group,
        sheet=submitted.sheet.name,
        cell=cell.address if cell else "",
        row_key=instance.row.id,
        field=field,
        message=message,
        found=text_of(cell) if cell else "",
        expected="",
        fix=rule.fix,
    )
