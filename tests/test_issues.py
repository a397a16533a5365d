"""Every LAA spreadsheet is an issue: it is told when it is old, and what differs between two."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, Laa, Once, OpenReturn, saved
from ledger_files import FRAMEWORK, NOON, ROUND, publication, submission

from workbook_tools.files import sha256
from workbook_tools.folder import open_folder
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.making import make_folder
from workbook_tools.ledger import Ledger

# What the ledger remembers -----------------------------------------------------------


def test_an_issue_is_remembered_with_what_it_showed(ledger: Ledger) -> None:
    number = ledger.receive(submission("a")).received_id
    issue, is_new = ledger.record_publication(publication(ledger))
    assert is_new
    assert (issue.number, issue.file, issue.by) == (1, "a spreadsheet.xlsx", "JS")
    assert issue.counted == {number}
    assert ledger.publications(FRAMEWORK, ROUND) == (issue,)
    assert ledger.publications(FRAMEWORK, "2007-08") == ()


def test_the_same_spreadsheet_written_again_is_no_new_issue(ledger: Ledger) -> None:
    first, _ = ledger.record_publication(publication(ledger))
    assert ledger.record_publication(publication(ledger, minutes=5)) == (first, False)
    other, is_new = ledger.record_publication(publication(ledger, "another", minutes=6))
    assert (other.number, is_new) == (2, True)


def test_an_issue_has_a_form_and_a_framework_that_are_kept(ledger: Ledger) -> None:
    issue = publication(ledger)
    ledger.record_publication(issue)
    assert ledger.declaration("form", issue.form_fingerprint) is not None
    assert ledger.declaration("framework", issue.framework_fingerprint) is not None


def test_when_a_file_was_entered_is_told_apart_from_when_it_came_in(ledger: Ledger) -> None:
    number = ledger.receive(submission("a")).received_id
    assert ledger.entered_at(number) > NOON
    with pytest.raises(KeyError):
        ledger.entered_at(99)


# In a working folder -------------------------------------------------------------------

OLD, NEW = "old.xlsx", "new.xlsx"
IN_TIME = datetime(2007, 2, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(demo: Demo, once: Once) -> Path:
    """Working folders: in one housing has returned and a spreadsheet was issued; in the other
    there are a correction of it and a second issue, too."""

    def build(place: Path) -> None:
        make_folder(place / "first")
        round_ = open_folder(place / "first")
        round_.receive([round_.check(demo.completed["housing"])], received_at=IN_TIME)
        assert round_.consolidate(place / "first" / OLD) == 1
        shutil.copytree(place / "first", place / "second")
        saved(demo.completed["housing"], place, correct)
        round_ = open_folder(place / "second")
        checked = round_.check(place / "housing.xlsx")
        round_.receive([checked], received_at=IN_TIME + timedelta(days=6))
        round_.consolidate(place / "second" / NEW)

    return once("issues", build)


def correct(opened: OpenReturn) -> None:
    opened.type("HOU-936", "No figure because", None)
    opened.type("HOU-936", "Figure expected on", None)
    opened.type("HOU-936", "Actual", 71)
    opened.type("HOU-936", "Date or period of the data", "Jan-Dec 2006")
    opened.type("HOU-936", "Comments", "Counted again")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A working folder in which housing has returned, and a spreadsheet was issued."""
    return shutil.copytree(built / "first", tmp_path / "round")


@pytest.fixture
def two(built: Path, tmp_path: Path) -> Path:
    """A working folder with a second issue, after a correction of housing."""
    return shutil.copytree(built / "second", tmp_path / "round")


def news(laa: Laa, folder: Path) -> list[str]:
    """What the status says of the spreadsheet."""
    told = laa("status", "--today", "2007-03-02", folder=folder).out
    # What does not fit in a line goes on in the next one, moved in.
    lines = told.replace("\n  ", " ").splitlines()
    return [line for line in lines if "LAA spreadsheet" in line]


def test_a_correction_makes_the_last_issue_out_of_date_until_there_is_another(
    built: Path, laa: Laa, folder: Path
) -> None:
    assert news(laa, folder) == []
    laa("ingest", built / "housing.xlsx", "--received", "2007-02-26", folder=folder)
    (line,) = news(laa, folder)
    assert line.startswith("Issue 1 (old.xlsx, ")
    assert " is out of date since " in line
    assert line.endswith(": housing-2006-07-2 came in")
    assert laa("consolidate", "--out", NEW, folder=folder).out.endswith("; issue 2\n")
    assert news(laa, folder) == []
    again = laa("consolidate", "--out", NEW, folder=folder)
    assert again.out.endswith("; issue 2, as before\n")


def test_a_withdrawal_makes_the_last_issue_out_of_date(laa: Laa, folder: Path) -> None:
    laa("withdraw", "housing-2006-07-1", "--why", "the wrong year", folder=folder)
    (line,) = news(laa, folder)
    assert line.endswith(": housing-2006-07-1 withdrawn")
    laa("reinstate", "housing-2006-07-1", "--why", "it was right", folder=folder)
    assert news(laa, folder) == []


