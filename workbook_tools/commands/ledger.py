"""``laa ledger``: the ledger proved against the files it holds, and a file got back from it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands.here import named, working_folder
from workbook_tools.commands.usage import CommandGroup
from workbook_tools.reports.differences.words import counted

if TYPE_CHECKING:
    from workbook_tools.folder.redacting import Found

ALTERED = 1
"""Exit status where something in the ledger does not follow."""

NOWHERE = 1
"""Exit status where a name stands nowhere in the ledger."""

_MOST_TOLD = 40
"""So many texts are told one by one."""


@click.group("ledger", cls=CommandGroup)
def command() -> None:
    """Prove the ledger, copy it, put a copy back, get back a file, take a name out."""


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
    what = "Everything that can be compared" if proof.beyond else "Everything"
    click.echo(
        f"{what} follows: {proof.head.number} entries, {proof.files} files read again, "
        f"{proof.compared} receipts and spreadsheets compared."
    )
    for redaction, places in proof.redactions:
        click.echo(
            f"Entry {redaction.id} took {counted(redaction.texts, 'text')} and "
            f"{counted(redaction.files, 'file')} out: {redaction}."
        )
        for place in places[:_MOST_TOLD]:
            click.echo(f"  entry {place.entry}, {place.part}: “{place.excerpt}”")
    for path in proof.beyond:
        click.echo(
            f"{path} could not be compared: its seal may be one of those of version 4, which went "
            "with what was redacted."
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


@command.command("redact")
@click.argument("spellings", metavar="NAME...", nargs=-1, required=True)
@click.option("--why", metavar="TEXT", default="", help="The reason, without the name; it is kept.")
@click.option(
    "--for-good",
    is_flag=True,
    help="Take the name out; without this it is only shown where it stands.",
)
def redact(spellings: tuple[str, ...], why: str, for_good: bool) -> None:
    """Show where a person's NAME stands in the ledger; with --for-good, take it out.

    Give every spelling: "Mary Brown" "Brown, Mary". “[redacted]” stands in its place then, the
    files that have it are kept no more, and an entry says so. Figures and all other words stay,
    and every seal still follows. It cannot be undone.

    Exit status: 0 it was shown or taken out; 1 it stands nowhere in the ledger; 2 it cannot be
    taken out.
    """
    from workbook_tools.folder.redacting import look_for
    from workbook_tools.folder.redacting import redact as redact_names
    from workbook_tools.values.names import Names

    folder, names = working_folder(), Names(spellings)
    found, entry = redact_names(folder, names, why) if for_good else (look_for(folder, names), 0)
    for line in _told(found, entry):
        click.echo(line)
    if not found.is_in_ledger:
        sys.exit(NOWHERE)


def _told(found: Found, entry: int) -> Iterator[str]:
    """Say where a name stands, and what became of it."""
    texts, files = counted(len(found.texts), "text"), counted(len(found.files), "file")
    if not found.is_in_ledger:
        yield "The name stands nowhere in what can be redacted; try how it is spelled there."
    else:
        yield f"The name {'stood' if entry else 'stands'} in {texts} and {files} of the ledger."
        yield from (f"  {line}" for line in found.told[:_MOST_TOLD])
        if len(found.told) > _MOST_TOLD:
            yield f"  and {len(found.told) - _MOST_TOLD:,} more"
        yield from (f"  the file {file}" for file in found.files.values())
    if entry:
        gone = " The files are kept no more;" if found.files else ""
        yield (
            f"It was taken out: entry {entry} says so.{gone or ' All'} figures and "
            f"{'all ' if gone else ''}other words are as they were."
        )
    elif found.is_in_ledger:
        yield (
            "Nothing has been changed yet. With --for-good and --why it is taken out of the texts, "
            "and the files are kept no more; that cannot be undone."
        )
    if found.kept or found.beside:
        yield "It stands here, or may, and is left there for you to deal with:"
        yield from (f"  {line}" for line in found.kept)
        yield from (f"  {named(path)}" for path in found.beside)
    yield from found.unread
