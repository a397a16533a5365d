"""``laa consolidate``: the LAA spreadsheet from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.folder.working_folder import working_folder
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger import Ledger


@click.command("consolidate")
@click.option("--round", "round_id", metavar="ROUND", help="The round, such as 2006-07.")
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
    here = working_folder()
    round_ = here.round(round_id)
    with Ledger.open(here.settings.ledger_path, create=False, read_only=True) as ledger:
        returned = write_spreadsheet(here.framework, round_, ledger, path)
    groups = len(here.framework.theme_groups)
    click.echo(f"{path}: {returned} of {groups} returns")


def write_spreadsheet(framework: Framework, round_: Round, ledger: Ledger, path: Path) -> int:
    """Write the LAA spreadsheet of a round; return how many theme groups' returns are in it."""
    from workbook_tools.consolidated import Book, spreadsheet_bytes
    from workbook_tools.files import write_workbook

    received = ledger.current(framework.id, round_.id)
    book = Book(framework, round_, ledger.records(framework.id, round_.id), received)
    write_workbook(path, spreadsheet_bytes(book))
    return len(received)
