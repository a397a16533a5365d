"""How the LAA spreadsheet is printed: pages one sheet wide, on which no heading stands last."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.pages import begin_page
from workbook_tools.consolidated.places import places_in
from workbook_tools.consolidated.plan_sheets import write_plan
from workbook_tools.consolidated.view_rows import HEADING_ROW, view_rows
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.writing.workbook import Writing


@pytest.fixture(scope="module")
def opened(demo: Demo) -> Any:
    return openpyxl.load_workbook(demo.spreadsheet)


def last_rows(sheet: Any) -> set[int]:
    """Return the last row of each printed page but the last."""
    return {each.id for each in sheet.row_breaks.brk}


def test_no_block_no_group_and_no_statement_is_the_last_line_of_a_page(
    opened: Any, book: Book
) -> None:
    rows = view_rows(book)
    headings = {*rows.blocks, *rows.groups.values(), *rows.statements}
    headings |= {rows.indicators[each.id] for each in book.framework.indicators if each.is_heading}
    last = last_rows(opened["Simple View"])
    assert last
    assert not last & headings


@pytest.mark.parametrize("name", ["Reward targets", "Outcomes and plan", "Possible indicators"])
def test_no_heading_between_lines_is_the_last_line_of_a_page(opened: Any, name: str) -> None:
    sheet = opened[name]
    last = last_rows(sheet)
    assert last
    for row in last:
        texts = [cell.value for cell in sheet[row] if cell.value not in (None, "")]
        assert len(texts) != 1, row


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("Outcomes and plan", ("shown by", "shown in part by")),
        ("Possible indicators", ("agreed as",)),
    ],
)
def test_no_measure_is_parted_from_the_first_of_the_indicators_that_show_it(
    opened: Any, name: str, below: tuple[str, ...]
) -> None:
    sheet = opened[name]
    for row in last_rows(sheet):
        here, under = (str(sheet.cell(each, 2).value) for each in (row, row + 1))
        assert here in below or under not in below, row


def test_no_priority_and_no_outcome_is_the_last_of_a_page_wherever_pages_begin(book: Book) -> None:
    template = book.form.spreadsheet
    plan = next(sheet for sheet in template.sheets if sheet.name == "Outcomes and plan")
    assert isinstance(plan, PlainSheet)
    writing = Writing(book.form, xlsxwriter.Workbook(io.BytesIO()), {})
    sheet = begin_page(writing, book, template, places_in(book, template), plan)
    write_plan(sheet)
    breaks = set()
    for height in range(20, 400, 3):
        sheet.sheet.set_row(0, height)
        writing.hold_headings(sheet.sheet, "A4", HEADING_ROW)
        for row in sheet.sheet.hbreaks:
            here, under = (sheet.sheet.constants.get((each, 2)) for each in (row, row + 1))
            breaks.add(row)
            assert here not in ("Priority", "Outcome") or under is None, (height, row)
    assert len(breaks) > 40


def test_pages_are_as_wide_as_the_sheet_and_of_one_scale(opened: Any) -> None:
    for name in ("Simple View", "Outcomes and plan"):
        sheet = opened[name]
        assert not sheet.col_breaks.brk
        assert 10 <= sheet.page_setup.scale <= 100
        assert sheet.print_area


def test_the_board_summary_is_page_one_and_the_cover_has_no_number(opened: Any) -> None:
    assert opened["Board summary"].page_setup.useFirstPageNumber
    assert not opened["Cover"].oddFooter.right.text
