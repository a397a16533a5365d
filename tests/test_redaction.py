"""A person's name is taken out of the ledger: an entry says so, and every seal still follows."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from in_children import Stopped, at_statement, fail
from ledger_files import (
    NOON,
    ROUND,
    UPDATE,
    VERSION_4,
    by_force,
    closed,
    everything_in,
    finding,
    record,
    submission,
)

from workbook_tools.ledger import Ledger, Place
from workbook_tools.ledger.chain import digest_of, salts_of
from workbook_tools.problems import LaaError
from workbook_tools.values.names import REDACTED, Names

NAME = "Mary Anne Brown"
COMMENT = f"{NAME} of the LSC counted again; 34.6 is hers."


@pytest.fixture
def filled(ledger: Ledger, ledger_path: Path) -> Path:
    """A ledger in which a name stands in an entry, a value, a finding, an answer and a file."""
    ledger.open_round(UPDATE, NOON, NAME)
    ledger.receive(
        submission(
            f"a file of {NAME}",
            file="health.xlsx",
            records=[
                record("34.6"),
                record(COMMENT, "W7"),
                replace(record("Amber", "V7"), field="light"),
            ],
            findings=[replace(finding("query"), found=NAME, answer=COMMENT)],
        )
    )
    ledger.receive(submission("another file", minutes=1, group="culture", records=[record("1")]))
    closed(ledger)
    return ledger_path


def redact(path: Path, *spellings: str, files: bool = True) -> int:
    """Take a name out of all texts of a ledger, and out of the files that have it."""
    names = Names(spellings or (NAME,))
    with Ledger.open(path, create=False) as ledger:
        texts = {
            place: names.taken_out_of(place.text)
            for place in ledger.texts()
            if names.are_in(place.text)
        }
        kept = [
            digest for digest, _, content in ledger.originals() if names.are_in(content.decode())
        ]
        return ledger.redact(texts, kept if files else [], "asked for", NOON, "JS")


def faults(path: Path) -> list[str]:
    with Ledger.open(path, create=False, read_only=True) as ledger:
        return list(ledger.faults())


# The ledger -------------------------------------------------------------------------


def test_the_name_goes_from_every_text_and_all_else_stays(filled: Path) -> None:
    before = everything_in(filled)
    number = redact(filled)
    after = everything_in(filled)
    assert NAME not in str(after)
    changed = {name for name in before if before[name] != after[name][: len(before[name])]}
    assert changed == {"entry", "record", "finding", "answer", "original", "salt"}
    as_before = str(before["record"]).replace(NAME, REDACTED)
    assert str(after["record"]) == as_before
    assert after["entry"][-1][:2] == (number, "redacted")
    with Ledger.open(filled, create=False) as ledger:
        (redaction,) = ledger.redactions()
        assert (redaction.id, redaction.texts, redaction.files) == (number, 4, 1)
        assert str(redaction) == "redacted on 1 May 2007 by JS: asked for"


def test_every_seal_is_what_it_was_and_the_ledger_follows(filled: Path) -> None:
    with Ledger.open(filled) as ledger:
        before = [ledger.seal(number) for number in range(1, 5)]
    redact(filled)
    assert faults(filled) == []
    with Ledger.open(filled) as ledger:
        assert [ledger.seal(number) for number in range(1, 5)] == before
        ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    assert faults(filled) == []


def test_no_byte_of_the_name_is_left_in_the_file(filled: Path) -> None:
    assert NAME.encode() in filled.read_bytes()
    redact(filled)
    assert NAME.encode() not in filled.read_bytes()
    assert [path.name for path in filled.parent.iterdir()] == [filled.name]


def test_the_name_cannot_be_tried_against_what_is_left(filled: Path) -> None:
    """Whoever has the ledger and a list of names still lacks the salt, which is gone."""
    with closing(sqlite3.connect(filled)) as other:
        salts = salts_of(other, 2)
    redact(filled)
    with closing(sqlite3.connect(filled)) as other:
        left, digests = salts_of(other, 2), other.execute("SELECT was FROM redaction").fetchall()
    pieces = [salts[place : place + 16] for place in range(0, len(salts), 16)]
    tried = {digest_of(salt, COMMENT) for salt in pieces}
    assert {digest for (digest,) in digests} & tried, "nothing was sealed so"
    still = [left[place : place + 16] for place in range(0, len(left), 16)]
    guesses = {digest_of(salt, COMMENT) for salt in (*still, b"")}
    guesses.add(hashlib.sha256(COMMENT.encode()).hexdigest())
    assert not {digest for (digest,) in digests} & guesses


@pytest.mark.parametrize(
    ("cell", "text"),
    [("W7", "All is well."), ("K12", f"99 {REDACTED}"), ("K12", "99"), ("V7", f"Green {REDACTED}")],
)
def test_nothing_is_altered_under_the_name_of_a_redaction(
    filled: Path, monkeypatch: pytest.MonkeyPatch, cell: str, text: str
) -> None:
    def other_words(ledger: Ledger) -> None:
        at = (each for each in ledger.texts() if each.row.get("cell") == cell and each.entry == 2)
        place = next(each for each in at if each.part == "record.text")
        ledger.redact({place: text}, [], "asked for", NOON, "JS")

    with Ledger.open(filled) as ledger, pytest.raises(ValueError, match="is not what is left"):
        other_words(ledger)
    assert faults(filled) == []
    # Whoever does it by a program of their own is found.
    with monkeypatch.context() as patch, Ledger.open(filled) as ledger:
        patch.setattr("workbook_tools.ledger.redactions.may_be_left", lambda *_: True)
        other_words(ledger)
    assert "is more than a name that was taken out" in faults(filled)[0]


def test_of_two_redactions_at_once_the_second_is_told_to_try_again(filled: Path) -> None:
    with Ledger.open(filled) as ledger:
        texts = {
            place: Names([NAME]).taken_out_of(place.text)
            for place in ledger.texts()
            if NAME in place.text
        }
        redact(filled)
        before = everything_in(filled)
        with pytest.raises(LaaError, match="by another command at the same time"):
            ledger.redact(texts, [], "asked for", NOON, "JS")
    assert everything_in(filled) == before
    assert faults(filled) == []


def test_a_second_name_is_taken_out_of_what_the_first_left(filled: Path) -> None:
    redact(filled)
    redact(filled, "LSC")
    with closing(sqlite3.connect(filled)) as other:
        ((text,),) = other.execute("SELECT text FROM record WHERE cell = 'W7'")
    assert text == f"{REDACTED} of the {REDACTED} counted again; 34.6 is hers."
    assert faults(filled) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE record SET value = 9 WHERE cell = 'K12' AND submission_id = 2", "Entry 2 (rec"),
        ("UPDATE record SET text = 'Green' WHERE cell = 'V7'", "Entry 2 (received)"),
        (
            "UPDATE record SET text = 'Nobody.' WHERE cell = 'W7'",
            "What a redaction left of entry 2",
        ),
        ("UPDATE redaction SET was = stands", "Entry 1 (round opened)"),
        ("UPDATE redaction SET place = place + 1", "Entry 1 (round opened)"),
        ("UPDATE salt SET content = zeroblob(length(content))", "Entry 1 (round opened)"),
        ("DELETE FROM redaction", "Entry 1 (round opened)"),
        ("DELETE FROM redacted_file", "The file of entry 2 (health.xlsx)"),
        ("UPDATE original SET content = NULL", "The file of entry 3 (another file.xlsx)"),
        ("UPDATE entry SET why = 'by mistake' WHERE kind = 'redacted'", "Entry 5 (redacted)"),
    ],
)
def test_what_is_altered_under_cover_of_a_redaction_is_found(
    filled: Path, statement: str, told: str
) -> None:
    redact(filled)
    by_force(filled, statement)
    assert faults(filled)[0].startswith(told)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET text = ''",
        "UPDATE entry SET who = ''",
        "UPDATE finding SET found = ''",
        "UPDATE original SET content = NULL",
        "UPDATE salt SET content = zeroblob(length(content))",
        "INSERT INTO redaction SELECT 4, 1, 9, part, was, stands FROM redaction",
        "INSERT INTO redacted_file SELECT 4, sha256 FROM original",
    ],
)
def test_no_program_takes_out_words_without_a_redaction(filled: Path, statement: str) -> None:
    redact(filled)
    before = everything_in(filled)
    with (
        closing(sqlite3.connect(filled, isolation_level=None)) as other,
        pytest.raises(sqlite3.IntegrityError),
    ):
        other.execute(statement)
    assert everything_in(filled) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET value = 9",
        "UPDATE finding SET severity = 'note'",
        "UPDATE entry SET kind = 'received'",
        "UPDATE submission SET late = 1",
        "UPDATE original SET content = CAST('c' AS BLOB)",
        "UPDATE seal SET hash = printf('%064d', 1)",
        "DELETE FROM record",
    ],
)
def test_while_a_name_is_taken_out_nothing_but_words_may_change(
    filled: Path, statement: str
) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("INSERT INTO entry SELECT max(id) + 1, 'redacted', at, '', '' FROM entry")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(statement)


def test_a_file_that_was_redacted_does_not_come_back(filled: Path) -> None:
    redact(filled)
    again = submission(f"a file of {NAME}", minutes=9, records=[record("34.6")])
    with Ledger.open(filled) as ledger:
        assert ledger.receive(again).outcome == "already received"
        with pytest.raises(LaaError, match=r"is not kept any more: it was redacted on 1 May 2007"):
            ledger.content(2)
        assert ledger.content(3) == b"another file"
    assert NAME.encode() not in filled.read_bytes()


def test_whatever_statement_fails_the_name_is_there_as_before(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_in(filled)
    for number in range(1, 40, 4):
        monkeypatch.setattr(Stopped, "then", staticmethod(fail), raising=False)
        monkeypatch.setattr(Stopped, "when", at_statement(number), raising=False)
        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Stopped))
            with pytest.raises(LaaError, match="disk I/O error"):
                redact(filled)
        assert everything_in(filled) == before


def redact_and_die(path: Path) -> None:
    Stopped.when = at_statement(30)
    Stopped.then = staticmethod(lambda: os.kill(os.getpid(), signal.SIGKILL))
    sqlite3.connect = partial(sqlite3.connect, factory=Stopped)  # type: ignore[assignment]
    redact(path)


@pytest.mark.skipif(os.name == "nt", reason="processes are killed in another way there")
def test_killed_in_the_middle_it_is_as_if_it_had_not_begun(filled: Path) -> None:
    before = everything_in(filled)
    redacting = get_context("spawn").Process(target=redact_and_die, args=(filled,))
    redacting.start()
    redacting.join()
    assert redacting.exitcode == -signal.SIGKILL
    with Ledger.open(filled, create=False) as ledger:
        assert ledger.redactions() == ()
    assert everything_in(filled) == before
    redact(filled)
    assert NAME.encode() not in filled.read_bytes()


# A ledger of version 4, whose seals are over the names themselves --------------------


@pytest.fixture
def fourth(ledger_path: Path) -> Path:
    """A ledger of version 4, to be opened."""
    shutil.copyfile(VERSION_4, ledger_path)
    return ledger_path


def test_seals_that_a_name_could_be_tried_against_go_with_it(fourth: Path) -> None:
    with closing(sqlite3.connect(fourth)) as other:
        before = dict(other.execute("SELECT id, hash FROM seal"))
    with Ledger.open(fourth, create=False) as ledger:
        assert set(before.values()) <= ledger.seals()
        texts: dict[Place, str] = {
            place: REDACTED for place in ledger.texts() if place.text == NAME and place.entry == 12
        }
        ledger.redact(texts, [], "asked for", NOON, "JS")
        assert ledger.redactions()[0].texts == len(texts) == 2
        assert set(before.values()) - ledger.seals() == {before[12]}
        assert ledger.without_earlier_seal() == {12}
    assert faults(fourth) == []
    assert before[12].encode() not in fourth.read_bytes()


def test_what_is_written_again_tells_the_seals_that_it_told_in_version_4(fourth: Path) -> None:
    """A closed round's spreadsheet comes out the same, and so does a receipt."""
    with closing(sqlite3.connect(fourth)) as other:
        before = dict(other.execute("SELECT id, hash FROM seal"))
    with Ledger.open(fourth, create=False) as ledger:
        assert {number: ledger.told_seal(number) for number in before} == before
        texts = {place: REDACTED for place in ledger.texts() if place.text == NAME}
        ledger.redact(texts, [], "asked for", NOON, "JS")
        assert ledger.told_seal(11) == before[11]
        assert ledger.told_seal(12) == ledger.seal(12) != before[12]
        assert ledger.told_seal(13) == ledger.seal(13)


