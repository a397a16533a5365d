"""Narrowing the gap and Trajectories: what the way so far says of the way still to go."""

from __future__ import annotations

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.framework import Framework
from workbook_tools.workbooks import Sheet, Workbook, open_workbook

HEADING_ROW = 4


@pytest.fixture(scope="module")
def rebuilt(demo: Demo) -> Workbook:
    return open_workbook(demo.spreadsheet)


def rows(rebuilt: Workbook, name: str) -> dict[str, dict[str, object]]:
    """Return what a sheet says of each indicator, by heading; of two alike, the last."""
    sheet = rebuilt.sheet(name)
    assert sheet
    headings = {c: str(sheet.cell(HEADING_ROW, c).value) for c in range(1, sheet.max_column + 1)}
    return {
        str(sheet.cell(row, 1).value): {
            heading: sheet.cell(row, c).value for c, heading in headings.items()
        }
        for row in range(HEADING_ROW + 1, sheet.max_row + 1)
    }


def visible(sheet: Sheet | None) -> set[int]:
    assert sheet
    return set(range(1, sheet.max_column + 1)) - sheet.hidden_columns


def test_only_indicators_with_figures_for_a_part_of_the_city_stand_on_the_gap(
    rebuilt: Workbook, framework: Framework
) -> None:
    listed = rows(rebuilt, "Narrowing the gap")
    assert 0 < len(listed) < 60
    parts = {framework.indicator(key).area for key in listed}
    assert parts & {"pn", "bme"}
    assert "CYP-577" not in listed  # Its figures are for the city alone.


def test_a_count_has_no_gap_to_compare(rebuilt: Workbook, framework: Framework) -> None:
    listed = rows(rebuilt, "Narrowing the gap")
    counts = [key for key in listed if framework.indicator(key).kind.endswith("count")]
    assert counts
    assert {listed[key]["The gap is"] for key in counts} == {"A count: no gap to compare"}


def test_every_measure_has_a_trajectory(rebuilt: Workbook, framework: Framework) -> None:
    measures = [row.id for row in framework.indicators if not row.is_heading]
    assert list(rows(rebuilt, "Trajectories")) == measures


def test_the_rate_so_far_tells_whether_the_last_target_is_reached(rebuilt: Workbook) -> None:
    row = rows(rebuilt, "Trajectories")["CYP-577"]
    # 76 in 2004-05, 77 in 2006-07, 80 to be reached a year later.
    assert (row["A year so far"], row["A year still needed"]) == (0.5, 3)
    assert (row["Last target"], row["For"], row["Years left"]) == (80, "2007-08", 1)
    assert row["Whether the past rate reaches it"] == "No: short by 2.5"


def test_a_target_that_is_reached_needs_nothing_more(rebuilt: Workbook) -> None:
    row = rows(rebuilt, "Trajectories")["CYP-599"]
    assert row["A year still needed"] == 0
    assert row["Whether the past rate reaches it"] == "Reached already"


def test_a_target_that_is_shared_is_no_target_of_each(
    rebuilt: Workbook, framework: Framework
) -> None:
    listed = rows(rebuilt, "Trajectories")
    shared = [key for key in listed if len(framework.joint_rows(key, "2008-09")) > 1]
    assert len(shared) == 3
    for key in shared:
        assert str(listed[key]["Last target"]).endswith("jointly")
        assert listed[key]["Whether the past rate reaches it"] == "A target shared with others"


def test_perceptions_are_tracked_and_not_targeted(rebuilt: Workbook, framework: Framework) -> None:
    listed = rows(rebuilt, "Trajectories")
    surveys = [key for key in listed if framework.indicator(key).kind == "survey"]
    assert surveys
    said = {listed[key]["Whether the past rate reaches it"] for key in surveys}
    assert said == {"A perception: tracked, not targeted"}


@pytest.mark.parametrize("name", ["Lights", "Narrowing the gap", "Trajectories"])
def test_what_is_hidden_is_not_printed(rebuilt: Workbook, name: str, demo: Demo) -> None:
    shown = visible(rebuilt.sheet(name))
    area = openpyxl.load_workbook(demo.spreadsheet)[name].print_area
    last = openpyxl.utils.range_boundaries(area.split("!")[1].replace("$", ""))[2]
    assert last == max(shown)
    assert shown == set(range(1, last + 1))
