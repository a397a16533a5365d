"""A ledger proves itself: whatever another program alters in it is found, and named first."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Laa
from ledger_files import (
    NOON,
    ROUND,
    UPDATE,
    VERSION_2,
    VERSION_3,
    VERSION_4,
    by_force,
    closed,
    declared,
    everything_in,
    finding,
    publication,
    record,
    submission,
)

from workbook_tools.files import sha256
from workbook_tools.ledger import Issue, Ledger, Link
from workbook_tools.problems import LaaError

ENTERED = "INSERT INTO entry VALUES (8, 'withdrawn', '2007-05-01T12:00:00.000000+00:00', '', '')"
SECOND = "adult-learning-2006-07-2"


@pytest.fixture
def filled(ledger: Ledger, ledger_path: Path) -> Path:
    """A ledger of some entries of every kind; the second and the fifth were received."""
    ledger.open_round(UPDATE, NOON, "JS")
    sent = submission("a", records=[record("1")], findings=[finding("query")])
    ledger.receive(sent)
    framework = ledger.keep_declaration("framework", declared("a framework"))
    form = ledger.keep_declaration("form", declared("a form"))
    ledger.record_issue(Issue(ROUND, "health", framework, form, "0" * 64, NOON, "JS", "", ()))
    ledger.withdraw(2, "sent in by mistake", NOON, "JS")
    ledger.receive(submission("b", group="culture", records=[record("2")]))
    ledger.record_publication(publication(ledger))
    closed(ledger)
    return ledger_path


def first_fault(path: Path) -> str:
    with Ledger.open(path, create=False, read_only=True) as ledger:
        return next(ledger.faults(), "")


def test_a_ledger_as_it_was_entered_follows(filled: Path) -> None:
    before = filled.read_bytes()
    assert first_fault(filled) == ""
    assert filled.read_bytes() == before


def test_each_entry_is_sealed_and_the_seal_says_all_before_it(filled: Path) -> None:
    with Ledger.open(filled) as ledger:
        before, sealed = ledger.head(), ledger.seals()
        assert before == Link(7, ledger.seal(7))
        assert len(sealed) == 7
        ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
        assert ledger.head() == Link(8, ledger.seal(8))
        assert sealed < ledger.seals()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE record SET value = 9, text = '9' WHERE submission_id = 5", "Entry 5 (received)"),
        ("UPDATE finding SET severity = 'note'", "Entry 2 (received)"),
        ("DELETE FROM finding", "The table answer has something of an entry"),
        ("DELETE FROM decision", "Entry 4 (withdrawn)"),
        ("UPDATE entry SET why = 'because' WHERE id = 4", "Entry 4 (withdrawn)"),
        ("UPDATE entry SET at = replace(at, '2007', '2006') WHERE id = 1", "Entry 1 (round open"),
        ("UPDATE submission SET late = 1 WHERE id = 2", "Entry 2 (received)"),
        ("UPDATE issue SET contact = 'me'", "Entry 3 (issued)"),
        ("DELETE FROM published", "Entry 6 (published)"),
        ("DELETE FROM counted", "Entry 7 (round closed)"),
        (
            "INSERT INTO record SELECT 2, 2, indicator, field, year, area, measure, 5, '5', state, "
            "column_id, sheet, 'K99' FROM record LIMIT 1",
            "Entry 2 (received)",
        ),
        ("UPDATE seal SET hash = replace(hash, substr(hash, 1, 1), 'x')", "Entry 1 (round open"),
        ("UPDATE original SET content = CAST('c' AS BLOB)", "The file of entry 2 (a.xlsx)"),
        ("DELETE FROM original WHERE sha256 = (SELECT sha256 FROM submission)", "The table subm"),
        (
            "INSERT INTO original VALUES (printf('%064d', 1), 1, CAST('c' AS BLOB))",
            "A file is kept",
        ),
        (
            "UPDATE declaration SET fingerprint = printf('%064d', 1) WHERE kind = 'form'",
            "The table",
        ),
        (
            ENTERED,
            "Entry 8 (withdrawn) has no seal",
        ),
        ("DROP VIEW current_record", "The view current_record of the ledger is missing"),
        ("CREATE TABLE more (what TEXT)", "The table more of the ledger was added"),
    ],
)
def test_what_is_altered_by_force_is_found_and_named(
    filled: Path, statement: str, told: str
) -> None:
    by_force(filled, statement)
    assert first_fault(filled).startswith(told)


def test_an_entry_that_was_taken_out_is_missed(filled: Path) -> None:
    by_force(filled, *(f"DELETE FROM {table} WHERE id = 4" for table in ("decision", "entry")))
    by_force(filled, *(f"DELETE FROM {table} WHERE id = 4" for table in ("seal", "salt")))
    assert first_fault(filled) == "Entry 4 is missing."


def test_a_guard_that_was_taken_away_is_missed(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("DROP TRIGGER record_is_fixed")
    assert first_fault(filled) == "The trigger record_is_fixed of the ledger is missing."


def test_what_another_program_entered_is_not_sealed_as_ours(filled: Path) -> None:
    by_force(
        filled,
        ENTERED,
    )
    before = everything_in(filled)
    with Ledger.open(filled) as ledger, pytest.raises(LaaError, match="entry 8 has no seal"):
        ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    assert everything_in(filled) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO record SELECT submission_id, 2, indicator, field, year, area, measure, 99, "
        "'99', state, column_id, sheet, 'K99' FROM record",
        "INSERT INTO finding SELECT submission_id, 2, rule, 'error', file, theme_group, sheet, "
        "cell, row_key, field, message, found, expected, fix FROM finding",
        "INSERT INTO original VALUES (printf('%064d', 1), 1, CAST('c' AS BLOB))",
        "INSERT INTO seal VALUES (2, printf('%064d', 1))",
        "INSERT OR REPLACE INTO seal SELECT id, printf('%064d', 1) FROM seal",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_nothing_is_added_to_the_last_entry_once_it_is_sealed(
    ledger: Ledger, ledger_path: Path, statement: str, recursive: str
) -> None:
    ledger.receive(submission("a", records=[record("1")], findings=[finding("query")]))
    before = everything_in(ledger_path)
    with closing(sqlite3.connect(ledger_path, isolation_level=None)) as other:
        other.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(statement)
    assert everything_in(ledger_path) == before


def test_a_ledger_rewritten_with_its_seals_follows_but_has_others(filled: Path) -> None:
    with Ledger.open(filled) as ledger:
        before = ledger.seal(5)
    by_force(filled, "UPDATE record SET value = 9 WHERE submission_id = 5", reseal=True)
    assert first_fault(filled) == ""
    with Ledger.open(filled) as ledger:
        assert before not in ledger.seals()


# The command ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the ledger of an earlier version."""
    shutil.copyfile(VERSION_3, tmp_path / "ledger.sqlite")
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n')
    return tmp_path


