"""Looking at returns as files: where their tables stand, and what their parts say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from conftest import KEY_HEADINGS, Change, OpenReturn, saved
from lxml import etree

from workbook_tools.returns import return_bytes
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.workbooks import Sheet, Workbook, open_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

TABLES = ("Start", "Indicators", "Gap", "Self-assessment", "Actions", "Added value")
"""The sheets with a table, in their order."""

VISIBLE = (*TABLES, "Checks", "Guidance")
HIDDEN = ("_checks", "_points", "_return")


def table(workbook: Workbook, name: str = "Indicators") -> Sheet:
    """Return a sheet that must be there."""
    sheet = workbook.sheet(name)
    assert sheet is not None, name
    return sheet


def heading_row(sheet: Sheet) -> int:
    """Return the row of a table's headings, wherever it stands."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value in KEY_HEADINGS)


def headings(sheet: Sheet) -> dict[str, int]:
    """Return the column of each heading."""
    at = heading_row(sheet)
    return {
        str(cell.value): column
        for (row, column), cell in sheet.cells.items()
        if row == at and cell.value is not None
    }


def keys(sheet: Sheet) -> dict[str, int]:
    """Return the row of each reference in the first column, in their order."""
    rows = range(heading_row(sheet) + 1, sheet.max_row + 1)
    return {str(sheet.cell(row, 1).value): row for row in rows if sheet.cell(row, 1).value}


def validations(path: Path) -> list[Any]:
    """Return every validation of a workbook."""
    return [
        rule
        for sheet in openpyxl.load_workbook(path)
        for rule in sheet.data_validations.dataValidation
    ]


def sheets_of(content: bytes) -> Iterator[Any]:
    """Yield the parts of the worksheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield etree.fromstring(package.read(name))


def formulas_of(content: bytes) -> Iterator[str]:
    """Yield every formula of a workbook."""
    for part in sheets_of(content):
        for formula in part.iter(f"{MAIN}f"):
            yield formula.text or ""


def results_of(content: bytes) -> list[tuple[str, str, str, str]]:
    """Return place, formula, kind and result of every formula, as they stand in the file."""
    results = []
    for part in sheets_of(content):
        for cell in part.iter(f"{MAIN}c"):
            formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if formula is not None:
                text = (value.text if value is not None else None) or ""
                # An empty text may be saved as such, or as no result at all.
                kind = (cell.get("t") or "") if text else ""
                results.append((cell.get("r"), formula.text, kind, text))
    return results


def issued(plan: IssuedReturn, folder: Path, *changes: Change) -> Path:
    """Write a return and type into it, if there is anything to type, under its own name."""
    folder.mkdir(parents=True, exist_ok=True)
    blank = folder / plan.file_name
    blank.write_bytes(return_bytes(plan))
    return saved(blank, folder, *changes) if changes else blank


def assess(opened: OpenReturn) -> None:
    """Answer every row of the self-assessment, each with evidence of its own."""
    sheet = opened.on("Self-assessment")
    for key in sheet.keys:
        kind = key.split("-")[1][0]
        if kind == "P":
            continue
        for heading in list(sheet.headings)[2:6] if kind != "Q" else ():
            sheet.type(key, heading, "Fair")
        sheet.type(key, "Evidence, or your answer", f"What the survey of May says on {key}.")
        sheet.type(key, "What will change", "Nothing: the plan is kept.")


def saved_by_openpyxl(path: Path, folder: Path) -> Path:
    """Load a return in openpyxl and save it: without the results of its formulas."""
    folder.mkdir(parents=True, exist_ok=True)
    openpyxl.load_workbook(path).save(folder / path.name)
    return folder / path.name


def shown_in(path: Path, sheet: str) -> dict[tuple[str, str], object]:
    """Return what each cell of a table shows, by reference and heading; blanks as ""."""
    found = table(open_workbook(path), sheet)
    columns = headings(found)
    return {
        (key, heading): "" if value is None else value
        for key, row in keys(found).items()
        for heading, column in columns.items()
        for value in [found.cell(row, column).value]
    }
