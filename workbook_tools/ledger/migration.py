"""Bringing a ledger of an earlier version up to date, with a copy of it kept beside it.

Version 1 had a column that said whether a file counts, and was altered with each file that
came in. Since version 2 nothing is altered: what counts follows from the entries. Version 3
knows submissions that were withdrawn, and LAA spreadsheets that were issued. Version 4 seals
each entry; what is in a ledger of an earlier version is sealed as it stands. Version 5 seals
texts by digests of their own, so that a name can be redacted; the seals of version 4 are kept,
and still have to follow.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from workbook_tools.ledger.chain import seal_all
from workbook_tools.ledger.connection import (
    GUARDS,
    SCHEMA,
    VERSION,
    open_file,
    pragma,
    run_script,
    statements,
    writing,
)
from workbook_tools.problems import LaaError

_ASIDE = """
DROP INDEX one_current_return;
DROP INDEX received_in_order;
DROP INDEX record_of_indicator;
ALTER TABLE received RENAME TO old_received;
ALTER TABLE record RENAME TO old_record;
ALTER TABLE finding RENAME TO old_finding;
"""
"""Takes the tables of version 1 out of the way of those of version 2."""

_COPIED = """
INSERT INTO entry (id, kind, at, who, why)
SELECT id, 'received', received_at, '', '' FROM old_received ORDER BY id;
INSERT INTO original (sha256, size, content)
SELECT sha256, size, content FROM old_received ORDER BY id;
INSERT INTO submission (id, framework, round, theme_group, file, received_at, late, application,
    sha256, framework_fingerprint, form_fingerprint)
SELECT id, framework, round, theme_group, file, received_at, late, application, sha256, '', ''
FROM old_received ORDER BY id;
INSERT INTO record (submission_id, position, indicator, field, year, area, measure, value, text,
    state, column_id, sheet, cell)
SELECT received_id, row_number() OVER (PARTITION BY received_id ORDER BY id), indicator, field,
    year, area, measure, value, text, state, column_id, sheet, cell
FROM old_record ORDER BY received_id, id;
INSERT INTO finding (submission_id, position, rule, severity, file, theme_group, sheet, cell,
    row_key, field, message, found, expected, fix)
SELECT received_id, position, rule, severity, file, theme_group, sheet, cell, row_key, field,
    message, found, expected, fix
FROM old_finding ORDER BY received_id, position;
DROP TABLE old_finding;
DROP TABLE old_record;
DROP TABLE old_received;
"""
"""Takes over what is in them. When a file was entered version 1 did not say; it came in then."""


_ORIGINALS_ASIDE = """
PRAGMA legacy_alter_table = ON;
ALTER TABLE original RENAME TO old_original;
PRAGMA legacy_alter_table = OFF;
"""
"""Takes the received files of versions 2 to 4 out of the way; what refers to them by name refers
to the new table."""

_ORIGINALS_COPIED = """
INSERT INTO original (sha256, size, content) SELECT sha256, size, content FROM old_original;
DROP TABLE old_original;
"""

_SEALED_ANEW = """
INSERT INTO earlier_seal (id, hash) SELECT id, hash FROM seal;
DELETE FROM seal;
"""


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Bring the ledger ``path`` of an earlier version up to date, in one transaction.

    The connection is open for writing, with foreign keys off. A copy of the ledger as it was
    is put beside it first, under a name that is not taken; return its path, None where
    another command has been quicker.

    Raises:
        LaaError: the copy cannot be made. Then, as with any ``sqlite3.Error``, the ledger is
            as it was.
    """
    backup: Path | None = None
    # What is made anew leaves nothing of itself behind, which a name could be found in later.
    connection.execute("PRAGMA secure_delete = ON")
    try:
        with writing(connection):
            version = pragma(connection, "user_version")
            if version == VERSION:
                return None
            # Fails here where we may not write to it, before there is a copy.
            connection.execute(f"PRAGMA user_version = {version}")
            backup = _keep_copy(path, version)
            _rewrite(connection, path, version)
    except BaseException:
        if backup is not None:
            backup.unlink(missing_ok=True)  # The ledger is what it was.
        raise
    # Gives back the room that the old tables took; where there is none to do that in, it stays.
    with suppress(sqlite3.Error):
        connection.execute("VACUUM")
    return backup


def _rewrite(connection: sqlite3.Connection, path: Path, version: int) -> None:
    schema, guards = (script.read_text(encoding="utf-8") for script in (SCHEMA, GUARDS))
    _drop_what_is_made_anew(connection)
    run_script(connection, _ASIDE if version == 1 else _ORIGINALS_ASIDE)
    _add_what_is_missing(connection, schema)
    run_script(connection, _COPIED if version == 1 else _ORIGINALS_COPIED)
    if version == 4:
        run_script(connection, _SEALED_ANEW)
    # What another program began in version 4 is not sealed as ours.
    entered, had = "SELECT max(id) FROM entry", "SELECT max(id) FROM earlier_seal"
    ((last,),) = connection.execute(had if version == 4 else entered).fetchall()
    seal_all(connection, last or 0)
    run_script(connection, guards)
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        raise LaaError(
            f"{path} is of an earlier version and has values of files that it does not hold, so it "
            "was left as it is; put back the latest copy you kept of it."
        )


def _drop_what_is_made_anew(connection: sqlite3.Connection) -> None:
    """Take away views and triggers, which hold nothing of their own."""
    found = connection.execute(
        "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger')"
    ).fetchall()
    for kind, name in found:
        connection.execute(f"DROP {kind} {name}")


def _add_what_is_missing(connection: sqlite3.Connection, schema: str) -> None:
    """Make the tables, indexes and views of today that are not there."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema").fetchall()}
    for statement in statements(schema):
        made = re.search(r"^CREATE \w+ (\w+)", statement, re.MULTILINE)
        if made is None or made[1] not in there:
            connection.execute(statement)


def _keep_copy(path: Path, version: int) -> Path:
    """Copy a ledger that nobody else may write to now; return where the copy is."""
    temporary = Path()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        temporary = Path(name)
        # SQLite's own copying: opening the file beside it would take our lock away from us.
        with closing(open_file(path, "ro")) as old, closing(open_file(temporary, "rw")) as copy:
            old.backup(copy)
        temporary.chmod(path.stat().st_mode)
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        backup = _free_name(path, version)
        temporary.rename(backup)
    except (OSError, sqlite3.Error) as error:
        if temporary.name:
            temporary.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise LaaError(
            f"{path} is of an earlier version, and a copy of it cannot be put beside it before it "
            f"is brought up to date ({reason}); make room in its folder, or ask for the right to "
            "write there."
        ) from error
    return backup


def _free_name(path: Path, version: int) -> Path:
    """Return a name for a copy that no earlier copy has."""
    backup = path.with_name(f"{path.name}.version-{version}.backup")
    number = 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.name}.version-{version}.backup-{number}")
    return backup
