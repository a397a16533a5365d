"""Actions, self-assessment, added value and the sign-off, filled in wrongly."""

from __future__ import annotations

import datetime

from seeded.filled import Facts
from seeded.seeding import Hand, kind

ACTIONS, ASSESSED, ADDED, START = "Actions", "Self-assessment", "Added value", "Start"
DAY = "dd/mm/yyyy"


def assessment(facts: Facts) -> bool:
    return facts["row_role"] == "assessment"


def funding(facts: Facts) -> bool:
    return str(facts["added_kind"]).startswith("Funding")


# Actions


@kind(ACTIONS)
def plans_an_action_for_nothing(hand: Hand) -> None:
    hand.type("about", None)


@kind(ACTIONS)
def plans_an_action_for_another_groups_row(hand: Hand) -> None:
    hand.type("about", "XYZ-999 Something that is not here")


@kind(ACTIONS)
def plans_to_monitor(hand: Hand) -> None:
    hand.type("action", "Monitor")


@kind(ACTIONS)
def has_everyone_own_an_action(hand: Hand) -> None:
    hand.type("owner", "All partners")


@kind(ACTIONS)
def leaves_the_owner_out(hand: Hand) -> None:
    hand.type("owner", None)


@kind(ACTIONS)
def gives_no_cause(hand: Hand) -> None:
    hand.type("cause", None)


@kind(ACTIONS)
def has_an_action_due_in_another_century(hand: Hand) -> None:
    hand.type("action_due", datetime.date(2107, 6, 30), DAY)


@kind(ACTIONS)
def has_an_action_due_before_the_round(hand: Hand) -> None:
    hand.type("action_due", datetime.date(2005, 6, 30), DAY)


@kind(ACTIONS)
def has_an_action_due_soon(hand: Hand) -> None:
    hand.type("action_due", "soon")


@kind(ACTIONS)
def has_a_status_that_is_not_in_the_list(hand: Hand) -> None:
    hand.type("action_status", "Started")


@kind(ACTIONS)
def ends_an_action_without_a_word(hand: Hand) -> None:
    hand.type("action_status", "Done")


@kind(ACTIONS)
def lets_the_day_of_an_action_pass(hand: Hand) -> None:
    hand.type("action_due", datetime.date(2006, 11, 30), DAY)


# Self-assessment


@kind(ASSESSED, assessment)
def judges_with_a_word_that_is_not_in_the_list(hand: Hand) -> None:
    hand.type("assess_gap", "Good")


@kind(ASSESSED, assessment)
def gives_ok_as_evidence(hand: Hand) -> None:
    hand.type("evidence", "OK")


@kind(ASSESSED, assessment)
def refers_to_other_evidence(hand: Hand) -> None:
    hand.type("evidence", "See above for all outcomes")


@kind(ASSESSED, assessment)
def pastes_the_evidence_of_another_row(hand: Hand) -> None:
    other = hand.others("evidence")[0]
    hand.type("evidence", hand.filled.rows[hand.sheet, other]["evidence"])
    hand.touched.add((hand.sheet, other))


@kind(ASSESSED, assessment)
def finds_it_weak_and_changes_nothing(hand: Hand) -> None:
    hand.type("assess_delivery", "Weak")
    hand.type("will_change", None)


@kind(ASSESSED, assessment)
def leaves_a_judgement_out(hand: Hand) -> None:
    hand.type("assess_communities", None)


# Added value


@kind(ADDED, funding)
def adds_value_a_thousand_times_over(hand: Hand) -> None:
    hand.type("added_value", hand["added_value"] * 1000)


@kind(ADDED, funding)
def adds_value_below_nought(hand: Hand) -> None:
    hand.type("added_value", -hand["added_value"])


@kind(ADDED, funding)
def adds_value_in_words(hand: Hand) -> None:
    hand.type("added_value", "£8k")


@kind(ADDED, funding)
def secures_funding_of_no_amount(hand: Hand) -> None:
    hand.type("added_value", None)


@kind(ADDED)
def adds_value_of_the_year_before(hand: Hand) -> None:
    hand.type("added_date", datetime.date(2004, 10, 12), DAY)


@kind(ADDED)
def adds_value_last_week(hand: Hand) -> None:
    hand.type("added_date", "last week")


@kind(ADDED)
def adds_value_of_a_kind_that_is_not(hand: Hand) -> None:
    hand.type("added_kind", "Money")


@kind(ADDED)
def leaves_out_what_was_made_possible(hand: Hand) -> None:
    hand.type("added_what", None)


@kind(ADDED, funding)
def adds_the_same_value_twice(hand: Hand) -> None:
    table = hand.filled.plan.table(ADDED)
    lines = [row.id for row in table.rows]
    free = next(line for line in lines if line not in hand.filled.typed[ADDED])
    for column, value in hand.filled.typed[ADDED][hand.key].items():
        hand.cell(column, free).value = value


# Sign-off


@kind(START)
def signs_a_year_ahead(hand: Hand) -> None:
    hand.type("signer_date", datetime.date(2008, 2, 20), DAY)


@kind(START)
def signs_before_the_round(hand: Hand) -> None:
    hand.type("signer_date", datetime.date(2006, 2, 20), DAY)


@kind(START)
def signs_tomorrow(hand: Hand) -> None:
    hand.type("signer_date", "tomorrow")


@kind(START)
def signs_as_tbc(hand: Hand) -> None:
    hand.type("signer_name", "tbc")
