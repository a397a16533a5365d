"""The kinds of row: which rows a sheet has follows from what the form declares under it.

A school's form stands in for any other: its own words, roles, keys, areas and signers, made of
the shipped templates by changes to ``return.json`` alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import OpenReturn
from form_files import changed, copied_form
from return_files import issued, keys, table

from workbook_tools.declared.resources import TEMPLATES
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework
from workbook_tools.plan.carried import believable, carry_forward
from workbook_tools.plan.framework_cells import FACTS
from workbook_tools.plan.rows import ROW_KINDS, Carried, Row
from workbook_tools.problems import DeclarationError
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.values.records import Record
from workbook_tools.workbooks import open_workbook

ROUND, GROUP = "2006-07", "community-safety"
CODE = "SAF"

Declare = Callable[..., Form]


@pytest.fixture
def declare(tmp_path: Path) -> Declare:
    """Return the form with some words of some sheets of the return changed."""

    def declared(**changes: dict[str, Any]) -> Form:
        folder = copied_form(tmp_path / "round")

        def change(document: Any) -> None:
            for sheet in document["sheets"]:
                sheet |= changes.get(sheet["name"].replace("-", "_"), {})

        changed(folder, "return.json", change)
        return load_form(folder)

    return declared


def planned(form: Form, framework: Framework, carried: Carried | None = None) -> IssuedReturn:
    return plan_return(form, framework, ROUND, GROUP, carried=carried or {})


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [row.id for row in rows]


def test_every_kind_and_every_fact_can_be_declared() -> None:
    schemas = TEMPLATES / "schemas"
    sheets = json.loads((schemas / "return.schema.json").read_text(encoding="utf-8"))
    spec = sheets["properties"]["sheets"]["items"]["allOf"][0]["then"]["properties"]["rows"]
    assert spec["properties"]["kind"]["enum"] == list(ROW_KINDS)
    assert {each["if"]["properties"]["kind"]["const"] for each in spec["allOf"]} == set(ROW_KINDS)
    columns = json.loads((schemas / "columns.schema.json").read_text(encoding="utf-8"))
    assert columns["properties"]["columns"]["items"]["properties"]["says"]["enum"] == list(FACTS)


# Indicators and areas ------------------------------------------------------------------


def test_indicators_stand_under_their_outcomes_in_the_form_s_words(
    framework: Framework, declare: Declare
) -> None:
    under = {
        "role": "aim",
        "in": "measure",
        "text": "What we want: {outcome}",
        "none": {"key": "{first}-X", "text": "No aim is agreed for what follows."},
    }
    rows = {"kind": "indicators", "under_outcomes": under}
    found = planned(declare(Indicators={"rows": rows}), framework).table("Indicators").rows
    aims = [row for row in found if row.role == "aim"]
    assert aims
    assert all(row.is_heading and row.runs_on for row in aims)
    said = {row.id: str(row.facts["measure"].value) for row in aims}
    for key, words in said.items():
        no_aim = words == "No aim is agreed for what follows."
        assert words.startswith("What we want: ") is not no_aim
        assert key.endswith("-X") is no_aim


def test_a_form_can_leave_the_outcomes_out(framework: Framework, declare: Declare) -> None:
    declared = declare(Indicators={"rows": {"kind": "indicators"}})
    found = planned(declared, framework).table("Indicators").rows
    assert ids(found) == [row.id for row in framework.rows_of(GROUP)]


def test_the_areas_that_are_compared_are_the_form_s(framework: Framework, declare: Declare) -> None:
    rows = {
        "kind": "areas",
        "of": ["pn"],
        "compared": ["rest"],
        "in": "measure",
        "asked": {"in": "asked", "known": "Please", "unknown": "Optional"},
    }
    found = planned(declare(Gap={"rows": rows}), framework).table("Gap").rows
    own = [row for row in framework.rows_of(GROUP) if row.area == "pn" and not row.is_heading]
    assert ids(found) == [row.id for row in own]
    with_rest = {each.indicator for each in framework.figures if each.area == "rest"}
    for row in found:
        assert row.facts["asked"].value == ("Please" if row.id in with_rest else "Optional")


# Sections --------------------------------------------------------------------------------

SCHOOL = {
    "kind": "sections",
    "in": "subject",
    "role_in": "row_role",
    "heading": {"role": "chapter", "key": "{group}-S{number:02}"},
    "sections": [
        {
            "title": "Our school",
            "role": "assessment",
            "key": "{group}-SEF{number}",
            "texts": ["How well do pupils learn?", "How well are they cared for?"],
        },
        {"title": "In one sentence", "role": "question", "key": "{group}-SUM", "texts": ["So?"]},
        {"title": "For whom?", "role": "community", "key": "{group}-FOR", "texts": ["Parents"]},
    ],
}


def test_sections_are_numbered_and_called_as_declared(
    framework: Framework, declare: Declare
) -> None:
    declared = declare(
        Self_assessment={"rows": SCHOOL, "points": {"roles": ["assessment"], "rank": 1}}
    )
    plan = planned(declared, framework)
    found = plan.table("Self-assessment").rows
    assert [(row.id, row.role, row.is_heading) for row in found] == [
        (f"{CODE}-S01", "chapter", True),
        (f"{CODE}-SEF1", "assessment", False),
        (f"{CODE}-SEF2", "assessment", False),
        (f"{CODE}-S02", "chapter", True),
        (f"{CODE}-SUM", "question", False),
        (f"{CODE}-S03", "chapter", True),
        (f"{CODE}-FOR", "community", False),
    ]
    assert [str(row.facts["subject"].value) for row in found][1:3] == SCHOOL["sections"][0]["texts"]  # type: ignore[index]
    assert f"{CODE}-SEF1 How well do pupils learn?" in plan.points
    assert not any(point.startswith(f"{CODE}-SUM") for point in plan.points)


def test_a_key_for_two_rows_is_refused(framework: Framework, declare: Declare) -> None:
    twice = json.loads(json.dumps(SCHOOL).replace("SEF{number}", "SEF"))
    declared = declare(
        Self_assessment={"rows": twice, "points": {"roles": ["assessment"], "rank": 1}}
    )
    with pytest.raises(
        DeclarationError, match=f"Self-assessment has 2 rows with the key {CODE}-SEF"
    ):
        _ = planned(declared, framework).tables


@pytest.mark.parametrize(
    "changes",
    [
        {"Self_assessment": {"points": {"roles": ["assesment"], "rank": 3}}},
        {"Added_value": {"columns": ["key", "evidence"], "described_by": "key"}},
    ],
    ids=["points", "column"],
)
def test_a_role_that_no_row_has_is_refused(
    declare: Declare, changes: dict[str, dict[str, Any]]
) -> None:
    named = {name.replace("Added_value", "Added value"): each for name, each in changes.items()}
    with pytest.raises(DeclarationError, match=r"of the role “[a-z]+”, which no row there has"):
        _ = declare(**named).returns


# Lines -----------------------------------------------------------------------------------


def line(number: int, column: str, text: str) -> Record:
    return Record(
        *(f"{CODE}-A{number:02}", "action", "2006-07", "", column),
        value=None,
        text=text,
        state="",
        column=column,
        sheet="Actions",
        cell="",
    )


LAST = [
    line(3, "action", "Light the underpass."),
    line(3, "action_status", "Parked"),
    line(7, "action", "Move the bus stop."),
    line(7, "action_status", "Under way"),
]


def actions(**carried_forward: Any) -> dict[str, Any]:
    rows: dict[str, Any] = {"kind": "lines", "role": "line", "key": "{group}-A{number:02}"}
    return {"rows": rows | {"blank": 2} | carried_forward}


def test_which_lines_are_asked_about_again_is_declared(
    framework: Framework, declare: Declare
) -> None:
    again = {
        "where": "action",
        "until": {"in": "action_status", "words": ["Parked"]},
        "asked_again": ["action_status"],
        "marked": {"in": "carried_forward", "word": "From before"},
    }
    declared = declare(Actions=actions(carried_forward=again))
    earlier = [("2006-07-half-year", record) for record in LAST]
    carried = carry_forward(declared, framework, ROUND, earlier)
    plan = planned(declared, framework, carried)
    found = plan.table("Actions").rows
    assert ids(found) == [f"{CODE}-A07", f"{CODE}-A08", f"{CODE}-A09"]
    assert [row.is_carried for row in found] == [True, False, False]
    assert found[0].facts["carried_forward"].value == "From before"
    assert believable(declared, framework, ROUND, plan.group, carried) == carried


def test_lines_that_are_not_carried_forward_begin_anew(
    framework: Framework, declare: Declare
) -> None:
    declared = declare(Actions=actions())
    earlier = [("2006-07-half-year", record) for record in LAST]
    carried = carry_forward(declared, framework, ROUND, earlier)
    assert not [place for place in carried if place[0] == "Actions"]
    # What a workbook says of it all the same is not believed.
    said = {("Actions", "", "first new line"): 40.0, ("Actions", f"{CODE}-A07", "action"): "Move."}
    plan = planned(declared, framework)
    assert believable(declared, framework, ROUND, plan.group, said) == {}
    assert ids(planned(declared, framework, said).table("Actions").rows) == [
        f"{CODE}-A01",
        f"{CODE}-A02",
    ]


# Signers and points ------------------------------------------------------------------------


def test_the_signers_and_the_order_of_the_points_are_the_form_s(
    framework: Framework, declare: Declare, tmp_path: Path
) -> None:
    declared = declare(
        Start={
            "rows": {"kind": "signers", "role": "sign-off", "signers": ["Head", "Governor"]},
        },
        Indicators={
            "points": {
                "roles": ["measure"],
                "rank": 2,
                "first": {"in": "light", "words": ["Green"]},
            }
        },
    )
    plan = planned(declared, framework)
    measures = [row for row in framework.rows_of(GROUP) if not row.is_heading]
    lit = measures[5].id

    def judge(opened: OpenReturn) -> None:
        opened.type(lit, "Your judgement", "Green")
        opened.type(measures[6].id, "Your judgement", "Red")

    path = issued(plan, tmp_path / "issued", judge)
    assert list(keys(table(open_workbook(path), "Start"))) == ["Head", "Governor"]
    sheet = openpyxl.load_workbook(path, data_only=True)["_points"]
    offered = [str(cell.value).split(" ")[0] for (cell,) in sheet["D1:D100"] if cell.value]
    assert offered[:3] == [lit, measures[0].id, measures[1].id]
    assert offered[-1].startswith(f"{CODE}-O")


def test_a_chart_draws_the_columns_that_it_names(form: Form) -> None:
    assert form.columns["trend"].draws == ("baseline_city", "actual_city")
