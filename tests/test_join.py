"""Two advisers who fill in one half each: their returns are put together, or told apart."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Change, Demo, Laa, Once, OpenReturn, saved, with_parts
from openpyxl.comments import Comment
from openpyxl.styles import Font
from return_files import results_of, shown_in

from workbook_tools.folder import Folder
from workbook_tools.formulas.engine import recalculated

GROUP = "health"
ACTION = "Let more of them until the summer."


def half(demo: Demo, path: Path, *changes: Change) -> Path:
    """Return a blank return in which an adviser has typed, under a name of its own."""
    made = saved(demo.blank[GROUP], path.parent / f"{path.stem} made", *changes)
    return made.rename(path)


def first(opened: OpenReturn) -> None:
    """Fill in one half, and sign it."""
    keys = [key for key in opened.keys if opened.cell(key, "Actual").protection.locked is False]
    opened.type(keys[0], "Actual", 45.3)
    opened.type(keys[1], "Comments", "The survey was moved to May.")
    opened.cell(keys[0], "Actual").comment = Comment("From the survey", "first")
    actions = opened.on("Actions")
    for key, words in (("HEA-A01", "Find an owner for the empty homes."), ("HEA-A02", ACTION)):
        actions.type(key, "Action", words)
        actions.type(key, "Owner", "R. Example")
    sign(opened, "F. First", date(2007, 2, 12))


def second(opened: OpenReturn) -> None:
    """Fill in the other half, with the rows in another order, and sign it later."""
    keys = [key for key in opened.keys if opened.cell(key, "Actual").protection.locked is False]
    opened.type(keys[1], "Actual", 0.45, "0%")
    opened.type(keys[2], "Actual", 12)
    opened.type(keys[1], "Comments", "The survey was  moved to May.")
    opened.cell(keys[2], "Actual").comment = Comment("Counted twice", "second")
    actions = opened.on("Actions")
    actions.type("HEA-A01", "Action", "Ask the tenants what keeps them.")
    actions.type("HEA-A02", "Action", ACTION)
    actions.type("HEA-A02", "Due", date(2007, 6, 30))
    swap(opened, keys[2], keys[3])
    added = opened.on("Added value")
    added.type("HEA-V01", "Partners", "Two housing associations")
    sign(opened, "S. Second", date(2007, 2, 20))


def swap(opened: OpenReturn, one: str, other: str) -> None:
    """Let two rows change places, as sorting does."""
    rows = [opened.sheet[opened.row(key)] for key in (one, other)]
    for left, right in zip(*rows, strict=True):
        left.value, right.value = right.value, left.value
        left.comment, right.comment = (
            each and Comment(each.text, each.author) for each in (right.comment, left.comment)
        )


def sign(opened: OpenReturn, name: str, day: date) -> None:
    start = opened.on("Start")
    start.type("Theme lead", "Name", name)
    start.type("Theme lead", "Role", "Chair")
    start.type("Theme lead", "Date signed", day)


@pytest.fixture(scope="module")
def halves(demo: Demo, once: Once) -> Path:
    """A folder with the two halves, and what was made of them."""

    def build(folder: Path) -> None:
        half(demo, folder / "first.xlsx", first)
        half(demo, folder / "second.xlsx", second)
        files = [folder / "first.xlsx", folder / "second.xlsx"]
        assert not Folder(folder).join(files, folder / "joined.xlsx").contradictions

    return once("halves", build)


@pytest.fixture
def joined(halves: Path) -> Path:
    return halves / "joined.xlsx"


def cell(path: Path, sheet: str, key: str, heading: str) -> Any:
    return shown_in(path, sheet)[key, heading]


def test_what_either_half_says_stands_in_the_joined_return(joined: Path, halves: Path) -> None:
    keys = [key for key, heading in shown_in(joined, "Indicators") if heading == "Actual"]
    whole = shown_in(joined, "Indicators")
    for name in ("first", "second"):
        own = shown_in(halves / f"{name}.xlsx", "Indicators")
        for key in keys:
            if own[key, "Actual"] != "":
                assert whole[key, "Actual"] == own[key, "Actual"]
    assert cell(joined, "Added value", "HEA-V01", "Partners") == "Two housing associations"
    assert cell(joined, "Start", "Theme lead", "Name") == "S. Second"


def test_lines_of_both_stay_and_the_same_line_is_one(joined: Path) -> None:
    actions = shown_in(joined, "Actions")
    said = [actions[f"HEA-A0{line}", "Action"] for line in (1, 2, 3, 4)]
    assert said == [
        "Find an owner for the empty homes.",
        ACTION,
        "Ask the tenants what keeps them.",
        "",
    ]
    assert actions["HEA-A02", "Owner"] == "R. Example"
    assert actions["HEA-A02", "Due"] == 39263


def test_formats_that_change_what_is_read_come_along(joined: Path, halves: Path) -> None:
    formats = []
    for path in (halves / "second.xlsx", joined):
        book = openpyxl.load_workbook(path)
        cells = [each for row in book["Indicators"].iter_rows() for each in row]
        formats.append(
            [
                (each.coordinate, each.protection.locked)
                for each in cells
                if each.number_format == "0%" and each.value == 0.45
            ]
        )
    assert formats[0] == formats[1] != []


def test_notes_of_both_are_kept(joined: Path) -> None:
    book = openpyxl.load_workbook(joined)
    notes = [
        each.comment.text for row in book["Indicators"].iter_rows() for each in row if each.comment
    ]
    assert any(note.startswith("From the survey") for note in notes)
    assert any(note == "From second.xlsx\nCounted twice" for note in notes)


def test_all_else_is_as_in_the_first_and_the_results_are_worked_out(
    joined: Path, halves: Path
) -> None:
    with zipfile.ZipFile(joined) as made, zipfile.ZipFile(halves / "first.xlsx") as source:
        assert set(source.namelist()) <= set(made.namelist())
        sheet = made.read("xl/worksheets/sheet2.xml")
        assert b"<sheetProtection" in sheet
        assert b"<dataValidations" in sheet
    assert results_of(joined.read_bytes()) == results_of(recalculated(joined.read_bytes()))
    formulas = [
        [each[:2] for each in results_of(path.read_bytes())]
        for path in (joined, halves / "first.xlsx")
    ]
    assert formulas[0] == formulas[1]


def test_the_same_files_give_the_same_bytes_and_it_is_told_what_was_done(
    laa: Laa, halves: Path, joined: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again.xlsx"
    told = laa("join", "first.xlsx", "second.xlsx", "--out", out, folder=halves)
    assert told.status == 0, told.out + told.err
    assert out.read_bytes() == joined.read_bytes()
    assert told.out.splitlines()[:2] == [
        "Theme lead: the later signature is kept, “S. Second, Chair, 20/02/2007” (second.xlsx), "
        "not “F. First, Chair, 12/02/2007” (first.xlsx)",
        "Actions: the line HEA-A01 of second.xlsx stands in HEA-A03 now, because another file has "
        "something else in HEA-A01",
    ]
    assert "again.xlsx: first.xlsx with 8 entries of second.xlsx; checked: " in told.out


def test_a_joined_return_joins_with_its_halves_to_the_same(
    laa: Laa, joined: Path, halves: Path, tmp_path: Path
) -> None:
    out = tmp_path / "once more.xlsx"
    told = laa("join", joined, halves / "first.xlsx", halves / "second.xlsx", "--out", out)
    assert told.status == 0, told.out
    for sheet in ("Indicators", "Actions", "Added value", "Start"):
        assert shown_in(out, sheet) == shown_in(joined, sheet)


def test_contradictions_are_listed_and_nothing_is_written(
    laa: Laa, halves: Path, demo: Demo, tmp_path: Path
) -> None:
    def other(opened: OpenReturn) -> None:
        keys = [key for key in opened.keys if not opened.cell(key, "Actual").protection.locked]
        opened.type(keys[0], "Actual", 46.1)
        opened.on("Actions").type("HEA-A02", "Action", ACTION)
        opened.on("Actions").type("HEA-A02", "Owner", "S. Other")
        sign(opened, "O. Other", date(2007, 2, 12))
        opened.sheet.cell(opened.row(keys[0]), 90).value = "See my mail of Monday"

    path, out = half(demo, tmp_path / "other.xlsx", other), tmp_path / "joined.xlsx"
    told = laa("join", halves / "first.xlsx", path, "--out", out)
    assert told.status == 1
    assert not out.exists()
    assert "contradict each other in 3 cells:" in told.out
    assert "Actual: " in told.out
    assert "first.xlsx says “45.3" in told.out
    assert "other.xlsx says “46.1" in told.out
    assert "(HEA-A02), Owner: " in told.out
    assert "is not taken over: " in told.out
    assert "“See my mail of Monday”" in told.out
    assert "(Theme lead), Name: " in told.out
    told = laa("join", halves / "first.xlsx", path, "--out", out, "--leave-blank")
    assert told.status == 1
    assert cell(out, "Actions", "HEA-A02", "Owner") == ""
    assert cell(out, "Start", "Theme lead", "Name") == ""
    assert cell(out, "Start", "Theme lead", "Role") == "Chair"


def test_a_marked_copy_is_joined_as_what_it_was_made_from(
    laa: Laa, halves: Path, joined: Path, tmp_path: Path
) -> None:
    laa("check", halves / "second.xlsx", "--marked", tmp_path / "marked")
    marked, out = tmp_path / "marked" / "second.xlsx", tmp_path / "of marked.xlsx"
    told = laa("join", halves / "first.xlsx", marked, "--out", out)
    assert told.status == 0, told.out + told.err
    assert out.read_bytes() == joined.read_bytes()


def test_names_that_libreoffice_writes_twice_do_no_harm(
    halves: Path, joined: Path, tmp_path: Path
) -> None:
    def twice(name: str, text: str) -> str:
        if name != "xl/workbook.xml":
            return text
        names = text[text.index("<definedName ") : text.index("</definedNames>")]
        return text.replace("</definedNames>", f"{names}</definedNames>")

    made = with_parts(halves / "first.xlsx", tmp_path, twice)
    out = tmp_path / "joined.xlsx"
    Folder(tmp_path).join([made, halves / "second.xlsx"], out)
    assert shown_in(out, "Indicators") == shown_in(joined, "Indicators")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("first",), "There is nothing to join"),
        (("first", "first"), "are the same file"),
        (("first", "nowhere"), "does not exist"),
        (("first", "transport"), "is the return of transport for 2006-07"),
        (("first", "issued"), "was not issued with the same form, framework and earlier figures"),
        (("first", "letter"), "letter.xlsx"),
        (("macros", "first"), "is a workbook with macros"),
        (("first", "struck"), "has something raised, struck out or in the colour of its ground"),
        (("lost", "first"), "its sheet Actions is missing"),
    ],
)
def test_what_cannot_be_joined_is_one_sentence(
    laa: Laa, halves: Path, demo: Demo, tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    start = halves / "first.xlsx"
    (tmp_path / "first.xlsx").write_bytes(start.read_bytes())
    (tmp_path / "transport.xlsx").write_bytes(demo.blank["transport"].read_bytes())
    (tmp_path / "letter.xlsx").write_text("Dear secretariat", encoding="utf-8")
    if "issued" in names:
        opened = openpyxl.load_workbook(start)
        for row in opened["_return"].iter_rows(min_col=1, max_col=2):
            if row[0].value == "form_fingerprint":
                row[1].value = "0" * 64
        opened.save(tmp_path / "issued.xlsx")
    if "macros" in names:
        with zipfile.ZipFile(start) as source, zipfile.ZipFile(tmp_path / "macros.xlsx", "w") as to:
            for name in source.namelist():
                to.writestr(name, source.read(name))
            to.writestr("xl/vbaProject.bin", b"macros")
    if "struck" in names:
        opened = openpyxl.load_workbook(halves / "second.xlsx")
        for row in opened["Added value"].iter_rows():
            for each in row:
                if each.value == "Two housing associations":
                    each.font = Font(strike=True)
        opened.save(tmp_path / "struck.xlsx")
    if "lost" in names:
        opened = openpyxl.load_workbook(start)
        del opened["Actions"]
        opened.save(tmp_path / "lost.xlsx")
    files = [f"{name}.xlsx" for name in names]
    told = laa("join", *files, "--out", "joined.xlsx", folder=tmp_path)
    assert (told.status, told.out) == (2, "")
    assert said in told.err
    assert told.err.count("\n") == 1
    assert not (tmp_path / "joined.xlsx").exists()
