"""What every sheet of a return looks like, and how one works in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from conftest import GROUPS, Demo, OpenSheet
from return_files import HIDDEN, TABLES, VISIBLE, validations

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return
from workbook_tools.workbooks import column_letters

ROUND = "2006-07"
SCREEN = 1366, 768
"""Pixels of the smallest screen that is in use."""

DEFAULT_HEIGHT, DEFAULT_WIDTH = 15.0, 8.43

OPEN = {
    "Start": ["Name", "Role", "Date signed", "Answer to the checks"],
    "Indicators": [
        *("Actual", "Answer to the checks", "Comments", "Date or period of the data"),
        *("Months covered", "No figure because", "Figure expected on", "Provisional"),
        *("Number behind the rate", "Your judgement", "Reason for your judgement"),
    ],
    "Gap": [
        *("PN", "Rest of city", "BME areas"),
        *("Why a figure is left out, or what explains the gap", "Answer to the checks"),
    ],
    "Self-assessment": [
        *("Progress towards delivery", "The right activities", "Narrowing the gap"),
        *("Communities of interest", "Evidence, or your answer", "What will change"),
        "Answer to the checks",
    ],
    "Actions": [
        *("For which indicator or point", "Cause", "Action", "Owner", "Due", "Status", "Progress"),
        "Answer to the checks",
    ],
    "Added value": [
        *("Kind", "What the partnership made possible", "Date", "Partners", "Value in £"),
        *("Evidence", "Answer to the checks"),
    ],
}
"""What is filled in on each sheet, in the order of the Tab key: left to right, as one works."""

ABOUT = {"pn": "PN", "rest": "Rest of city", "bme": "BME areas"}


@pytest.fixture(scope="module")
def books(demo: Demo) -> dict[str, Any]:
    """The blank returns by theme group."""
    return {group: openpyxl.load_workbook(path) for group, path in demo.blank.items()}


def visible(books: dict[str, Any]) -> Iterator[Any]:
    for book in books.values():
        for name in VISIBLE:
            yield book[name]


def tables(books: dict[str, Any]) -> Iterator[tuple[str, str, OpenSheet]]:
    """Yield theme group, name and sheet of every table."""
    for group, book in books.items():
        for name in TABLES:
            yield group, name, OpenSheet(book[name])


def width_of(sheet: Any, column: int) -> float:
    """Return how many pixels wide a column is shown: 8 a digit of Arial 11, and 5 beside."""
    for letters, dimension in sheet.column_dimensions.items():
        first = openpyxl.utils.column_index_from_string(letters)
        if (dimension.min or first) <= column <= (dimension.max or first):
            return 0.0 if dimension.hidden else dimension.width * 8 + 5
    return DEFAULT_WIDTH * 8 + 5


def height_of(sheet: Any, row: int) -> float:
    """Return how many pixels high a row is shown."""
    return float(sheet.row_dimensions[row].height or DEFAULT_HEIGHT) * 96 / 72


# Each sheet ----------------------------------------------------------------------


def test_the_title_stands_in_the_first_cell(books: dict[str, Any]) -> None:
    for sheet in visible(books):
        title = sheet["A1"]
        assert isinstance(title.value, str), sheet.title
        assert len(title.value) > 10
        assert title.font.bold
        assert title.font.sz > 11


def test_no_cells_are_merged(books: dict[str, Any]) -> None:
    for sheet in visible(books):
        assert not sheet.merged_cells.ranges, sheet.title


def test_there_is_one_table_on_a_sheet_and_nothing_beside_or_below_it(
    books: dict[str, Any], form: Form, framework: Framework
) -> None:
    for group, name, opened in tables(books):
        sheet = opened.sheet
        planned = plan_return(form, framework, ROUND, group).table(name)
        assert list(opened.headings) == [column.title for column in planned.columns]
        assert list(opened.headings.values()) == list(range(1, len(planned.columns) + 1))
        assert list(opened.keys) == [row.id for row in planned.rows]
        assert list(opened.keys.values()) == [
            opened.heading_row + place for place in range(1, len(planned.rows) + 1)
        ]
        assert sheet.max_column == len(planned.columns)
        assert sheet.max_row == max([opened.heading_row, *opened.keys.values()])


def test_headings_are_unique_and_say_something(books: dict[str, Any]) -> None:
    for group, name, opened in tables(books):
        words = [str(cell.value or "").strip() for cell in opened.sheet[opened.heading_row]]
        assert all(words), (group, name)
        assert len({word.casefold() for word in words}) == len(words), (group, name)


def test_what_is_frozen_leaves_two_thirds_of_a_small_screen(books: dict[str, Any]) -> None:
    for sheet in visible(books):
        if sheet.title == "Start":
            assert sheet.freeze_panes is None
            continue
        corner = sheet[sheet.freeze_panes]
        if sheet.title in TABLES:
            assert corner.row == OpenSheet(sheet).heading_row + 1, sheet.title
        rows = sum(height_of(sheet, row) for row in range(1, corner.row))
        columns = sum(width_of(sheet, column) for column in range(1, corner.column))
        assert rows <= SCREEN[1] / 3, sheet.title
        assert columns <= SCREEN[0] / 3, sheet.title


WIDE = {"Indicators", "Gap", "Self-assessment", "Actions", "Added value"}
"""The sheets that are printed on several pages side by side, where they have rows."""

LEAST_POINTS = 8
"""What is printed smaller is not read."""


def test_every_sheet_prints_on_a4_landscape_one_page_wide_or_large_enough(
    books: dict[str, Any],
) -> None:
    for sheet in visible(books):
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        has_rows = sheet.title not in WIDE or len(list(OpenSheet(sheet).keys)) > 0
        if sheet.title in WIDE and has_rows:
            assert sheet.col_breaks.count > 0
            assert sheet.page_setup.scale * 11 / 100 >= LEAST_POINTS
            # Each page says which return it is of, and names its rows.
            assert sheet.oddHeader.left.text
            assert sheet.print_title_cols
            continue
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        if sheet.title not in ("Start", "Checks"):
            # As long as it takes; the first page alone is to hold all of Start.
            assert sheet.page_setup.fitToHeight == 0


def test_headings_are_repeated_on_every_page(books: dict[str, Any]) -> None:
    for sheet in visible(books):
        if sheet.title == "Start" or (sheet.title in TABLES and not OpenSheet(sheet).keys):
            continue
        corner = sheet[sheet.freeze_panes]
        first, last = str(sheet.print_title_rows).replace("$", "").split(":")
        assert int(first) <= int(last) == corner.row - 1, sheet.title
        if sheet.title in TABLES:
            assert str(sheet.print_title_cols).startswith("$A:"), sheet.title


def test_a_sheet_with_nothing_to_fill_in_prints_the_one_line_that_says_so(
    books: dict[str, Any],
) -> None:
    for group, name, opened in tables(books):
        if opened.keys:
            continue
        area = str(opened.sheet.print_area).rpartition("!")[2].replace("$", "")
        assert area.startswith("A1:"), (group, name)
        assert area.endswith("2"), (group, name)
        assert "nothing to fill in" in opened.sheet["A2"].value
        assert opened.sheet.col_breaks.count == 0
        assert opened.sheet.print_title_rows is None


def test_the_checks_print_one_page_however_many_lines_they_have_room_for(
    books: dict[str, Any],
) -> None:
    for group, book in books.items():
        sheet = book["Checks"]
        first, last = str(sheet.print_area).rpartition("!")[2].replace("$", "").split(":")
        assert (first, last) == ("A1", "F18"), group
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
        # Nothing is made smaller for it than the width of the page asks.
        height = sum(height_of(sheet, row) for row in range(1, 19)) * 3 / 4
        # What is beside the digits is in the widths of a file already.
        width = sum(width_of(sheet, column) - 5 for column in range(1, 7)) * 3 / 4
        assert height / (8.27 - 1.1) <= width / (11.69 - 0.8), group
        assert 11 * (11.69 - 0.8) * 72 / width >= LEAST_POINTS


IN_SIGHT = (
    "Ref",
    "Performance Measure / Indicator",
    "Target",
    "Last year",
    "Actual",
    "Light",
    "Check",
)
"""What one looks at together on the sheet Indicators."""

BESIDE = 20 + 20
"""Pixels that the numbers of the rows and the scroll bar take."""


def test_target_last_year_actual_light_and_check_are_in_sight_beside_the_rows_name(
    books: dict[str, Any],
) -> None:
    for group, name, opened in tables(books):
        if name != "Indicators":
            continue
        last = max(opened.column(heading) for heading in IN_SIGHT)
        pixels = sum(width_of(opened.sheet, column) for column in range(1, last + 1))
        assert pixels + BESIDE <= SCREEN[0], group
        assert all(width_of(opened.sheet, opened.column(each)) > 0 for each in IN_SIGHT), group


# Reading it ----------------------------------------------------------------------


def declared_styles(form: Form) -> dict[str, Any]:
    base, styles = form.styles["base"], form.styles["styles"]
    return {name: base | style for name, style in styles.items()}


def test_words_can_be_read_on_the_fill_of_every_style(form: Form) -> None:
    for name, style in declared_styles(form).items():
        fill, font = style.get("bg_color", "#FFFFFF"), style.get("font_color", "#000000")
        assert contrast(fill, font) >= 4.5, name


def test_words_can_be_read_in_every_cell(books: dict[str, Any]) -> None:
    seen = set()
    for sheet in visible(books):
        for cells in sheet.iter_rows():
            seen |= {(colour(cell.fill.fgColor, cell.fill.fill_type), ink(cell)) for cell in cells}
    assert len(seen) > 4
    for fill, font in seen:
        assert contrast(fill, font) >= 4.5, (fill, font)


def test_every_cell_is_in_arial_of_11_points_or_more(books: dict[str, Any]) -> None:
    for sheet in visible(books):
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.font.name == "Arial", (sheet.title, cell.coordinate)
                assert cell.font.sz >= 11, (sheet.title, cell.coordinate)


def test_every_light_is_read_by_its_word_and_not_by_colour_alone(books: dict[str, Any]) -> None:
    # Colours come with a condition on the word; the cells have no light's colour of their own.
    for group in ("children-young-people", "housing"):
        areas = books[group]["Indicators"].conditional_formatting
        words = {rule.formula[0].strip('"') for area in areas for rule in area.rules}
        assert {"Red", "Amber", "Green"} <= words


def colour(shade: Any, pattern: str | None) -> str:
    return f"#{shade.rgb[-6:]}" if pattern == "solid" and isinstance(shade.rgb, str) else "#FFFFFF"


def ink(cell: Any) -> str:
    shade = cell.font.color
    return f"#{shade.rgb[-6:]}" if shade is not None and isinstance(shade.rgb, str) else "#000000"


def contrast(one: str, other: str) -> float:
    """Contrast ratio as the Web Content Accessibility Guidelines define it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(shade: str) -> float:
    parts = [int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Filling it in -------------------------------------------------------------------


def expected_open(framework: Framework, group: str, name: str, key: str) -> list[str]:
    """Return the headings under which a row is filled in, by what the form promises."""
    indicators = {row.id: row for row in framework.rows_of(group)}
    if name == "Indicators":
        if key not in indicators:
            return []
        return ["Comments"] if indicators[key].is_heading else OPEN[name]
    if name == "Gap":
        # A row about the priority neighbourhoods has its figure on Indicators, once.
        return [heading for heading in OPEN[name] if heading != ABOUT.get(indicators[key].area)]
    if name == "Self-assessment":
        kind = key.split("-")[1][0]
        return [] if kind == "P" else OPEN[name][4:] if kind == "Q" else OPEN[name]
    return OPEN[name]


def test_entry_cells_are_unlocked_and_all_others_locked(
    framework: Framework, books: dict[str, Any]
) -> None:
    for group, name, opened in tables(books):
        rows = {row: key for key, row in opened.keys.items()}
        for cells in opened.sheet.iter_rows():
            key = rows.get(cells[0].row)
            wanted = expected_open(framework, group, name, key) if key else []
            unlocked = [cell for cell in cells if not cell.protection.locked]
            columns = {column: heading for heading, column in opened.headings.items()}
            # In this order the Tab key goes from one to the next.
            assert [columns[cell.column] for cell in unlocked] == wanted, (group, name, key)


def test_entry_cells_have_a_fill_and_a_border_that_no_other_cells_have(
    books: dict[str, Any],
) -> None:
    for _, name, opened in tables(books):
        for cells in opened.sheet.iter_rows(min_row=opened.heading_row + 1):
            for cell in cells:
                is_open = not cell.protection.locked
                has_fill = colour(cell.fill.fgColor, cell.fill.fill_type) == "#FFF9D9"
                edges = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
                has_border = all(
                    edge.style == "thin" and edge.color.rgb[-6:] == "7F6000" for edge in edges
                )
                assert (has_fill, has_border) == (is_open, is_open), (name, cell.coordinate)


def test_sheets_that_are_only_read_are_locked_throughout(books: dict[str, Any]) -> None:
    for book in books.values():
        for name in ("Checks", "Guidance", *HIDDEN):
            for cells in book[name].iter_rows():
                for cell in cells:
                    assert cell.protection.locked, (name, cell.coordinate)


def test_every_sheet_is_protected_without_a_password_and_lets_one_arrange_it(
    books: dict[str, Any],
) -> None:
    for book in books.values():
        for sheet in book:
            assert sheet.protection.sheet, sheet.title
            assert sheet.protection.password is None
            assert sheet.protection.hashValue is None
        for name in VISIBLE:
            # What is not forbidden is allowed.
            assert not book[name].protection.formatColumns, name
            assert not book[name].protection.formatRows, name
        for name in TABLES:
            assert not book[name].protection.autoFilter, name
            assert not book[name].protection.sort, name
            assert not book[name].protection.selectLockedCells, name
            assert not book[name].protection.selectUnlockedCells, name


def test_a_table_can_be_filtered_from_its_headings(
    framework: Framework, books: dict[str, Any]
) -> None:
    for _, name, opened in tables(books):
        if name == "Start" or not opened.keys:
            continue
        last = column_letters(len(opened.headings))
        rows = max(opened.keys.values())
        assert opened.sheet.auto_filter.ref == f"A{opened.heading_row}:{last}{rows}"


def test_the_steps_on_start_are_the_sheets_in_their_order(books: dict[str, Any]) -> None:
    for book in books.values():
        steps = [
            (cell.value.split(". ", 1)[1], cell.hyperlink.location if cell.hyperlink else "")
            for (cell,) in book["Start"].iter_rows(max_col=1)
            if isinstance(cell.value, str) and cell.value[0].isdigit()
        ]
        names = [*TABLES[1:], "Checks"]
        assert [words for words, _ in steps] == [*names, "Sign off and send"]
        for (words, target), name in zip(steps, names, strict=False):
            assert target.replace("'", "") == f"{name}!A1", words
        shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
        assert shown == ["Start", *names, "Guidance"]


def test_a_comment_may_be_entered_on_a_heading_row(
    framework: Framework, books: dict[str, Any]
) -> None:
    opened = OpenSheet(books["community-safety"]["Indicators"])
    headings = [row.id for row in framework.rows_of("community-safety") if row.is_heading]
    assert len(headings) == 5
    for key in headings:
        assert not opened.cell(key, "Comments").protection.locked


# What is said and allowed while typing ---------------------------------------------


def test_every_entry_column_says_what_to_enter(
    form: Form, framework: Framework, demo: Demo
) -> None:
    for group in ("children-young-people", "housing"):
        plan = plan_return(form, framework, "2006-07", group)
        entries = {column.prompt for table in plan.tables for column in table.entries}
        # A column has more than one where a rule limits its figures on some rows.
        assert {rule.prompt for rule in validations(demo.blank[group])} == entries


def test_every_entry_cell_has_its_message(books: dict[str, Any]) -> None:
    for group, name, opened in tables(books):
        covered = {
            place
            for rule in opened.sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for row in area.rows
            for place in row
        }
        unlocked = {
            (cell.row, cell.column)
            for cells in opened.sheet.iter_rows()
            for cell in cells
            if not cell.protection.locked
        }
        assert covered == unlocked, (group, name)


def test_a_percentage_outside_its_range_is_stopped_at_the_door(
    framework: Framework, demo: Demo
) -> None:
    opened = OpenSheet(openpyxl.load_workbook(demo.blank["children-young-people"])["Indicators"])
    limited = {
        place
        for rule in opened.sheet.data_validations.dataValidation
        if (rule.formula1, rule.formula2) == ("0", "100")
        for area in rule.sqref.ranges
        for row in area.rows
        for place in row
    }
    rows = {key for key, number in opened.keys.items() if number in {row for row, _ in limited}}
    assert rows
    assert all(framework.indicator(key).unit == "%" for key in rows)
    assert {column for _, column in limited} == {opened.column("Actual")}


def test_a_wrong_entry_is_stopped_at_the_door(demo: Demo) -> None:
    rules: dict[str, Any] = {}
    actuals = set()
    for rule in validations(demo.blank["children-young-people"]):
        rules[rule.promptTitle] = rule
        if rule.promptTitle == "Actual":
            actuals.add(rule.type)
    assert (rules["Months covered"].type, rules["Months covered"].formula1) == ("whole", "1")
    assert rules["Months covered"].formula2 == "12"
    # A count of people or cases has no decimals.
    assert actuals == {"decimal", "whole"}
    for title in ("Figure expected on", "Due", "Date", "Date signed"):
        assert rules[title].type == "date"
    for title in ("No figure because", "Progress towards delivery", "Status", "Kind"):
        assert rules[title].type == "list"
    for title in ("Months covered", "Date signed", "No figure because", "Status", "Value in £"):
        assert rules[title].showErrorMessage, title
        assert rules[title].errorStyle in (None, "stop")
    # What is only odd may be meant: a date that lies outside the time the round is about.
    for title in ("Figure expected on", "Due", "Date"):
        assert rules[title].showErrorMessage, title
        assert rules[title].errorStyle == "warning", title


def test_a_figure_for_part_of_the_city_offers_words_and_takes_figures(
    books: dict[str, Any],
) -> None:
    for group in ("health", "community-safety"):
        rules = books[group]["Gap"].data_validations.dataValidation
        offered = [rule for rule in rules if rule.type == "list"]
        assert {rule.formula1 for rule in offered} == {"list_area_words"}
        assert not any(rule.showErrorMessage for rule in offered)


def test_the_sheets_are_those_of_all_groups(books: dict[str, Any]) -> None:
    assert set(books) == set(GROUPS)
    assert {tuple(book.sheetnames) for book in books.values()} == {(*VISIBLE, *HIDDEN)}
