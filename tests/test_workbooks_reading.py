"""Workbooks are read as the program that saved them shows them."""

from __future__ import annotations

import datetime
import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from workbook_files import (
    MAIN,
    parts_of,
    pointers,
    save_with_libreoffice,
    write_return,
    zipped,
)

from workbook_tools.workbooks import Cell, Sheet, Workbook, open_workbook
from workbook_tools.workbooks.shared_formulas import moved


def opened(folder: Path, parts: dict[str, str | bytes]) -> Workbook:
    path = folder / "return.xlsx"
    path.write_bytes(zipped(parts))
    return open_workbook(path)


def only_sheet(folder: Path, rows: str, *, before: str = "", after: str = "") -> Sheet:
    return opened(folder, parts_of(rows, before=before, after=after)).sheets[0]


def sheet_of(book: Workbook, name: str) -> Sheet:
    sheet = book.sheet(name)
    assert sheet is not None
    return sheet


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    path = tmp_path / "return.xlsx"
    write_return(path)
    return open_workbook(path)


def test_values_have_kinds_formulas_and_number_formats(book: Workbook) -> None:
    data = sheet_of(book, "Data")
    assert [data.cell(1, column) for column in range(1, 11)] == [
        Cell(1, 1, "Café – “quoted” & <tagged>", "text"),
        Cell(1, 2, "part bold rest", "text"),
        Cell(1, 3, 0.097, "number", None, "0.0%"),
        Cell(1, 4, 39083.0, "number", None, "dd mmm yyyy"),
        Cell(1, 5, True, "boolean"),
        Cell(1, 6, 0.194, "number", "C1*2"),
        Cell(1, 7, None, "blank", 'IF(C1>1,"x","")'),
        Cell(1, 8, "#DIV/0!", "error", "1/0"),
        Cell(1, 9, None, "blank"),
        Cell(1, 10, True, "boolean", "C1<1"),
    ]
    assert data.cell(1, 4).as_date == datetime.date(2007, 1, 1)
    assert data.cell(1, 3).shows_percent
    assert data.cell(7, 2).address == "B7"


def test_blank_cells_are_not_kept_and_the_extent_is_that_of_the_rest(book: Workbook) -> None:
    data = sheet_of(book, "Data")
    assert (1, 9) not in data.cells
    assert (data.max_row, data.max_column) == (7, 10)
    assert (sheet_of(book, "Lists").max_row, sheet_of(book, "Lists").max_column) == (0, 0)


def test_notes_hidden_parts_merged_cells_and_protection_are_seen(book: Workbook) -> None:
    data = sheet_of(book, "Data")
    assert data.notes == {(7, 2): "Checked with finance"}
    assert data.hidden_rows == {4}
    assert data.hidden_columns == {5, 6}
    assert data.merged == ("A3:C3",)
    assert data.protected
    assert not sheet_of(book, "Lists").protected


def test_sheets_keep_their_order_and_their_state(book: Workbook) -> None:
    assert [(sheet.name, sheet.state) for sheet in book.sheets] == [
        ("Data", "visible"),
        ("Lists", "hidden"),
        ("_return", "very hidden"),
    ]


def test_a_sheet_is_found_by_exactly_its_name(book: Workbook) -> None:
    assert book.sheet("data") is None
    assert book.sheet("Data ") is None


def test_a_name_that_belongs_to_one_sheet_is_told_from_the_others(book: Workbook) -> None:
    assert book.defined_names == {"Units": "Lists!$A$1:$A$3", "'Data'!Rows": "Data!$A$1:$A$9"}


def test_the_file_is_kept_as_it_was_read(book: Workbook) -> None:
    assert book.content == book.path.read_bytes()
    assert book.sha256 == hashlib.sha256(book.content).hexdigest()
    assert book.application == "Microsoft Excel"
    assert book.unseen == ()


