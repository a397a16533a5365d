"""Checking one file: all its findings in one pass, and every value in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from workbook_tools.checks.answers import answered
from workbook_tools.checks.claims import check_claims
from workbook_tools.checks.entries import check_entries, read_entries
from workbook_tools.checks.faults import Faults, capped, in_words
from workbook_tools.checks.hidden import check_hidden, check_merged, check_struck_out
from workbook_tools.checks.issued import check_identity, identify, issued_plan
from workbook_tools.checks.locating import SubmittedTable, locate_sheets, locate_tables
from workbook_tools.checks.locked_cells import check_formulas, check_locked_cells
from workbook_tools.checks.recording import records_of
from workbook_tools.checks.remarks import RemarksOn, check_remarks
from workbook_tools.checks.results import work_out
from workbook_tools.checks.rule_findings import rule_findings
from workbook_tools.checks.shape import (
    check_columns,
    check_rows,
    check_sheets,
    check_tables,
    check_unseen,
)
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework
from workbook_tools.plan.return_plan import CHECKS_SHEET, POINTS_SHEET
from workbook_tools.returns.identity import Identity
from workbook_tools.returns.marked_copy import without_findings_sheet
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.rules.waivers import Waiver, accepted_in, waived
from workbook_tools.values.findings import SEVERITIES, Finding
from workbook_tools.values.records import Record
from workbook_tools.workbooks import Source, Workbook, open_workbook
from workbook_tools.workbooks.address import parse_address

IssuedWith: TypeAlias = Callable[[Identity], tuple[Form, Framework] | None]
"""Finds what a return was issued with; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class CheckedReturn:
    """One file, checked."""

    workbook: Workbook
    identity: Identity
    findings: tuple[Finding, ...]
    """In the order of sheets, rows and columns."""
    records: tuple[Record, ...] = ()
    """Every value understood, whether or not the return is accepted."""
    plan: IssuedReturn | None = None
    """What it was issued by; None where that cannot be told."""
    tables: Mapping[str, SubmittedTable] = field(default_factory=dict, repr=False)
    entries: Mapping[str, Mapping[str, Mapping[str, Entry]]] = field(
        default_factory=dict, repr=False
    )
    """What was entered, by sheet name, row key and column id."""
    results: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(
        default_factory=dict, repr=False
    )
    """What its formulas give, worked out again; by sheet name, row key and column id."""

    @property
    def status(self) -> str:
        """``accepted``, or ``errors`` where a finding blocks it."""
        return "errors" if any(f.severity == "error" for f in self.findings) else "accepted"


def check_file(
    path: Path | Source,
    form: Form,
    framework: Framework,
    expected_round: str = "",
    waivers: Sequence[Waiver] = (),
    issued_with: IssuedWith | None = None,
) -> CheckedReturn:
    """Check one return and change nothing in it.

    Args:
        path: the file as it came in, or what was read of it: .xlsx, .xlsm, .ods or .xls.
        form: the form in force.
        framework: the framework in force.
        expected_round: the round in hand; empty where any round of the framework will do.
        waivers: accepted findings.
        issued_with: finds the form and the framework that a return was issued with, by what
            it says of itself; without it, or where it finds none, those in force are taken.

    Raises:
        UnreadableFileError: the file cannot be read as a spreadsheet.
        NotAReturnError: it is a spreadsheet, but not a return.
    """
    # A marked copy that was corrected is checked as the return it is.
    opened = open_workbook(path, unread=_UNREAD)
    workbook = without_findings_sheet(opened)
    identity = identify(workbook)
    names = [sheet.name for sheet in workbook.sheets]
    in_force = form
    form, framework = (issued_with and issued_with(identity)) or (form, framework)
    file, group, words = workbook.path.name, identity.theme_group, form.structure_rules
    faults = Faults()
    faults += check_identity(identity, form, framework, expected_round)
    faults += check_unseen(workbook)
    plan = issued_plan(identity, form, framework, waivers)
    if plan is None:
        findings = in_order(in_words(faults, words, file, group), names)
        return CheckedReturn(workbook, identity, findings)

    sheets = locate_sheets(plan, workbook)
    tables = locate_tables(plan, sheets)
    entries = {name: read_entries(plan, table) for name, table in tables.found.items()}
    worked_out = work_out(plan, entries)
    messages = worked_out.messages(plan.instances_where(worked_out.rows))
    results = worked_out.results

    faults += check_sheets(plan, sheets)
    faults += check_tables(plan, tables)
    is_own_form = identity.form_fingerprint == form.fingerprint
    for name, table in tables.found.items():
        faults += check_columns(table, is_own_form=is_own_form)
        faults += check_rows(table)
        faults += check_locked_cells(table)
        faults += check_formulas(plan, table, tables.found, worked_out.rows)
        faults += check_entries(table, entries[name])
        faults += check_hidden(table, entries[name])
        faults += check_merged(table)
        faults += check_struck_out(table, entries[name])
    is_known = is_own_form and identity.fingerprint == framework.fingerprint
    faults += check_remarks(RemarksOn(plan, sheets, tables, opened, in_force, is_known))
    faults += check_claims(plan, tables.found, entries, results)
    told = [
        *waived(
            in_words(faults, words, file, group),
            accepted_in(plan.waivers, plan.framework, plan.round.id),
        ),
        *rule_findings(tables.found, entries, messages, file, group),
    ]
    records = [
        record
        for name, table in tables.found.items()
        for record in records_of(plan, table, entries[name], results[name])
    ]
    found = answered(told, tables.found, entries, results)
    return CheckedReturn(
        workbook,
        identity,
        tuple(capped(in_order(found, names))),
        tuple(records),
        plan,
        tables.found,
        entries,
        results,
    )


def in_order(findings: Iterable[Finding], sheets: Iterable[str]) -> tuple[Finding, ...]:
    """Order findings as someone works through them: by sheet, row and column, worst first.

    ``sheets`` are the names of the sheets of the file, in order.
    """
    places = {name: place for place, name in enumerate(sheets)}

    def order(finding: Finding) -> tuple[int, int, int, int]:
        row, column = parse_address(finding.cell) if finding.cell else (0, 0)
        return places.get(finding.sheet, -1), row, column, SEVERITIES.index(finding.severity)

    return tuple(sorted(findings, key=order))


_UNREAD = frozenset([CHECKS_SHEET, POINTS_SHEET])
"""The sheets that are not opened: they are not for people, and are worked out again."""
