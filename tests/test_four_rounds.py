"""Four rounds in a row: two years of figures, and all that changes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from two_years import (
    COMPARED,
    GROUPS,
    HALF_1,
    HALF_2,
    LATE_FIGURE,
    LATE_KEY,
    PARTS,
    PERIOD,
    PLANTED,
    RESTATED,
    RETIRED,
    REVISED,
    ROUNDS,
    YEAR_1,
    YEAR_2,
    Secretariat,
    figures_of,
    two_years,
)

from workbook_tools.files import sha256
from workbook_tools.workbooks import Sheet, open_workbook, parse_address


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Secretariat:
    """Everything that happened, once for all the tests that look at it."""
    return two_years(tmp_path_factory.mktemp("partnership") / "round")


class Spreadsheet:
    """An LAA spreadsheet, in which cells are found by reference and heading."""

    def __init__(self, path: Path) -> None:
        self.workbook = open_workbook(path)

    def sheet(self, name: str) -> Sheet:
        found = self.workbook.sheet(name)
        assert found is not None, name
        return found

    def value(self, view: str, reference: str, heading: str) -> object:
        """Return what stands in a cell of a view."""
        cell = self.sheet(view).cell(self.rows[reference], self.headings(view)[heading])
        return cell.value if cell else None

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each reference; it is the same in every view."""
        full = self.sheet("Full View")
        column = self.headings("Full View")["Indicator reference"]
        return {
            str(cell.value): row
            for (row, place), cell in full.cells.items()
            if place == column and row > 4 and cell.value
        }

    def headings(self, view: str) -> Mapping[str, int]:
        return {
            str(cell.value): column
            for (row, column), cell in self.sheet(view).cells.items()
            if row == 4
        }

    def lines(self, name: str) -> list[dict[str, object]]:
        """Return the lines of a register by its headings."""
        sheet = self.sheet(name)
        head = {place: str(cell.value) for (row, place), cell in sheet.cells.items() if row == 4}
        lines: dict[int, dict[str, object]] = {}
        for (row, place), cell in sheet.cells.items():
            if row > 4:
                lines.setdefault(row, {})[head[place]] = cell.value
        return [lines[row] for row in sorted(lines)]


Published = Callable[[str], Spreadsheet]


@pytest.fixture(scope="module")
def spreadsheet(story: Secretariat) -> Published:
    """The LAA spreadsheets by name, each opened once."""
    return cache(lambda name: Spreadsheet(story.folder / "published" / f"{name}.xlsx"))


# Two years of figures ----------------------------------------------------------------

UPDATE = {"2005-06": "2005-6 Update", "2006-07": "2006-7 Update", "2007-08": "2007-8 Update"}


def update(round_id: str, what: str = "City Avg") -> str:
    """Return the heading of a column that a round fills."""
    return f"{UPDATE[round_id[:7]]}: {what}"


@pytest.mark.parametrize("view", ["Simple View", "Full View"])
@pytest.mark.parametrize("round_id", ROUNDS)
def test_what_was_typed_stands_in_the_column_of_its_year(
    spreadsheet: Published, round_id: str, view: str
) -> None:
    book = spreadsheet(round_id)
    for reference, typed in figures_of(round_id).items():
        assert book.value(view, reference, update(round_id)) == typed, reference
        assert book.value(view, reference, update(round_id, "Date of Data")) == PERIOD[round_id]


@pytest.mark.parametrize("round_id", ROUNDS)
def test_figures_of_parts_of_the_city_stand_in_the_full_view(
    spreadsheet: Published, round_id: str
) -> None:
    for area, heading in (("pn", "PN"), ("rest", "Rest of city")):
        shown = spreadsheet(round_id).value("Full View", COMPARED, update(round_id, heading))
        assert shown == PARTS[area][ROUNDS.index(round_id)]


@pytest.mark.parametrize("view", ["Simple View", "Full View"])
@pytest.mark.parametrize("round_id", [HALF_2, YEAR_2])
def test_the_year_before_is_still_there_in_its_own_column(
    spreadsheet: Published, round_id: str, view: str
) -> None:
    book, before = spreadsheet(round_id), figures_of(YEAR_1)
    shared = set(before) & set(figures_of(round_id))
    assert len(shared) > 15
    for reference in shared - {RESTATED}:
        assert book.value(view, reference, update(YEAR_1)) == before[reference], reference


def test_every_figure_of_both_years_is_traced_to_the_cell_it_was_typed_in(
    story: Secretariat, spreadsheet: Published
) -> None:
    lines = spreadsheet(YEAR_2).lines("Sources")
    by_round = {round_id: figures_of(round_id) for round_id in (YEAR_1, YEAR_2)}
    traced = {(line["Round"], line["Ref"]): line for line in lines if line["What"] == "Actual"}
    for round_id, figures in by_round.items():
        for reference in set(figures) & set(by_round[YEAR_2]) - {RESTATED}:
            line = traced[round_id, reference]
            path = story.folder / "inbox" / round_id / "first" / str(line["File"])
            assert line["SHA-256 of the file"] == sha256(path.read_bytes())
            sheet = open_workbook(path).sheet(str(line["Sheet"]))
            assert sheet is not None
            cell = sheet.cell(*parse_address(str(line["Cell"])))
            assert cell is not None
            assert cell.value == figures[reference]
    # What counts of 2006-07 is the year's figure, not the half-year's.
    assert {line["Round"] for line in lines} == {YEAR_1, YEAR_2}


