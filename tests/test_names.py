"""A person's name is found wherever it stands, and nothing but it is taken out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from workbook_files import zipped

from workbook_tools.problems import LaaError
from workbook_tools.values.names import REDACTED, Names
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.inside import texts_inside

NAME = "Mary Anne Brown"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mary Anne Brown", REDACTED),
        ("by MARY ANNE\u00a0BROWN, LSC", f"by {REDACTED}, LSC"),
        ("Mary\n  Anne Brown's", f"{REDACTED}'s"),
        ("Mary Anne Browne", "Mary Anne Browne"),
        ("Rosemary Anne Brown", "Rosemary Anne Brown"),
        ("Brown, M. A.", f"{REDACTED}."),
        ("brown, m. a., again", f"{REDACTED}., again"),
        ("Mary_Anne_Brown_culture.xlsx", f"{REDACTED}_culture.xlsx"),
        ("mary.anne-brown2@x.invalid", f"{REDACTED}2@x.invalid"),
        ("Mary Brown", "Mary Brown"),
    ],
)
def test_a_name_is_found_in_whole_words_however_it_is_spaced(text: str, left: str) -> None:
    names = Names([NAME, "Brown, M. A."])
    assert names.are_in(text) == (left != text)
    assert names.taken_out_of(text) == left


@pytest.mark.parametrize(
    ("spelling", "text", "left"),
    [
        ("Zoë Brown", "Zoe\u0308 Brown", REDACTED),
        ("Zoe Brown", "Zoë Brown", REDACTED),
        ("Zoë Brontë", "Zoe\u0308 Brontë's", f"{REDACTED}'s"),
        ("Jose", "Jose\u0301 left", f"{REDACTED} left"),
        ("Kate O'Brien", "by Kate O’Brien", f"by {REDACTED}"),
        ("Ann Smith-Jones", "Ann Smith\u2011Jones", REDACTED),
        ("Mary Brown", "Ma\u00adry Bro\u200bwn!", f"{REDACTED}!"),
        ("GROSS Maria", "Groß Maria", REDACTED),
        ("İnci Kaya", "inci kaya", REDACTED),
    ],
)
def test_what_programs_and_people_write_alike_is_the_same_name(
    spelling: str, text: str, left: str
) -> None:
    names = Names([spelling])
    assert names.are_in(text)
    assert names.taken_out_of(text) == left


@given(st.text(max_size=40))
def test_of_any_text_all_but_the_name_stays(text: str) -> None:
    before, _, after = f"{text}|Mary Brown|{text}".partition("Mary Brown")
    left = Names(["Mary Brown"]).taken_out_of(f"{before}Mary Brown{after}")
    assert f"|{REDACTED}|" in left
    if not Names(["Mary Brown"]).are_in(text):
        assert left == f"{text}|{REDACTED}|{text}"


def test_what_stands_for_a_name_is_no_name() -> None:
    with pytest.raises(LaaError, match="is what stands where a name was taken out"):
        Names(["Redacted"])


@given(st.text(alphabet="ab .B\n", max_size=30), st.text(alphabet="abB .", max_size=8))
def test_nothing_of_a_name_is_left_where_it_was_taken_out(text: str, spelling: str) -> None:
    try:
        names = Names([spelling])
    except LaaError:
        return
    left = names.taken_out_of(text)
    assert names.are_in(text) == (left != text)
    assert not names.are_in(left)


def workbook(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    change(book)
    book.save(stream)
    return stream.getvalue()


def _author(book: openpyxl.Workbook) -> None:
    book.properties.creator = NAME


def _note(book: openpyxl.Workbook) -> None:
    book.active["A1"].comment = Comment("Who says so?", NAME)


def _sheet(book: openpyxl.Workbook) -> None:
    book.active.title = NAME


HALVES = "<sst><si><r><t>Mary An</t></r><r><rPr><b/></rPr><t>ne Brown</t></r></si></sst>"
NEXT = "<si><t>Next</t></si></sst>"
HIDDEN = {
    "the author": workbook(_author),
    "a note": workbook(_note),
    "the name of a sheet": workbook(_sheet),
    "half in bold": zipped({"xl/sharedStrings.xml": HALVES}),
    "half in bold beside other cells": zipped(
        {"xl/sharedStrings.xml": HALVES.replace("<si>", "<si><t>Owner</t></si><si>")[:-6] + NEXT}
    ),
    "runs on lines of their own": zipped(
        {"xl/sharedStrings.xml": HALVES.replace("><", ">\n  <").replace("ne Brown", "ne Brown")}
    ),
    "a line end as Excel writes it": zipped({"xl/a.xml": "<t>Mary_x000D_\nAnne Brown</t>"}),
    "a span of an .ods": zipped(
        {"content.xml": "<p>Owner</p><p><text:span>Mary An</text:span>ne Brown</p><p>Next</p>"}
    ),
    "another encoding": zipped({"xl/a.xml": b"<a>Fran\xe7ois, Mary Anne Brown</a>"}),
    "UTF-16 without a mark": zipped({"xl/a.xml": f"<a>{NAME}</a>".encode("utf-16-le")}),
    "a note of an .xls": b"\x09\x08\0\x10" + b"\0\1" + NAME.encode("utf-16-le"),
    "an attribute": zipped({"xl/workbook.xml": '<f userName="Mary&#32;Anne Brown"/>'}),
    "a part's name": zipped({f"xl/{NAME}.bin": b"\0"}),
    "printer settings": zipped({"xl/printer.bin": b"\1" + NAME.encode("utf-16-le")}),
    "UTF-16": zipped({"xl/a.xml": f"<a>{NAME}</a>".encode("utf-16")}),
    "a workbook in it": zipped({"xl/embeddings/a.xlsx": workbook(_author)}),
    "another kind of file": f"Sent in by {NAME}".encode(),
}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_name_is_found_wherever_a_file_hides_it(hidden: str) -> None:
    file = Source(Path("file"), HIDDEN[hidden])
    assert any(Names([NAME]).are_in(text) for text in texts_inside(file))
    assert not any(Names(["Mary Anne Green"]).are_in(text) for text in texts_inside(file))
