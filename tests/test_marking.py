"""A marked copy shows what was found, and is otherwise what was sent in."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import GROUPS, Demo, Edit, Laa, OpenReturn
from lxml import etree
from marking_files import (
    HEADING,
    WORDS,
    canonical_xml,
    finding,
    findings_table,
    looks_in,
    marked,
    marks_in,
    notes_in,
    opened,
    parts_in,
    place_of,
    sheet_parts,
    targets_of,
)
from return_faults import identity
from return_files import assess
from workbook_files import MAIN, save_with_libreoffice

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.marking import mark

TOUCHED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
}
"""The parts that change whatever is marked."""

S = f"{{{MAIN}}}"


@pytest.fixture
def wrong(edit: Edit) -> Path:
    """A return with an error, a query and a sheet too many; nobody began its other sheets."""

    def overtype(opened: OpenReturn) -> None:
        opened.type("LEA-690", "Light", "Green")
        opened.type("LEA-689", "Actual", "n/a")
        opened.book.create_sheet("My workings")["A1"] = "=1+1"

    return edit("adult-learning", overtype)


def test_the_copy_has_the_same_name_and_the_file_itself_is_not_touched(
    laa: Laa, wrong: Path, tmp_path: Path
) -> None:
    before = wrong.read_bytes()
    plain, told = laa("check", wrong), laa("check", wrong, "--marked", tmp_path / "marked")
    copy = tmp_path / "marked" / wrong.name
    said = f"{copy}: a copy with the findings marked in it\n"
    assert (told.status, told.out, told.err) == (plain.status, plain.out + said, plain.err)
    assert told.status == 1
    assert wrong.read_bytes() == before
    assert [path.name for path in (tmp_path / "marked").iterdir()] == ["adult-learning.xlsx"]


def test_the_json_output_is_the_same_with_a_marked_copy(
    laa: Laa, wrong: Path, tmp_path: Path
) -> None:
    told = laa("check", "--json", wrong, "--marked", tmp_path / "marked")
    assert told.out == laa("check", "--json", wrong).out
    assert list(json.loads(told.out)) == ["files", "summary"]


def test_a_wrong_cell_is_highlighted_and_says_why(
    wrong: Path, form: Form, framework: Framework
) -> None:
    book = opened(marked(wrong, form, framework))
    marks, notes = marks_in(book), notes_in(book)
    actual = place_of(wrong, "LEA-689", "Actual")
    light = place_of(wrong, "LEA-690", "Light")
    assert marks[f"Indicators!{actual}"] == "error"
    assert marks[f"Indicators!{light}"] == "query"
    assert marks.keys() == notes.keys() - notes_in(openpyxl.load_workbook(wrong)).keys()
    assert notes[f"Indicators!{actual}"].startswith(
        "LAA check says:\nError: “Actual” holds “n/a”, which is not a number.\n"
        "What to do: Enter a plain number such as 45.3."
    )
    assert book["Indicators"][actual].comment.author == "LAA check"


def test_several_findings_on_a_cell_share_a_note_and_the_worst_decides_its_colour(
    form: Form,
    demo: Demo,
) -> None:
    both = [finding("R6", "note", "Indicators", "Odd."), finding("R6", "query", "Indicators")]
    book = opened(mark(form, demo.completed["housing"].read_bytes(), both, HEADING))
    assert marks_in(book) == {"Indicators!R6": "query"}
    assert notes_in(book)["Indicators!R6"] == (
        "LAA check says:\nQuery: It is wrong.\nWhat to do: Mend it.\n"
        "Note: Odd.\nWhat to do: Mend it."
    )


def test_a_note_is_marked_in_a_paler_way(demo: Demo, form: Form, framework: Framework) -> None:
    book = opened(marked(demo.completed["health"], form, framework))
    marks = marks_in(book)
    assert "note" in marks.values()
    assert WORDS.marks["note"].border == "thin"
    noted = [place.split("!") for place, severity in marks.items() if severity == "note"]
    assert {sheet for sheet, _ in noted} == {"Start", "Indicators", "Self-assessment"}
    for sheet, cell in noted:
        assert book[sheet][cell].border.left.style == "thin", (sheet, cell)


@pytest.mark.parametrize("group", GROUPS)
def test_parts_that_need_no_change_are_the_same_bytes(
    demo: Demo, form: Form, framework: Framework, group: str
) -> None:
    path = demo.completed[group]
    content = marked(path, form, framework)
    before, after = parts_in(path.read_bytes()), parts_in(content)
    assert list(after)[: len(before)] == list(before)
    # The sheet that was shown first gives way to the findings.
    shown = {name for name in before if b"tabSelected" in before[name]}
    assert len(shown) == 1
    parts = sheet_parts(after)
    marked_sheets = {place.partition("!")[0] for place in marks_in(opened(content))}
    on_marked = {parts[name] for name in marked_sheets}
    notes = {part for each in on_marked for part in targets_of(after, each).values()}
    relations = {relations_of(part) for part in on_marked}
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= TOUCHED | shown | on_marked | relations | notes
    assert on_marked <= changed
    assert after.keys() - before.keys() <= {parts["Findings"]} | relations | notes


def relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


@pytest.mark.parametrize("group", ["children-young-people", "community-safety"])
def test_in_a_marked_sheet_only_the_styles_of_marked_cells_change(
    demo: Demo, form: Form, framework: Framework, group: str
) -> None:
    path = demo.completed[group]
    content = marked(path, form, framework)
    before, after = parts_in(path.read_bytes()), parts_in(content)
    changed = set()
    for name, part in sheet_parts(before).items():
        was, now = etree.fromstring(before[part]), etree.fromstring(after[part])
        cells = {cell.get("r"): cell for cell in was.iter(f"{S}c")}
        for cell in now.iter(f"{S}c"):
            style = cells[cell.get("r")].get("s")
            if style != cell.get("s"):
                changed.add(f"{name}!{cell.get('r')}")
                cell.set("s", str(style))
        if was.find(f"{S}legacyDrawing") is None and now.find(f"{S}legacyDrawing") is not None:
            now.remove(now.find(f"{S}legacyDrawing"))
        for view in (*was.iter(f"{S}sheetView"), *now.iter(f"{S}sheetView")):
            # The sheet that was shown first gives way to the findings.
            view.attrib.pop("tabSelected", None)
        assert canonical_xml(now) == canonical_xml(was), name
    assert changed == set(marks_in(opened(content)))


def test_every_style_that_was_there_stays_where_it_was(
    demo: Demo, form: Form, framework: Framework
) -> None:
    path = demo.completed["children-young-people"]
    before, after = (
        etree.fromstring(parts_in(content)["xl/styles.xml"])
        for content in (path.read_bytes(), marked(path, form, framework))
    )
    for was, now in zip(before, after, strict=True):
        assert now.tag == was.tag
        assert [canonical_xml(each) for each in now][: len(was)] == [
            canonical_xml(each) for each in was
        ]
        assert now.get("count") in (None, str(len(now)))


def test_a_marked_cell_keeps_its_format_and_its_lock(
    wrong: Path, form: Form, framework: Framework
) -> None:
    before, after = openpyxl.load_workbook(wrong), opened(marked(wrong, form, framework))
    was, now = looks_in(before, "Indicators"), looks_in(after, "Indicators")
    for place in was:
        assert now[place][:6] == was[place][:6], place
    for sheet in before:
        other = after[sheet.title]
        assert other.protection.sheet == sheet.protection.sheet
        assert other.sheet_state == sheet.sheet_state
        assert len(other.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
        assert len(other.conditional_formatting) == len(sheet.conditional_formatting)


def test_the_findings_stand_first_and_are_shown_first(
    wrong: Path, form: Form, framework: Framework
) -> None:
    book = opened(marked(wrong, form, framework))
    before = openpyxl.load_workbook(wrong)
    assert book.sheetnames == ["Findings", *before.sheetnames]
    assert book.active.title == "Findings"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Findings"]
    assert book["Findings"]["A1"].value == "Findings: Health, 2006-07 update"
    assert book["Findings"]["A2"].value == "return.xlsx: 1 error, 1 query and 3 notes."


def test_the_findings_are_listed_worst_first_with_links(
    wrong: Path, form: Form, framework: Framework
) -> None:
    book = opened(marked(wrong, form, framework))
    sheet, checked = book["Findings"], check_file(wrong, form, framework)
    rows = findings_table(book)
    assert [row[0] for row in rows] == ["Error", "Query", "Note", "Note", "Note"]
    actual = place_of(wrong, "LEA-689", "Actual")
    assert rows[0][1:5] == (
        "Indicators",
        actual,
        "LEA-689",
        "“Actual” holds “n/a”, which is not a number.",
    )
    assert sorted(row[4] for row in rows) == sorted(f.message for f in checked.findings)
    assert sheet["C6"].hyperlink.location == f"'Indicators'!{actual}"
    # The notes stand in the order of the sheets, and that of no cell is the last.
    signer, grade = (
        place_of(wrong, "Theme lead", "Name", "Start"),
        place_of(wrong, "LEA-G", "Progress towards delivery", "Self-assessment"),
    )
    assert [row[1:4] for row in rows[2:]] == [
        ("Start", signer, "Theme lead"),
        ("Self-assessment", grade, "LEA-G"),
        ("My workings", None, None),
    ]
    assert [sheet[place].hyperlink.location for place in ("C8", "C9", "B10")] == [
        f"'Start'!{signer}",
        f"'Self-assessment'!{grade}",
        "'My workings'!A1",
    ]
    assert "My workings" not in {place.partition("!")[0] for place in marks_in(book)}


def test_the_findings_can_be_read_and_printed(
    wrong: Path, form: Form, framework: Framework
) -> None:
    sheet = opened(marked(wrong, form, framework))["Findings"]
    assert (sheet["E6"].font.name, sheet["E6"].font.sz) == ("Arial", 11)
    assert all(sheet.cell(6, column).alignment.wrap_text for column in range(1, 8))
    assert sheet.freeze_panes == "A6"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.print_area == "'Findings'!$A$1:$H$10"
    assert sheet.column_dimensions["AA"].hidden


def test_names_stay_with_their_sheets(wrong: Path, form: Form, framework: Framework) -> None:
    before, after = openpyxl.load_workbook(wrong), opened(marked(wrong, form, framework))
    for sheet in before:
        now = after[sheet.title]
        assert now.print_title_rows == sheet.print_title_rows, sheet.title
        assert now.print_title_cols == sheet.print_title_cols
        assert now.auto_filter.ref == sheet.auto_filter.ref
    assert after.defined_names.keys() == before.defined_names.keys()


def test_a_return_with_nothing_wrong_says_so(edit: Edit, form: Form, framework: Framework) -> None:
    book = opened(marked(edit("transport", assess), form, framework))
    assert book.sheetnames[0] == "Findings"
    assert book["Findings"]["A2"].value == (
        "return.xlsx: nothing is wrong, and nothing needs an answer."
    )
    assert findings_table(book) == []
    assert marks_in(book) == {}


def test_a_sheet_of_the_submitter_s_keeps_the_name_findings(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit("housing", lambda o: o.book.create_sheet("FINDINGS").append(["mine"]))
    book = opened(marked(path, form, framework))
    assert book.sheetnames[0] == "Findings of the check"
    assert book["FINDINGS"]["A1"].value == "mine"
    assert any("“FINDINGS”" in row[4] for row in findings_table(book, "Findings of the check"))


def test_the_same_file_gives_the_same_bytes(wrong: Path, form: Form, framework: Framework) -> None:
    assert marked(wrong, form, framework) == marked(wrong, form, framework)


def test_macros_are_kept_as_they_are(demo: Demo, laa: Laa, tmp_path: Path) -> None:
    path, macros = tmp_path / "housing.xlsm", b"\xd0\xcf\x11\xe0 macros"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts_in(demo.completed["housing"].read_bytes()).items():
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"ms-excel.sheet.macroEnabled.main+xml",
                )
            package.writestr(name, content)
        package.writestr("xl/vbaProject.bin", macros)
    assert laa("check", path, "--marked", tmp_path / "marked").status == 0
    parts = parts_in((tmp_path / "marked" / "housing.xlsm").read_bytes())
    assert parts["xl/vbaProject.bin"] == macros
    assert b"macroEnabled" in parts["[Content_Types].xml"]


@pytest.mark.libreoffice
def test_libreoffice_sees_the_marks_and_the_notes(
    wrong: Path, form: Form, framework: Framework, tmp_path: Path
) -> None:
    content = marked(wrong, form, framework)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(content)
    (tmp_path / "saved").mkdir()
    (saved,) = save_with_libreoffice([path], "xlsx", tmp_path / "saved")
    ours, theirs = opened(content), openpyxl.load_workbook(saved)
    assert marks_in(theirs) == marks_in(ours)
    assert notes_in(theirs) == notes_in(ours)
    assert findings_table(theirs) == findings_table(ours)
    assert theirs.active.title == "Findings"
    actual = place_of(wrong, "LEA-689", "Actual")
    assert theirs["Findings"]["C6"].hyperlink.location.replace("'", "") in (
        f"Indicators!{actual}",
        f"#Indicators!{actual}",
        f"#Indicators.{actual}",
    )


# What is the secretariat's own affair


def test_what_only_the_secretariat_can_act_on_is_not_in_the_copy_for_the_adviser(
    edit: Edit, laa: Laa, tmp_path: Path
) -> None:
    def change(opened: OpenReturn) -> None:
        identity(opened, "fingerprint", "0" * 64)
        opened.type("LEA-689", "Actual", "n/a")

    path = edit("adult-learning", change)
    told = laa("check", path, "--marked", tmp_path / "marked")
    assert "The framework has changed" in told.out
    rows = findings_table(openpyxl.load_workbook(tmp_path / "marked" / path.name))
    said = " ".join(str(cell) for row in rows for cell in row)
    assert "holds “n/a”" in said
    assert "framework" not in said


# Where a copy goes, and what cannot be marked


@pytest.mark.libreoffice
def test_an_ods_file_cannot_be_marked_and_the_others_are(
    laa: Laa, by_libreoffice: Path, wrong: Path, tmp_path: Path
) -> None:
    ods = by_libreoffice / "health.ods"
    missing, folder = tmp_path / "missing.xlsx", tmp_path / "marked"
    told = laa("check", ods, missing, wrong, "--marked", folder)
    assert told.status == 2
    assert (
        f"laa: {ods} cannot be marked, because marks can only be put into .xlsx workbooks and "
        "this is an .ods file; save it as .xlsx in Excel or LibreOffice and check that copy.\n"
    ) in told.err
    assert f"laa: {missing} does not exist" in told.err
    assert [path.name for path in folder.iterdir()] == ["adult-learning.xlsx"]
    assert laa("check", ods, "--marked", folder).status == 2


def test_a_submitted_file_is_never_written_over(laa: Laa, wrong: Path, demo: Demo) -> None:
    before = wrong.read_bytes()
    told = laa("check", wrong, "--marked", wrong.parent)
    assert told.status == 2
    assert "would be written over it; choose another folder with --marked." in told.err
    assert wrong.read_bytes() == before


def test_a_file_that_is_no_marked_copy_is_left_alone(laa: Laa, wrong: Path, demo: Demo) -> None:
    blank = demo.blank["adult-learning"]
    before = blank.read_bytes()
    told = laa("check", wrong, "--marked", blank.parent)
    assert told.status == 2
    assert f"{blank} is there already and is not a marked copy" in told.err
    assert blank.read_bytes() == before


def test_two_files_of_one_name_do_not_write_over_each_other(
    laa: Laa, wrong: Path, demo: Demo, tmp_path: Path
) -> None:
    told = laa("check", wrong, demo.completed["adult-learning"], "--marked", tmp_path / "marked")
    assert told.status == 2
    assert f"because {wrong} has the same file name" in told.err
    assert len(list((tmp_path / "marked").iterdir())) == 1


def test_a_marked_copy_gives_way_to_the_next(laa: Laa, wrong: Path, tmp_path: Path) -> None:
    first = laa("check", wrong, "--marked", tmp_path / "marked")
    assert laa("check", wrong, "--marked", tmp_path / "marked") == first
    assert first.err == ""


def test_a_finding_on_a_sheet_that_is_not_there_is_listed(form: Form, demo: Demo) -> None:
    content = demo.completed["housing"].read_bytes()
    book = opened(
        mark(form, content, [finding("", sheet="Lost"), finding("B2", sheet="Gone")], HEADING)
    )
    assert [row[1] for row in findings_table(book)] == ["Lost", "Gone"]
    assert book["Findings"]["B6"].hyperlink is None
