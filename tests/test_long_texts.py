"""Whatever people write goes into a workbook whole, and keeps nothing else from being written."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo, Laa, Once, OpenReturn, saved, with_parts
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbook_tools.folder import open_folder
from workbook_tools.folder.making import make_folder
from workbook_tools.form import Form
from workbook_tools.problems import LaaError
from workbook_tools.values.lengths import (
    LONGEST_TEXT,
    beginning,
    excel_length,
    fits,
    fitted,
    pieces,
    writable,
)
from workbook_tools.workbooks import Workbook, open_workbook
from workbook_tools.writing.long_texts import put_long_texts
from workbook_tools.writing.workbook import Writing, workbook_bytes

DAY = date(2007, 3, 31)
WORDS = "Many words. " * 4000
FACES = "😀" * 20_000
"""Excel counts each of them twice."""

# How long a text is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("a😀b", 4), ("漢字", 2), ("\ud83d", 1)]
)
def test_a_text_is_as_long_as_excel_counts(text: str, length: int) -> None:
    assert excel_length(text) == length
    assert fits(text, length)
    assert not length or not fits(text, length - 1)


ANY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😀a"), max_size=60)


@given(ANY, st.integers(2, 20))
def test_put_together_the_pieces_are_the_text(text: str, most: int) -> None:
    parts = list(pieces(text, most))
    assert "".join(parts) == text
    assert all(part and excel_length(part) <= most for part in parts)
    assert beginning(text, most) == "".join(parts[:1])


@given(ANY, st.integers(4, 20))
def test_a_text_that_is_fitted_says_that_there_was_more(text: str, most: int) -> None:
    assert excel_length(fitted(text, most)) <= most
    assert fitted(text, most) == text or fitted(text, most).endswith(" …")


def test_half_a_character_is_no_text() -> None:
    assert writable("a\ud83db") == "a\ufffdb"
    assert writable("a😀b") == "a😀b"


# What is written ------------------------------------------------------------------------


def written(
    form: Form, *texts: str, finish: Callable[[Writing], None] | None = put_long_texts
) -> bytes:
    """Return a workbook with texts below a heading, each beside a reference."""

    def build(writing: Writing) -> None:
        sheet = writing.add_sheet("Words", "A4")
        sheet.write_row(0, 0, ["Ref", "Said"])
        sheet.freeze_panes(1, 0)
        for row, text in enumerate(texts, start=1):
            sheet.write_string(row, 0, f"R{row}")
            sheet.write_string(row, 1, text, writing.style("cell", "text"))
            sheet.write_formula(row, 2, f'=B{row + 1}&""')

    return workbook_bytes(form, "Words", DAY, build, finish)


def read(content: bytes, folder: Path) -> Workbook:
    path = folder / "written.xlsx"
    path.write_bytes(content)
    return open_workbook(path)


def parse_all(content: bytes) -> None:
    """Parse every part, as a program does that opens the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))


@pytest.mark.parametrize(
    "text",
    [WORDS, FACES, "x" * (LONGEST_TEXT + 1), "<r>" + WORDS + "</r>"],
    ids=["words", "faces", "one word", "markup"],
)
def test_a_long_text_goes_whole_onto_a_sheet_of_its_own(
    form: Form, tmp_path: Path, text: str
) -> None:
    content = written(form, "short", text)
    parse_all(content)
    book = read(content, tmp_path)
    words, long = book.sheet("Words"), book.sheet("Long texts")
    assert words is not None
    assert long is not None
    rows = [[long.cell(row, column).value for column in range(1, 8)] for row in (5, 6)]
    assert [row[:5] for row in rows] == [
        ["R2", "Words", "B3", "Said", "1 of 2"],
        ["R2", "Words", "B3", "Said", "2 of 2"],
    ]
    assert "".join(str(row[5]) for row in rows).rstrip() == text.rstrip()
    assert all(excel_length(str(row[5])) <= LONGEST_TEXT for row in rows)
    shown = str(words.cell(3, 2).value)
    assert shown.startswith(text[:400])
    assert shown.endswith(
        f"{excel_length(text):,} characters, is on the sheet Long texts from row 5)"
    )
    link = openpyxl.load_workbook(io.BytesIO(content))["Words"]["B3"].hyperlink
    assert link.location == "'Long texts'!A5"


def test_the_longest_text_that_a_cell_holds_stays_in_it(form: Form, tmp_path: Path) -> None:
    text = "x" * (LONGEST_TEXT - 2) + "😀"
    assert [each.name for each in read(written(form, text), tmp_path).sheets] == ["Words"]


