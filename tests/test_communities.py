"""The communities of interest: what concerns each, and what self-assessments say of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo, Once
from framework_files import Rows, edited
from prospectus_files import BOARD, ROUND, two_years

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import DeclarationError
from workbook_tools.returns import plan_return

SHEET = "Communities of interest"


def under_each(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the lines under each heading of the sheet."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if row[0]:
            found[str(row[0])] = []
        else:
            found[list(found)[-1]].append(row[1:])
    return found


@pytest.fixture(scope="module")
def said(once: Once) -> dict[str, list[tuple[Any, ...]]]:
    return under_each(once("prospectus", two_years) / "round" / f"{ROUND}.xlsx")


def test_they_are_the_eleven_of_the_community_plan(framework: Framework) -> None:
    titles = [each.title for each in framework.communities]
    assert len(titles) == 11
    assert titles[0] == "Disabled people"
    assert titles[-1] == "Women and children experiencing domestic violence"


def test_a_text_names_a_community_by_the_beginnings_of_its_words(framework: Framework) -> None:
    def named(text: str) -> list[str]:
        return [each.title for each in framework.communities if each.is_named_in(text)]

    assert named("Seminars for REFUGEES and migrants") == ["Refugees and Asylum Seekers"]
    assert named("Two ex-offenders were evicted") == ["Ex-offenders", "Homeless people"]
    assert named("The ethics of procurement") == []


def test_the_board_assesses_the_links_to_each(form: Form, framework: Framework) -> None:
    table = plan_return(form, framework, ROUND, BOARD).table("Self-assessment")
    rows = [row for row in table.rows if row.role == "community"]
    assert [row.id for row in rows] == [each.id for each in framework.communities]
    opened = [column.id for column in table.entries if table.is_open(rows[0], column)]
    assert opened == ["assess_communities", "evidence", "will_change", "checks_answer"]
    for group in framework:
        asked = plan_return(form, framework, ROUND, group.id).table("Self-assessment").rows
        assert not [row for row in asked if row.role == "community"]


def test_each_has_the_indicators_that_concern_it_with_their_lights(demo: Demo) -> None:
    lines = under_each(demo.spreadsheet)["Ex-offenders"]
    lights = {line[1]: line[4] for line in lines if line[0] == "Indicator"}
    view = openpyxl.load_workbook(demo.spreadsheet, data_only=True)["Lights"]
    final = {row[0]: row for row in view.iter_rows(values_only=True)}
    assert len(lights) == 9
    assert all(light in final[key] for key, light in lights.items() if light)
    assert "Green" in lights.values()


def test_what_the_board_says_of_a_community_stands_under_it(
    said: dict[str, list[tuple[Any, ...]]],
) -> None:
    (line,) = (each for each in said["Disabled people"] if each[0] == "Self-assessment")
    assert line[1:] == (
        "COI-457",
        "Coventry Partnership Board",
        "Disabled people",
        "Weak",
        "Two buildings of five can be entered by wheelchair.",
    )


def test_what_a_theme_group_says_stands_under_the_community_that_it_names(
    said: dict[str, list[tuple[Any, ...]]],
) -> None:
    lines = {each[1]: each for each in said["Refugees and Asylum Seekers"]}
    assert lines["EQU-G"][4:] == ("Fair", "Two seminars for refugees were full.")
    assert lines["EQU-T1076"][4] == "Under way"


def test_each_groups_judgement_of_its_impact_is_listed_and_what_nobody_names_says_so(
    said: dict[str, list[tuple[Any, ...]]],
) -> None:
    *_, (title, impact) = said.items()
    assert title.startswith("All communities of interest")
    assert [line[1] for line in impact] == ["EQU-G", "BRD-G"]
    (nothing,) = said["Women and children experiencing domestic violence"]
    assert nothing[3].startswith("Nothing that is measured")


def test_what_concerns_a_community_must_be_there() -> None:
    def spoil(rows: Rows) -> None:
        rows.set("communities.csv", rows.tables["communities.csv"][0], indicators="CYP-1")

    with pytest.raises(DeclarationError, match="is no indicator, activity or recommendation"):
        edited(spoil)