def test_a_workbook_saved_by_openpyxl_says_that_its_results_are_missing(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = "Yes"
    sheet["B1"] = "=1+1"
    sheet["C1"] = datetime.date(2007, 1, 1)
    sheet["A1"].comment = Comment("Sure?", "Ann")
    made.save(tmp_path / "return.xlsx")
    book = open_workbook(tmp_path / "return.xlsx")
    read = book.sheets[0]
    assert read.cell(1, 1).value == "Yes"
    assert read.cell(1, 2) == Cell(1, 2, None, "blank", "1+1")
    assert read.cell(1, 3).as_date == datetime.date(2007, 1, 1)
    assert read.notes == {(1, 1): "Sure?"}
    assert book.unseen == (
        "The results of 1 formula were not saved in the file; "
        "open it in Excel, save it and use that copy to have them checked.",
    )


@pytest.mark.libreoffice
def test_a_workbook_saved_by_libreoffice_reads_as_before(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    write_return(before / "return.xlsx")
    [path] = save_with_libreoffice([before / "return.xlsx"], "xlsx", after)
    data, old = open_workbook(path).sheets[0], open_workbook(before / "return.xlsx").sheets[0]
    for place, cell in old.cells.items():
        if cell.address == "E1":  # LibreOffice saves TRUE as the formula TRUE()
            assert data.cell(*place).value is True
            continue
        assert (data.cell(*place).value or None) == cell.value, cell.address
        assert (data.cell(*place).formula is None) == (cell.formula is None), cell.address
    assert data.cell(1, 4).as_date == datetime.date(2007, 1, 1)
    assert data.cell(1, 3).shows_percent
    assert data.hidden_rows == {4}
    assert data.hidden_columns == {5, 6}
    assert data.notes == {(7, 2): "Checked with finance"}
    assert data.protected
    assert data.merged == ("A3:C3",)


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("<c><f>1</f><v>1</v></c><c><f>2</f><v></v></c>", ""),
        ("<c><f>1</f><v></v></c><c><f>2</f><v></v></c>", "2 formulas"),
        ("<c><f>1</f><v>1</v></c><c><f>2</f></c>", "1 formula"),
        ('<c t="str"><f>1</f><v></v></c>', ""),
    ],
)
def test_an_empty_result_is_missing_if_no_formula_has_one(
    tmp_path: Path, row: str, missing: str
) -> None:
    unseen = opened(tmp_path, parts_of(f"<row>{row}</row>")).unseen
    assert len(unseen) == bool(missing)
    assert missing in "".join(unseen)


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "return.xlsx", {"date_1904": True})
    day = made.add_format({"num_format": "d/m/yyyy"})
    made.add_worksheet().write_datetime(0, 0, datetime.datetime(2007, 1, 1), day)
    made.close()
    book = open_workbook(tmp_path / "return.xlsx")
    assert book.date_1904
    assert book.sheets[0].cell(1, 1).value == 37621.0
    assert book.sheets[0].cell(1, 1).as_date == datetime.date(2007, 1, 1)


def test_a_strict_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    write_return(tmp_path / "return.xlsx")
    expected = open_workbook(tmp_path / "return.xlsx")
    strict = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(tmp_path / "return.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        parts[name] = content.replace(
            MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    strict.write_bytes(zipped(dict(parts)))
    assert open_workbook(strict).sheets == expected.sheets


def test_cells_without_addresses_follow_one_another(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path,
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>'
        "<row><c><v>5</v></c></row>",
    )
    assert {place: cell.value for place, cell in sheet.cells.items()} == {
        (1, 1): 1.0,
        (1, 2): 2.0,
        (5, 3): 3.0,
        (5, 4): 4.0,
        (6, 1): 5.0,
    }


def test_cells_beyond_column_iv_are_read(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path,
        '<row r="1048576"><c r="IV1048576"><v>1</v></c><c r="IW1048576"><v>2</v></c>'
        '<c><v>3</v></c><c r="XFD1048576"><v>4</v></c></row>',
    )
    assert [(cell.address, cell.value) for cell in sheet.cells.values()] == [
        ("IV1048576", 1.0),
        ("IW1048576", 2.0),
        ("IX1048576", 3.0),
        ("XFD1048576", 4.0),
    ]


def test_the_dimension_a_sheet_claims_hides_nothing(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path, '<row r="9"><c r="D9"><v>1</v></c></row>', before='<dimension ref="A1:B2"/>'
    )
    assert sheet.cell(9, 4).value == 1.0


@pytest.mark.parametrize(
    ("xml", "value", "kind"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "Yes", "text"),
        ('<c r="A1" t="inlineStr"><is><t>in line</t></is></c>', "in line", "text"),
        ('<c r="A1" t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r></is></c>', "a b", "text"),
        ('<c r="A1" t="str"><v> a_x000D_b </v></c>', " a\rb ", "text"),
        ('<c r="A1" t="str"><v>_x005F_x000D_</v></c>', "_x000D_", "text"),
        ('<c r="A1" t="str"><v><![CDATA[a < b]]><!-- c --></v></c>', "a < b", "text"),
        ('<c r="A1" t="b"><v>1</v></c>', True, "boolean"),
        ('<c r="A1" t="b"><v>0</v></c>', False, "boolean"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!", "error"),
        ('<c r="A1" t="n"><v>-1.5E3</v></c>', -1500.0, "number"),
        ('<c r="A1"><v> 7 </v></c>', 7.0, "number"),
        ('<c r="A1" t="d"><v>2007-01-01</v></c>', 39083.0, "number"),
        ('<c r="A1" t="d"><v>2007-01-01T18:00:00</v></c>', 39083.75, "number"),
        ('<c r="A1" t="d"><v>18:00:00</v></c>', 0.75, "number"),
        ('<c r="A1" t="d"><v>T06:00:00Z</v></c>', 0.25, "number"),
        ('<c r="A1" t="s"/>', None, "blank"),
        ('<c r="A1" t="str"><v></v></c>', None, "blank"),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', None, "blank"),
        ('<c r="A1"><v/></c>', None, "blank"),
    ],
)
def test_every_type_of_cell_is_read(
    tmp_path: Path, xml: str, value: float | str | bool | None, kind: str
) -> None:
    cell = only_sheet(tmp_path, f'<row r="1">{xml}</row>').cell(1, 1)
    assert (cell.value, cell.kind) == (value, kind)


def test_a_date_in_words_is_shown_as_a_date_even_without_a_format(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="d"><v>2007-01-01</v></c>'
        '<c r="B1" s="2" t="d"><v>2007-01-01</v></c></row>'
    )
    sheet = only_sheet(tmp_path, rows)
    assert sheet.cell(1, 1).number_format == "yyyy-mm-dd"
    assert sheet.cell(1, 2).number_format == "dd mmm yyyy"
    assert sheet.cell(1, 2).as_date == datetime.date(2007, 1, 1)


def test_shared_text_joins_its_runs_and_leaves_out_how_to_pronounce_it(tmp_path: Path) -> None:
    parts = parts_of('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>')
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}"><si><r><t xml:space="preserve">Priority </t></r>'
        "<r><rPr><b/></rPr><t>areas</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
        "<si><t>_xD83D__xDE00_ _xD83D_</t></si></sst>"
    )
    sheet = opened(tmp_path, parts).sheets[0]
    assert sheet.cell(1, 1).value == "Priority areas"
    assert sheet.cell(1, 2).value == "\U0001f600 \ufffd"


