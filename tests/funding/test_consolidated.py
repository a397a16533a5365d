"""The funding sheets of the LAA spreadsheet: as published, by stream, over the years, proved."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo
from workbook_files import recalculated_by_libreoffice

from workbook_tools.consolidated import Book, funding_bytes, spreadsheet_bytes
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework, load_history
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import Sheet, Workbook, open_workbook

YEAR = "2007-08"
NAMES = ["Funding", "Funding matrix", "Funding over the years", "Spending", "Funding checks"]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_history().at(YEAR)


@pytest.fixture(scope="module")
def path(form: Form, framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The funding tables of a round in which nothing has been reported yet."""
    path = tmp_path_factory.mktemp("tables") / "funding.xlsx"
    path.write_bytes(funding_bytes(Book(form, framework, framework.round(YEAR), (), {})))
    return path


@pytest.fixture(scope="module")
def tables(path: Path) -> Workbook:
    return open_workbook(path)


def sheet_of(tables: Workbook, name: str) -> Sheet:
    sheet = tables.sheet(name)
    assert sheet is not None
    return sheet


def lines_of(sheet: Sheet) -> list[dict[str, object]]:
    """Return the rows under the headings of a sheet, by heading."""
    heading_row = 4
    headings = {
        place: str(cell.value) for (row, place), cell in sheet.cells.items() if row == heading_row
    }
    last = max(row for row, _ in sheet.cells)
    return [
        {
            heading: cell.value if (cell := sheet.cell(row, place)) else None
            for place, heading in headings.items()
        }
        for row in range(heading_row + 1, last + 1)
    ]


def annex() -> list[dict[str, str]]:
    source = FRAMEWORKS / DEFAULT_FRAMEWORK / "source" / "funding_2007_08.csv"
    with source.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def amount(text: str) -> float | str | None:
    plain = text.replace(",", "")
    return float(plain) if plain.isdigit() else text or None


def test_the_table_is_annex_3_as_published_row_for_row(tables: Workbook) -> None:
    lines = [
        line
        for line in lines_of(sheet_of(tables, "Funding"))
        if line["Ref"] or "otal" in str(line["Funding stream"])
    ]
    printed = annex()
    assert len(lines) == len(printed)
    for line, row in zip(lines, printed, strict=True):
        if row["funding_stream"]:
            assert line["Funding stream"] == row["funding_stream"]
        assert line["Capital £"] == amount(row["capital"])
        assert line["Revenue £"] == amount(row["revenue"])
        if row["line_type"] == "stream":
            assert line["Previously pooled"] == row["previously_pooled"]


def test_every_total_is_a_formula(tables: Workbook) -> None:
    sheet = sheet_of(tables, "Funding")
    words = {
        row: str(cell.value)
        for (row, place), cell in sheet.cells.items()
        if place == 2 and row > 4 and cell.value
    }
    totals = [row for row, text in words.items() if text == "Sub total" or "Total " in text]
    assert len(totals) == 13
    for row in totals:
        for place in (4, 5, 6):
            cell = sheet.cell(row, place)
            assert cell is not None
            assert cell.formula


def test_what_is_not_quantified_stays_a_word_and_its_totals_say_so(tables: Workbook) -> None:
    lines = {line["Ref"]: line for line in lines_of(sheet_of(tables, "Funding"))}
    line = lines["CYP-F1022"]
    assert line["Revenue £"] == line["Capital and revenue £"] == "NYQ"
    notes = sheet_of(tables, "Funding").notes.values()
    assert sum("At least: 1 of its streams not quantified" in text for text in notes) == 2


def test_the_matrix_has_each_stream_once_and_the_totals_of_the_table(tables: Workbook) -> None:
    lines = lines_of(sheet_of(tables, "Funding matrix"))
    named = [line for line in lines if line["Funding stream"] == "Neighbourhood Renewal Fund"]
    (fund,) = named
    by_block = [value for heading, value in fund.items() if heading.endswith(": revenue")]
    assert by_block == [1_519_634, 1_665_547, 713_551, 1_390_818, 5_289_550]
    (unknown,) = (
        each for each in lines if each["Funding stream"] == "Standards Fund (non-devolved)"
    )
    assert unknown["Children and Young People Block: revenue"] == "NYQ"
    last = lines[-1]
    assert last["Funding stream"] == "All funding"
    assert last["Capital and revenue"] == 28_407_000 + 28_475_680


