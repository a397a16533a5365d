"""``laa init``: a working folder to start from, or an older one brought up to date."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a working folder: settings, framework, form and rules, an empty inbox.

    A folder that an earlier version of the toolkit made is brought up to date; what was
    done is said, and nothing that was changed in it by hand is touched.
    """
    from workbook_tools.folder.making import INBOX, make_folder, upgrade_folder
    from workbook_tools.folder.settings import FILE_NAME

    if (folder / FILE_NAME).exists():
        done = False
        for what in upgrade_folder(folder):
            click.echo(f"{folder}: {what}.")
            done = True
        if not done:
            click.echo(f"{folder} is a working folder of this version; nothing was changed.")
        return
    make_folder(folder)
    click.echo(f"{folder} is ready. Put your name in {folder / FILE_NAME}, then, in that folder:")
    click.echo("  laa round list                shows the rounds that are planned")
    click.echo("  laa generate --out returns    writes the returns to send out")
    click.echo(f"  laa ingest {INBOX}               records the ones that came back")
    click.echo("  laa status                    shows who is outstanding")
    click.echo("  laa consolidate --out laa-spreadsheet.xlsx")
