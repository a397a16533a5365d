"""A framework over time: every round shows it as it stood then, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from framework_files import BOARD, Edit, Rows, edited, never_printed, target
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework import (
    Block,
    Figure,
    Framework,
    Outcome,
    Round,
    ThemeGroup,
    history_of,
    load_framework,
    load_history,
    round_of_id,
)
from workbook_tools.framework.order import together
from workbook_tools.framework.rounds import standard_rounds
from workbook_tools.framework.timeline import Timeline, moment
from workbook_tools.problems import DeclarationError

LAST, NEXT = "2006-07", "2007-08-half-year"
"""The last round before something changes, and the first after."""


def refusal(*edits: Edit) -> str:
    with pytest.raises(DeclarationError) as error:
        edited(*edits)
    return str(error.value)


def value(framework: Framework, indicator: str, field: str, year: str) -> float | None:
    figure = framework.headline(indicator, field, year)
    assert figure is not None
    return figure.value


# Figures -----------------------------------------------------------------------


def revised(rows: Rows) -> None:
    """The target of CYP-577 for 2007-08 becomes 75."""
    rows.take_place("figures.csv", target(rows, "CYP-577", "2007-08"), LAST, NEXT, value=75.0)


def test_a_revised_target_leaves_the_rounds_before_as_they_were() -> None:
    history = edited(revised)
    assert value(history.at("2006-07-half-year"), "CYP-577", "target", "2007-08") == 80
    assert value(history.at(LAST), "CYP-577", "target", "2007-08") == 80
    assert value(history.at(NEXT), "CYP-577", "target", "2007-08") == 75
    assert value(history.at("2010-11-q3"), "CYP-577", "target", "2007-08") == 75
    assert value(history.latest, "CYP-577", "target", "2007-08") == 75


def test_a_revised_figure_is_shown_with_the_one_before_and_who_agreed_it() -> None:
    history = edited(revised)
    now = history.at(NEXT)
    figure = now.headline("CYP-577", "target", "2007-08")
    assert figure is not None
    before = now.restated(figure)
    assert before is not None
    assert (before.value, before.until) == (80, LAST)
    assert now.restated(before) is None
    change = now.change(figure.change)
    assert (change.agreed_by, change.agreed_on) == (BOARD, date(2007, 9, 12))
    # The round before knows nothing of it.
    assert history.at(LAST).replaced == ()
    assert history.at(LAST).changes == ()


def test_a_figure_restated_twice_leads_back_step_by_step() -> None:
    def restated(rows: Rows) -> None:
        for until, since, number in (
            (LAST, NEXT, 42.0),
            ("2007-08-q3", "2007-08", 41.0),
        ):
            figure = rows.find("figures.csv", indicator="CYP-576", field="actual", year="2005-06")
            rows.take_place("figures.csv", figure, until, since, value=number)

    latest = edited(restated).latest
    steps = [latest.headline("CYP-576", "actual", "2005-06")]
    while steps[-1] is not None:
        steps.append(latest.restated(steps[-1]))
    assert [step.value for step in steps if step] == [41, 42, 43.9]


def test_a_figure_that_was_reported_in_a_return_is_restated_from_a_round_on() -> None:
    def restated(rows: Rows) -> None:
        like = rows.find("figures.csv", indicator="CYP-576", field="actual", year="2005-06")
        change = rows.change("2007-08", "CYP-576")
        rows.add(
            "figures.csv",
            replace(
                like,
                year="2006-07",
                value=46.0,
                printed="",
                column=None,
                source_line=None,
                since="2007-08",
                change=change,
            ),
        )

    history = edited(restated)
    assert history.at(NEXT).headline("CYP-576", "actual", "2006-07") is None
    figure = history.at("2007-08").headline("CYP-576", "actual", "2006-07")
    assert figure is not None
    assert (figure.value, figure.since) == (46, "2007-08")
    assert history.at("2007-08").restated(figure) is None


def test_a_target_may_be_taken_away_and_set_for_a_year_that_had_none() -> None:
    def moved(rows: Rows) -> None:
        figure = target(rows, "CYP-577", "2007-08")
        rows.set("figures.csv", figure, until=LAST)
        rows.settings["years"].append("2009-10")
        change = rows.change(NEXT, "CYP-577")
        rows.add("figures.csv", replace(figure, year="2009-10", since=NEXT, change=change))

    history = edited(moved)
    assert history.at(LAST).headline("CYP-577", "target", "2009-10") is None
    assert history.at(NEXT).headline("CYP-577", "target", "2007-08") is None
    assert value(history.at(NEXT), "CYP-577", "target", "2009-10") == 80


# Indicators --------------------------------------------------------------------


def test_a_retired_indicator_is_in_the_rounds_until_then_with_its_figures() -> None:
    def retired(rows: Rows) -> None:
        rows.set("indicators.csv", rows.find("indicators.csv", id="CYP-577"), until=LAST)

    history = edited(retired)
    assert history.at(LAST).indicator("CYP-577").until == LAST
    assert value(history.at(LAST), "CYP-577", "target", "2007-08") == 80
    with pytest.raises(KeyError):
        history.at(NEXT).indicator("CYP-577")
    assert history.at(NEXT).headline("CYP-578", "target", "2007-08") is not None
    assert not [f for f in history.at(NEXT).figures if f.indicator == "CYP-577"]


def test_a_renamed_indicator_keeps_its_place_and_its_old_rounds_their_words() -> None:
    def renamed(rows: Rows) -> None:
        row = rows.find("indicators.csv", id="CYP-583")
        rows.take_place(
            "indicators.csv", row, LAST, NEXT, wording="Mathematics", wording_source="agreed"
        )

    history = edited(renamed)
    assert history.at(LAST).indicator("CYP-583").text == "Maths"
    assert history.at(NEXT).indicator("CYP-583").text == "Mathematics"
    assert [row.id for row in history.at(NEXT).indicators] == [
        row.id for row in load_framework().indicators
    ]


def added(id_: str, like: str, **changed: object) -> Edit:
    """A new indicator at the end of the file, which no document prints."""

    def add(rows: Rows) -> None:
        change = rows.change(NEXT, id_)
        model = rows.find("indicators.csv", id=like)
        rows.add(
            "indicators.csv",
            never_printed(model, id_, f"New {id_}", since=NEXT, change=change, **changed),
        )

    return add


def test_an_indicator_added_at_the_end_stands_with_those_of_its_outcome() -> None:
    history = edited(added("CYP-N1", like="CYP-576"))
    assert "CYP-N1" not in {row.id for row in history.at(LAST).indicators}
    now = history.at(NEXT)
    assert [row.id for row in now.rows_of("children-young-people")][:4] == [
        "CYP-576",
        "CYP-577",
        "CYP-N1",
        "CYP-578",
    ]
    row = now.indicator("CYP-N1")
    assert (row.source_line, row.printed, row.text) == (None, "", "New CYP-N1")
    assert not now.begins_outcome(row)


def test_an_indicator_added_under_a_heading_stands_after_the_others_there() -> None:
    now = edited(added("SAF-N1", like="SAF-816"), added("CYP-N1", like="CYP-602")).at(NEXT)
    ids = [row.id for row in now.indicators]
    assert ids[ids.index("SAF-N1") - 1 : ids.index("SAF-N1") + 2] == [
        "SAF-819",
        "SAF-N1",
        "SAF-820",
    ]
    assert ids[ids.index("CYP-N1") - 1 : ids.index("CYP-N1") + 2] == [
        "CYP-603",
        "CYP-N1",
        "CYP-604",
    ]


def test_an_indicator_moved_to_another_theme_group_keeps_its_reference_and_figures() -> None:
    def moved(rows: Rows) -> None:
        row = rows.find("indicators.csv", id="CYP-623")
        rows.take_place(
            "indicators.csv", row, LAST, NEXT, theme_group="jobs-economy", outcome="", heading=""
        )

    history = edited(moved)
    assert history.at(LAST).indicator("CYP-623").theme_group == "children-young-people"
    now = history.at(NEXT)
    assert now.rows_of("jobs-economy")[-1].id == "CYP-623"
    assert "CYP-623" not in {row.id for row in now.rows_of("children-young-people")}
    assert value(now, "CYP-623", "target", "2007-08") == value(
        history.at(LAST), "CYP-623", "target", "2007-08"
    )


def test_the_published_order_is_kept_as_it_is() -> None:
    history = load_history()
    assert [line.row for line in history.tables.indicators] == list(history.latest.indicators)


@settings(max_examples=30)
@given(st.permutations([row for row in load_framework().indicators if not row.is_heading]))
def test_rows_of_an_outcome_stand_together_wherever_they_were_added(rows: list[object]) -> None:
    framework = load_framework()
    arranged = together(rows, [group.id for group in framework])  # type: ignore[arg-type]
    assert sorted(row.id for row in arranged) == sorted(row.id for row in rows)  # type: ignore[attr-defined]
    for key in ("theme_group", "outcome"):
        ended = set()
        for before, after in pairwise(getattr(row, key) for row in arranged):
            if before != after and before:
                ended.add(before)
            assert after not in ended


# Theme groups ------------------------------------------------------------------


def founded(rows: Rows) -> None:
    """A theme group for climate, with an outcome and an indicator of its own."""
    change = rows.change(NEXT, "climate")
    begun = {"since": NEXT, "change": change}
    rows.add(
        "theme_groups.csv",
        ThemeGroup("climate", "safer-stronger-communities", "", "Climate", "CLI", **begun),
    )
    rows.add(
        "outcomes.csv",
        Outcome("CLI-O1", "climate", "rows", "", "Less carbon", "agreed", None, **begun),
    )
    like = rows.find("indicators.csv", id="HOU-936")
    rows.add(
        "indicators.csv",
        never_printed(
            like, "CLI-1", "Carbon a head", theme_group="climate", outcome="CLI-O1", **begun
        ),
    )


def test_a_new_theme_group_is_in_the_rounds_from_then_on() -> None:
    history = edited(founded)
    assert len(list(history.at(LAST))) == 12
    assert [group.id for group in history.at(NEXT)][-1] == "climate"
    assert history.at(NEXT).rows_of("climate")[0].id == "CLI-1"
    assert "CLI-O1" not in {outcome.id for outcome in history.at(LAST).outcomes}


def test_a_merged_theme_group_ends_and_its_indicators_go_on_elsewhere() -> None:
    def merged(rows: Rows) -> None:
        ended = rows.find("theme_groups.csv", id="adult-learning")
        rows.set("theme_groups.csv", ended, until=LAST)
        for row in list(rows.tables["indicators.csv"]):
            if row.theme_group == ended.id:
                rows.take_place(
                    "indicators.csv", row, LAST, NEXT, theme_group="jobs-economy", outcome=""
                )

    history = edited(merged)
    moved = [row.id for row in history.at(LAST).rows_of("adult-learning")]
    assert moved
    now = history.at(NEXT)
    assert "adult-learning" not in {group.id for group in now}
    assert "adult-learning" not in {outcome.theme_group for outcome in now.outcomes}
    assert set(moved) <= {row.id for row in now.rows_of("jobs-economy")}


def test_a_theme_group_that_ends_without_its_indicators_is_refused_with_the_round() -> None:
    def ended(rows: Rows) -> None:
        rows.set("theme_groups.csv", rows.find("theme_groups.csv", id="adult-learning"), until=LAST)

    message = refusal(ended)
    assert "indicators.csv, line" in message
    assert f"after the round {LAST}, there is no theme group “adult-learning”" in message


def test_a_contact_is_kept_with_the_theme_group() -> None:
    def named(rows: Rows) -> None:
        rows.set(
            "theme_groups.csv",
            rows.find("theme_groups.csv", id="health"),
            contact_name="Jo Smith",
            contact_email="jo@example.gov.uk",
            contact_telephone="024 7600 0000",
            deputy_name="Ali Khan",
            deputy_email="ali@example.gov.uk",
        )

    group = edited(named).latest.group("health")
    assert (group.contact_name, group.deputy_email) == ("Jo Smith", "ali@example.gov.uk")
    assert load_framework().group("health").contact_name == ""


# The law -----------------------------------------------------------------------

ROUNDS = sorted(
    (
        load_history().round(round_.id)
        for year in ("2005-06", "2006-07", "2007-08")
        for round_ in standard_rounds(year)
        # It ends, and is due, with the half-year.
        if not round_.id.endswith("-q2")
    ),
    key=lambda round_: round_.order,
)


@st.composite
def validities(draw: st.DrawFn) -> list[tuple[int | None, int | None]]:
    """Validities that do not overlap, as places in ROUNDS; None for without beginning or end."""
    cuts = sorted(draw(st.sets(st.integers(0, len(ROUNDS) - 1), max_size=6)))
    pairs = [(begin, end) for begin, end in zip(cuts[::2], cuts[1::2], strict=False)]
    ends: list[tuple[int | None, int | None]] = list(pairs)
    if ends and draw(st.booleans()):
        ends[0] = (None, pairs[0][1])
    if ends and draw(st.booleans()):
        ends[-1] = (ends[-1][0], None)
    return ends


def tiny(spans: list[list[tuple[int | None, int | None]]]) -> Edit:
    """A framework of one group, in which each indicator's target has these validities."""

    def edit(rows: Rows) -> None:
        like = rows.find("indicators.csv", id="CYP-577")
        figure = target(rows, "CYP-577", "2007-08")
        for name in ("outcomes.csv", "indicators.csv", "figures.csv", "calendar.csv"):
            rows.tables[name].clear()
        rows.keep_registers_of()
        for number, validity in enumerate(spans):
            row = never_printed(like, f"CYP-{number}", f"Row {number}", outcome="", heading="")
            rows.add("indicators.csv", row)
            for place, (begin, end) in enumerate(validity):
                since = "" if begin is None else ROUNDS[begin].id
                rows.add(
                    "figures.csv",
                    replace(
                        figure,
                        indicator=row.id,
                        value=float(place),
                        since=since,
                        until="" if end is None else ROUNDS[end].id,
                        change=rows.change(since) if since else "",
                    ),
                )

    return edit


