"""The return of the Board: what it is asked for, who knows of it, where its answers are shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from framework_files import Edit as FrameworkEdit
from framework_files import edited

from workbook_tools.commands import main
from workbook_tools.folder import Folder
from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework, load_history
from workbook_tools.problems import DeclarationError
from workbook_tools.published.typing import Typing
from workbook_tools.returns import plan_return
from workbook_tools.workbooks.opening import open_workbook

ROUND, HALF = "2007-08", "2007-08-half-year"
BOARD = "board"
QUESTIONS = {
    "BRD-Q1": "What is working well?",
    "BRD-Q5": "Is partnership working inclusive, and does it add value?",
}


@dataclass(frozen=True)
class Told:
    """A folder in which the Board has returned, and what commands answered meanwhile."""

    folder: Path
    before: dict[str, Any]
    """The status before it returned, as an object."""
    ingested: str
    after: dict[str, Any]
    letters: set[str]

    @property
    def laa(self) -> Any:
        return openpyxl.load_workbook(self.folder / "laa.xlsx")


def _laa(folder: Path, *arguments: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "250")
        answer = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The Board returns in 2007-08, and nobody else yet."""
    folder = tmp_path_factory.mktemp("board") / "round"
    _laa(folder.parent, "init", "round")
    _laa(folder, "round", "open", ROUND)
    _laa(folder, "generate", "--group", BOARD, "--out", "returns")
    before = json.loads(_laa(folder, "status", "--json", "--today", "2008-06-30"))
    _laa(folder, "status", "--today", "2008-06-30", "--chase", "letters")
    letters = {path.stem for path in (folder / "letters").glob("*.txt")}
    form = Folder(folder).terms(ROUND).form
    typing = Typing(form, (folder / "returns" / "board.xlsx").read_bytes())
    start, assessed, actions = (
        typing.rows(name) for name in ("Start", "Self-assessment", "Actions")
    )
    signed = {"signer_name": "A. Chair", "signer_role": "Chair", "signer_date": date(2008, 5, 20)}
    typing.type("Start", start["Chair of the Board"], signed)
    said = {"evidence": "Networking across the city has grown.", "will_change": "Fewer groups."}
    typing.type("Self-assessment", assessed["BRD-Q1"], said)
    grades = ("assess_delivery", "assess_plausibility", "assess_gap", "assess_communities")
    fair = {**dict.fromkeys(grades, "Fair"), "evidence": "Two of three priorities were delivered."}
    typing.type("Self-assessment", assessed["BRD-G"], fair)
    plan = {
        "about": "BRD-Q1",
        "cause": "Roles of groups are not clear.",
        "action": "Agree terms of reference for every group.",
        "owner": "Partnership Manager",
        "action_due": date(2008, 9, 30),
    }
    typing.type("Actions", actions["BRD-A01"], plan)
    sent = folder / "board.xlsx"
    sent.write_bytes(recalculated(typing.saved()))
    ingested = _laa(folder, "ingest", str(sent), "--received", "2008-05-20")
    after = json.loads(_laa(folder, "status", "--json", "--today", "2008-06-30"))
    _laa(folder, "consolidate", "--out", "laa.xlsx")
    return Told(folder, before, ingested, after, letters)


def test_the_board_has_sheets_of_its_own_and_no_indicators(told: Told) -> None:
    book = open_workbook(told.folder / "returns" / "board.xlsx")
    shown = [each.name for each in book.sheets if not each.name.startswith("_")]
    assert shown == ["Start", "Self-assessment", "Actions", "Added value", "Checks", "Guidance"]


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


def test_status_letters_and_receipts_know_the_board(told: Told) -> None:
    def standing(status: dict[str, Any]) -> Any:
        (own,) = (each for each in status["groups"] if each["theme_group"] == BOARD)
        return own["state"]

    assert standing(told.before) == "overdue"
    assert "board-2007-08" in told.letters
    assert "board-2007-08-1" in told.ingested
    assert standing(told.after) == "accepted"


def test_what_the_board_says_stands_in_the_registers(told: Told) -> None:
    assessed = list(told.laa["Self-assessment"].iter_rows(min_row=5, values_only=True))
    board = "Coventry Partnership Board"
    assert [row[:3] for row in assessed] == [
        ("BRD-G", board, "The partnership as a whole"),
        ("BRD-Q1", board, "What is working well?"),
    ]
    assert assessed[1][7:9] == ("Networking across the city has grown.", "Fewer groups.")
    (action,) = told.laa["Actions"].iter_rows(min_row=5, values_only=True)
    assert action[:2] == ("BRD-A01", board)
    assert action[2].startswith("BRD-Q1 ")


def test_the_contents_lead_from_the_board_to_its_self_assessment(told: Told) -> None:
    links = {c.value: c.hyperlink.location for c in told.laa["Contents"]["A"] if c.hyperlink}
    assert links["Coventry Partnership Board"] == "'Self-assessment'!A1"


def test_its_action_is_carried_into_the_next_round(told: Told) -> None:
    folder = told.folder
    _laa(folder, "round", "open", "2008-09-half-year")
    _laa(folder, "generate", "--round", "2008-09-half-year", "--group", BOARD, "--out", "next")
    book = openpyxl.load_workbook(folder / "next" / "board.xlsx")
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

    edit: FrameworkEdit = spoil
    with pytest.raises(DeclarationError, match=said):
        edited(edit)


def test_a_framework_without_a_board_asks_none() -> None:
    def leave_out(rows: Any) -> None:
        rows.tables["board.csv"] = []

    assert BOARD not in {each.id for each in edited(leave_out).at(HALF).returning("2007-08")}
    assert BOARD in {each.id for each in load_history().at(HALF).returning("2007-08")}
