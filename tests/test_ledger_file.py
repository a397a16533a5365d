"""The file of the ledger: made, opened, shared, and told in a sentence when it cannot be."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import Pipe, get_context
from pathlib import Path

import pytest
from in_children import enter, read_as_a_stranger, receive_and_die
from ledger_files import FRAMEWORK, ROUND, VERSION_1, everything_in, record, submission

from workbook_tools.ledger import Ledger, connection, opening
from workbook_tools.problems import LaaError


def made_by_hand(path: Path, *statements: str) -> None:
    """Do something to a ledger with another program."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for statement in statements:
            other.execute(statement)


def asked(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as other:
        return other.execute(question).fetchone()[0]


def test_foreign_keys_are_on_and_what_there_is_follows_them(ledger_path: Path) -> None:
    opened, _ = opening.connect(ledger_path, create=True)
    with closing(opened):
        assert opened.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_marks_in_the_schema_are_those_looked_for(ledger: Ledger, ledger_path: Path) -> None:
    marks = [asked(ledger_path, f"PRAGMA {name}") for name in ("application_id", "user_version")]
    assert marks == [connection.APPLICATION_ID, connection.VERSION]


# One file, on a shared folder


def test_a_ledger_is_one_file_at_any_time_and_a_copy_of_it_is_complete(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(("a", "b", "c"), start=1):
        ledger.receive(submission(name, minutes=number))
        assert [found.name for found in ledger_path.parent.iterdir()] == ["ledger.sqlite"]
        folder = tmp_path / "copy"
        copy = Path(shutil.copytree(ledger_path.parent, folder)) / ledger_path.name
        with Ledger.open(copy, create=False, read_only=True) as copied:
            assert len(copied.received(FRAMEWORK, ROUND)) == number
        shutil.rmtree(folder)


def test_a_ledger_that_another_program_put_in_write_ahead_logging_is_put_back(
    ledger_path: Path,
) -> None:
    with Ledger.open(ledger_path) as ledger:
        ledger.receive(submission("a"))
    made_by_hand(ledger_path, "PRAGMA journal_mode = WAL")
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        assert ledger.current(FRAMEWORK, ROUND)["health"].file == "a.xlsx"
    assert asked(ledger_path, "PRAGMA journal_mode") == "delete"


def test_what_is_opened_for_reading_is_not_written_to(ledger_path: Path) -> None:
    with Ledger.open(ledger_path) as ledger:
        ledger.receive(submission("a"))
    before = ledger_path.read_bytes()
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        assert ledger.current(FRAMEWORK, ROUND)["health"].file == "a.xlsx"
        with pytest.raises(LaaError, match="cannot be written"):
            ledger.receive(submission("b"))
    assert ledger_path.read_bytes() == before


def test_reading_where_there_is_no_ledger_yet_makes_none(ledger_path: Path) -> None:
    with Ledger.open(ledger_path, read_only=True) as ledger:
        assert ledger.received(FRAMEWORK, ROUND) == ()
    assert not ledger_path.exists()


def told_to_a_stranger(path: Path) -> object:
    """What somebody reads in a ledger who may write neither to it nor to its folder."""
    here, there = Pipe()
    path.parent.chmod(0o555)
    path.chmod(0o444)
    try:
        reader = get_context("spawn").Process(target=read_as_a_stranger, args=(path, there))
        reader.start()
        reader.join()
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)
    assert here.poll(), "no answer"
    return here.recv()


@pytest.fixture
def shared() -> Iterator[Path]:
    """The place of a ledger in a folder that everybody may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "ledger.sqlite"


not_windows = pytest.mark.skipif(os.name == "nt", reason="rights are given in another way there")


@not_windows
def test_somebody_who_may_not_write_reads_a_ledger_and_nobody_is_locked_out(shared: Path) -> None:
    with Ledger.open(shared) as owner:
        owner.receive(submission("a"))
        assert told_to_a_stranger(shared) == ["a.xlsx"]
        owner.receive(submission("b", minutes=1))
        assert told_to_a_stranger(shared) == ["a.xlsx", "b.xlsx"]
    assert [found.name for found in shared.parent.iterdir()] == ["ledger.sqlite"]


@not_windows
@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_somebody_who_may_not_write_is_told_who_can_put_an_old_ledger_in_order(
    shared: Path, journal: str
) -> None:
    shutil.copyfile(VERSION_1, shared)
    made_by_hand(shared, f"PRAGMA journal_mode = {journal}")
    before = shared.read_bytes()
    said = told_to_a_stranger(shared)
    assert said == (
        f"{shared} has to be put in order by someone who may write to it and to its folder; ask "
        "them to run “laa status” there once."
    )
    assert shared.read_bytes() == before
    assert [found.name for found in shared.parent.iterdir()] == ["ledger.sqlite"]


@not_windows
def test_a_command_killed_while_it_writes_leaves_the_ledger_as_it_was(shared: Path) -> None:
    with Ledger.open(shared) as ledger:
        ledger.receive(submission("a", records=[record("1")]))
    before = everything_in(shared)
    writer = get_context("spawn").Process(target=receive_and_die, args=(shared,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    journal = shared.with_name("ledger.sqlite-journal")
    assert journal.stat().st_size > 0, "nothing was half done"
    assert "has to be put in order" in str(told_to_a_stranger(shared))
    with Ledger.open(shared, create=False, read_only=True) as ledger:
        assert [file.file for file in ledger.received(FRAMEWORK, ROUND)] == ["a.xlsx"]
    assert everything_in(shared) == before
    assert not journal.exists()


# Several at once


def test_two_connections_may_be_open_at_once(ledger: Ledger, ledger_path: Path) -> None:
    with Ledger.open(ledger_path) as other:
        other.receive(submission("a"))
        assert len(ledger.received(FRAMEWORK, ROUND)) == 1
        ledger.receive(submission("b", minutes=1))
        assert other.current(FRAMEWORK, ROUND)["health"].file == "b.xlsx"


def test_while_one_command_writes_others_read_and_a_second_writer_is_told_to_wait(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with (
        Ledger.open(ledger_path) as ledger,
        closing(sqlite3.connect(ledger_path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert ledger.received(FRAMEWORK, ROUND) == ()
        with pytest.raises(LaaError, match="another laa command is using it; try again"):
            ledger.receive(submission("a"))
        other.execute("ROLLBACK")
        assert ledger.receive(submission("a")).outcome == "accepted"


def test_many_commands_that_start_and_fill_a_ledger_at_once_lose_nothing(ledger_path: Path) -> None:
    context = get_context("spawn")
    workers = [context.Process(target=enter, args=(ledger_path, worker)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    with Ledger.open(ledger_path, create=False) as ledger:
        received = ledger.received(FRAMEWORK, ROUND)
        assert len(received) == 20
        assert ledger.current(FRAMEWORK, ROUND) == {"health": received[-1]}


# What is no ledger


def sentence_on_opening(path: Path, *, create: bool = True) -> str:
    with pytest.raises(LaaError) as caught:
        Ledger.open(path, create=create)
    sentence = str(caught.value)
    assert sentence.startswith((str(path), "There is no"))
    assert "\n" not in sentence
    return sentence


def test_a_text_file_is_not_a_ledger_and_stays_as_it_was(ledger_path: Path) -> None:
    ledger_path.write_text("Minutes of the meeting of 1 May 2007\n" * 100)
    before = ledger_path.read_bytes()
    assert "is not a ledger" in sentence_on_opening(ledger_path)
    assert ledger_path.read_bytes() == before


def test_another_database_is_not_a_ledger_and_stays_as_it_was(ledger_path: Path) -> None:
    with closing(sqlite3.connect(ledger_path)) as other:
        other.execute("CREATE TABLE recipe (title TEXT)")
    before = ledger_path.read_bytes()
    assert "is not a ledger" in sentence_on_opening(ledger_path)
    assert ledger_path.read_bytes() == before


def test_a_missing_ledger_is_told_and_not_started(ledger_path: Path) -> None:
    assert "run “laa ingest” first" in sentence_on_opening(ledger_path, create=False)
    assert not ledger_path.exists()


def test_an_empty_file_is_a_ledger_not_started(ledger_path: Path) -> None:
    ledger_path.touch()
    assert "holds nothing yet" in sentence_on_opening(ledger_path, create=False)
    with Ledger.open(ledger_path) as ledger:
        assert ledger.received(FRAMEWORK, ROUND) == ()


def test_a_ledger_in_a_missing_folder_or_that_is_a_folder_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in sentence_on_opening(tmp_path / "missing" / "ledger.sqlite")
    assert "cannot be opened" in sentence_on_opening(tmp_path)


def test_a_ledger_of_a_newer_toolkit_is_told_and_stays_as_it_was(ledger_path: Path) -> None:
    Ledger.open(ledger_path).close()
    with closing(sqlite3.connect(ledger_path)) as other:
        other.execute("PRAGMA user_version = 99")
    assert "ledger version 99" in sentence_on_opening(ledger_path)


def test_a_name_with_odd_characters_is_opened(tmp_path: Path) -> None:
    ledger_path = tmp_path / "what? 100% #1 über.sqlite"
    Ledger.open(ledger_path).close()
    assert ledger_path.is_file()
