"""Comparing the rebuilt funding table with Annex 3 as it was published, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from workbook_tools.consolidated.funding.table import (
    FIRST_AMOUNT,
    NAME_COLUMN,
    POOLED_COLUMN,
    TableRow,
    sheet_of,
    table_rows,
)
from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import read_csv
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import LaaError
from workbook_tools.published.rows import SOURCE
from workbook_tools.published.verdicts import DIFFERS, SAME
from workbook_tools.values.money import read_amount
from workbook_tools.workbooks import Cell, open_workbook
from workbook_tools.workbooks.shown import shown

ANNEX = SOURCE.parent / "funding_2007_08.csv"
"""Annex 3 of the 2007/08 agreement, transcribed."""

YEAR = "2007-08"
"""The year that it is of."""

SUPPLIED = "supplied"
"""The verdict on a cell that is lost in print, and rebuilt from what the table says elsewhere."""

_COLUMNS = {
    "funding_stream": NAME_COLUMN,
    "previously_pooled": POOLED_COLUMN,
    "capital": FIRST_AMOUNT,
    "revenue": FIRST_AMOUNT + 1,
}


@dataclass(frozen=True, slots=True)
class FundingComparison:
    """One printed cell of Annex 3 beside the rebuilt one."""

    source_line: int
    line_type: str
    """``stream``, ``subtotal`` or ``total``."""
    column: str
    printed: str
    rebuilt: str
    cell: str
    """Where the rebuilt one stands."""
    verdict: str
    """``same``, ``supplied`` or ``differs``."""


def compare_funding(
    form: Form, framework: Framework, spreadsheet: Path
) -> tuple[FundingComparison, ...]:
    """Compare every printed cell of Annex 3 with the rebuilt table of funding.

    Amounts are the same where they are the same pound for pound; words where they are the same.

    Raises:
        LaaError: the workbook lacks the sheet, or has other rows than the print.
    """
    return tuple(_compared(form, framework, spreadsheet))


def _compared(form: Form, framework: Framework, spreadsheet: Path) -> Iterator[FundingComparison]:
    name = sheet_of(form.spreadsheet)
    sheet = open_workbook(spreadsheet).sheet(name)
    rows = [row for row in table_rows(framework, YEAR) if row.role in _ROLES]
    printed = list(read_csv(DeclaredFiles.read(ANNEX.parent, [ANNEX.name]), ANNEX.name, _NAMES))
    if sheet is None or len(rows) != len(printed):
        raise LaaError(
            f"{spreadsheet} has not the {len(printed)} lines of Annex 3 on a sheet “{name}”; "
            "write it anew with “laa funding consolidate”."
        )
    for row, (_, cells) in zip(rows, printed, strict=True):
        for column, place in _COLUMNS.items():
            if cells[column] or column == "funding_stream":
                yield _beside(row, cells, column, sheet.cell(row.number, place))


_ROLES = ("stream", "subtotal", "total")
_NAMES = ("table", "block", *_COLUMNS, "line_type", "source_line", "notes")


def _beside(
    row: TableRow, cells: dict[str, str], column: str, rebuilt: Cell | None
) -> FundingComparison:
    printed, text = cells[column], shown(rebuilt) if rebuilt else ""
    wanted, got = read_amount(printed).value, read_amount(text).value
    same = text == printed or (wanted is not None and wanted == got)
    verdict = SAME if same and row.role == cells["line_type"] else DIFFERS
    if not printed:
        verdict = SUPPLIED
    return FundingComparison(
        int(cells["source_line"]),
        cells["line_type"],
        column,
        printed,
        text,
        rebuilt.address if rebuilt else "",
        verdict,
    )


def funding_comparison_csv(comparisons: tuple[FundingComparison, ...]) -> bytes:
    """Return the comparison as a CSV file that opens in Excel."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(FundingComparison))
    writer.writerows(astuple(comparison) for comparison in comparisons)
    return stream.getvalue().encode("utf-8-sig")
