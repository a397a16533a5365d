"""Opening the ledger's file, and telling in a sentence what SQLite could not do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbook_tools.problems import LaaError

VERSION = 1
"""Version of the schema that this toolkit writes and reads."""

APPLICATION_ID = 0x4C41414C
"""Marks an SQLite file as a ledger: ``LAAL``."""

BUSY_SECONDS = 5.0
"""How long to wait for another command that is writing to the ledger."""

_SCHEMA = Path(__file__).with_name("schema.sql")
_OLDEST_SQLITE = (3, 37)  # The first with STRICT tables.


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a ledger, making it first where there is none and ``create`` is set.

    The connection has foreign keys on, write-ahead logging, and no implicit transactions.

    Raises:
        LaaError: there is no ledger, the file is something else, was written by a newer
            toolkit, cannot be opened, or is in use.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise LaaError(
            f"This Python has SQLite {sqlite3.sqlite_version}, and the ledger needs 3.37 or "
            "later; install a later Python."
        )
    if not create and not path.exists():
        raise LaaError(
            f"There is no ledger {path}; run “laa ingest” first, or go to the folder it is in."
        )
    with telling(path):
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            _prepare(connection, path, create)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what SQLite reports about the ledger ``path`` into an LaaError.

    Mistakes in the toolkit's own use of SQLite (``sqlite3.ProgrammingError``) pass through.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        raise LaaError(_sentence(path, error)) from error


def _prepare(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # Looked at before anything is written: a stranger's database is left as it is.
    if _is_blank(connection):
        if not create:
            raise LaaError(f"{path} holds nothing yet; run “laa ingest” first.")
        _create(connection)
    _check(connection, path)
    _log_ahead(connection)


def _is_blank(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return tables == 0 and _pragma(connection, "application_id") == 0


def _create(connection: sqlite3.Connection) -> None:
    # One transaction, begun for writing: of two commands that start a ledger at the same
    # time, the second waits and then finds every table made.
    schema = _SCHEMA.read_text(encoding="utf-8")
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
    except BaseException:
        connection.rollback()
        raise


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have others read while one command writes.

    Switching a new ledger over needs it alone, and SQLite does not wait for that by itself.
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.02)
        else:
            return


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise LaaError(_not_a_ledger(path))
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise LaaError(
            f"{path} was written by a newer version of this toolkit (ledger version {version}; "
            f"this one knows {VERSION}); update the toolkit."
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _sentence(path: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path}: another laa command is using it; try again."
    if name == "SQLITE_NOTADB":
        return _not_a_ledger(path)
    if name.startswith("SQLITE_CANTOPEN"):
        return (
            f"{path} cannot be opened; check that its folder is there, that you may write to it, "
            "and that this is not a folder itself."
        )
    if name.startswith("SQLITE_READONLY"):
        return f"{path} cannot be written; ask for the right to change it and its folder."
    if name == "SQLITE_FULL":
        return f"{path} cannot be written: the disk is full; make room and try again."
    if name.startswith("SQLITE_CORRUPT"):
        return f"{path} is damaged ({error}); put back the latest copy you kept of it."
    return f"{path} cannot be used ({error}); if it goes on, put back the latest copy of it."


def _not_a_ledger(path: Path) -> str:
    return f"{path} is not a ledger of this toolkit; name another file for the ledger."
