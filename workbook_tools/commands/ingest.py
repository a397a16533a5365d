"""``laa ingest``: check returns and record them in the ledger."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands import UNUSABLE
from workbook_tools.commands.findings import ERRORS_FOUND, in_words, print_finding
from workbook_tools.commands.here import Day, named, shown_along, working_folder
from workbook_tools.commands.options import hands_options, round_option
from workbook_tools.folder import Folder
from workbook_tools.hands import Hands
from workbook_tools.problems import LaaError

NOT_COUNTED = 1
"""Exit status where a return does not count: kept after the closing, or not recorded."""

if TYPE_CHECKING:
    from workbook_tools.checks import Outcome
    from workbook_tools.folder.receiving import Again, Received
    from workbook_tools.inbox import Left
    from workbook_tools.workbooks import Source


@click.command("ingest")
@click.argument(
    "sources", metavar="FILE|DIR…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@round_option("The round they should be for.")
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
@hands_options
def command(
    sources: tuple[Path, ...],
    round_id: str | None,
    received: datetime | None,
    receipts: Path | None,
    hands: Hands,
) -> None:
    """Check returns and record them in the ledger of the current folder.

    Folders are read with all that is in them; zip archives and mails (.zip, .eml, .msg) are
    opened for the workbooks in them. What is no workbook is named, with a line for each.

    For each return that is accepted a receipt is written. A return with errors is
    recorded as received, but its values are not; correct it and send it again. The
    same file twice changes nothing; one in error is still in error, and one that was
    withdrawn or superseded counts again only by “laa reinstate”. A return of another
    round than the one in hand is not recorded. Of several files for one return the one saved
    last counts, where that is plain; where it is not, none is recorded: ingest the right one
    by itself.

    Exit status: 0 all accepted; 1 errors found, or a return that is not recorded or does not
    count, because it is of another round, came in after its round was closed, was received
    before and does not count any more, or nobody knows which of several it is to be; 2
    something that may be a return and cannot be read, or no return at all.
    """
    from workbook_tools.folder.receiving import refuse_ahead

    current = working_folder()
    if received:
        refuse_ahead(received.date())
    _refuse_working_folder(sources, current)
    received_at = min(received_on(received), datetime.now(UTC)) if received else None
    expected = round_id or current.settings.round or ""
    checked, worst = _check(sources, current, expected, hands)
    for each in current.receive(checked, received_at=received_at, receipts=receipts):
        worst = max(worst, _tell(each))
    sys.exit(worst)


def _refuse_working_folder(sources: Sequence[Path], current: Folder) -> None:
    """Refuse to take all that the working folder holds for what came in."""
    for source in sources:
        if current.path.is_relative_to(source.resolve()):
            raise LaaError(
                f"{source} holds the working folder itself, with much that did not come in; name "
                "the folder in it that the returns are in, such as inbox."
            )


def _check(
    sources: Sequence[Path], current: Folder, expected: str, hands: Hands
) -> tuple[list[Outcome], int]:
    """Check what lies in the inbox; say what is not taken, and the exit status."""
    from workbook_tools.folder.checking import Checking, check_many
    from workbook_tools.inbox import Left, lightly, lying_in

    lying: list[tuple[Path, Left | None]] = []
    files: list[Path | Source] = []
    for source in sources:
        for found in lying_in([source]):
            lying.append((source, found if isinstance(found, Left) else None))
            if not isinstance(found, Left):
                files.append(lightly(found))
    checked: list[Outcome] = []
    problems: list[str] = []
    work = check_many(Checking(current, expected), files, hands)
    with shown_along(work, len(files), "Checking") as shown:
        for outcome in shown:
            if isinstance(outcome, LaaError):
                problems.append(f"laa: {outcome}")
            else:
                checked.append(outcome)
    for problem in problems:
        click.echo(problem, err=True)
    worst = UNUSABLE if problems else 0
    for source, left in lying:
        if left is not None:
            worst = max(worst, _tell_left(left, is_named=left.path == source))
    with_something = {source for source, _ in lying}
    for source in (each for each in sources if each not in with_something):
        click.echo(
            f"laa: {source} is an empty folder; put the returns into it, or name another.",
            err=True,
        )
        worst = UNUSABLE
    if not checked and worst < UNUSABLE:
        named_ = ", ".join(map(str, sources))
        click.echo(f"laa: There is no return in {named_}; ask for what is missing.", err=True)
        worst = UNUSABLE
    return checked, worst


def _tell_left(left: Left, *, is_named: bool) -> int:
    """Say why something is not taken; return the exit status it asks for."""
    if left.is_other and not is_named:
        click.echo(left.remark)
        return 0
    click.echo(f"laa: {left.sentence}", err=True)
    return UNUSABLE


def received_on(day: datetime) -> datetime:
    """Return the moment that stands for a day on which a file came in: noon."""
    return datetime.combine(day.date(), time(12), tzinfo=UTC)


def _tell(received: Received) -> int:
    """Say what became of one file; return the exit status it asks for."""
    path = received.checked.path
    if received.aside:
        click.echo(f"{path}: not recorded, {in_words(received.findings)}; {received.aside}")
        return NOT_COUNTED
    if received.receipt is None:
        click.echo(f"{path}: not recorded")
        print_finding(next(each for each in received.findings if each.rule == "other-round"))
        return ERRORS_FOUND
    said = f"{path}: {_in_words(received)}"
    if received.in_error:
        if received.receipt.outcome == "already received":
            said += f", and still not accepted, {in_words(received.findings)}"
        if received.closed:
            round_id = received.checked.identity.round
            said += (
                f"; besides, the round {round_id} is closed, and a corrected return counts only "
                "once it is reopened"
            )
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
    return 0 if _is_settled(received) else NOT_COUNTED


def _is_settled(received: Received) -> bool:
    """Whether nobody has to decide whether a file counts."""
    if received.again is not None:
        return received.again.is_settled
    if received.receipt is not None and received.receipt.aside:
        return False
    return received.file is None or received.file.status == "accepted" or _is_beaten(received)


def _is_beaten(received: Received) -> bool:
    """Whether a return that came in later counts instead."""
    return received.receipt is not None and bool(received.receipt.superseded_by)


def _again_in_words(again: Again) -> str:
    """Say that a file was received before, and why it does not count."""
    if again.withdrawal is not None:
        said = f"received before as {again.id}, and {again.withdrawal}"
    elif again.counts:
        said = f"received before as {again.id}, and superseded since by {again.counts}"
    else:
        said = f"received before as {again.id}, and superseded since by a return that was withdrawn"
    if again.is_settled:
        return f"{said}; nothing changed"
    counts = "" if again.counts else "; no return counts now"
    return (
        f"{said}{counts}; it does not count again by itself; if it is to count, say "
        f"“laa reinstate {again.id} --why …”"
    )


def _aside_in_words(received: Received) -> str:
    """Say that a return does not count, because it takes out what another has."""
    receipt, file = received.receipt, received.file
    assert receipt is not None
    assert file is not None
    return (
        f"recorded, {in_words(received.checked.findings)}, but it does not count: "
        f"{receipt.superseded_by} is {receipt.aside}; if they are two halves, put them together "
        f"with “laa join”; if it is meant so, say “laa reinstate {received.id} --why …”"
    )


def _in_words(received: Received) -> str:
    receipt, findings = received.receipt, received.checked.findings
    assert receipt is not None
    remark = f"; {received.remark}" if received.remark else ""
    if received.after_closing:
        round_id = received.checked.identity.round
        return (
            f"kept, but it came in after the round {round_id} was closed, {in_words(findings)}; it "
            f"counts once the round is reopened{remark}"
        )
    if received.again is not None:
        return _again_in_words(received.again)
    if receipt.outcome == "already received":
        return f"received before; nothing changed{remark}"
    if receipt.aside:
        return _aside_in_words(received)
    if receipt.outcome == "in error":
        return f"not accepted, {in_words(findings)}{remark}"
    said = f"accepted, {receipt.values} values, {in_words(findings)}"
    if receipt.superseded_by:
        said += f"; {receipt.superseded_by} came in later and counts instead"
    elif receipt.supersedes:
        said += f"; takes the place of {receipt.supersedes}, {len(receipt.changed)} values differ"
    if not _is_settled(received):
        said += (
            "; it does not count, because one that came in later was withdrawn; if it is to count, "
            "reinstate it with “laa reinstate”"
        )
    return said + remark
