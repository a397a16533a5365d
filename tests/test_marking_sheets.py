"""Every sheet of the return can be marked, and the lists of findings lead to each of them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from conftest import Edit, OpenReturn
from lxml import html
from marking_files import (
    WORDS,
    findings_table,
    is_marked,
    marked,
    marks_in,
    notes_in,
    opened,
    place_of,
)

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.findings_page import CheckedFile, findings_page
from workbook_tools.reports.marking import unmark

WRONG = (
    ("Start", "Theme lead", "Date signed", "soon"),
    ("Gap", "HEA-718", "PN", "lots"),
    ("Self-assessment", "HEA-G", "Narrowing the gap", "So so"),
    ("Actions", "HEA-A02", "Due", "by and by"),
    ("Added value", "HEA-V01", "Value in £", "a fortune"),
)
"""What is typed where it does not belong: sheet, row, heading and words."""

SHEETS = [sheet for sheet, *_ in WRONG]


@pytest.fixture
def wrong(edit: Edit) -> Path:
    """A return with something wrong on every sheet but Indicators."""

    def overtype(opened: OpenReturn) -> None:
        for sheet, row, heading, words in WRONG:
            opened.on(sheet).type(row, heading, words)

    return edit("health", overtype)


@pytest.mark.parametrize(("sheet", "row", "heading", "words"), WRONG, ids=SHEETS)
def test_a_wrong_cell_is_marked_and_linked_on_every_sheet(
    wrong: Path, form: Form, framework: Framework, sheet: str, row: str, heading: str, words: str
) -> None:
    book, place = opened(marked(wrong, form, framework)), place_of(wrong, row, heading, sheet)
    assert is_marked(book[sheet][place]) == "error"
    assert f"“{words}”" in book[sheet][place].comment.text
    listed = [each for each in findings_table(book) if each[1:4] == (sheet, place, row)]
    assert [(each[0], each[5]) for each in listed] == [("Error", f"“{words}”")]
    line = 6 + findings_table(book).index(listed[0])
    for column in "BC":
        assert book["Findings"][f"{column}{line}"].hyperlink.location == f"'{sheet}'!{place}"


def test_the_page_of_findings_lists_the_sheets_in_their_order(
    wrong: Path, form: Form, framework: Framework
) -> None:
    checked = check_file(wrong, form, framework)
    file = CheckedFile(str(wrong), "health", "2006-07", checked.status, checked.findings)
    document = html.document_fromstring(findings_page(form, [file], framework))
    captions = [" ".join(each.split()) for each in document.xpath("//table/caption//text()")]
    order = [sheet for sheet in openpyxl.load_workbook(wrong).sheetnames if sheet in SHEETS]
    assert [
        sheet
        for caption in captions
        for sheet in sorted(SHEETS, key=len, reverse=True)
        if sheet in caption
    ] == order
    text = " ".join(document.text_content().split())
    for sheet, row, heading, words in WRONG:
        assert f"{sheet}!{place_of(wrong, row, heading, sheet)} {row}" in text
        assert f"“{words}”" in text


def test_a_locked_cell_that_was_typed_into_is_marked_with_what_stood_there(
    edit: Edit, form: Form, framework: Framework
) -> None:
    changed = {
        "Gap": ("HEA-718", "Asked for"),
        "Self-assessment": ("HEA-G", "What is assessed"),
    }

    def overtype(opened: OpenReturn) -> None:
        for sheet, (row, heading) in changed.items():
            opened.on(sheet).type(row, heading, "something else")

    path = edit("health", overtype)
    before, book = openpyxl.load_workbook(path), opened(marked(path, form, framework))
    for sheet, (row, heading) in changed.items():
        place = place_of(path, row, heading, sheet)
        assert is_marked(book[sheet][place]) == "error"
        assert "was filled in for you and has been changed" in book[sheet][place].comment.text
        assert book[sheet][place].protection.locked
        assert book[sheet].protection.sheet == before[sheet].protection.sheet


def test_notes_that_the_return_was_issued_with_are_all_kept(
    wrong: Path, form: Form, framework: Framework
) -> None:
    before = notes_in(openpyxl.load_workbook(wrong))
    copy = marked(wrong, form, framework)
    notes = notes_in(opened(copy))
    assert all(text in notes[place] for place, text in before.items())
    assert notes_in(opened(unmark(form, copy))) == before
    assert set(marks_in(opened(copy))) <= notes.keys()


def test_where_a_cell_is_blank_the_list_says_so(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def leave_out(opened: OpenReturn) -> None:
        opened.on("Gap").type("HEA-718", "PN", 30)

    path = edit("health", leave_out)
    rows = findings_table(opened(marked(path, form, framework)))
    place = place_of(path, "HEA-718", "Rest of city", "Gap")
    (row,) = [each for each in rows if each[1:3] == ("Gap", place)]
    assert (row[0], row[5]) == ("Query", WORDS.sheet.blank)
    assert all(each[5] for each in rows if each[2] and each[3])
