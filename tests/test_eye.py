"""What the eye sees in a return and what its file holds: where they differ, it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import GROUPS, Demo, Edit, Look, OpenReturn, check_shape, with_parts
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.styles.colors import Color

from workbook_tools.checks import CheckedReturn
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.values.findings import Finding

GROUP = "adult-learning"
ROW = "LEA-689"
"""A percentage, in row 7 of the sheet Indicators."""


def rich(*runs: tuple[str, dict[str, Any]]) -> CellRichText:
    """Return a text whose runs have fonts of their own."""
    return CellRichText(*(TextBlock(InlineFont(**font), text) for text, font in runs))


def figure(value: object, number_format: str | None = None) -> Callable[[OpenReturn], object]:
    """Type into the cell of the row's figure."""
    return lambda opened: opened.type(ROW, "Actual", value, number_format)


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(each.rule, each.severity, f"{each.sheet}!{each.cell}") for each in findings]


def taken(checked: CheckedReturn, column: str = "actual_city", row: str = ROW) -> object:
    """Return what was taken from a cell; None for nothing."""
    found = (r.content for r in checked.records if (r.indicator, r.column) == (row, column))
    return next(found, None)


def font_of(opened: OpenReturn, heading: str, row: str = ROW, **font: Any) -> None:
    opened.cell(row, heading).font = Font(**font)


# Figures ---------------------------------------------------------------------------


def test_a_raised_footnote_is_no_digit(look: Look) -> None:
    checked = look(figure(rich(("24.1", {"sz": 11}), ("3", {"vertAlign": "superscript"}))))
    (finding,) = checked.findings
    assert told([finding]) == [("raised-mark", "query", "Indicators!I7")]
    assert "shows “24.1³”" in finding.message
    assert "holds “24.13”" in finding.message
    assert taken(checked) is None


def test_a_raised_ending_of_a_date_is_no_footnote(look: Look) -> None:
    day = rich(("28", {"sz": 11}), ("th", {"vertAlign": "superscript"}), (" Feb", {"sz": 11}))
    findings = look(lambda o: o.type(ROW, "Figure expected on", day)).findings
    assert [each.rule for each in findings] == ["not-a-date"]


def test_a_raised_footnote_in_words_stays_one(look: Look) -> None:
    said = rich(("up from 24.1", {"sz": 11}), ("3", {"vertAlign": "superscript"}), (" m", {}))
    checked = look(lambda o: o.type(ROW, "Comments", said))
    assert checked.findings == ()
    assert taken(checked, "comments") == "up from 24.1³ m"


@pytest.mark.parametrize("typed", ["24.1³", "24.1¹", "24.1*", "24.1 †", "24.1[1]"])
def test_a_footnote_mark_typed_behind_a_figure_blocks_it(look: Look, typed: str) -> None:
    checked = look(figure(typed))
    assert told(checked.findings) == [("not-a-number", "error", "Indicators!I7")]
    assert typed in checked.findings[0].message
    assert taken(checked) is None


def test_a_struck_out_figure_is_not_taken(look: Look) -> None:
    checked = look(figure(45), lambda o: font_of(o, "Actual", strike=True))
    assert told(checked.findings) == [("struck-out", "query", "Indicators!I7")]
    assert "“45.0”" in checked.findings[0].message
    assert taken(checked) is None


def test_a_figure_corrected_by_striking_out_is_not_taken_with_what_it_was(look: Look) -> None:
    checked = look(figure(rich(("4", {"strike": True}), ("45", {"sz": 11}))))
    assert told(checked.findings) == [("struck-out", "query", "Indicators!I7")]
    assert taken(checked) is None


def test_a_row_struck_out_is_one_finding(look: Look) -> None:
    def strike(opened: OpenReturn) -> None:
        for cell in opened.sheet[opened.row(ROW)]:
            cell.font = Font(strike=True)

    (finding,) = look(lambda o: o.type(ROW, "Comments", "Figures follow"), strike).findings
    assert (finding.row_key, finding.sheet) == (ROW, "Indicators")
    assert finding.rule.startswith("struck-out")


