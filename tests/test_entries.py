"""Activities and recommendations: who is asked, what is kept from round to round, what is shown."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo, Once
from framework_files import Edit, Rows, edited
from prospectus_files import BOARD, GROUP, HALF, NEXT, ROUND, two_years

from workbook_tools import open_folder
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import DeclarationError
from workbook_tools.returns import plan_return

Lines = dict[str, tuple[Any, ...]]


@pytest.fixture(scope="module")
def folder(once: Once) -> Path:
    """The folder of two years in which the Board and a theme group return."""
    return once("prospectus", two_years) / "round"


def lines_of(path: Path, sheet: str) -> Lines:
    """Return the rows of a sheet by what stands in their first cell."""
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return {str(row[0]): row for row in rows if row[0] is not None}


def returned(folder: Path, round_id: str, group: str, sheet: str) -> Lines:
    """Return the rows of a sheet of a return, as it was issued."""
    return lines_of(folder / "returns" / round_id / f"{group}.xlsx", sheet)


# The framework ---------------------------------------------------------------------


def test_all_activities_of_2005_and_all_recommendations_are_carried_over(
    framework: Framework,
) -> None:
    assert len(framework.activities) == 102
    assert len(framework.recommendations) == 34
    assert len({each.review for each in framework.recommendations}) == 4
    for entry in (*framework.activities, *framework.recommendations):
        assert entry.text
        assert entry.reason.endswith(".")
        assert "line " in entry.source


def test_each_is_reported_by_one_who_returns(framework: Framework) -> None:
    reported = Counter(each.reported_by for each in framework.activities)
    assert reported["community-safety"] == 21
    assert set(reported) <= {group.id for group in framework}
    assert {each.reported_by for each in framework.recommendations} == {
        "children-young-people",
        BOARD,
    }


def test_a_recommendation_is_there_once_it_is_made(framework: Framework) -> None:
    def there(round_id: str) -> int:
        return len(framework.register("recommendations", framework.round(round_id)))

    assert there("2006-07") == 20
    assert there("2009-10") == 34


def test_what_happened_is_told_under_one_recommendation_and_asked_once(
    form: Form, framework: Framework
) -> None:
    rows = plan_return(form, framework, "2010-11", BOARD).table("Recommendations").rows
    asked = [row.id for row in rows if row.role == "recommendation"]
    assert len(asked) == 21
    of_scrutiny = [each for each in framework.recommendations if each.review == "Scrutiny 2010"]
    assert len(of_scrutiny) == 14
    assert len(set(asked) & {each.id for each in of_scrutiny}) == 4


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("activities.csv", {"reported_by": "nobody"}, "is neither a theme group nor the board"),
        ("activities.csv", {"reason": ""}, "does not say why"),
        ("activities.csv", {"id": "SAF-856"}, "is that of an indicator"),
        ("activities.csv", {"id": "first"}, "write it as SAF-T959"),
        ("recommendations.csv", {"part_of": "BRD-R1"}, "which is no recommendation"),
    ],
)
def test_a_mistake_in_a_register_is_refused_with_what_to_do(
    name: str, changed: dict[str, str], said: str
) -> None:
    def spoil(rows: Rows) -> None:
        rows.set(name, rows.tables[name][0], **changed)

    edit: Edit = spoil
    with pytest.raises(DeclarationError, match=said):
        edited(edit)


# The returns -----------------------------------------------------------------------


def test_a_return_has_the_sheet_only_where_there_is_something_to_report(
    form: Form, framework: Framework
) -> None:
    def has(group: str, round_id: str = ROUND) -> tuple[bool, bool]:
        plan = plan_return(form, framework, round_id, group)
        return plan.has("Activities"), plan.has("Recommendations")

    assert has(GROUP) == (True, False)
    assert has(BOARD) == (False, True)
    assert has("children-young-people") == (True, True)
    assert has("transport") == (False, False)
    # Activities are monitored once a year, recommendations in every round.
    assert has("children-young-people", "2007-08-half-year") == (False, True)
    # No round before the agreement that asks for them has either.
    assert has("children-young-people", "2006-07") == (False, False)


def test_budgets_are_recorded_exactly(folder: Path) -> None:
    records = open_folder(folder).check(folder / f"{GROUP}.xlsx").records
    budgets = [r for r in records if (r.field, r.measure) == ("activity", "budget")]
    assert [Decimal(str(each.value)) for each in budgets] == [Decimal("30000.5"), Decimal("8000.0")]


def test_what_the_programme_says_is_not_recorded_as_an_entry(folder: Path) -> None:
    records = open_folder(folder).check(folder / f"{GROUP}.xlsx").records
    said = {r.column for r in records if r.indicator == "EQU-T1076"}
    assert "activity" not in said
    assert "EQU-C1" not in {r.indicator for r in records}


def test_the_next_year_shows_what_was_said_last_and_asks_for_what_has_changed(
    folder: Path,
) -> None:
    rows = returned(folder, NEXT, GROUP, "Activities")
    was = ("City Council", 30000.5, datetime(2009, 12, 31), "Under way")
    assert rows["EQU-T1076"][3:8] == (*was, "Three of five strategies are agreed.")
    assert rows["EQU-T1076"][8:13] == (None,) * 5
    new = rows["EQU-X01"]
    assert new[2] == "Hold seminars for refugees and asylum seekers."
    assert new[3:5] == ("Voluntary Service Council", 8000)


def test_what_is_done_is_not_asked_about_again(folder: Path) -> None:
    assert "EQU-X02" in returned(folder, ROUND, GROUP, "Activities")
    later = returned(folder, NEXT, GROUP, "Activities")
    # No number is given twice.
    assert [key for key in later if key.startswith("EQU-X")][:2] == ["EQU-X01", "EQU-X03"]
    for round_id in (HALF, NEXT):
        recommended = returned(folder, round_id, BOARD, "Recommendations")
        assert "BRD-R1175" not in recommended
        assert "BRD-R1288" in recommended


# The LAA spreadsheet ---------------------------------------------------------------


def test_every_activity_has_a_line_whether_or_not_anybody_reports_on_it(demo: Demo) -> None:
    rows = lines_of(demo.spreadsheet, "Activities")
    assert sum("-T" in key for key in rows) == 102
    assert sum("-R" in key for key in lines_of(demo.spreadsheet, "Recommendations")) == 20


def test_a_register_shows_what_was_reported_and_keeps_it_with_its_round(folder: Path) -> None:
    now = lines_of(folder / f"{ROUND}.xlsx", "Activities")
    assert now["EQU-T1076"][4:8] == ("City Council", 30000.5, datetime(2009, 12, 31), "Under way")
    assert now["EQU-X01"][3] == "Hold seminars for refugees and asylum seekers."
    later = lines_of(folder / f"{NEXT}.xlsx", "Activities")
    assert later["EQU-T1076"][4:6] == ("City Council (2007-08 update)", 30000.5)
    assert "EQU-X02" not in later
    recommended = lines_of(folder / f"{NEXT}.xlsx", "Recommendations")
    assert recommended["BRD-R1175"][5:7] == (
        "Accepted: five priorities are agreed each year. (2007-08 update)",
        "Done",
    )
    sheet = openpyxl.load_workbook(folder / f"{NEXT}.xlsx")["Activities"]
    (budget,) = (row[5] for row in sheet.iter_rows() if row[0].value == "EQU-T1076")
    assert budget.comment.text == "2007-08 update"


@pytest.mark.parametrize(("round_id", "under_way", "done"), [(ROUND, 2, 1), (NEXT, 2, 0)])
def test_activities_are_counted_by_status_with_their_budgets(
    folder: Path, round_id: str, under_way: int, done: int
) -> None:
    sheet = openpyxl.load_workbook(folder / f"{round_id}.xlsx", data_only=True)["Activities"]
    counted = {row[3]: row[4:6] for row in sheet.iter_rows(values_only=True) if row[0] is None}
    assert counted["Under way"] == (under_way, 38000.5)
    assert counted["Done"] == (done, 0)
    assert counted["No status reported"] == (101, 0)
    assert counted["All activities"] == (101 + under_way + done, 38000.5)


def test_the_day_of_a_review_decides_nothing_where_no_document_gives_it(
    framework: Framework,
) -> None:
    without = [each for each in framework.recommendations if each.made_on is None]
    assert {each.review for each in without} == {"Joint Area Review"}
    assert date(2010, 2, 17) in {each.made_on for each in framework.recommendations}
