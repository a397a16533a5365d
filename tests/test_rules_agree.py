"""Every rule says the same three ways: in Python, in the return, and in LibreOffice.

The entries are the nastiest that an adviser can leave in a cell. What Python works out on
the raw values, what the formulas of the return give when the engine recalculates the
workbook, and what LibreOffice gives when it does, must be the same words on every row.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo
from workbook_files import save_with_libreoffice

from workbook_tools.checks.entries import Entry
from workbook_tools.checks.working_out import work_out
from workbook_tools.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.returns import ReturnPlan, plan_return
from workbook_tools.rules.agreement import ALWAYS_RECALCULATE, differences_among, said_in
from workbook_tools.workbooks import open_workbook

ROUND = "2006-07"
NASTY: tuple[Any, ...] = (
    None,
    "",
    " ",
    "45",
    "1,234",
    "£1,234",
    " 12 ",
    "45%",
    "n/a",
    "N/A",
    0,
    -0.0,
    0.1 + 0.2,
    0.64,
    2.5,
    -5,
    45.05,
    100,
    100.0000000001,
    1222,
    1e12,
    -1e12,
    1e-12,
    "#N/A",
    "#REF!",
    datetime.date(2007, 2, 28),
    datetime.date(2006, 3, 31),
    datetime.date(1999, 1, 1),
    "Green",
    "green ",
    "Too early to assess",
    "Not yet available",
    "Suppressed",
    "Monitor only",
    "Yes",
    "see above",
    "Comments to be included in the summary",
    "Quarter 1 2006-07",
    "April - August 2006",
    "４５",
    "−5",
    "ТВА",
    "a\nb",
    'say "no"',
    "=not a formula",
    "it's 5% {x} [@y] & more",
    "word " * 60,
    "x" * 5000,
)
"""Blanks, text numbers, the edges of numbers, errors, dates, look-alikes, very long text.

TRUE and FALSE are tested apart: LibreOffice counts them as numbers, Excel does not.
"""

BOOLEANS = (True, False)


def nasty_return(blank: Path, folder: Path, plan: ReturnPlan, turn: int) -> Path:
    """Type the nasty values into every entry cell, another one in each; ``turn`` shifts them."""
    book = openpyxl.load_workbook(blank)
    sheet = book["Indicators"]
    table = plan.table("Indicators")
    for row in plan.rows:
        for place, column in enumerate(table.entries):
            if column.is_open(row):
                cell = sheet.cell(plan.row_numbers[row.id], table.positions[column.id])
                value = NASTY[(plan.row_numbers[row.id] * 7 + place * 11 + turn) % len(NASTY)]
                cell.value = value
                if (isinstance(value, str) and value.startswith("=")) or value in ("", " "):
                    cell.data_type = "s"
    path = folder / f"{plan.group.id}-{turn}.xlsx"
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))
    return path


def in_python(path: Path, plan: ReturnPlan) -> list[str]:
    """Return what Python works out on the raw values of a saved workbook."""
    sheet = open_workbook(path).sheet("Indicators")
    assert sheet is not None
    table = plan.table("Indicators")
    entries: dict[str, dict[str, Entry]] = {}
    for row in plan.rows:
        cells: dict[str, Entry] = {}
        for column in table.entries:
            cell = sheet.cell(plan.row_numbers[row.id], table.positions[column.id])
            if cell.kind == "error":
                cells[column.id] = Entry(None, str(cell.value), "cell-error")
            elif cell.value is not None:
                cells[column.id] = Entry(cell.value, str(cell.value))
        entries[row.id] = cells
    said = {
        id(instance): message
        for instance, message in work_out(plan, {"Indicators": entries}, plan.instances).messages
    }
    return [said.get(id(each), "") for each in plan.instances]


@pytest.mark.libreoffice
@pytest.mark.parametrize("group", ["children-young-people", "community-safety"])
def test_every_rule_says_the_same_on_the_nastiest_entries(
    framework: Framework, demo: Demo, tmp_path: Path, group: str
) -> None:
    plan = plan_return(framework, ROUND, group)
    settings = tmp_path / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    returns = [nasty_return(demo.blank[group], tmp_path, plan, turn) for turn in (0, 17)]
    (tmp_path / "saved").mkdir()
    (tmp_path / "profile").rename(tmp_path / "saved" / "profile")
    saved = save_with_libreoffice(returns, "xlsx", tmp_path / "saved")
    fired: set[str] = set()
    for ours, theirs in zip(returns, saved, strict=True):
        ways = {
            "Python": in_python(ours, plan),
            "the return": said_in(plan, ours),
            "LibreOffice": said_in(plan, theirs),
        }
        assert "\n".join(differences_among(plan, ways)) == ""
        fired |= {
            each.rule.id for each, said in zip(plan.instances, ways["Python"], strict=True) if said
        }
    # The nasty entries must put the rules to the test: many of them find something.
    rules = {each.rule.id for each in plan.instances}
    assert len(fired) > len(rules) / 3, sorted(rules - fired)


def test_true_and_false_are_not_numbers_to_any_rule(
    framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    plan = plan_return(framework, ROUND, "adult-learning")
    book = openpyxl.load_workbook(demo.blank["adult-learning"])
    table = plan.table("Indicators")
    for place, row in enumerate(plan.rows):
        for shift, column in enumerate(table.entries):
            cell = book["Indicators"].cell(plan.row_numbers[row.id], table.positions[column.id])
            cell.value = BOOLEANS[(place + shift) % 2]
    path = tmp_path / "booleans.xlsx"
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))
    ways = {"Python": in_python(path, plan), "the return": said_in(plan, path)}
    assert differences_among(plan, ways) == []
