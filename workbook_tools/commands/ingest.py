"""``laa ingest``: check returns and record them in the ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands import UNUSABLE
from workbook_tools.commands.check import (
    ERRORS_FOUND,
    checked_file,
    in_words,
    print_finding,
)
from workbook_tools.files import spreadsheets_in
from workbook_tools.folder.working_folder import WorkingFolder, working_folder
from workbook_tools.ledger import Ledger, Receipt, Submission
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from workbook_tools.checks import CheckedReturn


@click.command("ingest")
@click.argument(
    "sources", metavar="FILE|DIR…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--round", "round_id", metavar="ROUND", help="The round they should be for.")
@click.option(
    "--received",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
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

    Exit status: 0 all accepted; 1 errors found; 2 a file that cannot be read as a return.
    """
    here = working_folder()
    received_at = received_on(received) if received else datetime.now(UTC)
    folder = receipts or here.settings.receipts_path
    checked, worst = _check(_files(sources), here, here.expected_round(round_id))
    with Ledger.open(here.settings.ledger_path) as ledger:
        for each in checked:
            worst = max(worst, _record(each, here, ledger, received_at, folder))
    sys.exit(worst)


def _check(
    paths: list[Path], here: WorkingFolder, expected: str
) -> tuple[list[CheckedReturn], int]:
    """Check files one by one and together; say which cannot be read, and the exit status."""
    from workbook_tools.checks import check_together

    waivers = here.waivers()
    checked, worst = [], 0
    for path in paths:
        try:
            checked.append(checked_file(path, here.framework, expected, waivers))
        except LaaError as error:
            click.echo(f"laa: {error}", err=True)
            worst = UNUSABLE
    return check_together(checked), worst


def received_on(day: datetime) -> datetime:
    """Return the moment that stands for a day on which a file came in: noon."""
    return datetime.combine(day.date(), time(12), tzinfo=UTC)


def _record(
    checked: CheckedReturn,
    here: WorkingFolder,
    ledger: Ledger,
    received_at: datetime,
    receipts: Path,
) -> int:
    """Record one file and say what became of it; return the exit status it asks for."""
    other_round = [finding for finding in checked.findings if finding.rule == "other-round"]
    if other_round:
        # Not the sender's fault: recorded, it would stay in error for good.
        click.echo(f"{checked.workbook.path}: not recorded")
        print_finding(other_round[0])
        return ERRORS_FOUND
    submission = checked.submission(here.framework, received_at)
    receipt = ledger.receive(submission)
    findings = checked.findings
    status = ledger.file(receipt.received_id).status
    if status == "after closing":
        click.echo(
            f"{checked.workbook.path}: kept, but it came in after the round {submission.round} "
            "was closed, and counts only once the round is reopened"
        )
        return ERRORS_FOUND
    in_error = status == "in error"
    if in_error and receipt.outcome == "already received":
        findings = ledger.findings(receipt.received_id)
    said = f"{checked.workbook.path}: {_in_words(receipt, submission)}"
    if in_error:
        if receipt.outcome == "already received":
            said += f", and still not accepted, {in_words(findings)}"
        click.echo(said)
        for finding in findings:
            if finding.severity == "error":
                print_finding(finding)
        return ERRORS_FOUND
    try:
        written = _receipt(receipt.received_id, here, ledger, receipts)
    except LaaError as error:
        # The values are in the ledger by now, and stay there.
        click.echo(said)
        click.echo(f"laa: {checked.workbook.path} is recorded, but {error}", err=True)
        return UNUSABLE
    click.echo(said + (f"; receipt {written}" if written else ""))
    return 0


def _receipt(received_id: int, here: WorkingFolder, ledger: Ledger, folder: Path) -> Path | None:
    """Write the receipt of a file where there is none yet; return what was written.

    That is also how a receipt comes about that could not be written the first time.
    """
    from workbook_tools.reports.receipts import facts_of, keep_receipt, receipt_text

    facts = facts_of(here.framework, ledger, received_id)
    if facts is None:
        return None
    path, is_new = keep_receipt(folder, facts, receipt_text(facts, here.contact))
    if not is_new:
        return None
    here_now = Path.cwd()
    return path.relative_to(here_now) if path.is_relative_to(here_now) else path


def _in_words(receipt: Receipt, submission: Submission) -> str:
    if receipt.outcome == "already received":
        return "received before; nothing changed"
    if receipt.outcome == "in error":
        return f"not accepted, {in_words(submission.findings)}"
    said = f"accepted, {receipt.values} values, {in_words(submission.findings)}"
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
