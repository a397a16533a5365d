"""Workbooks in .xls and .ods are read as far as they can be seen."""

from __future__ import annotations

import datetime
import io
import random
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import olefile
import pytest
import xlsxwriter
from workbook_files import (
    MIMETYPE,
    compound,
    open_document,
    read_or_refused,
    save_with_libreoffice,
    write_return,
    zipped,
)

from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks import Sheet, legacy, open_workbook

NUMBER = '<table:table-cell office:value-type="float" office:value="1"/>'


def only_sheet(folder: Path, rows: str) -> Sheet:
    path = folder / "return.ods"
    path.write_bytes(open_document(rows))
    [sheet] = open_workbook(path).sheets
    return sheet


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same workbook, saved by LibreOffice as .xls and as .ods."""
    folder = tmp_path_factory.mktemp("legacy")
    write_return(folder / "return.xlsx")
    far = xlsxwriter.Workbook(folder / "far.xlsx")
    sheet = far.add_worksheet("Data")
    sheet.set_column("A:XFD", 12, far.add_format({"bg_color": "yellow"}))
    sheet.write("C5", 1)
    sheet.set_row(1_048_575, 30)
    far.close()
    files = [folder / "return.xlsx", folder / "far.xlsx"]
    return {
        "xls": save_with_libreoffice(files[:1], "xls", folder)[0],
        "ods": save_with_libreoffice(files, "ods", folder)[0],
        "far": folder / "far.ods",
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_values_stand_where_they_stood(saved: dict[str, Path], form: str) -> None:
    data = open_workbook(saved[form]).sheets[0]
    assert data.name == "Data"
    assert data.cell(1, 1).value == "Café – “quoted” & <tagged>"
    assert data.cell(1, 2).value == "part bold rest"
    assert data.cell(1, 3).value == pytest.approx(0.097)
    assert data.cell(1, 4).as_date == datetime.date(2007, 1, 1)
    assert data.cell(1, 5).value == 1  # LibreOffice saves TRUE as a number in .ods
    assert data.cell(1, 6).value == pytest.approx(0.194)
    assert data.cell(1, 9).kind == "blank"
    assert data.cell(7, 2).value == -12.5
    assert (data.max_row, data.max_column) == (7, 10)


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_what_could_not_be_seen_is_said(saved: dict[str, Path], form: str) -> None:
    [sentence] = open_workbook(saved[form]).unseen
    assert sentence.startswith("Formulas, errors, number formats, ")
    assert sentence.endswith(f"cannot be seen in an .{form} file; send .xlsx to have them checked.")


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_hidden_sheets_are_known_to_be_hidden(saved: dict[str, Path], form: str) -> None:
    states = {sheet.name: sheet.state for sheet in open_workbook(saved[form]).sheets}
    assert states["Data"] == "visible"
    assert states["Lists"] == "hidden"


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_the_format_is_told_by_content_not_by_name(
    saved: dict[str, Path], form: str, tmp_path: Path
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(saved[form].read_bytes())
    assert open_workbook(path).sheets[0].cell(7, 2).value == -12.5


@pytest.mark.libreoffice
def test_a_sheet_coloured_in_to_its_last_cell_is_read(saved: dict[str, Path]) -> None:
    with zipfile.ZipFile(saved["far"]) as archive:
        assert b'number-columns-repeated="163' in archive.read("content.xml")
    [sheet] = open_workbook(saved["far"]).sheets
    assert [cell.address for cell in sheet.cells.values()] == ["C5"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_a_spoilt_file_is_read_or_refused_in_one_sentence(
    saved: dict[str, Path], form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = saved[form].read_bytes()
    chance = random.Random(form)
    for _ in range(12):
        spoilt = bytearray(good[: chance.choice([len(good), chance.randrange(600, len(good))])])
        for _ in range(20):
            spoilt[chance.randrange(512, len(spoilt))] = chance.randrange(256)
        path = tmp_path / f"spoilt.{form}"
        path.write_bytes(spoilt)
        read_or_refused(path)
    assert capfd.readouterr() == ("", "")


def test_cells_repeated_to_the_edge_are_read(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path,
        f'<table:table-row><table:table-cell table:number-columns-repeated="3"/>{NUMBER}'
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    )
    assert [cell.address for cell in sheet.cells.values()] == ["D1"]


def test_two_cells_at_opposite_ends_are_two_cells(tmp_path: Path) -> None:
    sheet = only_sheet(
        tmp_path,
        f"<table:table-row>{NUMBER}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
        "</table:table-row>"
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        f"{NUMBER}</table:table-row>",
    )
    assert [cell.address for cell in sheet.cells.values()] == ["A1", "XFD1048576"]


@pytest.mark.parametrize(
    ("down", "across", "sentence"),
    [
        (1_048_576, 16_384, "more than 200,000 cells on its sheet Data"),
        (30_001, 1, "more than 30,000 rows with something in them on its sheet Data"),
        (1_048_577, 1, "is a damaged workbook"),
        (1, 16_385, "is a damaged workbook"),
        (9_999_999_999, 1, "is a damaged workbook"),
    ],
)
def test_what_is_repeated_is_counted_before_it_is_spelled_out(
    tmp_path: Path, down: int, across: int, sentence: str
) -> None:
    repeated = NUMBER.replace("/>", f' table:number-columns-repeated="{across}"/>')
    row = f'<table:table-row table:number-rows-repeated="{down}">{repeated}</table:table-row>'
    with pytest.raises(UnreadableFileError, match=sentence):
        only_sheet(tmp_path, row)


def test_a_cell_repeated_a_few_times_stands_in_each_place(tmp_path: Path) -> None:
    repeated = NUMBER.replace("/>", ' table:number-columns-repeated="2"/>')
    row = f'<table:table-row table:number-rows-repeated="2">{repeated}</table:table-row>'
    cells = only_sheet(tmp_path, row + row.replace("2", "1")).cells.values()
    assert [cell.address for cell in cells] == ["A1", "B1", "A2", "B2", "A3"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<text:p>one</text:p><text:p>two</text:p>", "one\ntwo"),
        ("<text:p>one<text:line-break/>two</text:p>", "one\ntwo"),
        ("<text:p>one<text:tab/>two</text:p>", "one\ttwo"),
        ("<text:p>one<text:s/><text:s text:c='2'/>two</text:p>", "one   two"),
        ("<text:p>\n   one\n   <text:span>two </text:span> three \n</text:p>", "one two three"),
        ("<text:p><text:a>a link</text:a></text:p>", "a link"),
        ("<office:annotation><text:p>A note</text:p></office:annotation>", None),
        ("<text:p>1<text:note><text:p>A note</text:p></text:note></text:p>", "1"),
        ("<text:p> </text:p>", None),
        ("", None),
    ],
)
def test_a_text_reads_as_it_is_shown(tmp_path: Path, inside: str, text: str | None) -> None:
    cell = f'<table:table-cell office:value-type="string">\n {inside}\n</table:table-cell>'
    sheet = only_sheet(tmp_path, f"\n<table:table-row>\n {cell}\n {NUMBER}\n</table:table-row>\n")
    assert sheet.cell(1, 1).value == text
    assert sheet.cell(1, 2).value == 1.0


def test_spaces_by_the_million_are_not_spelled_out(tmp_path: Path) -> None:
    cell = '<table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'
    with pytest.raises(UnreadableFileError, match=r"a text in the cell A1 of more than 100,000"):
        only_sheet(tmp_path, f"<table:table-row>{cell}</table:table-row>")


def test_tables_within_cells_and_of_other_files_are_no_sheets(tmp_path: Path) -> None:
    inner = f'<table:table table:name="In">{"<table:table-row/>" * 9}</table:table>'
    sheet = only_sheet(
        tmp_path,
        f"<table:table-header-rows><table:table-row><table:table-cell>{inner}</table:table-cell>"
        f"{NUMBER}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{NUMBER}</table:table-row>",
    )
    assert [cell.address for cell in sheet.cells.values()] == ["B1", "A2"]


def test_merged_cells_are_known_by_their_range(tmp_path: Path) -> None:
    merged = '<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2"/>'
    sheet = only_sheet(tmp_path, f"<table:table-row>{NUMBER}{merged}</table:table-row>")
    assert sheet.merged == ("B1:D2",)


@pytest.mark.parametrize(
    ("attributes", "value", "code"),
    [
        ('office:value-type="date" office:date-value="2007-01-01"', 39083.0, "dd/mm/yyyy"),
        (
            'office:value-type="date" office:date-value="2007-01-01T18:00:00"',
            39083.75,
            "dd/mm/yyyy hh:mm",
        ),
        ('office:value-type="date" office:date-value="1900-01-31"', 31.0, "dd/mm/yyyy"),
        ('office:value-type="percentage" office:value="0.5"', 0.5, "General"),
        ('office:value-type="boolean" office:boolean-value="true"', True, "General"),
        ('office:value-type="string" office:string-value="Yes"', "Yes", "General"),
        ('office:value-type="time" office:time-value="PT18H00M00S"', 0.75, "hh:mm:ss"),
        ('office:value-type="time" office:time-value="-P1DT12H"', -1.5, "[h]:mm:ss"),
        (
            'office:value-type="date" office:date-value="2007-01-01T18:00:00.000000000"',
            39083.75,
            "dd/mm/yyyy hh:mm",
        ),
    ],
)
def test_values_have_the_kind_they_had(
    tmp_path: Path, attributes: str, value: float | str | bool, code: str
) -> None:
    row = f"<table:table-row><table:table-cell {attributes}/></table:table-row>"
    cell = only_sheet(tmp_path, row).cell(1, 1)
    assert (cell.value, cell.number_format) == (value, code)


@pytest.mark.parametrize("content", [compound("Workbook"), zipped({"mimetype": MIMETYPE})])
def test_a_file_with_nothing_in_it_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="is a damaged workbook"):
        open_workbook(tmp_path / "a.xls")


def workbook_stream(content: bytes) -> tuple[int, bytes]:
    """Return where the workbook of an .xls file begins, and its first bytes."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        first: bytes = file.openstream("Workbook").read(64)
    return content.index(first), first