def test_a_struck_out_target_is_told_and_read_as_issued(look: Look) -> None:
    checked = look(lambda o: font_of(o, "Target", strike=True))
    assert told(checked.findings) == [("struck-out", "query", "Indicators!D7")]
    assert "“Target”" in checked.findings[0].message


def test_struck_out_words_are_told_with_the_words(look: Look) -> None:
    said = rich(("Not validated. ", {"strike": True}), ("Rising.", {"sz": 11}))
    (finding,) = look(lambda o: o.type(ROW, "Comments", said)).findings
    assert finding.rule == "struck-out"
    assert "Not validated. Rising." in finding.message


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, "0;-0;"), (0, '0;-0;""'), (45, ";;;"), (45, '""'), (0, '[=0]"";General'), (0, "#")],
)
def test_a_figure_that_its_format_hides_is_read_and_told(
    look: Look, value: float, code: str
) -> None:
    checked = look(figure(value, code))
    assert told(checked.findings) == [("hidden-by-format", "query", "Indicators!I7")]
    assert f"“{value}”" in checked.findings[0].message
    assert taken(checked) == value


def test_words_that_their_format_hides_are_read_and_told(look: Look) -> None:
    checked = look(lambda o: o.type(ROW, "Comments", "Not yet validated", ";;;"))
    assert [each.rule for each in checked.findings] == ["hidden-by-format"]
    assert taken(checked, "comments") == "Not yet validated"


@pytest.mark.parametrize(
    ("value", "code", "shows"),
    [(4500, "0,", "5"), (4, '"<5"', "<5"), (45, '"n/a"', "n/a"), (-45, "0;0", "45")],
)
def test_a_figure_that_its_format_changes_is_told(
    look: Look, value: float, code: str, shows: str
) -> None:
    checked = look(figure(value, code))
    assert told(checked.findings) == [("shown-otherwise", "query", "Indicators!I7")]
    assert f"shows “{shows}”" in checked.findings[0].message
    assert taken(checked) == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *((45.36, "0.0"), (45.36, "0"), (0.4, "0"), (-45.36, "0.0"), (-45.3, "0.0;[Red](0.0)")),
        *((45, '#,##0.0" (PN 105.0)"'), (4500, '"£"#,##0'), (0, "#,##0;-#,##0;0"), (45, "@")),
        *((45, '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'), (45, "0.00E+00"), (45, "# ?/?")),
    ],
)
def test_a_figure_that_is_shown_rounded_is_nothing_to_tell(
    look: Look, value: float, code: str
) -> None:
    assert look(figure(value, code)).findings == ()


@pytest.mark.parametrize(
    "colour", ["FFFFFFFF", "FFFFF9DB", Color(theme=0), Color(indexed=1), Color(theme=0, tint=-0.02)]
)
def test_a_figure_in_the_colour_of_its_cell_is_told(look: Look, colour: Any) -> None:
    checked = look(figure(45), lambda o: font_of(o, "Actual", color=colour))
    assert told(checked.findings) == [("colour-hides", "query", "Indicators!I7")]
    assert taken(checked) == 45


@pytest.mark.parametrize(
    "colour", ["FFFF0000", "FF0070C0", "FF808080", Color(theme=1), Color(theme=4), Color(auto=True)]
)
def test_a_figure_in_a_colour_is_nothing_to_tell(look: Look, colour: Any) -> None:
    assert look(figure(45), lambda o: font_of(o, "Actual", color=colour)).findings == ()


def test_words_partly_in_white_are_told(look: Look) -> None:
    said = rich(("Rising. ", {"sz": 11}), ("Not validated.", {"color": "FFFFFFFF"}))
    (finding,) = look(lambda o: o.type(ROW, "Comments", said)).findings
    assert finding.rule == "colour-hides"


@pytest.mark.parametrize(
    ("formula", "rule", "severity"),
    [
        ("=D7", "entry-formula", "query"),
        ("=ROUND(H7*1.02,1)", "entry-formula", "query"),
        ("=90/2", "entry-sum", "note"),
        ("=(12+33)*100%", "entry-sum", "note"),
    ],
)
def test_a_formula_where_a_number_is_typed_is_told(
    look: Look, formula: str, rule: str, severity: str
) -> None:
    (finding,) = look(figure(formula)).findings
    assert told([finding]) == [(rule, severity, "Indicators!I7")]
    assert formula in finding.message


