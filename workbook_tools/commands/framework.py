"""``laa framework``: the framework as a workbook to edit, and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workbook_tools.commands.here import here, named
from workbook_tools.commands.options import replace_option
from workbook_tools.commands.usage import CommandGroup

WRONG = 1
"""Exit status where something in the workbook must be put right first."""


@click.group("framework", cls=CommandGroup)
def command() -> None:
    """Write the framework as a workbook to edit, and apply what was edited."""


@command.command("export")
@click.option(
    "--out",
    "path",
    metavar="FILE.xlsx",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write.",
)
@replace_option()
def export(path: Path, replace: bool) -> None:
    """Write theme groups, contacts, indicators, targets, rounds and calendar as a workbook."""
    from workbook_tools.upkeep.layout import layout_of

    current = here()
    current.export_framework(path, replace=replace)
    click.echo(
        f"{path} is ready. Change what is to be changed, say on its sheet "
        f"{layout_of(current.form).changes['name']} who agreed it, save it, then:"
    )
    click.echo(f"  laa framework apply {path} --dry-run    shows what would change")


@command.command("apply")
@click.argument("path", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--by", metavar="NAME", default="", help="Who enters it, for the log; else you.")
def apply_workbook(path: Path, dry_run: bool, by: str) -> None:
    """Apply an edited workbook to the framework of the current folder: all of it, or nothing.

    Every change is told in words, with the round it holds from and who agreed it.

    Exit status: 0 applied, or nothing to apply; 1 something in the workbook must be put
    right first; 2 it is no workbook of this framework as it stands.
    """
    from workbook_tools.upkeep import NotApplicableError

    folder = here()
    try:
        planned = folder.plan_framework(path, by=by)
    except NotApplicableError as error:
        for mistake in error.mistakes:
            click.echo(f"{path}: {mistake}")
        things = "1 thing" if len(error.mistakes) == 1 else f"{len(error.mistakes)} things"
        click.echo(f"Nothing has been changed; put {things} right first.")
        sys.exit(WRONG)
    for line in planned.lines:
        click.echo(line)
    if not planned.lines:
        click.echo(f"{path} changes nothing.")
    elif dry_run:
        click.echo("Nothing has been changed yet; run it again without --dry-run to apply it.")
    else:
        told = folder.apply_framework(planned)
        click.echo(f"Applied to {named(planned.files.place)}.")
        for line in told:
            click.echo(line)