def test_a_changed_framework_may_make_it_so(laa: Laa, folder: Path) -> None:
    table = folder / "framework" / "theme_groups.csv"
    text = table.read_text(encoding="utf-8")
    assert "Transport Theme Group" in text
    table.write_text(text.replace("Transport Theme Group", "Roads"), encoding="utf-8")
    (line,) = news(laa, folder)
    assert line.endswith("of the LAA spreadsheet may be out of date: framework was changed since")


def test_where_the_ledger_cannot_be_written_the_spreadsheet_is_all_the_same(
    laa: Laa, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def for_reading(contents: Contents, *, create: bool = False) -> Ledger:
        return Ledger.open(contents.settings.ledger_path, create=False, read_only=True)

    before = sha256((folder / "ledger.sqlite").read_bytes())
    monkeypatch.setattr(Contents, "ledger", for_reading)
    told = laa("consolidate", "--out", NEW, folder=folder)
    assert (told.status, told.out) == (0, "new.xlsx: 1 of 12 returns\n")
    assert "new.xlsx is written, but the ledger does not remember it: " in told.err
    assert "cannot be written; ask for the right" in told.err
    assert (folder / NEW).read_bytes() == (folder / OLD).read_bytes()
    assert sha256((folder / "ledger.sqlite").read_bytes()) == before
    assert laa("status", folder=folder).status == 0


# What differs between two ----------------------------------------------------------------


def test_the_cells_that_differ_between_two_issues_are_named(laa: Laa, two: Path) -> None:
    told = laa("diff", OLD, NEW, folder=two)
    assert told.status == 0
    lines = told.out.splitlines()
    assert lines[0].startswith("old.xlsx (issue 1 of 2006-07, ")
    assert " → new.xlsx (issue 2 of 2006-07, " in lines[0]
    sheets = [line for line in lines[1:] if line[0] != " "]
    assert sheets[:2] == ["Simple View", "Full View"]
    assert "Receipts" in sheets
    figures = [line for line in lines if "HOU-936 2006-7 Update: City Avg: " in line]
    assert len(figures) == 2
    assert all(line.endswith(" → 71") for line in figures)
    sheet, cell = figures[0].split(" HOU-936")[0].strip().split("!")
    assert sheet == "Simple View"
    shown = openpyxl.load_workbook(two / NEW)["Simple View"][cell]
    assert shown.value == 71
    assert sum("HOU-936 Comments: " in line for line in lines) == 2
    assert any(
        line.startswith("Housing (Housing Strategy Group): ")
        and "received on 26 February 2007; before from housing.xlsx, received on 20" in line
        for line in lines
    )
    assert " cells differ on " in lines[-1]


def test_two_spreadsheets_are_compared_where_there_is_no_ledger(
    laa: Laa, two: Path, tmp_path: Path
) -> None:
    told = laa("diff", two / OLD, two / NEW, folder=tmp_path)
    assert told.out.splitlines()[0] == "old.xlsx → new.xlsx"
    assert not (tmp_path / "ledger.sqlite").exists()


def test_nothing_differs_from_itself_and_a_mirror_shows_the_same_cells(laa: Laa, two: Path) -> None:
    assert laa("diff", OLD, OLD, folder=two).out.splitlines()[1:] == ["No differences."]
    there, back = (laa("diff", *files, folder=two).out for files in ((OLD, NEW), (NEW, OLD)))
    assert there.splitlines()[-1] == back.splitlines()[-1]


def test_a_row_more_moves_nothing(laa: Laa, two: Path) -> None:
    book = openpyxl.load_workbook(two / OLD)
    for name in ("Lights", "Simple View", "Full View"):
        book[name].insert_rows(6)
    book.save(two / "moved.xlsx")
    told = laa("diff", "moved.xlsx", OLD, folder=two).out
    # That program saves formulas without their results.
    known = ("Units: ", "City Avg: ", "Comments: ", "Judgement: ", "Reason: ")
    named = [line for line in told.splitlines() if any(heading in line for heading in known)]
    assert named == []


def test_the_differences_of_two_issues_are_written_as_a_workbook(laa: Laa, two: Path) -> None:
    told = laa("diff", OLD, NEW, "--out", "differences.xlsx", folder=two)
    sheet = openpyxl.load_workbook(two / "differences.xlsx")["Differences"]
    rows = list(sheet.iter_rows(min_row=7, values_only=True))
    assert told.out.splitlines()[-1].startswith(f"{len(rows)} cells differ")
    assert any(row[2:4] == ("HOU-936", "Comments") and row[5] == "Counted again" for row in rows)
    before = (two / "differences.xlsx").read_bytes()
    laa("diff", OLD, NEW, "--out", "differences.xlsx", folder=two)
    assert (two / "differences.xlsx").read_bytes() == before


def test_a_spreadsheet_and_a_return_cannot_be_compared(demo: Demo, laa: Laa, two: Path) -> None:
    for files in ((OLD, demo.completed["housing"]), (demo.completed["housing"], OLD)):
        told = laa("diff", *files, folder=two)
        assert (told.status, told.out) == (2, "")
        assert "name two LAA spreadsheets, or two returns" in told.err
    told = laa("diff", OLD, NEW, "--group", "housing", folder=two)
    assert (told.status, told.err.count("\n")) == (2, 1)
