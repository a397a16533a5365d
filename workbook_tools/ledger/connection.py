"""The connection to the ledger's file, and in a sentence what SQLite could not do with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbook_tools.problems import LaaError

VERSION = 5
"""Version of the schema that this toolkit writes and reads."""

APPLICATION_ID = 0x4C41414C
"""Marks an SQLite file as a ledger: ``LAAL``."""

BUSY_SECONDS = 5.0
"""How long to wait for another command that is writing to the ledger."""

SCHEMA, GUARDS = (Path(__file__).with_name(name) for name in ("schema.sql", "guards.sql"))
"""The tables and views of a ledger; the triggers that keep what is in them."""

_LOGS_AHEAD = 2
"""What an SQLite file says in its 19th byte where it is in write-ahead logging."""

_VERSION_AT, _IS_LEDGER_AT, _HEADER = 60, 68, 72
"""Where it says its ``user_version`` and, last of so many bytes, its ``application_id``."""


def open_file(path: Path, mode: str) -> sqlite3.Connection:
    """Open an SQLite file, whatever is in it, without implicit transactions.

    ``mode`` is ``ro`` to read; ``rw`` to write too, as far as the system lets us; ``rwc`` to
    make the file where there is none; ``memory`` for an empty one in memory.
    """
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )


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


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Do what follows in one transaction: all of it, or nothing.

    It is for writing from the start: what is looked up in it still holds when it is used.
    """
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script within the transaction that is open.

    (``executescript`` would end it first.)
    """
    for statement in statements(script):
        connection.execute(statement)


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """Return a number that SQLite keeps of the file, such as ``user_version``."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def awaits_a_writer(path: Path) -> bool:
    """Whether a ledger cannot be read before somebody who may write to it has opened it.

    A killed command, an earlier version or another program left work to be done then. The file
    is looked at and not opened.
    """
    if path.with_name(f"{path.name}-journal").exists():
        return True
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
    except OSError:
        return False
    if len(header) < _HEADER or int.from_bytes(header[_IS_LEDGER_AT:]) != APPLICATION_ID:
        return False
    is_earlier = int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4]) < VERSION
    return is_earlier or header[18:19] == bytes([_LOGS_AHEAD])


def not_a_ledger(path: Path) -> str:
    """Return what to say of a file that is something else."""
    return f"{path} is not a ledger of this toolkit; name another file for the ledger."


def _sentence(path: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path}: another laa command is using it; try again."
    if name == "SQLITE_NOTADB":
        return not_a_ledger(path)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) and awaits_a_writer(path):
        return (
            f"{path} has to be put in order by someone who may write to it and to its folder; ask "
            "them to run “laa status” there once."
        )
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
