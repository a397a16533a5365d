"""``laa diff``: what differs between two returns, two folders or two rounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import here
from workbook_tools.commands.options import group_option, replace_option
from workbook_tools.folder import Folder
from workbook_tools.problems import LaaError
from workbook_tools.values.days import long_date

if TYPE_CHECKING:
    from workbook_tools.workbooks import Workbook


@click.command("diff")
@click.argument("old", metavar="OLD", shell_complete=completing.rounds_or_files)
@click.argument("new", metavar="NEW", shell_complete=completing.rounds_or_files)
@group_option("Keep to this theme group; repeatable.")
@click.option(
    "--out",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the differences as a workbook too, such as differences.xlsx.",
)
@replace_option()
def command(old: str, new: str, groups: tuple[str, ...], path: Path | None, replace: bool) -> None:
    """Show what differs between OLD and NEW, value by value.

    Each is a return, a folder of returns, the id of a round in the ledger of the current
    folder (2006-07), or one theme group of it (2006-07/health). Of two LAA spreadsheets the
    cells that differ are named.

    Files of a folder that are no returns are named and left out.

    Exit status: 0 compared, whether or not anything differs; 2 a file that cannot be
    read as a return.
    """
    from workbook_tools.folder.comparing import compared, find_side
    from workbook_tools.reports.differences.words import lines, summary

    current = here()
    if _show_issues(current, old, new, groups, path, replace):
        return
    strangers: list[LaaError] = []
    sides = [find_side(current, asked, groups, strangers.append) for asked in (old, new)]
    for stranger in strangers:
        click.echo(f"laa: {stranger}", err=True)
    terms, comparison = compared(current, *sides)
    form, framework = terms.form, terms.framework
    if path is not None:
        from workbook_tools.files import write_workbook
        from workbook_tools.reports.differences.book import differences_bytes

        write_workbook(path, differences_bytes(form, framework, comparison), replace=replace)
    for line, is_heading in lines(form, framework, comparison):
        click.secho(line, bold=is_heading)
    click.echo(summary(form, comparison))
    if strangers:
        click.get_current_context().exit(2)


def _show_issues(
    current: Folder, old: str, new: str, groups: tuple[str, ...], path: Path | None, replace: bool
) -> bool:
    """Show what differs between two LAA spreadsheets; return whether they are that."""
    if not (Path(old).is_file() and Path(new).is_file()):
        return False
    from workbook_tools.consolidated.issues import compare_issues, open_issue

    form = current.form
    before, after = (open_issue(Path(each), form) for each in (old, new))
    if before is None and after is None:
        return False
    if before is None or after is None:
        one, other = (old, new) if after is None else (new, old)
        raise LaaError(
            f"{one} is an LAA spreadsheet and {other} is none; name two LAA spreadsheets, or two "
            "returns."
        )
    if groups:
        raise LaaError("Two LAA spreadsheets are compared whole; leave out --group.")
    from workbook_tools.consolidated.issues_told import issues_bytes, lines, summary

    comparison = compare_issues(form, before, after)
    if path is not None:
        from workbook_tools.files import write_workbook

        ends = current.terms().round.ends
        write_workbook(path, issues_bytes(form, comparison, ends), replace=replace)
    click.echo(" → ".join(_issue_named(current, each) for each in (before, after)))
    for line, is_heading in lines(comparison):
        click.secho(line, bold=is_heading)
    click.echo(summary(comparison))
    return True


def _issue_named(current: Folder, workbook: Workbook) -> str:
    """Return the name of an LAA spreadsheet, and which issue it is where the ledger knows it."""
    name = workbook.path.name
    if not current.settings.has_ledger:
        return name
    try:
        with current.ledger() as ledger:
            issue = ledger.publication(workbook.sha256)
    except LaaError:
        return name  # Two files are compared without the ledger, too.
    if issue is None:
        return name
    return f"{name} (issue {issue.number} of {issue.round}, {long_date(issue.at.date())})"
