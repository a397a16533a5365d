"""Keeping a folder's framework up: written as a workbook, and the edited workbook applied."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workbook_tools.files import write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import rounds_of
from workbook_tools.ledger import RoundStanding
from workbook_tools.problems import LaaError
from workbook_tools.upkeep import Known, Planned, export_bytes, planned_changes


def export_framework(contents: Contents, out: Path) -> None:
    """Write the framework as a workbook to edit.

    Raises:
        LaaError: the file cannot be written, or another stands there.
    """
    write_workbook(out, export_bytes(contents.form, _known(contents)))


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
    opened = frozenset(each.definition.id for each in standings if each.state != "planned")
    return Known(history, opened, frozenset(_issued(contents, standings)))


def _issued(contents: Contents, standings: tuple[RoundStanding, ...]) -> list[str]:
    """Return the rounds of which workbooks were issued, or returns have come in."""
    if not contents.settings.ledger_path.exists():
        return []
    framework = contents.history.settings.id
    with contents.ledger() as ledger:
        return [
            each.definition.id
            for each in standings
            if ledger.issues(each.definition.id) or ledger.received(framework, each.definition.id)
        ]
