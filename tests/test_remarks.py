"""Words outside the cells to fill in: each is told with its cell, so that none is lost."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from conftest import BLANK, Demo, Edit, Look, OpenReturn, check_shape
from marking_files import marked, saved_by_openpyxl
from openpyxl.comments import Comment
from workbook_files import pointers

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.values.findings import Finding

GROUP = "adult-learning"
ROW = "LEA-689"
"""In row 7 of the sheet Indicators, whose table ends in row 9."""

NOTED = "health"
"""A group whose return is issued with notes on its cells."""


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(each.rule, f"{each.sheet}!{each.cell}", each.found) for each in findings]


def write(sheet: str, cell: str, words: object) -> Callable[[OpenReturn], None]:
    return lambda opened: setattr(opened.book[sheet][cell], "value", words)


def note(sheet: str, cell: str, words: str) -> Callable[[OpenReturn], None]:
    return lambda opened: setattr(opened.book[sheet][cell], "comment", Comment(words, "J. Osei"))


def lying_on(path: Path, folder: Path, kind: str, content: str) -> Path:
    """Return a copy of a return whose first sheet, Start, points at one more part."""
    sheet, part = "xl/worksheets/sheet1.xml", f"xl/more/{kind}1.xml"
    listing = f"{posixpath.dirname(sheet)}/_rels/{posixpath.basename(sheet)}.rels"
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        assert listing not in source.namelist()
        for each in source.namelist():
            copy.writestr(each, source.read(each))
        copy.writestr(listing, pointers((kind, f"/{part}")))
        copy.writestr(part, content)
    return target


# Notes ---------------------------------------------------------------------------------


def test_a_note_on_a_cell_is_told_with_its_words(look: Look) -> None:
    (finding,) = look(note("Indicators", "I7", "J. Osei:\nfrom the PCT, see mail")).findings
    assert told([finding]) == [("cell-note", "Indicators!I7", "“J. Osei: from the PCT, see mail”")]
    assert (finding.severity, finding.row_key, finding.field) == ("query", ROW, "actual_city")


@pytest.mark.parametrize(
    ("sheet", "cell"), [("Start", "A3"), ("Guidance", "B9"), ("Checks", "E8"), ("Gap", "A1")]
)
def test_a_note_is_told_wherever_it_is(look: Look, sheet: str, cell: str) -> None:
    checked = look(note(sheet, cell, "Who fills this in?"))
    assert told(checked.findings) == [("cell-note", f"{sheet}!{cell}", "“Who fills this in?”")]


def test_the_notes_that_a_return_is_issued_with_are_none(look: Look, demo: Demo) -> None:
    with zipfile.ZipFile(demo.completed[NOTED]) as package:
        assert any("comments" in name for name in package.namelist())
    assert look(group=NOTED).findings == ()


def test_words_added_to_a_note_of_the_form_are_told(look: Look) -> None:
    def add(opened: OpenReturn) -> None:
        for cells in opened.sheet.iter_rows():
            for cell in cells:
                if cell.comment is not None:
                    cell.comment = Comment(f"{cell.comment.text}\nNo longer true.", "J. Osei")
                    return

    (finding,) = look(add, group=NOTED).findings
    assert finding.rule == "cell-note"
    assert "No longer true." in finding.found


def test_a_thread_of_comments_is_told_with_its_replies(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="B8"><text>Is it final?</text></threadedComment>'
        '<threadedComment ref="B8"><text>No.</text></threadedComment></ThreadedComments>'
    )
    path = lying_on(demo.completed[GROUP], tmp_path / "thread", "threadedComment", thread)
    findings = check_shape(path, form, framework).findings
    assert told(findings) == [("cell-note", "Start!B8", "“Is it final? No.”")]


# Text boxes ----------------------------------------------------------------------------

DRAWN = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>3</xdr:col><xdr:row>9</xdr:row></xdr:from><xdr:grpSp>{}</xdr:grpSp>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)
SHAPE = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "<v:shape><v:textbox><div>{}<br>as ever</div></v:textbox>"
    "<x:ClientData><x:Anchor>3, 0, 9, 0, 5, 0, 12, 0</x:Anchor></x:ClientData></v:shape>"
    '<v:shape><v:textbox>of a note</v:textbox><x:ClientData ObjectType="Note"/></v:shape></xml>'
)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("drawing", DRAWN.format(SHAPE.format("All figures are provisional.")), "provisional."),
        ("vmlDrawing", VML.format("All figures are provisional."), "provisional. as ever"),
    ],
)
def test_a_text_box_is_told_with_its_words(
    demo: Demo,
    form: Form,
    framework: Framework,
    tmp_path: Path,
    kind: str,
    content: str,
    words: str,
) -> None:
    path = lying_on(demo.completed[GROUP], tmp_path / "box", kind, content)
    findings = check_shape(path, form, framework).findings
    assert told(findings) == [("text-box", "Start!D10", f"“All figures are {words}”")]


def test_each_text_box_is_told_and_empty_shapes_are_not(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    shapes = "".join(map(SHAPE.format, ("One.", "", "Two.")))
    path = lying_on(demo.completed[GROUP], tmp_path / "box", "drawing", DRAWN.format(shapes))
    findings = check_shape(path, form, framework).findings
    assert [each.found for each in findings] == ["“One.”", "“Two.”"]


def test_a_picture_is_told_because_words_may_be_in_it(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    path = lying_on(demo.completed[GROUP], tmp_path / "picture", "image", "")
    (finding,) = check_shape(path, form, framework).findings
    assert finding.message == "The sheet Start holds a picture, and what it shows was not read."


# Words in cells ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        *(
            ("Indicators", "BS7"),
            ("Indicators", "B12"),
            ("Indicators", "A12"),
            ("Indicators", "C1"),
        ),
        *(("Start", "B2"), ("Start", "G9"), ("Start", "B3"), ("Start", "C16"), ("Start", "B40")),
        *(("Guidance", "D5"), ("Guidance", "H3"), ("Checks", "E9"), ("Checks", "K2")),
        *(("Gap", "A15"), ("Actions", "B2"), ("Indicators", "L8")),
    ],
)
def test_words_outside_the_cells_to_fill_in_are_told(look: Look, sheet: str, cell: str) -> None:
    checked = look(write(sheet, cell, "Figures are provisional"))
    (finding,) = [each for each in checked.findings if each.rule != "formula-overwritten"]
    assert told([finding]) == [("words-outside", f"{sheet}!{cell}", "“Figures are provisional”")]
    assert finding.severity == "query"


def test_a_long_remark_is_cut_in_the_message_and_kept_whole(look: Look) -> None:
    said = "Not validated. " * 40
    (finding,) = look(write("Indicators", "BS7", said)).findings
    assert finding.found == f"“{said.strip()}”"
    assert len(finding.message) < 250
    assert "…" in finding.message


def test_a_remark_beside_each_row_is_told_for_each(look: Look) -> None:
    changes = [write("Indicators", f"BS{row}", f"Remark {row}") for row in (7, 8, 9)]
    findings = look(*changes).findings
    assert [each.cell for each in findings] == ["BS7", "BS8", "BS9"]
    assert [each.row_key for each in findings] == ["LEA-689", "LEA-690", "LEA-691"]


def test_workings_beside_the_table_are_told_once(look: Look) -> None:
    cells = [(column, row) for row in range(20, 60) for column in ("BS", "BT", "BU")]
    findings = look(*(write("Indicators", f"{c}{r}", r) for c, r in cells)).findings
    assert [(each.rule, each.cell) for each in findings] == [("words-outside", "BS20")]


def test_the_words_of_an_added_column_are_told_with_it(look: Look) -> None:
    def add(opened: OpenReturn) -> None:
        opened.sheet["BS5"] = "Source"
        opened.sheet["BS7"] = "PCT, by telephone"

    (finding,) = look(add).findings
    assert finding.rule == "column-added"
    assert "“Source”" in finding.message
    assert "PCT, by telephone" in finding.message


def test_the_words_of_an_added_sheet_are_told_with_it(look: Look) -> None:
    (finding,) = look(lambda o: o.book.create_sheet("Notes").append(["Ask the PCT"])).findings
    assert finding.rule == "sheet-added"
    assert "Ask the PCT" in finding.message


def test_rows_put_in_above_a_table_leave_its_words_known(look: Look) -> None:
    assert look(lambda o: o.on("Gap").sheet.insert_rows(2, 2)).findings == ()


def test_whom_to_ask_and_the_day_may_have_been_others_when_it_was_issued(look: Look) -> None:
    def other(opened: OpenReturn) -> None:
        for cells in opened.book["Start"].iter_rows(max_row=8):
            for cell in cells:
                before = opened.book["Start"].cell(cell.row, 1).value
                if cell.column == 2 and before in ("Questions to", "Please return by"):
                    cell.value = "J. Osei, 024 7683 0000"

    assert look(other).findings == ()


# Nothing of it -------------------------------------------------------------------------


def test_a_marked_copy_says_nothing_of_its_own_words(
    edit: Edit, form: Form, framework: Framework, tmp_path: Path
) -> None:
    wrong = edit(NOTED, lambda o: o.type("HEA-711", "Actual", "lots"))
    before = check_shape(wrong, form, framework)
    assert before.findings
    copy = tmp_path / wrong.name
    for content in (marked(wrong, form, framework), saved_by_openpyxl(wrong.read_bytes())):
        copy.write_bytes(content)
        after = [f for f in check_shape(copy, form, framework).findings if "saved" not in f.message]
        assert told(after) == told(before.findings)


def test_an_answer_in_a_note_of_a_marked_copy_is_told(
    edit: Edit, form: Form, framework: Framework, tmp_path: Path
) -> None:
    wrong = edit(GROUP, lambda o: o.type(ROW, "Actual", "lots"))
    copy = tmp_path / wrong.name
    copy.write_bytes(marked(wrong, form, framework))

    opened = OpenReturn(copy)
    cell = opened.sheet["I7"]
    cell.comment = Comment(f"{cell.comment.text}\nWe have no figure yet.", "J. Osei")
    cell.value = None
    path = opened.save(tmp_path)
    findings = check_shape(path, form, framework).findings
    assert told(findings) == [("cell-note", "Indicators!I7", "“We have no figure yet.”")]


@pytest.mark.libreoffice
def test_programs_that_save_a_return_add_no_words(
    by_libreoffice: Path, form: Form, framework: Framework
) -> None:
    def copies(kind: str) -> list[Path]:
        return [by_libreoffice / f"{name}.{kind}" for name in (GROUP, NOTED, BLANK)]

    for path in copies("xlsx"):
        assert check_shape(path, form, framework).findings == (), path
    for path in copies("ods"):
        rules = {each.rule for each in check_shape(path, form, framework).findings}
        assert rules <= {"cannot-be-seen"}, path
