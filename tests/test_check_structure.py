"""What may be wrong with the shape of a return: every fault is found once, and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import GROUPS, Demo, Edit, OpenReturn, check_shape, with_parts
from return_faults import FAULTS, GROUP, ROUND, identity

from workbook_tools.checks import CheckedReturn
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import NotAReturnError
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.values.findings import SEVERITIES, Finding
from workbook_tools.workbooks import column_letters


def check(path: Path, form: Form, framework: Framework) -> CheckedReturn:
    checked = check_shape(path, form, framework, ROUND)
    # Rows and columns are moved here without their formulas, which may then go in circles;
    # that they were saved without results is not what these tests are about.
    told = tuple(f for f in checked.findings if "were not saved" not in f.message)
    return replace(checked, findings=told)


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.cell, finding.row_key) for finding in findings]


# Nothing wrong -----------------------------------------------------------------


def test_the_completed_returns_have_no_findings(
    demo: Demo, form: Form, framework: Framework
) -> None:
    for group in GROUPS:
        checked = check(demo.completed[group], form, framework)
        assert checked.findings == (), group
        assert checked.status == "accepted"
        assert (checked.identity.theme_group, checked.identity.round) == (group, ROUND)


def test_looking_at_a_return_and_saving_it_gives_no_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    for group in ("children-young-people", "community-safety", "transport"):
        assert check(edit(group), form, framework).findings == ()


def test_layout_is_the_adviser_s_own_affair(edit: Edit, form: Form, framework: Framework) -> None:
    def change(opened: OpenReturn) -> None:
        sheet = opened.sheet
        sheet.column_dimensions["D"].width = 80
        sheet.row_dimensions[7].height = 200
        sheet.column_dimensions["Y"].hidden = True
        sheet.auto_filter.add_filter_column(0, ["LEA-689"])
        sheet.freeze_panes = None
        sheet.protection.sheet = False
        for cell in sheet[7]:
            cell.fill = openpyxl.styles.PatternFill("solid", "FF00FF00")
            cell.number_format = cell.number_format.replace("#,##0", "0.000")
        opened.book.move_sheet("Guidance", -2)

    assert check(edit(GROUP, change), form, framework).findings == ()


# One fault, one finding ------------------------------------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gives_its_finding_and_no_other(
    edit: Edit, form: Form, framework: Framework, name: str
) -> None:
    fault = FAULTS[name]
    checked = check(edit(GROUP, fault.does), form, framework)
    expected = [(rule, cell, key) for rule, cell, key, _ in fault.findings]
    assert told(checked.findings) == expected
    for finding, (rule, _, _, words) in zip(checked.findings, fault.findings, strict=True):
        assert words in finding.message
        assert finding.severity == form.structure_rules[rule].severity
        assert finding.severity in SEVERITIES
        assert finding.file == f"{GROUP}.xlsx"
        assert finding.sheet == fault.sheet or not finding.cell
        assert finding.fix
        assert not set("{}") & set(finding.message + finding.fix)
    blocks = any(finding.severity == "error" for finding in checked.findings)
    assert checked.status == ("errors" if blocks else "accepted")


def test_every_rule_about_the_shape_of_a_return_is_shown_by_a_fault(form: Form) -> None:
    shown = {rule for fault in FAULTS.values() for rule, *_ in fault.findings}
    # These are shown by whole files, below, in test_check_entries.py and by what words say in
    # test_words_against_figures.py.
    by_files = {"cannot-be-seen", "no-result", "other-round", "other-rows", "pounds-misplaced"}
    by_files |= {"date-as-number", "date-out-of-reach", "number-out-of-reach"}
    by_files |= {"words-against-figures", "name-against-figures"}
    # And these in test_eye.py and test_remarks.py.
    seen = {"raised-mark", "struck-out", "hidden-by-format", "shown-otherwise", "colour-hides"}
    hidden = {"rows-hidden", "columns-hidden", "sheet-hidden", "cells-merged"}
    formulas = {"entry-linked", "entry-formula", "entry-sum"}
    remarks = {"cell-note", "text-box", "words-outside"}
    assert set(form.structure_rules) - shown == by_files | seen | hidden | formulas | remarks


def test_the_return_of_another_round_gives_that_finding_alone(
    form: Form, framework: Framework, tmp_path: Path
) -> None:
    path = tmp_path / f"{GROUP}.xlsx"
    path.write_bytes(return_bytes(plan_return(form, framework, "2006-07-half-year", GROUP)))
    (finding,) = check(path, form, framework).findings
    assert finding.rule == "other-round"
    assert finding.message == "The workbook is for the round 2006-07-half-year, not for 2006-07."
    # Without a round in hand, any round of the framework will do.
    assert check_shape(path, form, framework).findings == ()


@pytest.mark.libreoffice
def test_what_a_legacy_file_does_not_show_is_said(
    by_libreoffice: Path, form: Form, framework: Framework
) -> None:
    findings = check(by_libreoffice / f"{GROUP}.ods", form, framework).findings
    assert {finding.rule for finding in findings} == {"cannot-be-seen"}
    (said,) = (finding.message for finding in findings if "Formulas" in finding.message)
    assert said.endswith(" to have them checked.")
    assert "”" not in said


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
    edit: Edit, demo: Demo, form: Form, framework: Framework, name: str
) -> None:
    changed = check(edit(GROUP, FAULTS[name].does), form, framework)
    assert values(changed) == values(check(demo.completed[GROUP], form, framework))


@pytest.mark.parametrize(
    "name", ["rows sorted", "two columns swapped", "a row added between others"]
)
def test_a_value_is_traced_to_the_cell_where_it_stands_now(
    edit: Edit, form: Form, framework: Framework, name: str
) -> None:
    path = edit(GROUP, FAULTS[name].does)
    sheet: Any = openpyxl.load_workbook(path)["Indicators"]
    records = [
        r for r in check(path, form, framework).records if r.column in ("comments", "status")
    ]
    assert records
    for record in records:
        assert sheet[record.cell].value == record.text
        assert sheet.cell(sheet[record.cell].row, 1).value == record.indicator


def test_the_calculated_light_does_not_depend_on_what_the_cell_shows(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type("LEA-690", "No figure because", None)
        opened.type("LEA-690", "Actual", 1)
        opened.type("LEA-690", "Your judgement", None)
        opened.type("LEA-690", "Light", "Green")

    checked = check(edit(GROUP, change), form, framework)
    assert values(checked)["LEA-690", "light"] == "Red"


def test_a_workbook_without_the_hidden_sheet_is_no_return(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit(GROUP, lambda opened: opened.book.remove(opened.book["_return"]))
    with pytest.raises(NotAReturnError, match="_return"):
        check(path, form, framework)


def test_a_hidden_sheet_that_was_wiped_blocks_the_return(
    edit: Edit, form: Form, framework: Framework
) -> None:
    checked = check(edit(GROUP, wipe_identity), form, framework)
    assert checked.status == "errors"
    assert "identity-lost" in [finding.rule for finding in checked.findings]


def test_a_hidden_sheet_that_was_wiped_is_one_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    findings = check(edit(GROUP, wipe_identity), form, framework).findings
    assert [finding.rule for finding in findings] == ["identity-lost"]


def wipe_identity(opened: OpenReturn) -> None:
    sheet = opened.book["_return"]
    sheet.delete_rows(1, sheet.max_row)


def test_a_return_that_names_another_group_is_not_accepted(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit(GROUP, lambda opened: identity(opened, "theme_group", "housing"))
    checked = check(path, form, framework)
    assert checked.identity.theme_group == "housing"
    assert checked.status == "errors"


def test_the_rows_of_another_group_are_one_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit("children-young-people", lambda o: identity(o, "theme_group", "community-safety"))
    (finding,) = check(path, form, framework).findings
    assert finding.rule == "other-rows"
    assert finding.sheet == "Indicators"
    assert "CYP-O576" in finding.message


def test_a_copy_of_the_table_is_left_out(
    edit: Edit, demo: Demo, form: Form, framework: Framework
) -> None:
    checked = check(edit(GROUP, lambda o: o.book.copy_worksheet(o.sheet)), form, framework)
    assert [finding.rule for finding in checked.findings] == ["sheet-added"]
    assert values(checked) == values(check(demo.completed[GROUP], form, framework))


def test_a_renamed_sheet_that_is_only_read_is_one_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit(GROUP, lambda opened: setattr(opened.book["Start"], "title", "Begin here"))
    assert len(check(path, form, framework).findings) == 1


def test_a_table_moved_down_is_found_where_it_is(
    edit: Edit, demo: Demo, form: Form, framework: Framework
) -> None:
    checked = check(edit(GROUP, lambda opened: opened.sheet.insert_rows(1, 3)), form, framework)
    assert [finding.severity for finding in checked.findings if finding.severity == "error"] == []
    assert values(checked) == values(check(demo.completed[GROUP], form, framework))


def test_several_faults_are_told_in_the_order_of_the_sheet(
    edit: Edit, form: Form, framework: Framework
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
        form,
        framework,
    )
    assert [finding.rule for finding in checked.findings] == [
        "column-added",
        "formula-overwritten",
        "not-a-date",
        "locked-changed",
        "sheet-added",
    ]


def test_a_deleted_row_of_a_joint_target_is_one_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    # As Excel leaves it: the formulas of the other rows have lost its cells.
    def delete(opened: OpenReturn) -> None:
        gone = opened.row("CYP-620")
        opened.sheet.delete_rows(gone)
        for cells in opened.sheet.iter_rows(min_row=opened.heading_row + 1):
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = re.sub(rf"\b[A-Z]+{gone}\b", "#REF!", cell.value)

    findings = check(edit("children-young-people", delete), form, framework).findings
    assert [finding.rule for finding in findings] == ["row-missing"]


def test_a_deleted_column_that_formulas_need_is_one_finding(
    edit: Edit, form: Form, framework: Framework, demo: Demo, tmp_path: Path
) -> None:
    # As Excel leaves it: the formulas that used the column have lost their cells.
    def delete(opened: OpenReturn) -> None:
        column = opened.column("Months covered")
        gone = column_letters(column)
        opened.sheet.delete_cols(column)
        for cells in opened.sheet.iter_rows(min_row=opened.heading_row + 1):
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = re.sub(rf"\b{gone}\d+\b", "#REF!", cell.value)

    findings = check(edit("children-young-people", delete), form, framework).findings
    assert [finding.rule for finding in findings] == ["column-missing"]


FOLLOWING = ("Gap", "Self-assessment", "Actions")
"""The sheets with formulas over cells of the sheet Indicators, or of Actions."""


def follow(opened: OpenReturn, written: str, becomes: Callable[[re.Match[str]], str]) -> int:
    """Change the formulas of other sheets as Excel does by itself; return how many."""
    changed = 0
    for name in FOLLOWING:
        for cells in opened.book[name].iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    before, cell.value = cell.value, re.sub(written, becomes, cell.value)
                    changed += cell.value != before
    return changed


def test_formulas_that_followed_a_row_put_into_another_sheet_are_no_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    followed = 0

    def insert(opened: OpenReturn) -> None:
        nonlocal followed
        opened.sheet.insert_rows(8)
        opened.sheet["B8"] = "Adults in evening classes"

        def shifted(found: re.Match[str]) -> str:
            row = int(found[2])
            return f"{found[1]}{row + (row >= 8)}"

        for part in (
            r"(Indicators!\$?[A-Z]+\$?)(\d+)",
            r"(Indicators!\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?)(\d+)",
        ):
            followed += follow(opened, part, shifted)

    findings = check(edit(GROUP, insert), form, framework).findings
    assert followed > 20
    assert told(findings) == [("row-added", "A8", "")]


def test_formulas_that_lost_a_row_of_another_sheet_are_no_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    lost = 0

    def delete(opened: OpenReturn) -> None:
        nonlocal lost
        opened.sheet.delete_rows(8)
        lost = follow(opened, r"Indicators!\$?[A-Z]+\$?8\b", lambda _: "#REF!")

    findings = check(edit(GROUP, delete), form, framework).findings
    assert lost
    assert told(findings) == [("row-missing", "", "LEA-690")]


def test_formulas_that_follow_another_name_of_a_sheet_are_no_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def rename(opened: OpenReturn) -> None:
        opened.sheet.title = "Figures"
        assert follow(opened, r"Indicators!", lambda _: "Figures!")

    findings = check(edit(GROUP, rename), form, framework).findings
    assert [finding.rule for finding in findings] == ["sheet-renamed"]


def test_a_formula_changed_where_another_sheet_stands_as_issued_is_a_finding(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        cell = opened.on("Actions").cell("LEA-A01", "Light now")
        cell.value = cell.value.replace("Indicators!$K", "Indicators!$T")

    (finding,) = check(edit(GROUP, change), form, framework).findings
    assert (finding.rule, finding.sheet) == ("formula-changed", "Actions")


def test_a_file_is_not_changed_by_checking_it(demo: Demo, form: Form, framework: Framework) -> None:
    path = demo.completed[GROUP]
    before = path.read_bytes(), path.stat().st_mtime_ns
    check(path, form, framework)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_broken_reference_in_the_file_itself_is_found(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    def break_one(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet2.xml":
            return text
        return re.sub(r"(<c r=\"Y8\"[^>]*><f>)[^<]*", r"\1#REF!+1", text)

    path = with_parts(demo.completed[GROUP], tmp_path, break_one)
    assert told(check(path, form, framework).findings) == [("formula-broken", "Y8", "LEA-690")]
