"""The registers of the LAA spreadsheet: self-assessment, actions and added value of all groups."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import Demo, OpenReturn, saved

from workbook_tools.commands import main
from workbook_tools.form import Form


def fill(opened: OpenReturn) -> None:
    actions = opened.on("Actions")
    actions.type("HOU-A01", "For which indicator or point", "HOU-937")
    actions.type("HOU-A01", "Action", "Open the advice centre on Saturdays.")
    actions.type("HOU-A01", "Due", datetime.date(2007, 6, 30), "dd/mm/yyyy")
    added = opened.on("Added value")
    added.type("HOU-V02", "Kind", "Funding secured or saved")
    added.type("HOU-V02", "What the partnership made possible", "A joint bid for insulation")
    added.type("HOU-V02", "Date", datetime.date(2006, 9, 1), "dd/mm/yyyy")
    added.type("HOU-V02", "Value in £", 50000)
    added.type("HOU-V03", "Kind", "Publicity")
    added.type("HOU-V03", "What the partnership made possible", "A page in the Evening Telegraph")
    added.type("HOU-V03", "Value in £", 7956)
    added.type("HOU-V04", "What the partnership made possible", "A walk-in day at the library")
    opened.on("Self-assessment").type("HOU-G", "Evidence, or your answer", "One advice line.")


@pytest.fixture(scope="module")
def registers(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[object]]]:
    """The lines of each register, after a round with one return that fills them in."""
    place = tmp_path_factory.mktemp("registers")
    folder = place / "round"
    sent = saved(demo.completed["housing"], place / "edited", fill)

    def laa(*arguments: object) -> None:
        told = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
        assert told.exit_code == 0, told.output

    with pytest.MonkeyPatch.context() as patch:
        laa("init", folder)
        patch.chdir(folder)
        laa("ingest", sent, demo.completed["health"])
        laa("consolidate", "--out", "laa.xlsx")
    book = openpyxl.load_workbook(folder / "laa.xlsx", data_only=True)
    return {
        name: [[cell.value for cell in cells] for cells in book[name].iter_rows(min_row=5)]
        for name in ("Self-assessment", "Actions", "Added value", "Summary")
    }


def test_an_action_is_listed_with_what_it_is_for(registers: dict[str, list[list[object]]]) -> None:
    (line,) = registers["Actions"]
    assert line[0] == "HOU-A01"
    assert str(line[2]).startswith("HOU-937 ")
    assert line[4] == "Open the advice centre on Saturdays."
    assert line[6] == datetime.datetime(2007, 6, 30)


def test_added_value_is_listed_in_pounds_that_can_be_added_up(
    registers: dict[str, list[list[object]]],
) -> None:
    line = registers["Added value"][0]
    assert line[2:4] == ["A joint bid for insulation", "Funding secured or saved"]
    assert 50000 in line


def test_evidence_stands_beside_what_is_assessed(registers: dict[str, list[list[object]]]) -> None:
    (line,) = registers["Self-assessment"]
    assert (line[0], line[2]) == ("HOU-G", "The theme group as a whole")
    assert "One advice line." in line


def test_added_value_is_totalled_by_kind_with_publicity_and_funding_apart(
    registers: dict[str, list[list[object]]], form: Form
) -> None:
    lines = registers["Added value"]
    start = next(place for place, line in enumerate(lines) if line[2] == "Kind")
    totals = {line[2]: line[3:7] for line in lines[start + 1 :]}
    assert list(totals) == [
        *form.lists["added_value_kinds"].words,
        *("No kind given", "All added value", "LAA indicators achieving targets"),
    ]
    assert totals["Publicity"] == [1, 7956, None, None]
    assert totals["Funding secured or saved"] == [1, None, 50000, None]
    assert totals["Event"] == [0, None, None, 0]
    # A line that says no kind is counted, so that the total is that of all lines.
    assert totals["No kind given"] == [1, None, None, 0]
    assert totals["All added value"] == [3, 7956, 50000, 0]


def test_the_share_of_indicators_on_target_is_the_summarys(
    registers: dict[str, list[list[object]]],
) -> None:
    *_, last = registers["Added value"]
    of_summary = next(line for line in registers["Summary"] if line[0] == "All theme groups")
    rated, on_target, share = of_summary[-5:-2]
    assert last[3] == share
    assert last[4] == f"{on_target:g} of {rated:g} indicators with a red, amber or green light"


def test_the_kinds_are_those_that_the_partnership_recorded(form: Form) -> None:
    # Partnership progress note 2010, section 4.3; the share of indicators on target is worked out.
    assert len(form.lists["added_value_kinds"].words) + 1 == 10
