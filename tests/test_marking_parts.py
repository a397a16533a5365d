"""Whatever program wrote the file, marks are put where the standard wants them, safely."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from marking_files import HEADING, finding, findings_table, marks_in, notes_in, opened, parts_in
from workbook_files import MAIN, OFFICE, PACKAGE, parts_of, pointers, save_with_libreoffice, zipped

from workbook_tools.form import Form
from workbook_tools.reports.marking import mark, unmark
from workbook_tools.reports.marking.cells import SheetCells
from workbook_tools.reports.marking.geometry import Geometry, height_of
from workbook_tools.reports.marking.xml import SHEET
from workbook_tools.workbooks import open_workbook
from workbook_tools.workbooks.strings import escape, unescape
from workbook_tools.workbooks.unreadable import Unreadable

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET_PART = "xl/worksheets/sheet1.xml"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}styles+xml"/></Types>'
)
ROW = '<row r="2"><c r="B2" s="1"><v>4</v></c></row>'

Parts = dict[str, str | bytes]


def plain(rows: str = ROW, **around: str) -> Parts:
    parts = parts_of(rows, **around) | {"[Content_Types].xml": TYPES}
    base = (
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>',
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    )
    styles = str(parts["xl/styles.xml"]).replace("<cellXfs>", f"{base[0]}<cellXfs>")
    return parts | {"xl/styles.xml": styles.replace("</cellXfs>", f"</cellXfs>{base[1]}")}


def marked_parts(form: Form, parts: Parts, *cells: str) -> dict[str, bytes]:
    findings = [finding(cell) for cell in cells or ("B2",)]
    return parts_in(mark(form, zipped(parts), findings, HEADING))


def read_back(parts: dict[str, bytes], folder: Path) -> dict[tuple[int, int], str]:
    """Return the notes of the sheet Data as our own reader sees them."""
    path = folder / "copy.xlsx"
    path.write_bytes(zipped({**parts}))
    sheet = open_workbook(path).sheet("Data")
    assert sheet is not None
    return sheet.notes


def written(change: object = None) -> bytes:
    """Return a workbook of XlsxWriter's with two sheets, after ``change(book, data, other)``."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    data, other = book.add_worksheet("Data"), book.add_worksheet("Other")
    data.write("B2", 4)
    if callable(change):
        change(book, data, other)
    book.close()
    return stream.getvalue()


def boxes_in(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    drawing = parts["xl/drawings/vmlDrawing1.vml"].decode()
    styles = re.findall(r'<v:shape [^>]*style="([^"]*)"', drawing)
    return list(zip(styles, re.findall("<x:Anchor>(.*?)<", drawing, re.DOTALL), strict=True))


def order_of(sheet: bytes) -> list[str]:
    return [etree.QName(child).localname for child in etree.fromstring(sheet)]


def test_a_workbook_in_the_strict_form_stays_strict(form: Form, tmp_path: Path) -> None:
    parts = {
        name: str(content).replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE)
        for name, content in plain().items()
    }
    after = marked_parts(form, parts)
    for name in ("xl/comments1.xml", "xl/worksheets/sheet2.xml", SHEET_PART, "xl/styles.xml"):
        assert STRICT.encode() in after[name]
        assert MAIN.encode() not in after[name]
    assert OFFICE.encode() not in b"".join(after.values())
    assert read_back(after, tmp_path).keys() == {(2, 2)}


def test_a_workbook_whose_elements_have_prefixes_keeps_them(form: Form, tmp_path: Path) -> None:
    parts = plain()
    for name in (SHEET_PART, "xl/styles.xml", "xl/workbook.xml"):
        text = re.sub(r"<(/?)(\w)", r"<\1x:\2", str(parts[name]))
        parts[name] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    after = marked_parts(form, parts, "B2", "D9")
    assert b'<x:row r="9"><x:c r="D9"' in after[SHEET_PART]
    assert b"<x:legacyDrawing" in after[SHEET_PART]
    assert b"<x:sheet " in after["xl/workbook.xml"]
    assert marks_in(opened(zipped({**after}))) == {"Data!B2": "error", "Data!D9": "error"}
    assert read_back(after, tmp_path).keys() == {(2, 2), (9, 4)}