@pytest.mark.parametrize(
    ("line", "forecasts", "allocated", "difference", "said"),
    [
        ("CYP-F980", (1_086_000, 966_000, 948_000), 947_592, -408, ""),
        ("CYP-F974", (119_000, None, None), 369_441, 369_441, "Printed as: Positive Action"),
        ("CYP-F975", (None, None, None), 88_459, 88_459, "New."),
        ("CYP-F526", (3_223_000, None, None), None, 0, "Ended."),
        ("CYP-F530", (2_831_000, None, None), None, 0, "Taken over by General Sure Start and"),
        ("CYP-F1004", (None, None, None), 4_780_000, 4_780_000, "A part of an earlier stream."),
        ("EED-F999", (None, None, None), 1_665_547, 1_665_547, "Printed under another block."),
        ("CYP-F1022", (3_603_000, None, None), "NYQ", "", "Not quantified."),
        ("CYP-F984", (1_662_000, None, None), 1_519_634, 1_519_634, ""),
        ("SSC-F988", (524_000, None, None), 499_110, 499_110, "Printed as: Building Safer"),
        ("SSC-F875", ("N/A", None, None), None, 0, "Ended."),
    ],
)
def test_every_line_says_what_became_of_it_in_one_unit(
    tables: Workbook,
    line: str,
    forecasts: tuple[object, ...],
    allocated: object,
    difference: object,
    said: str,
) -> None:
    lines: Mapping[object, dict[str, object]] = {
        each["Ref"]: each for each in lines_of(sheet_of(tables, "Funding over the years"))
    }
    found = lines[line]
    years = ("2005-06", "2006-07", "2007-08")
    assert tuple(found[f"{year}, as forecast"] for year in years) == forecasts
    assert found["2007-08, as allocated"] == allocated
    assert (found["Allocated less forecast"] or 0) == (difference or 0)
    assert str(found["What became of it"] or "").startswith(said)


def test_every_control_shows_both_sides_and_passes_but_those_that_did_not_cast_in_print(
    tables: Workbook,
) -> None:
    lines = lines_of(sheet_of(tables, "Funding checks"))
    assert len(lines) == 28 + 9 + 2
    failed = {(line["Control"], line["Difference £"]) for line in lines if line["Result"] == "Fail"}
    assert failed == {
        ("TOTAL: Children and Young People Block, 2005-06", -1_076_000),
        ("TOTAL: Children and Young People Block, 2006-07", -92_000),
        ("TOTAL: Children and Young People Block, 2007-08", -74_000),
    }
    assert {line["Result"] for line in lines} == {"Pass", "Fail"}
    narrative = {
        line["As printed or worked out there £"]: line["Worked out here £"]
        for line in lines
        if str(line["Control"]).startswith("Approximately")
    }
    assert narrative == {28_407_000: 28_407_000, 28_475_680: 28_475_680}


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same(path: Path, tables: Workbook, tmp_path: Path) -> None:
    (copy,) = recalculated_by_libreoffice([path], tmp_path)
    theirs = open_workbook(copy)
    compared = 0
    for name in NAMES:
        for (row, place), cell in sheet_of(tables, name).cells.items():
            if cell.formula:
                there = sheet_of(theirs, name).cell(row, place)
                value = there.value if there else None
                assert (value or 0) == pytest.approx(cell.value or 0), (name, cell.address)
                compared += 1
    assert compared > 700


def test_a_changed_amount_fails_its_controls(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    row = next(cell.row for cell in book["Funding"]["A"] if cell.value == "CYP-F980")
    book["Funding"].cell(row, 5).value = 974_592
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    changed.write_bytes(recalculated(changed.read_bytes()))
    lines = lines_of(sheet_of(open_workbook(changed), "Funding checks"))
    assert sum(line["Result"] == "Fail" for line in lines) == 3 + 3


def test_a_year_without_allocations_has_no_funding_sheets(form: Form) -> None:
    framework = load_history().at("2006-07")
    with pytest.raises(LaaError, match="No funding is allocated in 2006-07"):
        funding_bytes(Book(form, framework, framework.round("2006-07"), (), {}))


def test_money_stands_beside_the_lights_of_each_block(form: Form, framework: Framework) -> None:
    content = spreadsheet_bytes(Book(form, framework, framework.round(YEAR), (), {}))
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    names = book.sheetnames
    assert [name for name in names if name in (*NAMES, "Funding and lights")] == [
        *NAMES[:3],
        "Funding and lights",
        *NAMES[3:],
    ]
    rows = list(book["Funding and lights"].iter_rows(min_row=5, max_col=4, values_only=True))
    assert rows[-1] == ("All blocks", 14_408_760, 42_473_920, 56_882_680)
    assert rows[0] == ("Children and Young People Block", 13_799_000, 20_424_820, 34_223_820)


def test_the_contents_name_the_accountants_beside_the_theme_groups(
    form: Form, framework: Framework
) -> None:
    content = spreadsheet_bytes(Book(form, framework, framework.round(YEAR), (), {}))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Cover"]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    titles = [group.title for group in framework.returning(YEAR)]
    assert [name for name in links if name in titles] == titles
    assert links["Finance: Children and Young People"] == "Spending!A1"


def test_the_demo_rebuilds_annex_3_and_compares_every_printed_cell(demo: Demo) -> None:
    text = (demo.folder / "funding-comparison.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    verdicts = [row["verdict"] for row in rows]
    assert {verdict: verdicts.count(verdict) for verdict in set(verdicts)} == {
        "same": 177,
        "supplied": 5,
    }
    supplied = {row["source_line"] for row in rows if row["verdict"] == "supplied"}
    assert supplied == {"1046", "1047", "1048", "1049", "1050"}
    assert "182 cells: 177 same, 5 lost in print and supplied, 0 differ" in demo.printed
