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
        ("Brown, M. A.", REDACTED),
        ("brown, m. a., again", f"{REDACTED}, again"),
        ("Mary Brown", "Mary Brown"),
    ],
)
def test_a_name_is_found_in_whole_words_however_it_is_spaced(text: str, left: str) -> None:
    names = Names([NAME, "Brown, M. A."])
    assert names.are_in(text) == (left != text)
    assert names.taken_out_of(text) == left


def test_a_letter_with_an_accent_is_one_letter_however_it_is_written() -> None:
    for text in ("Zoë Brown", "Zoe\u0308 Brown"):
        assert Names(["Zoë Brown"]).taken_out_of(text) == REDACTED


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
HIDDEN = {
    "the author": workbook(_author),
    "a note": workbook(_note),
    "the name of a sheet": workbook(_sheet),
    "half in bold": zipped({"xl/sharedStrings.xml": HALVES}),
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
