"""The council's form changed in its working folder: the next round is issued with the change.

A column, a rule, a word of a list, a margin and a heading are declared anew while a round is
open. What that round issued stays what it was, and is checked and judged by its own form.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import OpenReturn
from form_files import changed, sheet_of
from return_files import shown_in

from workbook_tools import open_folder
from workbook_tools.commands import main
from workbook_tools.form import Form
from workbook_tools.workbooks import open_workbook

GROUP, KEY = "adult-learning", "LEA-689"

COLUMN = {
    "id": "learners",
    "heading": "Learners reached",
    "type": "count",
    "filled_by": "adviser",
    "width": 10,
    "holds": {"field": "actual", "year": "round", "area": "headline", "measure": "learners"},
    "prompt": "How many learners were reached.",
    "help": "How many learners the theme group reached.",
    "example": "120",
}

SHOWN = {
    "id": "learners_{year}",
    "heading": "Learners",
    "band": "{short} Update",
    "each": "updates",
    "type": "count",
    "filled_by": "carried forward",
    "width": 9,
    "holds": {"field": "actual", "year": "each", "area": "headline", "measure": "learners"},
    "help": "How many learners were reached.",
}

RULE = """\
[[rules]]
id = "few-learners"
title = "Few learners"
sheet = "Indicators"
severity = "query"
field = "learners"
when = '=ISNUMBER([@learners])'
check = '=[@learners] >= 20'
message = "Only {learners} learners were reached."
fix = "Say in the comments why so few."
source = "The theme group, June 2007."
passes = [{row = {learners = 20}}]
fails = [{row = {learners = 7}, says = "Only 7 learners"}]
"""


@dataclass
class Council:
    """A working folder, and what the commands said in it."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)

    def laa(self, *words: str, status: int = 0) -> str:
        """Run a command in the folder; keep what it said under its words."""
        with contextlib.chdir(self.folder), pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", "250")
            answer = CliRunner().invoke(main, list(words), catch_exceptions=False)
        assert answer.exit_code == status, answer.output
        self.said[" ".join(words)] = answer.output
        return answer.output

    def return_in(self, name: str) -> Path:
        """Return where a return of the theme group is."""
        return self.folder / name / f"{GROUP}.xlsx"

    def fill_in(self, source: str, target: str, signed: date, typed: dict[str, Any]) -> None:
        """Fill a return in: what is typed in the row of the indicator, by heading."""
        opened = OpenReturn(self.return_in(source))
        for heading, value in typed.items():
            opened.type(KEY, heading, value)
        for key in ("LEA-690", "LEA-691"):
            opened.type(key, "No figure because", "Not yet available")
            opened.type(key, "Figure expected on", date(signed.year, 12, 1), "dd/mm/yyyy")
        for heading, word in (("Name", "A. Adviser"), ("Role", "Chair of the theme group")):
            opened.on("Start").type("Theme lead", heading, word)
        opened.on("Start").type("Theme lead", "Date signed", signed, "dd/mm/yyyy")
        (self.folder / target).mkdir()
        opened.save(self.folder / target)

    def found(self, name: str) -> list[dict[str, str]]:
        """Return the findings in a return."""
        told = self.laa("check", str(self.return_in(name)), "--json")
        return list(json.loads(told)["files"][0]["findings"])


def change(folder: Path) -> None:
    """Declare a column, a rule, a word, a margin and a heading anew."""
    changed(folder, "columns.json", lambda d: d["columns"].extend([COLUMN, SHOWN]))

    def indicators(document: Any) -> None:
        sheet = sheet_of(document, "Indicators")
        sheet["columns"].insert(sheet["columns"].index("variance"), "learners")
        sheet["headings"]["comments"] = "Our story"

    def view(document: Any) -> None:
        columns = sheet_of(document, "Simple View")["columns"]
        columns.insert(columns.index("update_{year}_city") + 1, "learners_{year}")

    changed(folder, "return.json", indicators)
    changed(folder, "laa-spreadsheet.json", view)
    dispute = {"word": "In dispute", "meaning": "The college and we do not agree on the figure."}
    changed(folder, "lists.json", lambda d: d["lists"][0]["choices"].append(dispute))
    changed(folder, "lights.json", lambda d: d["margins"].update(amber_margin=0.5))
    (folder / "rules" / "learners.toml").write_text(RULE, encoding="utf-8")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    """A round that is open when the form is changed, and the round after it."""
    parent = Council(tmp_path_factory.mktemp("council"))
    parent.laa("init", "round")
    council = Council(parent.folder / "round")
    council.laa("generate", "--group", GROUP, "--out", "before")
    change(council.folder)
    council.laa("generate", "--group", GROUP, "--out", "again")
    story = "The survey counted more who have just left school."
    typed = {"Actual": 36, "Date or period of the data": "2006-07", "Comments": story}
    council.fill_in("before", "old", date(2007, 2, 20), typed)
    council.laa("ingest", "old", "--received", "2007-02-21")
    council.laa("round", "open", "2007-08")
    council.laa("generate", "--round", "2007-08", "--group", GROUP, "--out", "after")
    typed = {"Actual": 35, "Date or period of the data": "2007-08", "Learners reached": 7}
    council.fill_in("after", "new", date(2008, 4, 20), typed)
    council.laa("ingest", "new", "--received", "2008-04-21")
    for round_ in ("2006-07", "2007-08"):
        council.laa("consolidate", "--round", round_, "--out", f"{round_}.xlsx")
    return council


