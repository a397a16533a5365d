"""Putting the answers of a return to the queries of their rows.

An answer stands in its own place, beside the check. Whether it is one, the form says: a
formula of the row, so that the return, the check and every report count alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.values.findings import Finding


def answered(
    findings: Iterable[Finding],
    tables: Mapping[str, SubmittedTable],
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]],
    results: Mapping[str, Mapping[str, Mapping[str, Value]]],
) -> Iterator[Finding]:
    """Yield findings, each query with the answer that stands in its row.

    Args:
        findings: what was found.
        tables: the tables that were found, by declared sheet name.
        entries: what was entered, by sheet name, row key and column id.
        results: what the formulas give, in the same way.
    """
    said = {
        (table.sheet.name, key): text
        for name, table in tables.items()
        for key, text in _answers(table, entries.get(name, {}), results.get(name, {}))
    }
    for each in findings:
        text = said.get((each.sheet, each.row_key), "") if each.severity == "query" else ""
        yield replace(each, answer=text) if text else each


def _answers(
    table: SubmittedTable,
    entries: Mapping[str, Mapping[str, Entry]],
    results: Mapping[str, Mapping[str, Value]],
) -> Iterator[tuple[str, str]]:
    """Yield the key of each row of a table that has an answer, with its words."""
    sheet = table.table.sheet
    for key, row in entries.items():
        entry = row.get(sheet.answer_in)
        if entry is None or not entry.text.strip():
            continue
        is_worked_out = sheet.answer_counts_in != sheet.answer_in
        if not is_worked_out or results.get(key, {}).get(sheet.answer_counts_in) not in ("", None):
            yield key, entry.text.strip()
