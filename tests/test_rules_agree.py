"""Every rule says the same three ways: in Python, in the return, and in LibreOffice.

The entries are the nastiest that an adviser can leave in a cell. What Python works out on
the raw values, what the formulas of the return give when the engine recalculates the
workbook, and what LibreOffice gives when it does, must be the same words on every row.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest
from conftest import Demo
from workbook_files import save_with_libreoffice

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.published.agreement import ALWAYS_RECALCULATE, differences_among, said_in
from workbook_tools.returns import return_bytes
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.workbooks import open_workbook

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")
"""The program that types here says that it drops the small charts."""

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
    "Strong",
    "Weak",
    "Dropped",
    "Publicity",
    "Funding secured or saved",
    "all partners",
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
    "31/3/07",
    "March 2007",
    "12/31/2007",
)
"""Blanks, text numbers, the edges of numbers, errors, dates, look-alikes, very long text.

TRUE and FALSE are tested apart: LibreOffice counts them as numbers, Excel does not.
"""


CARELESS: Mapping[str, Sequence[Any]] = {
    "actual_city": (46, 12, 30, 31),
    "actual_pn": (40, 3, 12, "Suppressed", 46),
    "actual_rest": (49, 28, "Suppressed", 46, 19, None),
    "actual_bme": (41, None, "Confidential"),
    "assess_delivery": ("Strong",),
    "assess_plausibility": ("Strong",),
    "assess_gap": ("Strong",),
    "assess_communities": ("Strong",),
    "evidence": ("Attendance rose in all four priority neighbourhoods.",),
    "action": ("Hold a jobs fair for their staff in March.", "Monitor"),
    "owner": ("everyone", "Head of School Improvement"),
    "action_status": (None, "Done", "Dropped"),
    "added_kind": ("Publicity", "Funding secured or saved"),
    "added_what": ("Cohesion awards: a full page", "The Big Lunch", "The Big Lunch"),
    "added_date": (datetime.date(2006, 7, 21), datetime.date(2006, 7, 18)),
    "added_value": (None, 50, -5),
    "signer_name": ("OK",),
    "signer_date": (datetime.date(2006, 2, 20),),
}

Fill: TypeAlias = Callable[[IssuedReturn, Column, tuple[int, int]], Any]


def filled_return(blank: Path, folder: Path, plan: IssuedReturn, fill: Fill, name: str) -> Path:
    """Type into every open cell of every table what ``fill`` says for it."""
    book = openpyxl.load_workbook(blank)
    for table in plan.tables:
        for row, column in open_cells(table):
            place = (table.row_numbers[row.id], table.positions[column.id])
            cell = book[table.name].cell(*place)
            value = fill(plan, column, place)
            cell.value = value
            if (isinstance(value, str) and value.startswith("=")) or value in ("", " "):
                cell.data_type = "s"
    path = folder / f"{plan.group.id}-{name}.xlsx"
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))
    return path


def in_turn(values: Sequence[Any], turn: int) -> Fill:
    """Return a fill with another one of some values in each cell; ``turn`` shifts them."""
    return lambda _, __, place: values[(place[0] * 7 + place[1] * 11 + turn) % len(values)]


def as_careless_advisers_do(plan: IssuedReturn, column: Column, place: tuple[int, int]) -> Any:
    """Return what may well be typed, and is wrong in ways that whole columns show."""
    if column.id == "about":
        return plan.points[place[0] % len(plan.points)]
    values = CARELESS.get(column.id, (None,))
    return values[place[0] % len(values)]


def open_cells(table: PlannedTable) -> Iterator[tuple[Row, Column]]:
    """Yield the cells of a table that are for the adviser to fill in."""
    for row in table.rows:
        for column in table.entries:
            if table.is_open(row, column):
                yield row, column


def in_python(path: Path, plan: IssuedReturn) -> list[str]:
    """Return what Python works out on the raw values of a saved workbook."""
    workbook = open_workbook(path)
    entries: dict[str, dict[str, dict[str, Entry]]] = {}
    for table in plan.tables:
        sheet = workbook.sheet(table.name)
        assert sheet is not None
        rows = entries[table.name] = {row.id: {} for row in table.rows}
        for row, column in open_cells(table):
            cell = sheet.cell(table.row_numbers[row.id], table.positions[column.id])
            if cell.kind == "error":
                rows[row.id][column.id] = Entry(None, str(cell.value), "cell-error")
            elif isinstance(cell.value, str):
                # What a text is read as is left to the formulas of the return.
                rows[row.id][column.id] = Entry(None, cell.value)
            elif cell.value is not None:
                # The hour of a day does not matter.
                is_day = column.type == "date" and isinstance(cell.value, float)
                value = float(math.floor(cell.value)) if is_day else cell.value
                rows[row.id][column.id] = Entry(value, str(cell.value))
    worked_out = work_out(plan, entries)
    messages = worked_out.messages(worked_out.that_may_find(plan.instances))
    said = {id(instance): message for instance, message in messages}
    return [said.get(id(each), "") for each in plan.instances]


def plan_with_a_past(form: Form, framework: Framework, group: str) -> IssuedReturn:
    """Return the plan of a return with an action carried forward, and gaps of last year."""
    carried: dict[tuple[str, str, str], float | str] = {
        ("Actions", f"{framework.group(group).code}-A01", "action"): "Hold a jobs fair.",
        ("Actions", f"{framework.group(group).code}-A01", "action_due"): 38800.0,
        ("Actions", "", "first new line"): 2.0,
    }
    for row in framework.rows_of(group):
        carried["Gap", row.id, "update_2005_06_pn"] = 40.0
        carried["Gap", row.id, "update_2005_06_rest"] = 47.0
    return plan_return(form, framework, ROUND, group, carried=carried)


@pytest.mark.libreoffice
@pytest.mark.parametrize("group", ["children-young-people", "community-safety"])
def test_every_rule_says_the_same_on_the_nastiest_entries(
    form: Form, framework: Framework, tmp_path: Path, group: str
) -> None:
    plan = plan_with_a_past(form, framework, group)
    fired = fired_alike(plan, tmp_path, [in_turn(NASTY, 0), in_turn(NASTY, 17), in_turn(NASTY, 31)])
    # The nasty entries must put the rules of every sheet to the test: many find something.
    # Start, the first, has one row only.
    for table in plan.tables[1:]:
        rules = {each.rule.id for each in plan.instances if each.table is table}
        assert len(fired & rules) > len(rules) / 3, (table.name, sorted(rules - fired))


@pytest.mark.libreoffice
def test_every_rule_says_the_same_on_what_whole_columns_show(
    form: Form, framework: Framework, tmp_path: Path
) -> None:
    plan = plan_with_a_past(form, framework, "children-young-people")
    fired = fired_alike(plan, tmp_path, [as_careless_advisers_do, in_turn((None,), 0)])
    by_column = {each.rule.id for each in plan.instances if LOOKS_ELSEWHERE.search(each.rule.check)}
    of_new_sheets = {each.rule.id for each in plan.instances if each.table.name in NEW_SHEETS}
    assert by_column & of_new_sheets <= fired
    assert {"not-signed-off", "carried-action-without-status", "gap-widens-unexplained"} <= fired


LOOKS_ELSEWHERE = re.compile(r"[A-Za-z']\[[a-z]")
"""A column of a sheet, in a formula."""

NEW_SHEETS = ("Start", "Self-assessment", "Actions", "Added value")


def fired_alike(plan: IssuedReturn, folder: Path, fills: Sequence[Fill]) -> set[str]:
    """Compare what is said of some fills in three ways; return the rules that said anything."""
    blank = folder / "blank.xlsx"
    blank.write_bytes(return_bytes(plan))
    returns = [filled_return(blank, folder, plan, f, str(n)) for n, f in enumerate(fills)]
    settings = folder / "saved" / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    saved = save_with_libreoffice(returns, "xlsx", folder / "saved")
    fired: set[str] = set()
    for ours, theirs in zip(returns, saved, strict=True):
        ways = {
            "Python": in_python(ours, plan),
            "the return": said_in(plan, ours),
            "LibreOffice": said_in(plan, theirs),
        }
        assert "\n".join(differences_among(plan, ways)) == ""
        said = zip(plan.instances, ways["Python"], strict=True)
        fired |= {each.rule.id for each, message in said if message}
    return fired


def test_true_and_false_are_not_numbers_to_any_rule(
    form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    plan = plan_return(form, framework, ROUND, "adult-learning")
    path = filled_return(
        demo.blank["adult-learning"], tmp_path, plan, in_turn((True, False), 0), "0"
    )
    ways = {"Python": in_python(path, plan), "the return": said_in(plan, path)}
    assert differences_among(plan, ways) == []
