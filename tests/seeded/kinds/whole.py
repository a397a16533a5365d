"""What changes a whole workbook: rows, columns, sheets and what is not for the adviser."""

from __future__ import annotations

from seeded.kinds.figures import figure, followed, number
from seeded.kinds.statuses import targeted
from seeded.seeding import Hand, kind


def _row(hand: Hand) -> int:
    return hand.filled.plan.table(hand.sheet).row_numbers[hand.key]


@kind(fits=targeted)
def types_over_the_target(hand: Hand) -> None:
    hand.type("target", hand["target"] + 5)


@kind(fits=followed)
def types_over_last_years_figure(hand: Hand) -> None:
    hand.type("last_actual", hand["last_actual"] + 5)


@kind(fits=targeted)
def types_over_the_light(hand: Hand) -> None:
    hand.type("light", "Green")


@kind(fits=targeted)
def types_over_a_formula_with_its_result(hand: Hand) -> None:
    hand.type("expected", number(hand.facts, "target"))


@kind(fits=figure)
def types_over_the_unit(hand: Hand) -> None:
    hand.type("units", "Number of people, in thousands")


@kind(fits=figure)
def rewords_the_measure(hand: Hand) -> None:
    hand.type("measure", "A measure that we would rather report")


@kind(fits=figure, is_whole=True)
def deletes_a_row(hand: Hand) -> None:
    hand.page.delete_rows(_row(hand))


@kind(fits=figure, is_whole=True)
def adds_a_row_of_their_own(hand: Hand) -> None:
    hand.page.insert_rows(_row(hand))
    hand.page.cell(_row(hand), 2).value = "Adults in evening classes"


@kind(fits=figure, is_whole=True)
def copies_a_row_below_the_table(hand: Hand) -> None:
    below = hand.page.max_row + 1
    for cell in list(hand.page[_row(hand)]):
        hand.page.cell(below, cell.column).value = cell.value


@kind(fits=figure, is_whole=True)
def types_over_a_reference(hand: Hand) -> None:
    hand.page.cell(_row(hand), 1).value = "ABC-1"


@kind(fits=figure, is_whole=True)
def deletes_a_column(hand: Hand) -> None:
    hand.page.delete_cols(hand.filled.plan.table(hand.sheet).positions["months"])


@kind(fits=figure, is_whole=True)
def renames_a_heading(hand: Hand) -> None:
    table = hand.filled.plan.table(hand.sheet)
    hand.page.cell(table.heading_row, table.positions["actual_city"]).value = "Our figure"


@kind(fits=figure, is_whole=True)
def adds_a_column_of_their_own(hand: Hand) -> None:
    table = hand.filled.plan.table(hand.sheet)
    place = hand.page.max_column + 1
    hand.page.cell(table.heading_row, place).value = "Source"
    hand.page.cell(table.row_numbers[hand.key], place).value = "Survey of residents, page 12"


@kind(fits=figure, is_whole=True)
def pastes_over_the_headings(hand: Hand) -> None:
    for cell in hand.page[hand.filled.plan.table(hand.sheet).heading_row]:
        cell.value = None


@kind(fits=figure, is_whole=True)
def deletes_a_sheet(hand: Hand) -> None:
    hand.opened.book.remove(hand.opened.book["Actions"])


@kind(fits=figure, is_whole=True)
def renames_a_sheet(hand: Hand) -> None:
    hand.page.title = "Our figures"


@kind(fits=figure, is_whole=True)
def takes_the_workbook_of_another_round(hand: Hand) -> None:
    for row in hand.opened.book["_return"].iter_rows(max_col=2):
        if row[0].value == "round":
            row[1].value = "2005-06"


@kind(fits=figure, is_whole=True)
def pastes_figures_one_column_to_the_left(hand: Hand) -> None:
    table = hand.filled.plan.table(hand.sheet)
    for key in hand.filled.typed[hand.sheet]:
        actual = hand.page.cell(table.row_numbers[key], table.positions["actual_city"])
        actual.offset(column=-1).value, actual.value = actual.value, None


@kind(fits=figure, is_whole=True)
def moves_the_figures_beside_the_table(hand: Hand) -> None:
    table = hand.filled.plan.table(hand.sheet)
    for key in hand.filled.typed[hand.sheet]:
        actual = hand.page.cell(table.row_numbers[key], table.positions["actual_city"])
        hand.page.cell(actual.row, hand.page.max_column + 0).value, actual.value = (
            actual.value,
            None,
        )


@kind("Start", is_whole=True)
def does_not_sign(hand: Hand) -> None:
    for column in ("signer_name", "signer_role", "signer_date"):
        hand.type(column, None)


@kind("Self-assessment", lambda facts: facts["row_role"] == "assessment", is_whole=True)
def does_not_begin_the_self_assessment(hand: Hand) -> None:
    for key, entries in hand.filled.typed[hand.sheet].items():
        for column in entries:
            hand.cell(column, key).value = None