def test_a_cell_that_is_not_there_is_put_in_its_place_with_the_style_it_has(form: Form) -> None:
    rows = (
        '<row r="2" spans="2:4"><c r="B2"/><c r="D2"/></row>'
        '<row r="5" s="2" customFormat="1"><c r="A5"/></row>'
    )
    before = '<dimension ref="A2:D5"/><cols><col min="7" max="7" style="1" width="9"/></cols>'
    after = marked_parts(form, plain(rows, before=before), "C2", "E2", "B5", "G3", "A1")
    sheet = after[SHEET_PART]
    assert re.findall(rb'<c r="(\w+)"', sheet) == [
        b"A1", b"B2", b"C2", b"D2", b"E2", b"G3", b"A5", b"B5",
    ]  # fmt: skip
    assert b'spans="2:5"' in sheet
    assert b'<dimension ref="A1:G5"/>' in sheet
    book = opened(zipped({**after}))["Data"]
    assert book["B5"].number_format == "dd mmm yyyy"
    assert book["G3"].number_format == "0.0%"
    assert book["C2"].number_format == "General"


def test_rows_and_cells_without_numbers_are_counted(form: Form) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    after = marked_parts(form, plain(rows), "B1", "A2", "B2", "A4")
    cells = opened(zipped({**after}))
    assert marks_in(cells).keys() == {"Data!B1", "Data!A2", "Data!B2", "Data!A4"}
    assert [cells["Data"][cell].value for cell in ("A1", "B1", "A2")] == [1, 2, 3]


def test_formulas_are_left_as_they_are(form: Form) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">A1:A2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    )
    sheet = marked_parts(form, plain(rows), "A1", "A2", "C1")[SHEET_PART].decode()
    assert re.findall(r"<f.*?<v>", sheet) == re.findall(r"<f.*?<v>", rows)


def test_the_mark_of_a_merged_cell_is_on_the_one_that_shows(form: Form) -> None:
    after = marked_parts(
        form, plain(after='<mergeCells><mergeCell ref="B2:D3"/></mergeCells>'), "C3"
    )
    assert marks_in(opened(zipped({**after}))).keys() == {"Data!B2"}


def test_what_is_added_to_a_sheet_stands_where_the_schema_wants_it(form: Form) -> None:
    def change(book: xlsxwriter.Workbook, data: xlsxwriter.worksheet.Worksheet, other: object):
        data.add_table("A4:B6")
        data.insert_textbox("D4", "Hello")
        data.set_header("&G", {"image_center": io.BytesIO(PICTURE)}, )  # fmt: skip
        data.add_sparkline("F1", {"range": "Data!A5:B5"})

    content = written(change)
    after = parts_in(mark(form, content, [finding("B2")], HEADING))
    order = order_of(after[SHEET_PART])
    assert order == sorted(order, key=SHEET.index)
    assert {"drawing", "legacyDrawing", "legacyDrawingHF", "tableParts", "extLst"} <= set(order)
    before = parts_in(content)
    kept = set(before) - {SHEET_PART, "xl/worksheets/_rels/sheet1.xml.rels"}
    kept -= {name for name in before if name.startswith(("[Content", "xl/workbook", "xl/_rels"))}
    assert {name for name in kept if after[name] != before[name]} == {"xl/styles.xml"}


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def test_notes_that_are_there_stay_and_ours_stand_below(form: Form) -> None:
    def change(book: object, data: xlsxwriter.worksheet.Worksheet, other: object) -> None:
        data.write_comment("B2", "Checked with finance", {"author": "Ann", "width": 300})
        data.write_comment("C9", "Elsewhere", {"author": "Ann", "visible": True})

    content = written(change)
    before = parts_in(content)
    after = parts_in(mark(form, content, [finding("B2"), finding("A1")], HEADING))
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    book = opened(zipped({**after}))
    notes = notes_in(book)
    assert notes["Data!B2"].startswith("Checked with finance\n\nLAA check says:\nError: It is")
    assert notes["Data!C9"] == "Elsewhere"
    assert notes["Data!A1"].startswith("LAA check says:")
    authors = {cell: book["Data"][cell].comment.author for cell in ("B2", "C9", "A1")}
    assert authors == {"B2": "Ann", "C9": "Ann", "A1": "LAA check"}
    drawing = after["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b"<v:shape ") == 3
    assert len(set(re.findall(rb'<v:shape [^>]*id="(\w+)"', drawing))) == 3
    again = unmark(form, zipped({**after}))
    assert notes_in(opened(again)) == notes_in(opened(content))
    assert boxes_in(parts_in(again)) == boxes_in(before)
    # Ann's box is made larger for both texts; the other is none of our business.
    changed = [now != was for now, was in zip(boxes_in(after), boxes_in(before), strict=False)]
    assert changed == [True, False]
    assert "width:225" in boxes_in(after)[0][0]


def test_a_threaded_comment_is_left_alone(form: Form) -> None:
    author = "tc={00000000-0000-0000-0000-000000000001}"
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><t>[Threaded comment]</t></text></comment>'
        "</commentList></comments>"
    )
    parts = plain() | {
        "xl/worksheets/_rels/sheet1.xml.rels": pointers(
            ("comments", "../comments1.xml"), ("threadedComment", "../threadedComments/t1.xml")
        ),
        "xl/comments1.xml": comments,
        "xl/threadedComments/t1.xml": "<ThreadedComments/>",
    }
    after = marked_parts(form, parts)
    assert notes_in(opened(zipped({**after}))) == {"Data!B2": "[Threaded comment]"}
    assert marks_in(opened(zipped({**after}))) == {"Data!B2": "error"}
    assert after["xl/threadedComments/t1.xml"] == b"<ThreadedComments/>"


