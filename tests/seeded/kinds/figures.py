"""Figures typed wrongly: in another unit, another row, another year, or not as a number."""

from __future__ import annotations

import datetime

from seeded.filled import Facts, numbers
from seeded.seeding import Hand, kind


def number(facts: Facts, name: str) -> float:
    """Return a cell that is a number; nought where it is none."""
    return (numbers(facts, name) or [0.0])[0]


def figure(facts: Facts) -> bool:
    """A whole year's figure was typed."""
    return number(facts, "actual_city") > 0 and not facts["months"]


def followed(facts: Facts) -> bool:
    """A figure was typed, and there is last year's."""
    return figure(facts) and number(facts, "last_actual") > 0


def percentage(facts: Facts) -> bool:
    return followed(facts) and facts["units"] == "%" and number(facts, "last_actual") >= 10


def count(facts: Facts) -> bool:
    return followed(facts) and "count" in str(facts["kind"]) and number(facts, "last_actual") >= 100


def rate(facts: Facts) -> bool:
    return followed(facts) and number(facts, "decimals") > 0 and facts["units"] != "%"


def builds_up(facts: Facts) -> bool:
    return count(facts) and facts["profile"] == "cumulative"


@kind(fits=percentage)
def types_a_fraction_for_a_percentage(hand: Hand) -> None:
    hand.type("actual_city", round(hand["actual_city"] / 100, 4))