def view_of(council: Council, round_: str) -> dict[str, object]:
    """Return what the view of a round says of the indicator, by heading."""
    sheet = open_workbook(council.folder / f"{round_}.xlsx").sheet("Simple View")
    assert sheet is not None
    columns = range(1, sheet.max_column + 1)
    rows = (row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "1")
    row = next(row for row in rows if "nvq2" in str(sheet.cell(row, 3).value))
    return {str(sheet.cell(4, each).value): sheet.cell(row, each).value for each in columns}


# The round that is open ---------------------------------------------------------------


def test_the_open_round_is_issued_again_as_it_was(council: Council) -> None:
    again = council.return_in("again").read_bytes()
    assert again == council.return_in("before").read_bytes()
    told = council.said[f"generate --group {GROUP} --out again"]
    assert "The form in this folder has changed since the round 2006-07 was opened" in told


def test_its_return_is_checked_by_its_own_form_and_nothing_is_found_about_the_form(
    council: Council, form: Form
) -> None:
    found = council.found("old")
    assert not [each for each in found if each["rule"] in form.structure_rules]
    assert not [each for each in found if each["severity"] == "error"]
    assert "few-learners" not in {each["rule"] for each in found}


def test_its_light_is_judged_by_the_margin_of_its_time(council: Council) -> None:
    assert view_of(council, "2006-07")["Traffic Light Judgement"] == "Red"


# The next round -----------------------------------------------------------------------


def test_the_next_return_has_the_column_the_heading_and_the_word(council: Council) -> None:
    before, after = (shown_in(council.return_in(each), "Indicators") for each in ("old", "after"))
    assert (KEY, "Learners reached") in after
    assert (KEY, "Learners reached") not in before
    assert (KEY, "Our story") in after
    assert (KEY, "Comments") not in after
    lists = open_workbook(council.return_in("after")).sheet("_return")
    assert lists is not None
    assert "In dispute" in {cell.value for cell in lists.cells.values()}
    guidance = open_workbook(council.return_in("after")).sheet("Guidance")
    assert guidance is not None
    words = {cell.value for cell in guidance.cells.values()}
    assert {"How many learners the theme group reached.", "In dispute"} <= words


def test_the_check_finds_by_the_new_rule_in_the_workbook_too(council: Council) -> None:
    (finding,) = (each for each in council.found("new") if each["rule"] == "few-learners")
    assert finding["message"] == "Only 7 learners were reached."
    assert finding["field"] == "learners"
    live = open_workbook(council.return_in("new")).sheet("Checks")
    assert live is not None
    assert finding["message"] in {cell.value for cell in live.cells.values()}


def test_the_word_is_taken_and_the_old_round_does_not_know_it(
    council: Council, tmp_path: Path
) -> None:
    found = {}
    for name in ("after", "before"):
        opened = OpenReturn(council.return_in(name))
        opened.type("LEA-690", "No figure because", "In dispute")
        told = council.laa("check", str(opened.save(tmp_path)), "--json", status=1)
        found[name] = [each["rule"] for each in json.loads(told)["files"][0]["findings"]]
    assert "not-in-list" not in found["after"]
    assert "not-in-list" in found["before"]


def test_the_ledger_keeps_what_the_new_column_says(council: Council) -> None:
    values = open_folder(council.folder).values(round="2007-08")
    (kept,) = (each for each in values if each.column == "learners")
    assert (kept.indicator, kept.measure, kept.value, kept.sheet) == (
        *(KEY, "learners"),
        *(7.0, "Indicators"),
    )
    columns = {each.column for each in open_folder(council.folder).values(round="2006-07")}
    assert "learners" not in columns


def test_the_spreadsheet_shows_it_where_it_is_declared(council: Council) -> None:
    shown = view_of(council, "2007-08")
    assert shown["2007-8 Update: Learners"] == 7.0
    assert shown["2007-8 Update: City Avg"] == 35.0
    assert shown["2006-7 Update: City Avg"] == 36.0
    assert shown["2006-7 Update: Learners"] is None
    assert "2006-7 Update: Learners" not in view_of(council, "2006-07")


def test_the_light_follows_the_new_margin(council: Council) -> None:
    # A figure of 35 is 9 % worse than the target of 32: beyond the margin before, within the new.
    assert view_of(council, "2007-08")["Traffic Light Judgement"] == "Amber"
    assert shown_in(council.return_in("new"), "Indicators")[KEY, "Light"] == "Amber"


def test_the_rule_does_as_its_examples_say(council: Council) -> None:
    told = council.laa("rules", "explain", "few-learners")
    assert "learners 7: says “Only 7 learners were reached.”" in told
    assert "learners 20: says nothing" in told
