"""Narrowing the gap: what the sheet Gap makes of the figures for parts of the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from conftest import OpenReturn
from return_files import issued, shown_in
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework, load_framework
from workbook_tools.plan.rows import Carried
from workbook_tools.returns import plan_return
from workbook_tools.values.records import Record

ROUND = "2006-07"
GROUP = "children-young-people"

WORSE_UNKNOWN = "Priority neighbourhoods are worse; none last year to compare"
BME_UNKNOWN = "BME areas are worse; none last year to compare"

Figure = float | str | None


@dataclass(frozen=True)
class Compared:
    """One row: what was reported last year, what is typed now, and what the sheet says of it."""

    key: str
    last: Mapping[str, float] = field(default_factory=dict)
    """Last year's figures for ``pn``, ``rest``, ``bme`` and ``city``."""
    now: Mapping[str, Figure] = field(default_factory=dict)
    gap: Figure = ""
    words: str = ""
    bme_gap: Figure = ""
    bme_words: str = ""


HIGHER = {"pn": 40.0, "rest": 50.0}
LOWER = {"pn": 15.0, "rest": 10.0}

ROWS = (
    # Higher is better: last year 10 worse.
    Compared("CYP-577", HIGHER, {"pn": 45, "rest": 50}, -5.0, "Narrowing by 5"),
    Compared("CYP-578", HIGHER, {"pn": 35, "rest": 50}, -15.0, "Widening by 5"),
    Compared("CYP-597", HIGHER, {"pn": 42, "rest": 52}, -10.0, "Unchanged"),
    Compared("CYP-582", HIGHER, {"pn": 50, "rest": 50}, 0.0, "No gap"),
    Compared("CYP-583", HIGHER, {"pn": 55, "rest": 50}, 5.0, "Priority neighbourhoods are better"),
    Compared("CYP-584", {}, {"pn": 45, "rest": 50}, -5.0, WORSE_UNKNOWN),
    # The gap of last year was the other way round.
    Compared("CYP-594", {"pn": 52.0, "rest": 50.0}, {"pn": 47, "rest": 50}, -3.0, "Widening by 5"),
    # Decimals are those of the indicator: 44.96 less 50.01 is -5.1 with one.
    Compared(
        "CYP-596", {"pn": 44.0, "rest": 50.1}, {"pn": 44.96, "rest": 50.01}, -5.1, "Narrowing by 1"
    ),
    # Lower is better: last year 5 worse.
    Compared("CYP-623", LOWER, {"pn": 13, "rest": 10}, 3.0, "Narrowing by 2"),
    Compared("CYP-624", LOWER, {"pn": 18, "rest": 10}, 8.0, "Widening by 3"),
    Compared("CYP-625", LOWER, {"pn": 10, "rest": 10}, 0.0, "No gap"),
    Compared("CYP-640", LOWER, {"pn": 8, "rest": 10}, -2.0, "Priority neighbourhoods are better"),
    Compared("CYP-641", {}, {"pn": 12.5, "rest": 10}, 2.5, WORSE_UNKNOWN),
    # A word is no figure, and a nought is one.
    Compared("CYP-599", LOWER, {"pn": "Suppressed", "rest": 10}),
    Compared("CYP-600", LOWER, {"pn": 0, "rest": 0}, 0.0, "No gap"),
    Compared("CYP-601", LOWER, {"pn": 12}),
    # BME areas are compared with the city, whose figure stands on Indicators.
    Compared(
        "CYP-576",
        {"bme": 40.0, "city": 45.0},
        {"bme": 43, "city": 46},
        bme_gap=-3.0,
        bme_words="Narrowing by 2",
    ),
    Compared(
        "CYP-626",
        {"bme": 40.0, "city": 45.0},
        {"bme": 40, "city": 46},
        bme_gap=-6.0,
        bme_words="Widening by 1",
    ),
    Compared("CYP-628", {}, {"bme": 40, "city": 46}, bme_gap=-6.0, bme_words=BME_UNKNOWN),
    Compared("CYP-634", {}, {"bme": 50, "city": 46}, bme_gap=4.0, bme_words="BME areas are better"),
    Compared("CYP-636", {}, {"bme": 46, "city": 46}, bme_gap=0.0, bme_words="No gap"),
    Compared("CYP-637", {}, {"bme": 40}),
    # The row is about the priority neighbourhoods: its own figure is on Indicators.
    Compared("CYP-580", HIGHER, {"city": 45, "rest": 50}, -5.0),
    # Counts differ as areas differ in size: that the gap narrows cannot be said of them.
    Compared("CYP-619", LOWER, {"pn": 13, "rest": 10}, 3.0),
    Compared("CYP-579", {"bme": 40.0, "city": 45.0}, {"bme": 43, "city": 46}, bme_gap=-3.0),
)

PROGRAMS = ("entered", pytest.param("libreoffice", marks=pytest.mark.libreoffice))
"""The fixtures with the return as it was saved, and as LibreOffice saved it."""

HEADINGS = {"pn": "PN", "rest": "Rest of city", "bme": "BME areas"}
RESULTS = {"gap_now": "gap", "gap_words": "words", "bme_gap_now": "bme_gap"}
RESULTS |= {"bme_gap_words": "bme_words"}
SHOWN = {
    "gap": "Gap now",
    "words": "The gap is",
    "bme_gap": "BME gap now",
    "bme_words": "The BME gap is",
}