def test_a_text_that_stands_in_several_cells_of_a_reference_is_there_once(
    form: Form, tmp_path: Path
) -> None:
    def build(writing: Writing) -> None:
        for name in ("One", "Other", "Third"):
            sheet = writing.add_sheet(name, "A4")
            sheet.write_string(0, 0, "R1" if name != "Third" else "R2")
            sheet.write_string(0, 1, WORDS)

    content = workbook_bytes(form, "Words", DAY, build, put_long_texts)
    long = read(content, tmp_path).sheet("Long texts")
    assert long is not None
    rows = [[long.cell(row, column).value for column in (1, 2, 7)] for row in (5, 7)]
    assert rows == [["R1", "One", "Other B1"], ["R2", "Third", None]]
    assert long.max_row == 8


def test_a_sheet_of_that_name_is_not_taken(form: Form, tmp_path: Path) -> None:
    def build(writing: Writing) -> None:
        writing.add_sheet("long TEXTS", "A4").write_string(0, 0, WORDS)

    book = read(workbook_bytes(form, "Words", DAY, build, put_long_texts), tmp_path)
    assert [each.name for each in book.sheets] == ["long TEXTS", "Long texts 2"]


def test_what_is_declared_too_long_is_refused_as_before(form: Form) -> None:
    with pytest.raises(LaaError, match=r"48,000 characters, and a cell holds 32,767 at most"):
        written(form, WORDS, finish=None)


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", '=HYPERLINK("http://x")', "{=1}", "+44", "-5", "@SUM(A1)", "'quoted"),
        *("\x01\x08\x0b\x1f", "\x00", "a\rb", "a\r\nb\tc", "_x0041_", "\ufffe\uffff"),
        *("<r>bold</r>", "<r><t>x</t></r>", "</t></si>", "&amp;", "]]>", "http://example.org"),
    ],
)
def test_no_text_is_taken_for_anything_else(form: Form, tmp_path: Path, text: str) -> None:
    content = written(form, text)
    parse_all(content)
    book = read(content, tmp_path)
    sheet = book.sheet("Words")
    assert sheet is not None
    for column in (2, 3):
        # A text that looks like the writer's own markup has a space after it.
        value = sheet.cell(2, column).value
        assert value in (text, f"{text} " if text.startswith("<r>") else text)
    assert sheet.cell(2, 2).formula is None
    assert openpyxl.load_workbook(io.BytesIO(content))["Words"]["B2"].hyperlink is None


def test_half_a_character_keeps_nothing_from_being_written(form: Form, tmp_path: Path) -> None:
    sheet = read(written(form, "a\ud83d"), tmp_path).sheet("Words")
    assert sheet is not None
    assert sheet.cell(2, 2).value == "a\ufffd"


def test_a_text_like_a_formula_stays_one_when_somebody_types_in_its_cell(form: Form) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(form, "=1+1", "one")))["Words"]
    assert [sheet[cell].quotePrefix for cell in ("B2", "B3")] == [True, False]
    assert sheet["B2"].alignment.wrap_text == sheet["B3"].alignment.wrap_text
    assert sheet["B2"].font.name == sheet["B3"].font.name


def test_a_result_that_no_file_holds_is_an_error_and_breaks_nothing(
    form: Form, tmp_path: Path
) -> None:
    def build(writing: Writing) -> None:
        sheet = writing.add_sheet("Words", "A4")
        sheet.write_string(0, 0, "x" * LONGEST_TEXT)
        sheet.write_number(1, 0, 1e308)
        for row, formula in enumerate(("=A1&A1", "=A2+A2", "=A2*10")):
            sheet.write_formula(row, 1, formula)

    content = workbook_bytes(form, "Words", DAY, build)
    parse_all(content)
    sheet = read(content, tmp_path).sheet("Words")
    assert sheet is not None
    assert [sheet.cell(row, 2).kind for row in (1, 2, 3)] == ["error"] * 3


def test_a_note_is_no_longer_than_excel_holds(form: Form) -> None:
    def build(writing: Writing) -> None:
        sheet = writing.add_sheet("Words", "A4")
        writing.write_note(sheet, (0, 0), "\x01" + FACES)

    content = workbook_bytes(form, "Words", DAY, build)
    parse_all(content)
    note = openpyxl.load_workbook(io.BytesIO(content))["Words"]["A1"].comment.text
    assert note.endswith(" …")


# In a round -----------------------------------------------------------------------------

LONG = {"LONG-COMMENT": WORDS, "LONG-EVIDENCE": FACES, "LONG-VALUE": "&lt;r&gt;_x0001_&lt;/r&gt;"}


