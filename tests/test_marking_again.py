"""A marked copy that was corrected is checked as the return it is; its marks give way."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo, OpenReturn, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from marking_files import (
    FILL,
    HEADING,
    finding,
    findings_table,
    looks_in,
    marked,
    marks_in,
    notes_in,
    opened,
    parts_in,
    place_of,
    saved_by_openpyxl,
)
from openpyxl.comments import Comment
from workbook_files import MAIN, parts_of, save_with_libreoffice, zipped

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.marking import mark, unmark
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks import address, open_workbook

Save = Callable[[bytes], bytes]


@pytest.fixture(
    params=["as it is", "openpyxl", pytest.param("LibreOffice", marks=pytest.mark.libreoffice)]
)
def save(request: pytest.FixtureRequest) -> Save:
    """Save a workbook in another program: each gives the styles new numbers."""

    return {
        "as it is": lambda content: content,
        "openpyxl": saved_by_openpyxl,
        "LibreOffice": saved_by_libreoffice,
    }[request.param]


@lru_cache(maxsize=8)
def saved_by_libreoffice(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, saved = Path(folder) / "copy.xlsx", Path(folder) / "saved"
        path.write_bytes(content)
        saved.mkdir()
        return save_with_libreoffice([path], "xlsx", saved)[0].read_bytes()


@pytest.fixture(scope="module")
def wrong(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return with wrong cells, and notes of the adviser's on one of them and on another."""

    def change(opened: OpenReturn) -> None:
        opened.type("LEA-689", "Actual", "n/a")
        opened.type("LEA-690", "Figure expected on", "Spring")
        opened.cell("LEA-689", "Actual").comment = Comment("We asked\nthe college.", "Ann")
        opened.cell("LEA-691", "Comments").comment = Comment("Mine", "Ann")

    return saved(demo.completed["adult-learning"], tmp_path_factory.mktemp("wrong"), change)


def placed(path: Path, *cells: tuple[str, str]) -> list[str]:
    """Return the addresses of cells on the sheet Indicators, by row and heading."""
    return [place_of(path, *cell) for cell in cells]


def written(content: bytes, folder: Path, name: str = "adult-learning.xlsx") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def said(path: Path, form: Form, framework: Framework) -> list[Finding]:
    return list(check_file(path, form, framework).findings)


def changed(content: bytes, change: Callable[[Any], object]) -> bytes:
    book = opened(content)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_marked_copy_has_the_findings_of_the_file_it_was_made_from(
    wrong: Path, form: Form, framework: Framework, save: Save, tmp_path: Path
) -> None:
    copy = written(save(marked(wrong, form, framework)), tmp_path / "copy")
    plain = written(save(wrong.read_bytes()), tmp_path / "plain")
    assert said(copy, form, framework) == said(plain, form, framework)
    assert check_file(copy, form, framework).records == check_file(plain, form, framework).records
    assert len(said(copy, form, framework)) >= 2


