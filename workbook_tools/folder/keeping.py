"""Keeping a folder's framework up: written as a workbook, and the edited workbook applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from workbook_tools.files import write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import Overrides, change_round, rounds_of
from workbook_tools.framework import History
from workbook_tools.ledger import RoundStanding
from workbook_tools.problems import LaaError
from workbook_tools.upkeep import Known, Planned, export_bytes, planned_changes
from workbook_tools.values.days import long_date


def export_framework(contents: Contents, out: Path, *, replace: bool = False) -> None:
    """Write the framework as a workbook to edit.

    Raises:
        LaaError: the file cannot be written, or another stands there.
    """
    write_workbook(out, export_bytes(contents.form, _known(contents)), replace=replace)


def plan_framework(contents: Contents, path: Path, by: str, on: date) -> Planned:
    """Return what an edited workbook would change; nothing is written.

    Raises:
        NotApplicableError: something in the workbook is to be put right first.
        LaaError: the folder has no framework of its own, or the file is no workbook of it as
            it stands.
    """
    if not (contents.path / contents.settings.framework).is_dir():
        raise LaaError(
            f"The framework {contents.settings.framework} comes with the toolkit and is never "
            "changed; make a working folder with “laa init”, and apply the workbook there."
        )
    return planned_changes(contents.form, _known(contents), path, entered_by=by, entered_on=on)


def _known(contents: Contents) -> Known:
    """Return the framework over time, with what the ledger knows of its rounds."""
    standings = rounds_of(contents)
    history = contents.history.with_rounds(each.definition for each in standings)
    return Known(history, frozenset(_issued(contents, standings)))


def carry_to_rounds(contents: Contents, before: History) -> Iterator[str]:
    """Change the open rounds as their declaration was changed; say what was, and was not, done.

    What is defined of an open round stands in the ledger.
    """
    was = {round_.id: round_ for round_ in before.rounds}
    standings = {each.definition.id: each for each in rounds_of(contents)}
    for round_ in contents.history.rounds:
        standing = standings.get(round_.id)
        if round_ == was.get(round_.id) or standing is None or standing.state == "planned":
            continue
        if standing.state == "closed":
            yield f"The round {round_.id} is closed, so it stays as it is."
            continue
        said = Overrides(round_.title, round_.year, round_.months, due=round_.due)
        if change_round(contents, round_.id, said, _why(contents, round_.id)):
            yield f"The round {round_.id} is open, and is due on {long_date(round_.due)} now."


def _why(contents: Contents, round_id: str) -> str:
    """Return why a round was changed, as the log of the framework says."""
    reasons = [
        change.why
        for change in contents.history.latest.changes
        if round_id in change.row.split(", ") and change.why
    ]
    return reasons[-1] if reasons else "Changed in the framework's workbook."


def _issued(contents: Contents, standings: tuple[RoundStanding, ...]) -> list[str]:
    """Return the rounds of which workbooks were issued, or returns have come in."""
    if not contents.settings.has_ledger:
        return []
    framework = contents.history.settings.id
    with contents.ledger() as ledger:
        return [
            each.definition.id
            for each in standings
            if ledger.issues(each.definition.id) or ledger.received(framework, each.definition.id)
        ]