@pytest.fixture(scope="module")
def built(demo: Demo, once: Once) -> Path:
    """A working folder in which a return with long texts has come in, beside an ordinary one."""

    def write(opened: OpenReturn) -> None:
        opened.type("HOU-936", "Comments", "LONG-COMMENT")
        opened.on("Self-assessment").type("HOU-O936", "Evidence, or your answer", "LONG-EVIDENCE")
        added = opened.on("Added value")
        added.type("HOU-V01", "What the partnership made possible", "LONG-VALUE")
        opened.on("Start").sheet["B25"] = "LONG-COMMENT"

    def put(name: str, text: str) -> str:
        for word, whole in LONG.items():
            text = text.replace(word, whole)
        return text

    def build(place: Path) -> None:
        (place / "inbox").mkdir()
        path = with_parts(saved(demo.completed["housing"], place, write), place / "inbox", put)
        make_folder(place / "round")
        folder = open_folder(place / "round")
        files = [path, demo.completed["culture"]]
        checked = [folder.check(each) for each in files]
        folder.receive(checked, received_at=datetime(2007, 2, 20, 12, tzinfo=UTC))
        assert folder.consolidate(place / "round" / "laa-spreadsheet.xlsx") == 2

    return once("long-texts", build)


def test_long_texts_in_a_return_keep_no_group_out_of_the_spreadsheet(built: Path) -> None:
    path = built / "round" / "laa-spreadsheet.xlsx"
    parse_all(path.read_bytes())
    book = open_workbook(path)
    long = book.sheet("Long texts")
    assert long is not None
    texts: dict[Any, str] = {}
    for row in range(5, long.max_row + 1):
        key = long.cell(row, 1).value, long.cell(row, 4).value
        texts[key] = texts.get(key, "") + str(long.cell(row, 6).value)
    assert texts["HOU-936", "Comments"] == WORDS
    assert texts["HOU-O936", "Evidence, or your answer"] == FACES
    sources = book.sheet("Sources")
    assert sources is not None
    files = {sources.cell(row, 7).value for row in range(5, sources.max_row + 1)}
    assert files == {"housing.xlsx", "culture.xlsx"}


def test_long_texts_are_compared_to_their_ends(built: Path, laa: Laa, tmp_path: Path) -> None:
    old = built / "round" / "laa-spreadsheet.xlsx"
    new = with_parts(
        old, tmp_path, lambda _, text: text.replace("Many words. </t>", "The end.</t>")
    )
    told = laa("diff", old, new, folder=built / "round")
    assert "  Long texts!F6 HOU-936 Text: " in told.out
    # The comment, and the same words on the sheet Start.
    assert told.out.splitlines()[-1].startswith("2 cells differ on 1 sheet")


def test_long_texts_are_whole_in_the_workbook_of_differences(
    demo: Demo, built: Path, laa: Laa, tmp_path: Path
) -> None:
    arguments = demo.completed["housing"], built / "inbox" / "housing.xlsx"
    told = laa("diff", *arguments, "--out", tmp_path / "differences.xlsx", folder=tmp_path)
    assert told.status == 0
    long = open_workbook(tmp_path / "differences.xlsx").sheet("Long texts")
    assert long is not None
    assert {long.cell(row, 1).value for row in range(5, long.max_row + 1)} >= {"HOU-936"}


def test_a_long_text_that_is_wrong_is_marked_where_it_stands(
    demo: Demo, laa: Laa, tmp_path: Path
) -> None:
    path = saved(
        demo.completed["housing"],
        tmp_path,
        lambda o: o.type("HOU-936", "Actual", "LONG-ACTUAL"),
    )
    (tmp_path / "in").mkdir()
    path = with_parts(path, tmp_path / "in", lambda _, t: t.replace("LONG-ACTUAL", FACES))
    told = laa("check", path, "--marked", tmp_path / "marked", folder=tmp_path)
    assert told.status == 1
    marked = tmp_path / "marked" / "housing.xlsx"
    parse_all(marked.read_bytes())
    findings = open_workbook(marked).sheet("Findings")
    assert findings is not None
    texts = [str(cell.value) for cell in findings.cells.values() if cell.kind == "text"]
    assert all(fits(text) for text in texts)
    assert any(text.endswith("… (cut here: the whole text is in the cell)") for text in texts)


def test_what_a_long_text_said_is_carried_as_far_as_a_cell_holds_it(
    built: Path, laa: Laa, tmp_path: Path
) -> None:
    folder = shutil.copytree(built / "round", tmp_path / "round")
    laa("round", "open", "2007-08-half-year", folder=folder)
    told = laa(
        *("generate", "--round", "2007-08-half-year", "--group", "housing", "--out", "returns"),
        folder=folder,
    )
    assert told.status == 0
    checked = laa("check", folder / "returns" / "housing.xlsx", folder=folder)
    assert "has been changed" not in checked.out