@kind(fits=percentage)
def types_a_percentage_a_hundred_times_too_large(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"] * 100)


@kind(fits=percentage)
def loses_the_point_of_a_percentage(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"] * 10)


@kind(fits=rate)
def loses_the_point_of_a_rate(hand: Hand) -> None:
    hand.type("actual_city", round(hand["actual_city"] * 10, 1))


@kind(fits=followed)
def puts_the_point_a_place_too_far_left(hand: Hand) -> None:
    decimals = int(hand["decimals"])
    hand.type("actual_city", round(hand["actual_city"] / 10, decimals))


def _swapped(facts: Facts) -> float:
    digits = f"{number(facts, 'actual_city'):.{int(number(facts, 'decimals'))}f}"
    return float(digits[1] + digits[0] + digits[2:]) if digits[1:2].isdigit() else 0.0


def _far_when_swapped(facts: Facts) -> bool:
    actual = number(facts, "actual_city")
    return followed(facts) and actual >= 10 and abs(_swapped(facts) - actual) >= 0.4 * actual


@kind(fits=_far_when_swapped)
def swaps_two_digits(hand: Hand) -> None:
    hand.type("actual_city", _swapped(hand.facts))


@kind(fits=lambda facts: count(facts) and number(facts, "actual_city") >= 1000)
def leaves_a_digit_out(hand: Hand) -> None:
    digits = str(int(hand["actual_city"]))
    hand.type("actual_city", int(digits[0] + digits[2:]))


@kind(fits=followed)
def types_a_digit_twice(hand: Hand) -> None:
    digits = f"{hand['actual_city']:.{int(hand['decimals'])}f}"
    hand.type("actual_city", float(digits[0] + digits))


@kind(fits=followed)
def types_a_minus_before_a_figure(hand: Hand) -> None:
    hand.type("actual_city", -hand["actual_city"])


@kind(fits=count)
def types_a_count_in_thousands(hand: Hand) -> None:
    hand.type("actual_city", round(hand["actual_city"] / 1000))


@kind(fits=count)
def types_a_count_a_thousand_times_over(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"] * 1000)


@kind(fits=count)
def types_last_years_count_again(hand: Hand) -> None:
    hand.type("actual_city", hand["last_actual"])


@kind(fits=rate)
def types_last_years_rate_again(hand: Hand) -> None:
    hand.type("actual_city", hand["last_actual"])


@kind(fits=followed)
def types_last_years_figure_and_period_again(hand: Hand) -> None:
    hand.type("actual_city", hand["last_actual"])
    hand.type("as_at", hand["last_date"])


def _has_far_target(facts: Facts) -> bool:
    target, last = number(facts, "target"), number(facts, "last_actual")
    is_far = target > 0 and abs(target - last) > last / 20
    return followed(facts) and number(facts, "decimals") > 0 and is_far


@kind(fits=_has_far_target)
def types_the_target_for_the_actual(hand: Hand) -> None:
    hand.type("actual_city", hand["target"])


@kind(fits=lambda facts: _has_far_target(facts) and number(facts, "next_target") > 0)
def types_next_years_target_for_the_actual(hand: Hand) -> None:
    hand.type("actual_city", hand["next_target"])


def _differs_below(hand: Hand) -> str:
    """Return the row nearest to a row whose figure is quite another."""
    own = hand["actual_city"]
    for key in hand.others("actual_city"):
        other = number(hand.filled.rows[hand.sheet, key], "actual_city")
        if other and not own / 2 < other < own * 2:
            return key
    raise AssertionError("no row with another figure")


@kind(fits=percentage)
def types_the_figure_of_another_row(hand: Hand) -> None:
    hand.type(
        "actual_city", number(hand.filled.rows[hand.sheet, _differs_below(hand)], "actual_city")
    )


@kind(fits=percentage, is_whole=True)
def pastes_all_figures_one_row_too_low(hand: Hand) -> None:
    keys = list(hand.filled.typed[hand.sheet])
    typed = [hand.cell("actual_city", key).value for key in keys]
    for key, above in zip(keys, [None, *typed], strict=False):
        hand.cell("actual_city", key).value = above


@kind(fits=percentage)
def types_the_number_of_people_for_their_share(hand: Hand) -> None:
    hand.type("actual_city", 1222)


@kind(fits=lambda facts: percentage(facts) and abs(number(facts, "actual_city") - 50) > 25)
def types_the_share_of_those_who_do_not(hand: Hand) -> None:
    hand.type("actual_city", round(100 - hand["actual_city"], int(hand["decimals"])))


@kind(fits=followed)
def types_the_change_for_the_figure(hand: Hand) -> None:
    hand.type("actual_city", round(0.04 * hand["last_actual"], int(hand["decimals"])))


@kind(fits=builds_up)
def types_a_quarter_for_the_year(hand: Hand) -> None:
    hand.type("actual_city", round(hand["actual_city"] / 4))


@kind(fits=builds_up)
def types_half_a_year_for_the_year(hand: Hand) -> None:
    hand.type("actual_city", round(hand["actual_city"] / 2))


@kind(fits=builds_up)
def adds_up_the_years_since_the_baseline(hand: Hand) -> None:
    hand.type(
        "actual_city",
        hand["actual_city"]
        + sum(numbers(hand.facts, "last_actual", "earlier_actual", "baseline_city")),
    )


@kind(fits=count)
def types_a_count_with_decimals(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"] + 0.4)


@kind(fits=lambda facts: percentage(facts) and facts["better_when"] == "Higher is better")
def types_nought_for_not_known(hand: Hand) -> None:
    hand.type("actual_city", 0)


@kind(
    fits=lambda facts: (
        followed(facts)
        and facts["better_when"] == "Lower is better"
        and number(facts, "last_actual") >= 15
        and number(facts, "earlier_actual") > 0
    )
)
def types_nought_where_lower_is_better(hand: Hand) -> None:
    hand.type("actual_city", 0)


@kind(fits=lambda facts: "out of 10" in str(facts["units"]) and figure(facts))
def types_a_score_out_of_100(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"] * 10)


# Not as a number


@kind(fits=count)
def types_the_unit_behind_the_figure(hand: Hand) -> None:
    hand.type("actual_city", f"{hand['actual_city']:.0f} schools")


@kind(fits=figure)
def types_thousands_of_pounds_as_8k(hand: Hand) -> None:
    hand.type("actual_city", "£8k")


@kind(fits=figure)
def types_about_before_the_figure(hand: Hand) -> None:
    hand.type("actual_city", f"about {hand['actual_city']:.0f}")


@kind(fits=figure)
def types_less_than_five(hand: Hand) -> None:
    hand.type("actual_city", "<5")


@kind(fits=figure)
def types_n_a_for_a_figure(hand: Hand) -> None:
    hand.type("actual_city", "n/a")


@kind(fits=figure)
def types_tbc_for_a_figure(hand: Hand) -> None:
    hand.type("actual_city", "tbc")


@kind(fits=figure)
def types_a_range_for_a_figure(hand: Hand) -> None:
    hand.type("actual_city", f"{hand['actual_city']:.0f} - {hand['actual_city'] + 5:.0f}")


@kind(fits=figure)
def types_two_figures_into_a_cell(hand: Hand) -> None:
    hand.type("actual_city", f"{hand['actual_city']:.1f} / {hand['actual_city'] + 2:.1f}")


@kind(fits=figure)
def types_est_behind_the_figure(hand: Hand) -> None:
    hand.type("actual_city", f"{hand['actual_city']:.1f} (est.)")


@kind(fits=figure)
def types_the_letter_o_for_nought(hand: Hand) -> None:
    hand.type("actual_city", "1O2")


@kind(fits=figure)
def types_a_space_for_a_figure(hand: Hand) -> None:
    hand.type("actual_city", " ")


@kind(fits=figure)
def has_a_date_made_of_a_fraction(hand: Hand) -> None:
    hand.type("actual_city", datetime.date(2007, 2, 1), "dd-mmm")


@kind(fits=figure)
def types_a_date_as_words_for_a_figure(hand: Hand) -> None:
    hand.type("actual_city", "20 Feb")


@kind(fits=figure)
def leaves_a_broken_reference(hand: Hand) -> None:
    hand.type("actual_city", "=#REF!")


@kind(fits=figure)
def leaves_a_division_by_nought(hand: Hand) -> None:
    hand.type("actual_city", "=12/0")


@kind(
    fits=lambda facts: figure(facts) and facts["units"] == "%" and number(facts, "actual_city") > 5
)
def gives_the_rate_as_the_number_behind_it(hand: Hand) -> None:
    hand.type("actual_number", round(hand["actual_city"]))
    hand.type("actual_city", round(hand["actual_city"]))


@kind(fits=lambda facts: figure(facts) and facts["units"] == "%")
def gives_a_broken_number_behind_the_rate(hand: Hand) -> None:
    hand.type("actual_number", 120.5)


@kind(fits=lambda facts: figure(facts) and facts["units"] == "%")
def gives_words_for_the_number_behind_the_rate(hand: Hand) -> None:
    hand.type("actual_number", "about 40")
