"""The funding in a return: what its own rules say of it, and of finance's sign-off."""

from __future__ import annotations

from workbook_tools.folder.folder import Folder
from workbook_tools.folder.receiving import check_return
from workbook_tools.funding.checking import CheckedTables, NoTableError
from workbook_tools.plan.return_plan import IDENTITY_SHEET
from workbook_tools.plan.rows.signers import signers_of
from workbook_tools.plan.rows.streams import Streams
from workbook_tools.workbooks import Workbook


def is_return(workbook: Workbook) -> bool:
    """Whether a workbook says that it is a return."""
    return workbook.sheet(IDENTITY_SHEET) is not None


def funding_of_return(folder: Folder, workbook: Workbook) -> CheckedTables:
    """Return what the check of a return finds about funding: no other rules apply to it.

    Raises:
        NoTableError: the return has no sheet for funding.
        LaaError: the return cannot be checked.
    """
    checked = check_return(folder, workbook.path)
    group, round_ = checked.identity.theme_group, checked.identity.round
    if checked.plan is None:
        return CheckedTables(workbook, (), checked.findings, (f"It is a return of {group}.",))
    tables = checked.plan.tables
    sheets = [table.name for table in tables if table.sheet.rows == Streams.name]
    if not sheets:
        raise NoTableError(
            f"{workbook.path} is the return of {group}, which reports on no streams; name one that "
            "has a sheet for funding."
        )
    signers = {
        (table.name, title)
        for table in tables
        for title, sheet in signers_of(table.sheet)
        if sheet in sheets
    }
    findings = tuple(
        each
        for each in checked.findings
        if each.sheet in ("", *sheets) or (each.sheet, each.row_key) in signers
    )
    understood = (
        f"It is the return of {group} for {round_}: its sheet {', '.join(sheets)} was checked by "
        "the rules that stand in it, and so was finance's sign-off.",
    )
    return CheckedTables(workbook, (), findings, understood)
