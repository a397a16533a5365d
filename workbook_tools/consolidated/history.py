"""How an indicator has gone: its figures in the order of time, and which of them are alike.

Figures are compared like for like: of one area, and covering as many months. Half a year's
count is no fall from the whole year's before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.reported import Reported
from workbook_tools.form.columns import Holds
from workbook_tools.framework import HEADLINE, WHOLE_YEAR, Figure, Indicator
from workbook_tools.plan.framework_cells import is_restated
from workbook_tools.values.printed import read_months

_DIGITS = 6
"""Decimals beyond which a difference is one of binary fractions and of nothing measured."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of an indicator."""

    year: str
    months: int
    """The months of the year that it covers."""
    value: float
    round: str
    """Id of the round that reported it; empty where the framework knows it from print."""

    @property
    def order(self) -> tuple[str, int]:
        """Its place in time."""
        return self.year, self.months


def points(book: Book, row: Indicator, area: str = HEADLINE) -> tuple[Point, ...]:
    """Return the figures of an indicator up to the book's round, oldest first.

    Of each year there is one for as many months as were reported: the last that was reported,
    or that the framework restated. Cells of words give none.

    Args:
        book: what is known.
        row: the indicator.
        area: an area's id; without it, the area that the indicator is about.
    """
    found: dict[tuple[str, int], Point] = {}
    own = row.area if area == HEADLINE else area
    for figure in book.framework.actuals_of(row.id):
        if (figure.area, figure.measure, figure.span) == (own, "value", ""):
            printed = _printed(figure)
            if printed and printed.order <= (book.round.year, book.round.months):
                found[printed.order] = printed
    for reported in (*book.before_now, book.current):
        point = _reported(reported, row, area)
        if point is None:
            continue
        holds = Holds("actual", point.year, area, "value")
        if point.order in found and is_restated(book.framework, row, holds):
            continue
        found[point.order] = point
    return tuple(found[order] for order in sorted(found))


def latest(book: Book, row: Indicator, area: str = HEADLINE) -> Point | None:
    """Return the figure that the book's round reports, or None."""
    return _reported(book.current, row, area)


def before(book: Book, row: Indicator, area: str = HEADLINE) -> Point | None:
    """Return the last figure before the round's that is like it; None where none is.

    Where the round has no figure, the one that a figure of the round would be compared with.
    """
    now = latest(book, row, area)
    year, months = (now.year, now.months) if now else (book.round.year, book.round.months)
    alike = [each for each in points(book, row, area) if each.months == months]
    return next((each for each in reversed(alike) if each.year < year), None)


def sign_of(row: Indicator) -> int:
    """Return 1 where higher is better, -1 where lower is."""
    return 1 if row.polarity == "higher" else -1


def is_worse(book: Book, row: Indicator) -> bool:
    """Whether the round's figure is worse than the one before that is like it.

    A change of less than the form's deadband, a share of the figure before, is none; nor is one
    that the indicator's decimals do not show.
    """
    now, was = latest(book, row), before(book, row)
    if now is None or was is None:
        return False
    change = round(now.value - was.value, _DIGITS)
    least = abs(was.value) * book.form.lights.margins["movement_deadband"]
    is_seen = abs(change) >= max(least, 0.5 / 10**row.decimals)
    return is_seen and sign_of(row) * change < 0


def _printed(figure: Figure) -> Point | None:
    if figure.value is None:
        return None
    said = (read_months(text) for text in (figure.remark, figure.period) if text)
    months = next((each for each in said if each), WHOLE_YEAR)
    return Point(figure.year, int(months), figure.value, "")


def _reported(reported: Reported, row: Indicator, area: str) -> Point | None:
    record = reported.record(row, "actual", "value", area)
    if record is None or record.value is None:
        return None
    return Point(record.year, reported.months_of(row), record.value, reported.round.id)
