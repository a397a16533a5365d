"""The self-assessment: what it asks of each theme group, and what is recorded of the answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import GROUPS, Demo, OpenReturn, saved
from return_files import shown_in

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return

ROUND = "2006-07"
SHEET = "Self-assessment"
GRADES = (
    *("Progress towards delivery", "The right activities", "Narrowing the gap"),
    "Communities of interest",
)
EVIDENCE, CHANGE = "Evidence, or your answer", "What will change"
ANSWER = "Answer to the checks"


@pytest.mark.parametrize("group", GROUPS)
def test_it_asks_about_the_group_and_each_outcome(
    form: Form, framework: Framework, group: str
) -> None:
    table = plan_return(form, framework, ROUND, group).table(SHEET)
    code = framework.group(group).code
    beside = {row.outcome for row in framework.rows_of(group) if row.outcome}
    wordings: dict[str, str] = {}
    for each in framework.outcomes:
        if each.id in beside:
            wordings.setdefault(each.text.casefold(), each.id)
    # An outcome that is printed several times is assessed once.
    outcomes = list(wordings.values())
    # A group that has no indicators assesses its statements.
    assessed = outcomes or [each.id for each in framework.statements_of(group)]
    assert assessed
    assert [(row.id, row.role) for row in table.rows] == [
        (f"{code}-P1", "section"),
        (f"{code}-G", "assessment"),
        (f"{code}-P2", "section"),
        *((key, "assessment") for key in assessed),
    ]


def test_a_group_without_indicators_is_asked_about_its_statements(
    framework: Framework, demo: Demo
) -> None:
    for group in ("transport", "culture", "equalities-communities"):
        shown = shown_in(demo.blank[group], SHEET)
        for statement in framework.statements_of(group):
            assert shown[statement.id, "What is assessed"] == statement.text


def test_each_row_is_open_for_what_it_asks(demo: Demo) -> None:
    sheet = OpenReturn(demo.blank["adult-learning"]).on(SHEET)
    opened = {
        key: [
            heading for heading in sheet.headings if not sheet.cell(key, heading).protection.locked
        ]
        for key in sheet.keys
    }
    assert opened == {
        "LEA-P1": [],
        "LEA-G": [*GRADES, EVIDENCE, CHANGE, ANSWER],
        "LEA-P2": [],
        "LEA-O689": [*GRADES, EVIDENCE, CHANGE, ANSWER],
    }


def answer(opened: OpenReturn) -> None:
    sheet = opened.on(SHEET)
    for heading, grade in zip(GRADES, ("Strong", "fair", "Weak", "Cannot say yet"), strict=True):
        sheet.type("LEA-G", heading, grade)
        sheet.type("LEA-O689", heading, grade)
    sheet.type("LEA-G", EVIDENCE, "Enrolments rose in all four areas.")
    sheet.type("LEA-G", CHANGE, "A second centre opens in May.")


@pytest.fixture(scope="module")
def answered(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return in which the self-assessment is begun."""
    return saved(demo.blank["adult-learning"], tmp_path_factory.mktemp("answered"), answer)


def test_the_answers_are_recorded(form: Form, framework: Framework, answered: Path) -> None:
    records = [r for r in check_file(answered, form, framework, ROUND).records if r.sheet == SHEET]
    assert {(r.field, r.year) for r in records} == {("assessment", "2006-07")}
    grades = [
        ("delivery", "Strong"),
        ("plausibility", "Fair"),
        ("gap", "Weak"),
        ("communities", "Cannot say yet"),
    ]
    assert [(r.indicator, r.measure, r.text) for r in records] == [
        *(("LEA-G", measure, grade) for measure, grade in grades),
        ("LEA-G", "evidence", "Enrolments rose in all four areas."),
        ("LEA-G", "change", "A second centre opens in May."),
        *(("LEA-O689", measure, grade) for measure, grade in grades),
    ]
    assert all(r.value is None and r.state == "" for r in records)


def test_a_row_is_done_when_all_that_counts_is_answered(answered: Path) -> None:
    shown = shown_in(answered, SHEET)
    said = {key: value for (key, heading), value in shown.items() if heading == "Answered"}
    assert said == {
        "LEA-P1": "",
        "LEA-G": 1.0,
        "LEA-P2": "",
        "LEA-O689": 0.0,  # graded, and nothing shows it
    }
