"""Periods and dates typed wrongly."""

from __future__ import annotations

import datetime

from seeded.filled import Facts
from seeded.kinds.figures import builds_up, figure, followed
from seeded.seeding import Hand, kind


def awaited(facts: Facts) -> bool:
    """There is no figure yet."""
    return facts["status"] == "Not yet available"


@kind(fits=figure)
def types_a_period_after_the_round(hand: Hand) -> None:
    hand.type("as_at", "2008-09")


@kind(fits=figure)
def types_a_day_after_the_round(hand: Hand) -> None:
    hand.type("as_at", datetime.date(2009, 3, 31), "dd/mm/yyyy")


@kind(fits=followed)
def types_a_period_long_before_the_round(hand: Hand) -> None:
    hand.type("as_at", "2003-04")


@kind(fits=lambda facts: followed(facts) and facts["last_date"] == "Dec-05")
def types_a_year_that_last_years_day_lies_in(hand: Hand) -> None:
    hand.type("as_at", "2005-06")


@kind(fits=followed)
def types_a_day_of_the_year_before(hand: Hand) -> None:
    hand.type("as_at", "31/12/2005")


@kind(fits=lambda facts: followed(facts) and bool(facts["last_date"]))
def leaves_last_years_period(hand: Hand) -> None:
    hand.type("as_at", hand["last_date"])


@kind(fits=figure)
def leaves_the_period_blank(hand: Hand) -> None:
    hand.type("as_at", None)


@kind(fits=builds_up)
def names_six_months_and_does_not_say_so(hand: Hand) -> None:
    hand.type("as_at", "Apr-Sep 2006")


@kind(fits=awaited)
def expects_a_figure_on_a_day_that_is_past(hand: Hand) -> None:
    hand.type("expected_date", datetime.date(2006, 11, 30), "dd/mm/yyyy")


@kind(fits=awaited)
def expects_a_figure_in_fifty_years(hand: Hand) -> None:
    hand.type("expected_date", datetime.date(2057, 6, 30), "dd/mm/yyyy")


@kind(fits=awaited)
def expects_a_figure_in_spring(hand: Hand) -> None:
    hand.type("expected_date", "Spring")


@kind(fits=awaited)
def expects_a_figure_on_a_day_that_is_not(hand: Hand) -> None:
    hand.type("expected_date", "31/02/2007")


@kind(fits=awaited)
def does_not_say_when_a_figure_comes(hand: Hand) -> None:
    hand.type("expected_date", None)


@kind(fits=awaited)
def expects_a_figure_on_the_second(hand: Hand) -> None:
    hand.type("expected_date", "2")


@kind(fits=lambda facts: figure(facts) and not facts["provisional"])
def expects_a_figure_that_is_there(hand: Hand) -> None:
    hand.type("expected_date", datetime.date(2007, 6, 30), "dd/mm/yyyy")


@kind(fits=figure)
def types_months_in_words(hand: Hand) -> None:
    hand.type("months", "six")


@kind(fits=figure)
def types_nought_months(hand: Hand) -> None:
    hand.type("months", 0)


@kind(fits=figure)
def types_thirteen_months(hand: Hand) -> None:
    hand.type("months", 13)


@kind(fits=awaited)
def types_months_without_a_figure(hand: Hand) -> None:
    hand.type("months", 6)


@kind(fits=builds_up)
def says_three_months_of_a_whole_years_count(hand: Hand) -> None:
    hand.type("months", 3)
