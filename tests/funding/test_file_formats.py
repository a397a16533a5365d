"""The published tables say the same from every kind of file; hostile files are one sentence."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from conftest import Demo, Laa, Once
from workbook_files import save_with_libreoffice

from funding.printing import Printed
from funding.published_tables import FOLDER, annex_3, tables_of_2005
from workbook_tools.form import Form
from workbook_tools.funding.checking import CheckedTables, check_tables, read_tables
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import address
from workbook_tools.workbooks.delimited import open_table

NARRATIVE = "There is approximately £28,407,000 aligned funding and £28,475,680 pooled funding."


def write_annex_3(path: Path, *, live: bool = False, narrative: str = NARRATIVE) -> None:
    """Write Annex 3 as somebody would: tables under one another, the text of it below."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Annex 3")
    sheet.write(0, 0, "Annex 3: Partnership funding 2007/08 (£)")
    place = 2
    for printed in annex_3():
        sheet.write(place, 0, printed.name)
        sheet.write_row(place + 1, 0, ["Funding stream", "Capital", "Revenue"])
        place = _write_lines(sheet, printed, place + 2, live) + 1
    sheet.write(place, 0, narrative)
    book.close()


def _write_lines(sheet: object, printed: Printed, place: int, live: bool) -> int:
    assert isinstance(sheet, xlsxwriter.worksheet.Worksheet)
    streams: list[int] = []
    subtotals: list[int] = []
    for row in printed.rows:
        sheet.write(place, 0, row.label)
        for column in (1, 2):
            amount = row.amounts.get(column + 2)
            letter = "ABC"[column]
            added = f"{letter}{streams[0]}:{letter}{streams[-1]}" if streams else ""
            if row.level == "total":
                added = ",".join(f"{letter}{each}" for each in subtotals)
            if isinstance(amount, Decimal) and live and row.level != "stream" and added:
                sheet.write_formula(place, column, f"=SUM({added})", None, float(amount))
            elif isinstance(amount, Decimal):
                sheet.write(place, column, float(amount))
            elif amount:
                sheet.write(place, column, amount)
        place += 1
        if row.level == "stream":
            streams.append(place)
        elif row.level == "subtotal":
            subtotals.append(place)
            streams = []
    return place


def write_2005(path: Path) -> None:
    """Write the tables of 2005, a sheet for each block."""
    book = xlsxwriter.Workbook(str(path))
    for name, printed in zip(("CYP", "SSC", "HCOP"), tables_of_2005(), strict=True):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, f"{printed.name}: partnership funding")
        sheet.write(1, 1, "£000")
        sheet.write_row(2, 0, ["Funding stream", "2005/06", "2006/07", "2007/08"])
        for place, row in enumerate(printed.rows[1:], start=3):
            sheet.write(place, 0, row.label)
            for column, amount in row.amounts.items():
                if isinstance(amount, Decimal):
                    sheet.write(place, column - 1, float(amount))
                elif amount:
                    sheet.write(place, column - 1, amount)
    book.close()


@pytest.fixture(scope="module")
def workbooks(once: Once) -> Path:
    """Both published sets of tables as .xlsx."""

    def write(folder: Path) -> None:
        write_annex_3(folder / "plain.xlsx")
        write_annex_3(folder / "live.xlsx", live=True)
        write_2005(folder / "of2005.xlsx")

    return once("funding-workbooks", write)


@pytest.fixture(scope="module")
def elsewhere(once: Once, workbooks: Path) -> Path:
    """The same, saved by LibreOffice as .ods and .xls."""

    def save(folder: Path) -> None:
        for form in ("ods", "xls"):
            (folder / form).mkdir()
            save_with_libreoffice(sorted(workbooks.glob("*.xlsx")), form, folder / form)

    return once("funding-elsewhere", save)


def checked(form: Form, path: Path) -> CheckedTables:
    return check_tables(read_tables(form, path))


def wrong(one: CheckedTables) -> dict[str, str]:
    return {f"{f.sheet}!{f.cell}": f.rule for f in one.findings if f.severity == "error"}


OF_2005 = {f"CYP!{cell}": "total-differs" for cell in ("B35", "C35", "D35")}


@pytest.mark.parametrize("name", ["plain", "live"])
def test_annex_3_casts_as_a_workbook(form: Form, workbooks: Path, name: str) -> None:
    one = checked(form, workbooks / f"{name}.xlsx")
    assert [f.message for f in one.findings if f.severity != "note"] == []
    (table,) = one.tables
    assert len(table.totals) == 12
    assert table.years == ("2007-08",)


