"""``laa trace``: where a figure of the LAA spreadsheet comes from."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands.here import here
from workbook_tools.commands.options import round_option


@click.command("trace")
@click.argument("address", metavar="ADDRESS")
@round_option()
@click.option(
    "--in",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The LAA spreadsheet to look in; without it, the one that “laa consolidate” would write.",
)
def command(address: str, round_id: str | None, path: Path | None) -> None:
    """Tell where the cell ADDRESS of the LAA spreadsheet comes from, to the cell of a file.

    ADDRESS names sheet and cell, such as "Simple View!Q57".
    """
    from workbook_tools.folder.tracing import traced

    for step in traced(here(), address, path, round_id or ""):
        click.echo("  " * step.depth + step.text)
