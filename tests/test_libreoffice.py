"""LibreOffice as the third opinion: it opens what we write, and works out the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import GROUPS, IN_OPEN_DOCUMENT, Demo

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.values.records import Record
from workbook_tools.workbooks import Cell, Workbook, open_workbook

pytestmark = pytest.mark.libreoffice

ROUND = "2006-07"


def check(path: Path, form: Form, framework: Framework) -> CheckedReturn:
    return check_file(path, form, framework, ROUND)


def plain(records: tuple[Record, ...]) -> list[Record]:
    """Return records with dates and figures as numbers only: each program shows its own way."""
    return [replace(record, text="") if record.value is not None else record for record in records]


def said_by(checked: CheckedReturn) -> set[tuple[str, str, str]]:
    """What a check found, and in which words; notes on how a cell was read aside."""
    return {
        (finding.rule, finding.row_key, finding.message)
        for finding in checked.findings
        if finding.rule not in ("number-as-text", "date-as-text")
    }


def formulas(workbook: Workbook) -> Iterator[tuple[str, Cell]]:
    for sheet in workbook.sheets:
        for cell in sheet.cells.values():
            if cell.formula is not None:
                yield sheet.name, cell


def same(one: Cell, other: Cell) -> bool:
    if isinstance(one.value, float) and isinstance(other.value, float):
        return abs(one.value - other.value) <= 1e-9 * max(1.0, abs(one.value))
    return (one.value or "") == (other.value or "")


def test_a_return_saved_by_libreoffice_has_no_errors_and_the_same_values(
    by_libreoffice: Path, demo: Demo, form: Form, framework: Framework
) -> None:
    for group in GROUPS:
        before, after = (
            check(path, form, framework)
            for path in (demo.completed[group], by_libreoffice / f"{group}.xlsx")
        )
        assert after.status == "accepted", after.findings
        assert said_by(after) == said_by(before)
        assert plain(after.records) == plain(before.records)
        assert after.identity == before.identity


def test_a_return_saved_by_libreoffice_still_protects_and_still_has_its_lists(
    by_libreoffice: Path,
) -> None:
    for group in GROUPS:
        workbook = open_workbook(by_libreoffice / f"{group}.xlsx")
        assert "LibreOffice" in workbook.application
        assert all(sheet.protected for sheet in workbook.sheets)
        assert {"list_statuses", "list_judgements", "list_yes"} <= set(workbook.defined_names)


@pytest.mark.parametrize("name", [*GROUPS, "laa-spreadsheet"])
def test_libreoffice_works_out_the_same(by_libreoffice: Path, demo: Demo, name: str) -> None:
    ours = demo.completed.get(name, demo.spreadsheet)
    theirs = open_workbook(by_libreoffice / f"{name}.xlsx")
    different = []
    count = 0
    for sheet_name, cell in formulas(open_workbook(ours)):
        sheet = theirs.sheet(sheet_name)
        assert sheet is not None
        other = sheet.cell(cell.row, cell.column)
        assert other.formula is not None, (sheet_name, cell)
        if not same(cell, other):
            different.append((sheet_name, cell.address, cell.value, other.value, cell.formula))
        count += 1
    assert different == []
    assert count >= 2


def test_libreoffice_had_to_work_something_out(demo: Demo, by_libreoffice: Path) -> None:
    counts = {
        name: sum(1 for _ in formulas(open_workbook(path)))
        for name, path in {**demo.completed, "laa-spreadsheet": demo.spreadsheet}.items()
    }
    assert counts["laa-spreadsheet"] > 1500
    assert counts["children-young-people"] > 250
    settings = (by_libreoffice / "profile" / "user" / "registrymodifications.xcu").read_text(
        "utf-8"
    )
    assert re.search(r"OOXMLRecalcMode\W.*<value>0</value>", settings)


def test_a_return_saved_as_ods_is_read_for_its_values(
    by_libreoffice: Path, demo: Demo, form: Form, framework: Framework
) -> None:
    for group in IN_OPEN_DOCUMENT:
        path = by_libreoffice / f"{group}.ods"
        before, after = check(demo.completed[group], form, framework), check(path, form, framework)
        assert after.status == "accepted"
        more = said_by(after) - said_by(before)
        assert {rule for rule, *_ in more} == {"cannot-be-seen"}
        assert said_by(before) <= said_by(after)
        assert "Formulas" in after.findings[0].message
        assert "save the workbook as .xlsx" in after.findings[0].fix
        assert plain(after.records) == plain(before.records)
