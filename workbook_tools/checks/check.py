"""Checking one file: opened, identified, read, worked out; all its findings in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from workbook_tools.checks.cells import check_formulas, check_locked_cells
from workbook_tools.checks.entries import read_entries
from workbook_tools.checks.identity import identify, plan_of
from workbook_tools.checks.recording import records_of
from workbook_tools.checks.reporting import Reporter
from workbook_tools.checks.ruling import report_rules
from workbook_tools.checks.submitted import SubmittedTable, locate, looks_like
from workbook_tools.checks.working_out import work_out
from workbook_tools.form.templates import TableSheet, load_return_template
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework
from workbook_tools.ledger import Submission
from workbook_tools.plan.return_plan import CHECKS_SHEET, IDENTITY_SHEET, POINTS_SHEET, ReturnPlan
from workbook_tools.reports.marking.record import without_findings_sheet
from workbook_tools.returns.identity import Identity
from workbook_tools.rules.waivers import Waiver
from workbook_tools.values.findings import SEVERITIES, Finding
from workbook_tools.values.records import Record
from workbook_tools.workbooks import Sheet, Workbook, open_workbook


@dataclass(frozen=True, slots=True)
class CheckedReturn:
    """One file, checked."""

    workbook: Workbook
    identity: Identity
    findings: tuple[Finding, ...]
    """In the order of sheets, rows and columns."""
    records: tuple[Record, ...]
    """Every value understood, whether or not the return is accepted."""
    plan: ReturnPlan | None = None
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

    def submission(self, framework: Framework, received_at: datetime) -> Submission:
        """Return it as the ledger takes it, received at a moment with a time zone."""
        due = {round_.id: round_.due for round_ in framework.rounds}.get(self.identity.round)
        return Submission(
            file=self.workbook.path.name,
            content=self.workbook.content,
            sha256=self.workbook.sha256,
            received_at=received_at,
            framework=self.identity.framework,
            round=self.identity.round,
            theme_group=self.identity.theme_group,
            application=self.workbook.application,
            late=due is not None and received_at.date() > due,
            records=self.records,
            findings=self.findings,
        )


def check_file(
    path: Path, framework: Framework, expected_round: str = "", waivers: Sequence[Waiver] = ()
) -> CheckedReturn:
    """Check one return and change nothing in it.

    Args:
        path: the file as it came in: .xlsx, .xlsm, .ods or .xls.
        framework: the framework in force.
        expected_round: the round in hand; empty where any round of the framework will do.
        waivers: accepted findings.

    Raises:
        UnreadableFileError: the file cannot be read as a spreadsheet.
        NotAReturnError: it is a spreadsheet, but not a return.
    """
    # A marked copy that was corrected is checked as the return it is.
    workbook = without_findings_sheet(open_workbook(path, unread=_unread_sheets()))
    identity = identify(workbook)
    reporter = Reporter(path.name, identity.theme_group)
    plan = plan_of(identity, framework, expected_round, reporter)
    for remark in workbook.unseen:
        reporter.report("cannot-be-seen", found=remark)
    if plan is None:
        return CheckedReturn(workbook, identity, in_order(reporter.findings, workbook), ())
    return _check_tables(replace(plan, waivers=tuple(waivers)), workbook, identity, reporter)


def _check_tables(
    plan: ReturnPlan, workbook: Workbook, identity: Identity, reporter: Reporter
) -> CheckedReturn:
    located: dict[str, SubmittedTable] = {}
    entries: dict[str, dict[str, dict[str, Entry]]] = {}
    for name, sheet in _tables(plan, workbook, reporter).items():
        submitted = locate(plan, plan.table(name), sheet, reporter)
        if submitted is None:
            continue
        located[name] = submitted
        check_locked_cells(submitted, reporter)
        if _formulas_are_seen(sheet):
            check_formulas(plan, submitted, reporter)
        entries[name] = read_entries(plan, submitted, reporter)
    worked_out = work_out(plan, entries, plan.unsettled_instances)
    report_rules(located, entries, worked_out.messages, reporter)
    records: list[Record] = []
    for name, submitted in located.items():
        records += records_of(plan, submitted, entries[name], worked_out.results[name])
    findings = in_order(reporter.findings, workbook)
    return CheckedReturn(
        workbook,
        identity,
        findings,
        tuple(records),
        plan,
        located,
        entries,
        worked_out.results,
    )


def _unread_sheets() -> frozenset[str]:
    """The sheets from which nothing is taken; what they show is worked out again."""
    pages = load_return_template().sheets
    unread = frozenset(page.name for page in pages if not isinstance(page, TableSheet))
    return unread | {CHECKS_SHEET, POINTS_SHEET}


def _formulas_are_seen(sheet: Sheet) -> bool:
    """An .ods or .xls file is read for its values only; no formula shows anywhere in it."""
    return any(cell.formula is not None for cell in sheet.cells.values())


def _tables(plan: ReturnPlan, workbook: Workbook, reporter: Reporter) -> dict[str, Sheet]:
    """Return the sheet of each table by its declared name, reporting what is missing or added."""
    declared = {sheet.name for sheet in plan.template.sheets}
    declared |= {IDENTITY_SHEET, CHECKS_SHEET, POINTS_SHEET}
    strangers = [sheet for sheet in workbook.sheets if sheet.name not in declared]
    found: dict[str, Sheet] = {}
    for place, declared_sheet in enumerate(plan.template.sheets):
        name = declared_sheet.name
        sheet = workbook.sheet(name)
        if sheet is None and isinstance(declared_sheet, TableSheet):
            sheet = next((s for s in strangers if looks_like(plan.table(name), s)), None)
            if sheet is not None:
                strangers.remove(sheet)
                reporter.report("sheet-renamed", sheet=sheet.name, found=sheet.name, expected=name)
        if sheet is None and isinstance(declared_sheet, TableSheet):
            reporter.report("sheet-missing", sheet=name, expected=name)
        elif sheet is None:
            _report_page(name, place, workbook, strangers, reporter)
        elif isinstance(declared_sheet, TableSheet):
            found[name] = sheet
    for sheet in strangers:
        reporter.report("sheet-added", sheet=sheet.name, found=sheet.name)
    return found


def _report_page(
    name: str, place: int, workbook: Workbook, strangers: list[Sheet], reporter: Reporter
) -> None:
    """Report a page that is gone; one of another name in its place is the same page renamed."""
    there = workbook.sheets[place] if place < len(workbook.sheets) else None
    if there in strangers:
        strangers.remove(there)
        reporter.report("page-renamed", sheet=there.name, found=there.name, expected=name)
    else:
        reporter.report("page-missing", sheet=name, expected=name)


def in_order(findings: Iterable[Finding], workbook: Workbook) -> tuple[Finding, ...]:
    """Order findings as someone works through them: by sheet, row and column, worst first."""
    places: Mapping[str, int] = {sheet.name: n for n, sheet in enumerate(workbook.sheets)}

    def order(finding: Finding) -> tuple[int, int, int, int]:
        row, column = _place(finding.cell)
        return places.get(finding.sheet, -1), row, column, SEVERITIES.index(finding.severity)

    return tuple(sorted(findings, key=order))


def _place(cell: str) -> tuple[int, int]:
    from workbook_tools.workbooks.address import parse_address

    return parse_address(cell) if cell else (0, 0)
