"""Opening a ledger: made where there is none, brought up to date where it is an old one.

The file is often on a shared folder, read by people who may not write to it and copied by
hand. So it keeps a rollback journal: between two commands ``ledger.sqlite`` alone is the
whole ledger, and reading needs no right but to read. One command writes at a time, for as
short as it can.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from workbook_tools.ledger.connection import (
    APPLICATION_ID,
    BUSY_SECONDS,
    GUARDS,
    SCHEMA,
    VERSION,
    not_a_ledger,
    open_file,
    pragma,
    run_script,
    telling,
    writing,
)
from workbook_tools.ledger.migration import migrate
from workbook_tools.problems import LaaError

_OLDEST_SQLITE = (3, 37)  # The first with STRICT tables.


def connect(
    path: Path, *, create: bool, read_only: bool = False
) -> tuple[sqlite3.Connection, Path | None]:
    """Open a ledger, making it first where there is none and ``create`` is set.

    A ledger of an earlier version is brought up to date, after a copy of it was put beside
    it: the path of the copy is the second thing returned, None where there was no need. With
    ``read_only`` nothing else is written: a ledger that would have to be made is one in memory.

    The connection has foreign keys on, a rollback journal, and no implicit transactions.

    Raises:
        LaaError: there is no ledger, the file is something else, was written by a newer
            toolkit, cannot be opened, is in use, or is of an earlier version and may not
            be written to.
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
    mode = _mode(path, create, read_only)
    with telling(path):
        connection = open_file(path, mode)
        try:
            _make_or_check(connection, path, create)
            if _logs_ahead(connection):
                connection.close()
                _use_rollback_journal(path)
                connection = open_file(path, mode)
            backup = migrate(connection, path) if _version(connection) < VERSION else None
            connection.execute("PRAGMA foreign_keys = ON")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection, backup


def _mode(path: Path, create: bool, read_only: bool) -> str:
    if not read_only:
        return "rwc" if create else "rw"
    # A reader who may write puts in order what a killed command left behind; SQLite opens the
    # file to be read only, where the reader may not.
    is_there = path.is_dir() or (path.exists() and path.stat().st_size > 0)
    return "memory" if create and not is_there else "rw"


def _make_or_check(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    # Looked at before anything is written: a stranger's database is left as it is.
    if _is_blank(connection):
        if not create:
            raise LaaError(f"{path} holds nothing yet; run “laa ingest” first.")
        _create(connection)
    _check(connection, path)


def _is_blank(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return tables == 0 and pragma(connection, "application_id") == 0


def _create(connection: sqlite3.Connection) -> None:
    # Of two commands that start a ledger at the same time, the second waits and then finds
    # every table made.
    with writing(connection):
        if _is_blank(connection):
            for script in (SCHEMA, GUARDS):
                run_script(connection, script.read_text(encoding="utf-8"))


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if pragma(connection, "application_id") != APPLICATION_ID or version < 1:
        raise LaaError(not_a_ledger(path))
    if version > VERSION:
        raise LaaError(
            f"{path} was written by a newer version of this toolkit (ledger version {version}; "
            f"this one knows {VERSION}); update the toolkit."
        )


def _version(connection: sqlite3.Connection) -> int:
    return pragma(connection, "user_version")


def _logs_ahead(connection: sqlite3.Connection) -> bool:
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    return bool(journal == "wal")


def _use_rollback_journal(path: Path) -> None:
    """Have all of the ledger in the one file, where it was in write-ahead logging.

    Switching over needs the file alone, and SQLite does not wait for that by itself. Between
    two tries the file is closed, so that of several commands that try one gets it.
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with closing(open_file(path, "rw")) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(random.uniform(0.005, 0.05))
