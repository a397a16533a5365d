"""Comparing the rebuilt spreadsheet with the published one, cell by cell.

Each printed cell gets one verdict:

``same``
    the rebuilt cell shows the same text
``same value``
    it shows the same number, written differently: ``21,493`` for ``21493``
``standardised``
    it says the same in the form's words: ``Not yet available`` for ``Available 2007``
``differs``
    it does not, and the reason is given
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from workbook_tools.form import Form
from workbook_tools.framework import Framework, Indicator
from workbook_tools.problems import LaaError
from workbook_tools.published.reasons import Rebuilt, reason_for
from workbook_tools.published.rows import (
    PRINTED_COLUMNS,
    PublishedRow,
    published_columns,
    published_rows,
)
from workbook_tools.values.days import long_date
from workbook_tools.values.printed import read_expected, read_number, read_printed
from workbook_tools.workbooks import Cell, Sheet, open_workbook
from workbook_tools.workbooks.shown import shown

VERDICTS = ("same", "same value", "standardised", "differs")

_SIMPLE, _FULL = "Simple View", "Full View"
_REFERENCE_NUMBER = 4
"""Printed number of the column of the full view with the row's reference."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One printed cell beside the rebuilt one."""

    source_line: int
    column: int
    heading: str
    printed: str
    rebuilt: str
    verdict: str
    why: str
    """The reason for a difference; what was standardised; else empty."""


def compare(form: Form, framework: Framework, spreadsheet: Path) -> tuple[Comparison, ...]:
    """Compare every printed cell of all published rows with a rebuilt LAA spreadsheet.

    The simple view is compared; the full view beside it, row for row, says which row
    is which.

    Raises:
        LaaError: the workbook lacks a view, or a row.
    """
    rebuilt = _read_views(spreadsheet)
    by_line = {indicator.source_line: indicator for indicator in framework.indicators}
    results = []
    for row in published_rows():
        indicator = by_line[row.source_line]
        if indicator.id not in rebuilt:
            raise LaaError(
                f"{spreadsheet}: the row {indicator.id} is missing; consolidate the round again."
            )
        cells = rebuilt[indicator.id]
        for number, column_id in PRINTED_COLUMNS.items():
            results.append(
                _compare(form, framework, indicator, row, number, column_id, cells[number])
            )
    return tuple(results)


def comparison_csv(comparisons: Iterable[Comparison]) -> bytes:
    """Return the comparison as a CSV file that opens in Excel."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(Comparison))
    writer.writerows(astuple(comparison) for comparison in comparisons)
    return stream.getvalue().encode("utf-8-sig")


def verdict_counts(comparisons: Iterable[Comparison]) -> dict[str, int]:
    """Return how many printed cells have each verdict, all four named."""
    tally = Counter(comparison.verdict for comparison in comparisons)
    return {verdict: tally[verdict] for verdict in VERDICTS}


def _compare(
    form: Form,
    framework: Framework,
    indicator: Indicator,
    row: PublishedRow,
    number: int,
    column_id: str,
    rebuilt: Rebuilt,
) -> Comparison:
    printed = " ".join(row.cells[column_id].split())
    verdict, why = _verdict(printed, rebuilt, _meaning(form, framework, indicator, row, column_id))
    if verdict == "differs":
        why = reason_for(form, framework, indicator, row, column_id, rebuilt)
    heading = published_columns(form, framework)[column_id].title
    return Comparison(row.source_line, number, heading, printed, rebuilt.text, verdict, why)


def _meaning(
    form: Form, framework: Framework, indicator: Indicator, row: PublishedRow, column_id: str
) -> float | None:
    """Return the number a printed cell stands for, where it is not a plain number.

    What the framework says of the cells it was built from, else what can be read.
    """
    holds = published_columns(form, framework)[column_id].holds
    if holds is None or holds.measure != "value":
        return None
    figure = framework.headline(indicator.id, holds.field, holds.year)
    if figure is not None:
        return figure.value if figure.basis == "printed" else None
    readings = read_printed(row.cells[column_id], indicator.unit_type)
    return readings[0].value if readings else None


def _verdict(printed: str, rebuilt: Rebuilt, meaning: float | None) -> tuple[str, str]:
    if printed == rebuilt.text:
        return "same", ""
    plain = read_number(printed)
    if plain is not None and _equal(plain.value, rebuilt.value):
        return "same value", ""
    if printed and meaning is not None and _equal(meaning, rebuilt.value):
        return "standardised", "the number is kept as a number, and its words in one form"
    for standard in (_words_of_status, _expected_day, _letters):
        why = standard(printed, rebuilt)
        if why:
            return "standardised", why
    return "differs", ""


_STATUS_WORDS = {
    "Not yet available": ("not available", "to be set", "unreadable"),
    "Not applicable": ("not applicable",),
    "Monitor only": ("monitor only",),
}
"""What a printed cell of words may mean where the form has one of these words."""


def _words_of_status(printed: str, rebuilt: Rebuilt) -> str:
    readings = read_printed(printed)
    meanings = _STATUS_WORDS.get(rebuilt.text, ())
    if len(readings) == 1 and readings[0].value is None and readings[0].status in meanings:
        return "the form's word for why there is no figure"
    return ""


def _expected_day(printed: str, rebuilt: Rebuilt) -> str:
    expected = read_expected(printed)
    if expected and rebuilt.text == f"Expected by {long_date(expected)}":
        return "the last day of the printed period"
    return ""


def _letters(printed: str, rebuilt: Rebuilt) -> str:
    same = printed.casefold() == rebuilt.text.casefold()
    return "capital letters alone differ" if same else ""


def _equal(one: float, other: float | None) -> bool:
    return other is not None and abs(one - other) < 1e-9


def _read_views(path: Path) -> Mapping[str, Mapping[int, Rebuilt]]:
    """Return the simple view's cells by row reference and printed column number."""
    workbook = open_workbook(path)
    simple, full = workbook.sheet(_SIMPLE), workbook.sheet(_FULL)
    if simple is None or full is None:
        raise LaaError(f"{path}: there is no {_SIMPLE} or no {_FULL}; consolidate the round again.")
    numbered_row, numbers = _numbers(simple)
    reference = {number: column for column, number in _numbers(full)[1].items()}[_REFERENCE_NUMBER]
    views: dict[str, dict[int, Rebuilt]] = {}
    for row in range(numbered_row + 1, full.max_row + 1):
        key = full.cell(row, reference).value
        if isinstance(key, str):
            views[key] = {
                number: _rebuilt(simple.cell(row, column)) for column, number in numbers.items()
            }
    return views


def _numbers(sheet: Sheet) -> tuple[int, dict[int, int]]:
    """Return the row of the printed column numbers, and the number of each column."""
    rows: dict[int, dict[int, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, float) and cell.value.is_integer():
            rows.setdefault(row, {})[column] = int(cell.value)
    row = min(rows)
    return row, rows[row]


def _rebuilt(cell: Cell) -> Rebuilt:
    value = cell.value if isinstance(cell.value, float) else None
    return Rebuilt(" ".join(shown(cell).split()), value)
