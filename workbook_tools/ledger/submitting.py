"""A checked return, as the ledger takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from workbook_tools.checks import Outcome
from workbook_tools.ledger.entries import Submission


def submission_of(checked: Outcome, due: date | None, received_at: datetime) -> Submission:
    """Return a checked return as the ledger takes it.

    Args:
        checked: the file, with its findings and values.
        due: the day its round was due on; None for no round.
        received_at: when it came in; with a time zone.

    Raises:
        LaaError: the file is not what was checked any more.
        ValueError: ``received_at`` has no time zone.
    """
    return Submission(
        file=_as_text(checked.path.name),
        content=checked.content(),
        sha256=checked.sha256,
        received_at=received_at,
        framework=checked.identity.framework,
        round=checked.identity.round,
        theme_group=checked.identity.theme_group,
        application=checked.application,
        late=due is not None and received_at.date() > due,
        records=checked.records,
        findings=[replace(each, file=_as_text(each.file)) for each in checked.findings],
        framework_fingerprint=checked.identity.fingerprint,
        form_fingerprint=checked.identity.form_fingerprint,
    )


def _as_text(name: str) -> str:
    """Return a file's name as text: bytes in it that are none are told by their number."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