def test_the_tables_of_2005_are_found_out_on_their_sheets(form: Form, workbooks: Path) -> None:
    one = checked(form, workbooks / "of2005.xlsx")
    assert wrong(one) == OF_2005
    assert [table.table.unit for table in one.tables] == [1000, 1000, 1000]


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_formats_say_the_same(form: Form, elsewhere: Path, ending: str) -> None:
    for name in ("plain", "live"):
        assert wrong(checked(form, elsewhere / ending / f"{name}.{ending}")) == {}
    assert wrong(checked(form, elsewhere / ending / f"of2005.{ending}")) == OF_2005


def test_the_narrative_is_reconciled_to_the_pound(form: Form, tmp_path: Path) -> None:
    write_annex_3(tmp_path / "one.xlsx", narrative=NARRATIVE.replace("680", "681"))
    queries = [f for f in checked(form, tmp_path / "one.xlsx").findings if f.severity == "query"]
    assert [(f.rule, f.expected) for f in queries] == [("about-differs", "£28,475,680")]


def test_a_marked_copy_has_the_findings_in_its_cells(
    laa: Laa, workbooks: Path, tmp_path: Path
) -> None:
    path = workbooks / "of2005.xlsx"
    told = laa("funding", "check", str(path), "--marked", "marked", folder=tmp_path)
    assert told.status == 1
    book = openpyxl.load_workbook(tmp_path / "marked" / "of2005.xlsx")
    assert "119,771" in book["CYP"]["B35"].comment.text


