"""What the rules said of a return, as findings at the cells of the file received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from workbook_tools.form.types import Entry
from workbook_tools.rules.placed import Instance, broken
from workbook_tools.values.findings import Finding


class Located(Protocol):
    """A table of a return, as far as a finding has to say where it is."""

    @property
    def sheet_name(self) -> str:
        """The name that its sheet has now."""

    @property
    def rows(self) -> Mapping[str, int]:
        """Present row number of each row found, by key."""

    def seen(self, key: str, column_id: str) -> tuple[str, str] | None:
        """Return the address of a cell and what it shows; None where it is missing."""


def rule_findings(
    tables: Mapping[str, Located],
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
    messages: Iterable[tuple[Instance, str]],
    file: str,
    theme_group: str,
) -> Iterator[Finding]:
    """Yield a finding for every message of a rule about a row that is there.

    A rule has nothing to say of a cell that could not be read: that is one cause, and has
    its own finding. A rule that cannot be worked out is a query that names it.

    Args:
        tables: the tables that were found, by sheet name.
        entries: what was entered, by sheet name, row key and column id.
        messages: the rules that found something, with their words.
        file: name of the file.
        theme_group: id of the theme group that it is from.
    """
    unread = _unread_cells(entries)
    for instance, message in messages:
        submitted = tables.get(instance.table.name)
        if submitted is None or instance.row.id not in submitted.rows:
            continue
        columns = {(instance.table.name, instance.row.id, name) for name in instance.entries_named}
        if columns & unread:
            continue
        rule = instance.rule
        field = instance.table.column(rule.field).id
        place, shown = submitted.seen(instance.row.id, field) or ("", "")
        yield Finding(
            rule=rule.id,
            severity="query" if message == broken(rule) else instance.severity,
            file=file,
            theme_group=theme_group,
            sheet=submitted.sheet_name,
            cell=place,
            row_key=instance.row.id,
            field=field,
            message=message,
            found=shown,
            expected="",
            fix=rule.fix,
        )


def _unread_cells(
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
) -> set[tuple[str, str, str]]:
    """Return the cells that could not be read, by sheet name, row key and column id."""
    return {
        (sheet, key, column)
        for sheet, rows in entries.items()
        for key, cells in rows.items()
        for column, entry in cells.items()
        if entry.value is None and entry.text
    }
