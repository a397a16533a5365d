"""A working folder is made whole or not at all; one of an earlier version is brought up to date."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Laa
from ledger_files import VERSION_1

from workbook_tools import open_folder
from workbook_tools.commands.demo import claim_folder
from workbook_tools.declared.resources import DECLARED, DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.folder.making import make_folder, upgrade_folder
from workbook_tools.form.form import form_files
from workbook_tools.framework.load import FILES, NAMES, OPTIONAL
from workbook_tools.ledger import Ledger
from workbook_tools.problems import LaaError

FORM = tuple(form_files(DECLARED))
PARTS = ["framework", "inbox", "laa.toml", "rules", "workbook_templates"]
VERSION_0_1 = Path(__file__).parent / "folders" / "version-0.1.0"
"""A folder of version 0.1.0; README.md beside it says how it was made."""

NEW_FILES = ("changes.csv", "calendar.csv")
"""Files of a framework that version 0.1.0 did not have."""


def names_in(folder: Path) -> list[str]:
    """Everything in a folder by name, hidden or not."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def contents_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Made anew ------------------------------------------------------------------------


def test_a_new_folder_has_all_that_the_toolkit_declares(laa: Laa, tmp_path: Path) -> None:
    told = laa("init", tmp_path / "round")
    assert (told.status, told.err) == (0, "")
    folder = tmp_path / "round"
    assert sorted(path.name for path in folder.iterdir()) == PARTS
    for name in FORM:
        assert (folder / name).read_bytes() == (DECLARED / name).read_bytes(), name
    for name in NAMES:
        shipped = FRAMEWORKS / DEFAULT_FRAMEWORK / name
        assert (folder / "framework" / name).read_bytes() == shipped.read_bytes(), name
    opened, shipped_form = open_folder(folder), open_folder(folder).form
    assert opened.form.fingerprint == shipped_form.fingerprint
    assert opened.settings.round is None


def test_a_new_folder_may_be_made_where_one_stands(laa: Laa, tmp_path: Path) -> None:
    place = tmp_path.stat().st_ino
    assert laa("init", ".", folder=tmp_path).status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == PARTS
    # Were it another folder of the same name, the shell would stand in one that is gone.
    assert tmp_path.stat().st_ino == place
    assert laa("status", folder=tmp_path).status == 0


def test_folders_above_it_are_made_too(laa: Laa, tmp_path: Path) -> None:
    assert laa("init", tmp_path / "laa" / "2006" / "round").status == 0
    assert open_folder(tmp_path / "laa" / "2006" / "round").rounds


def steps(monkeypatch: pytest.MonkeyPatch, fail_at: int) -> list[str]:
    """Count every file that is copied, written or put in place; let one of them fail."""
    taken: list[str] = []

    def counted(what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            taken.append(what)
            if len(taken) == fail_at:
                raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        return call

    for owner, name in (
        (shutil, "copyfile"),
        (Path, "mkdir"),
        (Path, "replace"),
        (Path, "rmdir"),
    ):
        monkeypatch.setattr(owner, name, counted(name, getattr(owner, name)))
    return taken


def number_of_steps(folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        taken = steps(patch, 0)
        make_folder(folder)
    return len(taken)


@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "an empty one"])
def test_wherever_it_fails_nothing_is_left(tmp_path: Path, there: bool) -> None:
    def prepared(name: str) -> tuple[Path, list[str]]:
        above = tmp_path / name
        above.mkdir()
        if there:
            (above / "round").mkdir()
        return above, names_in(above)

    above, _ = prepared("whole")
    number = number_of_steps(above / "round")
    assert number > len(FORM) + len(NAMES)
    for step in range(1, number + 1):
        above, before = prepared(f"step-{step}")
        with pytest.MonkeyPatch.context() as patch:
            taken = steps(patch, step)
            with pytest.raises(LaaError, match="No space left on device") as refused:
                make_folder(above / "round")
        assert "\n" not in str(refused.value)
        assert names_in(above) == before, (step, taken[step - 1])


def test_folders_above_it_do_not_stay_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(monkeypatch, 12)
    with pytest.raises(LaaError):
        make_folder(tmp_path / "laa" / "2006" / "round")
    assert names_in(tmp_path) == []


def test_nothing_is_left_where_somebody_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfile", stopped)
    with pytest.raises(KeyboardInterrupt):
        make_folder(tmp_path / "round")
    assert names_in(tmp_path) == []


# Brought up to date ---------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A working folder of version 0.1.0, with its ledger and whom to ask."""
    folder = tmp_path / "old"
    shutil.copytree(VERSION_0_1, folder)
    (folder / "inbox").mkdir()
    shutil.copyfile(VERSION_1, folder / "ledger.sqlite")
    change(folder / "laa.toml", ('name = ""', 'name = "Mary Green"'))
    return folder