def test_a_text_file_has_no_marked_copy_and_that_is_said(laa: Laa, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("Stream,£\nNRF,1\nTotal,1\n", encoding="utf-8")
    told = laa("funding", "check", "one.csv", "--marked", "marked", folder=tmp_path)
    assert told.status == 0
    assert "one.csv: a text file has no place for marks" in told.err


def test_the_page_has_the_findings(laa: Laa, workbooks: Path, tmp_path: Path) -> None:
    path = workbooks / "of2005.xlsx"
    laa("funding", "check", str(path), "--html", "found.html", folder=tmp_path)
    assert "119,771" in (tmp_path / "found.html").read_text(encoding="utf-8")


TEXTS = {
    "semicolons": "Stream;£\nNRF;1,100\nYJB;2,200\nTotal;3,300\n".encode(),
    "tabs": "Stream\t£\nNRF\t1,100\nYJB\t2,200\nTotal\t3,300\n".encode(),
    "windows": "Stream,£\nNRF,1100\nYJB – old,2200\nTotal,3300\n".encode("cp1252"),
    "utf-16": "Stream\t£\nNRF\t1100\nYJB\t2200\nTotal\t3300\n".encode("utf-16"),
    "marked utf-8": "Stream,£\nNRF,1100\nYJB,2200\nTotal,3300\n".encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_files_are_read_however_they_are_written(
    form: Form, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(TEXTS[name])
    one = checked(form, path)
    assert one.tables[0].totals == {4: (2, 3)}
    assert one.tables[0].table.lines[-1].figures[2].value == 3300  # type: ignore[index]
    assert wrong(one) == {}


HOSTILE = {
    "empty": b"",
    "noughts": b"\0" * 1000,
    "a page": b"<html><table><tr><td>1,2</td></tr></table></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "one long cell": b'a,b\n"' + b"x" * 200_000,
    "words": b"nothing,here\nis,a table\n",
    "many columns": b"," * 20_000 + b"1\n",
    "half a zip": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_one_sentence(form: Form, tmp_path: Path, name: str) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(LaaError) as told:
        read_tables(form, path)
    assert "one.csv" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "Stream,£\n" + "Total,1\n" * 3000,
        "Stream,£\n" + ",1\n" * 3000,
        "Stream,£\n" + "a,99999999999999999999999999\n" * 10,
        "Stream,£\n" + "a,0.00000000000001\n" * 10,
        "Stream,£\nTotal,=SUM(A1:ZZ99)\na,1\n",
        "\n".join(f"{n},{n}" for n in range(3000)),
    ],
)
def test_odd_tables_are_checked_in_their_time(form: Form, tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.csv"
    path.write_text(text, encoding="utf-8")
    checked(form, path)


def test_a_sheet_that_is_read_as_text_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("a,1\n", encoding="utf-8")
    (sheet,) = open_table(path).sheets
    assert sheet.name == ""


def test_a_marked_copy_is_checked_as_the_table_it_is(
    laa: Laa, workbooks: Path, tmp_path: Path
) -> None:
    path = workbooks / "of2005.xlsx"
    first = laa("funding", "check", str(path), "--marked", "marked", folder=tmp_path)
    again = laa("funding", "check", "marked/of2005.xlsx", folder=tmp_path)
    assert again.status == 1
    assert again.out.splitlines()[1:10] == first.out.splitlines()[1:10]


def test_a_return_without_funding_is_told_apart(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    told = laa("funding", "check", str(demo.completed["health"]), folder=tmp_path)
    assert told.status == 2
    assert "is the return of health, which reports on no streams" in told.err


def test_any_digit_of_the_published_csv_is_found_in_its_cell_or_its_total(
    form: Form, tmp_path: Path
) -> None:
    with (FOLDER / "funding_2007_08.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    table = read_tables(form, FOLDER / "funding_2007_08.csv").tables[0]
    parents = {part: total for total, parts in table.totals.items() for part in parts}
    path = tmp_path / "funding_2007_08.csv"
    for row, column in [(r, c) for r in range(2, len(lines) + 1, 2) for c in (5, 6)]:
        shown = lines[row - 1][column - 1]
        if not shown[:1].isdigit() or shown == "0":
            continue
        spoilt = [[*line] for line in lines]
        # The first digit, so that no amount which is not quantified can account for it.
        spoilt[row - 1][column - 1] = ("9" if shown[0] != "9" else "8") + shown[1:]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(spoilt)
        errors = [f for f in checked(form, path).findings if f.severity == "error"]
        right = {address(each, column) for each in (row, parents.get(row, row))}
        assert [f.cell for f in errors if f.cell in right] or _is_unknown(row, column), shown
        assert len(errors) <= 1


def _is_unknown(row: int, column: int) -> bool:
    """Whether a total that is larger than its lines may be so for what is not quantified."""
    return column == 6 and row in (35, 36, 46)


def _shown_in_thousands(path: Path, *, total: float) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet, style = book.add_worksheet("Fund"), book.add_format({"num_format": "#,##0,"})
    sheet.write_row(0, 0, ["Coventry Partnership funding 2007/08 (£000)"])
    sheet.write_row(1, 0, ["Stream", "Amount"])
    for row, (name, amount) in enumerate(
        [("Fund A", 100_400), ("Fund B", 200_400), ("Fund C", 300_400)], start=2
    ):
        sheet.write(row, 0, name)
        sheet.write(row, 1, amount, style)
    sheet.write(5, 0, "Total")
    sheet.write_formula(5, 1, "=ROUND(SUM(B3:B5)*1,0)", style, total)
    book.close()
    return path


def test_pounds_that_are_only_shown_as_thousands_are_pounds(form: Form, tmp_path: Path) -> None:
    right = checked(form, _shown_in_thousands(tmp_path / "right.xlsx", total=601_200))
    assert right.findings == ()
    assert right.tables[0].table.unit == 1
    wrong = checked(form, _shown_in_thousands(tmp_path / "wrong.xlsx", total=601_000))
    assert {each.cell for each in wrong.findings if each.severity == "error"} == {"B6"}


def test_a_line_that_is_hidden_is_said(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Fund")
    rows = [["Coventry Partnership 2007/08 (£)"], ["Stream", "Amount"], ["Fund A", 100]]
    for row, cells in enumerate([*rows, ["Fund B", 50], ["Fund C", 300], ["Total", 450]]):
        sheet.write_row(row, 0, cells)
    sheet.set_row(3, None, None, {"hidden": True})
    book.close()
    (found,) = checked(form, path).findings
    assert (found.rule, found.cell, found.found) == ("line-hidden", "B4", "50")


def test_a_column_that_is_hidden_is_said_once(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Fund")
    rows = [
        ["Coventry Partnership 2007/08 (£)"],
        ["Stream", "Capital", "Revenue", "Total"],
        ["Fund A", 100, 20, 120],
        ["Fund B", 50, 30, 80],
        ["Total", 150, 50, 200],
    ]
    for row, cells in enumerate(rows):
        sheet.write_row(row, 0, cells)
    sheet.set_column(2, 2, None, None, {"hidden": True})
    book.close()
    (found,) = checked(form, path).findings
    assert (found.rule, found.cell, found.found) == ("column-hidden", "C3", "20")
