"""``laa consolidate``: the LAA spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands.here import along, working_folder
from workbook_tools.commands.options import replace_option, round_option
from workbook_tools.problems import LaaError


@click.command("consolidate")
@round_option()
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write, such as laa-spreadsheet.xlsx; with --pack, a folder.",
)
@click.option(
    "--pack",
    metavar="NAME",
    help="Write a pack for a review instead: half-year, for Government Office.",
)
@click.option(
    "--public",
    "is_public",
    is_flag=True,
    help="Write the copy for the public: small counts of people suppressed, names left out.",
)
@replace_option()
def command(
    round_id: str | None, path: Path, pack: str | None, *, is_public: bool, replace: bool
) -> None:
    """Write the LAA spreadsheet of a round from the ledger of the current folder.

    The ledger remembers each as an issue; “laa status” says when the last one is out of
    date, “laa diff OLD.xlsx NEW.xlsx” what differs between two. A public copy is no issue.
    """
    from workbook_tools.folder.publishing import write_pack, write_public_copy, write_spreadsheet

    current = working_folder()
    terms = current.terms(round_id or "")
    if pack is not None:
        if is_public:
            raise LaaError("A pack is no public copy; leave out --pack or --public.")
        for written_to in write_pack(current, terms, pack, path, replace=replace):
            click.echo(f"{written_to}")
        return
    write = write_public_copy if is_public else write_spreadsheet
    written = write(current, terms, path, along("Sheets"), replace=replace)
    issue = ""
    if written.issue is not None:
        issue = f"; issue {written.issue.number}{'' if written.is_new else ', as before'}"
    all_returns = len(terms.returning)
    click.echo(f"{path}: {written.returned} of {all_returns} returns{issue}")
    if written.problem:
        click.echo(
            f"laa: {path} is written, but the ledger does not remember it: {written.problem}",
            err=True,
        )