def test_shared_formulas_are_spelled_out_for_each_cell(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path,
        '<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B3">A1*$C$1</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="7"/><v>3</v></c></row>',
    )
    assert [sheet.cell(row, 2).formula for row in (1, 2, 3)] == ["A1*$C$1", "A2*$C$1", ""]
    assert sheet.cell(3, 2).value == 3.0


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A1:B2)", "SUM(B3:C4)"),
        ("SUM(A:B,$A:$A,1:2,$1:$1)", "SUM(B:C,$A:$A,3:4,$1:$1)"),
        ('\'Q1 A1\'!A1&"A1 ""B2"', '\'Q1 A1\'!B3&"A1 ""B2"'),
        ("Data!A1+Table1[A1]", "Data!B3+Table1[A1]"),
        ("LOG10(A1)+TAX2007+ABCD1", "LOG10(B3)+TAY2009+ABCD1"),
        ("A1048576", "#REF!"),
        ("XFD1", "#REF!"),
        ("A1.5+1.5", "A1.5+1.5"),
        ("a1", "B3"),
    ],
)
def test_a_shared_formula_moves_its_addresses(formula: str, expected: str) -> None:
    assert moved(formula, rows=2, columns=1) == expected


def test_a_thread_of_comments_replaces_the_note_that_stands_in_for_it(tmp_path: Path) -> None:
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = pointers(
        ("comments", "../comments1.xml"), ("threadedComment", "/xl/threadedComments/t1.xml")
    )
    parts["xl/comments1.xml"] = (
        f'<comments xmlns="{MAIN}"><commentList>'
        '<comment ref="A1"><text><t>[Threaded comment] too old</t></text></comment>'
        '<comment ref="B2"><text><r><t>Ann:</t></r><r><t> ok</t></r></text></comment>'
        "</commentList></comments>"
    )
    parts["xl/threadedComments/t1.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="A1"><text>Is it?</text></threadedComment>'
        '<threadedComment ref="A1"><text>It is.</text></threadedComment></ThreadedComments>'
    )
    assert opened(tmp_path, parts).sheets[0].notes == {(1, 1): "Is it?\nIt is.", (2, 2): "Ann: ok"}


def test_parts_are_found_by_pointers_not_by_their_usual_names(tmp_path: Path) -> None:
    parts = parts_of('<row r="1"><c r="A1"><v>7</v></c></row>')
    parts["_rels/.rels"] = pointers(("officeDocument", "/odd/book.xml"))
    parts["odd/book.xml"] = parts.pop("xl/workbook.xml")
    parts["odd/_rels/book.xml.rels"] = pointers(("worksheet", "../elsewhere/My%20Sheet.xml"))
    parts["Elsewhere\\my sheet.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    del parts["xl/_rels/workbook.xml.rels"]
    assert opened(tmp_path, parts).sheets[0].cell(1, 1).value == 7.0


def test_a_style_that_is_not_declared_is_general(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, '<row r="1"><c r="A1" s="99"><v>1</v></c></row>')
    assert sheet.cell(1, 1).number_format == "General"


def test_macros_charts_and_links_are_reported_and_left_alone(tmp_path: Path) -> None:
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Chart1" sheetId="2" r:id="rId2"/></sheets>'
    )
    parts["xl/_rels/workbook.xml.rels"] = pointers(
        ("worksheet", "worksheets/sheet1.xml"),
        ("chartsheet", "chartsheets/sheet1.xml"),
        ("vbaProject", "vbaProject.bin"),
        ("externalLink", "externalLinks/externalLink1.xml"),
    )
    book = opened(tmp_path, parts)
    assert [sheet.name for sheet in book.sheets] == ["Data"]
    assert book.unseen == (
        "The sheet Chart1 is a chart and was not read.",
        "The file holds macros; they were neither run nor read.",
        "Some formulas look up other workbooks; their results are those last saved.",
    )
