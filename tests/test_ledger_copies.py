"""Copies of the ledger: whole though others write, and put back without losing what was there."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Demo, Laa

from workbook_tools.ledger import Ledger
from workbook_tools.ledger.copies import copy_ledger, entries_in, restore_ledger
from workbook_tools.problems import LaaError


@pytest.fixture
def ledger(demo: Demo, tmp_path: Path) -> Path:
    copy_ledger(demo.ledger, tmp_path / "ledger.sqlite")
    return tmp_path / "ledger.sqlite"


def proved(path: Path) -> list[str]:
    with Ledger.open(path, create=False, read_only=True) as opened:
        return list(opened.faults())


def test_a_copy_is_the_whole_ledger_and_follows_as_it_does(demo: Demo, ledger: Path) -> None:
    assert entries_in(ledger) == entries_in(demo.ledger) > 12
    assert proved(ledger) == []


def test_a_copy_made_while_another_writes_is_that_of_one_moment(ledger: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Ledger.open(ledger) as opened:
            number = next(iter(opened.current("coventry-2007-08", "2006-07").values())).id
            while not stop.is_set():
                opened.withdraw(number, "Sent too early.", datetime.now(UTC), "")
                opened.reinstate(number, "It was right.", datetime.now(UTC), "")

    before = entries_in(ledger)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [ledger.with_name(f"copy-{number}") for number in range(6)]
        for copy in copies:
            copy_ledger(ledger, copy)
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            seals = opened.execute("SELECT count(*) FROM seal").fetchone()[0]
        assert seals == entries_in(copy) >= before


def test_a_copy_is_never_written_over_a_file(ledger: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(LaaError, match="is there already"):
        copy_ledger(ledger, there)
    assert there.read_text() == "mine"


def test_what_stood_in_the_place_of_a_restored_ledger_is_kept(ledger: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy_ledger(ledger, copy)
    content = ledger.read_bytes()
    first, second = restore_ledger(ledger, copy), restore_ledger(ledger, copy)
    assert first
    assert second
    assert first != second
    assert first.read_bytes() == content
    assert proved(ledger) == []


def test_a_damaged_ledger_is_put_aside_and_the_copy_takes_its_place(
    ledger: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy_ledger(ledger, copy)
    ledger.write_bytes(b"not a ledger any more" * 200)
    kept = restore_ledger(ledger, copy)
    assert kept
    assert kept.read_bytes().startswith(b"not a ledger")
    assert entries_in(ledger) == entries_in(copy)


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_what_is_no_ledger_is_not_restored(ledger: Path, tmp_path: Path, content: bytes) -> None:
    before, stranger = ledger.read_bytes(), tmp_path / "stranger"
    stranger.write_bytes(content)
    with pytest.raises(LaaError):
        restore_ledger(ledger, stranger)
    assert ledger.read_bytes() == before


def test_a_ledger_in_use_is_not_taken_away(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbook_tools.ledger.connection.BUSY_SECONDS", 0.1)
    copy = tmp_path / "copy"
    copy_ledger(ledger, copy)
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LaaError, match="another laa command is using it"):
            restore_ledger(ledger, copy)
        other.execute("ROLLBACK")


def test_the_commands_say_how_many_entries_there_are(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    assert laa("ledger", "backup", "copy.sqlite", folder=folder).status == 0
    laa("ingest", demo.completed["housing"], folder=folder)
    told = laa("ledger", "restore", "copy.sqlite", folder=folder)
    assert told.status == 0
    assert "1 entries more" in told.out
