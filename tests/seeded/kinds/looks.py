"""What the eye sees and the file holds differ; and words that stand beside the cells for them."""

from __future__ import annotations

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from seeded.kinds.figures import figure
from seeded.kinds.statuses import targeted
from seeded.seeding import Hand, kind


@kind(fits=figure)
def strikes_a_figure_out(hand: Hand) -> None:
    hand.cell("actual_city").font = Font(strike=True)


@kind(fits=figure)
def strikes_a_comment_out(hand: Hand) -> None:
    hand.cell("comments").font = Font(strike=True)


@kind(fits=figure)
def writes_a_figure_in_white(hand: Hand) -> None:
    hand.cell("actual_city").font = Font(color="FFFFFFFF")


@kind(fits=figure)
def raises_a_footnote_behind_a_figure(hand: Hand) -> None:
    raised = TextBlock(InlineFont(vertAlign="superscript"), "3")
    hand.type("actual_city", CellRichText(f"{hand['actual_city']:.1f}", raised))


@kind(fits=figure)
def stars_a_figure(hand: Hand) -> None:
    hand.type("actual_city", f"{hand['actual_city']:.1f}*")


@kind(fits=figure)
def hides_a_figure_by_its_format(hand: Hand) -> None:
    hand.type("actual_city", hand["actual_city"], ";;;")


@kind(fits=figure)
def hides_a_row_with_a_figure(hand: Hand) -> None:
    hand.page.row_dimensions[hand.cell("actual_city").row].hidden = True


@kind(fits=figure, is_whole=True)
def hides_a_column_with_comments(hand: Hand) -> None:
    hand.page.column_dimensions[get_column_letter(hand.cell("comments").column)].hidden = True


@kind(fits=figure, is_whole=True)
def merges_the_comments_of_five_rows(hand: Hand) -> None:
    cell = hand.cell("comments")
    hand.page.merge_cells(
        start_row=cell.row, end_row=cell.row + 4, start_column=cell.column, end_column=cell.column
    )


@kind(fits=figure, is_whole=True)
def links_a_figure_to_another_workbook(hand: Hand) -> None:
    hand.type("actual_city", "=[1]Sheet1!$A$1")


@kind(fits=targeted)
def links_a_figure_to_its_target(hand: Hand) -> None:
    target = hand.cell("target")
    hand.type("actual_city", f"={target.coordinate}")


@kind(fits=figure)
def notes_something_on_a_cell(hand: Hand) -> None:
    hand.cell("actual_city").comment = Comment("This excludes Foleshill.", "J. Okafor")


@kind(fits=figure, is_whole=True)
def writes_beside_the_table(hand: Hand) -> None:
    hand.page.cell(
        hand.cell("actual_city").row, hand.page.max_column + 2
    ).value = "excludes Foleshill"


@kind(fits=figure, is_whole=True)
def writes_below_the_table(hand: Hand) -> None:
    hand.page.cell(hand.page.max_row + 3, 2).value = "All figures exclude Foleshill."


@kind("Start", is_whole=True)
def writes_on_the_sheet_start(hand: Hand) -> None:
    hand.page.cell(hand.page.max_row + 2, 2).value = "Please ring Jane about the figures."
