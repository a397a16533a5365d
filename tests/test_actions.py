"""The improvement plan: what an action can be for, and what is carried forward of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo, Edit, OpenReturn, OpenSheet, check_shape, saved
from return_files import issued, shown_in, table
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework, Round
from workbook_tools.plan.carried import believable, carry_forward
from workbook_tools.plan.rows import Carried
from workbook_tools.returns.identity import read_identity
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.values.records import Record
from workbook_tools.workbooks import open_workbook

HALF_YEAR, ROUND, NEXT = "2006-07-half-year", "2006-07", "2007-08"
GROUP = "children-young-people"
ABOUT, STATUS, PROGRESS = "For which indicator or point", "Status", "Progress"

NEXT_ROUND = Round(
    id=NEXT,
    title="2007-08 update",
    year="2007-08",
    months=12,
    starts=datetime.date(2007, 4, 1),
    ends=datetime.date(2008, 3, 31),
    due=datetime.date(2008, 2, 29),
)


@pytest.fixture(scope="module")
def rounds(framework: Framework) -> Framework:
    """The framework with a round of the next year."""
    return replace(framework, rounds=(*framework.rounds, NEXT_ROUND))


# What an action can be for -----------------------------------------------------------


def light_up(opened: OpenReturn) -> None:
    opened.type("CYP-577", "Actual", 75)  # Amber
    opened.type("CYP-605", "Actual", 94.1)  # Green
    opened.type("CYP-623", "Actual", 9.25)  # Red
    opened.type("CYP-624", "Your judgement", "Amber")
    opened.type("CYP-576", "Your judgement", "Red")


def refer_to_points(opened: OpenReturn) -> None:
    """Plan for points that are named in whole, in short, in small letters, and by halves."""
    light_up(opened)
    points = [str(cells[0].value) for cells in opened.book["_points"].iter_rows()]
    whole = next(point for point in points if point.startswith("CYP-623 "))
    sheet = opened.on("Actions")
    for number, words in enumerate((whole, "CYP-576", "cyp-577", "CYP-62", "CYP-6240"), start=1):
        sheet.type(f"CYP-A{number:02}", ABOUT, words)
        sheet.type(f"CYP-A{number:02}", "Action", "A weekly review of each case")


@pytest.fixture(scope="module")
def referred(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return with five indicators lit and actions planned for three of them."""
    return saved(demo.blank[GROUP], tmp_path_factory.mktemp("referred"), refer_to_points)


