"""The ledger itself: receiving files, and telling what was received."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from workbook_tools.ledger.connection import connect, telling
from workbook_tools.ledger.entries import Receipt, ReceivedFile, SourcedRecord, Submission
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import compare_records
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

_RECORD_COLUMNS = (
    "indicator, field, year, area, measure, value, text, state, column_id, sheet, cell"  # As Record
)
_FINDING_COLUMNS = ", ".join(field.name for field in fields(Finding))
_FILE_COLUMNS = (
    "id, framework, round, theme_group, status, file, received_at, late, application, supersedes, "
    "size, sha256, value_count, error_count, query_count, note_count"  # As in ReceivedFile.
)
_SOURCE_COLUMNS = "round, theme_group, file, sha256, received_at, status, received_id"


@dataclass(frozen=True, slots=True)
class _Place:
    """A file among the returns of its round and theme group, in order of receipt."""

    id: int
    file: str


class Ledger:
    """Every file received, with the values and findings of each.

    Use it in a ``with`` statement, which closes it. All methods raise
    :class:`~workbook_tools.problems.LaaError` where the file cannot be read or written,
    or where another command has kept it busy for five seconds.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open connection; callers use :meth:`open`."""
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Ledger:
        """Open the ledger in the file ``path``; start it where there is none yet.

        Raises:
            LaaError: the file is not a ledger, cannot be opened, is in use, or is missing
                while ``create`` is False.
        """
        return cls(connect(path, create=create), path)

    def close(self) -> None:
        """Close the file; a closed ledger cannot be used again."""
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def receive(self, submission: Submission) -> Receipt:
        """Enter a file with its values and findings: all of it, or nothing.

        The values are recorded unless there is an error among the findings. The
        return received latest then counts, whatever the order of entering; the
        ones before it stay, as superseded. A file with the same content as one
        in the ledger changes nothing, whatever its name.

        Raises:
            LaaError: the file could not be entered; nothing of it is in the ledger.
        """
        try:
            with telling(self.path), self._connection:
                # For writing from the start: what is looked up now must hold when it is used.
                self._connection.execute("BEGIN IMMEDIATE")
                return self._receive(submission)
        except LaaError as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                raise LaaError(
                    f"{submission.file} was not recorded, and nothing of it is in the ledger "
                    f"({error.__cause__}); check it again with “laa check” and report this."
                ) from error.__cause__
            raise

    def received(self, framework: str, round_id: str) -> tuple[ReceivedFile, ...]:
        """Return every file received for a round, in order of receipt, without the contents."""
        rows = self._rows(
            f"SELECT {_FILE_COLUMNS} FROM received_file WHERE framework = ? AND round = ? "
            "ORDER BY received_at, id",
            framework,
            round_id,
        )
        return tuple(_received_file(row) for row in rows)

    def current(self, framework: str, round_id: str) -> dict[str, ReceivedFile]:
        """Return the current return of each theme group that has one, by theme group id."""
        return {
            received.theme_group: received
            for received in self.received(framework, round_id)
            if received.status == "accepted"
        }

    def content(self, received_id: int) -> bytes:
        """Return a file byte for byte as it was received.

        Raises:
            KeyError: no file has this id.
        """
        rows = self._rows("SELECT content FROM received WHERE id = ?", received_id)
        if not rows:
            raise KeyError(received_id)
        return bytes(rows[0][0])

    def findings(self, received_id: int) -> tuple[Finding, ...]:
        """Return the findings in a file, in the order in which they were reported."""
        rows = self._rows(
            f"SELECT {_FINDING_COLUMNS} FROM finding WHERE received_id = ? ORDER BY position",
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

    def records_of(self, received_id: int) -> tuple[Record, ...]:
        """Return the values recorded from a file, in the order in which they were read."""
        rows = self._rows(
            f"SELECT {_RECORD_COLUMNS} FROM record WHERE received_id = ? ORDER BY id", received_id
        )
        return tuple(Record(*row) for row in rows)

    def records(self, framework: str, round_id: str) -> tuple[SourcedRecord, ...]:
        """Return the values that count in a round: those of its current returns.

        They come by theme group id, and within one in the order in which they were read.
        """
        rows = self._rows(
            f"SELECT {_RECORD_COLUMNS}, {_SOURCE_COLUMNS} FROM current_record "
            "WHERE framework = ? AND round = ? ORDER BY theme_group, id",
            framework,
            round_id,
        )
        return tuple(_sourced_record(row) for row in rows)

    def history(
        self, framework: str, indicator: str, round_id: str | None = None
    ) -> tuple[SourcedRecord, ...]:
        """Return every value ever accepted for an indicator, oldest return first.

        ``round_id`` keeps to one round; None takes them all.
        """
        rows = self._rows(
            f"SELECT {_RECORD_COLUMNS}, {_SOURCE_COLUMNS} FROM accepted_record "
            "WHERE framework = ?1 AND indicator = ?2 AND (?3 IS NULL OR round = ?3) "
            "ORDER BY received_at, received_id, id",
            framework,
            indicator,
            round_id,
        )
        return tuple(_sourced_record(row) for row in rows)

    def _receive(self, submission: Submission) -> Receipt:
        known = self._one("SELECT id FROM received WHERE sha256 = ?", submission.sha256)
        if known is not None:
            return self._already_received(int(known[0]))
        if submission.has_errors:
            received_id = self._enter(submission, "in error", None)
            return Receipt("in error", received_id, "", "", 0, ())
        return self._accept(submission)

    def _already_received(self, received_id: int) -> Receipt:
        return Receipt("already received", received_id, "", self._instead_of(received_id), 0, ())

    def _instead_of(self, received_id: int) -> str:
        """Return the name of the current return where a file was superseded; else nothing."""
        current = self._one(
            "SELECT current.file FROM received "
            "JOIN received AS current USING (framework, round, theme_group) "
            "WHERE received.id = ? AND received.status = 'superseded' "
            "AND current.status = 'accepted'",
            received_id,
        )
        return str(current[0]) if current else ""

    def _accept(self, submission: Submission) -> Receipt:
        """Enter a return without errors, in its place among those of its theme group."""
        earlier, later = self._neighbours(submission)
        if earlier and not later:
            self._set("status", "superseded", earlier.id)
        received_id = self._enter(
            submission,
            "superseded" if later else "accepted",
            earlier.id if earlier else None,
        )
        if later:
            self._set("supersedes", received_id, later.id)
        self._enter_records(received_id, submission.records)
        return Receipt(
            "accepted",
            received_id,
            supersedes=earlier.file if earlier else "",
            superseded_by=self._instead_of(received_id),
            values=len(submission.records),
            changed=(
                compare_records(self.records_of(earlier.id), submission.records) if earlier else ()
            ),
        )

    def _neighbours(self, submission: Submission) -> tuple[_Place | None, _Place | None]:
        """Return the returns received just before it (or at the same time) and just after it."""
        of_group = (
            "SELECT id, file FROM received WHERE status <> 'in error' "
            "AND framework = ? AND round = ? AND theme_group = ? "
        )
        key = (
            submission.framework,
            submission.round,
            submission.theme_group,
            _timestamp(submission.received_at),
        )
        earlier = self._one(
            f"{of_group} AND received_at <= ? ORDER BY received_at DESC, id DESC", *key
        )
        later = self._one(f"{of_group} AND received_at > ? ORDER BY received_at, id", *key)
        return (_Place(*earlier) if earlier else None, _Place(*later) if later else None)

    def _enter(self, submission: Submission, status: str, supersedes: int | None) -> int:
        """Enter a file and its findings; return its id."""
        ((received_id,),) = self._rows(
            "INSERT INTO received (sha256, file, size, received_at, framework, round, "
            "theme_group, status, late, application, supersedes, content) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            submission.sha256,
            submission.file,
            len(submission.content),
            _timestamp(submission.received_at),
            submission.framework,
            submission.round,
            submission.theme_group,
            status,
            int(submission.late),
            submission.application,
            supersedes,
            submission.content,
        )
        self._connection.executemany(
            f"INSERT INTO finding (received_id, position, {_FINDING_COLUMNS}) "
            f"VALUES (?, ?, {_marks(len(fields(Finding)))})",
            (
                (received_id, position, *astuple(finding))
                for position, finding in enumerate(submission.findings, start=1)
            ),
        )
        return int(received_id)

    def _enter_records(self, received_id: int, records: Sequence[Record]) -> None:
        names = [field.name for field in fields(Record)]
        self._connection.executemany(
            f"INSERT INTO record (received_id, {_RECORD_COLUMNS}) VALUES (?, {_marks(len(names))})",
            ((received_id, *(getattr(record, name) for name in names)) for record in records),
        )

    def _set(self, column: str, value: object, received_id: int) -> None:
        self._connection.execute(
            f"UPDATE received SET {column} = ? WHERE id = ?", (value, received_id)
        )

    def _one(self, query: str, *parameters: object) -> tuple[Any, ...] | None:
        rows = self._rows(f"{query} LIMIT 1", *parameters)
        return rows[0] if rows else None

    def _rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with telling(self.path):
            return self._connection.execute(query, parameters).fetchall()


def _timestamp(moment: datetime) -> str:
    # Always of the same length and in UTC, so that text sorts as time does.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _received_file(row: Sequence[Any]) -> ReceivedFile:
    columns = dict(zip((field.name for field in fields(ReceivedFile)), row, strict=True))
    columns["received_at"] = datetime.fromisoformat(columns["received_at"])
    columns["late"] = bool(columns["late"])
    return ReceivedFile(**columns)


def _sourced_record(row: Sequence[Any]) -> SourcedRecord:
    columns = dict(zip((field.name for field in fields(SourcedRecord)), row, strict=True))
    columns["received_at"] = datetime.fromisoformat(columns["received_at"])
    return SourcedRecord(**columns)
