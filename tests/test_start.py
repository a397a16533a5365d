"""The sheet Start: how far one has come, as one types."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from conftest import Change, Demo, OpenReturn, saved
from return_files import table
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return
from workbook_tools.values.findings import open_queries
from workbook_tools.workbooks import open_workbook

ROUND = "2006-07"
GROUP = "children-young-people"
SMALL = "transport"
"""A group without indicators, for what other sheets count: it is worked out much quicker."""
GRADES = (
    *("Progress towards delivery", "The right activities", "Narrowing the gap"),
    "Communities of interest",
)


def said(path: Path) -> dict[str, object]:
    """Return what stands beside each label: its value, or the progress of a step."""
    start = table(open_workbook(path), "Start")
    beside = {}
    for row in range(1, start.max_row + 1):
        label = start.cell(row, 1).value
        column = 3 if str(label)[:1].isdigit() else 2
        beside[str(label)] = start.cell(row, column).value
    return beside


def figures(opened: OpenReturn) -> None:
    opened.type("CYP-577", "Actual", 75)
    opened.type("CYP-578", "No figure because", "Not applicable")
    opened.type("CYP-579", "Comments", "The figure follows.")
    opened.type("CYP-623", "Actual", 9.25)
    opened.type("CYP-605", "Actual", 94.1)


def assessments(opened: OpenReturn) -> None:
    sheet = opened.on("Self-assessment")
    for key in sheet.keys:
        kind = key.split("-")[1][0]
        if kind == "P":
            continue
        for heading in GRADES if kind != "Q" else ():
            sheet.type(key, heading, "Strong")
        sheet.type(key, "Evidence, or your answer", f"The survey of May says it for {key}.")
        sheet.type(key, "What will change", "Nothing: the plan is kept.")


def actions(opened: OpenReturn) -> None:
    opened.on("Actions").type("CYP-A01", "For which indicator or point", "CYP-623")
    opened.on("Actions").type("CYP-A02", "For which indicator or point", "CYP-605")


def added_value(opened: OpenReturn) -> None:
    for key in ("CYP-V01", "CYP-V03"):
        opened.on("Added value").type(key, "What the partnership made possible", "A joint bid")


def name_only(opened: OpenReturn) -> None:
    opened.on("Start").type("Theme lead", "Name", "J. Osei")


def sign_off(opened: OpenReturn) -> None:
    sheet = opened.on("Start")
    sheet.type("Theme lead", "Name", "J. Osei")
    sheet.type("Theme lead", "Role", "Chair of the theme group")
    sheet.type("Theme lead", "Date signed", datetime.date(2007, 2, 20), "dd/mm/yyyy")


def after(demo: Demo, folder: Path, *changes: Change, group: str = GROUP) -> dict[str, object]:
    """Return what Start says after some changes; of the return as it is issued, without any."""
    blank = demo.blank[group]
    return said(saved(blank, folder, *changes) if changes else blank)


def test_each_step_counts_what_is_done(framework: Framework, demo: Demo, tmp_path: Path) -> None:
    rows = [row for row in framework.rows_of(GROUP) if not row.is_heading]
    blank = after(demo, tmp_path)
    typed = after(demo, tmp_path, figures, actions, added_value)
    assert blank["1. Indicators"] == f"0 of {len(rows)} done"
    # A comment alone answers nothing.
    assert typed["1. Indicators"] == f"4 of {len(rows)} done"
    assert blank["4. Actions"] == "0 of 0 red or amber"
    # Of a red and an amber one, the red has an action; the green one needs none.
    assert typed["4. Actions"] == "1 of 2 red or amber"
    assert (blank["5. Added value"], typed["5. Added value"]) == ("0 entered", "2 entered")
    assert blank["Lights so far"] == "0 red, 0 amber, 0 green"
    assert typed["Lights so far"] == "1 red, 1 amber, 1 green"


def test_the_step_of_the_gap_counts_what_is_asked_for(
    framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    group = "health"
    asked = {each.indicator for each in framework.figures if each.area in ("pn", "rest", "bme")}
    rows = [
        row.id
        for row in framework.rows_of(group)
        if row.id in asked and not row.is_heading and row.area in ("city", "pn", "bme")
    ]
    assert rows
    other = next(
        row.id
        for row in framework.rows_of(group)
        if row.id not in asked and not row.is_heading and row.area == "city"
    )

    def typed(key: str, value: object) -> object:
        def change(opened: OpenReturn) -> None:
            opened.on("Gap").type(key, "Rest of city", value)

        return said(saved(demo.blank[group], tmp_path, change))["2. Gap"]

    assert typed(rows[0], None) == f"0 of {len(rows)} done"
    assert typed(rows[0], 0) == f"1 of {len(rows)} done"
    assert typed(rows[0], "Suppressed") == f"1 of {len(rows)} done"
    # What is only wanted if it is known does not count.
    assert typed(other, 12) == f"0 of {len(rows)} done"


def test_the_step_of_the_self_assessment_counts_rows(
    form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    def first(opened: OpenReturn) -> None:
        sheet = opened.on("Self-assessment")
        for key, grades in (("TRA-S1", GRADES), ("TRA-G", GRADES[:3])):
            for heading in grades:
                sheet.type(key, heading, "Fair")
            sheet.type(key, "Evidence, or your answer", "The survey of May.")

    table_ = plan_return(form, framework, ROUND, SMALL).table("Self-assessment")
    rows = [row for row in table_.rows if not row.is_heading]
    # One grade of the group's is missing.
    assert (
        after(demo, tmp_path, first, group=SMALL)["3. Self-assessment"] == f"1 of {len(rows)} done"
    )
    whole = after(demo, tmp_path, assessments, group=SMALL)["3. Self-assessment"]
    assert whole == f"{len(rows)} of {len(rows)} done"


def test_the_sign_off_counts_when_it_has_name_role_and_date(demo: Demo, tmp_path: Path) -> None:
    step = "7. Sign off and send"
    assert after(demo, tmp_path, group=SMALL)[step] == "0 of 1 signed"
    assert after(demo, tmp_path, name_only, group=SMALL)[step] == "0 of 1 signed"
    assert after(demo, tmp_path, sign_off, group=SMALL)[step] == "1 of 1 signed"


def test_the_status_goes_from_not_started_to_what_is_left_to_do(
    form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    assert after(demo, tmp_path)["Status"] == "Not started"
    path = saved(demo.blank[GROUP], tmp_path, figures, assessments)
    checked = check_file(path, form, framework, ROUND)
    findings = checked.findings
    errors = sum(finding.severity == "error" for finding in findings)
    assert errors > 0
    words = str(said(path)["Status"])
    assert words.startswith(f"{errors} to fix, ")
    assert words.endswith(" to answer")
    assert said(path)["6. Checks"] == words
    assert words == f"{errors} to fix, {len(open_queries(findings))} to answer"


def test_a_return_is_not_ready_to_send_before_it_is_signed(
    form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    for signs in ((), (name_only,)):
        path = saved(demo.blank["transport"], tmp_path, assessments, *signs)
        assert said(path)["Status"] == "1 to fix, 0 to answer"
        errors = [f for f in check_file(path, form, framework).findings if f.severity == "error"]
        assert [(f.sheet, f.row_key) for f in errors] == [("Start", "Theme lead")]


def test_a_return_that_is_complete_and_signed_is_ready_to_send(
    form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    for group in ("transport", "culture"):
        path = saved(demo.blank[group], tmp_path, assessments, sign_off)
        assert said(path)["Status"] == "Ready to send", group
        assert said(path)["6. Checks"] == "Nothing to fix or answer"
        checked = check_file(path, form, framework, ROUND)
        assert [f for f in checked.findings if f.severity != "note"] == []
        signed = {r.measure: r.text for r in checked.records if r.sheet == "Start"}
        assert signed == {
            "name": "J. Osei",
            "role": "Chair of the theme group",
            "date": "20/02/2007",
        }


@pytest.mark.libreoffice
def test_libreoffice_counts_the_same(demo: Demo, tmp_path: Path) -> None:
    steps = (figures, assessments, actions, added_value, sign_off)
    path = saved(demo.blank[GROUP], tmp_path, *steps)
    (theirs,) = recalculated_by_libreoffice([path], tmp_path / "libreoffice")
    assert said(theirs) == said(path)
