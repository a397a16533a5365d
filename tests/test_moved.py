"""Rows and columns put in, taken out and moved: one cause is one finding, on whatever sheet."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from conftest import Look, OpenReturn
from shifting import delete_row, insert_column, insert_row, move_column

from workbook_tools.values.findings import Finding

GROUP = "adult-learning"


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(each.rule, f"{each.sheet}!{each.cell}") for each in findings]


def formulas(opened: OpenReturn) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in opened.book.worksheets
        for cells in sheet.iter_rows()
        for cell in cells
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }


@pytest.mark.parametrize("sheet", ["Indicators", "Gap", "Self-assessment", "Actions"])
def test_a_blank_row_put_in_is_nothing_to_tell(look: Look, sheet: str) -> None:
    changed = 0

    def insert(opened: OpenReturn) -> None:
        nonlocal changed
        book, before = opened.whole, formulas(opened)
        insert_row(book, sheet, 8)
        changed = len(formulas(opened).items() - before.items())

    assert look(insert).findings == ()
    assert changed > 20


def test_a_row_put_in_with_words_is_one_finding(look: Look) -> None:
    def insert(opened: OpenReturn) -> None:
        insert_row(opened.whole, "Indicators", 8)
        opened.sheet["B8"] = "Adults in evening classes"

    assert told(look(insert).findings) == [("row-added", "Indicators!A8")]


def test_a_row_taken_out_is_one_finding(look: Look) -> None:
    findings = look(lambda o: delete_row(o.whole, "Indicators", 8)).findings
    assert [each.rule for each in findings] == ["row-missing"]


def test_a_column_put_in_is_one_finding(look: Look) -> None:
    def insert(opened: OpenReturn) -> None:
        insert_column(opened.whole, "Indicators", "E")
        opened.sheet["E5"] = "Source"

    assert told(look(insert).findings) == [("column-added", "Indicators!E5")]


@pytest.mark.parametrize(
    ("sheet", "column", "before"), [("Indicators", "W", "I"), ("Gap", "J", "D")]
)
def test_a_column_that_was_moved_is_one_finding(
    look: Look, sheet: str, column: str, before: str
) -> None:
    findings = look(lambda o: move_column(o.whole, sheet, column, before)).findings
    assert told(findings) == [("columns-moved", f"{sheet}!")]


def test_a_formula_changed_where_rows_were_put_in_is_found_all_the_same(look: Look) -> None:
    def change(opened: OpenReturn) -> None:
        insert_row(opened.whole, "Indicators", 8)
        cell = opened.cell("LEA-690", "Actual less target")
        cell.value = "=D9-I9"
        other = opened.on("Actions").cell("LEA-A01", "Light now")
        other.value = other.value.replace("Indicators!$K", "Indicators!$I")

    assert told(look(change).findings) == [
        ("formula-changed", "Indicators!Y9"),
        ("formula-changed", "Actions!C6"),
    ]


def test_many_formulas_that_a_program_rewrote_in_its_own_way_are_nothing_to_tell(
    look: Look,
) -> None:
    def change(opened: OpenReturn) -> None:
        insert_row(opened.whole, "Indicators", 8)
        for cells in opened.book["Actions"].iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = cell.value.replace("Indicators!$K", "Indicators!$W")

    # The formulas made here go in circles, and have no results to save.
    assert [each.rule for each in look(change).findings] in ([], ["cannot-be-seen"])
