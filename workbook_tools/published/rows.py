"""The published spreadsheet, row by row, exactly as printed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import read_csv
from workbook_tools.declared.resources import FRAMEWORKS
from workbook_tools.form import Form
from workbook_tools.form.columns import Column
from workbook_tools.form.years import years_of
from workbook_tools.framework import Framework

PUBLISHED_FRAMEWORK = "coventry-2007-08"
"""The framework whose spreadsheet was published."""

SOURCE = FRAMEWORKS / PUBLISHED_FRAMEWORK / "source" / "simple_view.csv"
"""Annex 2 of the 2007/08 agreement, transcribed."""

PUBLISHED_ROUND = "2006-07"
"""The round whose update it prints."""

PRINTED_COLUMNS: Mapping[int, str] = {
    1: "row",
    8: "outcome",
    9: "measure",
    13: "units",
    14: "baseline_date",
    15: "baseline_city",
    21: "target_2005_06",
    22: "target_2006_07",
    23: "target_2007_08",
    24: "target_2008_09",
    25: "update_2004_05_date",
    26: "update_2004_05_city",
    32: "update_2005_06_date",
    33: "update_2005_06_city",
    39: "update_2006_07_date",
    40: "update_2006_07_city",
    46: "variance_2005_06",
    47: "variance_2006_07",
    48: "traffic_light",
    49: "comments",
}
"""Field of the transcription, and id of our column, by printed column number."""

_NUMBER_LOST = ("ROW-INFERRED", "ROW-AMBIGUOUS")
"""How the transcriber's note begins where the row number is lost in print, and is theirs."""


def published_columns(form: Form, framework: Framework) -> Mapping[str, Column]:
    """Return the columns that the published page had, by id."""
    return form.columns_in(years_of(framework, framework.round(PUBLISHED_ROUND)))


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One printed row."""

    source_line: int
    cells: Mapping[str, str]
    """The printed text of each column by its id; empty for a blank cell."""


@cache
def published_rows() -> tuple[PublishedRow, ...]:
    """Return all 169 rows in printed order.

    Raises:
        DeclarationError: the transcription cannot be read.
    """
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        columns = tuple(next(csv.reader(stream)))
    files = DeclaredFiles.read(SOURCE.parent, [SOURCE.name])
    return tuple(
        PublishedRow(int(row["source_line"]), _cells(row))
        for _, row in read_csv(files, SOURCE.name, columns)
    )


@cache
def rows_by_line() -> Mapping[int | None, PublishedRow]:
    """Return the same by their line in the transcription, which indicators name or lack."""
    return {row.source_line: row for row in published_rows()}


def _cells(row: Mapping[str, str]) -> Mapping[str, str]:
    cells = {column: row[column].strip() for column in PRINTED_COLUMNS.values()}
    # The transcription numbers such a row from its neighbours; nothing is printed.
    return cells | {"row": ""} if row["notes"].startswith(_NUMBER_LOST) else cells