@settings(max_examples=50)
@given(st.lists(validities(), min_size=1, max_size=3))
def test_in_every_round_exactly_those_rows_stand_whose_validity_holds(
    spans: list[list[tuple[int | None, int | None]]],
) -> None:
    history = edited(tiny(spans))
    for place, round_ in enumerate(ROUNDS):
        standing = history.at(round_)
        assert standing is history.at(round_.id)
        expected = {
            (f"CYP-{number}", float(row))
            for number, validity in enumerate(spans)
            for row, (begin, end) in enumerate(validity)
            if (begin is None or begin <= place) and (end is None or place <= end)
        }
        assert {(figure.indicator, figure.value) for figure in standing.figures} == expected
    limits = [limit for validity in spans for limit in validity]
    for place, (before, after) in enumerate(pairwise(ROUNDS)):
        # Where no row ends or begins between two rounds, the framework is the same.
        if all(end != place and begin != place + 1 for begin, end in limits):
            assert history.at(before) is history.at(after)


@given(st.lists(st.sampled_from(ROUNDS), min_size=1, max_size=4))
def test_the_turns_of_a_timeline_are_in_order_and_begin_with_the_start(
    rounds: list[Round],
) -> None:
    rows = [Block("b", "B", since=round_.id, change="CH-1") for round_ in rounds]
    turns = Timeline(tuple(ROUNDS), {}).turns(rows)
    assert list(turns) == sorted(turns)
    assert len(turns) == len({round_.order for round_ in rounds}) + 1
    assert set(list(turns)[1:]) == {moment(round_) for round_ in rounds}