@pytest.mark.parametrize("close", ["", "</br>"])
def test_a_drawing_of_buttons_gets_our_notes_too(form: Form, close: str) -> None:
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office'
        ':excel"><v:shape id="_x0000_s1025"><v:textbox>Press<br>'
        f'{close}</v:textbox><x:ClientData ObjectType="Button"/></v:shape></xml>'
    )
    parts = plain(after=f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId1"/>') | {
        "xl/worksheets/_rels/sheet1.xml.rels": pointers(("vmlDrawing", "../drawings/v.vml")),
        "xl/drawings/v.vml": drawing,
    }
    after = marked_parts(form, parts)
    assert b"Press" in after["xl/drawings/v.vml"]
    assert b'ObjectType="Note"' in after["xl/drawings/v.vml"]
    again = parts_in(unmark(form, zipped({**after})))
    assert b"Press" in again["xl/drawings/v.vml"]
    assert b'ObjectType="Note"' not in again["xl/drawings/v.vml"]
    assert "xl/comments1.xml" not in again


def test_without_marks_no_part_of_ours_is_left(form: Form) -> None:
    before = plain()
    again = parts_in(unmark(form, zipped({**marked_parts(form, before)})))
    assert set(again) == set(before)
    assert b"legacyDrawing" not in again[SHEET_PART]
    assert b"definedNames" not in again["xl/workbook.xml"]
    assert again["[Content_Types].xml"].count(b"PartName") == 4


def test_a_workbook_without_styles_gets_some(form: Form) -> None:
    parts = plain('<row r="2"><c r="B2"><v>4</v></c></row>')
    del parts["xl/styles.xml"]
    parts["xl/_rels/workbook.xml.rels"] = pointers(("worksheet", "worksheets/sheet1.xml"))
    after = marked_parts(form, parts)
    assert marks_in(opened(zipped({**after}))) == {"Data!B2": "error"}


def test_names_of_sheets_are_shifted_and_so_are_the_tabs(form: Form) -> None:
    def change(
        book: xlsxwriter.Workbook,
        data: xlsxwriter.worksheet.Worksheet,
        other: xlsxwriter.worksheet.Worksheet,
    ) -> None:
        other.activate()
        data.repeat_rows(0)
        book.define_name("Other!Mine", "=Other!$A$1")
        book.define_name("Whole", "=Data!$A$1")

    content = written(change)
    after = opened(mark(form, content, [finding("B2")], HEADING))
    assert after["Data"].print_title_rows == "$1:$1"
    assert after["Other"].defined_names["Mine"].attr_text == "Other!$A$1"
    assert after.active.title == "Findings"
    again = opened(unmark(form, mark(form, content, [finding("B2")], HEADING)))
    assert again["Other"].defined_names["Mine"].attr_text == "Other!$A$1"
    assert again["Data"].print_title_rows == "$1:$1"
    assert list(again.defined_names) == ["Whole"]


def test_a_sheet_s_name_with_quotes_can_be_linked_to(form: Form) -> None:
    content = written(lambda book, data, other: setattr(other, "name", "It's & <so>"))
    after = opened(mark(form, content, [finding("A1", sheet="It's & <so>")], HEADING))
    assert after["Findings"]["C6"].hyperlink.location == "'It''s & <so>'!A1"
    assert findings_table(after)[0][1] == "It's & <so>"