def test_a_seal_of_version_4_that_no_redaction_took_out_is_missed(fourth: Path) -> None:
    Ledger.open(fourth).close()
    with closing(sqlite3.connect(fourth)) as other:
        ((last,),) = other.execute("SELECT max(id) FROM entry")
    by_force(fourth, "UPDATE earlier_seal SET hash = '' WHERE id = 12", reseal=True)
    assert last == 12
    assert "The seal that entry 12 had in version 4 was taken out by no redaction." in faults(
        fourth
    )


def test_a_redaction_under_the_name_of_something_else_is_found(filled: Path) -> None:
    redact(filled)
    by_force(filled, "UPDATE entry SET kind = 'round changed' WHERE id = 5", reseal=True)
    said = "Entry 5 is no redaction, and yet something was taken out by it."
    assert said in faults(filled)


def test_what_was_altered_in_version_4_is_found_in_version_5(fourth: Path) -> None:
    by_force(fourth, "UPDATE record SET value = 9 WHERE submission_id = 3 AND field = 'actual'")
    assert faults(fourth)[-1].startswith("Entry 3 does not have the seal that it had in version 4")


def test_what_another_program_entered_in_version_4_is_not_sealed_as_ours(fourth: Path) -> None:
    made = "(13, 'withdrawn', '2007-05-01T12:00:00.000000+00:00', '', '')"
    by_force(fourth, f"INSERT INTO entry VALUES {made}")
    assert faults(fourth) == ["Entry 13 (withdrawn) has no seal: another program made it."]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM earlier_seal",
        "UPDATE earlier_seal SET hash = hash",
        "INSERT INTO earlier_seal VALUES (99, '')",
        "INSERT OR REPLACE INTO earlier_seal SELECT * FROM earlier_seal",
    ],
)
def test_no_program_alters_a_seal_of_version_4(fourth: Path, statement: str) -> None:
    Ledger.open(fourth).close()
    with (
        closing(sqlite3.connect(fourth, isolation_level=None)) as other,
        pytest.raises(sqlite3.IntegrityError),
    ):
        other.execute(statement)