def last_year() -> Carried:
    carried: dict[tuple[str, str, str], float | str] = {}
    for row in ROWS:
        for area, figure in row.last.items():
            sheet = "Indicators" if area == "city" else "Gap"
            carried[sheet, row.key, f"update_2005_06_{area}"] = figure
    return carried


def enter(opened: OpenReturn) -> None:
    gap = opened.on("Gap")
    for row in ROWS:
        for area, figure in row.now.items():
            if area == "city":
                opened.type(row.key, "Actual", figure)
            else:
                gap.type(row.key, HEADINGS[area], figure)


@pytest.fixture(scope="module")
def framework() -> Framework:
    """The framework with the round of the year before, whose figures are carried forward."""
    shipped = load_framework()
    before = replace(
        shipped.rounds[0],
        id="2005-06",
        year="2005-06",
        starts=date(2005, 4, 1),
        ends=date(2006, 3, 31),
        due=date(2006, 4, 30),
    )
    return replace(shipped, rounds=(before, *shipped.rounds))


@pytest.fixture(scope="module")
def entered(form: Form, framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return with last year's figures, in which this year's are entered."""
    plan = plan_return(form, framework, ROUND, GROUP, carried=last_year())
    return issued(plan, tmp_path_factory.mktemp("gap"), enter)


@pytest.fixture(scope="module")
def checked(entered: Path, form: Form, framework: Framework) -> CheckedReturn:
    return check_file(entered, form, framework, ROUND)


@pytest.fixture(scope="module")
def libreoffice(entered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, worked out by LibreOffice."""
    (path,) = recalculated_by_libreoffice([entered], tmp_path_factory.mktemp("libreoffice"))
    return path


def figures(checked: CheckedReturn, key: str) -> list[Record]:
    return [r for r in checked.records if r.indicator == key and r.field == "actual"]


# What the sheet says ---------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key}: {row.words or row.bme_words}")
def test_the_check_says_how_the_gap_has_gone(checked: CheckedReturn, row: Compared) -> None:
    results = checked.results["Gap"][row.key]
    for column_id, name in RESULTS.items():
        assert results[column_id] == getattr(row, name), column_id


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.key}: {row.words or row.bme_words}")
def test_the_sheet_itself_says_the_same(entered: Path, row: Compared) -> None:
    shown = shown_in(entered, "Gap")
    for name, heading in SHOWN.items():
        assert shown[row.key, heading] == getattr(row, name), heading


@pytest.mark.libreoffice
def test_libreoffice_says_the_same(libreoffice: Path) -> None:
    shown = shown_in(libreoffice, "Gap")
    for row in ROWS:
        for name, heading in SHOWN.items():
            assert shown[row.key, heading] == getattr(row, name), (row.key, heading)


def test_every_row_that_is_compared_is_one_of_the_framework(framework: Framework) -> None:
    rows = {row.id: row for row in framework.rows_of(GROUP)}
    assert {rows[row.key].polarity for row in ROWS} == {"higher", "lower"}
    assert len({row.key for row in ROWS}) == len(ROWS)
    assert rows["CYP-580"].area == "pn"
    assert {rows[row.key].area for row in ROWS if row.key != "CYP-580"} == {"city"}


# Where the figures come from ---------------------------------------------------------


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_figure_of_the_city_is_the_one_on_indicators(
    request: pytest.FixtureRequest, program: str
) -> None:
    path = request.getfixturevalue(program)
    shown, indicators = shown_in(path, "Gap"), shown_in(path, "Indicators")
    assert shown["CYP-576", "City (from Indicators)"] == indicators["CYP-576", "Actual"] == 46.0
    assert shown["CYP-637", "City (from Indicators)"] == ""
    # The figure of that row is about the priority neighbourhoods, not about the city.
    assert shown["CYP-580", "City (from Indicators)"] == ""


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_row_about_a_part_of_the_city_takes_its_own_figure_from_indicators(
    request: pytest.FixtureRequest, program: str
) -> None:
    path = request.getfixturevalue(program)
    assert shown_in(path, "Gap")["CYP-580", "PN"] == 45.0


def test_a_row_about_a_part_of_the_city_is_recorded_once(checked: CheckedReturn) -> None:
    recorded = [(r.area, r.measure, r.value, r.sheet) for r in figures(checked, "CYP-580")]
    assert recorded == [
        ("pn", "value", 45.0, "Indicators"),
        ("rest", "value", 50.0, "Gap"),
        ("pn", "gap", -5.0, "Gap"),
    ]


def test_figures_and_gaps_are_recorded_with_their_areas(checked: CheckedReturn) -> None:
    recorded = {(r.area, r.measure): r.value for r in figures(checked, "CYP-577")}
    assert recorded == {
        ("pn", "value"): 45.0,
        ("rest", "value"): 50.0,
        ("city", "gap"): -5.0,
        ("city", "gap in words"): None,
    }
    words = {r.text for r in figures(checked, "CYP-577") if r.measure == "gap in words"}
    assert words == {"Narrowing by 5"}
    bme = {(r.area, r.measure): r.value for r in figures(checked, "CYP-576")}
    assert bme == {("city", "value"): 46.0, ("bme", "value"): 43.0, ("city", "bme gap"): -3.0}


def test_no_two_records_are_about_the_same_thing(checked: CheckedReturn) -> None:
    places = [(r.indicator, r.field, r.year, r.area, r.measure) for r in checked.records]
    assert len(set(places)) == len(places)