def test_the_command_reads_every_file_again_and_tells_the_last_seal(folder: Path, laa: Laa) -> None:
    told = laa("ledger", "verify", folder=folder)
    assert told.status == 0, told.out
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        head = ledger.head()
    assert head is not None
    assert "Everything follows: 11 entries, 4 files read again" in told.out
    assert f"The last entry is 11, and its seal {head.seal}." in told.out


def receipt_of(ledger: Ledger, number: int) -> str:
    return f"SHA-256    {ledger.file(number).sha256}\nSeal       {ledger.seal(number)}\n"


def rewritten(folder: Path, laa: Laa) -> None:
    """Rewrite the ledger with a figure that is not in the file, and all its seals."""
    assert laa("ledger", "verify", folder=folder).status == 0
    by_force(
        folder / "ledger.sqlite",
        "UPDATE record SET value = 99, text = '99' WHERE submission_id = 3 AND cell = "
        "(SELECT cell FROM record WHERE submission_id = 3 AND field = 'actual' "
        "AND measure = 'value')",
        reseal=True,
    )


def test_a_rewritten_value_is_not_what_its_file_says(folder: Path, laa: Laa) -> None:
    rewritten(folder, laa)
    told = laa("ledger", "verify", folder=folder)
    assert told.status == 1
    assert told.out.startswith("Entry 3: “99” is recorded from Indicators!")
    assert "“34.6” is read there" in told.out


