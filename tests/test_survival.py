"""What people and programs do to a return on its way: the check finds the same in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import OpenReturn, OpenSheet
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidationList
from return_files import TABLES, issued, saved_by_openpyxl
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return
from workbook_tools.values.records import Record

ROUND = "2006-07"
GROUP = "health"

SAID: tuple[tuple[str, str, str, object], ...] = (
    ("Start", "Theme lead", "Name", "J. Osei"),
    ("Start", "Theme lead", "Date signed", "yesterday"),
    ("Indicators", "HEA-711", "Actual", 95),
    ("Indicators", "HEA-713", "Actual", "about 120"),
    ("Indicators", "HEA-714", "Actual", "6.5"),
    ("Indicators", "HEA-715", "No figure because", "later"),
    ("Indicators", "HEA-716", "No figure because", "suppressed"),
    ("Indicators", "HEA-718", "Months covered", 13),
    ("Indicators", "HEA-719", "Actual", 36),
    ("Indicators", "HEA-719", "Comments", "First line\nand a second – “quoted”"),
    ("Gap", "HEA-711", "PN", 105),
    ("Gap", "HEA-711", "Rest of city", "Confidential"),
    ("Gap", "HEA-713", "BME areas", "few"),
    ("Gap", "HEA-719", "Rest of city", 21),
    ("Self-assessment", "HEA-G", "Progress towards delivery", "Middling"),
    ("Self-assessment", "HEA-O711", "Evidence, or your answer", "Joint posts work."),
    ("Actions", "HEA-A01", "For which indicator or point", "HEA-719"),
    ("Actions", "HEA-A01", "Action", "A stop-smoking service in each area"),
    ("Actions", "HEA-A02", "Due", "soon"),
    ("Added value", "HEA-V01", "Value in £", "about 500"),
    ("Added value", "HEA-V02", "What the partnership made possible", "A joint bid"),
    ("Added value", "HEA-V02", "Value in £", 12500.5),
)
"""What was entered, wrong and right, on every sheet."""

FAULTS = {
    ("Start", "Theme lead", "not-a-date"),
    ("Indicators", "HEA-713", "not-a-number"),
    ("Indicators", "HEA-714", "number-as-text"),
    ("Indicators", "HEA-715", "not-in-list"),
    ("Indicators", "HEA-718", "not-months"),
    ("Gap", "HEA-713", "not-a-number"),
    ("Self-assessment", "HEA-G", "not-in-list"),
    ("Actions", "HEA-A02", "not-a-date"),
    ("Added value", "HEA-V01", "not-a-number"),
}
"""What the check says of how the cells were filled in."""


def enter(opened: OpenReturn) -> None:
    for sheet, key, heading, value in SAID:
        opened.on(sheet).type(key, heading, value)


@pytest.fixture(scope="module")
def entered(form: Form, framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = plan_return(form, framework, ROUND, GROUP)
    return issued(plan, tmp_path_factory.mktemp("entered"), enter)


@pytest.fixture(scope="module")
def by_libreoffice(entered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The return as LibreOffice saves it."""
    (path,) = recalculated_by_libreoffice([entered], tmp_path_factory.mktemp("libreoffice"))
    return path


@pytest.fixture(scope="module")
def before(entered: Path, form: Form, framework: Framework) -> CheckedReturn:
    return check_file(entered, form, framework, ROUND)


Said = set[tuple[str, str, str, str, str]]


def findings(checked: CheckedReturn) -> Said:
    """Return what was found, wherever its cell stands now."""
    return {(f.sheet, f.row_key, f.field, f.rule, f.severity) for f in checked.findings}


def records(checked: CheckedReturn) -> list[Record]:
    """Return what was recorded, wherever it stands and however a number is shown."""
    plain = [
        replace(r, cell="", text="" if r.value is not None else r.text) for r in checked.records
    ]
    return sorted(plain, key=lambda r: (r.sheet, r.indicator, r.column))


def test_what_is_wrong_is_found_and_what_is_right_is_recorded(before: CheckedReturn) -> None:
    found = {(sheet, key, rule) for sheet, key, _, rule, _ in findings(before)}
    assert found >= FAULTS
    assert before.status == "errors"
    said = {(r.sheet, r.indicator, r.column): r.value or r.text for r in before.records}
    assert said["Indicators", "HEA-711", "actual_city"] == 95.0
    assert said["Indicators", "HEA-714", "actual_city"] == 6.5
    assert said["Indicators", "HEA-716", "status"] == "Suppressed"
    assert said["Gap", "HEA-711", "actual_rest"] == "Confidential"
    assert said["Added value", "HEA-V02", "added_value"] == 12500.5
    assert said["Start", "Theme lead", "signer_name"] == "J. Osei"


# What people do ------------------------------------------------------------------


