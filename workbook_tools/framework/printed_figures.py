"""From a cell as it is printed, or typed, to the figures that it states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from workbook_tools.framework.model import Figure
from workbook_tools.values.printed import Reading, read_period_end

SPANS_OF_PERIODS = {"3 year average": "3-year average", "3 year figure": "3-year total"}
"""What a printed period says about the span of its figure."""


def figure_of(blank: Figure, reading: Reading) -> Figure:
    """Return ``blank``, which says what the figure is of, filled with one reading of its cell."""
    return replace(
        blank,
        area=reading.area or blank.area,
        measure=reading.measure,
        value=reading.value,
        status=reading.status,
        limit=reading.limit,
        span=reading.span or span_of(blank.period),
        due=reading.due.isoformat() if reading.due else "",
        remark=reading.remark,
    )


def span_of(period: str) -> str:
    """Return what a period says of its figure: ``3-year average``; empty for a single year."""
    for words, span in SPANS_OF_PERIODS.items():
        if words in period.lower():
            return span
    return ""


def with_due(figure: Figure, figures: Sequence[Figure]) -> Figure:
    """Return a figure with its due day and the share expected by its year's end.

    ``figures`` are all that the indicator has. “By 2008” is taken for the end of 2008-09
    where that year has the same number alone. The share follows a straight line from the
    end of the baseline's period to the due date, counted in whole months.
    """
    return _with_share(_with_due_year(figure, figures), figures)


def _with_due_year(figure: Figure, figures: Sequence[Figure]) -> Figure:
    if figure.field != "target" or not figure.due.endswith("-12-31") or figure.span:
        return figure
    for other in figures:
        ends = year_end(other.year) if other.field == "target" else None
        if (
            ends
            and not other.due
            and other.value == figure.value
            and ends.year == date.fromisoformat(figure.due).year + 1
        ):
            said = f"column {other.column} prints" if other.column else f"{other.year} has"
            note = f"due at the end of {other.year}: {said} the same number"
            words = f"by {figure.due[:4]}"
            return replace(figure, due=ends.isoformat(), remark=words, note=note)
    return figure


def _with_share(figure: Figure, figures: Sequence[Figure]) -> Figure:
    if figure.field != "target" or not figure.due:
        return figure
    ends, due = year_end(figure.year), date.fromisoformat(figure.due)
    baseline = next((other for other in figures if other.field == "baseline"), None)
    start = read_period_end(baseline.period) if baseline else None
    if due <= ends or start is None:
        return figure
    return replace(figure, share=round(_months(start, ends) / _months(start, due), 4))


def year_end(year: str) -> date:
    """Return the last day of a financial year: 31 March 2009 for ``2008-09``."""
    return date(int(year[:4]) + 1, 3, 31)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