@pytest.mark.parametrize("formula", ["[1]Sheet1!A1", "'[figures.xls]My sheet'!$A$1*2"])
def test_a_figure_linked_to_another_workbook_is_told_with_what_it_gave_last(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path, formula: str
) -> None:
    def link(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet2.xml":
            return text
        linked = rf'<c r="I7"\1><f>{formula}</f><v>45</v></c>'
        return re.sub(r'<c r="I7"( s="\d+")(?:/>|[^>]*>.*?</c>)', linked, text)

    path = with_parts(demo.completed[GROUP], tmp_path, link)
    checked = check_shape(path, form, framework)
    assert told(checked.findings) == [("entry-linked", "query", "Indicators!I7")]
    assert f"={formula}" in checked.findings[0].message
    assert taken(checked) == 45


# What is hidden, and what is merged ----------------------------------------------------


def test_entries_in_hidden_rows_and_columns_are_read_and_told(look: Look) -> None:
    def hide(opened: OpenReturn) -> None:
        opened.type(ROW, "Actual", 45)
        opened.sheet.row_dimensions[opened.row(ROW)].hidden = True
        opened.sheet.column_dimensions["H"].hidden = True  # openpyxl keeps I with it

    checked = look(hide)
    assert told(checked.findings) == [
        ("rows-hidden", "query", "Indicators!I7"),
        ("columns-hidden", "query", "Indicators!I7"),
    ]
    assert ROW in checked.findings[0].message
    assert "“Actual”" in checked.findings[1].message
    assert taken(checked) == 45


def test_hiding_where_nothing_is_entered_is_nothing_to_tell(look: Look) -> None:
    def hide(opened: OpenReturn) -> None:
        opened.on("Gap").sheet.row_dimensions[7].hidden = True
        opened.sheet.column_dimensions["D"].hidden = True

    assert look(hide).findings == ()


def test_a_hidden_sheet_with_entries_is_told(look: Look) -> None:
    checked = look(figure(45), lambda o: setattr(o.sheet, "sheet_state", "hidden"))
    assert [(each.rule, each.sheet) for each in checked.findings] == [
        ("sheet-hidden", "Indicators")
    ]
    assert taken(checked) == 45


def test_a_comment_merged_over_five_rows_is_one_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    group = "children-young-people"
    rows: list[str] = []

    def merge(opened: OpenReturn) -> None:
        first = opened.row("CYP-577")
        column = opened.column("Comments")
        keys = opened.keys
        rows.extend(key for key, row in keys.items() if first <= row < first + 5)
        opened.sheet.cell(first, column).value = "All five follow in March."
        opened.sheet.merge_cells(
            start_row=first, end_row=first + 4, start_column=column, end_column=column
        )

    checked = check_shape(edit(group, merge), form, framework)
    (finding,) = checked.findings
    assert (finding.rule, finding.severity, finding.sheet) == (
        "cells-merged",
        "query",
        "Indicators",
    )
    assert "All five follow in March." in finding.message
    assert re.search(r"[A-Z]+\d+:[A-Z]+\d+", finding.message)
    said = {row: taken(checked, "comments", row) for row in rows}
    assert [said[row] for row in rows] == ["All five follow in March.", None, None, None, None]


def test_entries_merged_with_what_was_filled_in_are_one_finding(look: Look) -> None:
    def merge(opened: OpenReturn) -> None:
        opened.type(ROW, "Actual", 45)
        opened.sheet.merge_cells("H7:J7")

    (finding,) = look(merge).findings
    assert (finding.rule, finding.cell) == ("cells-merged", "H7")


# Nothing of it -----------------------------------------------------------------------


def test_a_clean_return_shows_what_it_holds(demo: Demo, form: Form, framework: Framework) -> None:
    for group in GROUPS:
        for path in (demo.blank[group], demo.completed[group]):
            assert check_shape(path, form, framework).findings == (), path
