"""Reasons for no figure, judgements and provisional figures that contradict their row."""

from __future__ import annotations

from seeded.filled import Facts
from seeded.kinds.dates import awaited
from seeded.kinds.figures import figure, followed, number
from seeded.seeding import Hand, kind


def targeted(facts: Facts) -> bool:
    """A figure that is judged against a target."""
    return followed(facts) and number(facts, "target") > 0


@kind(fits=figure)
def gives_a_reason_for_no_figure_beside_a_figure(hand: Hand) -> None:
    hand.type("status", "Not yet available")


@kind(fits=figure)
def deletes_a_figure(hand: Hand) -> None:
    hand.type("actual_city", None)


@kind(fits=awaited)
def makes_up_a_reason_for_no_figure(hand: Hand) -> None:
    hand.type("status", "Waiting for the PCT")


@kind(fits=lambda facts: awaited(facts) and number(facts, "target") > 0)
def calls_a_row_with_a_target_not_applicable(hand: Hand) -> None:
    hand.type("status", "Not applicable")
    hand.type("expected_date", None)


@kind(fits=lambda facts: awaited(facts) and number(facts, "target") > 0)
def calls_a_row_with_a_target_monitor_only(hand: Hand) -> None:
    hand.type("status", "Monitor only")
    hand.type("expected_date", None)


@kind(fits=awaited)
def suppresses_a_figure_without_a_word(hand: Hand) -> None:
    hand.type("status", "Suppressed")
    hand.type("expected_date", None)
    hand.type("comments", None)


@kind(fits=awaited)
def calls_a_figure_confidential_without_a_word(hand: Hand) -> None:
    hand.type("status", "Confidential")
    hand.type("expected_date", None)
    hand.type("comments", None)


@kind(fits=targeted)
def judges_with_a_letter(hand: Hand) -> None:
    hand.type("judgement", "G")


@kind(fits=targeted)
def judges_between_two_lights(hand: Hand) -> None:
    hand.type("judgement", "Red/Amber")


@kind(fits=lambda facts: targeted(facts) and facts["light"] == "Red")
def judges_red_as_green(hand: Hand) -> None:
    hand.type("judgement", "Green")


@kind(fits=lambda facts: targeted(facts) and facts["light"] == "Amber")
def judges_amber_as_green(hand: Hand) -> None:
    hand.type("judgement", "Green")


@kind(fits=lambda facts: awaited(facts) and number(facts, "target") > 0)
def judges_green_without_a_figure_or_a_word(hand: Hand) -> None:
    hand.type("judgement", "Green")
    hand.type("comments", None)


@kind(fits=targeted)
def finds_it_too_early_though_the_figure_is_there(hand: Hand) -> None:
    hand.type("judgement", "Too early to assess")


@kind(fits=targeted)
def finds_it_too_early_without_a_word(hand: Hand) -> None:
    hand.type("judgement", "Too early to assess")
    hand.type("comments", None)


@kind(fits=targeted)
def gives_a_reason_for_no_judgement(hand: Hand) -> None:
    hand.type("reason", "We think that it is going better than the figure says.")


@kind(fits=lambda facts: "Monitor" in str(facts["target"]) and figure(facts))
def judges_what_is_only_monitored_without_a_word(hand: Hand) -> None:
    hand.type("judgement", "Green")
    hand.type("comments", None)


@kind(fits=figure)
def marks_a_figure_as_perhaps_provisional(hand: Hand) -> None:
    hand.type("provisional", "perhaps")


@kind(fits=lambda facts: figure(facts) and not facts["provisional"])
def marks_a_figure_provisional_without_a_day(hand: Hand) -> None:
    hand.type("provisional", "Yes")


@kind(fits=awaited)
def marks_no_figure_as_provisional(hand: Hand) -> None:
    hand.type("provisional", "Yes")


@kind(fits=lambda facts: figure(facts) and not facts["provisional"])
def calls_a_figure_unaudited_in_the_comment(hand: Hand) -> None:
    hand.type("comments", "This is the unaudited figure from the service's own records.")


@kind(fits=lambda facts: figure(facts) and not facts["provisional"])
def calls_a_figure_subject_to_validation(hand: Hand) -> None:
    hand.type("comments", "The results are subject to validation by the department.")
