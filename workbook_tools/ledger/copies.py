"""Copies of the ledger: made while others write to it, and put back.

SQLite copies page by page under its own locks, so that a copy is the ledger as it was at one
moment, whoever writes meanwhile; a file copied by hand may be half of each.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from workbook_tools.ledger.connection import (
    APPLICATION_ID,
    VERSION,
    not_a_ledger,
    open_file,
    pragma,
    telling,
)
from workbook_tools.problems import LaaError


def copy_ledger(path: Path, out: Path) -> None:
    """Write a copy of the ledger ``path`` to ``out``, whole or not at all.

    Raises:
        LaaError: there is no ledger, it is damaged or in use, ``out`` is there already, or it
            cannot be written.
    """
    if out.exists() or out.is_symlink():
        raise LaaError(f"{out} is there already; choose another name, or move it away.")
    if not path.is_file():
        raise LaaError(f"There is no ledger {path}; go to the folder it is in.")
    with _new_file(out) as temporary, telling(path), closing(open_file(path, "ro")) as ledger:
        _refuse_other(ledger, path)
        with closing(open_file(temporary, "rw")) as copy:
            ledger.backup(copy)
            _refuse_damaged(copy, out)


def restore_ledger(path: Path, copy: Path) -> Path | None:
    """Put a copy in the place of the ledger ``path``; return where what stood there is now.

    Nothing is thrown away: the ledger that was there, damaged or not, is kept beside it under a
    name of its own. None where there was none.

    Raises:
        LaaError: the copy is no ledger or is damaged, or the ledger is in use or cannot be
            written.
    """
    if not copy.is_file():
        raise LaaError(f"There is no file {copy}; name a copy of the ledger.")
    if path.exists() and copy.samefile(path):
        raise LaaError(f"{copy} is the ledger itself; name a copy of it.")
    with telling(copy), closing(open_file(copy, "ro")) as ledger:
        _refuse_other(ledger, copy)
        _refuse_damaged(ledger, copy)
    kept = None
    if path.exists():
        _refuse_in_use(path)
        kept = _free_name(path)
        with _failing_to_write(path):
            path.rename(kept)
            # What a killed command left behind is of the ledger that it belongs to.
            journal = path.with_name(f"{path.name}-journal")
            if journal.exists():
                journal.rename(kept.with_name(f"{kept.name}-journal"))
    try:
        copy_ledger(copy, path)
    except BaseException:
        if kept is not None:
            with suppress(OSError):
                kept.rename(path)
        raise
    return kept


def entries_in(path: Path) -> int:
    """Return how many entries a ledger has; 0 for one that cannot be read."""
    try:
        with closing(open_file(path, "ro")) as ledger:
            return int(ledger.execute("SELECT count(*) FROM entry").fetchone()[0])
    except sqlite3.Error:
        return 0


def _refuse_other(connection: sqlite3.Connection, path: Path) -> None:
    if pragma(connection, "application_id") != APPLICATION_ID:
        raise LaaError(not_a_ledger(path))
    if pragma(connection, "user_version") > VERSION:
        raise LaaError(
            f"{path} was written by a newer version of this toolkit; update the toolkit."
        )


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise LaaError(f"{path} is damaged ({said}); name another copy.")


def _refuse_in_use(path: Path) -> None:
    """Refuse to take a ledger away that another command writes to; a damaged one is nobody's."""
    try:
        with closing(open_file(path, "rw")) as ledger:
            ledger.execute("BEGIN EXCLUSIVE")
            ledger.execute("ROLLBACK")
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LaaError(f"{path}: another laa command is using it; try again.") from error


def _free_name(path: Path) -> Path:
    """Return a name for the ledger that was there, which none has yet."""
    kept = path.with_name(f"{path.name}.before-restoring")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.before-restoring-{number}")
    return kept


@contextmanager
def _new_file(out: Path) -> Iterator[Path]:
    """Give a file beside ``out`` to write to, which takes its name at the end, or is gone."""
    temporary = Path()
    try:
        with _failing_to_write(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
            os.close(handle)
        temporary = Path(name)
        yield temporary
        with _failing_to_write(out):
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            temporary.rename(out)
    except BaseException:
        if temporary.name:
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _failing_to_write(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LaaError(
            f"{path} cannot be written ({error.strerror}); make room, or choose another place."
        ) from error
