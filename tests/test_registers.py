"""The registers of the LAA spreadsheet: self-assessment, actions and added value of all groups."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import Demo, OpenReturn, saved

from workbook_tools.commands import main


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
    opened.on("Self-assessment").type("HOU-Q1", "Evidence, or your answer", "One advice line.")


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
    book = openpyxl.load_workbook(folder / "laa.xlsx")
    return {
        name: [[cell.value for cell in cells] for cells in book[name].iter_rows(min_row=5)]
        for name in ("Self-assessment", "Actions", "Added value")
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
    (line,) = registers["Added value"]
    assert line[2:4] == ["A joint bid for insulation", "Funding secured or saved"]
    assert 50000 in line


def test_an_answer_stands_beside_its_question(registers: dict[str, list[list[object]]]) -> None:
    (line,) = registers["Self-assessment"]
    assert (line[0], line[2]) == ("HOU-Q1", "What is working well?")
    assert "One advice line." in line
