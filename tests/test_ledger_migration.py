"""A ledger of an earlier version is brought up to date, whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from conftest import Laa
from in_children import Stopped, at_statement, fail, migrate_and_die, open_at_once
from ledger_files import VERSION_1, VERSION_2, everything_in, submission

from workbook_tools.files import sha256
from workbook_tools.ledger import Ledger
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import open_workbook

FRAMEWORK, ROUND = "coventry-2007-08", "2006-07"
BACKUP = "ledger.sqlite.version-1.backup"


@pytest.fixture
def old(ledger_path: Path) -> Path:
    """A ledger of version 1, to be opened."""
    shutil.copyfile(VERSION_1, ledger_path)
    return ledger_path


def asked(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as other:
        return other.execute(question).fetchall()


def schema_of(path: Path) -> list[tuple[object, ...]]:
    return asked(path, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")


def state_of(path: Path) -> tuple[object, ...]:
    return everything_in(path), schema_of(path), asked(path, "PRAGMA user_version")


# What was in it


def test_every_file_of_version_1_is_there_with_its_standing(old: Path) -> None:
    with Ledger.open(old, create=False) as ledger:
        first, second, wrong = ledger.received(FRAMEWORK, ROUND)
        current = ledger.current(FRAMEWORK, ROUND)
    assert (first.id, first.file, first.status) == (1, "adult-learning.xlsx", "superseded")
    assert (second.id, second.status, second.supersedes) == (2, "accepted", 1)
    assert (wrong.id, wrong.file, wrong.status) == (3, "culture.xlsx", "in error")
    assert (first.values, second.values, wrong.values) == (23, 23, 0)
    assert (wrong.errors, wrong.queries, wrong.notes) == (1, 0, 1)
    assert [each.received_at for each in (first, second, wrong)] == [
        datetime(2007, 2, day, 12, tzinfo=UTC) for day in (20, 26, 27)
    ]
    assert first.framework_fingerprint == first.form_fingerprint == ""
    assert current == {"adult-learning": second}


def test_nothing_of_version_1_is_lost_or_altered(old: Path) -> None:
    old_views = {
        name: asked(old, f"SELECT * FROM {name} ORDER BY 1, 2, 3")
        for name in ("received", "received_file", "record", "finding")
    }
    with Ledger.open(old, create=False) as ledger:
        for row in old_views["received"]:
            content = ledger.content(row[0])  # type: ignore[arg-type]
            assert (sha256(content), content) == (row[1], row[-1])
        sheet = open_workbook(written(old.with_name("culture.xlsx"), ledger.content(3)))
    assert sheet.sheet("Self-assessment") is not None
    columns = (
        "id, framework, round, theme_group, status, file, received_at, late, application, "
        "supersedes, size, sha256, value_count, error_count, query_count, note_count"
    )
    assert (
        asked(old, f"SELECT {columns} FROM received_file ORDER BY 1") == old_views["received_file"]
    )
    records = asked(old, "SELECT * FROM record ORDER BY submission_id, position")
    assert [(row[0], *row[2:]) for row in records] == [row[1:] for row in old_views["record"]]
    assert asked(old, "SELECT * FROM finding ORDER BY 1, 2") == old_views["finding"]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_ledger_brought_up_to_date_is_like_one_made_today(old: Path, tmp_path: Path) -> None:
    today = tmp_path / "today.sqlite"
    for path in (old, today):
        Ledger.open(path).close()
    assert schema_of(old) == schema_of(today)
    for question in ("PRAGMA user_version", "PRAGMA application_id", "PRAGMA journal_mode"):
        assert asked(old, question) == asked(today, question)
    assert asked(old, "PRAGMA integrity_check") == [("ok",)]
    assert asked(old, "PRAGMA foreign_key_check") == []


def test_it_goes_on_where_it_was(old: Path) -> None:
    with Ledger.open(old) as ledger:
        receipt = ledger.receive(submission("new"))
        assert receipt.received_id == 4
        again = ledger.content(2)
    with Ledger.open(old, create=False, read_only=True) as ledger:
        assert ledger.backup is None
        assert ledger.content(2) == again


def test_commands_work_on_it(old: Path, laa: Laa) -> None:
    (old.parent / "laa.toml").write_text('round = "2006-07"\n')
    told = laa("status", "--today", "2007-03-01", folder=old.parent)
    assert told.status == 0, told.err
    assert "10 overdue; 1 accepted; 1 in error, late" in told.out


# Version 2


@pytest.fixture
def second(ledger_path: Path) -> Path:
    """A ledger of version 2, to be opened."""
    shutil.copyfile(VERSION_2, ledger_path)
    return ledger_path


def test_version_2_is_brought_up_to_date_with_all_that_is_in_it(
    second: Path, tmp_path: Path
) -> None:
    before, files = everything_in(second), asked(second, "SELECT * FROM received_file ORDER BY id")
    with Ledger.open(second, create=False) as ledger:
        assert ledger.backup == second.with_name("ledger.sqlite.version-2.backup")
        statuses = [each.status for each in ledger.received(FRAMEWORK, ROUND)]
        assert statuses == ["superseded", "accepted", "in error", "after closing"]
        assert [each.event for each in ledger.round(ROUND).events] == ["opened", "closed"]  # type: ignore[union-attr]
        assert len(ledger.issues(ROUND)) == 1
    after = everything_in(second)
    assert {name: after[name] for name in before} == before
    assert {name: rows for name, rows in after.items() if name not in before} == {
        "decision": [],
        "publication": [],
        "answer": [],
        "seal": after["seal"],
        "salt": after["salt"],
        "earlier_seal": [],
        "published": [],
        "redaction": [],
        "redacted_file": [],
    }
    as_before = asked(second, "SELECT * FROM received_file ORDER BY id")
    assert [row[: len(files[0])] for row in as_before] == files
    today = tmp_path / "today.sqlite"
    Ledger.open(today).close()
    assert schema_of(second) == schema_of(today)
    assert asked(second, "PRAGMA user_version") == asked(today, "PRAGMA user_version")
    assert asked(second, "PRAGMA foreign_key_check") == []


def test_in_what_was_version_2_a_submission_is_withdrawn(second: Path) -> None:
    at = datetime(2007, 3, 6, tzinfo=UTC)
    with Ledger.open(second, create=False) as ledger:
        with pytest.raises(LaaError, match="reopen it first"):
            ledger.withdraw(3, "the wrong year", at, "JS")
        ledger.reopen_round(ROUND, "to put it right", at, "JS")
        ledger.withdraw(7, "the wrong year", at, "JS")
        ledger.reinstate(3, "it was right", at, "JS")
        assert ledger.current(FRAMEWORK, ROUND)["adult-learning"].id == 3


# The copy of it


def test_a_copy_of_it_as_it_was_is_kept_beside_it(old: Path) -> None:
    before = state_of(old)
    with Ledger.open(old, create=False, read_only=True) as ledger:
        assert ledger.backup == old.with_name(BACKUP)
    assert state_of(old.with_name(BACKUP)) == before
    assert sorted(path.name for path in old.parent.iterdir()) == ["ledger.sqlite", BACKUP]


def test_an_earlier_copy_is_never_written_over(old: Path) -> None:
    for name in (BACKUP, f"{BACKUP}-2"):
        old.with_name(name).write_text("kept since last year")
    with Ledger.open(old) as ledger:
        assert ledger.backup == old.with_name(f"{BACKUP}-3")
    assert old.with_name(BACKUP).read_text() == "kept since last year"


def test_values_that_lie_in_the_log_of_version_1_are_taken_along(old: Path) -> None:
    """Version 1 was in write-ahead logging; a command of it may have been killed."""
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute(
            "INSERT INTO finding SELECT received_id, 99, rule, severity, file, theme_group, sheet, "
            "cell, row_key, field, message, found, expected, fix FROM finding LIMIT 1"
        )
        folder = old.parent / "as it was left"
        shutil.copytree(old.parent, folder)
    left = folder / old.name
    assert left.with_name("ledger.sqlite-wal").stat().st_size
    with Ledger.open(left, create=False) as ledger:
        assert len(ledger.findings(1)) == 3
    assert sorted(path.name for path in folder.iterdir()) == ["ledger.sqlite", BACKUP]


def test_while_version_1_is_reading_it_is_told_to_wait(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state_of(old)
    monkeypatch.setattr("workbook_tools.ledger.connection.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("workbook_tools.ledger.opening.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM received").fetchone()
        with pytest.raises(LaaError, match="another laa command is using it; try again"):
            Ledger.open(old)
    assert state_of(old) == before
    assert not old.with_name(BACKUP).exists()


def test_without_a_copy_nothing_is_changed(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    before = state_of(old)
    monkeypatch.setattr("workbook_tools.ledger.migration.tempfile.mkstemp", full)
    with pytest.raises(LaaError, match=r"a copy of it cannot be put beside it .*No space left"):
        Ledger.open(old)
    assert state_of(old) == before


# Stopped in the middle


def test_whatever_statement_fails_the_ledger_is_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_in(old)
    monkeypatch.setattr(Stopped, "then", staticmethod(fail), raising=False)
    for number in range(1, 80, 6):
        monkeypatch.setattr(Stopped, "when", at_statement(number), raising=False)
        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Stopped))
            with pytest.raises(LaaError, match="disk I/O error"):
                Ledger.open(old, create=False)
        assert [path.name for path in old.parent.iterdir()] == ["ledger.sqlite"]
        assert asked(old, "PRAGMA user_version") == [(1,)]
        assert everything_in(old) == before


@pytest.mark.skipif(os.name == "nt", reason="processes are killed in another way there")
@pytest.mark.parametrize(
    "looked_for", ["INSERT INTO finding", "DROP TABLE old_received", "finding_is_fixed"]
)
def test_killed_in_the_middle_the_ledger_is_as_it_was(old: Path, looked_for: str) -> None:
    before = state_of(old)
    migrating = get_context("spawn").Process(target=migrate_and_die, args=(old, looked_for))
    migrating.start()
    migrating.join()
    assert migrating.exitcode == -signal.SIGKILL
    assert old.with_name("ledger.sqlite-journal").stat().st_size > 0, "nothing was half done"
    assert state_of(old) == before
    with Ledger.open(old, create=False) as ledger:
        assert ledger.backup == old.with_name(f"{BACKUP}-2")
        assert len(ledger.received(FRAMEWORK, ROUND)) == 3
    assert [everything_in(old.with_name(name)) for name in (BACKUP, f"{BACKUP}-2")] == [
        before[0],
        before[0],
    ]


def test_of_several_commands_at_once_one_brings_it_up_to_date(old: Path) -> None:
    context = get_context("spawn")
    commands = [context.Process(target=open_at_once, args=(old,)) for _ in range(3)]
    for command in commands:
        command.start()
    for command in commands:
        command.join()
        assert command.exitcode == 0
    assert sorted(path.name for path in old.parent.iterdir()) == ["ledger.sqlite", BACKUP]
