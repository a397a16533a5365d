"""``laa trace``: from a cell of the LAA spreadsheet to the cell of a file, in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Demo, Laa

from workbook_tools.consolidated.tracing import Tracing
from workbook_tools.files import sha256
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import open_workbook


@pytest.fixture(scope="module")
def tracing(demo: Demo, form: Form, framework: Framework) -> Tracing:
    return Tracing(open_workbook(demo.spreadsheet), form, framework, framework.round("2006-07"))


def told(tracing: Tracing, address: str) -> list[str]:
    return [step.text for step in tracing.trace(address)]


def test_a_reported_figure_leads_to_the_cell_of_a_file(tracing: Tracing, demo: Demo) -> None:
    named, reported, digest = told(tracing, "Simple View!P14")
    assert named.startswith("Simple View!P14 shows 69: “2006-7 Update: City Avg” of CYP-582, ")
    assert "in children-young-people.xlsx, sheet Indicators, cell I15," in reported
    file = demo.completed["children-young-people"]
    assert open_workbook(file).sheet("Indicators").cell(15, 9).value == 69  # type: ignore[union-attr]
    assert digest.endswith(sha256(file.read_bytes()))


def test_a_variance_leads_to_both_its_sides(tracing: Tracing) -> None:
    lines = told(tracing, "Simple View!R14")
    assert lines[1].startswith("It is worked out there: =IF(AND(ISNUMBER(P14)")
    assert any(line.startswith("It was reported as “69”") for line in lines)
    assert "It stands in the framework: printed as “75.0” on line 582 of the agreement." in lines


def test_a_light_leads_to_the_calculation_it_follows_from(tracing: Tracing) -> None:
    lines = told(tracing, "Simple View!S14")
    assert lines[1].startswith("It was reported as “Amber”")
    assert "Lights!P10 shows Red: “Calculated”." in lines
    assert any(line.startswith("Lights!M10 shows 75: “Expected by now”") for line in lines)


def test_a_count_of_the_board_leads_to_the_lights_that_it_counts(tracing: Tracing) -> None:
    lines = told(tracing, "Board summary!C6")
    assert lines[-2:] == [
        "Simple View!S8:S53: 46 cells under “Traffic Light Judgement”.",
        "Summary!C4 shows Red: it is a heading.",
    ]


def test_a_figure_that_was_known_before_names_the_line_that_prints_it(tracing: Tracing) -> None:
    assert told(tracing, "Simple View!K14")[1] == (
        "It stands in the framework: printed as “Academic Year 03/04” on line 582 of the agreement."
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("Simple View!A1", "Simple View!A1 shows Coventry Community Plan"),
        ("Simple View!D4", "Simple View!D4 shows Units: it is a heading."),
        ("'simple view'!$P$14", "Simple View!P14 shows 69"),
        ("Calendar!B7", "Calendar!B7 shows Cabinet Member Strategic Plans"),
        ("Lights!AZ900", "Lights!AZ900 is blank"),
    ],
)
def test_every_cell_is_told_what_it_is(tracing: Tracing, address: str, words: str) -> None:
    assert told(tracing, address)[0].startswith(words)


def test_every_figure_of_the_round_is_told_with_its_own_file_and_cell(
    tracing: Tracing, demo: Demo
) -> None:
    view = tracing.workbook.sheet("Simple View")
    assert view
    headings = {str(view.cell(4, c).value): c for c in range(1, view.max_column + 1)}
    column = headings["2006-7 Update: City Avg"]
    completed = {path.name: open_workbook(path) for path in demo.completed.values()}
    followed = 0
    for row in range(5, view.max_row + 1):
        value = view.cell(row, column).value
        if not isinstance(value, float):
            continue
        reported = tracing.trace(f"Simple View!{view.cell(row, column).address}")[1].text
        file, _, rest = reported.partition(" in ")[2].partition(", sheet ")
        name, _, cell = rest.partition(", cell ")
        sheet = completed[file].sheet(name)
        assert sheet
        found = next(c for c in sheet.cells.values() if c.address == cell.partition(",")[0])
        assert found.value == pytest.approx(value), reported
        followed += 1
    assert followed > 50


@pytest.mark.parametrize("address", ["Q57", "Simple View!", "Simple View!57", "Nowhere!A1"])
def test_what_is_no_cell_is_refused_in_a_sentence(tracing: Tracing, address: str) -> None:
    with pytest.raises(LaaError) as refused:
        tracing.trace(address)
    assert "\n" not in str(refused.value)


def test_the_command_names_the_receipt_that_the_ledger_has(
    demo: Demo, laa: Laa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (demo.spreadsheet, demo.ledger):
        shutil.copy(path, tmp_path / path.name)
    monkeypatch.chdir(tmp_path)
    answer = laa("trace", "Simple View!P14", "--in", "laa-spreadsheet.xlsx")
    assert answer.status == 0
    assert "The ledger keeps it: receipt children-young-people-2006-07-1." in answer.out
    wrong = laa("trace", "Simple View!P14", "--in", "ledger.sqlite")
    assert wrong.status == 2
    assert wrong.err.startswith("laa: ")
