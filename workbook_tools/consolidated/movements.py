"""The greatest movements of a round, for better and for worse, in words made from the figures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.history import before, latest, sign_of
from workbook_tools.form.figure_formats import figure_words
from workbook_tools.framework import Indicator

_LONGEST_NAME = 96
"""Characters of a measure's name in a line that is printed with others on one page."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How an indicator has moved since the last figure that is like its own."""

    indicator: Indicator
    was: float
    now: float
    gain: float
    """The change as a share of what it was; negative where it is for the worse."""

    def in_words(self, book: Book, words: str) -> str:
        """Return a sentence: ``words`` has places for ``name``, ``was``, ``now`` and ``group``."""
        of_figures, row = book.form.figure_words, self.indicator
        name = textwrap.shorten(book.name_of(row), _LONGEST_NAME, placeholder=" …")
        return words.format(
            name=name,
            was=figure_words(of_figures, row, self.was),
            now=figure_words(of_figures, row, self.now),
            unit=row.unit,
            group=book.framework.group(row.theme_group).title,
        )


def movements(book: Book) -> tuple[Movement, ...]:
    """Return how every indicator has moved that can be compared, the greatest gain first.

    What was nought cannot be a share of anything, and is left out.
    """
    found = []
    for row in book.framework.indicators:
        if row.is_heading:
            continue
        now, was = latest(book, row), before(book, row)
        if now is None or was is None or not was.value or now.value == was.value:
            continue
        gain = sign_of(row) * (now.value - was.value) / abs(was.value)
        found.append(Movement(row, was.value, now.value, gain))
    return tuple(sorted(found, key=lambda each: (-each.gain, each.indicator.id)))


def best_and_worst(book: Book, number: int) -> tuple[tuple[Movement, ...], tuple[Movement, ...]]:
    """Return so many of the greatest gains, and of the greatest losses, the greatest first."""
    found = movements(book)
    best = tuple(each for each in found[:number] if each.gain > 0)
    worst = tuple(each for each in reversed(found[-number:]) if each.gain < 0)
    return best, worst


def gaps(book: Book, words: Mapping[str, str]) -> Mapping[str, int]:
    """Count what the returns say of the gap, by how the form's words for it begin.

    Args:
        book: what is known.
        words: the beginnings of what is said, by what they are counted as.
    """
    counts = dict.fromkeys(words, 0)
    for record in book.records:
        if (record.field, record.measure) == ("actual", "gap in words"):
            for name, beginning in words.items():
                counts[name] += record.text.startswith(beginning)
    return counts
