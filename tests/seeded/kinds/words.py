"""Comments that say nothing, say it twice, or say what the figures do not."""

from __future__ import annotations

from seeded.filled import Facts
from seeded.kinds.figures import figure, followed, number, percentage
from seeded.kinds.statuses import targeted
from seeded.seeding import Hand, kind

ROUTINE = "Work goes on with all partners."


def changed(facts: Facts) -> bool:
    last = number(facts, "last_actual")
    return (
        followed(facts) and last < 1000 and abs(number(facts, "actual_city") - last) > 0.04 * last
    )


@kind(fits=figure, is_whole=True)
def pastes_the_comment_of_another_row(hand: Hand) -> None:
    other = hand.others("comments")[0]
    hand.type("comments", hand.filled.rows[hand.sheet, other]["comments"])
    hand.touched.add((hand.sheet, other))


@kind(fits=figure)
def refers_to_another_comment(hand: Hand) -> None:
    hand.type("comments", "See above")


@kind(fits=figure)
def leaves_a_placeholder_for_a_comment(hand: Hand) -> None:
    hand.type("comments", "TBC")


@kind(fits=figure)
def says_that_the_figure_is_wrong(hand: Hand) -> None:
    hand.type("comments", "There is an error in this figure, which we will correct later.")


@kind(fits=figure)
def says_that_the_definition_has_changed(hand: Hand) -> None:
    hand.type("comments", "The definition has changed since last year.")


@kind(fits=targeted)
def names_another_target(hand: Hand) -> None:
    target = hand["target"] * 1.2 + 1
    side = "below" if hand["actual_city"] < target else "above"
    hand.type("comments", f"This is {side} the target of {target:.0f}. {ROUTINE}")


@kind(fits=changed)
def says_up_where_the_figure_is_down(hand: Hand) -> None:
    way = "down" if hand["actual_city"] > hand["last_actual"] else "up"
    hand.type("comments", f"The figure went {way} from last year. {ROUTINE}")


@kind(fits=changed)
def names_another_figure_for_last_year(hand: Hand) -> None:
    way = "Up" if hand["actual_city"] > hand["last_actual"] else "Down"
    wrong = hand["actual_city"] - 2.7 * (hand["actual_city"] - hand["last_actual"])
    hand.type("comments", f"{way} from {wrong:.1f} last year. {ROUTINE}")


@kind(
    fits=lambda facts: (
        targeted(facts) and not 0.95 < number(facts, "actual_city") / number(facts, "target") < 1.05
    )
)
def says_on_target_what_is_far_from_it(hand: Hand) -> None:
    share = round(100 * hand["actual_city"] / hand["target"]) + 9
    hand.type("comments", f"We achieved {share}% of the target. {ROUTINE}")


@kind(fits=percentage)
def names_another_figure_than_was_typed(hand: Hand) -> None:
    wrong = hand["actual_city"] * 0.8
    hand.type("comments", f"The figure is {wrong:.1f}%. {ROUTINE}")


@kind(fits=lambda facts: targeted(facts) and facts["light"] == "Red" and facts["has_action"] == 1.0)
def leaves_red_without_a_comment_or_an_action(hand: Hand) -> None:
    hand.type("comments", None)
    for key, entries in hand.filled.typed["Actions"].items():
        if str(entries["about"]).startswith(hand.key):
            row = hand.filled.plan.table("Actions").row_numbers[key]
            for cell in hand.opened.book["Actions"][row]:
                if not cell.protection.locked:
                    cell.value = None


@kind(fits=lambda facts: targeted(facts) and facts["light"] == "Red" and facts["has_action"] == 1.0)
def names_red_and_has_no_action_for_it(hand: Hand) -> None:
    table = hand.filled.plan.table("Actions")
    about = table.named_positions["about"]
    others = [point for point in hand.filled.plan.points if not point.startswith(hand.key)]
    for key, entries in hand.filled.typed["Actions"].items():
        if str(entries["about"]).startswith(hand.key):
            hand.opened.book["Actions"].cell(table.row_numbers[key], about).value = others[0]
