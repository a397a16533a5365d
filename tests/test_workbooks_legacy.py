"""Workbooks in .xls and .ods are read as far as they can be seen."""

from __future__ import annotations

import datetime
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from workbook_files import (
    compound,
    read_or_refused,
    save_with_libreoffice,
    write_return,
    zipped,
)

from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks import Sheet, legacy, open_workbook

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
NUMBER = '<table:table-cell office:value-type="float" office:value="1"/>'


def open_document(rows: str) -> bytes:
    """Return an .ods file with one sheet, ``Data``."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
        "</manifest:manifest>"
    )
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


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


def test_two_cells_at_opposite_ends_do_not_end_the_program(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cells very far apart"):
        only_sheet(
            tmp_path,
            f"<table:table-row>{NUMBER}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
            "</table:table-row>"
            '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
            f"{NUMBER}</table:table-row>",
        )


def test_one_cell_repeated_over_the_whole_sheet_does_not_end_the_program(tmp_path: Path) -> None:
    repeated = NUMBER.replace("/>", ' table:number-columns-repeated="16384"/>')
    row = f'<table:table-row table:number-rows-repeated="1048576">{repeated}</table:table-row>'
    with pytest.raises(UnreadableFileError, match=r"more than|far apart"):
        only_sheet(tmp_path, row)


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


def test_a_protected_file_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "_ask", lambda _: {"problem": "password"})
    with pytest.raises(UnreadableFileError, match="is protected with a password"):
        only_sheet(tmp_path, "")


def test_a_file_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "SECONDS", 0.001)
    with pytest.raises(UnreadableFileError, match="takes too long to read"):
        only_sheet(tmp_path, f"<table:table-row>{NUMBER}</table:table-row>")
