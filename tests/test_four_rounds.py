"""Four rounds in a row: two years of figures, and all that changes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from framework_files import BOARD
from return_files import headings, keys, table
from two_years import (
    APPRENTICES,
    COMPARED,
    GROUPS,
    HALF_1,
    HALF_2,
    LATE_FIGURE,
    LATE_KEY,
    NEW_HEADING,
    NEW_RULE,
    NEW_WORD,
    OLD_HEADING,
    OLD_RULE,
    PARTS,
    PERIOD,
    PLANTED,
    RESTATED,
    RETIRED,
    REVISED,
    ROUNDS,
    SPENT,
    WASTE,
    WASTE_LINE,
    YEAR_1,
    YEAR_2,
    Secretariat,
    figures_of,
    two_years,
)

from workbook_tools.files import sha256
from workbook_tools.workbooks import Sheet, Source, open_workbook, parse_address


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Secretariat:
    """Everything that happened, once for all the tests that look at it."""
    return two_years(tmp_path_factory.mktemp("partnership") / "round")


class Spreadsheet:
    """An LAA spreadsheet, in which cells are found by reference and heading."""

    def __init__(self, path: Path) -> None:
        self.workbook = open_workbook(path)

    def sheet(self, name: str) -> Sheet:
        return table(self.workbook, name)

    def value(self, view: str, reference: str, heading: str) -> object:
        """Return what stands in a cell of a view."""
        return self.sheet(view).cell(self.rows[reference], self.headings(view)[heading]).value

    def note(self, view: str, reference: str, heading: str) -> str:
        """Return the note on a cell of a view; empty where there is none."""
        place = self.rows[reference], self.headings(view)[heading]
        return self.sheet(view).notes.get(place, "")

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


class Issued:
    """A return as it was issued, in which cells are found by reference and heading."""

    def __init__(self, story: Secretariat, round_id: str, group: str) -> None:
        self.workbook = open_workbook(story.folder / "returns" / round_id / f"{group}.xlsx")

    def sheet(self, name: str) -> Sheet:
        return table(self.workbook, name)

    def place(self, name: str, reference: str, heading: str) -> tuple[int, int]:
        sheet = self.sheet(name)
        return keys(sheet)[reference], headings(sheet)[heading]

    def value(self, name: str, reference: str, heading: str) -> object:
        return self.sheet(name).cell(*self.place(name, reference, heading)).value

    def note(self, name: str, reference: str, heading: str) -> str:
        return self.sheet(name).notes.get(self.place(name, reference, heading), "")

    def is_hidden(self, name: str, heading: str) -> bool:
        """Whether a column is hidden."""
        sheet = self.sheet(name)
        return headings(sheet)[heading] in sheet.hidden_columns


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
        for reference in set(figures) & set(by_round[YEAR_2]):
            line = traced[round_id, reference]
            path = story.folder / "inbox" / round_id / "first" / str(line["File"])
            assert line["SHA-256 of the file"] == sha256(path.read_bytes())
            sheet = table(open_workbook(path), str(line["Sheet"]))
            cell = sheet.cell(*parse_address(str(line["Cell"])))
            assert cell.value == figures[reference]
    # What counts of 2006-07 is the year's figure, not the half-year's.
    assert {round_id for round_id, _ in traced} == {YEAR_1, YEAR_2}


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
    assert "it came in after the round 2006-07 was closed" in story.told["late"].out
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
    # Only the cover and the changes tell that it is another issue, and final.
    assert as_issued(again) == as_issued(story.published["while it counts"])
    assert "draft" in on_the_cover(story.published["while it counts"])
    assert "final" in on_the_cover(again)
    assert story.published["closed again and rebuilt"] == again


OF_ISSUES = ("Cover", "Changes")
"""The sheets that say which issue it is, and what differs from the one before."""


def as_issued(content: bytes) -> dict[str, object]:
    sheets = open_workbook(Source(Path("laa-spreadsheet.xlsx"), content)).sheets
    return {sheet.name: sheet.cells for sheet in sheets if sheet.name not in OF_ISSUES}


def on_the_cover(content: bytes) -> str:
    cover = open_workbook(Source(Path("laa-spreadsheet.xlsx"), content)).sheet("Cover")
    assert cover
    return " ".join(str(cell.value) for cell in cover.cells.values())


def test_a_correction_of_one_round_leaves_the_closed_ones_after_it_as_they_were(
    story: Secretariat,
) -> None:
    assert story.published["after the correction"] == story.published[YEAR_2]


# A framework that changes ------------------------------------------------------------


def test_a_light_is_judged_by_the_target_in_force_though_the_return_had_another(
    story: Secretariat, spreadsheet: Published
) -> None:
    sent = table(open_workbook(story.folder / "inbox" / HALF_2 / "first" / "skills.xlsx"))
    assert sent.cell(keys(sent)[REVISED], headings(sent)["Light"]).value == "Amber"
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
        assert "Adult Learning" in str(before.value("Full View", reference, "Theme group"))
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


# Figures restated --------------------------------------------------------------------


def test_a_restated_figure_shows_both_values_and_who_agreed_it(spreadsheet: Published) -> None:
    for reference, heading, now, was in (
        (RESTATED, update(YEAR_1), 27.2, "26.5"),  # Reported in a return.
        ("HOU-936", "2005-6 Update: City Avg", 81.0, "82"),  # Printed.
    ):
        for round_id in (HALF_2, YEAR_2):
            book = spreadsheet(round_id)
            assert book.value("Simple View", reference, heading) == now
            note = book.note("Simple View", reference, heading)
            assert f"Restated from the round {HALF_2} on: it was {was}, agreed by {BOARD}" in note
        assert str(spreadsheet(YEAR_1).value("Simple View", reference, heading)) == f"{float(was)}"
        assert spreadsheet(YEAR_1).note("Simple View", reference, heading) == ""


def test_a_revised_target_shows_what_it_was(spreadsheet: Published) -> None:
    heading = "Performance Targets (City Average): 2007-8"
    note = spreadsheet(YEAR_2).note("Full View", REVISED, heading)
    assert note.startswith(f"Revised from the round {HALF_2} on: it was 32.0, agreed by {BOARD}")


def test_the_next_return_shows_the_restated_figure_as_last_year_s(story: Secretariat) -> None:
    issued = Issued(story, HALF_2, "environment")
    assert issued.value("Indicators", RESTATED, "Last year") == 27.2
    assert issued.value("Indicators", "ENV-903", "Last year") == figures_of(YEAR_1)["ENV-903"]
    assert "it was 26.5" in issued.note("Indicators", RESTATED, "Last year")


# What is carried forward -------------------------------------------------------------

EARLIER = "Reported earlier this year"


@pytest.mark.parametrize(("half", "year"), [(HALF_1, YEAR_1), (HALF_2, YEAR_2)])
def test_the_half_year_s_figure_stands_beside_the_year_s_and_nowhere_else(
    story: Secretariat, half: str, year: str
) -> None:
    for group in GROUPS[year]:
        of_half, of_year = Issued(story, half, group), Issued(story, year, group)
        assert of_half.is_hidden("Indicators", EARLIER)
        assert not of_year.is_hidden("Indicators", EARLIER)
        typed = figures_of(half)
        for reference in set(typed) & story.keys(year, group):
            assert of_year.value("Indicators", reference, EARLIER) == typed[reference]
            assert of_half.value("Indicators", reference, EARLIER) is None
        places = headings(of_year.sheet("Indicators"))
        assert places[EARLIER] == places["Actual"] + 1


def test_last_year_is_the_year_s_figure_not_the_half_year_s(story: Secretariat) -> None:
    for group in GROUPS[HALF_2]:
        for round_id in (HALF_2, YEAR_2):
            issued = Issued(story, round_id, group)
            for reference in (set(figures_of(YEAR_1)) & story.keys(round_id, group)) - {RESTATED}:
                shown = issued.value("Indicators", reference, "Last year")
                assert shown == figures_of(YEAR_1)[reference], reference


def test_indicators_that_moved_bring_their_figures_along(story: Secretariat) -> None:
    issued = Issued(story, HALF_2, "skills")
    assert issued.value("Indicators", "LEA-690", "Last year") == 7450
    assert issued.value("Indicators", APPRENTICES, "Last year") is None


def test_an_unfinished_action_is_asked_about_with_what_was_said_last(story: Secretariat) -> None:
    one_of_two = ("Under way", "One of two contracts is let")
    both = ("Under way", "Both contracts are let")
    for round_id, stood in ((YEAR_1, one_of_two), (HALF_2, one_of_two), (YEAR_2, both)):
        issued = Issued(story, round_id, "housing")
        assert not issued.is_hidden("Actions", "Last status")
        for what, said in zip(("Last status", "Last progress"), stood, strict=True):
            assert issued.value("Actions", "HOU-A01", what) == said
        assert issued.value("Actions", "HOU-A01", "Status") is None
    first = Issued(story, HALF_1, "housing")
    assert first.is_hidden("Actions", "Last status")
    assert first.is_hidden("Actions", "Last progress")


def test_two_rounds_are_compared_though_a_theme_group_became_a_part_of_another(
    story: Secretariat,
) -> None:
    told = story.laa("diff", YEAR_1, YEAR_2).out
    assert f"Skills Partnership: adult-learning.xlsx ({YEAR_1}) → skills.xlsx ({YEAR_2})" in told
    before, after = figures_of(YEAR_1)["LEA-689"], figures_of(YEAR_2)["LEA-689"]
    assert f"skills LEA-689 Actual: {before} → {after} (down 2.2, better)" in told
    assert "only on one side" not in told
    # What the new group alone reports is new.
    assert f"skills {APPRENTICES} Actual: blank → {figures_of(YEAR_2)[APPRENTICES]}" in told


def test_what_was_spent_is_carried_within_the_year_and_shown_to_the_board(
    story: Secretariat, spreadsheet: Published
) -> None:
    for round_id in (HALF_1, YEAR_1):
        assert spreadsheet(round_id).workbook.sheet("Spending") is None
    year = Issued(story, YEAR_2, "environment")
    assert year.value("Funding", WASTE_LINE, "Spent, as last reported") == SPENT[HALF_2]
    for round_id, spent in SPENT.items():
        lines = spreadsheet(round_id).lines("Spending")
        (line,) = (line for line in lines if line.get("Ref") == WASTE_LINE)
        assert (line["Allocation"], line["Spent to date"]) == (WASTE, spent)
        assert line["Left"] == WASTE - spent


def test_the_board_sees_how_an_action_stood_where_the_return_says_nothing_new(
    spreadsheet: Published,
) -> None:
    def stands(round_id: str, key: str) -> list[object]:
        lines = spreadsheet(round_id).lines("Actions")
        return [(line["Status"], line["Progress"]) for line in lines if line["Ref"] == key]

    assert stands(HALF_1, "HOU-A01") == [("Under way", "One of two contracts is let")]
    of_half = "2006-07 half-year update"
    assert stands(YEAR_1, "HOU-A01") == [
        (f"Under way ({of_half})", f"One of two contracts is let ({of_half})")
    ]
    assert stands(YEAR_1, "HOU-A02") == [("Done", "All sites are on course")]
    assert stands(HALF_2, "HOU-A01") == [("Under way", "Both contracts are let")]
    assert stands(HALF_2, "HOU-A02") == []
    of_half = "2007-08 half-year update"
    assert stands(YEAR_2, "HOU-A01") == [
        (f"Under way ({of_half})", f"Both contracts are let ({of_half})")
    ]


def test_what_the_board_sees_of_an_earlier_round_is_traced_to_it(spreadsheet: Published) -> None:
    lines = spreadsheet(YEAR_2).lines("Sources")
    of_action = [line for line in lines if line["Ref"] == "HOU-A01"]
    traced = [(line["Round"], line["What"]) for line in of_action if line["Round"] == HALF_2]
    assert traced == [(HALF_2, "Status"), (HALF_2, "Progress")]


def test_the_self_assessment_is_asked_once_a_year(story: Secretariat) -> None:
    for round_id in ROUNDS:
        for group in GROUPS[round_id]:
            sheet = Issued(story, round_id, group).sheet("Self-assessment")
            note = str(sheet.cell(2, 1).value)
            is_asked = round_id in (YEAR_1, YEAR_2)
            assert bool(keys(sheet)) is is_asked
            assert ("asked once a year, in the return for the whole year" in note) is not is_asked


def test_what_an_action_can_be_for_is_offered_in_half_year_rounds_too(story: Secretariat) -> None:
    points = Issued(story, HALF_1, "housing").workbook.sheet("_points")
    assert points is not None
    words = [str(cell.value) for cell in points.cells.values()]
    assert any(word.startswith("HOU-936 ") for word in words)
    assert any(word.startswith("HOU-G ") for word in words)


# What changes of the form ------------------------------------------------------------


def test_only_the_round_opened_after_a_change_of_the_form_has_it(story: Secretariat) -> None:
    for round_id in ROUNDS:
        issued = Issued(story, round_id, "housing")
        is_new = round_id == YEAR_2
        assert (NEW_HEADING in headings(issued.sheet("Actions"))) is is_new
        assert (OLD_HEADING in headings(issued.sheet("Actions"))) is not is_new
        texts = "\n".join(
            f"{cell.value} {cell.formula}"
            for sheet in issued.workbook.sheets
            for cell in sheet.cells.values()
        )
        assert (NEW_RULE in texts) is is_new
        assert (OLD_RULE in texts) is not is_new
        # Elsewhere the form still speaks of the old word.
        assert (NEW_WORD in texts) is is_new


def test_lights_are_judged_by_the_margins_the_round_was_opened_with(
    spreadsheet: Published,
) -> None:
    # Both times a hundredth short: within the old margin, beyond the new one.
    for round_id, light in ((HALF_2, "Amber"), (YEAR_2, "Red")):
        shown = spreadsheet(round_id).value("Simple View", "ENV-904", "Traffic Light Judgement")
        assert shown == light


def test_the_board_s_sheets_have_the_headings_of_the_round(spreadsheet: Published) -> None:
    assert spreadsheet(YEAR_2).lines("Actions")[0]["Who leads"] == "Jo Smith"
    assert spreadsheet(HALF_2).lines("Actions")[0]["Owner"] == "Jo Smith"