def test_a_hidden_sheet_gets_marks_and_no_link(form: Form) -> None:
    content = written(lambda book, data, other: other.hide())
    after = opened(mark(form, content, [finding("A1", sheet="Other")], HEADING))
    assert after["Findings"]["C6"].hyperlink is None
    assert marks_in(after) == {"Other!A1": "error"}


@pytest.mark.parametrize("text", ["\x01\x0b", "line\r\nline", "_x0041_", "\ud800", "a & <b>"])
def test_any_text_can_be_said_in_a_marked_copy(form: Form, text: str, tmp_path: Path) -> None:
    assert unescape(escape(text)) == text or "\ud800" in text
    after = mark(form, zipped(plain()), [finding("B2", message=f"It is {text}.")], HEADING)
    said = read_back(parts_in(after), tmp_path)[2, 2]
    if "\ud800" not in text:
        assert f"Error: It is {text}." in said
    assert "Data!B2" in marks_in(opened(after))


def test_a_very_long_message_is_cut_to_what_excel_holds(form: Form) -> None:
    after = mark(form, zipped(plain()), [finding("B2", message="long " * 9000)], HEADING)
    book = opened(after)
    assert len(notes_in(book)["Data!B2"]) == 16_000
    message = findings_table(book)[0][4]
    assert len(message) == 32_767
    assert message.endswith(" … (cut here: the whole text is in the cell)")
    assert book["Findings"].row_dimensions[6].height == 409
    assert notes_in(opened(unmark(form, after))) == {}


def test_a_note_is_as_large_as_its_text_and_stands_beside_its_cell() -> None:
    root = etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><cols><col min="3" max="3" width="0" hidden="1"/></cols>'
        '<sheetData><row r="2" ht="30"/></sheetData></worksheet>'
    )
    geometry = Geometry(SheetCells(root))
    # Column C is hidden: the note begins in D and, 64 pixels a column, ends in E.
    assert geometry.anchor((3, 2), 100, 50) == "3, 12, 1, 4, 4, 48, 2, 14"
    assert height_of("one\ntwo", 300) < height_of("one\n" + "long " * 60, 300)


@pytest.mark.parametrize(
    "name", [SHEET_PART, "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"]
)
def test_entities_are_refused(form: Form, name: str) -> None:
    parts = plain()
    parts[name] = f'<!DOCTYPE a [<!ENTITY b "c">]>{parts[name]}'
    with pytest.raises(Unreadable):
        mark(form, zipped(parts), [finding("B2")], HEADING)


def test_columns_without_end_and_notes_without_boxes_do_no_harm(form: Form, tmp_path: Path) -> None:
    column = '<col min="1" max="999999999" width="9" style="1"/>'
    columns = f"<cols>{column * 50_000}</cols>"
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>Ann</author></authors><commentList>'
        '<comment ref="C3" authorId="0"><text><t>Mine</t></text></comment></commentList></comments>'
    )
    parts = plain(before=columns) | {
        "xl/worksheets/_rels/sheet1.xml.rels": pointers(("comments", "../comments1.xml")),
        "xl/comments1.xml": comments,
    }
    after = marked_parts(form, parts, "B2", "D9")
    assert after["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 3
    assert read_back(after, tmp_path)[3, 3] == "Mine"


def test_relationships_that_are_missing_are_made(form: Form) -> None:
    after = marked_parts(form, plain())
    listing = after["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert PACKAGE in listing
    assert 'Target="../comments1.xml"' in listing
    assert 'Target="../drawings/vmlDrawing1.vml"' in listing
    types = after["[Content_Types].xml"].decode()
    for name in ("comments1.xml", "drawings/vmlDrawing1.vml", "worksheets/sheet2.xml"):
        assert f'PartName="/xl/{name}"' in types


@pytest.mark.libreoffice
def test_libreoffice_reads_marks_that_were_put_in_by_hand(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(zipped({**marked_parts(form, plain(), "B2", "D9")}))
    (tmp_path / "saved").mkdir()
    (saved,) = save_with_libreoffice([path], "xlsx", tmp_path / "saved")
    book = openpyxl.load_workbook(saved)
    assert marks_in(book) == {"Data!B2": "error", "Data!D9": "error"}
    assert notes_in(book).keys() == {"Data!B2", "Data!D9"}