def test_no_light_stands_beside_a_blank_figure(spreadsheet: Published) -> None:
    book = spreadsheet(YEAR_2)
    for reference in figures_of(YEAR_2):
        light = book.value("Simple View", reference, "Traffic Light Judgement")
        assert light in ("Red", "Amber", "Green")
        assert book.value("Simple View", reference, update(YEAR_2)) is not None


def test_variances_are_of_the_targets_in_force(spreadsheet: Published) -> None:
    book = spreadsheet(YEAR_2)
    for reference, target in (("HOU-936", 90.0), ("LEA-689", 33.0), ("ENV-897", 25.0)):
        variance = book.value("Full View", reference, "Target v Actual Variance: 2007/08")
        assert variance == pytest.approx(figures_of(YEAR_2)[reference] - target)


# Closed rounds -----------------------------------------------------------------------


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_closed_round_is_rebuilt_to_the_same_bytes(story: Secretariat, round_id: str) -> None:
    assert story.published[f"{round_id} rebuilt"] == story.published[round_id]


def test_a_late_correction_is_kept_and_does_not_count(story: Secretariat) -> None:
    assert "kept, " in story.told["late"].out
    assert "it came in after the round was closed" in story.told["late"].out
    assert story.published["while it does not count"] == story.published[YEAR_1]


def test_once_the_round_is_reopened_the_correction_counts(spreadsheet: Published) -> None:
    was, now = (spreadsheet(name) for name in (YEAR_1, "while it counts"))
    assert was.value("Simple View", LATE_KEY, update(YEAR_1)) == figures_of(YEAR_1)[LATE_KEY]
    assert now.value("Simple View", LATE_KEY, update(YEAR_1)) == LATE_FIGURE
    (line,) = (
        line
        for line in now.lines("Sources")
        if line["Ref"] == LATE_KEY and line["What"] == "Actual"
    )
    assert line["Received"] == "10 June 2008"


def test_closed_again_the_round_is_what_it_was_while_open_and_stays_so(story: Secretariat) -> None:
    again = story.published["closed again"]
    assert again == story.published["while it counts"]
    assert story.published["closed again and rebuilt"] == again


def test_a_correction_of_one_round_leaves_the_closed_ones_after_it_as_they_were(
    story: Secretariat,
) -> None:
    assert story.published["after the correction"] == story.published[YEAR_2]


# A framework that changes ------------------------------------------------------------


def test_a_light_is_judged_by_the_target_in_force_though_the_return_had_another(
    story: Secretariat, spreadsheet: Published
) -> None:
    sent = open_workbook(story.folder / "inbox" / HALF_2 / "first" / "skills.xlsx")
    sheet = sent.sheet("Indicators")
    assert sheet is not None
    said = [
        cell.value for (row, _), cell in sheet.cells.items() if sheet.cell(row, 1).value == REVISED
    ]
    assert "Amber" in said
    book = spreadsheet(HALF_2)
    assert book.value("Full View", REVISED, "Performance Targets (City Average): 2007-8") == 33
    assert book.value("Simple View", REVISED, "Traffic Light Judgement") == "Green"


def test_a_retired_indicator_is_in_old_rounds_and_gone_from_new_ones(
    story: Secretariat, spreadsheet: Published
) -> None:
    for round_id in ROUNDS:
        is_asked = round_id in (HALF_1, YEAR_1)
        assert (RETIRED in spreadsheet(round_id).rows) is is_asked
        assert (RETIRED in story.keys(round_id, "environment")) is is_asked


def test_a_new_indicator_is_in_new_rounds_only_though_it_was_never_printed(
    story: Secretariat, spreadsheet: Published
) -> None:
    for round_id in ROUNDS:
        is_asked = round_id in (HALF_2, YEAR_2)
        assert (PLANTED in spreadsheet(round_id).rows) is is_asked
        assert (PLANTED in story.keys(round_id, "environment")) is is_asked
    assert spreadsheet(YEAR_2).value("Full View", PLANTED, update(YEAR_1)) is None


def test_a_merged_theme_group_goes_on_in_the_new_one(spreadsheet: Published) -> None:
    before, after = spreadsheet(YEAR_1), spreadsheet(YEAR_2)
    for reference in ("LEA-689", "LEA-690", "LEA-691"):
        assert (
            before.value("Full View", reference, "Theme group")
            == "Adult Learning and Training Theme Group"
        )
        assert after.value("Full View", reference, "Theme group") == "Skills Partnership"


def test_the_due_day_and_the_contact_are_those_of_the_round(story: Secretariat) -> None:
    assert "due 31 October 2006" in story.told[f"status {HALF_1}"].out
    assert "due 15 November 2007" in story.told[f"status {HALF_2}"].out


# Returns issued before a change ------------------------------------------------------


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_return_is_taken_whatever_has_changed_since_it_was_issued(
    story: Secretariat, round_id: str
) -> None:
    lines = story.told[f"ingest {round_id}"].out.splitlines()
    assert len(lines) == len(GROUPS[round_id])
    for line in lines:
        assert ": accepted, " in line
        assert "error" not in line
