"""``laa withdraw``: a submission does not count any more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from workbook_tools.commands import UNUSABLE
from workbook_tools.commands.here import named, working_folder

if TYPE_CHECKING:
    from workbook_tools.folder.deciding import Decided


@click.command("withdraw")
@click.argument("submission", metavar="ID")
@click.option("--why", required=True, help="Why; it is kept, and told to the theme group.")
def command(submission: str, why: str) -> None:
    """Withdraw the submission ID, so that it does not count any more.

    ID is that of its receipt (health-2006-07-2), or the beginning of it; of a file in error, that
    which “laa status” or “laa ingest” tells. If it counted, nothing counts for its theme group
    until a submission is reinstated or a new one comes in. One in error is told no more. The file
    stays in the ledger. In a closed round nothing is withdrawn.
    """
    tell(working_folder().withdraw(submission, why))


def tell(decided: Decided) -> None:
    """Say what was decided, what counts now, and where the note for the theme group is."""
    file, kind = decided.file, decided.decision.kind
    click.echo(f"{decided.id} ({file.file}) is {kind}: {decided.decision.why}")
    if file.status == "in error":
        click.echo("It never counted; it stays in the ledger, and is told no more.")
    elif not decided.counts:
        click.echo(
            f"No return of {file.theme_group} counts in {file.round} now: reinstate one, or have a "
            "new one sent."
        )
    elif file.status == "accepted":
        more = f"; {decided.counted} does not any more" if decided.counted else ""
        click.echo(f"It counts now{more}.")
    else:
        click.echo(f"{decided.counts} counts, as before.")
    if decided.note is not None:
        click.echo(f"A note for the theme group is in {named(decided.note)}.")
    if decided.problem:
        click.echo(f"laa: it is {kind}, but no note is written: {decided.problem}", err=True)
        sys.exit(UNUSABLE)
