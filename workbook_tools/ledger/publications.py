"""The LAA spreadsheets that were issued: what each showed, so that one can be told to be old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbook_tools.ledger.declarations import Declarations
from workbook_tools.values.days import long_date


@dataclass(frozen=True, slots=True)
class Publication:
    """One LAA spreadsheet that was written."""

    framework: str
    round: str
    file: str
    """Name of the file, without its folder."""
    sha256: str
    framework_fingerprint: str
    """The framework and the form in force."""
    form_fingerprint: str
    counted: frozenset[int]
    """The ids of the submissions that counted, those of earlier rounds that its figures follow
    from among them."""
    at: datetime
    """When; with a time zone, in UTC as it comes back."""
    by: str
    """Who wrote it; may be empty."""
    number: int = 0
    """Which issue of its round it is, from 1; 0 for one that is not entered."""

    @property
    def name(self) -> str:
        """Return what it is called: ``issue 2 (laa-spreadsheet.xlsx, 3 March 2007)``."""
        return f"issue {self.number} ({self.file}, {long_date(self.at.date())})"

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two issues the same, whoever wrote them, when and under whichever name."""
        return self.sha256, self.framework_fingerprint, self.form_fingerprint, self.counted


class Publications(Declarations):
    """The part of the ledger that says which LAA spreadsheets were issued."""

    def record_publication(self, publication: Publication) -> tuple[Publication, bool]:
        """Enter that an LAA spreadsheet was issued; return it as it is in the ledger.

        The second thing returned is whether it is new: nothing is entered where the last
        issue of the round was the same file, showing the same.

        Raises:
            LaaError: it cannot be entered.
            ValueError: its form or framework is not kept yet.
        """
        with self._writing():
            known = self.publications(publication.framework, publication.round)
            if known and known[-1].content == publication.content:
                return known[-1], False
            self._require_kept(publication.framework_fingerprint, publication.form_fingerprint)
            number = self._enter("published", publication.at, publication.by)
            self._insert(
                "publication",
                id=number,
                framework=publication.framework,
                round=publication.round,
                file=publication.file,
                sha256=publication.sha256,
                framework_fingerprint=publication.framework_fingerprint,
                form_fingerprint=publication.form_fingerprint,
            )
            for submission in sorted(publication.counted):
                self._insert("published", publication=number, submission=submission)
            return self.publications(publication.framework, publication.round)[-1], True

    def publications(self, framework: str, round_id: str) -> tuple[Publication, ...]:
        """Return the issues of a round's LAA spreadsheet, in the order of their numbers."""
        rows = self._rows(
            "SELECT publication.id, file, sha256, framework_fingerprint, form_fingerprint, at, who "
            "FROM publication JOIN entry USING (id) WHERE round = ?1 AND framework = ?2 "
            "ORDER BY publication.id",
            round_id,
            framework,
        )
        return tuple(
            self._publication(framework, round_id, number, *row)
            for number, row in enumerate(rows, start=1)
        )

    def publication(self, sha256: str) -> Publication | None:
        """Return the last issue that is a file, by its fingerprint; None where none is."""
        row = self._one(
            "SELECT framework, round FROM publication WHERE sha256 = ? ORDER BY id DESC", sha256
        )
        if row is None:
            return None
        issues = self.publications(*row)
        return next(each for each in reversed(issues) if each.sha256 == sha256)

    def _publication(
        self, framework: str, round_id: str, number: int, entry: int, *said: Any
    ) -> Publication:
        file, sha256, framework_fingerprint, form_fingerprint, at, who = said
        counted = self._rows("SELECT submission FROM published WHERE publication = ?", entry)
        return Publication(
            framework,
            round_id,
            file,
            sha256,
            framework_fingerprint,
            form_fingerprint,
            frozenset(submission for (submission,) in counted),
            datetime.fromisoformat(at),
            who,
            number,
        )
