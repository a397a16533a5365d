"""What was issued: each workbook, with the form and framework it was issued with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbook_tools.ledger.declarations import Declarations
from workbook_tools.ledger.packing import as_json, packed, unpacked

if TYPE_CHECKING:
    from workbook_tools.rules.waivers import Waiver


@dataclass(frozen=True, slots=True)
class Issue:
    """One workbook that was issued, and what it was issued with.

    What it carried forward is not told here: that stands in the return itself.
    """

    round: str
    theme_group: str
    framework_fingerprint: str
    form_fingerprint: str
    sha256: str
    """Of the workbook's file."""
    issued_at: datetime
    """When; with a time zone, in UTC as it comes back."""
    by: str
    """Who issued it; may be empty."""
    contact: str
    """Whom it says to ask, in one line; may be empty."""
    waivers: tuple[Waiver, ...]
    """The findings that were accepted when it was issued."""


_ISSUES = (
    "SELECT round, theme_group, framework_fingerprint, form_fingerprint, sha256, at, who, contact, "
    "waivers FROM issue JOIN entry USING (id) WHERE round = ?"  # As Issue.
)


class Issued(Declarations):
    """The part of the ledger that says what was issued."""

    def record_issue(self, issue: Issue) -> None:
        """Enter that a workbook was issued.

        Nothing is entered where the same file was what the theme group was issued last.

        Raises:
            LaaError: it cannot be entered.
            ValueError: its form or framework is not kept yet.
        """
        with self._writing():
            before = self.issue(issue.round, issue.theme_group)
            if before is not None and _without_time(before) == _without_time(issue):
                return
            self._require_kept(issue.framework_fingerprint, issue.form_fingerprint)
            self._insert(
                "issue",
                id=self._enter("issued", issue.issued_at, issue.by),
                round=issue.round,
                theme_group=issue.theme_group,
                framework_fingerprint=issue.framework_fingerprint,
                form_fingerprint=issue.form_fingerprint,
                sha256=issue.sha256,
                contact=issue.contact,
                waivers=as_json([packed(waiver) for waiver in issue.waivers]),
            )

    def issue(
        self,
        round_id: str,
        theme_group: str,
        framework_fingerprint: str | None = None,
        form_fingerprint: str | None = None,
    ) -> Issue | None:
        """Return what a theme group was issued last in a round; None where nothing was.

        With fingerprints: what it was issued last with that framework, that form.
        """
        row = self._one(
            f"{_ISSUES} AND theme_group = ?2 AND (?3 IS NULL OR framework_fingerprint = ?3) "
            "AND (?4 IS NULL OR form_fingerprint = ?4) ORDER BY id DESC",
            round_id,
            theme_group,
            framework_fingerprint,
            form_fingerprint,
        )
        return next(_issues([row])) if row else None

    def issues(self, round_id: str) -> tuple[Issue, ...]:
        """Return all that was issued for a round, in the order of entering."""
        return tuple(_issues(self._rows(f"{_ISSUES} ORDER BY id", round_id)))


def _issues(rows: list[tuple[Any, ...]]) -> Iterator[Issue]:
    from workbook_tools.rules.waivers import Waiver

    for row in rows:
        columns = dict(zip((field.name for field in fields(Issue)), row, strict=True))
        columns["issued_at"] = datetime.fromisoformat(columns["issued_at"])
        columns["waivers"] = tuple(unpacked(Waiver, w) for w in json.loads(columns["waivers"]))
        yield Issue(**columns)


def _without_time(issue: Issue) -> tuple[object, ...]:
    """Return what makes two issues the same, whoever issued them and whenever."""
    return issue.framework_fingerprint, issue.form_fingerprint, issue.sha256, issue.waivers
