"""``laa national``: a round of many areas compared."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workbook_tools.commands.here import named, shown_along
from workbook_tools.commands.options import hands_options, replace_option
from workbook_tools.hands import Hands
from workbook_tools.reports.differences.words import counted

LEFT_OUT = 1
"""Exit status where an area could not be compared."""


@click.command("national")
@click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option(
    "--round",
    "round_id",
    metavar="ROUND",
    required=True,
    help="The round, such as 2006-07; areas that were not asked for it are left out.",
)
@click.option(
    "--out",
    "path",
    metavar="FILE.xlsx",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook to write.",
)
@click.option(
    "--data",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the tables, as Parquet files; else beside the workbook.",
)
@replace_option()
@hands_options
def command(
    folders: tuple[Path, ...],
    round_id: str,
    path: Path,
    data: Path | None,
    *,
    replace: bool,
    hands: Hands,
) -> None:
    """Compare the indicators of many areas: medians, quartiles, places, lights.

    Each FOLDER is the working folder of an area, or has some in it. What would not be in the
    public copy of an area's LAA spreadsheet is not here either. No folder of an area is changed;
    one that cannot be read, or means something else, is left out, and the workbook says why.

    Exit status: 0 all areas are compared; 1 some are left out; 2 none can be compared, or
    something cannot be written.
    """
    from workbook_tools.national import compare_areas, read_areas, working_folders

    tables = data or path.with_name(f"{path.stem}-data")
    paths = working_folders(folders)
    with shown_along(read_areas(paths, round_id, hands), len(paths), "Areas") as areas_read:
        compared = compare_areas(areas_read, path, tables, replace=replace)
    areas = counted(len(compared.areas), "area")
    click.echo(f"{named(path)}: {areas} compared; the tables are in {named(tables)}")
    for row in compared.left_out:
        click.echo(f"  left out: {row.area}: {row.why}")
    if compared.left_out:
        sys.exit(LEFT_OUT)
