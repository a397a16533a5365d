"""The return of the Board: what it is asked for, who knows of it, where its answers are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Once
from framework_files import edited
from prospectus_files import BOARD, HALF, ROUND, state_of_board, two_years

from workbook_tools.form import Form
from workbook_tools.framework import Framework, load_history
from workbook_tools.problems import DeclarationError
from workbook_tools.returns import plan_return
from workbook_tools.workbooks.opening import open_workbook

QUESTIONS = {
    "BRD-Q1": "What is working well?",
    "BRD-Q5": "Is partnership working inclusive, and does it add value?",
}


@pytest.fixture(scope="module")
def told(once: Once) -> Path:
    """The folder of two years in which the Board returns, and what commands answered beside it."""
    return once("prospectus", two_years)


@pytest.fixture(scope="module")
def laa_spreadsheet(told: Path) -> Any:
    return openpyxl.load_workbook(told / "round" / f"{ROUND}.xlsx")


def test_the_board_has_sheets_of_its_own_and_no_indicators(told: Path) -> None:
    book = open_workbook(told / "round" / "returns" / ROUND / "board.xlsx")
    shown = [each.name for each in book.sheets if not each.name.startswith("_")]
    assert shown == [
        *("Start", "Self-assessment", "Actions", "Recommendations", "Added value"),
        *("Checks", "Guidance"),
    ]


def test_the_questions_of_the_management_review_are_the_boards_alone(
    form: Form, framework: Framework
) -> None:
    rows = plan_return(form, framework, ROUND, BOARD).table("Self-assessment").rows
    said = {row.id: row.facts["subject"].value for row in rows}
    assert QUESTIONS.items() <= said.items()
    assert said["BRD-G"] == "The partnership as a whole"
    for group in framework:
        table = plan_return(form, framework, ROUND, group.id).table("Self-assessment")
        assert not [row.id for row in table.rows if row.role == "question"]


def test_it_is_asked_from_the_year_that_the_framework_names(framework: Framework) -> None:
    def asks(year: str) -> bool:
        return BOARD in {each.id for each in framework.returning(year)}

    assert not asks("2006-07")
    assert asks("2007-08")
    assert asks("2008-09")


def test_status_letters_and_receipts_know_the_board(told: Path) -> None:
    assert state_of_board(told / "before.json") == "overdue"
    assert (told / "round" / "letters" / "board-2007-08.txt").exists()
    assert "board-2007-08-1" in (told / "ingested.txt").read_text("utf-8")
    assert state_of_board(told / "after.json") == "accepted"


def test_what_the_board_says_stands_in_the_registers(laa_spreadsheet: Any) -> None:
    assessed = list(laa_spreadsheet["Self-assessment"].iter_rows(min_row=5, values_only=True))
    board = "Coventry Partnership Board"
    assert [row[:3] for row in assessed if row[1] == board] == [
        ("BRD-G", board, "The partnership as a whole"),
        ("COI-457", board, "Disabled people"),
        ("BRD-Q1", board, "What is working well?"),
    ]
    (question,) = (row for row in assessed if row[0] == "BRD-Q1")
    assert question[7:9] == ("Networking across the city has grown.", "Fewer groups.")
    (action,) = laa_spreadsheet["Actions"].iter_rows(min_row=5, values_only=True)
    assert action[:2] == ("BRD-A01", board)
    assert action[2].startswith("BRD-Q1 ")


def test_the_contents_lead_from_the_board_to_its_self_assessment(laa_spreadsheet: Any) -> None:
    cells = laa_spreadsheet["Cover"]["A"]
    links = {cell.value: cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert links["Coventry Partnership Board"] == "'Self-assessment'!A1"


def test_its_action_is_carried_into_the_next_round(told: Path) -> None:
    book = openpyxl.load_workbook(told / "round" / "returns" / HALF / "board.xlsx")
    words = [cell.value for row in book["Actions"].iter_rows() for cell in row]
    assert "Agree terms of reference for every group." in words
    # The self-assessment is annual.
    assert "annual self-assessment" in book["Self-assessment"]["A2"].value


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "housing"}, "has the id or the code of a theme group"),
        ({"code": "HOU"}, "has the id or the code of a theme group"),
        ({"id": "The Board"}, "is not made of small letters"),
    ],
)
def test_a_board_that_would_be_taken_for_another_is_refused(
    changed: dict[str, str], said: str
) -> None:
    def spoil(rows: Any) -> None:
        rows.set("board.csv", rows.tables["board.csv"][0], **changed)

    with pytest.raises(DeclarationError, match=said):
        edited(spoil)


def test_a_framework_without_a_board_asks_none() -> None:
    without = edited(lambda rows: rows.keep_registers_of())
    assert BOARD not in {each.id for each in without.at(ROUND).returning(ROUND)}
    assert BOARD in {each.id for each in load_history().at(ROUND).returning(ROUND)}