def test_without_changes_every_round_is_the_same_framework() -> None:
    history = load_history()
    assert history.at("2006-07") is history.at("2010-11-q4") is history.latest is load_framework()


def test_a_round_that_is_moved_by_those_who_open_it_keeps_the_rows_it_has() -> None:
    history = edited(revised)
    late = replace(round_of_id(NEXT), due=date(2008, 1, 15))
    assert value(history.at(late), "CYP-577", "target", "2007-08") == 75
    assert history.with_rounds([late]).round(NEXT).due == date(2008, 1, 15)
    assert history.at(late).round(NEXT).due == date(2008, 1, 15)
    early = replace(load_framework().round(LAST), due=date(2007, 6, 1))
    assert value(history.at(early), "CYP-577", "target", "2007-08") == 80


# Files -------------------------------------------------------------------------


def test_a_framework_kept_by_a_ledger_is_the_one_that_was_loaded() -> None:
    history = edited(revised, founded)
    kept = history_of(DeclaredFiles.unpacked(history.files.packed(), Path("the ledger")))
    assert kept.fingerprint == history.fingerprint == history.latest.fingerprint
    for round_id in (LAST, NEXT):
        assert kept.at(round_id) == history.at(round_id)
    assert kept.latest.files.contents == history.files.contents


def test_the_same_files_give_the_same_history() -> None:
    assert load_history() is load_history()
    assert history_of(load_history().files) is load_history()


