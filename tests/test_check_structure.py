"""What may be wrong with the shape of a return: every fault is found once, and named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import GROUPS, HEADING_ROW, Demo, Edit, OpenReturn, check_shape, with_parts
from workbook_files import save_with_libreoffice

from workbook_tools.checks import CheckedReturn
from workbook_tools.checks.reporting import load_structure_rules
from workbook_tools.findings import SEVERITIES, Finding
from workbook_tools.framework import Framework
from workbook_tools.problems import NotAReturnError
from workbook_tools.resources import RULES
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.workbooks import column_letters

ROUND = "2006-07"
GROUP = "adult-learning"
ROWS = ("LEA-689", "LEA-690", "LEA-691")
"""The rows of that group, in rows 6, 7 and 8 of its sheet."""


@dataclass(frozen=True)
class Fault:
    """One thing done to a return, and the findings it must give: rule, cell, row, words."""

    does: Callable[[OpenReturn], object]
    findings: tuple[tuple[str, str, str, str], ...]


def identity(opened: OpenReturn, name: str, value: object) -> None:
    """Change what the hidden sheet says of itself."""
    sheet = opened.book["_return"]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == name:
            sheet.cell(row, 2).value = value


def sort_rows(opened: OpenReturn, order: Iterable[str]) -> None:
    """Put the rows in another order, each formula pointing at its own row as sorting leaves it."""
    sheet = opened.sheet
    kept = {
        reference: [(cell.value, cell.row) for cell in sheet[opened.row(reference)]]
        for reference in ROWS
    }
    for row, reference in enumerate(order, start=HEADING_ROW + 1):
        for column, (value, before) in enumerate(kept[reference], start=1):
            if isinstance(value, str) and value.startswith("="):
                value = re.sub(rf"([A-Z]){before}\b", rf"\g<1>{row}", value)
            sheet.cell(row, column).value = value


def swap_columns(opened: OpenReturn, one: str, other: str) -> None:
    columns = opened.column(one), opened.column(other)
    for row in range(HEADING_ROW, opened.sheet.max_row + 1):
        cells = [opened.sheet.cell(row, column) for column in columns]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


def copy_row(opened: OpenReturn, reference: str, to: int) -> None:
    for cell in list(opened.sheet[opened.row(reference)]):
        opened.sheet.cell(to, cell.column).value = cell.value


def letters(opened: OpenReturn, heading: str) -> str:
    return column_letters(opened.column(heading))


FAULTS: dict[str, Fault] = {
    # Which return it is
    "another form": Fault(
        lambda o: identity(o, "form", "expenses-claim"),
        (("other-form", "", "", "form “expenses-claim”, not “laa-return”"),),
    ),
    "another version": Fault(
        lambda o: identity(o, "version", "0"),
        (("other-version", "", "", "version 0 of the form; the current one is version 1"),),
    ),
    "another framework": Fault(
        lambda o: identity(o, "framework", "leicester-2008"),
        (("other-framework", "", "", "framework “leicester-2008”, not “coventry-2007-08”"),),
    ),
    "issued before the framework changed": Fault(
        lambda o: identity(o, "fingerprint", "0" * 64),
        (("framework-changed", "", "", "has changed since this workbook was issued"),),
    ),
    "a round there is not": Fault(
        lambda o: identity(o, "round", "1066"),
        (("unknown-round", "", "", "round “1066”, which does not exist"),),
    ),
    "a theme group there is not": Fault(
        lambda o: identity(o, "theme_group", "parking"),
        (("unknown-group", "", "", "theme group “parking”, which does not exist"),),
    ),
    "no round": Fault(
        lambda o: identity(o, "round", None),
        (("identity-lost", "", "", "_return no longer says which round"),),
    ),
    "no theme group": Fault(
        lambda o: identity(o, "theme_group", ""),
        (("identity-lost", "", "", "_return no longer says which theme group"),),
    ),
    # Sheets
    "the table's sheet deleted": Fault(
        lambda o: o.book.remove(o.sheet),
        (("sheet-missing", "", "", "The sheet “Indicators” is missing"),),
    ),
    "the guidance deleted": Fault(
        lambda o: o.book.remove(o.book["Guidance"]),
        (("page-missing", "", "", "The sheet “Guidance” is missing"),),
    ),
    "the guidance renamed": Fault(
        lambda o: setattr(o.book["Guidance"], "title", "Help"),
        (("page-renamed", "", "", "The sheet “Guidance” is now called “Help”"),),
    ),
    "the table's sheet renamed": Fault(
        lambda o: setattr(o.sheet, "title", "My figures"),
        (("sheet-renamed", "", "", "The sheet “Indicators” is now called “My figures”"),),
    ),
    "a sheet added": Fault(
        lambda o: o.book.create_sheet("Workings").append(["=1+1", "how we got there"]),
        (("sheet-added", "", "", "The sheet “Workings” is not part of the form"),),
    ),
    # Columns
    "the headings deleted": Fault(
        lambda o: [setattr(cell, "value", None) for cell in o.sheet[HEADING_ROW]],
        (("headings-missing", "", "", "The row of column headings cannot be found"),),
    ),
    "a heading changed": Fault(
        lambda o: setattr(o.sheet.cell(HEADING_ROW, o.column("Actual")), "value", "Our figure"),
        (("column-renamed", "R5", "", "“Actual” was changed to “Our figure”"),),
    ),
    "a heading emptied": Fault(
        lambda o: setattr(o.sheet.cell(HEADING_ROW, o.column("Units")), "value", None),
        (("column-renamed", "E5", "", "“Units” was changed to “”"),),
    ),
    "a column deleted": Fault(
        lambda o: o.sheet.delete_cols(o.column("Provisional")),
        (("column-missing", "", "", "The column “Provisional” is missing"),),
    ),
    "a column copied to the end": Fault(
        lambda o: [
            setattr(o.sheet.cell(row, 50), "value", o.sheet.cell(row, o.column("Actual")).value)
            for row in range(HEADING_ROW, HEADING_ROW + 4)
        ],
        (("column-twice", "AX5", "", "The column “Actual” is there twice"),),
    ),
    "a column added at the end": Fault(
        lambda o: setattr(o.sheet.cell(HEADING_ROW, 50), "value", "Source"),
        (("column-added", "AX5", "", "The column “Source” is not part of the form"),),
    ),
    "a column added between others": Fault(
        lambda o: (
            o.sheet.insert_cols(o.column("Comments")),
            setattr(o.sheet.cell(HEADING_ROW, o.column("Comments") - 1), "value", "Source"),
        ),
        (("column-added", "AH5", "", "The column “Source” is not part of the form"),),
    ),
    "two columns swapped": Fault(
        lambda o: swap_columns(o, "Provisional", "Months covered"),
        (("columns-moved", "", "", "they were read by their headings"),),
    ),
    # Rows
    "a row deleted": Fault(
        lambda o: o.sheet.delete_rows(7),
        (("row-missing", "", "LEA-690", "The row LEA-690 is missing"),),
    ),
    "the last row deleted": Fault(
        lambda o: o.sheet.delete_rows(8),
        (("row-missing", "", "LEA-691", "The row LEA-691 is missing"),),
    ),
    "a row copied below the others": Fault(
        lambda o: copy_row(o, "LEA-689", 9),
        (("row-twice", "A9", "LEA-689", "The row LEA-689 is there twice"),),
    ),
    "a row added below the others": Fault(
        lambda o: setattr(o.sheet["D10"], "value", "Adults in evening classes"),
        (("row-added", "A10", "", "cannot be taken in: Adults in evening classes"),),
    ),
    "a row added between others": Fault(
        lambda o: (
            o.sheet.insert_rows(7),
            setattr(o.sheet["D7"], "value", "Adults in evening classes"),
        ),
        (("row-added", "A7", "", "cannot be taken in: Adults in evening classes"),),
    ),
    "a reference changed": Fault(
        lambda o: setattr(o.sheet["A7"], "value", "LEA-960"),
        (("key-changed", "A7", "LEA-690", "LEA-690 was changed to “LEA-960”"),),
    ),
    "a reference emptied": Fault(
        lambda o: setattr(o.sheet["A7"], "value", None),
        (("key-changed", "A7", "LEA-690", "LEA-690 was changed to “”"),),
    ),
    "rows sorted": Fault(
        lambda o: sort_rows(o, reversed(ROWS)),
        (("rows-moved", "", "", "they were read by their references"),),
    ),
    # Cells that are not for the adviser
    "a target changed": Fault(
        lambda o: o.type("LEA-690", "Performance Targets (City Average): 2006-7", 7000),
        (
            (
                "locked-changed",
                "K7",
                "LEA-690",
                "2006-7” was filled in for you and has been changed",
            ),
        ),
    ),
    "a target emptied": Fault(
        lambda o: o.type("LEA-690", "Performance Targets (City Average): 2006-7", None),
        (("locked-changed", "K7", "LEA-690", "changed to a blank cell"),),
    ),
    "a figure typed where there was none": Fault(
        lambda o: o.type("LEA-690", "2004-5 Update: City Avg", 1),
        (("locked-changed", "O7", "LEA-690", "has been changed to “1”"),),
    ),
    "a unit changed": Fault(
        lambda o: o.type("LEA-691", "Units", "%"),
        (("locked-changed", "E8", "LEA-691", "“Units” was filled in for you"),),
    ),
    "a figure turned into text": Fault(
        lambda o: o.type("LEA-690", "Performance Targets (City Average): 2006-7", "7,400"),
        (("locked-changed", "K7", "LEA-690", "has been changed to “7,400”"),),
    ),
    "a formula overwritten": Fault(
        lambda o: o.type("LEA-690", "Light", "Green"),
        (("formula-overwritten", "AG7", "LEA-690", "has been replaced by “Green”"),),
    ),
    "a formula deleted": Fault(
        lambda o: o.type("LEA-690", "Actual less target", None),
        (("formula-overwritten", "AC7", "LEA-690", "has been replaced by a blank cell"),),
    ),
    "a formula changed": Fault(
        lambda o: o.type("LEA-690", "Actual less target", "=K7-R7"),
        (("formula-changed", "AC7", "LEA-690", "has been changed to =K7-R7"),),
    ),
    "a formula broken": Fault(
        lambda o: o.type("LEA-690", "Actual less target", "=#REF!-R7"),
        (("formula-broken", "AC7", "LEA-690", "has lost a cell it needs: =#REF!-R7"),),
    ),
    # Cells that are: one of each; test_check_entries.py goes through them all.
    "an error": Fault(
        lambda o: o.type("LEA-690", "Actual", "#N/A"),
        (("cell-error", "R7", "LEA-690", "“Actual” shows #N/A"),),
    ),
    "words for a figure": Fault(
        lambda o: o.type("LEA-690", "Actual", "lots"),
        (("not-a-number", "R7", "LEA-690", "holds “lots”"),),
    ),
    "a date for a figure": Fault(
        lambda o: o.type("LEA-690", "Actual", 39141, "dd/mm/yyyy"),
        (("date-for-number", "R7", "LEA-690", "the date 28/02/2007"),),
    ),
    "a figure as text": Fault(
        lambda o: o.type("LEA-690", "Actual", "7400"),
        (("number-as-text", "R7", "LEA-690", "the text “7400”, read as 7400"),),
    ),
    "a percentage": Fault(
        lambda o: o.type("LEA-689", "Actual", 0.34, "0%"),
        (("percent-typed", "R6", "LEA-689", "holds 34%, read as 34 in the unit “%”"),),
    ),
    "a percentage of people": Fault(
        lambda o: o.type("LEA-690", "Actual", 0.34, "0%"),
        (("percent-misplaced", "R7", "LEA-690", "holds 34%, but the unit"),),
    ),
    "words for a date": Fault(
        lambda o: o.type("LEA-690", "Figure expected on", "soon"),
        (("not-a-date", "T7", "LEA-690", "holds “soon”"),),
    ),
    "a date as text": Fault(
        lambda o: o.type("LEA-690", "Figure expected on", "31/12/2007"),
        (("date-as-text", "T7", "LEA-690", "read as 31 December 2007"),),
    ),
    "too many months": Fault(
        lambda o: o.type("LEA-690", "Months covered", 13),
        (("not-months", "V7", "LEA-690", "holds “13”"),),
    ),
    "a word that is no choice": Fault(
        lambda o: o.type("LEA-690", "Your judgement", "Purple"),
        (("not-in-list", "AE7", "LEA-690", "holds “Purple”"),),
    ),
}


def check(path: Path, framework: Framework) -> CheckedReturn:
    checked = check_shape(path, framework, ROUND)
    # Rows and columns are moved here without their formulas, which may then go in circles;
    # that they were saved without results is not what these tests are about.
    told = tuple(f for f in checked.findings if "were not saved" not in f.message)
    return replace(checked, findings=told)


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.cell, finding.row_key) for finding in findings]


# Nothing wrong -----------------------------------------------------------------


def test_the_completed_returns_have_no_findings(demo: Demo, framework: Framework) -> None:
    for group in GROUPS:
        checked = check(demo.completed[group], framework)
        assert checked.findings == (), group
        assert checked.status == "accepted"
        assert (checked.identity.theme_group, checked.identity.round) == (group, ROUND)


def test_looking_at_a_return_and_saving_it_gives_no_finding(
    edit: Edit, framework: Framework
) -> None:
    for group in ("children-young-people", "community-safety", "transport"):
        assert check(edit(group), framework).findings == ()


def test_layout_is_the_adviser_s_own_affair(edit: Edit, framework: Framework) -> None:
    def change(opened: OpenReturn) -> None:
        sheet = opened.sheet
        sheet.column_dimensions["D"].width = 80
        sheet.row_dimensions[7].height = 200
        sheet.row_dimensions[8].hidden = True
        sheet.column_dimensions["Y"].hidden = True
        sheet.auto_filter.add_filter_column(0, ["LEA-689"])
        sheet.freeze_panes = None
        sheet.protection.sheet = False
        for cell in sheet[7]:
            cell.fill = openpyxl.styles.PatternFill("solid", "FF00FF00")
            cell.number_format = cell.number_format.replace("#,##0", "0.000")
        opened.book.move_sheet("Guidance", -2)

    assert check(edit(GROUP, change), framework).findings == ()


# One fault, one finding ------------------------------------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gives_its_finding_and_no_other(
    edit: Edit, framework: Framework, name: str
) -> None:
    fault = FAULTS[name]
    checked = check(edit(GROUP, fault.does), framework)
    expected = [(rule, cell, key) for rule, cell, key, _ in fault.findings]
    assert told(checked.findings) == expected
    for finding, (rule, _, _, words) in zip(checked.findings, fault.findings, strict=True):
        assert words in finding.message
        assert finding.severity == load_structure_rules()[rule].severity
        assert finding.severity in SEVERITIES
        assert finding.file == f"{GROUP}.xlsx"
        assert finding.fix
        assert not set("{}") & set(finding.message + finding.fix)
    blocks = any(finding.severity == "error" for finding in checked.findings)
    assert checked.status == ("errors" if blocks else "accepted")


def test_every_rule_about_the_shape_of_a_return_is_shown_by_a_fault() -> None:
    declared = json.loads((RULES / "structure.json").read_text(encoding="utf-8"))["rules"]
    shown = {rule for fault in FAULTS.values() for rule, *_ in fault.findings}
    # These are shown by whole files, below and in test_check_entries.py.
    assert {rule["id"] for rule in declared} - shown == {
        "cannot-be-seen",
        "no-result",
        "other-round",
        "other-rows",
        "pounds-misplaced",
    }


def test_the_return_of_another_round_gives_that_finding_alone(
    framework: Framework, tmp_path: Path
) -> None:
    path = tmp_path / f"{GROUP}.xlsx"
    path.write_bytes(return_bytes(plan_return(framework, "2006-07-half-year", GROUP)))
    (finding,) = check(path, framework).findings
    assert finding.rule == "other-round"
    assert finding.message == "The workbook is for the round 2006-07-half-year, not for 2006-07."
    # Without a round in hand, any round of the framework will do.
    assert check_shape(path, framework).findings == ()


@pytest.mark.libreoffice
def test_what_a_legacy_file_does_not_show_is_said(
    demo: Demo, framework: Framework, tmp_path: Path
) -> None:
    (ods,) = save_with_libreoffice([demo.completed[GROUP]], "ods", tmp_path)
    findings = check(ods, framework).findings
    assert {finding.rule for finding in findings} == {"cannot-be-seen"}
    assert any("Formulas" in finding.message for finding in findings)


# What the faults leave -----------------------------------------------------------


def values(checked: CheckedReturn) -> dict[tuple[str, str], str]:
    return {(record.indicator, record.column): record.text for record in checked.records}


@pytest.mark.parametrize(
    "name",
    [
        "rows sorted",
        "two columns swapped",
        "a column added between others",
        "a row added between others",
        "a heading changed",
        "a reference changed",
        "the table's sheet renamed",
        "a formula overwritten",
        "a formula changed",
        "a formula broken",
        "a sheet added",
    ],
)
def test_the_same_is_read_all_the_same(
    edit: Edit, demo: Demo, framework: Framework, name: str
) -> None:
    changed = check(edit(GROUP, FAULTS[name].does), framework)
    assert values(changed) == values(check(demo.completed[GROUP], framework))


@pytest.mark.parametrize(
    "name", ["rows sorted", "two columns swapped", "a row added between others"]
)
def test_a_value_is_traced_to_the_cell_where_it_stands_now(
    edit: Edit, framework: Framework, name: str
) -> None:
    path = edit(GROUP, FAULTS[name].does)
    sheet: Any = openpyxl.load_workbook(path)["Indicators"]
    records = [r for r in check(path, framework).records if r.column in ("comments", "status")]
    assert records
    for record in records:
        assert sheet[record.cell].value == record.text
        assert sheet.cell(sheet[record.cell].row, 1).value == record.indicator


def test_the_calculated_light_does_not_depend_on_what_the_cell_shows(
    edit: Edit, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type("LEA-690", "No figure because", None)
        opened.type("LEA-690", "Actual", 1)
        opened.type("LEA-690", "Your judgement", None)
        opened.type("LEA-690", "Light", "Green")

    checked = check(edit(GROUP, change), framework)
    assert values(checked)["LEA-690", "light"] == "Red"


def test_a_workbook_without_the_hidden_sheet_is_no_return(edit: Edit, framework: Framework) -> None:
    path = edit(GROUP, lambda opened: opened.book.remove(opened.book["_return"]))
    with pytest.raises(NotAReturnError, match="_return"):
        check(path, framework)


def test_a_hidden_sheet_that_was_wiped_blocks_the_return(edit: Edit, framework: Framework) -> None:
    checked = check(edit(GROUP, wipe_identity), framework)
    assert checked.status == "errors"
    assert "identity-lost" in [finding.rule for finding in checked.findings]


def test_a_hidden_sheet_that_was_wiped_is_one_finding(edit: Edit, framework: Framework) -> None:
    findings = check(edit(GROUP, wipe_identity), framework).findings
    assert [finding.rule for finding in findings] == ["identity-lost"]


def wipe_identity(opened: OpenReturn) -> None:
    sheet = opened.book["_return"]
    sheet.delete_rows(1, sheet.max_row)


def test_a_return_that_names_another_group_is_not_accepted(
    edit: Edit, framework: Framework
) -> None:
    path = edit(GROUP, lambda opened: identity(opened, "theme_group", "housing"))
    checked = check(path, framework)
    assert checked.identity.theme_group == "housing"
    assert checked.status == "errors"


def test_the_rows_of_another_group_are_one_finding(edit: Edit, framework: Framework) -> None:
    path = edit("children-young-people", lambda o: identity(o, "theme_group", "community-safety"))
    (finding,) = check(path, framework).findings
    assert finding.rule == "other-rows"
    assert "CYP-576" in finding.message


def test_a_copy_of_the_table_is_left_out(edit: Edit, demo: Demo, framework: Framework) -> None:
    checked = check(edit(GROUP, lambda o: o.book.copy_worksheet(o.sheet)), framework)
    assert [finding.rule for finding in checked.findings] == ["sheet-added"]
    assert values(checked) == values(check(demo.completed[GROUP], framework))


def test_a_renamed_sheet_that_is_only_read_is_one_finding(edit: Edit, framework: Framework) -> None:
    path = edit(GROUP, lambda opened: setattr(opened.book["Start"], "title", "Begin here"))
    assert len(check(path, framework).findings) == 1


def test_a_table_moved_down_is_found_where_it_is(
    edit: Edit, demo: Demo, framework: Framework
) -> None:
    checked = check(edit(GROUP, lambda opened: opened.sheet.insert_rows(1, 3)), framework)
    assert [finding.severity for finding in checked.findings if finding.severity == "error"] == []
    assert values(checked) == values(check(demo.completed[GROUP], framework))


def test_several_faults_are_told_in_the_order_of_the_sheet(
    edit: Edit, framework: Framework
) -> None:
    checked = check(
        edit(
            GROUP,
            FAULTS["words for a date"].does,
            FAULTS["a formula overwritten"].does,
            FAULTS["a unit changed"].does,
            FAULTS["a sheet added"].does,
            FAULTS["a column added at the end"].does,
        ),
        framework,
    )
    assert [finding.rule for finding in checked.findings] == [
        "column-added",
        "not-a-date",
        "formula-overwritten",
        "locked-changed",
        "sheet-added",
    ]


def test_a_deleted_row_of_a_joint_target_is_one_finding(edit: Edit, framework: Framework) -> None:
    # As Excel leaves it: the formulas of the other rows have lost its cells.
    def delete(opened: OpenReturn) -> None:
        gone = opened.row("CYP-620")
        opened.sheet.delete_rows(gone)
        for cells in opened.sheet.iter_rows(min_row=HEADING_ROW + 1):
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = re.sub(rf"\b[A-Z]+{gone}\b", "#REF!", cell.value)

    findings = check(edit("children-young-people", delete), framework).findings
    assert [finding.rule for finding in findings] == ["row-missing"]


def test_a_deleted_column_that_formulas_need_is_one_finding(
    edit: Edit, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    # As Excel leaves it: the formulas that used the column have lost their cells.
    def delete(opened: OpenReturn) -> None:
        column = opened.column("Months covered")
        gone = column_letters(column)
        opened.sheet.delete_cols(column)
        for cells in opened.sheet.iter_rows(min_row=HEADING_ROW + 1):
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = re.sub(rf"\b{gone}\d+\b", "#REF!", cell.value)

    findings = check(edit("children-young-people", delete), framework).findings
    assert [finding.rule for finding in findings] == ["column-missing"]


def test_a_file_is_not_changed_by_checking_it(demo: Demo, framework: Framework) -> None:
    path = demo.completed[GROUP]
    before = path.read_bytes(), path.stat().st_mtime_ns
    check(path, framework)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_broken_reference_in_the_file_itself_is_found(
    demo: Demo, framework: Framework, tmp_path: Path
) -> None:
    def break_one(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet2.xml":
            return text
        return re.sub(r"(<c r=\"AC7\"[^>]*><f>)[^<]*", r"\1#REF!+1", text)

    path = with_parts(demo.completed[GROUP], tmp_path, break_one)
    assert told(check(path, framework).findings) == [("formula-broken", "AC7", "LEA-690")]