def test_the_marks_of_every_demo_return_change_no_finding(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    for path in demo.completed.values():
        copy = written(marked(path, form, framework), tmp_path, path.name)
        assert said(copy, form, framework) == said(path, form, framework)


def test_a_page_renamed_in_a_marked_copy_is_found_as_it_would_be_elsewhere(
    wrong: Path, form: Form, framework: Framework, tmp_path: Path
) -> None:
    def rename(book: Any) -> None:
        book["Guidance"].title = "Help"

    copy = written(changed(marked(wrong, form, framework), rename), tmp_path / "copy")
    plain = written(changed(wrong.read_bytes(), rename), tmp_path / "plain")
    assert said(copy, form, framework) == said(plain, form, framework)
    assert "page-renamed" in [each.rule for each in said(copy, form, framework)]


def test_a_corrected_copy_shows_only_the_new_marks(
    wrong: Path, form: Form, framework: Framework, save: Save, tmp_path: Path
) -> None:
    mended, spoilt, date, comments = placed(
        wrong,
        ("LEA-689", "Actual"),
        ("LEA-690", "Actual"),
        ("LEA-690", "Figure expected on"),
        ("LEA-691", "Comments"),
    )

    def correct(book: Any) -> None:
        book["Indicators"][mended] = None
        book["Indicators"][spoilt] = "soon"

    copy = save(changed(marked(wrong, form, framework), correct))
    again = opened(marked(written(copy, tmp_path), form, framework))
    marks = marks_in(again)
    assert f"Indicators!{spoilt}" in marks
    assert f"Indicators!{date}" in marks
    # What is asked of it now is only the note that the adviser left on it.
    assert marks[f"Indicators!{mended}"] == "query"
    assert again.sheetnames.count("Findings") == 1
    assert [name for name in again.sheetnames if "Finding" in name] == ["Findings"]
    (left,) = [row for row in findings_table(again) if row[1:3] == ("Indicators", mended)]
    assert "We asked" in left[4]
    notes = notes_in(again)
    assert notes[f"Indicators!{mended}"].startswith("We asked\nthe college.\n\nLAA check says:")
    assert notes[f"Indicators!{comments}"].startswith("Mine\n\nLAA check says:")


def test_marks_taken_out_leave_every_cell_as_it_looked(
    wrong: Path, form: Form, framework: Framework, save: Save
) -> None:
    before = opened(save(wrong.read_bytes()))
    after = opened(unmark(form, save(marked(wrong, form, framework))))
    assert after.sheetnames == before.sheetnames
    for sheet in before.sheetnames:
        assert looks_in(after, sheet) == looks_in(before, sheet), sheet
    assert notes_in(after) == notes_in(before)


def test_marking_a_marked_copy_gives_the_same_bytes(
    demo: Demo, form: Form, framework: Framework
) -> None:
    for group in ("children-young-people", "health", "transport"):
        once = marked(demo.completed[group], form, framework)
        findings = check_file(demo.completed[group], form, framework).findings
        assert mark(form, once, findings, HEADING) == once


def test_what_an_adviser_writes_in_our_note_is_kept(
    wrong: Path, form: Form, framework: Framework, save: Save, tmp_path: Path
) -> None:
    actual, date = placed(wrong, ("LEA-689", "Actual"), ("LEA-690", "Figure expected on"))

    def reply(book: Any) -> None:
        for cell in (actual, date):
            comment = book["Indicators"][cell].comment
            book["Indicators"][cell].comment = Comment(f"{comment.text}\nIt is right.", "Bob")

    copy = save(changed(marked(wrong, form, framework), reply))
    notes = notes_in(opened(unmark(form, copy)))
    assert notes[f"Indicators!{actual}"] == "We asked\nthe college.\n\nIt is right."
    assert notes[f"Indicators!{date}"] == "It is right."
    again = notes_in(opened(marked(written(copy, tmp_path), form, framework)))
    assert again[f"Indicators!{date}"].startswith("It is right.\n\nLAA check says:\n")
    assert again[f"Indicators!{date}"].count("LAA check says:") == 1


def test_a_mark_that_was_copied_to_another_cell_goes_too(
    wrong: Path, form: Form, framework: Framework
) -> None:
    date, below = placed(wrong, *((row, "Figure expected on") for row in ("LEA-690", "LEA-691")))

    def copy_down(book: Any) -> None:
        sheet = book["Indicators"]
        sheet[below]._style = sheet[date]._style

    before, copy = openpyxl.load_workbook(wrong), changed(marked(wrong, form, framework), copy_down)
    assert marks_in(opened(copy))[f"Indicators!{below}"] == "error"
    after = opened(unmark(form, copy))
    assert looks_in(after, "Indicators")[below] == looks_in(before, "Indicators")[below]


def test_a_colour_that_somebody_gave_a_marked_cell_stays(
    wrong: Path, form: Form, framework: Framework
) -> None:
    (date,) = placed(wrong, ("LEA-690", "Figure expected on"))

    def paint(book: Any) -> None:
        book["Indicators"][date].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")

    after = opened(unmark(form, changed(marked(wrong, form, framework), paint)))["Indicators"][date]
    assert after.fill.fgColor.rgb == "FF00FF00"
    assert after.border.left.style == "thin"


def test_our_colour_on_a_cell_that_was_never_marked_stays(form: Form, demo: Demo) -> None:
    def paint(book: Any) -> None:
        book["Indicators"]["R6"].fill = openpyxl.styles.PatternFill("solid", fgColor=FILL["error"])

    content = changed(demo.completed["housing"].read_bytes(), paint)
    after = opened(unmark(form, mark(form, content, [finding("T6", sheet="Indicators")], HEADING)))
    assert after["Indicators"]["R6"].fill.fgColor.rgb == FILL["error"]


def test_marks_go_even_where_the_list_of_findings_was_deleted(
    wrong: Path, form: Form, framework: Framework, tmp_path: Path
) -> None:
    copy = changed(marked(wrong, form, framework), lambda book: book.remove(book["Findings"]))
    after = opened(unmark(form, copy))
    assert marks_in(after) == {}
    assert notes_in(after) == notes_in(openpyxl.load_workbook(wrong))
    assert set(notes_in(after).values()) >= {"We asked\nthe college.", "Mine"}


@pytest.mark.parametrize("row", [("Indicators", "nowhere", "1"), ("Indicators", "R6", "99999999")])
def test_a_record_that_somebody_wrote_into_does_no_harm(
    wrong: Path, form: Form, framework: Framework, row: tuple[str, ...]
) -> None:
    def scribble(book: Any) -> None:
        for column, text in enumerate([*row, "<fill", '<!DOCTYPE x []><border a="&y;"/>', "?"], 27):
            book["Findings"].cell(2, column, text)

    after = opened(unmark(form, changed(marked(wrong, form, framework), scribble)))
    assert marks_in(after) == {}


# The law: taking the marks out gives back the cells


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """The rows of a sheet, written as tidily or untidily as the standard allows."""
    rows, number = [], 0
    for _ in range(draw(st.integers(0, 5))):
        gap = draw(st.integers(0, 2))
        number += gap + 1
        named = gap or draw(st.booleans())
        place = f' r="{number}"' if named else ""
        style = draw(st.sampled_from(["", ' s="2" customFormat="1"', ' s="1"']))
        cells, column = [], 0
        for _ in range(draw(st.integers(0, 4))):
            jump = draw(st.integers(0, 2))
            column += jump + 1
            at = f' r="{address(number, column)}"' if jump or draw(st.booleans()) else ""
            look = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"']))
            inside = draw(st.sampled_from(["", "<v>4</v>", "<f>1+1</f><v>2</v>"]))
            cells.append(f"<c{at}{look}>{inside}</c>")
        rows.append(f"<row{place}{style}>{''.join(cells)}</row>")
    return "".join(rows)


def cells_of(content: bytes) -> dict[tuple[int, int], tuple[str, bytes]]:
    """Return the style and content of every cell by its place, counted as the standard says."""
    root = etree.fromstring(parts_in(content)["xl/worksheets/sheet1.xml"])
    found, number = {}, 0
    for row in root.iter(f"{{{MAIN}}}row"):
        number = int(row.get("r") or number + 1)
        column = 0
        for cell in row:
            said = cell.get("r")
            column = _column(said) if said else column + 1
            inside = b"".join(etree.tostring(child) for child in cell)
            found[number, column] = (cell.get("s") or "0", inside)
    return found


def _column(said: str) -> int:
    return ord(said[0]) - ord("A") + 1


@settings(max_examples=60, deadline=None)
@given(
    sheets(),
    st.lists(
        st.tuples(
            st.integers(1, 9), st.integers(1, 9), st.sampled_from(["error", "query", "note"])
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_taking_the_marks_out_gives_back_the_cells(
    form: Form, rows: str, places: list[tuple[int, int, str]]
) -> None:
    before = '<cols><col min="3" max="4" width="9" style="1"/></cols>'
    content = zipped(parts_of(rows, before=before))
    findings = [finding(address(row, column), worst) for row, column, worst in places]
    copy = mark(form, content, findings, HEADING)
    was, now = cells_of(content), cells_of(unmark(form, copy))
    assert {place: now[place] for place in was} == was
    assert all(inside == b"" for place, (_, inside) in now.items() if place not in was)
    assert now.keys() - was.keys() <= {(row, column) for row, column, _ in places}
    assert mark(form, copy, findings, HEADING) == mark(form, unmark(form, copy), findings, HEADING)
    assert cells_of(copy).keys() == now.keys()


def test_the_law_s_copies_are_read_as_what_they_were(form: Form, tmp_path: Path) -> None:
    content = zipped(parts_of("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"))
    path = written(mark(form, content, [finding("A4"), finding("B1")], HEADING), tmp_path)
    sheet = open_workbook(path).sheet("Data")
    assert sheet is not None
    assert {place: cell.value for place, cell in sheet.cells.items()} == {(1, 1): 1, (2, 1): 2}
    assert sheet.notes.keys() == {(4, 1), (1, 2)}
