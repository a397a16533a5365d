"""``laa export``: everything recorded, tidy, for analysts."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands.here import working_folder
from workbook_tools.commands.options import replace_option, round_option


@click.command("export")
@round_option()
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write, such as values.csv: .csv, .xlsx or .parquet.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=click.Choice(["values", "funding"]),
    help="What to write: what the returns say, or what is known of money. An .xlsx has both.",
)
@replace_option()
def command(round_id: str | None, path: Path, tables: tuple[str, ...], replace: bool) -> None:
    """Write what is recorded of a round as a table, one row for each value.

    Each value stands with the theme group, the file and the cell that it came from. Amounts of
    money are exact.
    """
    from workbook_tools.folder.exporting import export

    current = working_folder()
    rows = export(current, current.terms(round_id or ""), path, tables, replace=replace)
    click.echo(f"{path}: {rows:,} {'row' if rows == 1 else 'rows'}")