# Refusals ----------------------------------------------------------------------


def on_target(**changed: object) -> Callable[[Rows], object]:
    return lambda rows: rows.set("figures.csv", target(rows, "CYP-577", "2007-08"), **changed)


def on_log(**changed: object) -> Edit:
    def change(rows: Rows) -> None:
        revised(rows)
        rows.set("changes.csv", rows.find("changes.csv", id="CH-1"), **changed)

    return change


def twice(rows: Rows) -> None:
    figure = target(rows, "CYP-577", "2007-08")
    change = rows.change(NEXT)
    rows.add("figures.csv", replace(figure, value=75.0, since=NEXT, change=change))


def on_calendar(**changed: object) -> Edit:
    return lambda rows: rows.set("calendar.csv", rows.find("calendar.csv", id="D24"), **changed)


CASES = {
    "two rows that hold at once": (
        twice,
        ["figures.csv, line 858", "stands on line", "let the earlier one end (until)"],
    ),
    "a row since no round": (
        on_target(since="2007-09", change="CH-1"),
        ["figures.csv, line", "the column “since” holds “2007-09”, which is no round"],
    ),
    "a row until no round": (
        on_target(until="the end"),
        ["figures.csv, line", "the column “until” holds “the end”, which is no round"],
    ),
    "a row that ends before it begins": (
        lambda rows: on_target(since=NEXT, until=LAST, change=rows.change(NEXT))(rows),
        ["figures.csv, line", "since 2007-08-half-year until 2006-07, which is the earlier"],
    ),
    "a row that begins without a change": (
        on_target(since=NEXT),
        ["figures.csv, line", "does not say by what change"],
    ),
    "an unknown change": (
        on_target(since=NEXT, change="CH-9"),
        ["figures.csv, line", "the column “change” holds “CH-9”, which is no id in changes.csv"],
    ),
    "a change of another round": (
        on_log(since="2008-09"),
        ["figures.csv, line 858", "its change CH-1 since “2008-09”"],
    ),
    "a change without words": (
        on_log(what=""),
        ["changes.csv, line 2", "the change CH-1 does not say what was changed"],
    ),
    "a change twice": (
        lambda rows: (revised(rows), rows.add("changes.csv", rows.tables["changes.csv"][0])),
        ["changes.csv, line 3", "the id “CH-1” stands on line 2 already"],
    ),
    "an indicator with an id of no group": (
        added("XYZ-1", like="CYP-576"),
        ["indicators.csv, line 171", "the id “XYZ-1” is not the code of a theme group"],
    ),
    "an indicator with the id of an outcome": (
        added("CYP-O576", like="CYP-576"),
        ["indicators.csv, line 171", "that of an outcome, too"],
    ),
    "an indicator beside an outcome that has ended": (
        lambda rows: rows.set("outcomes.csv", rows.find("outcomes.csv", id="CYP-O597"), until=LAST),
        ["after the round 2006-07, CYP-597 stands beside the outcome “CYP-O597”"],
    ),
    "an indicator under a heading that has ended": (
        lambda rows: rows.set(
            "indicators.csv", rows.find("indicators.csv", id="CYP-581"), until=LAST
        ),
        ["after the round 2006-07, CYP-582 stands under “CYP-581”"],
    ),
    "two theme groups of one code": (
        lambda rows: rows.set(
            "theme_groups.csv", rows.find("theme_groups.csv", id="health"), code="CYP"
        ),
        ["theme_groups.csv, line 6", "the code “CYP” stands on line 2 already"],
    ),
    "an address that none can write to": (
        lambda rows: rows.set(
            "theme_groups.csv",
            rows.find("theme_groups.csv", id="health"),
            contact_email="jo at example",
        ),
        ["theme_groups.csv, line 6", "“contact_email” holds “jo at example”; write one address"],
    ),
    "a duty of no kind of round": (
        on_calendar(round="spring"),
        [
            "calendar.csv, line 25",
            "the column “round” holds “spring”; write one of year, half-year",
        ],
    ),
    "a duty due on no day": (
        on_calendar(returns_by="02-30"),
        ["calendar.csv, line 25", "the column “returns_by” holds “02-30”; write month and day"],
    ),
    "returns for no round": (
        on_calendar(round=""),
        ["calendar.csv, line 25", "and not of which kind of round"],
    ),
    "a duty twice": (
        on_calendar(id="D23"),
        ["calendar.csv, line 25", "the id “D23” stands on line 24 already"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_refused_with_file_line_and_what_to_do(case: str) -> None:
    edit, wanted = CASES[case]
    message = refusal(edit)  # type: ignore[arg-type]
    for words in wanted:
        assert words in message
    # The first sentence is about the cause; others may follow from it.
    assert wanted[0] in message.splitlines()[0]


def test_a_mistake_that_holds_in_several_rounds_is_told_once() -> None:
    def unsure(rows: Rows) -> None:
        revised(rows)
        rows.set("indicators.csv", rows.find("indicators.csv", id="CYP-578"), area="moon")

    assert refusal(unsure).count("no area “moon”") == 1


def test_figures_of_a_heading_are_refused_from_when_it_is_one() -> None:
    def headed(rows: Rows) -> None:
        row = rows.find("indicators.csv", id="CYP-577")
        rows.take_place("indicators.csv", row, LAST, NEXT, is_heading=True)

    message = refusal(headed)
    assert f"from the round {NEXT} on, the figure is for CYP-577, a heading" in message


def test_joint_targets_may_be_revised_together_but_not_apart() -> None:
    def lowered(*ids: str) -> Edit:
        def edit(rows: Rows) -> None:
            for id_ in ids:
                figure: Figure = target(rows, id_, "2008-09")
                rows.take_place("figures.csv", figure, LAST, NEXT, value=12.0)

        return edit

    joint = ("CYP-619", "CYP-620", "CYP-621")
    history = edited(lowered(*joint))
    assert history.at(NEXT).joint_rows("CYP-620", "2008-09") == joint
    assert f"from the round {NEXT} on, the target of" in refusal(lowered("CYP-619"))
