"""``laa ledger``: the ledger proved against the files it holds, and a file got back from it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workbook_tools.commands.here import working_folder
from workbook_tools.commands.usage import CommandGroup

ALTERED = 1
"""Exit status where something in the ledger does not follow."""


@click.group("ledger", cls=CommandGroup)
def command() -> None:
    """Prove the ledger, copy it, put a copy back, get back a file as it was received."""


@command.command("verify")
@click.argument(
    "others",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
def verify(others: tuple[Path, ...]) -> None:
    """Read every file in the ledger again, and tell the first thing that does not follow.

    Every entry carries a seal over itself and the one before. FILE is a receipt or an LAA
    spreadsheet that is kept elsewhere: its seal tells a ledger that was rewritten from the
    start. The receipts of the folder are compared without being named.

    Exit status: 0 everything follows; 1 something does not; 2 the ledger cannot be read.
    """
    from workbook_tools.folder.proving import prove

    proof = prove(working_folder(), others)
    if proof.fault:
        click.echo(proof.fault)
        click.echo("Put back the latest copy you kept of the ledger, and find out who altered it.")
        sys.exit(ALTERED)
    if proof.head is None:
        click.echo("Nothing has been entered yet.")
        return
    click.echo(
        f"Everything follows: {proof.head.number} entries, {proof.files} files read again, "
        f"{proof.compared} receipts and spreadsheets compared."
    )
    click.echo(f"The last entry is {proof.head.number}, and its seal {proof.head.seal}.")


@command.command("original")
@click.argument("submission", metavar="ID")
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to write it; a file that is there is never written over.",
)
def original(submission: str, path: Path) -> None:
    """Write the file of the submission ID, byte for byte as it was received.

    ID is that of its receipt (health-2006-07-1), or the beginning of it.
    """
    from workbook_tools.folder.originals import write_original

    written = write_original(working_folder(), submission, path)
    click.echo(f"{path} is {written.file} as it was received (SHA-256 {written.sha256}).")


@command.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Write a copy of the ledger to FILE, whole, though others may be writing to it.

    A file that is there is never written over.
    """
    from workbook_tools.ledger.copies import copy_ledger, entries_in

    copy_ledger(working_folder().settings.ledger_path, path)
    click.echo(f"{path} is a copy of the ledger, with {entries_in(path):,} entries.")


@command.command("restore")
@click.argument(
    "path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def restore(path: Path) -> None:
    """Put the copy FILE in the place of the ledger; what stood there is kept beside it."""
    from workbook_tools.ledger.copies import entries_in, restore_ledger

    ledger = working_folder().settings.ledger_path
    kept = restore_ledger(ledger, path)
    click.echo(f"{ledger} is {path} again, with {entries_in(ledger):,} entries.")
    if kept is not None:
        more = entries_in(kept) - entries_in(ledger)
        lacking = f"; it has {more:,} entries more" if more > 0 else ""
        click.echo(f"What stood there is kept as {kept}{lacking}.")
