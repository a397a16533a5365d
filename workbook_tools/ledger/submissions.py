"""What came in: each file with its values and findings, and which of them count."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import astuple, fields, replace
from datetime import UTC, datetime
from typing import Any

from workbook_tools.ledger.entering import marks, timestamp
from workbook_tools.ledger.entries import Receipt, ReceivedFile, SourcedRecord, Submission
from workbook_tools.ledger.redactions import Redactions
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import compare_records, folded
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

_RECORD_COLUMNS = (
    "indicator, field, year, area, measure, value, text, state, column_id, sheet, cell"  # As Record
)
_FINDING_COLUMNS = ", ".join(field.name for field in fields(Finding) if field.name != "answer")
_FILE_COLUMNS = (
    "id, framework, round, theme_group, status, file, received_at, late, application, supersedes, "
    "size, sha256, value_count, error_count, query_count, note_count, "
    "framework_fingerprint, form_fingerprint, decided, decision"  # As in ReceivedFile.
)
Kept = Callable[[ReceivedFile, ReceivedFile], str]
"""Says of the return that counts why it is to go on counting beside a later one; or nothing."""

_SOURCE_COLUMNS = "round, theme_group, file, sha256, received_at, status, received_id"


class Submissions(Redactions):
    """The part of the ledger that says what came in, and what counts.

    Whether a submission counts is not written anywhere: it follows from what else came in,
    from what was decided of it, and from the closing of its round. The view ``received_file``
    says how.
    """

    def receive(self, submission: Submission, kept: Kept | None = None) -> Receipt:
        """Enter a file with its values and findings: all of it, or nothing.

        The values are recorded unless there is an error among the findings. The
        return received latest then counts, whatever the order of entering; the
        ones before it stay, as superseded. In a closed round nothing changes: the return
        is kept, and takes its place once the round is reopened. A file with the same
        content as one in the ledger changes nothing, whatever its name, unless that was in error
        and is so no more: a rule or the framework was mended, or the finding was accepted. It is
        entered again then, as received when it first came.

        Args:
            submission: the file.
            kept: asked, where the file would count in the place of another, whether that one
                goes on counting; it is then reinstated, for the reason that is given.

        Raises:
            LaaError: the file could not be entered; nothing of it is in the ledger.
        """
        try:
            with self._writing():
                known = self._one(
                    "SELECT id FROM submission WHERE sha256 = ? ORDER BY id DESC", submission.sha256
                )
                if known is not None:
                    earlier = self.file(int(known[0]))
                    if earlier.status != "in error" or submission.has_errors:
                        instead = self._instead_of(earlier)
                        return Receipt("already received", earlier.id, "", instead, 0, ())
                    # It came when it came, and is judged by what is in force now.
                    submission = replace(
                        submission, received_at=earlier.received_at, late=earlier.late
                    )
                return self._receipt(*self._entered_beside(submission, kept), submission.records)
        except LaaError as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                raise LaaError(
                    f"{submission.file} was not recorded, and nothing of it is in the ledger "
                    f"({error.__cause__}); check it again with “laa check” and report this."
                ) from error.__cause__
            raise

    def received(
        self, framework: str, round_id: str, theme_group: str | None = None
    ) -> tuple[ReceivedFile, ...]:
        """Return every file received for a round, in order of receipt, without the contents.

        With ``theme_group`` only those of one.
        """
        rows = self._rows(
            f"SELECT {_FILE_COLUMNS} FROM received_file WHERE round = ?1 AND framework = ?2 "
            + ("AND theme_group = ?3 " if theme_group is not None else "")
            + "ORDER BY received_at, id",
            *(round_id, framework),
            *([theme_group] if theme_group is not None else []),
        )
        return tuple(_received_file(row) for row in rows)

    def rounds_received(self, framework: str) -> tuple[str, ...]:
        """Return the ids of the rounds that files came in for, in the order of the first."""
        rows = self._rows(
            "SELECT round FROM submission WHERE framework = ? GROUP BY round ORDER BY min(id)",
            framework,
        )
        return tuple(round_id for (round_id,) in rows)

    def current(self, framework: str, round_id: str) -> dict[str, ReceivedFile]:
        """Return the return that counts of each theme group that has one, by theme group id."""
        return _counting(self.received(framework, round_id))

    def content(self, received_id: int) -> bytes:
        """Return a file byte for byte as it was received.

        Raises:
            KeyError: no file has this id.
            LaaError: the file was redacted, and is kept no more.
        """
        row = self._one(
            "SELECT content, sha256, file FROM submission JOIN original USING (sha256) "
            "WHERE id = ?",
            received_id,
        )
        if row is None:
            raise KeyError(received_id)
        content, digest, file = row
        redaction = self.redaction_of(digest)
        if redaction is not None:
            raise LaaError(
                f"{file} is not kept any more: it was {redaction}. What was recorded from it is "
                "in “laa export” and “laa trace”."
            )
        return bytes(content)

    def findings(self, received_id: int) -> tuple[Finding, ...]:
        """Return the findings in a file, in the order in which they were reported."""
        rows = self._rows(
            f"SELECT {_FINDING_COLUMNS}, coalesce(answer.text, '') FROM finding "
            "LEFT JOIN answer USING (submission_id, position) "
            "WHERE submission_id = ? ORDER BY position",
            received_id,
        )
        return tuple(Finding(*row) for row in rows)

    def file(self, received_id: int) -> ReceivedFile:
        """Return one file, without its content.

        Raises:
            KeyError: no file has this id.
        """
        row = self._one(f"SELECT {_FILE_COLUMNS} FROM received_file WHERE id = ?", received_id)
        if row is None:
            raise KeyError(received_id)
        return _received_file(row)

    def kept_in_all(self) -> int:
        """Return how many files were received in all rounds and are kept: not redacted."""
        ((number,),) = self._rows(
            "SELECT count(*) FROM submission WHERE sha256 NOT IN (SELECT sha256 FROM redacted_file)"
        )
        return int(number)

    def entered_at(self, received_id: int) -> datetime:
        """Return when a file was entered, in UTC: that may be later than it came in.

        Raises:
            KeyError: no file has this id.
        """
        row = self._one("SELECT at FROM submission JOIN entry USING (id) WHERE id = ?", received_id)
        if row is None:
            raise KeyError(received_id)
        return datetime.fromisoformat(row[0])

    def records_of(self, received_id: int) -> tuple[Record, ...]:
        """Return the values recorded from a file, in the order in which they were read."""
        return tuple(Record(*row) for row in self._records_of(received_id))

    def records(
        self,
        framework: str,
        round_id: str,
        theme_group: str | None = None,
        counted: Collection[int] | None = None,
    ) -> tuple[SourcedRecord, ...]:
        """Return the values that count in a round: those of its current returns.

        They come by theme group id, and within one in the order in which they were read. With
        ``theme_group`` only those of one. With ``counted``, the ids of the submissions that
        counted when a later round was closed, those that counted then.
        """
        files = self.received(framework, round_id, theme_group)
        if counted is None:
            counting = _counting(files)
        else:
            counting = {each.theme_group: each for each in files if each.id in counted}
        return tuple(
            SourcedRecord(*row, *_source(counting[group]))
            for group in sorted(counting)
            for row in self._records_of(counting[group].id)
        )

    def history(
        self, framework: str, indicator: str, round_id: str | None = None
    ) -> tuple[SourcedRecord, ...]:
        """Return every value ever received for an indicator without an error, oldest first.

        ``round_id`` keeps to one round; None takes them all.
        """
        rows = self._rows(
            f"SELECT {_RECORD_COLUMNS}, {_SOURCE_COLUMNS} FROM accepted_record "
            "WHERE framework = ?1 AND indicator = ?2 AND (?3 IS NULL OR round = ?3) "
            "ORDER BY received_at, received_id, position",
            framework,
            indicator,
            round_id,
        )
        return tuple(_sourced_record(row) for row in rows)

    def _entered_beside(
        self, submission: Submission, kept: Kept | None
    ) -> tuple[ReceivedFile, str]:
        """Enter a file; return it, and why the one that counted before is kept in its place."""
        current = self.current(submission.framework, submission.round)
        counting = current.get(submission.theme_group)
        file = self._entered(submission)
        if kept is None or counting is None or file.status != "accepted":
            return file, ""
        why = kept(counting, file)
        if why:
            self._enter_decision(counting, "reinstated", why, datetime.now(UTC))
        return self.file(file.id), why

    def _enter_decision(
        self, file: ReceivedFile, kind: str, why: str, at: datetime, by: str = ""
    ) -> None:
        """Enter what was decided of a file."""
        number = self._enter(kind, at, by, folded(why))
        self._insert("decision", id=number, submission=file.id)

    def _entered(self, submission: Submission) -> ReceivedFile:
        """Enter a file, its findings, and its values unless there is an error among those."""
        number = self._enter("received", datetime.now(UTC))
        if self._one("SELECT 1 FROM original WHERE sha256 = ?", submission.sha256) is None:
            self._insert(
                "original",
                sha256=submission.sha256,
                size=len(submission.content),
                content=submission.content,
            )
        self._insert(
            "submission",
            id=number,
            framework=submission.framework,
            round=submission.round,
            theme_group=submission.theme_group,
            file=submission.file,
            received_at=timestamp(submission.received_at),
            late=int(submission.late),
            application=submission.application,
            sha256=submission.sha256,
            framework_fingerprint=submission.framework_fingerprint,
            form_fingerprint=submission.form_fingerprint,
        )
        found = (astuple(each)[:-1] for each in submission.findings)  # All but the answer.
        self._insert_all("finding", _FINDING_COLUMNS, number, found)
        self._connection.executemany(
            "INSERT INTO answer (submission_id, position, text) VALUES (?, ?, ?)",
            (
                (number, position, each.answer)
                for position, each in enumerate(submission.findings, start=1)
                if each.answer
            ),
        )
        if not submission.has_errors:
            names = [field.name for field in fields(Record)]
            self._insert_all(
                "record",
                _RECORD_COLUMNS,
                number,
                (tuple(getattr(record, name) for name in names) for record in submission.records),
            )
        return self.file(number)

    def _insert_all(
        self, table: str, columns: str, number: int, rows: Iterable[tuple[object, ...]]
    ) -> None:
        """Enter what was found in a submission, numbered from 1."""
        self._connection.executemany(
            f"INSERT INTO {table} (submission_id, position, {columns}) "
            f"VALUES ({marks(columns.count(',') + 3)})",
            ((number, position, *row) for position, row in enumerate(rows, start=1)),
        )

    def _receipt(self, received: ReceivedFile, aside: str, records: Sequence[Record]) -> Receipt:
        """Return what became of a file that was just entered."""
        before = received.supersedes
        return Receipt(
            # It was accepted, though a later return may count instead.
            "accepted" if received.status == "superseded" else received.status,
            received.id,
            supersedes="" if before is None else self.file(before).file,
            superseded_by=self._instead_of(received),
            values=received.values,
            changed=() if before is None else compare_records(self.records_of(before), records),
            aside=aside,
        )

    def _instead_of(self, received: ReceivedFile) -> str:
        """Return the name of the current return where a file was superseded; else nothing."""
        if received.status != "superseded":
            return ""
        files = self.received(received.framework, received.round, received.theme_group)
        return "".join(each.file for each in _counting(files).values())

    def _records_of(self, received_id: int) -> list[tuple[Any, ...]]:
        return self._rows(
            f"SELECT {_RECORD_COLUMNS} FROM record WHERE submission_id = ? ORDER BY position",
            received_id,
        )


def _counting(received: Iterable[ReceivedFile]) -> dict[str, ReceivedFile]:
    return {each.theme_group: each for each in received if each.status == "accepted"}


def _received_file(row: Sequence[Any]) -> ReceivedFile:
    columns = dict(zip((field.name for field in fields(ReceivedFile)), row, strict=True))
    columns["received_at"] = datetime.fromisoformat(columns["received_at"])
    columns["late"] = bool(columns["late"])
    columns["decision"] = columns["decision"] or ""
    return ReceivedFile(**columns)


def _source(received: ReceivedFile) -> tuple[Any, ...]:
    """Return what a value says of its file, in the order of SourcedRecord."""
    return (
        received.round,
        received.theme_group,
        received.file,
        received.sha256,
        received.received_at,
        received.status,
        received.id,
    )


def _sourced_record(row: Sequence[Any]) -> SourcedRecord:
    columns = dict(zip((field.name for field in fields(SourcedRecord)), row, strict=True))
    columns["received_at"] = datetime.fromisoformat(columns["received_at"])
    return SourcedRecord(**columns)
