"""What a command cannot read or write is told in one sentence, and stops nothing else."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import xlsxwriter
from conftest import GROUPS, Demo, Edit, Laa
from return_faults import identity
from told import declared, files_in, sentence
from workbook_files import zipped

from workbook_tools.files import write_workbook
from workbook_tools.problems import LaaError


def hostile_files(folder: Path) -> dict[str, Path]:
    stranger = folder / "budget.xlsx"
    with xlsxwriter.Workbook(stranger) as book:
        book.add_worksheet("Budget").write(0, 0, 100)
    text = folder / "notes.txt"
    text.write_text("Figures to follow.", encoding="utf-8")
    empty = folder / "empty.xlsx"
    empty.write_bytes(b"")
    archive = folder / "photos.xlsx"
    archive.write_bytes(zipped({"holiday.jpg": b"\xff\xd8"}))
    return {
        "missing": folder / "missing.xlsx",
        "a folder": folder,
        "no return": stranger,
        "text": text,
        "empty": empty,
        "another archive": archive,
    }


@pytest.mark.parametrize(
    "what", ["missing", "a folder", "no return", "text", "empty", "another archive"]
)
def test_a_file_that_is_no_return_is_told_in_one_sentence(
    laa: Laa, tmp_path: Path, what: str
) -> None:
    path = hostile_files(tmp_path)[what]
    told = laa("check", path, folder=tmp_path)
    assert str(path) in sentence(told)
    assert told.out == ""
    as_json = laa("check", "--json", path, folder=tmp_path)
    assert json.loads(as_json.out)["files"][0]["status"] == "unreadable"
    assert str(path) in sentence(as_json)


ADVICE = {
    "framework apply n.txt": "n.txt is plain text, not a workbook; name the workbook that “laa",
    "framework apply empty.xlsx": "empty.xlsx is empty; name the workbook that “laa framework",
    "framework apply inbox": "inbox is a folder; name the workbook inside it",
    "check inbox": "inbox is a folder; name files, such as inbox",
    "consolidate --out inbox": "inbox is a folder; name the workbook that is to be written",
    "consolidate --out n.txt/a.xlsx": "because n.txt is a file; name a folder instead",
    "generate --group housing --out n.txt": "because n.txt is a file; name a folder instead",
    "status --today 2007-03-01 --chase n.txt": "because n.txt is a file; name a folder",
    "check {file} --html n.txt/a.html": "because n.txt is a file; name a folder instead",
}
"""What is advised where a command is given what it cannot take."""


def test_advice_fits_the_command(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    laa("init", "round", folder=tmp_path)
    folder = tmp_path / "round"
    laa("round", "open", "2006-07", folder=folder)
    (folder / "n.txt").write_text("Dear all", encoding="utf-8")
    (folder / "empty.xlsx").write_bytes(b"")
    for typed, said in ADVICE.items():
        told = laa(*typed.format(file=demo.completed["housing"]).split(), folder=folder)
        assert told.out == "", typed
        assert said in sentence(told), typed
    assert (folder / "n.txt").read_text("utf-8") == "Dear all"


@pytest.mark.parametrize("what", ["missing", "no return", "text", "empty", "another archive"])
def test_a_file_that_is_no_return_is_not_taken_in(laa: Laa, tmp_path: Path, what: str) -> None:
    path = hostile_files(declared(tmp_path))[what]
    assert str(path) in sentence(laa("ingest", path, folder=tmp_path))


def test_one_unreadable_file_does_not_keep_the_others_out(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(b"nothing")
    (inbox / "housing.xlsx").write_bytes(demo.completed["housing"].read_bytes())
    (inbox / "~$housing.xlsx").write_bytes(b"lock")
    (inbox / "letter.txt").write_bytes(b"Dear all")
    told = laa("ingest", inbox, folder=declared(tmp_path))
    assert "a.xlsx" in sentence(told)
    assert "housing.xlsx: accepted" in told.out
    assert "letter.txt: left out; it is plain text, not a workbook" in told.out


def test_an_empty_folder_is_told(laa: Laa, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    told = laa("ingest", inbox, folder=declared(tmp_path))
    assert f"{inbox} is an empty folder" in sentence(told)


def test_an_unknown_group_is_told_with_the_known_ones_and_a_round_with_its_spelling(
    laa: Laa, tmp_path: Path
) -> None:
    told = laa("generate", "--group", "parking", "--out", "returns", folder=tmp_path)
    said = sentence(told)
    assert "“parking”" in said
    for group in GROUPS:
        assert group in said
    told = laa("generate", "--round", "1066", "--out", "returns", folder=tmp_path)
    said = sentence(told)
    assert "“1066”" in said
    assert "write it as 2007-08, or for a part of the year as 2007-08-half-year" in said
    assert files_in(tmp_path) == {}


def test_a_spreadsheet_without_a_ledger_says_where_one_comes_from(laa: Laa, tmp_path: Path) -> None:
    told = laa("consolidate", "--out", "laa.xlsx", folder=declared(tmp_path))
    assert "laa ingest" in sentence(told)
    assert files_in(tmp_path) == {"laa.toml": b""}


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("consolidate", "--out", "laa.xlsx"),
        ("ingest", "health.xlsx"),
        ("ingest", "."),
        ("round",),
        ("round", "list"),
        ("round", "open", "2006-07"),
        ("round", "change", "2006-07", "--due", "2007-03-01", "--why", "so"),
        ("round", "close", "2006-07"),
        ("round", "reopen", "2006-07", "--why", "so"),
    ],
)
def test_what_keeps_to_a_ledger_refuses_outside_a_working_folder_and_leaves_nothing(
    laa: Laa, demo: Demo, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "health.xlsx").write_bytes(demo.completed["health"].read_bytes())
    before = files_in(tmp_path)
    told = laa(*command, folder=tmp_path)
    assert "is no working folder: it has no laa.toml" in sentence(told)
    assert "laa init" in told.err
    assert told.out == ""
    assert files_in(tmp_path) == before


def test_what_needs_no_ledger_works_outside_a_working_folder(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    health = demo.completed["health"]
    for command in (
        ("check", health),
        ("diff", demo.blank["health"], health),
        ("generate", "--group", "housing", "--out", "returns"),
        ("rules", "list"),
    ):
        assert laa(*command, folder=tmp_path).status == 0
    assert list(files_in(tmp_path)) == ["returns/housing.xlsx"]


def test_before_the_first_return_every_theme_group_is_outstanding(laa: Laa, tmp_path: Path) -> None:
    laa("init", "round", folder=tmp_path)
    told = laa("status", "--today", "2007-02-01", folder=tmp_path / "round")
    assert told.status == 0
    assert "12 outstanding" in told.out


def test_a_return_of_a_round_to_come_does_not_stop_the_others(
    laa: Laa, demo: Demo, edit: Edit, tmp_path: Path
) -> None:
    (tmp_path / "laa.toml").touch()
    early = edit("housing", lambda o: identity(o, "round", "2099-00"))
    told = laa("ingest", early, demo.completed["culture"], folder=tmp_path)
    assert told.status == 1
    assert "housing.xlsx: not recorded" in told.out
    assert "the round 2099-00 begins on 1 April 2099, which is still to come" in told.out
    assert "culture.xlsx: accepted" in told.out


def test_a_ledger_that_was_begun_and_never_filled_is_as_good_as_none(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    (tmp_path / "laa.toml").touch()
    (tmp_path / "ledger.sqlite").touch()
    for words in (("status",), ("round", "list"), ("check", demo.completed["culture"])):
        told = laa(*words, folder=tmp_path)
        assert told.status in (0, 1), told.err
    told = laa("ingest", demo.completed["culture"], "--received", "2007-02-20", folder=tmp_path)
    assert (told.status, told.err) == (0, "")
    assert "accepted" in told.out


def test_a_return_that_comes_in_after_the_closing_is_kept_and_counts_after_the_reopening(
    laa: Laa, demo: Demo, ledger_folder: Path
) -> None:
    assert laa("round", "close", "2006-07", folder=ledger_folder).status == 0
    for _ in ("sent", "sent again"):
        told = laa("ingest", demo.completed["culture"], folder=ledger_folder)
        assert (told.status, told.err) == (1, "")
        assert "kept, but it came in after the round 2006-07 was closed" in told.out
    assert not (ledger_folder / "receipts" / "culture-2006-07-1.txt").exists()
    told = laa("status", folder=ledger_folder)
    assert "culture.xlsx came in after the round was closed" in told.out
    reopened = laa(
        "round", "reopen", "2006-07", "--why", "the board asked for it", folder=ledger_folder
    )
    assert reopened.status == 0
    told = laa("ingest", demo.completed["culture"], folder=ledger_folder)
    assert (told.status, told.err) == (0, "")
    assert (ledger_folder / "receipts" / "culture-2006-07-1.txt").exists()
    told = laa("status", folder=ledger_folder)
    assert "closed" not in told.out
    assert "culture.xlsx" in told.out


def test_a_folder_in_the_way_of_the_spreadsheet_is_told(laa: Laa, ledger_folder: Path) -> None:
    out = ledger_folder / "out"
    (out / "laa.xlsx").mkdir(parents=True)
    told = laa("consolidate", "--out", out / "laa.xlsx", folder=ledger_folder)
    assert "laa.xlsx" in sentence(told)
    assert [path.name for path in out.iterdir()] == ["laa.xlsx"]
    assert list((out / "laa.xlsx").iterdir()) == []


@pytest.mark.parametrize("command", ["consolidate", "generate", "demo", "init"])
def test_a_file_in_the_way_of_the_folder_is_told_and_nothing_is_left(
    laa: Laa, ledger_folder: Path, command: str
) -> None:
    blocker = ledger_folder / "blocker"
    blocker.write_bytes(b"a file, not a folder")
    before = files_in(ledger_folder)
    target = blocker / "inside"
    arguments = {
        "consolidate": ("consolidate", "--out", target / "laa.xlsx"),
        "generate": ("generate", "--group", "housing", "--out", target),
        "demo": ("demo", "--out", target),
        "init": ("init", target),
    }[command]
    assert "blocker" in sentence(laa(*arguments, folder=ledger_folder))
    assert files_in(ledger_folder) == before


def test_an_older_spreadsheet_stays_where_a_new_one_cannot_be_written(
    laa: Laa, ledger_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = ledger_folder / "laa.xlsx"
    laa("consolidate", "--out", out, folder=ledger_folder)
    before = out.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    told = laa("consolidate", "--out", out, folder=ledger_folder)
    assert "No space left on device" in sentence(told)
    assert out.read_bytes() == before
    assert [path.name for path in ledger_folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["ledger.sqlite", "laa.toml", "a.xlsx"])
def test_a_workbook_is_never_written_over_what_it_is_not(
    laa: Laa, demo: Demo, ledger_folder: Path, name: str
) -> None:
    there = ledger_folder / name
    elsewhere = declared(ledger_folder / "elsewhere")
    (elsewhere / "ledger.sqlite").write_bytes((ledger_folder / "ledger.sqlite").read_bytes())
    if name != "ledger.sqlite":
        there.write_bytes(demo.completed["health"].read_bytes())
    before = there.read_bytes()
    commands = [
        ("consolidate", "--out", there),
        ("diff", demo.blank["health"], demo.completed["health"], "--out", there),
    ]
    if name == "a.xlsx":
        # It tries every example first, which takes longer than all the others together.
        commands.append(("rules", "book", "--out", there))
    for command in commands:
        told = laa(*command, folder=elsewhere if name == "laa.toml" else ledger_folder)
        assert told.status == 2
        assert there.name in sentence(told)
        assert there.read_bytes() == before
    with pytest.raises(LaaError, match=re.escape(there.name)):
        write_workbook(there, demo.spreadsheet.read_bytes())
    assert there.read_bytes() == before


def test_a_return_of_another_round_is_not_recorded(
    laa: Laa, demo: Demo, ledger_folder: Path
) -> None:
    arguments = ("ingest", "--round", "2006-07-half-year", demo.completed["health"])
    told = laa(*arguments, folder=ledger_folder)
    assert told.status == 1
    assert "not recorded" in told.out
    told = laa("ingest", "--round", "2006-07", demo.completed["health"], folder=ledger_folder)
    assert told.status == 0
    assert "accepted" in told.out
