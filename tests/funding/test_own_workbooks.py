"""``laa funding`` on our own workbooks: returns, the rebuilt tables, and tables for analysts."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import Demo, Laa, OpenReturn, saved

from funding.test_return import FINANCE, HALF, fill_in
from workbook_tools.folder import Folder, open_folder
from workbook_tools.folder.making import make_folder
from workbook_tools.formulas.engine import recalculated


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the finance return of one block, filled in and taken."""
    here = tmp_path_factory.mktemp("own") / "round"
    make_folder(here)
    folder = open_folder(here)
    folder.open_round(HALF)
    groups = [FINANCE, "culture"]
    folder.generate(here / "returns", round=HALF, groups=groups)

    def explain(opened: OpenReturn) -> None:
        opened.on("Funding").type("CYP-F1024-C", "Carried forward", 0.1)
        opened.on("Funding").type("CYP-F1024-C", "Spent to date", 0.2)

    path = saved(here / "returns" / f"{FINANCE}.xlsx", here / "sent", fill_in(), explain)
    folder.receive([folder.check(path, round=HALF)])
    return here


@pytest.fixture
def here(issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    copy = Path(shutil.copytree(issued, tmp_path / "round"))
    monkeypatch.chdir(copy)
    return open_folder(copy)


def test_a_return_is_checked_by_its_own_rules(laa: Laa, here: Folder) -> None:
    blank = laa("funding", "check", "--json", f"returns/{FINANCE}.xlsx")
    assert blank.status == 1
    (file,) = json.loads(blank.out)["files"]
    assert {each["rule"] for each in file["findings"]} == {
        "funding-not-filled-in",
        "not-signed-off",
    }
    assert {each["sheet"] for each in file["findings"]} == {"Funding", "Start"}
    assert "its sheet Funding was checked by the rules that stand in it" in file["understood"][0]
    assert laa("funding", "check", f"sent/{FINANCE}.xlsx").status == 0


def test_a_return_without_streams_is_told_in_a_sentence(laa: Laa, here: Folder) -> None:
    told = laa("funding", "check", "returns/culture.xlsx")
    assert told.status == 2
    assert told.err == (
        "laa: returns/culture.xlsx is the return of culture, which reports on no streams; name one "
        "that has a sheet for funding.\n"
    )


def test_the_rebuilt_tables_cast(laa: Laa, here: Folder) -> None:
    told = laa("funding", "consolidate", "--out", "funding.xlsx")
    assert (told.status, told.out) == (0, "funding.xlsx: the funding of 2007-08\n")
    checked = laa("funding", "check", "--json", "funding.xlsx")
    assert checked.status == 0
    (file,) = json.loads(checked.out)["files"]
    assert {each["rule"] for each in file["findings"]} == {"not-quantified"}
    laa("consolidate", "--out", "laa.xlsx")
    assert laa("funding", "check", "laa.xlsx").status == 0


def test_a_wrong_amount_in_the_rebuilt_tables_is_found_in_its_cell(laa: Laa, here: Folder) -> None:
    laa("funding", "consolidate", "--out", "funding.xlsx")
    book = openpyxl.load_workbook("funding.xlsx")
    sheet = book["Funding"]
    total = next(cell for cell in sheet["B"] if cell.value == "Total Aligned Funding")
    sheet.cell(total.row, 5).value = 14_680_000
    book.save("changed.xlsx")
    Path("changed.xlsx").write_bytes(recalculated(Path("changed.xlsx").read_bytes()))
    told = laa("funding", "check", "--json", "changed.xlsx")
    assert told.status == 1
    findings = json.loads(told.out)["files"][0]["findings"]
    assert (f"E{total.row}", "error") in {(each["cell"], each["severity"]) for each in findings}


def test_marked_copies_are_made_of_both(laa: Laa, here: Folder) -> None:
    laa("funding", "consolidate", "--out", "funding.xlsx")
    told = laa("funding", "check", "funding.xlsx", f"returns/{FINANCE}.xlsx", "--marked", "marked")
    assert told.status == 1
    assert sorted(path.name for path in Path("marked").iterdir()) == [
        f"{FINANCE}.xlsx",
        "funding.xlsx",
    ]


def test_a_round_of_a_year_without_money_is_told_in_a_sentence(laa: Laa, here: Folder) -> None:
    told = laa("funding", "consolidate", "--round", "2006-07", "--out", "funding.xlsx")
    assert told.status == 2
    assert "No funding is allocated in 2006-07" in told.err
    assert not Path("funding.xlsx").exists()


def test_amounts_for_analysts_lose_no_penny(here: Folder) -> None:
    frame = here.funding(round=HALF).to_frame()
    assert len(frame) == 149
    row = frame[(frame.key == "CYP-F1024-C") & (frame.basis == "allocation")].iloc[0]
    assert row.available == Decimal("4065000.1")
    assert row.left == Decimal("4064999.9")
    assert row.spent + row.carried_forward == Decimal("0.3")
    assert row.file == f"{FINANCE}.xlsx"
    unknown = frame[frame.key == "CYP-F1022-R"].iloc[0]
    assert (unknown.amount, unknown.said) == (None, "NYQ")
    forecasts = frame[frame.basis == "forecast"]
    assert forecasts.amount.dropna().map(type).eq(Decimal).all()
    assert forecasts[forecasts.year == "2005-06"].amount.dropna().sum() == Decimal(182_390_000)


def test_the_export_has_every_value_with_the_cell_it_came_from(laa: Laa, here: Folder) -> None:
    told = laa("export", "--out", "values.csv")
    rows = list(csv.DictReader(io.StringIO(Path("values.csv").read_text("utf-8-sig"))))
    assert told.out == f"values.csv: {len(rows)} rows\n"
    (spent,) = (
        row for row in rows if row["indicator"] == "CYP-F1024-C" and row["measure"] == "spent"
    )
    assert (spent["value"], spent["sheet"], spent["cell"]) == ("0.2", "Funding", "I10")


def test_the_export_of_money_has_all_its_digits(laa: Laa, here: Folder) -> None:
    laa("export", "--table", "funding", "--out", "funding.csv")
    rows = list(csv.DictReader(io.StringIO(Path("funding.csv").read_text("utf-8-sig"))))
    found = {(row["key"], row["basis"]): row for row in rows if row["year"] == "2007-08"}
    assert found["CYP-F1024-C", "allocation"]["available"] == "4065000.1"
    assert found["CYP-F1022-R", "allocation"]["said"] == "NYQ"


def test_a_workbook_of_the_export_has_both_tables_and_no_formula(laa: Laa, here: Folder) -> None:
    told = laa("export", "--out", "all.xlsx")
    assert told.status == 0, told.err
    sheets = pd.read_excel("all.xlsx", sheet_name=None, keep_default_na=False, engine="openpyxl")
    assert list(sheets) == ["Values", "Funding"]
    assert len(sheets["Funding"]) == 149
    said = set(sheets["Funding"]["said"].map(str))
    assert {"NYQ", "N/A"} <= said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "all.txt"), "all.txt is none of .csv, .xlsx and .parquet"),
        (
            ("--out", "all.csv", "--table", "values", "--table", "funding"),
            "all.csv has room for one table",
        ),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_sentence(
    laa: Laa, here: Folder, arguments: tuple[str, ...], said: str
) -> None:
    told = laa("export", *arguments)
    assert told.status == 2
    assert said in told.err


def test_the_demo_s_funding_can_be_checked(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    assert laa("funding", "check", demo.folder / "funding.xlsx", folder=tmp_path).status == 0
