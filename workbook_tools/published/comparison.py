"""Comparing the rebuilt spreadsheet with the published one, cell by cell."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.published.pairs import Pair, read_pairs
from workbook_tools.published.reasons import reason_for
from workbook_tools.published.verdicts import DIFFERS, VERDICTS, verdict_on


@dataclass(frozen=True, slots=True)
class Comparison:
    """One printed cell beside the rebuilt one."""

    source_line: int
    column: int
    heading: str
    printed: str
    rebuilt: str
    note: str
    """The note on the rebuilt cell; empty where there is none."""
    verdict: str
    why: str
    """The reason for a difference; what was standardised; else empty."""


def compare(form: Form, framework: Framework, spreadsheet: Path) -> tuple[Comparison, ...]:
    """Compare every printed cell of all published rows with a rebuilt LAA spreadsheet.

    Raises:
        LaaError: the workbook lacks a view, or a row.
    """
    return tuple(_compare(pair) for pair in read_pairs(form, framework, spreadsheet))


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


def _compare(pair: Pair) -> Comparison:
    verdict, why = verdict_on(pair)
    return Comparison(
        source_line=pair.row.source_line,
        column=pair.number,
        heading=pair.column.title,
        printed=pair.printed,
        rebuilt=pair.rebuilt.text,
        note=pair.rebuilt.note,
        verdict=verdict,
        why=reason_for(pair) if verdict == DIFFERS else why,
    )