def change(path: Path, *replacements: tuple[str, str]) -> None:
    """Change words in a text file, as somebody does by hand."""
    text = path.read_bytes().decode("utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    path.write_bytes(text.encode("utf-8"))


def test_until_then_an_old_folder_is_told_to_be_brought_up_to_date(laa: Laa, old: Path) -> None:
    for command in (("status",), ("generate", "--out", "returns"), ("round", "list")):
        told = laa(*command, folder=old)
        assert (told.status, told.out) == (2, "")
        assert told.err == (
            f"laa: {old} was made by an earlier version of the toolkit; bring it up to date with "
            f"“laa init {old}”.\n"
        )


def test_an_old_folder_is_brought_up_to_date_and_what_was_done_is_said(laa: Laa, old: Path) -> None:
    told = laa("init", old)
    assert (told.status, told.err) == (0, "")
    said = told.out.splitlines()
    assert all(line.startswith(f"{old}: ") and line.endswith(".") for line in said)
    for words in (
        "framework/ is of this version now: blocks.csv, theme_groups.csv, outcomes.csv, "
        "indicators.csv, figures.csv, changes.csv, calendar.csv, framework.json",
        "workbook_templates/ and rules/ are there now",
        "ledger.sqlite is of this version now; ledger.sqlite.version-1.backup is",
        "the round 2006-07, for which returns have come in, is open",
        "laa.toml names no round any more",
    ):
        assert sum(words in line for line in said) == 1, words
    assert len(said) == 5


def test_what_was_brought_up_to_date_says_what_it_said(laa: Laa, old: Path) -> None:
    laa("init", old)
    assert not [name for name in OPTIONAL if (old / "framework" / name).exists()]
    for name in FILES.keys() - OPTIONAL:
        now = rows_of(old / "framework" / name)
        if name in NEW_FILES:
            assert now == rows_of(FRAMEWORKS / DEFAULT_FRAMEWORK / name)
            continue
        before = rows_of(VERSION_0_1 / "framework" / name)
        assert [{key: row[key] for key in before[0]} for row in now] == before, name
        assert {value for row in now for key, value in row.items() if key not in before[0]} == {""}
    settings, before_that = (
        json.loads((folder / "framework" / "framework.json").read_text("utf-8"))
        for folder in (old, VERSION_0_1)
    )
    assert settings.pop("printed")
    assert settings == before_that
    assert sorted(path.name for path in old.iterdir()) == sorted(
        [*PARTS, "ledger.sqlite", "ledger.sqlite.version-1.backup"]
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_everything_loads_and_goes_on_after_that(laa: Laa, old: Path) -> None:
    laa("init", old)
    folder = open_folder(old)
    assert folder.contact == "Mary Green"
    assert [each.definition.id for each in folder.rounds] == ["2006-07-half-year", "2006-07"]
    assert folder.terms().round.id == "2006-07"
    assert [event.event for event in folder.rounds[1].events] == ["opened"]
    assert folder.status(today=date(2007, 2, 27)).days_left == 1
    assert {each.status for each in folder.values()} == {"accepted"}
    told = laa("status", "--today", "2007-02-27", folder=old)
    assert told.out.startswith("2006-07 update, open, due 28 February 2007: in 1 day")
    told = laa("consolidate", "--out", "laa.xlsx", folder=old)
    assert told.out == "laa.xlsx: 1 of 12 returns; issue 1\n"


def test_a_return_issued_by_the_earlier_version_is_taken_after_it(laa: Laa, old: Path) -> None:
    laa("init", old)
    folder = open_folder(old)
    with folder.ledger() as ledger:
        content = ledger.content(2)
        before = ledger.records_of(2)
    (old / "inbox" / "adult-learning.xlsx").write_bytes(content)
    checked = folder.check(old / "inbox" / "adult-learning.xlsx")
    assert [each for each in checked.findings if each.severity == "error"] == []
    # In the order of the columns of today.
    assert sorted((r.row, r.text) for r in map(_Told, checked.records)) == sorted(
        (r.row, r.text) for r in map(_Told, before)
    )


class _Told:
    """What a value says, wherever it stands."""

    def __init__(self, record: Any) -> None:
        self.row = record.indicator, record.field, record.year, record.area, record.measure
        self.text = record.text


def test_a_second_time_nothing_is_changed(laa: Laa, old: Path) -> None:
    laa("init", old)
    before = contents_of(old)
    told = laa("init", old)
    assert told.status == 0
    assert told.out == f"{old} is a working folder of this version; nothing was changed.\n"
    assert contents_of(old) == before


def test_a_folder_of_this_version_is_left_as_it_is(laa: Laa, tmp_path: Path) -> None:
    laa("init", tmp_path / "round")
    before = contents_of(tmp_path / "round")
    assert "nothing was changed" in laa("init", tmp_path / "round").out
    assert contents_of(tmp_path / "round") == before


def test_a_folder_of_this_version_goes_on_naming_its_round(laa: Laa, tmp_path: Path) -> None:
    laa("init", tmp_path / "round")
    change(tmp_path / "round" / "laa.toml", ("# round =", "round ="))
    assert "nothing was changed" in laa("init", tmp_path / "round").out
    assert open_folder(tmp_path / "round").settings.round == "2006-07"


def test_what_was_changed_by_hand_is_there_still(laa: Laa, old: Path) -> None:
    own = old / "framework"
    change(own / "indicators.csv", ("Male Mortality Rate", "Deaths of men in Coventry"))
    change(own / "framework.json", ("City average", "The whole of Coventry"))
    change(own / "figures.csv", ("Academic Year 02/03", "School year 2002-3"))
    laa("init", old)
    framework = open_folder(old).terms().framework
    assert framework.indicator("HEA-747").text.startswith("Deaths of men in Coventry")
    assert framework.areas[0].title == "The whole of Coventry"
    assert any(figure.period == "School year 2002-3" for figure in framework.figures)


def test_a_framework_of_its_own_gets_empty_files_and_no_years_of_coventry(
    laa: Laa, old: Path
) -> None:
    path = old / "framework" / "framework.json"
    change(path, ('"coventry-2007-08"', '"somewhere"'))
    before = path.read_bytes()
    assert laa("init", old).status == 0
    assert path.read_bytes() == before
    assert open_folder(old).history.latest.calendar == ()


def test_rules_and_templates_of_its_own_stay(laa: Laa, old: Path) -> None:
    shutil.copytree(DECLARED / "rules", old / "rules")
    own = old / "rules" / "figures.toml"
    own.write_bytes(own.read_bytes() + b"\n# ours\n")
    laa("init", old)
    assert own.read_bytes().endswith(b"# ours\n")
    assert open_folder(old).form.returns.tables


def test_a_round_that_would_not_be_in_hand_without_it_is_still_named(laa: Laa, old: Path) -> None:
    change(old / "laa.toml", ('"2006-07"', '"2006-07-half-year"'))
    told = laa("init", old)
    assert "names no round" not in told.out
    assert open_folder(old).terms().round.id == "2006-07-half-year"


@pytest.mark.parametrize(
    "written", ['\n\nround = "2006-07"', '\r\nround="2006-07"\r\n', '  "round" = "2006-07"']
)
def test_the_round_in_the_settings_becomes_a_comment_however_it_is_written(
    old: Path, written: str
) -> None:
    change(old / "laa.toml", ('round = "2006-07"', written))
    text = (old / "laa.toml").read_bytes().decode()
    (old / "laa.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    list(upgrade_folder(old))
    changed = (old / "laa.toml").read_bytes().decode()
    assert re.sub(r"# (?=[ ]*\"?round)", "", changed) == text
    assert open_folder(old).settings.round is None


@pytest.mark.parametrize(
    ("broken", "wrong"),
    [
        ("figures.csv", ("CYP-577,baseline", "CYP-577,,baseline")),
        ("theme_groups.csv", ("HEA", "HEA,Mary Green")),
        ("framework.json", ("{", "[")),
        ("blocks.csv", ("id,title", "name,title")),
        ("outcomes.csv", ("wording_source,", "")),
    ],
)
def test_a_mistake_in_an_old_folder_is_one_sentence_with_its_file(
    laa: Laa, old: Path, broken: str, wrong: tuple[str, str]
) -> None:
    change(old / "framework" / broken, wrong)
    told = laa("init", old)
    assert told.status == 2
    assert told.err.count("\n") == 1
    assert broken in told.err
    assert "toolkit itself" not in told.err


def test_where_the_form_cannot_be_put_in_none_of_it_is_there(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        steps(patch, 9)
        with pytest.raises(LaaError, match="No space left"):
            list(upgrade_folder(old))
    assert not (old / "workbook_templates").exists()
    assert [path.name for path in old.iterdir() if path.name.startswith(".")] == []
    # A second time it is done, with what is left to be done.
    assert any("workbook_templates" in line for line in list(upgrade_folder(old)))
    with Ledger.open(old / "ledger.sqlite", create=False) as ledger:
        assert ledger.backup is None
    assert open_folder(old).form.fingerprint


def test_what_a_killed_command_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    left, new, other = (tmp_path / f".laa-{name}" for name in ("0" * 16, "1" * 16, "notes"))
    for folder in (left, new, other):
        (folder / "framework").mkdir(parents=True)
    for folder in (left, other):
        os.utime(folder, (0, 0))
    make_folder(tmp_path / "round")
    assert sorted(each.name for each in tmp_path.iterdir()) == [new.name, other.name, "round"]


def test_a_folder_in_which_it_was_killed_counts_as_empty(tmp_path: Path) -> None:
    left = tmp_path / f".laa-{'0' * 16}"
    left.mkdir()
    os.utime(left, (0, 0))
    make_folder(tmp_path)
    assert (tmp_path / "laa.toml").is_file()
    assert not left.exists()


def test_a_demo_that_was_killed_at_its_first_step_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / ".about-this-folder.txt.abcd1234").write_text("")
    claim_folder(folder)
    assert (folder / "about-this-folder.txt").is_file()
    stranger = tmp_path / "mine"
    stranger.mkdir()
    (stranger / "notes.txt").write_text("mine")
    with pytest.raises(LaaError, match="was not written by the demo"):
        claim_folder(stranger)
