"""What the tests of marked copies share: findings, and ways to look into a workbook."""

from __future__ import annotations

import io
import posixpath
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from conftest import OpenReturn
from lxml import etree
from workbook_files import MAIN

from workbook_tools.checks import check_file
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework
from workbook_tools.reports.marking import Heading, mark
from workbook_tools.reports.marking.words import load_marked_copy
from workbook_tools.values.findings import Finding

WORDS = load_marked_copy(load_form())
FILL = {severity: f"FF{spec.fill}" for severity, spec in WORDS.marks.items()}
LINE = {severity: f"FF{spec.line}" for severity, spec in WORDS.marks.items()}

HEADING = Heading("return.xlsx", "Health", "2006-07 update")


def finding(
    cell: str, severity: str = "error", sheet: str = "Data", message: str = "It is wrong."
) -> Finding:
    return Finding(
        rule="a-rule",
        severity=severity,
        file="return.xlsx",
        theme_group="health",
        sheet=sheet,
        cell=cell,
        row_key="HEA-1",
        field="actual_city",
        message=message,
        found="“n/a”",
        expected="",
        fix="Mend it.",
    )


def marked(path: Path, form: Form, framework: Framework) -> bytes:
    """Check a file and return its marked copy; the same bytes are marked once."""
    return _marked(path.name, path.read_bytes(), form, framework)


@lru_cache(maxsize=24)
def _marked(name: str, content: bytes, form: Form, framework: Framework) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        checked = check_file(path, form, framework)
    return mark(form, checked.workbook.content, checked.findings, HEADING)


def parts_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def place_of(path: Path, reference: str, heading: str, sheet: str = "Indicators") -> str:
    """Return the address of a cell of a return: that of a row, under a heading."""
    return str(OpenReturn(path).on(sheet).cell(reference, heading).coordinate)


def targets_of(parts: dict[str, bytes], part: str) -> dict[str, str]:
    """Return what a part leads to, by the id it is known by there; the id of a note's part."""
    folder, name = posixpath.split(part)
    relations = parts.get(f"{folder}/_rels/{name}.rels")
    if relations is None:
        return {}
    return {
        str(each.get("Id")): posixpath.normpath(
            posixpath.join("/", folder, str(each.get("Target")))
        ).lstrip("/")
        for each in etree.fromstring(relations)
        if each.get("TargetMode") != "External"
    }


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    targets = targets_of(parts, "xl/workbook.xml")
    return {
        str(sheet.get("name")): next(
            targets[v] for k, v in sheet.attrib.items() if k.endswith("}id")
        )
        for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet")
    }


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved_by_openpyxl(content: bytes) -> bytes:
    stream = io.BytesIO()
    opened(content).save(stream)
    return stream.getvalue()


def is_marked(cell: Any) -> str:
    """Return the severity whose mark a cell shows, in fill and border; empty for none."""
    for severity, colour in FILL.items():
        if cell.fill.fgColor.rgb == colour and cell.border.left.color.rgb == LINE[severity]:
            return severity
    return ""


def marks_in(book: Any) -> dict[str, str]:
    """Return the severity of every marked cell, as ``Sheet!A1``, but for our own sheet."""
    return {
        f"{sheet.title}!{cell.coordinate}": severity
        for sheet in book
        if sheet.title != WORDS.sheet.name
        for row in sheet.iter_rows()
        for cell in row
        if (severity := is_marked(cell))
    }


def notes_in(book: Any) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def looks_in(book: Any, sheet: str) -> dict[str, tuple[Any, ...]]:
    """Return how every cell of a sheet looks and what it holds, empty ones aside."""
    return {
        cell.coordinate: (
            cell.value,
            cell.number_format,
            cell.protection.locked,
            cell.font.name,
            cell.font.b,
            cell.alignment.wrap_text,
            cell.fill.fill_type,
            cell.fill.fill_type and cell.fill.fgColor.rgb,
            *(
                (side.style, side.style and side.color and side.color.rgb)
                for side in (cell.border.left, cell.border.right, cell.border.top)
            ),
        )
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.has_style or cell.value is not None
    }


def findings_table(book: Any, name: str = "Findings") -> list[tuple[Any, ...]]:
    """Return the rows of the table of findings, without its headings."""
    columns = len(WORDS.sheet.columns)
    rows = book[name].iter_rows(min_row=6, max_col=columns, values_only=True)
    return [row for row in rows if row[0]]


def canonical_xml(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)
