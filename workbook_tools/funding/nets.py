"""Rows that are the difference of totals: net expenditure, below expenditure and income."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from workbook_tools.funding.tables import Row
from workbook_tools.funding.words import Words, plain

Signed = tuple[tuple[Row, int], ...]
"""Rows, each with the sign by which it counts."""


def nets(
    rows: Sequence[Row], totals: Mapping[int, Sequence[int]], words: Words
) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """Return the rows that say one total less another, with those and their signs.

    What is less what is declared once, for columns (``across``), and holds for rows as well. A
    total that is written below nought is added: it is taken off already. A row whose parts are
    only called like those of a difference, without adding up lines, is one where the difference
    is right in at least one column.

    Args:
        rows: the rows of a table in order.
        totals: by number, the rows that each total was understood to add up.
        words: how things are called.
    """
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    above: dict[str, Row] = {}
    named = {word for word, _ in words.measures}
    may_be = _may_be(words)
    for row in rows:
        if row.kind != "figures" or not may_be.search(row.label):
            continue
        measure = words.measure(row.label)
        tried = _differences(measure, above, words)
        best = max(tried, key=lambda parts: _right(row, parts), default=None)
        if best and _is_one(row, best, rows, totals, words):
            found[row.number] = tuple((part.number, sign) for part, sign in best)
            above.clear()
        elif row.number in totals or words.is_less(row.label) or plain(row.label) in named:
            above[measure] = row
    return found


def _may_be(words: Words) -> re.Pattern[str]:
    """Return what the name of each row in a difference has in it: most lines have nothing."""
    across = [each for each in words.across if any(sign < 0 for _, sign in each.parts)]
    known = {each.total for each in across} | {part for each in across for part, _ in each.parts}
    begun = sorted({word.split()[0] for word, measure in words.measures if measure in known})
    return re.compile("|".join(map(re.escape, begun)), re.IGNORECASE)


def _differences(measure: str, above: Mapping[str, Row], words: Words) -> Iterator[Signed]:
    """Yield what a row of a measure may be the difference of, among the totals above it."""
    for across in words.across:
        parts = [(above[part], sign) for part, sign in across.parts if part in above]
        if across.total != measure or len(parts) < len(across.parts):
            continue
        if any(sign < 0 for _, sign in parts):
            yield tuple((part, 1 if _is_taken_off(part) else sign) for part, sign in parts)


def _is_one(
    row: Row,
    parts: Signed,
    rows: Sequence[Row],
    totals: Mapping[int, Sequence[int]],
    words: Words,
) -> bool:
    """Whether a row is the difference, and not the sum that it was taken for, or a stream."""
    right = _right(row, parts)
    if row.number in totals:
        if set(totals[row.number]) - {part.number for part, _ in parts}:
            return False
        added = tuple((each, 1) for each in rows if each.number in totals[row.number])
        sums = _right(row, added)
        is_plain = plain(row.label) in words.roles["total"] | words.roles["grand"]
        return right > sums or (right == sums and not is_plain)
    return right > 0 or all(p.number in totals or words.is_less(p.label) for p, _ in parts)


def _right(row: Row, parts: Signed) -> int:
    """Return in how many columns a row is what its parts come to."""
    return sum(
        figure.value is not None
        and figure.value == sum(sign * part.figures[column].amount for part, sign in parts)
        for column, figure in row.figures.items()
        if all(column in part.figures for part, _ in parts)
    )


def _is_taken_off(row: Row) -> bool:
    """Whether the amounts of a row are written below nought."""
    values = [each.value for each in row.figures.values() if each.value]
    return bool(values) and all(value < 0 for value in values)
