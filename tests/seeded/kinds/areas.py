"""Figures for parts of the city that cannot be, or that nobody explains."""

from __future__ import annotations

from seeded.filled import Facts
from seeded.kinds.figures import number
from seeded.seeding import Hand, kind


def parts(facts: Facts) -> bool:
    """Both parts of the city have a figure."""
    return number(facts, "actual_pn") > 0 and number(facts, "actual_rest") > 0


def percent(facts: Facts) -> bool:
    return parts(facts) and str(facts["units"]).startswith("%")


def counted(facts: Facts) -> bool:
    return parts(facts) and "count" in str(facts["kind"])


@kind("Gap", parts)
def types_a_part_with_its_point_lost(hand: Hand) -> None:
    hand.type("actual_pn", hand["actual_pn"] * 10)


@kind("Gap", percent)
def types_a_part_as_a_fraction(hand: Hand) -> None:
    hand.type("actual_pn", round(hand["actual_pn"] / 100, 3))


@kind("Gap", percent)
def types_a_part_of_more_than_all(hand: Hand) -> None:
    hand.type("actual_pn", 150)


@kind("Gap", lambda facts: parts(facts) and not counted(facts) and number(facts, "decimals") > 0)
def swaps_the_two_parts(hand: Hand) -> None:
    hand.type("actual_pn", hand["actual_rest"])
    hand.type("actual_rest", hand["actual_pn"])


@kind("Gap", lambda facts: parts(facts) and not counted(facts))
def types_both_parts_above_the_city(hand: Hand) -> None:
    hand.type("actual_pn", round(number(hand.facts, "city_now") * 1.2 + 1, int(hand["decimals"])))
    hand.type("actual_rest", round(number(hand.facts, "city_now") * 1.1 + 1, int(hand["decimals"])))


@kind("Gap", lambda facts: parts(facts) and number(facts, "decimals") > 0)
def types_the_citys_figure_for_every_part(hand: Hand) -> None:
    for part in ("actual_pn", "actual_rest"):
        hand.type(part, hand["city_now"])


@kind("Gap", counted)
def types_a_part_larger_than_the_city(hand: Hand) -> None:
    hand.type("actual_pn", hand["city_now"] * 2)


@kind("Gap", counted)
def types_a_part_of_a_count_with_decimals(hand: Hand) -> None:
    hand.type("actual_pn", hand["actual_pn"] + 0.5)


@kind("Gap", counted)
def types_parts_that_do_not_make_the_city(hand: Hand) -> None:
    hand.type("actual_rest", round(hand["actual_rest"] * 0.7))


@kind("Gap", parts)
def types_suppr_for_a_part(hand: Hand) -> None:
    hand.type("actual_pn", "suppr.")


@kind("Gap", parts)
def suppresses_a_part_without_a_reason(hand: Hand) -> None:
    hand.type("actual_pn", "Suppressed")


@kind("Gap", parts)
def gives_one_part_without_the_other(hand: Hand) -> None:
    hand.type("actual_rest", None)


@kind("Gap", parts)
def types_a_minus_before_a_part(hand: Hand) -> None:
    hand.type("actual_pn", -hand["actual_pn"])
