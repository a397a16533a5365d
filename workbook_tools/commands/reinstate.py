"""``laa reinstate``: a submission counts again."""

from __future__ import annotations

import click

from workbook_tools.commands.here import working_folder
from workbook_tools.commands.withdraw import tell


@click.command("reinstate")
@click.argument("submission", metavar="ID")
@click.option("--why", required=True, help="Why; it is kept, and told to the theme group.")
def command(submission: str, why: str) -> None:
    """Have the submission ID count again, in the place of any other of its theme group.

    ID is that of its receipt (health-2006-07-1), or the beginning of it. It is one that was
    withdrawn, or that a later one took the place of. It counts until a new one comes in. In
    a closed round nothing is reinstated.
    """
    tell(working_folder().reinstate(submission, why))