@pytest.mark.libreoffice
def test_a_protected_file_is_recognised(saved: dict[str, Path], tmp_path: Path) -> None:
    content = bytearray(saved["xls"].read_bytes())
    at, first = workbook_stream(bytes(content))
    second = at + 4 + int.from_bytes(first[2:4], "little")
    # The record that says so, in the place where Excel has it.
    content[second : second + 2] = b"\x2f\x00"
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="is protected with a password"):
        open_workbook(tmp_path / "a.xls")


@pytest.mark.libreoffice
def test_a_stream_may_be_named_in_capitals(saved: dict[str, Path], tmp_path: Path) -> None:
    name, capitals = (each.encode("utf-16-le") for each in ("Workbook", "WORKBOOK"))
    (tmp_path / "a.xls").write_bytes(saved["xls"].read_bytes().replace(name, capitals))
    assert open_workbook(tmp_path / "a.xls").sheets[0].cell(7, 2).value == -12.5


@pytest.mark.parametrize(
    ("ended", "sentence"),
    [
        (-signal.SIGXCPU, "takes too long to read; open it in Excel"),
        (-signal.SIGABRT, "needs more memory than a return does, as where cells stand very far"),
        (1, "is a damaged workbook; open it in Excel"),
    ],
)
def test_how_the_process_ended_is_told_truly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: int, sentence: str
) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, ended)

    monkeypatch.setattr(subprocess, "run", run)
    (tmp_path / "a.xls").write_bytes(compound("Workbook"))
    with pytest.raises(UnreadableFileError, match=sentence):
        open_workbook(tmp_path / "a.xls")


@pytest.mark.skipif(sys.platform != "linux", reason="only some systems limit a process")
def test_the_process_is_given_no_more_memory_than_a_return_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = tmp_path / "greedy.py"
    reader = legacy._SCRIPT.read_text(encoding="utf-8")
    greedy.write_text(
        reader.replace("    import python_calamine\n", "    bytearray(300 * 2**20)\n"),
        encoding="utf-8",
    )
    monkeypatch.setattr(legacy, "_SCRIPT", greedy)
    (tmp_path / "a.xls").write_bytes(compound("Workbook"))
    with pytest.raises(UnreadableFileError, match="needs more memory than a return does"):
        open_workbook(tmp_path / "a.xls")


def test_a_file_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "SECONDS", 0.001)
    (tmp_path / "a.xls").write_bytes(compound("Workbook"))
    with pytest.raises(UnreadableFileError, match="takes too long to read"):
        open_workbook(tmp_path / "a.xls")
