"""``laa init``: a working folder to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework import load_framework
from workbook_tools.problems import LaaError

_INBOX = "inbox"
_FRAMEWORK = "framework"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a working folder: settings, a copy of the framework, an empty inbox."""
    from workbook_tools.files import write_whole
    from workbook_tools.folder.settings import FILE_NAME, new_folder_text

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LaaError(f"{folder} is there already and is not an empty folder; choose another.")
    framework = load_framework(DEFAULT_FRAMEWORK)
    try:
        (folder / _INBOX).mkdir(parents=True)
        shutil.copytree(FRAMEWORKS / DEFAULT_FRAMEWORK, folder / _FRAMEWORK)
    except OSError as error:
        raise LaaError(
            f"{folder} cannot be made ({error.strerror}); choose another place."
        ) from error
    settings = new_folder_text(_FRAMEWORK, framework.rounds[0].id)
    write_whole(folder / FILE_NAME, settings.encode("utf-8"))
    click.echo(f"{folder} is ready. Put your name in {folder / FILE_NAME}, then, in that folder:")
    click.echo("  laa generate --out returns    writes the returns to send out")
    click.echo(f"  laa ingest {_INBOX}               records the ones that came back")
    click.echo("  laa status                    shows who is outstanding")
    click.echo("  laa consolidate --out laa-spreadsheet.xlsx")