@pytest.fixture(scope="module")
def by_libreoffice(
    referred: Path, blank: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """What LibreOffice makes of that return, and of a blank one with actions carried forward."""
    folder = tmp_path_factory.mktemp("libreoffice")
    paths = recalculated_by_libreoffice([referred, blank], folder)
    return dict(zip(("referred", "blank"), paths, strict=True))


def offered(path: Path) -> list[str]:
    """Return the words of the dropdown, in their order."""
    book: Any = openpyxl.load_workbook(path, data_only=True)
    sheet, cells = book.defined_names["list_points"].attr_text.split("!")
    return [str(cell.value) for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]


def in_order(points: tuple[str, ...], *first: str) -> list[str]:
    """Return points as the list is to show them: these, then what is assessed, then the rest."""
    by_key = {point.split(" ")[0]: point for point in points}
    assessed = [key for key in by_key if key.split("-")[1][0] in "GOQ"]
    keys = [*first, *assessed]
    return [by_key[key] for key in [*keys, *(key for key in by_key if key not in keys)]]


def test_red_comes_first_then_amber_then_what_is_assessed_then_the_rest(
    referred: Path, form: Form, framework: Framework
) -> None:
    points = plan_return(form, framework, ROUND, GROUP).points
    assert offered(referred) == in_order(points, "CYP-576", "CYP-623", "CYP-577", "CYP-624")


@pytest.mark.libreoffice
def test_libreoffice_puts_them_in_the_same_order(
    referred: Path, by_libreoffice: dict[str, Path]
) -> None:
    assert offered(by_libreoffice["referred"]) == offered(referred)


def test_nothing_comes_first_before_anything_is_lit(
    form: Form, framework: Framework, demo: Demo
) -> None:
    points = plan_return(form, framework, ROUND, GROUP).points
    assert offered(demo.blank[GROUP]) == in_order(points)


def test_a_group_without_indicators_is_offered_what_it_assesses(
    form: Form, framework: Framework, demo: Demo
) -> None:
    points = plan_return(form, framework, ROUND, "transport").points
    assert offered(demo.blank["transport"]) == list(points)
    assert len(points) == 2


NAMED = {"CYP-A01": "CYP-623", "CYP-A02": "CYP-576", "CYP-A03": "CYP-577"}
"""The lines whose point is named so that it is found: in whole, by its reference alone, and by
that in small letters."""


def test_a_point_can_be_typed_by_its_reference_alone(
    referred: Path, form: Form, framework: Framework
) -> None:
    checked = check_file(referred, form, framework, ROUND)
    # A reference that begins another, or that another begins, names neither.
    told = {f.row_key: f.rule for f in checked.findings if f.field == "about"}
    assert told == {"CYP-A04": "not-in-list", "CYP-A05": "not-in-list"}
    points = plan_return(form, framework, ROUND, GROUP).points
    by_key = {point.split(" ")[0]: point for point in points}
    abouts = {r.indicator: r.text for r in checked.records if r.column == "about"}
    assert abouts == {line: by_key[key] for line, key in NAMED.items()}
    results = checked.results["Indicators"]
    assert {key: results[key]["has_action"] for key in HAS_ACTION} == HAS_ACTION


HAS_ACTION = {
    "CYP-623": 1.0,
    "CYP-576": 1.0,
    "CYP-577": 1.0,
    # It is called for, and there is none.
    "CYP-624": 0.0,
    # It is green.
    "CYP-605": "",
}


def test_an_action_counts_for_its_point_while_it_is_typed(referred: Path) -> None:
    shown = shown_in(referred, "Indicators")
    assert {key: shown[key, "Has an action"] for key in HAS_ACTION} == HAS_ACTION
    actions = shown_in(referred, "Actions")
    lights = {line: actions[line, "Light now"] for line in NAMED}
    assert lights == {"CYP-A01": "Red", "CYP-A02": "Red", "CYP-A03": "Amber"}


@pytest.mark.libreoffice
def test_libreoffice_counts_an_action_for_its_point_all_the_same(
    by_libreoffice: dict[str, Path],
) -> None:
    shown = shown_in(by_libreoffice["referred"], "Indicators")
    assert {key: shown[key, "Has an action"] for key in HAS_ACTION} == HAS_ACTION


# Carrying forward --------------------------------------------------------------------


def plan_actions(opened: OpenReturn) -> None:
    """Plan as an adviser does at half year."""
    opened.type("CYP-577", "Actual", 71)
    opened.type("CYP-577", "Comments", "Two schools were closed for three weeks.")
    sheet = opened.on("Actions")
    due = datetime.date(2007, 1, 31)
    for key, about, action, status in (
        ("CYP-A01", "CYP-577", "Holiday classes in two schools", "Under way"),
        ("CYP-A02", "CYP-578", "A reading week", "Done"),
        ("CYP-A03", "CYP-579", "A second reading week", "Dropped"),
        ("CYP-A05", "CYP-G", "One plan for all partners", None),
    ):
        sheet.type(key, ABOUT, about)
        sheet.type(key, "Cause", "Absence")
        sheet.type(key, "Action", action)
        sheet.type(key, STATUS, status)
        if status:
            sheet.type(key, "Owner", "J. Osei")
            sheet.type(key, "Due", due, "dd/mm/yyyy")
    sheet.type("CYP-A01", PROGRESS, "Rooms are booked.")


def records_of(
    path: Path, form: Form, framework: Framework, round_id: str
) -> list[tuple[str, Record]]:
    return [(round_id, record) for record in check_file(path, form, framework, round_id).records]


def carried_plan(
    form: Form, framework: Framework, round_id: str, earlier: list[tuple[str, Record]]
) -> IssuedReturn:
    carried = carry_forward(form, framework, round_id, earlier)
    return plan_return(form, framework, round_id, GROUP, carried=carried)


@pytest.fixture(scope="module")
def half_year(
    form: Form, rounds: Framework, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, Record]]:
    """What was reported at half year."""
    plan = plan_return(form, rounds, HALF_YEAR, GROUP)
    path = issued(plan, tmp_path_factory.mktemp("half-year"), plan_actions)
    return records_of(path, form, rounds, HALF_YEAR)


