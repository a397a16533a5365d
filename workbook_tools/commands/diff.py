"""``laa diff``: what differs between two returns, two folders or two rounds."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import here


@click.command("diff")
@click.argument("old", metavar="OLD", shell_complete=completing.rounds_or_files)
@click.argument("new", metavar="NEW", shell_complete=completing.rounds_or_files)
@click.option(
    "--group",
    "groups",
    metavar="ID",
    multiple=True,
    shell_complete=completing.groups,
    help="Keep to this theme group; repeatable.",
)
@click.option(
    "--out",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the differences as a workbook too, such as differences.xlsx.",
)
def command(old: str, new: str, groups: tuple[str, ...], path: Path | None) -> None:
    """Show what differs between OLD and NEW, value by value.

    Each is a return, a folder of returns, the id of a round in the ledger of the current
    folder (2006-07), or one theme group of it (2006-07/health).

    Exit status: 0 compared, whether or not anything differs; 2 a file that cannot be
    read as a return.
    """
    from workbook_tools.folder.comparing import compared, find_side
    from workbook_tools.reports.differences.words import lines, summary

    current = here()
    sides = [find_side(current, asked, groups) for asked in (old, new)]
    terms, comparison = compared(current, *sides)
    form, framework = terms.form, terms.framework
    if path is not None:
        from workbook_tools.files import write_workbook
        from workbook_tools.reports.differences.book import differences_bytes

        write_workbook(path, differences_bytes(form, framework, comparison))
    for line, is_heading in lines(form, framework, comparison):
        click.secho(line, bold=is_heading)
    click.echo(summary(form, comparison))
