"""What goes into the ledger and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbook_tools.files import sha256 as sha256_of
from workbook_tools.values.comparing import Change
from workbook_tools.values.days import long_date
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

STANDINGS = {
    "accepted": "it counts",
    "superseded": "another return took its place",
    "withdrawn": "it was withdrawn",
    "in error": "errors were found in it",
    "after closing": "it came in after the round was closed",
}
"""The statuses of a submission, and why it counts or does not."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a submission."""

    id: int
    """The number of the entry in the ledger."""
    submission: int
    kind: str
    """``withdrawn`` or ``reinstated``."""
    at: datetime
    """When, in UTC."""
    by: str
    """Who; may be empty."""
    why: str

    def __str__(self) -> str:
        """Say it as in ``withdrawn on 3 March 2007 by Jo Smith: the wrong year``."""
        return done_in_words(self.kind, self.at, self.by, self.why)


def done_in_words(kind: str, at: datetime, by: str, why: str) -> str:
    """Say what a person did: ``withdrawn on 3 March 2007 by Jo Smith: the wrong year``."""
    who = f" by {by}" if by else ""
    return f"{kind} on {long_date(at.date())}{who}: {why}"


@dataclass(frozen=True, slots=True)
class Submission:
    """One file sent in, read and checked, ready to be entered in the ledger.

    Raises:
        ValueError: ``sha256`` is not that of ``content``, or ``received_at`` has no time zone.
    """

    file: str
    """Name of the file as received, without its folder."""
    content: bytes
    sha256: str
    received_at: datetime
    """When it came in; with a time zone."""
    framework: str
    round: str
    theme_group: str
    application: str
    """The program that saved the file, as far as it tells; may be empty."""
    late: bool
    """Whether it came in after the round's due date."""
    records: Sequence[Record]
    findings: Sequence[Finding]
    framework_fingerprint: str = ""
    """The framework and the form it was issued with, as it says itself; empty where it does
    not say."""
    form_fingerprint: str = ""

    def __post_init__(self) -> None:
        if self.received_at.utcoffset() is None:
            raise ValueError(f"{self.file}: received_at needs a time zone")
        if self.sha256 != sha256_of(self.content):
            raise ValueError(f"{self.file}: sha256 is not that of the content")

    @property
    def has_errors(self) -> bool:
        """Whether an error was found in it, so that its values are not recorded."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ledger did with a file."""

    outcome: str
    """``accepted``, ``in error``, ``after closing`` (kept, and counts once the round is
    reopened) or ``already received``."""
    received_id: int
    """Id of the file in the ledger: where it was received already, of the earlier receipt."""
    supersedes: str
    """Name of the file it took the place of; empty where there was none."""
    superseded_by: str
    """Name of the current return where that is a later one; empty unless files are entered in
    another order than they came in, or an old file is entered again."""
    values: int
    """How many values were recorded just now."""
    changed: tuple[Change, ...]
    """How its values differ from those of the file that it took the place of."""
    aside: str = ""
    """Why the return that counted before goes on counting, though this one is later; empty
    where it does not."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file in the ledger, without its content."""

    id: int
    framework: str
    round: str
    theme_group: str
    status: str
    """One of :data:`STANDINGS`: ``accepted`` where it is the current return."""
    file: str
    received_at: datetime
    """In UTC."""
    late: bool
    application: str
    supersedes: int | None
    """Id of the file it took the place of; None where there was none, or it took none."""
    size: int
    """In bytes."""
    sha256: str
    values: int
    errors: int
    queries: int
    notes: int
    framework_fingerprint: str
    """The framework and the form it was issued with; empty where it did not say."""
    form_fingerprint: str
    decided: int | None = None
    """The number of what was decided of it last; None where nothing was."""
    decision: str = ""
    """What that was: ``withdrawn`` or ``reinstated``; empty where nothing was decided."""

    @property
    def standing(self) -> str:
        """Whether it counts, and why: ``it came in after the round was closed``."""
        return STANDINGS[self.status]

    @property
    def has_receipt(self) -> bool:
        """Whether it was accepted when it came in, whatever became of it since."""
        return self.status in ("accepted", "superseded", "withdrawn")


@dataclass(frozen=True, slots=True)
class SourcedRecord(Record):
    """One value with the file it came from."""

    round: str
    theme_group: str
    file: str
    sha256: str
    received_at: datetime
    """In UTC."""
    status: str
    """One of :data:`STANDINGS`: ``accepted`` where it counts."""
    received_id: int
