"""The sheet *Funding* of a return: what it asks, what it works out, what the check says of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenReturn, OpenSheet, Told, saved
from framework_files import Rows
from openpyxl.utils import get_column_letter
from workbook_files import recalculated_by_libreoffice

from workbook_tools.folder import open_folder
from workbook_tools.folder.making import make_folder
from workbook_tools.form import Form
from workbook_tools.framework import Framework, load_history
from workbook_tools.framework.load import FILES
from workbook_tools.framework.save import table_bytes
from workbook_tools.rules.issued import plan_return
from workbook_tools.workbooks import open_workbook

HALF, YEAR, NEXT = "2007-08-half-year", "2007-08", "2008-09"
FINANCE = "finance-cyp"

Laa = Callable[..., Told]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the returns of a half-year in which streams have money."""
    here = tmp_path_factory.mktemp("funding") / "round"
    make_folder(here)
    folder = open_folder(here)
    folder.open_round(HALF)
    folder.generate(here / "returns", round=HALF)
    return here


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_history().at(HALF)


def fill_in(
    spent: Mapping[str, Any] | None = None, **forecasts: Any
) -> Callable[[OpenReturn], None]:
    """Return what fills in every stream of a return: half of it spent, all of it by March."""

    def change(opened: OpenReturn) -> None:
        sheet = opened.on("Funding")
        for key in sheet.keys:
            if sheet.cell(key, "Spent to date").protection.locked:
                continue
            allocated = sheet.cell(key, "Allocation").value
            whole = allocated if isinstance(allocated, int | float) else 0
            half = (spent or {}).get(key, round(whole / 2, 2))
            sheet.type(key, "Spent to date", half)
            sheet.type(key, "Forecast for the year", forecasts.get(key.replace("-", "_"), whole))
        start = opened.on("Start")
        for signer in start.keys:
            start.type(signer, "Name", "Ann Other")
            start.type(signer, "Role", "Group accountant")
            start.type(signer, "Date signed", "20/10/2007")

    return change


def rules_of(here: Path, path: Path) -> dict[str, set[str]]:
    """Return the rules that find something on the sheet Funding or Start, by row."""
    found: dict[str, set[str]] = {}
    for each in open_folder(here).check(path, round=HALF).findings:
        if each.sheet in ("Funding", "Start") and each.severity != "note":
            found.setdefault(each.row_key, set()).add(each.rule)
    return found


def test_a_group_with_streams_has_the_sheet_and_one_without_has_none(issued: Path) -> None:
    has = {
        path.stem: open_workbook(path).sheet("Funding") is not None
        for path in (issued / "returns").glob("*.xlsx")
    }
    assert {group for group, there in has.items() if there} == {
        *("children-young-people", "community-safety", "environment", "jobs-economy"),
        *("neighbourhoods", FINANCE, "finance-eed"),
        *("finance-hcop", "finance-ssc"),
    }
    assert len(has) == 17


def test_accountants_see_only_the_tables(issued: Path) -> None:
    names = [each.name for each in open_workbook(issued / "returns" / f"{FINANCE}.xlsx").sheets]
    shown = [name for name in names if not name.startswith("_")]
    assert shown == ["Start", "Funding", "Checks", "Guidance"]


def test_sheets_stand_in_the_order_of_the_contract(issued: Path) -> None:
    book = open_workbook(issued / "returns" / "children-young-people.xlsx")
    shown = [each.name for each in book.sheets if not each.name.startswith("_")]
    assert shown == [
        *("Start", "Indicators", "Gap", "Self-assessment", "Actions", "Recommendations"),
        *("Funding", "Added value", "Checks", "Guidance"),
    ]


def test_no_round_of_a_year_without_allocations_has_the_sheet(
    form: Form, framework: Framework
) -> None:
    for round_id in ("2006-07", NEXT):
        plan = plan_return(form, load_history().at(round_id), round_id, "children-young-people")
        assert not plan.has("Funding")
        assert [row.id for row in plan.table("Start").rows] == ["Theme lead"]


def test_totals_are_formulas_that_add_up_what_is_above_them(
    issued: Path, tmp_path: Path, framework: Framework
) -> None:
    path = saved(issued / "returns" / f"{FINANCE}.xlsx", tmp_path, fill_in())
    sheet = open_workbook(path).sheet("Funding")
    assert sheet is not None
    opened = OpenReturn(path).on("Funding")
    column = opened.column("Allocation")
    results = {key: sheet.cell(row, column) for key, row in opened.keys.items()}
    allocated = {
        f"{line.id}-{each.kind[0].upper()}": float(each.pounds or 0)
        for line, each in framework.funding.reported_by(FINANCE, YEAR)
    }
    for total, ends in (("FCY-FH2-C", "-C"), ("FCY-FT-R", "-R"), ("FCY-FT-C", "-C")):
        cell = results[total]
        assert cell is not None
        assert cell.formula
        assert cell.value == sum(v for key, v in allocated.items() if key.endswith(ends))
    last = results["FCY-FT"]
    assert last is not None
    assert last.value == sum(allocated.values()) == 15_318_634


def test_a_filled_in_return_is_ready_to_send_and_one_that_finance_did_not_sign_is_not(
    issued: Path, tmp_path: Path
) -> None:
    path = issued / "returns" / f"{FINANCE}.xlsx"
    assert rules_of(issued, saved(path, tmp_path / "a", fill_in())) == {}

    def forget(opened: OpenReturn) -> None:
        opened.on("Start").type("Finance", "Name", None)

    unsigned = saved(path, tmp_path / "b", fill_in(), forget)
    assert rules_of(issued, unsigned) == {"Finance": {"not-signed-off"}}