@pytest.fixture(scope="module")
def plan(form: Form, rounds: Framework, half_year: list[tuple[str, Record]]) -> IssuedReturn:
    """The return of the year, with what was carried forward from the half year."""
    return carried_plan(form, rounds, ROUND, half_year)


@pytest.fixture(scope="module")
def blank(plan: IssuedReturn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issued(plan, tmp_path_factory.mktemp("carried"))


def test_unfinished_actions_come_again_and_finished_ones_do_not(blank: Path) -> None:
    shown = shown_in(blank, "Actions")
    keys = [key for key, heading in shown if heading == "Action"]
    assert keys == ["CYP-A01", "CYP-A05", *(f"CYP-A{number:02}" for number in range(6, 26))]
    assert shown["CYP-A01", "Action"] == "Holiday classes in two schools"
    assert str(shown["CYP-A01", ABOUT]).startswith("CYP-577 ")
    assert shown["CYP-A01", "Cause"] == "Absence"
    assert shown["CYP-A01", "Owner"] == "J. Osei"
    assert shown["CYP-A05", "Action"] == "One plan for all partners"
    marks = {key: shown[key, "From last round"] for key in keys}
    assert marks == {key: "Yes" if key in ("CYP-A01", "CYP-A05") else "" for key in keys}


def test_their_dates_are_dates(blank: Path) -> None:
    sheet = OpenSheet(openpyxl.load_workbook(blank)["Actions"])
    assert sheet.cell("CYP-A01", "Due").value == datetime.datetime(2007, 1, 31)


def test_only_status_and_progress_are_asked_of_them_and_what_was_left_empty(blank: Path) -> None:
    sheet = OpenSheet(openpyxl.load_workbook(blank)["Actions"])

    def asked(key: str) -> list[str]:
        return [h for h in sheet.headings if not sheet.cell(key, h).protection.locked]

    answer = "Answer to the checks"
    assert asked("CYP-A01") == [STATUS, PROGRESS, answer]
    assert asked("CYP-A05") == ["Owner", "Due", STATUS, PROGRESS, answer]
    assert sheet.cell("CYP-A01", STATUS).value is None
    assert sheet.cell("CYP-A01", PROGRESS).value is None
    assert asked("CYP-A06") == [
        *(ABOUT, "Cause", "Action", "Owner", "Due", STATUS, PROGRESS, answer),
    ]


def test_the_last_comment_is_a_note_on_the_new_one(blank: Path) -> None:
    sheet = OpenSheet(openpyxl.load_workbook(blank)["Indicators"])
    note = sheet.cell("CYP-577", "Comments").comment
    assert "Two schools were closed for three weeks." in note.text
    assert sheet.cell("CYP-577", "Comments").value is None
    assert sheet.cell("CYP-578", "Comments").comment is None


def test_a_carried_action_that_is_answered_is_recorded_in_full(
    blank: Path, form: Form, rounds: Framework, tmp_path: Path
) -> None:
    path = saved(blank, tmp_path, lambda o: o.on("Actions").type("CYP-A01", STATUS, "Under way"))
    checked = check_file(path, form, rounds, ROUND)
    assert check_shape(path, form, rounds, ROUND).findings == ()
    said = {r.measure: r.text for r in checked.records if r.indicator == "CYP-A01"}
    assert said["about"].startswith("CYP-577 ")
    assert {key: words for key, words in said.items() if key != "about"} == {
        "cause": "Absence",
        "action": "Holiday classes in two schools",
        "owner": "J. Osei",
        "due": "31/01/2007",
        "status": "Under way",
    }


def test_a_carried_action_is_carried_until_it_is_done(
    blank: Path,
    form: Form,
    rounds: Framework,
    half_year: list[tuple[str, Record]],
    tmp_path: Path,
) -> None:
    def report(opened: OpenReturn) -> None:
        opened.on("Actions").type("CYP-A01", STATUS, "Under way")
        opened.on("Actions").type("CYP-A05", STATUS, "Done")
        opened.on("Actions").type("CYP-A06", "Action", "A new tutor")

    of_year = records_of(saved(blank, tmp_path, report), form, rounds, ROUND)
    again = carried_plan(form, rounds, NEXT, [*half_year, *of_year])
    rows = {row.id: row.facts for row in again.table("Actions").rows}
    assert [key for key, facts in rows.items() if facts] == ["CYP-A01", "CYP-A06"]
    assert rows["CYP-A01"]["action"].value == "Holiday classes in two schools"
    assert list(rows)[2] == "CYP-A07"


def test_a_number_is_never_given_twice(
    blank: Path,
    form: Form,
    rounds: Framework,
    half_year: list[tuple[str, Record]],
    tmp_path: Path,
) -> None:
    # All is done, and nothing new was planned: the numbers of the first round stay taken.
    def report(opened: OpenReturn) -> None:
        opened.type("CYP-577", "Actual", 79)
        for key in ("CYP-A01", "CYP-A05"):
            opened.on("Actions").type(key, STATUS, "Done")

    of_year = records_of(saved(blank, tmp_path, report), form, rounds, ROUND)
    for later in (of_year, [(of, r) for of, r in of_year if r.sheet != "Actions"]):
        again = carried_plan(form, rounds, NEXT, [*half_year, *later])
        assert next(row.id for row in again.table("Actions").rows) == "CYP-A06"


def test_figures_of_the_last_year_fill_the_update_columns(
    form: Form, rounds: Framework, demo: Demo, tmp_path: Path
) -> None:
    def report(opened: OpenReturn) -> None:
        opened.type("CYP-577", "Actual", 78)
        opened.type("CYP-577", "Date or period of the data", "Academic Year 2005-6")
        opened.type("CYP-580", "Actual", 3)
        opened.on("Gap").type("CYP-577", "PN", 70)
        opened.on("Gap").type("CYP-577", "Rest of city", "Suppressed")

    path = saved(demo.blank[GROUP], tmp_path / "year", report)
    again = carried_plan(form, rounds, NEXT, records_of(path, form, rounds, ROUND))
    path = issued(again, tmp_path / "next")
    indicators, gap = shown_in(path, "Indicators"), shown_in(path, "Gap")
    assert indicators["CYP-577", "Last year"] == 78.0
    assert indicators["CYP-580", "Last year"] == 3.0
    assert gap["CYP-577", "PN last year"] == 70.0
    assert gap["CYP-577", "Rest of city last year"] == "Suppressed"
    assert gap["CYP-577", "Gap last year"] == ""
    # That row is about the priority neighbourhoods.
    assert gap["CYP-580", "PN last year"] == 3.0
    assert check_shape(path, form, rounds, NEXT).findings == ()


# What stands in the return ------------------------------------------------------------


def carried_in(path: Path) -> Carried:
    return read_identity(table(open_workbook(path), "_return")).carried


def test_what_was_carried_stands_in_the_return(plan: IssuedReturn, blank: Path) -> None:
    assert plan.carried
    assert carried_in(blank) == plan.carried


def test_the_check_goes_by_what_was_carried(
    plan: IssuedReturn, form: Form, rounds: Framework, blank: Path, tmp_path: Path
) -> None:
    checked = check_shape(blank, form, rounds, ROUND)
    assert checked.findings == ()
    assert checked.plan is not None
    assert checked.plan.table("Actions").rows == plan.table("Actions").rows
    path = saved(blank, tmp_path, lambda o: o.on("Actions").type("CYP-A01", "Owner", "Nobody"))
    told = [(f.rule, f.row_key, f.found) for f in check_shape(path, form, rounds, ROUND).findings]
    assert told == [("locked-changed", "CYP-A01", "“Nobody”")]


@pytest.mark.libreoffice
def test_what_was_carried_outlives_a_save_by_libreoffice(
    plan: IssuedReturn, form: Form, rounds: Framework, by_libreoffice: dict[str, Path]
) -> None:
    path = by_libreoffice["blank"]
    assert carried_in(path) == plan.carried
    assert check_shape(path, form, rounds, ROUND).findings == ()


def say_carried(*said: tuple[object, object, object, object]) -> Callable[[Any], None]:
    """Let the hidden sheet say that more was carried forward."""

    def change(sheet: Any) -> None:
        first = next(r for r in range(2, sheet.max_row + 2) if sheet.cell(r, 8).value is None)
        for row, line in enumerate(said, start=first):
            for column, part in enumerate(line, start=8):
                sheet.cell(row, column).value = part

    return change


HOSTILE = {
    "a sheet there is not": ("Payments", "CYP-A01", "action", "Pay me"),
    "a column there is not": ("Actions", "CYP-A30", "bribe", "Pay me"),
    "a line of another group": ("Actions", "SAF-A30", "action", "Pay me"),
    "a line that is no line": ("Actions", "CYP-A01; DROP", "action", "Pay me"),
    "a line that is still to be given": ("Actions", "CYP-A06", "action", "Pay me"),
    "a status": ("Actions", "CYP-A01", "action_status", "Done"),
    "a formula's result": ("Actions", "CYP-A01", "about_light", "Green"),
    "the reference": ("Indicators", "CYP-577", "key", "CYP-000"),
    "a target": ("Indicators", "CYP-577", "target_2006_07", 1.0),
    "a unit": ("Indicators", "CYP-577", "units", "people"),
    "an actual": ("Indicators", "CYP-577", "actual_city", 99.0),
    "a first line in words": ("Actions", None, "first new line", "many"),
    "a first line below nought": ("Actions", None, "first new line", -3.0),
    "a first line out of reach": ("Actions", None, "first new line", 1e300),
    "half a first line": ("Actions", None, "first new line", 6.5),
    "an error": ("Actions", "#REF!", "#N/A", "#DIV/0!"),
    "nothing": (None, None, None, None),
    "a number for a name": (1.0, 2.0, 3.0, 4.0),
    "true": ("Actions", "CYP-A01", "action", True),
}


@pytest.fixture(scope="module")
def identity_alone(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hidden sheet of a return without the others."""
    book = openpyxl.load_workbook(demo.blank[GROUP])
    for name in book.sheetnames:
        if name != "_return":
            del book[name]
    book["_return"].sheet_state = "visible"
    book.defined_names.clear()
    path = tmp_path_factory.mktemp("identity") / f"{GROUP}.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_have_been_carried_is_not_believed(
    form: Form, framework: Framework, identity_alone: Path, tmp_path: Path, name: str
) -> None:
    book = openpyxl.load_workbook(identity_alone)
    comment = ("Indicators", "CYP-577", "last_comment")
    say_carried((*comment, "As it was."), HOSTILE[name])(book["_return"])
    book.save(tmp_path / "said.xlsx")
    carried = carried_in(tmp_path / "said.xlsx")
    believed = believable(form, framework, ROUND, framework.group(GROUP), carried)
    assert believed == {comment: "As it was."}


def test_what_cannot_have_been_carried_is_ignored(
    form: Form, framework: Framework, edit: Edit
) -> None:
    plan = plan_return(form, framework, ROUND, GROUP)
    path = edit(GROUP, lambda o: say_carried(*HOSTILE.values())(o.book["_return"]), blank=True)
    checked: CheckedReturn = check_shape(path, form, framework, ROUND)
    assert checked.findings == ()
    assert checked.plan is not None
    for planned in plan.tables:
        received = checked.plan.table(planned.name)
        assert received.rows == planned.rows
        for row in planned.rows:
            for column in planned.columns:
                assert received.known(row, column) == planned.known(row, column)


def test_a_target_that_is_changed_in_both_places_is_still_found(
    form: Form, framework: Framework, edit: Edit
) -> None:
    said = say_carried(("Indicators", "CYP-577", "target_2006_07", 1.0))
    path = edit(
        GROUP,
        lambda o: said(o.book["_return"]),
        lambda o: o.type("CYP-577", "Target", 1),
        blank=True,
    )
    told = [(f.rule, f.row_key) for f in check_shape(path, form, framework, ROUND).findings]
    assert told == [("locked-changed", "CYP-577")]
