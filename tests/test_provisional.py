"""A provisional figure: marked wherever it is shown, and asked for again until it is final.

So is a light that is in question: it is shown and counted, and stays out of the percentage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import Demo, Once, OpenReturn, OpenSheet, saved

from workbook_tools.commands import main
from workbook_tools.form import Form
from workbook_tools.form.columns import Holds
from workbook_tools.form.figure_formats import qualified_format
from workbook_tools.framework import HEADLINE, Framework
from workbook_tools.plan.framework_cells import NOTHING, carried_cell
from workbook_tools.workbooks import Workbook, open_workbook, shown

DUE, UNSAID, IN_QUESTION = "HEA-718", "HEA-719", "HEA-714"
"""Indicators whose figure is provisional: with a day to be final, and without, for priority
neighbourhoods; and one whose figure breaks a rule, which the secretariat has waived."""

MEASURES = {
    DUE: "Reduce adult smoking rates in the city",
    UNSAID: "Reduce percentage of people from priority neighbourhoods who smoke",
    IN_QUESTION: "Reduce health inequalities as measured by infant mortality",
}


@dataclass(frozen=True)
class Made:
    """What was made of one return with provisional figures."""

    issue: Path
    """The LAA spreadsheet of its round."""
    next_return: Path
    """The blank return of the round after."""
    next_issue: Path
    """Its LAA spreadsheet, before anything came in."""
    receipt: str


@pytest.fixture(scope="module")
def made(once: Once, demo: Demo) -> Made:
    """A round with a return of provisional figures, and the next one opened."""

    def build(place: Path) -> None:
        folder = place / "round"
        _told(place, "init", folder)
        with (folder / "waivers.csv").open("w", encoding="utf-8") as stream:
            stream.write("rule,row,reason,who,until_round\n")
            stream.write(f"not-negative,{IN_QUESTION},Recounted,Jo Smith,2006-07\n")

        def fill(opened: OpenReturn) -> None:
            for key, figure in ((DUE, 24.1), (UNSAID, 35.5), (IN_QUESTION, -5)):
                opened.type(key, "Actual", figure)
                opened.type(key, "No figure because", None)
                opened.type(key, "Figure expected on", None)
            for key in (DUE, UNSAID):
                opened.type(key, "Provisional", "Yes")
            opened.type(DUE, "Figure expected on", date(2007, 6, 30), "dd/mm/yyyy")

        health = saved(demo.completed["health"], place / "edited", fill)
        _told(folder, "ingest", health, "--received", "2007-02-20")
        _told(folder, "consolidate", "--out", "laa.xlsx")
        _told(folder, "round", "open", "2007-08")
        _told(folder, "generate", "--round", "2007-08", "--group", "health", "--out", "next")
        _told(folder, "consolidate", "--round", "2007-08", "--out", "next.xlsx")

    place = once("provisional", build)
    folder = place / "round"
    (receipt,) = (folder / "receipts").glob("health*.txt")
    blank = folder / "next" / "health.xlsx"
    return Made(folder / "laa.xlsx", blank, folder / "next.xlsx", receipt.read_text("utf-8"))


def _told(folder: Path, *arguments: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output


def table(workbook: Workbook, name: str) -> list[dict[str, str]]:
    """Return what a sheet shows in each row, by heading."""
    sheet = workbook.sheet(name)
    assert sheet is not None
    at_row = 5 if name == "Checks" else 4
    columns = range(1, sheet.max_column + 1)
    headings = {column: shown(sheet.cell(at_row, column)) for column in columns}
    rows = sorted({row for row, _ in sheet.cells if row > at_row})
    return [{text: shown(sheet.cell(row, at)) for at, text in headings.items()} for row in rows]


@pytest.fixture(scope="module")
def issue(made: Made) -> Workbook:
    return open_workbook(made.issue)


def in_view(issue: Workbook, name: str, key: str) -> Mapping[str, str]:
    """Return the row of an indicator in a view."""
    heading = "Performance Measure / Indicator"
    (row,) = (row for row in table(issue, name) if row[heading] == MEASURES[key])
    return row


# In the LAA spreadsheet --------------------------------------------------------------


@pytest.mark.parametrize("view", ["Simple View", "Full View"])
def test_every_view_says_beside_the_figure_that_it_is_provisional(
    issue: Workbook, view: str
) -> None:
    row = in_view(issue, view, DUE)
    assert row["2006-7 Update: City Avg"] == "24.1 (provisional)"
    assert row["2005-6 Update: City Avg"] == "29.1"
    row = in_view(issue, view, UNSAID)
    assert row["2006-7 Update: City Avg"] == "35.5 in PNs (provisional)"


def test_a_figure_of_its_own_area_says_so_in_the_column_of_the_area_too(issue: Workbook) -> None:
    assert in_view(issue, "Full View", UNSAID)["2006-7 Update: PN"] == "35.5 (provisional)"


def test_a_provisional_figure_stays_a_number_that_variances_follow_from(made: Made) -> None:
    sheet = openpyxl.load_workbook(made.issue, data_only=True)["Simple View"]
    headings = {cell.value: cell.column for cell in sheet[4]}
    (row,) = (
        cells[0].row for cells in sheet.iter_rows(min_row=5) if cells[2].value == MEASURES[DUE]
    )
    figure = sheet.cell(row, headings["2006-7 Update: City Avg"])
    variance = next(at for text, at in headings.items() if str(text).endswith("22-40"))
    assert (figure.value, sheet.cell(row, variance).value) == (24.1, -0.6)


def test_the_row_of_its_light_says_that_the_figure_is_provisional_and_till_when(
    issue: Workbook,
) -> None:
    lights = {row["Ref"]: row for row in table(issue, "Lights")}
    assert [lights[DUE][each] for each in ("Final", "Provisional", "Figure expected on")] == [
        *("Amber", "Yes", "30/06/2007")
    ]
    assert lights[UNSAID]["Provisional"] == "Yes"
    assert {key for key, row in lights.items() if row["Provisional"]} == {DUE, UNSAID}


def test_the_sources_say_so_at_the_value(issue: Workbook) -> None:
    said = {
        row["Value"]
        for row in table(issue, "Sources")
        if (row["Ref"], row["What"]) == (DUE, "Actual")
    }
    assert said == {"24.1 (provisional)"}


def test_the_summary_counts_the_provisional_figures(issue: Workbook) -> None:
    counts = {row["Theme group"]: row["Provisional"] for row in table(issue, "Summary")}
    assert counts.pop("Health and Well-being (Health of Coventry Group)") == "2"
    assert counts.pop("All theme groups") == "2"
    assert set(counts.values()) == {"0"}


@pytest.mark.parametrize(
    ("words", "months", "said", "left_out"),
    [
        ("provisional", None, "24.1 (provisional)", ""),
        ("provisional", 6, "24.1 (provisional)", "6 months"),
        ("p", 6, "24.1 (6 months, p)", ""),
        ("", 6, "24.1 (6 months)", ""),
    ],
)
def test_what_is_left_out_beside_a_figure_is_never_that_it_is_provisional(
    form: Form, framework: Framework, words: str, months: int | None, said: str, left_out: str
) -> None:
    row = framework.indicator(DUE)
    figure = framework.headline(DUE, "actual", "2005-06")
    assert figure is not None
    told = qualified_format(
        replace(form.figure_words, provisional=words),
        framework,
        row,
        [replace(figure, value=24.1)],
        months,
        provisional=True,
    )
    assert (told[0].replace("#,##0.0", "24.1").replace('"', ""), told[1]) == (said, left_out)


# In the round after ------------------------------------------------------------------


@pytest.fixture(scope="module")
def next_return(made: Made) -> OpenSheet:
    return OpenSheet(openpyxl.load_workbook(made.next_return, data_only=True)["Indicators"])


def test_the_next_return_marks_last_years_figure_and_says_till_when_it_was_provisional(
    next_return: OpenSheet,
) -> None:
    cell = next_return.cell(DUE, "Last year")
    assert (cell.value, cell.number_format) == (24.1, '#,##0.0" (p)"')
    assert cell.comment.text == (
        "(p): provisional, as reported; the final figure was expected on 30 June 2007."
    )
    cell = next_return.cell(UNSAID, "Last year")
    assert cell.value == 35.5
    assert cell.comment.text.startswith("(p): provisional")


def test_the_next_return_asks_for_the_final_figure(made: Made) -> None:
    asked = table(open_workbook(made.next_return), "Checks")
    said = {row["Row"]: row for row in asked if "was provisional" in row["What is wrong"]}
    assert set(said) == {DUE, UNSAID}
    assert (said[DUE]["Severity"], said[DUE]["Sheet"]) == ("query", "Indicators")
    assert said[DUE]["What is wrong"] == (
        "Last year's figure of 24.1 was provisional, and the final one has not come."
    )


def test_the_next_spreadsheet_still_shows_last_years_figure_as_provisional(made: Made) -> None:
    row = in_view(open_workbook(made.next_issue), "Simple View", DUE)
    assert row["2006-7 Update: City Avg"] == "24.1 (provisional)"


def test_once_last_years_figure_is_restated_it_is_provisional_no_more(
    form: Form, framework: Framework
) -> None:
    row, changed = framework.indicator(DUE), "2006-07"
    figures = [
        replace(each, since=changed)
        if (each.indicator, each.field, each.year) == (DUE, "actual", "2005-06")
        else each
        for each in framework.figures
    ]
    restated = replace(framework, figures=tuple(figures))
    for measure in ("provisional", "expected"):
        held = Holds("actual", "2005-06", HEADLINE, measure)
        assert carried_cell(form.figure_words, restated, row, held, "Yes") == NOTHING
        assert carried_cell(form.figure_words, framework, row, held, "Yes").value == "Yes"


# A light that is in question ---------------------------------------------------------


def test_a_light_in_question_is_shown_everywhere_and_stays_out_of_the_percentage(
    made: Made, issue: Workbook
) -> None:
    for view in ("Simple View", "Full View"):
        assert in_view(issue, view, IN_QUESTION)["Traffic Light Judgement"] == "Query"
    lights = {row["Ref"]: row for row in table(issue, "Lights")}
    assert (lights[IN_QUESTION]["Calculated"], lights[IN_QUESTION]["Final"]) == ("Query", "Query")
    (counts,) = (row for row in table(issue, "Summary") if row["Theme group"].startswith("Health"))
    rated = sum(int(counts[word]) for word in ("Red", "Amber", "Green"))
    assert (counts["Query"], counts["Rated"]) == ("1", str(rated))
    assert f"Query, 1: {IN_QUESTION}" in made.receipt


def test_a_light_in_question_has_no_colour(made: Made) -> None:
    book: Any = openpyxl.load_workbook(made.issue)
    for sheet in (book["Simple View"], book["Full View"], book["Lights"]):
        coloured = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
        assert coloured == {'"Red"', '"Amber"', '"Green"'}