def without_the_file(path: Path) -> None:
    """Start the ledger anew, as if one of its files had never come in."""
    path.unlink()
    with Ledger.open(path) as ledger:
        ledger.open_round(UPDATE, NOON, "JS")


@pytest.mark.parametrize("where", ["receipts", "elsewhere"])
def test_a_ledger_rewritten_from_its_start_is_told_by_a_receipt(
    folder: Path, laa: Laa, where: str
) -> None:
    path = folder / "ledger.sqlite"
    with Ledger.open(path, create=False) as ledger:
        text = receipt_of(ledger, 3)
    (folder / where).mkdir()
    kept = folder / where / "adult-learning-2006-07-2.txt"
    kept.write_text(text)
    (folder / where / "of-an-earlier-version.txt").write_text(f"SHA-256 {sha256(b'a')}\n")
    without_the_file(path)
    told = laa("ledger", "verify", *([kept] if where == "elsewhere" else []), folder=folder)
    assert told.status == 1
    assert f"{kept} has a seal that this ledger never gave" in told.out


def test_a_ledger_that_cannot_be_read_is_one_sentence(folder: Path, laa: Laa) -> None:
    (folder / "ledger.sqlite").write_text("Minutes of the meeting\n" * 100)
    told = laa("ledger", "verify", folder=folder)
    assert (told.status, told.out) == (2, "")
    assert "is not a ledger of this toolkit" in told.err


# A file got back ------------------------------------------------------------------


def test_a_file_is_got_back_byte_for_byte(folder: Path, laa: Laa) -> None:
    told = laa("ledger", "original", SECOND, "--out", "back.xlsx", folder=folder)
    assert told.status == 0, told.err
    with Ledger.open(folder / "ledger.sqlite", create=False) as ledger:
        assert (folder / "back.xlsx").read_bytes() == ledger.content(3)
        assert ledger.file(3).sha256 in told.out


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_it_is_written_over_nothing(folder: Path, laa: Laa, make: Callable[[Path], None]) -> None:
    make(folder / "back.xlsx")
    told = laa("ledger", "original", SECOND, "--out", "back.xlsx", folder=folder)
    assert (told.status, told.out) == (2, "")
    assert "back.xlsx is there already" in told.err


# Earlier versions -----------------------------------------------------------------


@pytest.mark.parametrize("version", [VERSION_2, VERSION_3, VERSION_4], ids=["2", "3", "4"])
def test_what_is_in_a_ledger_of_an_earlier_version_is_sealed_as_it_stands(
    ledger_path: Path, version: Path
) -> None:
    shutil.copyfile(version, ledger_path)
    before = everything_in(ledger_path)
    assert first_fault(ledger_path) == ""
    after = everything_in(ledger_path)
    assert after["earlier_seal"] == before.pop("seal", [])
    assert {name: after[name] for name in before} == before
    assert len(after["seal"]) == len(before["entry"])
    backups = [path.name for path in ledger_path.parent.glob("*.backup")]
    assert backups == [f"ledger.sqlite.{version.stem}.backup"]


# A ledger that is lost -------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "ledger verify", "consolidate --out l.xlsx"])
@pytest.mark.parametrize("is_there", [True, False], ids=["empty", "missing"])
def test_a_ledger_that_is_lost_beside_receipts_is_said(
    tmp_path: Path, laa: Laa, command: str, is_there: bool
) -> None:
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n')
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts" / "health-2006-07-1.txt").write_text("RECEIPT 1\n")
    if is_there:
        (tmp_path / "ledger.sqlite").touch()
    told = laa(*command.split(), folder=tmp_path)
    assert (told.status, told.out) == (2, "")
    what = "is empty" if is_there else "is missing"
    assert f"ledger.sqlite {what}, and yet" in told.err
    assert "health-2006-07-1.txt" in told.err


def test_before_anything_has_come_in_there_is_no_ledger_to_miss(tmp_path: Path, laa: Laa) -> None:
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n')
    told = laa("status", "--today", "2007-02-01", folder=tmp_path)
    assert told.status == 0
    assert "12 outstanding" in told.out
