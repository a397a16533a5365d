"""How the LAA spreadsheet is printed: pages one sheet wide, on which no heading stands last."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.view_rows import view_rows


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


def test_pages_are_as_wide_as_the_sheet_and_of_one_scale(opened: Any) -> None:
    for name in ("Simple View", "Outcomes and plan"):
        sheet = opened[name]
        assert not sheet.col_breaks.brk
        assert 10 <= sheet.page_setup.scale <= 100
        assert sheet.print_area


def test_the_board_summary_is_page_one_and_the_cover_has_no_number(opened: Any) -> None:
    assert opened["Board summary"].page_setup.useFirstPageNumber
    assert not opened["Cover"].oddFooter.right.text
