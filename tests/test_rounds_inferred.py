"""A round's id says its year, its part and its days; what is declared goes before."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from framework_files import Rows, edited
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.framework import Duty, Round, load_framework, load_history, round_of_id
from workbook_tools.framework.calendar import returns_by
from workbook_tools.framework.rounds import KINDS, respelt, standard_rounds
from workbook_tools.problems import LaaError

YEARS = st.integers(1000, 2998)


def year_of(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02}"


@pytest.mark.parametrize(
    ("round_id", "title", "months", "ends", "due"),
    [
        ("2007-08", "2007-08 update", 12, date(2008, 3, 31), date(2008, 5, 31)),
        ("2007-08-half-year", "2007-08 half-year update", 6, date(2007, 9, 30), date(2007, 10, 31)),
        ("2007-08-q1", "2007-08 first quarter update", 3, date(2007, 6, 30), date(2007, 7, 31)),
        ("2007-08-q2", "2007-08 second quarter update", 6, date(2007, 9, 30), date(2007, 10, 31)),
        ("2007-08-q3", "2007-08 third quarter update", 9, date(2007, 12, 31), date(2008, 1, 31)),
        ("2007-08-q4", "2007-08 fourth quarter update", 12, date(2008, 3, 31), date(2008, 4, 30)),
        ("1999-00-q4", "1999-00 fourth quarter update", 12, date(2000, 3, 31), date(2000, 4, 30)),
    ],
)
def test_an_id_says_title_months_and_days(
    round_id: str, title: str, months: int, ends: date, due: date
) -> None:
    first = int(round_id[:4])
    assert round_of_id(round_id) == Round(
        round_id, title, round_id[:7], months, date(first, 4, 1), ends, due
    )


@given(YEARS)
def test_the_rounds_of_a_year_stand_in_order_within_it(first: int) -> None:
    rounds = standard_rounds(year_of(first))
    assert len(rounds) == len(KINDS)
    assert [round_.order for round_ in rounds] == sorted(round_.order for round_ in rounds)
    for round_ in rounds:
        assert round_.starts == date(first, 4, 1)
        # The period ends with a month, so many months after its beginning.
        after = round_.ends + timedelta(days=1)
        assert after.day == 1
        assert (after.year - first) * 12 + after.month - 4 == round_.months
        assert round_.ends < round_.due <= date(first + 1, 5, 31)


@pytest.mark.parametrize(
    ("round_id", "words"),
    [
        ("2007-09", "after 2007 comes 08, so write 2007-08."),
        ("2007-09-half-year", "so write 2007-08-half-year."),
        ("2007-08-q5", "write it as 2007-08, or for a part"),
        ("2007-08-year", "write it as 2007-08, or for a part"),
        ("2007/08", "write it as 2007-08, or for a part"),
        ("", "There is no round “”"),
        ("٢٠٠٧-٠٨", "write it as 2007-08"),
        ("2007-08\n", "write it as 2007-08"),
    ],
)
def test_what_is_no_round_is_refused_in_one_sentence(round_id: str, words: str) -> None:
    with pytest.raises(LaaError, match=re.escape(words)) as error:
        round_of_id(round_id)
    assert str(error.value).startswith(f"There is no round “{round_id}”")


def test_a_misspelt_round_is_answered_with_those_that_are_near_and_is_a_key_error() -> None:
    with pytest.raises(KeyError) as error:
        load_framework().round("2006-07-halfyear")
    assert isinstance(error.value, LaaError)
    assert str(error.value).endswith("; did you mean 2006-07-half-year?")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2007-8", "2007-08"),
        ("2007/08", "2007-08"),
        ("2007–2008", "2007-08"),
        ("07-08", "2007-08"),
        ("1999-0", "1999-00"),
        ("2007-8 half year", "2007-08-half-year"),
        ("2007-08-Q1", "2007-08-q1"),
        ("2007-09", ""),
        ("2007-08-spring", ""),
        ("spring", ""),
    ],
)
def test_a_year_written_otherwise_is_understood_and_never_taken_for_another(
    written: str, meant: str
) -> None:
    assert respelt(written) == meant


def test_a_declared_round_goes_before_what_its_id_would_say() -> None:
    assert load_framework().round("2006-07").due == date(2007, 2, 28)
    assert load_framework().round("2005-06").due == date(2006, 5, 31)


def test_a_round_beyond_the_years_with_targets_is_known_and_has_no_target() -> None:
    framework = load_framework()
    assert framework.round("2019-20-q3").year not in framework.years
    assert framework.headline("CYP-577", "target", "2019-20") is None
    assert framework.joint_rows("CYP-619", "2019-20") == ("CYP-619",)


def test_a_declared_round_may_be_of_a_year_without_targets() -> None:
    def later(rows: Rows) -> None:
        declared = dict(rows.settings["rounds"][0], id="2011-12", year="2011-12")
        rows.settings["rounds"].append(
            declared | {"starts": "2011-04-01", "ends": "2012-03-31", "due": "2012-05-01"}
        )

    framework = edited(later).at("2011-12")
    assert framework.round("2011-12").due == date(2012, 5, 1)


def test_the_rounds_before_one_are_those_known_be_it_declared_or_not() -> None:
    framework = load_framework()
    before = [round_.id for round_ in framework.rounds_before("2007-08-half-year")]
    assert before == ["2006-07-half-year", "2006-07"]
    more = [round_of_id("2007-08-half-year"), round_of_id("2007-08")]
    opened = load_history().with_rounds(more).latest
    assert [round_.id for round_ in opened.rounds_before("2008-09-half-year")] == [
        "2006-07-half-year",
        "2006-07",
        "2007-08-half-year",
        "2007-08",
    ]


def test_a_round_handed_in_takes_the_place_of_the_declared_one_of_its_id() -> None:
    framework = load_history()
    due = date(2007, 3, 14)
    declared = framework.round("2006-07")
    moved = Round(
        declared.id, declared.title, declared.year, 12, declared.starts, declared.ends, due
    )
    assert framework.with_rounds([moved]).round("2006-07").due == due
    assert len(framework.with_rounds([moved]).rounds) == len(framework.rounds)
    assert framework.round("2006-07").due == date(2007, 2, 28)


# The calendar ------------------------------------------------------------------


def duty(**said: str) -> Duty:
    empty = dict.fromkeys(Duty.__dataclass_fields__, "")
    return Duty(**empty | {"id": "D1", "what": "report"} | said)


def test_the_shipped_calendar_holds_the_duties_of_all_documents() -> None:
    framework = load_framework()
    assert len(framework.calendar) == 36
    by_id = {each.id: each for each in framework.calendar}
    information = by_id["D23"]
    assert (information.what, information.source) == (
        "LAA full-year information",
        "cabinet-member-plans-2007, line 619",
    )
    assert information.due_in("2006-07") == date(2007, 7, 13)
    assert by_id["D24"].due_in("2007-08") == date(2007, 11, 30)
    assert by_id["D28"].due_in("2007-08") == date(2007, 6, 30)
    assert by_id["D01"].due_in("2007-08") is None


def test_no_day_is_given_without_the_reason_for_it() -> None:
    for each in load_framework().calendar:
        if each.due or each.returns_by:
            assert each.notes, each.id
            assert each.frequency != "once", each.id


def test_what_is_part_of_a_round_is_due_after_its_end_and_all_else_within_the_year() -> None:
    assert duty(round="year", due="03-31").due_in("2007-08") == date(2009, 3, 31)
    assert duty(round="year", due="04-01").due_in("2007-08") == date(2008, 4, 1)
    assert duty(round="half-year", due="10-31").due_in("2007-08") == date(2007, 10, 31)
    assert duty(due="04-01").due_in("2007-08") == date(2007, 4, 1)
    assert duty(due="03-31").due_in("2007-08") == date(2008, 3, 31)


def test_returns_are_due_when_the_calendar_says_at_the_earliest_of_its_days() -> None:
    duties = [
        duty(round="q3", returns_by="01-20"),
        duty(round="q3", returns_by="02-10"),
        duty(round="year", returns_by="06-15"),
    ]
    assert returns_by(duties) == {"q3": "01-20", "year": "06-15"}
    assert round_of_id("2007-08-q3", returns_by(duties)).due == date(2008, 1, 20)
    assert round_of_id("2007-08", returns_by(duties)).due == date(2008, 6, 15)
    assert round_of_id("2007-08-q1", returns_by(duties)).due == date(2007, 7, 31)


def test_a_framework_takes_the_due_days_of_its_calendar() -> None:
    def earlier(rows: Rows) -> None:
        rows.set("calendar.csv", rows.find("calendar.csv", round="half-year"), returns_by="10-15")

    history = edited(earlier)
    assert history.round("2007-08-half-year").due == date(2007, 10, 15)
    assert history.latest.round("2007-08-half-year").due == date(2007, 10, 15)
    assert history.latest.round("2006-07-half-year").due == date(2006, 10, 31)
