"""``laa consolidate``: the LAA spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import along, here


@click.command("consolidate")
@click.option(
    "--round",
    "round_id",
    metavar="ROUND",
    shell_complete=completing.rounds,
    help="The round, such as 2006-07.",
)
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write, such as laa-spreadsheet.xlsx.",
)
def command(round_id: str | None, path: Path) -> None:
    """Write the LAA spreadsheet of a round from the ledger of the current folder."""
    from workbook_tools.folder.publishing import write_spreadsheet

    current = here()
    terms = current.terms(round_id or "")
    returned = write_spreadsheet(current, terms, path, along("Sheets"))
    click.echo(f"{path}: {returned} of {len(terms.framework.theme_groups)} returns")
