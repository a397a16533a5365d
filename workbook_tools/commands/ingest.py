"""``laa ingest``: check returns and record them in the ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands import UNUSABLE, completing
from workbook_tools.commands.check import ERRORS_FOUND, in_words, print_finding
from workbook_tools.commands.here import Day, here, named, progress
from workbook_tools.files import spreadsheets_in
from workbook_tools.folder import Folder
from workbook_tools.problems import LaaError

NOT_COUNTED = 1
"""Exit status where a return is kept, and does not count."""

if TYPE_CHECKING:
    from workbook_tools.checks import CheckedReturn
    from workbook_tools.folder.receiving import Received


@click.command("ingest")
@click.argument(
    "sources", metavar="FILE|DIR…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--round",
    "round_id",
    metavar="ROUND",
    shell_complete=completing.rounds,
    help="The round they should be for.",
)
@click.option(
    "--received",
    metavar="DATE",
    type=Day(),
    help="The day they came in, if not today: 2007-02-20.",
)
@click.option(
    "--receipts",
    "receipts",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder for the receipts, if not the one of the settings.",
)
def command(
    sources: tuple[Path, ...],
    round_id: str | None,
    received: datetime | None,
    receipts: Path | None,
) -> None:
    """Check returns and record them in the ledger of the current folder.

    For each return that is accepted a receipt is written. A return with errors is
    recorded as received, but its values are not; correct it and send it again. The
    same file twice changes nothing; one in error is still in error. A return of another
    round than the one in hand is not recorded.

    Exit status: 0 all accepted; 1 errors found, or a return that came in after its round
    was closed; 2 a file that cannot be read as a return.
    """
    current = here()
    received_at = received_on(received) if received else datetime.now(UTC)
    expected = round_id or current.settings.round or ""
    checked, worst = _check(_files(sources), current, expected)
    for each in current.receive(checked, received_at=received_at, receipts=receipts):
        worst = max(worst, _tell(each))
    sys.exit(worst)


def _check(paths: list[Path], current: Folder, expected: str) -> tuple[list[CheckedReturn], int]:
    """Check files one by one and together; say which cannot be read, and the exit status."""
    from workbook_tools.checks import check_together

    checked, unusable = [], []
    with progress(paths, "Checking") as shown:
        for path in shown:
            try:
                checked.append(current.check(path, round=expected))
            except LaaError as error:
                unusable.append(error)
    for problem in unusable:
        click.echo(f"laa: {problem}", err=True)
    return check_together(checked), UNUSABLE if unusable else 0


def received_on(day: datetime) -> datetime:
    """Return the moment that stands for a day on which a file came in: noon."""
    return datetime.combine(day.date(), time(12), tzinfo=UTC)


def _tell(received: Received) -> int:
    """Say what became of one file; return the exit status it asks for."""
    path = received.checked.workbook.path
    if received.receipt is None:
        click.echo(f"{path}: not recorded")
        print_finding(next(each for each in received.findings if each.rule == "other-round"))
        return ERRORS_FOUND
    said = f"{path}: {_in_words(received)}"
    if received.in_error:
        if received.receipt.outcome == "already received":
            said += f", and still not accepted, {in_words(received.findings)}"
        click.echo(said)
        for finding in received.findings:
            if finding.severity == "error":
                print_finding(finding)
        return ERRORS_FOUND
    if received.after_closing:
        click.echo(said)
        return NOT_COUNTED
    if received.problem:
        click.echo(said)
        click.echo(f"laa: {path} is recorded, but {received.problem}", err=True)
        return UNUSABLE
    acknowledged = received.acknowledged
    click.echo(said + (f"; receipt {named(acknowledged)}" if acknowledged else ""))
    return 0


def _in_words(received: Received) -> str:
    receipt, findings = received.receipt, received.checked.findings
    assert receipt is not None
    if received.after_closing:
        round_id = received.checked.identity.round
        return (
            f"kept, but it came in after the round {round_id} was closed, {in_words(findings)}; it "
            "counts once the round is reopened"
        )
    if receipt.outcome == "already received":
        return "received before; nothing changed"
    if receipt.outcome == "in error":
        return f"not accepted, {in_words(findings)}"
    said = f"accepted, {receipt.values} values, {in_words(findings)}"
    if receipt.superseded_by:
        said += f"; {receipt.superseded_by} came in later and counts instead"
    elif receipt.supersedes:
        said += f"; takes the place of {receipt.supersedes}, {len(receipt.changed)} values differ"
    return said


def _files(sources: Iterable[Path]) -> list[Path]:
    """Return the files named, and the spreadsheets in the folders named, by name."""
    files = []
    for source in sources:
        if not source.is_dir():
            files.append(source)
            continue
        inside = spreadsheets_in(source)
        if not inside:
            click.echo(f"{source}: no spreadsheets in this folder", err=True)
        files += inside
    return files
