"""Nought, blank and the four words for a missing figure are six different things everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Demo, OpenReturn, saved
from return_files import saved_by_openpyxl
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework

ROUND = "2006-07"
GROUP = "children-young-people"
WORDS = ("Not yet available", "Not applicable", "Suppressed", "Confidential")

KINDS: dict[str, str | int | None] = {
    "CYP-577": 0,
    "CYP-578": None,
    "CYP-579": "Not yet available",
    "CYP-582": "Not applicable",
    "CYP-583": "Suppressed",
    "CYP-584": "Confidential",
}
"""What is said of each indicator, on Indicators and on Gap."""

LIGHTS = {
    "CYP-577": "Red",
    "CYP-578": "",
    "CYP-579": "Overdue",
    "CYP-582": "Not due",
    "CYP-583": "Monitor only",
    "CYP-584": "Monitor only",
}

PROGRAMS = ("entered", "openpyxl", pytest.param("libreoffice", marks=pytest.mark.libreoffice))
"""The fixtures with the return as it was saved, and as other programs saved it again."""

Said = dict[str, tuple[str, float | None, str, str]]


def enter(opened: OpenReturn) -> None:
    gap = opened.on("Gap")
    for key, said in KINDS.items():
        heading = "No figure because" if isinstance(said, str) else "Actual"
        opened.type(key, heading, said)
        gap.type(key, "PN", said)
        gap.type(key, "Rest of city", 10)


@pytest.fixture(scope="module")
def entered(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(demo.blank[GROUP], tmp_path_factory.mktemp("absence"), enter)


@pytest.fixture(scope="module")
def openpyxl(entered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved_by_openpyxl(entered, tmp_path_factory.mktemp("openpyxl"))


@pytest.fixture(scope="module")
def libreoffice(entered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = recalculated_by_libreoffice([entered], tmp_path_factory.mktemp("libreoffice"))
    return path


@pytest.fixture(scope="module", params=PROGRAMS)
def checked(request: pytest.FixtureRequest, form: Form, framework: Framework) -> CheckedReturn:
    return check_file(request.getfixturevalue(request.param), form, framework, ROUND)


def recorded(checked: CheckedReturn, sheet: str, area: str) -> Said:
    """Return measure, value, text and state of what is recorded of each indicator's figure."""
    return {
        record.indicator: (record.measure, record.value, record.text, record.state)
        for record in checked.records
        if record.field == "actual" and (record.sheet, record.area) == (sheet, area)
        if record.measure in ("value", "status")
    }


def without_text(said: Said) -> Said:
    """Leave out how a figure is shown: each program does it its own way."""
    return {
        key: (measure, value, "" if value is not None else text, state)
        for key, (measure, value, text, state) in said.items()
    }


def test_they_are_six_things_on_indicators(checked: CheckedReturn) -> None:
    assert without_text(recorded(checked, "Indicators", "city")) == {
        "CYP-577": ("value", 0.0, "", "final"),
        "CYP-579": ("status", None, "Not yet available", "Not yet available"),
        "CYP-582": ("status", None, "Not applicable", "Not applicable"),
        "CYP-583": ("status", None, "Suppressed", "Suppressed"),
        "CYP-584": ("status", None, "Confidential", "Confidential"),
    }


def test_they_are_six_things_on_gap(checked: CheckedReturn) -> None:
    assert without_text(recorded(checked, "Gap", "pn")) == {
        "CYP-577": ("value", 0.0, "", "final"),
        "CYP-579": ("value", None, "Not yet available", "Not yet available"),
        "CYP-582": ("value", None, "Not applicable", "Not applicable"),
        "CYP-583": ("value", None, "Suppressed", "Suppressed"),
        "CYP-584": ("value", None, "Confidential", "Confidential"),
    }


@pytest.mark.parametrize("sheet", ["Indicators", "Gap"])
def test_they_are_six_things_as_entries(checked: CheckedReturn, sheet: str) -> None:
    column = {"Indicators": "actual_city", "Gap": "actual_pn"}[sheet]
    entries = checked.entries[sheet]
    said = []
    for key in KINDS:
        status = entries[key]["status"].value if sheet == "Indicators" else None
        said.append((entries[key][column].value, status))
    if sheet == "Indicators":
        assert said == [(0.0, None), (None, None), *((None, word) for word in WORDS)]
    else:
        assert said == [(0.0, None), (None, None), *((word, None) for word in WORDS)]
    assert len(set(said)) == 6


def test_the_light_tells_them_apart(checked: CheckedReturn) -> None:
    results = checked.results["Indicators"]
    assert {key: results[key]["light"] for key in KINDS} == LIGHTS


def test_a_nought_is_answered_and_a_blank_is_not(checked: CheckedReturn) -> None:
    answered = {key: checked.results["Indicators"][key]["answered"] for key in KINDS}
    assert answered == {key: 0.0 if said is None else 1.0 for key, said in KINDS.items()}


def test_only_a_nought_makes_a_gap(checked: CheckedReturn) -> None:
    gaps = {key: checked.results["Gap"][key]["gap_now"] for key in KINDS}
    assert gaps == {key: -10.0 if said == 0 else "" for key, said in KINDS.items()}


NOT_OFFERED = ("Monitor only", "n/a", "-", "nil", "small")
"""Words for a missing figure that the list for parts of the city does not have."""


@pytest.fixture(scope="module")
def worded(
    form: Form, framework: Framework, demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> CheckedReturn:
    """A return with words where figures for parts of the city are asked for."""

    def change(opened: OpenReturn) -> None:
        gap = opened.on("Gap")
        gap.type("CYP-577", "PN", " suppressed ")
        gap.type("CYP-578", "BME areas", "NOT  YET AVAILABLE")
        for key, word in zip(KINDS, NOT_OFFERED, strict=False):
            gap.type(key, "Rest of city", word)

    path = saved(demo.blank[GROUP], tmp_path_factory.mktemp("worded"), change)
    return check_file(path, form, framework)


def test_a_word_for_part_of_the_city_is_taken_in_any_capitals(worded: CheckedReturn) -> None:
    said = {(r.indicator, r.area): (r.text, r.state) for r in worded.records if r.sheet == "Gap"}
    assert said == {
        ("CYP-577", "pn"): ("Suppressed", "Suppressed"),
        ("CYP-578", "bme"): ("Not yet available", "Not yet available"),
    }


def test_a_word_that_is_not_offered_is_no_figure_for_part_of_the_city(
    worded: CheckedReturn,
) -> None:
    told = {
        f.row_key: (f.rule, f.found)
        for f in worded.findings
        if (f.sheet, f.field) == ("Gap", "actual_rest")
    }
    assert told == {
        key: ("not-a-number", f"“{word}”") for key, word in zip(KINDS, NOT_OFFERED, strict=False)
    }
