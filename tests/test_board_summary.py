"""The page that the board reads, and how the LAA spreadsheet is printed."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.movements import best_and_worst, movements
from workbook_tools.framework import Framework
from workbook_tools.workbooks import Sheet, open_workbook

ROUND = "2006-07"
FIRST = 5


@pytest.fixture(scope="module")
def page(demo: Demo) -> Sheet:
    found = open_workbook(demo.spreadsheet).sheet("Board summary")
    assert found
    return found


@pytest.fixture(scope="module")
def opened(demo: Demo) -> Any:
    return openpyxl.load_workbook(demo.spreadsheet)


def counts(page: Sheet, title: str) -> list[object]:
    rows = {page.cell(row, 1).value: row for row in range(FIRST, page.max_row + 1)}
    return [page.cell(rows[title], column).value for column in range(2, 13)]


def test_a_block_adds_up_its_groups_and_the_agreement_its_blocks(
    page: Sheet, framework: Framework
) -> None:
    for block in framework.blocks:
        groups = [counts(page, group.title) for group in framework if group.block == block.id]
        for place in (0, 1, 2, 3, 4, 5, 6, 8, 9, 10):
            added = sum(float(str(group[place])) for group in groups)
            assert counts(page, block.title)[place] == added, (block.title, place)
    blocks = [counts(page, block.title) for block in framework.blocks]
    assert counts(page, "The agreement")[0] == sum(float(str(each[0])) for each in blocks) == 155


def test_what_is_not_rated_is_counted_and_stays_out_of_the_percentage(page: Sheet) -> None:
    indicators, red, amber, green, unrated, rated, on_target, share, *_ = counts(
        page, "The agreement"
    )
    assert (red, amber, green, unrated, rated, on_target) == (15, 29, 44, 67, 88, 44)
    assert indicators == 155
    assert share == 0.5


def test_a_group_without_rated_indicators_has_no_percentage(page: Sheet) -> None:
    assert counts(page, "Transport Theme Group")[7] == "none rated"


def test_every_count_is_a_formula_over_the_sheets_of_lights(opened: Any) -> None:
    page = opened["Board summary"]
    rows = {page.cell(row, 1).value: row for row in range(FIRST, page.max_row + 1)}
    row = rows["Housing (Housing Strategy Group)"]
    assert page.cell(row, 3).value.startswith("=Summary!")
    assert "COUNTIFS(Lights!" in page.cell(row, 10).value


def test_directions_are_those_of_the_sheet_of_lights(page: Sheet, demo: Demo) -> None:
    lights = open_workbook(demo.spreadsheet).sheet("Lights")
    assert lights
    headings = [lights.cell(4, c).value for c in range(1, lights.max_column + 1)]
    column = headings.index("Direction of travel") + 1
    said = [str(lights.cell(row, column).value or "") for row in range(5, lights.max_row + 1)]
    for place, word in zip((8, 9, 10), ("Better", "No change", "Worse"), strict=True):
        assert counts(page, "The agreement")[place] == sum(each.endswith(word) for each in said)


def test_the_greatest_movements_are_told_for_better_and_for_worse(book: Book) -> None:
    best, worst = best_and_worst(book, 3)
    found = movements(book)
    assert [each.gain for each in best] == sorted((each.gain for each in found), reverse=True)[:3]
    assert [each.gain for each in worst] == sorted(each.gain for each in found)[:3]
    assert all(each.gain < 0 for each in worst)


def test_less_is_better_where_the_framework_says_so(book: Book) -> None:
    found = {each.indicator.id: each for each in movements(book)}
    lower = [each for each in found.values() if each.indicator.polarity == "lower"]
    assert lower
    assert all((each.gain > 0) == (each.now < each.was) for each in lower)


def test_no_round_before_means_no_movement_from_nothing(book: Book) -> None:
    alone = replace(book, records=())
    assert movements(alone) == ()
    assert best_and_worst(alone, 3) == ((), ())


def test_it_is_the_sheet_that_opens_and_one_page(opened: Any) -> None:
    assert opened.active.title == "Board summary"
    page = opened["Board summary"]
    assert page.sheet_properties.pageSetUpPr.fitToPage
    # One page each way is what Excel takes where nothing else is said.
    assert {page.page_setup.fitToWidth, page.page_setup.fitToHeight} <= {None, 1}


def test_its_chart_is_described_in_words(demo: Demo) -> None:
    with zipfile.ZipFile(demo.spreadsheet) as package:
        drawings = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
        texts = [package.read(name).decode() for name in drawings]
    assert any('descr="Bars of how many indicators' in text for text in texts)


def test_every_printed_page_names_the_round_and_the_day_of_its_data(opened: Any) -> None:
    for sheet in opened:
        footer = sheet.oddFooter
        assert "2006-07 update" in footer.left.text, sheet.title
        assert footer.center.text == "Returns received up to 21 February 2007", sheet.title


@pytest.mark.parametrize("name", ["Full View", "Sources"])
def test_the_whole_data_are_printed_only_on_purpose(opened: Any, name: str) -> None:
    assert opened[name].print_area == f"'{name}'!$A$1:$H$2"