@pytest.mark.libreoffice
def test_libreoffice_works_the_totals_and_the_checks_out_alike(
    issued: Path, tmp_path: Path
) -> None:
    spent = {"CYP-F1024-C": 5_000_000, "CYP-F1025-C": "£9,180.50"}
    path = saved(issued / "returns" / f"{FINANCE}.xlsx", tmp_path, fill_in(spent))
    (tmp_path / "libreoffice").mkdir()
    (copy,) = recalculated_by_libreoffice([path], tmp_path / "libreoffice")
    ours, theirs = (open_workbook(each).sheet("Funding") for each in (path, copy))
    assert ours is not None
    assert theirs is not None
    compared = 0
    for place, cell in ours.cells.items():
        if cell.formula and isinstance(cell.value, float):
            there = theirs.cells[place]
            assert there.value == pytest.approx(cell.value, abs=0.001), cell.address
            compared += 1
    assert compared > 60
    assert rules_of(issued, copy) == rules_of(issued, path)
    assert rules_of(issued, path)["CYP-F1024-C"] == {
        "spent-above-available",
        "forecast-below-spent",
    }


@pytest.mark.parametrize(
    ("spent", "forecast", "rules"),
    [
        (None, 918_000, {"funding-not-filled-in"}),
        (0, 918_000, {"nothing-spent-of-stream"}),
        (459, 918, {"variance-unexplained", "amount-in-thousands"}),
        (-459_000, 918_000, {"amount-below-nought"}),
        (918_000.01, 918_000.01, {"spent-above-available"}),
        (459_000, 400_000, {"forecast-below-spent", "variance-unexplained"}),
        (459_000, 800_000, {"variance-unexplained"}),
        ("£459,000", "918 000", set()),
        ("£0.46m", 918_000, {"not-a-number"}),
        (459_000, 917_000, set()),
    ],
)
def test_what_is_odd_about_a_stream_is_said(
    issued: Path,
    tmp_path: Path,
    spent: Any,
    forecast: Any,
    rules: set[str],
) -> None:
    change = fill_in({"CYP-F1025-C": spent}, CYP_F1025_C=forecast)
    path = saved(issued / "returns" / f"{FINANCE}.xlsx", tmp_path, change)
    assert rules_of(issued, path).get("CYP-F1025-C", set()) == rules


def test_what_is_not_quantified_is_left_out_of_totals_which_say_so(
    issued: Path, framework: Framework
) -> None:
    path = issued / "returns" / "children-young-people.xlsx"
    opened = OpenReturn(path).on("Funding")
    sheet = open_workbook(path).sheet("Funding")
    assert sheet is not None

    def shown(key: str, heading: str) -> Any:
        cell = sheet.cell(opened.keys[key], opened.column(heading))
        assert cell is not None
        return cell.value

    assert shown("CYP-F1022-R", "Allocation") == shown("CYP-F1022-R", "Available") == "NYQ"
    pairs = framework.funding.reported_by("children-young-people", YEAR)
    known = sum(each.pounds for _, each in pairs if each.pounds is not None)
    assert shown("CYP-FT", "Allocation") == known
    assert shown("CYP-FT", "Reason for a difference") == "At least: 1 without an amount"


def test_what_was_spent_and_left_is_carried_into_the_next_returns(
    issued: Path, tmp_path: Path, laa: Laa, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path(shutil.copytree(issued, tmp_path / "round"))
    _allocate_next_year(here / "framework")
    monkeypatch.chdir(here)
    folder = open_folder(here)

    def send(path: Path, day: str, **forecasts: float) -> None:
        spent = {key.replace("_", "-"): value for key, value in forecasts.items()}
        change = fill_in(spent, **forecasts)
        told = laa("ingest", saved(path, tmp_path / day, change, explain), "--received", day)
        assert told.status == 0, told.out + told.err

    def explain(opened: OpenReturn) -> None:
        sheet = opened.on("Funding")
        reason = "The last two classrooms were cheaper than the tender; the rest is carried."
        sheet.type("CYP-F1025-C", "Reason for a difference", reason)

    send(here / "returns" / f"{FINANCE}.xlsx", "2007-10-20")
    folder.open_round(YEAR)
    (year,) = folder.generate(tmp_path / "year", round=YEAR, groups=[FINANCE])
    row = OpenReturn(year).on("Funding")
    # What the half-year spent stands beside the year's entry; it is not what a year left.
    assert row.cell("CYP-F1025-C", "Spent, as last reported").value == 459_000
    assert "Left at the end of last year" not in shown_headings(row)
    send(year, "2008-05-20", CYP_F1025_C=900_000)
    folder.open_round(NEXT)
    (after,) = folder.generate(tmp_path / "next", round=NEXT, groups=[FINANCE])
    row = OpenReturn(after).on("Funding")
    assert row.cell("CYP-F1025-C", "Left at the end of last year").value == 18_000
    assert "Spent, as last reported" not in shown_headings(row)
    rules = {each.rule for each in folder.check(saved(after, tmp_path, fill_in())).findings}
    assert "carried-forward-differs" in rules


def shown_headings(sheet: OpenSheet) -> set[str]:
    """Return the headings of the columns that are not hidden."""
    hidden = {letters for letters, each in sheet.sheet.column_dimensions.items() if each.hidden}
    return {h for h, place in sheet.headings.items() if get_column_letter(place) not in hidden}


def _allocate_next_year(folder: Path) -> None:
    """Let one line have money in the year after, as a secretariat would declare it."""
    rows = Rows.of(load_history())
    allocation = rows.find("allocations.csv", line="CYP-F1025", basis="allocation")
    rows.add("allocations.csv", replace(allocation, year=NEXT, amount="900000", printed="900,000"))
    (folder / "allocations.csv").write_bytes(
        table_bytes(FILES["allocations.csv"], rows.tables["allocations.csv"])
    )
