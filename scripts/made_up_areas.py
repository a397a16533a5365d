"""Areas beside Coventry, for tests and pictures: made up from the returns of the published round.

There are no published returns of others to compare with.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

from workbook_tools import open_folder
from workbook_tools.files import sha256
from workbook_tools.ledger import Ledger, SourcedRecord, Submission
from workbook_tools.values.records import Record

NAMES = ("Avonside", "Barchester", "Coventry", "Dunwich", "Eastmoor")
"""What they are called in pictures; all but one are made up, too."""

ROUND = "2006-07"
RECEIVED = datetime(2007, 2, 20, 12, tzinfo=UTC)
Change = Callable[[Record], Record | None]
"""Says what an area records in the place of what was published; None for nothing."""


def as_published(record: Record) -> Record | None:
    return record


def area(
    folder: Path,
    published: Path,
    change: Change = as_published,
    *,
    authority: str = "",
    groups: Sequence[str] = ("health", "housing"),
    framework: str = "coventry-2007-08",
    round_id: str = ROUND,
) -> Path:
    """Make the working folder of an area in which some theme groups have returned.

    Args:
        folder: where to make it.
        published: the ledger of the published round.
        change: what is recorded otherwise.
        authority: what the area is called; the folder's name where nothing is said.
        groups: the theme groups that have returned.
        framework: the name of its framework, or the folder of another.
        round_id: the round that they returned for.
    """
    folder.mkdir(parents=True)
    called = f'authority = "{authority}"\n' if authority else ""
    (folder / "laa.toml").write_text(f'{called}framework = "{framework}"\n', encoding="utf-8")
    opened = open_folder(folder)
    opened.open_round(round_id)
    settings = opened.history.settings
    with Ledger.open(published, create=False, read_only=True) as source:
        of_group = {group: source.records(settings.id, ROUND, group) for group in groups}
    with opened.ledger(create=True) as ledger:
        for group, records in of_group.items():
            content = f"{folder.name} {group}".encode()
            ledger.receive(
                Submission(
                    file=f"{group}.xlsx",
                    content=content,
                    sha256=sha256(content),
                    received_at=RECEIVED,
                    framework=settings.id,
                    round=round_id,
                    theme_group=group,
                    application="",
                    late=False,
                    records=[changed for record in records if (changed := change(_plain(record)))],
                    findings=(),
                )
            )
    return folder


def like_it(name: str) -> Change:
    """Return what makes an area's figures others, always the same: up to a fifth more or less."""
    chance = random.Random(name)

    def change(record: Record) -> Record | None:
        if record.field != "actual" or record.measure != "value" or record.value is None:
            return record
        decimals = len(record.text.partition(".")[2]) if "." in record.text else 0
        value = round(record.value * chance.uniform(0.8, 1.2), decimals)
        return replace(record, value=value, text=f"{value:g}")

    return change


def _plain(record: SourcedRecord) -> Record:
    return Record(*(getattr(record, field.name) for field in fields(Record)))
