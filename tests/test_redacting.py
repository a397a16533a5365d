"""laa ledger redact shows where a name stands, and takes it out for good."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import Laa
from ledger_files import (
    NOON,
    ROUND,
    VERSION_4,
    by_force,
    declared,
    everything_in,
)

from workbook_tools.ledger import Issue, Ledger
from workbook_tools.rules.waivers import Waiver
from workbook_tools.values.names import REDACTED, Names
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.inside import texts_inside

NAME = "Mary Anne Brown"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with a ledger of version 4, and the file with the name in its inbox."""
    shutil.copyfile(VERSION_4, tmp_path / "ledger.sqlite")
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n[contact]\nname = "The secretariat"\n')
    (tmp_path / "inbox").mkdir()
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts" / "health-2006-07-1.txt").write_text("Sent in by mary  anne BROWN.\n")
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        (tmp_path / "inbox" / "adult.xlsx").write_bytes(ledger.content(12))
    return tmp_path


def test_a_name_is_shown_first_and_taken_out_for_good(folder: Path, laa: Laa) -> None:
    before = everything_in(folder / "ledger.sqlite")
    shown = laa("ledger", "redact", "mary anne brown", folder=folder)
    assert shown.status == 0, shown.err
    assert "The name stands in 3 texts and 1 file of the ledger." in shown.out
    assert "adult-learning-2006-07-4, Start!B25 (record.text): “Mary Anne Brown”" in shown.out
    assert "Nothing has been changed yet." in shown.out
    for beside in ("inbox/adult.xlsx", "receipts/health-2006-07-1.txt", "ledger.sqlite.version-4"):
        assert f"  {beside}" in shown.out
    assert everything_in(folder / "ledger.sqlite") == before

    done = laa(
        *("ledger", "redact", NAME, "--why", "She asked us to.", "--for-good"), folder=folder
    )
    assert done.status == 0, done.err
    assert "It was taken out: entry 13 says so." in done.out
    assert b"Brown" not in (folder / "ledger.sqlite").read_bytes()

    proof = laa("ledger", "verify", folder=folder)
    assert proof.status == 0, proof.out
    assert "Everything follows: 13 entries, 4 files read again" in proof.out
    assert "Entry 13 took 3 texts and 1 file out: redacted on" in proof.out
    assert "by The secretariat: She asked us to." in proof.out

    again = laa("ledger", "redact", NAME, folder=folder)
    assert again.status == 1
    assert "The name stands nowhere in what can be redacted" in again.out

    sent = laa("ingest", "inbox", "--received", "2007-03-09", folder=folder)
    assert "adult.xlsx: not recorded, 4 notes; it was redacted on" in sent.out
    assert b"Brown" not in (folder / "ledger.sqlite").read_bytes()

    made = laa("consolidate", "--out", "laa.xlsx", folder=folder)
    assert made.status == 0, made.err
    book = Source(folder / "laa.xlsx", (folder / "laa.xlsx").read_bytes())
    assert not any(Names([NAME]).are_in(text) for text in texts_inside(book))


def test_a_file_that_came_packed_in_a_mail_is_found_too(folder: Path, laa: Laa) -> None:
    letter = EmailMessage()
    letter["Subject"] = "Our return"
    letter.set_content("Here it is.")
    content = (folder / "inbox" / "adult.xlsx").read_bytes()
    kind = {"maintype": "application", "subtype": "octet-stream"}
    letter.add_attachment(content, filename="adult.xlsx", **kind)
    (folder / "inbox" / "mail.eml").write_bytes(letter.as_bytes())
    (folder / ".cache").mkdir()
    (folder / ".cache" / "of-another-program.txt").write_text(NAME)
    shown = laa("ledger", "redact", NAME, folder=folder)
    assert "  inbox/mail.eml\n" in shown.out
    assert ".cache" not in shown.out


def test_who_accepted_a_finding_goes_and_what_was_accepted_stays(folder: Path, laa: Laa) -> None:
    accepted = Waiver("same-as-last-year", "LEA-689", f"{NAME} counted.", NAME, "2006-07")
    path = folder / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        declared_as = [
            ledger.keep_declaration(kind, declared(kind)) for kind in ("framework", "form")
        ]
        waived = Issue(ROUND, "health", *declared_as, "0" * 64, NOON, "JS", NAME, (accepted,))
        ledger.record_issue(waived)
    # The rule's own name has the word, too.
    told = laa(
        *("ledger", "redact", NAME, "same", "--why", "asked for", "--for-good"), folder=folder
    )
    assert told.status == 0, told.err
    with Ledger.open(path) as ledger:
        (issue,) = ledger.issues(ROUND)[-1:]
    assert issue.contact == REDACTED
    assert issue.waivers == (
        Waiver("same-as-last-year", "LEA-689", f"{REDACTED} counted.", REDACTED, "2006-07"),
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((NAME, "--for-good"), "Say why the name is taken out"),
        ((NAME, "--for-good", "--why", "."), None),
        ((NAME, "--for-good", "--why", "Mary Anne Brown asked"), "would bring the name back"),
        (("..", "--why", "asked for"), "“..” is too short to be looked for as a name"),
        (("Al",), "“Al” is too short"),
        ((), "NAME..."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    folder: Path, laa: Laa, asked: tuple[str, ...], told: str | None
) -> None:
    before = everything_in(folder / "ledger.sqlite")
    said = laa("ledger", "redact", *asked, folder=folder)
    if told is None:
        assert said.status == 0
        return
    assert (said.status, said.out) == (2, "")
    assert told in said.err
    assert everything_in(folder / "ledger.sqlite") == before


def test_of_a_ledger_that_does_not_follow_nothing_is_taken_out(folder: Path, laa: Laa) -> None:
    by_force(folder / "ledger.sqlite", "UPDATE record SET value = 9 WHERE field = 'actual'")
    said = laa("ledger", "redact", NAME, "--why", "asked for", "--for-good", folder=folder)
    assert said.status == 2
    assert "Nothing was redacted, because something in the ledger does not follow" in said.err


def test_a_receipt_of_version_4_that_cannot_be_compared_is_told(folder: Path, laa: Laa) -> None:
    with closing(sqlite3.connect(VERSION_4)) as other:
        seals = dict(other.execute("SELECT id, hash FROM seal"))
    for number in (3, 12):
        text = f"SHA-256 {'a' * 64}\nEntry {number} of the ledger, with the seal\n{seals[number]}\n"
        (folder / "receipts" / f"adult-learning-2006-07-{number}.txt").write_text(text)
    laa("ledger", "redact", NAME, "--why", "asked for", "--for-good", folder=folder)
    told = laa("ledger", "verify", folder=folder)
    assert told.status == 0, told.out
    assert "1 receipts and spreadsheets compared" in told.out
    assert "receipts/adult-learning-2006-07-12.txt could not be compared" in told.out
    assert "Everything that can be compared follows" in told.out
    # That is no excuse for the seal of another entry.
    forged = f"SHA-256 {'a' * 64}\nEntry 11 of the ledger, with the seal\n{'b' * 64}\n"
    (folder / "receipts" / "forged.txt").write_text(forged)
    told = laa("ledger", "verify", folder=folder)
    assert told.status == 1
    assert "forged.txt has a seal that this ledger never gave" in told.out