def tables(opened: OpenReturn) -> dict[str, OpenSheet]:
    return {name: opened.on(name) for name in TABLES}


def paste_over(opened: OpenReturn) -> None:
    """Lose the validations, the looks and the locks of every cell, as pasting may."""
    for name, sheet in tables(opened).items():
        sheet.sheet.data_validations = DataValidationList()
        for cells in sheet.sheet.iter_rows(min_row=sheet.heading_row + 1):
            for cell in cells:
                cell.font, cell.fill = Font(name="Calibri"), PatternFill()
                cell.protection = Protection(locked=False)
                # What was typed as a date stays one; there is none among what was entered.
                if name != "Start":
                    cell.number_format = cell.number_format.replace('"£"', "")


def unprotect(opened: OpenReturn) -> None:
    for sheet in opened.book:
        sheet.protection.sheet = False


def sort_backwards(opened: OpenReturn) -> None:
    """Sort every table by its reference, last first, as a protected sheet allows or another does.

    Each formula points at its own row afterwards, as sorting leaves it.
    """
    for name, sheet in tables(opened).items():
        if name == "Start":
            continue
        rows = list(sheet.keys.values())
        kept = {row: [cell.value for cell in sheet.sheet[row]] for row in rows}
        for row, taken in zip(rows, reversed(rows), strict=True):
            for column, value in enumerate(kept[taken], start=1):
                if isinstance(value, str) and value.startswith("="):
                    value = re.sub(rf"([A-Z]){taken}\b", rf"\g<1>{row}", value)
                sheet.sheet.cell(row, column).value = value


def hide_and_filter(opened: OpenReturn) -> None:
    for sheet in tables(opened).values():
        for row in list(sheet.keys.values())[1::2]:
            sheet.sheet.row_dimensions[row].hidden = True


def turn_sheets_round(opened: OpenReturn) -> None:
    opened.book.move_sheet("Actions", -4)
    opened.book.move_sheet("Start", 3)


@pytest.mark.parametrize(
    ("change", "more"),
    [
        (paste_over, set()),
        (unprotect, set()),
        (
            hide_and_filter,
            {
                ("Indicators", "HEA-711", "actual_city", "rows-hidden", "query"),
                ("Gap", "HEA-713", "actual_bme", "rows-hidden", "query"),
                ("Self-assessment", "HEA-G", "assess_delivery", "rows-hidden", "query"),
                ("Actions", "HEA-A02", "action_due", "rows-hidden", "query"),
                ("Added value", "HEA-V02", "added_what", "rows-hidden", "query"),
            },
        ),
        (turn_sheets_round, set()),
        (
            sort_backwards,
            {(name, "", "", "rows-moved", "note") for name in TABLES if name != "Start"},
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_same_is_found_and_recorded_whatever_was_done_to_the_sheets(
    before: CheckedReturn,
    form: Form,
    framework: Framework,
    entered: Path,
    tmp_path: Path,
    change: Callable[[OpenReturn], None],
    more: Said,
) -> None:
    opened = OpenReturn(entered)
    change(opened)
    after = check_file(opened.save(tmp_path), form, framework, ROUND)
    assert findings(after) == findings(before) | more
    assert records(after) == records(before)


# What programs do ------------------------------------------------------------------


def test_the_same_is_found_after_a_save_by_openpyxl(
    before: CheckedReturn, form: Form, framework: Framework, entered: Path, tmp_path: Path
) -> None:
    after = check_file(saved_by_openpyxl(entered, tmp_path / "again"), form, framework, ROUND)
    # It saves no results of formulas, which is said; they are worked out again.
    assert findings(after) == findings(before) | {("", "", "", "cannot-be-seen", "note")}
    assert records(after) == records(before)


@pytest.mark.libreoffice
def test_the_same_is_found_after_a_save_by_libreoffice(
    before: CheckedReturn, form: Form, framework: Framework, by_libreoffice: Path
) -> None:
    after = check_file(by_libreoffice, form, framework, ROUND)
    assert findings(after) == findings(before)
    assert records(after) == records(before)
    assert after.identity == before.identity


@pytest.mark.libreoffice
def test_a_save_by_libreoffice_keeps_what_protects_and_helps(
    entered: Path, by_libreoffice: Path
) -> None:
    ours: Any = openpyxl.load_workbook(entered)
    theirs: Any = openpyxl.load_workbook(by_libreoffice)
    for name in TABLES:
        one, other = OpenSheet(ours[name]), OpenSheet(theirs[name])
        assert other.sheet.protection.sheet
        assert other.sheet.data_validations.dataValidation
        for key in one.keys:
            for heading in one.headings:
                locked = one.cell(key, heading).protection.locked
                assert other.cell(key, heading).protection.locked == locked, (name, key, heading)
