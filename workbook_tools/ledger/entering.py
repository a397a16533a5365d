"""What every part of the ledger stands on: looking things up, and entering an entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbook_tools.ledger.chain import FIRST, seal
from workbook_tools.ledger.connection import telling, writing
from workbook_tools.problems import LaaError


class Entering:
    """An open ledger, into which entries are made.

    Each entry is made with all that it says in one transaction, within :meth:`_writing`.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open connection to the file ``path``."""
        self._connection = connection
        self.path = path

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with telling(self.path), writing(self._connection):
            first = self._last()
            self.seal(first)  # What another program began is not sealed as ours.
            yield
            if self._last() != first:
                self._seal()

    def _enter(self, kind: str, at: datetime, by: str = "", why: str = "") -> int:
        """Make the next entry and return its number; what it says has to follow.

        That makes the one before it whole, where that was made in the same transaction.
        """
        self._seal()
        ((number,),) = self._rows(
            "INSERT INTO entry (id, kind, at, who, why) "
            "SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ? FROM entry RETURNING id",
            kind,
            timestamp(at),
            by,
            why,
        )
        return int(number)

    def _last(self) -> int:
        """Return the number of the last entry; 0 where there is none."""
        ((number,),) = self._rows("SELECT coalesce(max(id), 0) FROM entry")
        return int(number)

    def _seal(self) -> None:
        """Seal the last entry, unless it is."""
        number = self._last()
        if number and self._sealed(number) is None:
            seal(self._connection, number, self.seal(number - 1))

    def seal(self, number: int) -> str:
        """Return the seal of an entry, which says all that came before it, too.

        Raises:
            LaaError: it has none; the ledger was altered.
        """
        sealed = self._sealed(number) if number else FIRST
        if sealed is None:
            raise LaaError(
                f"{self.path} was altered by another program: its entry {number} has no seal; see "
                "“laa ledger verify”, and put back the latest copy you kept of it."
            )
        return sealed

    def told_seal(self, number: int) -> str:
        """Return the seal of an entry as it is told: that which it had first.

        One that was entered in version 4 keeps the seal that stands on its receipt and in the
        spreadsheets of that time, as long as no name was taken out of it or of one before it.

        Raises:
            LaaError: it has none; the ledger was altered.
        """
        row = self._one("SELECT hash FROM earlier_seal WHERE id = ? AND hash <> ''", number)
        return self.seal(number) if row is None else str(row[0])

    def _sealed(self, number: int) -> str | None:
        row = self._one("SELECT hash FROM seal WHERE id = ?", number)
        return None if row is None else str(row[0])

    def _insert(self, table: str, **values: object) -> None:
        """Enter one row of a table, given by its columns."""
        self._rows(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks(len(values))})",
            *values.values(),
        )

    def _one(self, query: str, *parameters: object) -> tuple[Any, ...] | None:
        """Return the first row that a query finds."""
        rows = self._rows(f"{query} LIMIT 1", *parameters)
        return rows[0] if rows else None

    def _rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return all rows that a query finds. None is read later: a reader holds nobody up."""
        with telling(self.path):
            return self._connection.execute(query, parameters).fetchall()


def timestamp(moment: datetime) -> str:
    """Return a moment as the ledger keeps it.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} needs a time zone")
    # Always of the same length and in UTC, so that text sorts as time does.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def marks(count: int) -> str:
    """Return the question marks that stand for so many values in a statement."""
    return ", ".join("?" * count)
