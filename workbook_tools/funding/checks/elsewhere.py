"""Figures that are printed a second time: control lines, summaries, sentences in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from workbook_tools.funding.checks.controls import shown
from workbook_tools.funding.checks.model import Fault, FileTables, OneTable, apart, check
from workbook_tools.funding.columns import Held
from workbook_tools.funding.model import Figure
from workbook_tools.funding.tables import Row
from workbook_tools.funding.words import plain, years_in
from workbook_tools.values.money import read_amount, spelt

_NEAR = Decimal("0.25")
"""A summary's figure that is further from the total of that name is of something else."""

_SENTENCE = 15
"""A text that is shorter says nothing of an amount."""

_STATED = re.compile(
    r"(?P<about>approximately|about|around|some|nearly|roughly|circa|c\.)?\s*"
    r"(?P<amount>£\s?[0-9][0-9,]*(?:\.[0-9]+)?(?:\s?(?:million|m|k|thousand|bn)\b)?)"
    r"\s+(?:of\s+|in\s+|for\s+)?(?P<words>[A-Za-z&' -]{3,60})",
    re.IGNORECASE,
)

_ABOUT = re.compile(r"\b(?:approximately|about|around|nearly|roughly|circa)\b", re.IGNORECASE)

_SMALL = frozenset(
    ["and", "of", "the", "for", "in", "a", "to", "funding", "total", "sub", "is", "funds", "money"]
)


@dataclass(frozen=True, eq=False)
class _Named:
    """A total, with the words by which it may be named elsewhere."""

    one: OneTable
    row: Row
    names: tuple[str, ...]
    words: frozenset[str]
    around: frozenset[str]
    """Those above the table and on its sheet's tab, which all of its totals share."""


@check("control lines")
def check_control_lines(one: OneTable) -> Iterator[Fault]:
    """Find control lines that say something else than the total above them."""
    tops = [each for each in one.cast.totals if each not in one.parents]
    for row in one.cast.sheeted.rows:
        if not row.is_control or row.kind != "figures":
            continue
        if not any(figure.value for figure in row.figures.values()):
            # What is left between two sides of a control: nothing, as it should be.
            continue
        total = next((one.rows[n] for n in reversed(tops) if n < row.number), None)
        if total is None:
            continue
        for column, figure in row.figures.items():
            other = total.figures[column]
            if figure.value is not None and other.value is not None:
                yield from _compared(one, figure, other.value, one.name_of(row))


def check_elsewhere(file: FileTables) -> Iterator[Fault]:
    """Find summaries and sentences that disagree with the tables."""
    ones = [OneTable(file, table) for table in file.tables]
    named = [each for one in ones for each in _named(one)]
    for one in ones:
        yield from _summaries(one, named)
    yield from _sentences(file, ones, named)


def _named(one: OneTable) -> Iterator[_Named]:
    tops = sum(total not in one.parents for total in one.cast.totals)
    for total in one.cast.totals:
        row = one.rows[total]
        parts = one.cast.totals[total]
        is_of_block = {one.rows[part].block for part in parts} == {row.block}
        block = row.block if is_of_block else ""
        said = [row.label, block, *row.key, *_common(one, total)]
        called = [_bare(row.label), plain(block)]
        if total not in one.parents and tops == 1:
            called += [_bare(one.cast.table.title), plain(one.cast.table.sheet)]
        names = tuple(dict.fromkeys(filter(None, called)))
        around = _words([one.cast.table.title, one.cast.table.sheet])
        yield _Named(one, row, names, _words(said), around)


def _words(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(_stem(word) for text in texts for word in plain(text).split()) - _SMALL


def _common(one: OneTable, total: int) -> Iterator[str]:
    """Yield the names of what all lines under a total are part of."""
    lines: list[Row] = []
    ahead = [total]
    while ahead:
        row = ahead.pop()
        parts = one.cast.totals.get(row)
        if parts is None:
            lines.append(one.rows[row])
        else:
            ahead += parts
    for said in zip(*(line.key for line in lines), strict=False):
        if said[0] and len(set(said)) == 1:
            yield said[0]


def _bare(label: str) -> str:
    """Return the name in a total's label: ``pooled`` in “Total pooled”."""
    words = [word for word in plain(label).split() if word.isalpha() and word not in _BARE]
    return " ".join(words)


_BARE = frozenset(["total", "totals", "sub", "subtotal", "of", "for", "grand", "funding", "block"])


@lru_cache(4096)
def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


# Summaries ---------------------------------------------------------------------------


def _summaries(one: OneTable, named: Sequence[_Named]) -> Iterator[Fault]:
    by_name: dict[str, list[_Named]] = {}
    for each in named:
        for name in each.names:
            by_name.setdefault(name, []).append(each)
    found: list[tuple[Figure, Decimal, Row]] = []
    same = 0
    for row in one.streams:
        totals = [
            each
            for each in by_name.get(_bare(row.label), ())
            if not _is_part(one, row, each) and each.row.number != row.number
        ]
        if len(totals) != 1:
            continue
        total = totals[0]
        for column in one.cast.sheeted.amounts:
            figure = row.figures[column.number]
            expected = _same_figure(total, column, one)
            if figure.value is None or expected is None:
                continue
            if figure.value == expected:
                same += 1
            else:
                found.append((figure, expected, row))
    for figure, expected, row in found:
        difference = abs(figure.amount - expected)
        if same or (expected and difference <= _NEAR * abs(expected)):
            yield from _compared(one, figure, expected, one.name_of(row))


def _is_part(one: OneTable, row: Row, total: _Named) -> bool:
    """Whether a row is in the block that it may be a summary of."""
    if total.one is not one:
        return False
    return one.parents.get(row.number) == total.row.number or row.block == total.row.block


def _same_figure(total: _Named, column: Held, one: OneTable) -> Decimal | None:
    """Return what a total says in the column that another table has as well, in its unit."""
    theirs = total.one.cast.sheeted.amounts
    fitting = [e for e in theirs if (e.measure, e.year) == (column.measure, column.year)]
    if not fitting and len(theirs) == 1 == len(one.cast.sheeted.amounts):
        fitting = list(theirs)
    if not fitting and column.measure in ("", "total"):
        value = _all_of(total)
        fitting = []
    elif len(fitting) == 1:
        value = total.row.figures[fitting[0].number].value
    else:
        return None
    if value is None:
        return None
    return value * total.one.cast.table.unit / one.cast.table.unit


def _all_of(total: _Named) -> Decimal | None:
    """Return what a total comes to over the columns that are money of their own."""
    columns = total.one.cast.sheeted.amounts
    worked_out = {each.total for each in total.one.cast.relations}
    base = [each for each in columns if each.number not in worked_out]
    if len({each.year for each in base}) > 1 or any(
        each.measure not in ("", "capital", "revenue", "total", "allocation") for each in base
    ):
        return None
    values = [total.row.figures[each.number].value for each in base]
    return sum((value for value in values if value is not None), Decimal(0))


# Sentences ---------------------------------------------------------------------------


def _sentences(
    file: FileTables, ones: Sequence[OneTable], named: Sequence[_Named]
) -> Iterator[Fault]:
    for grid in file.grids.values():
        for row in grid.order:
            for column, cell in grid.rows[row].items():
                text = cell.value
                if isinstance(text, str) and len(text) > _SENTENCE and "£" in text:
                    for stated in _STATED.finditer(" ".join(text.split())):
                        figure = Figure(grid.name, (row, column), stated["amount"].strip(), None)
                        yield from _stated(ones[0], figure, stated, named)


def _stated(
    one: OneTable, figure: Figure, stated: re.Match[str], named: Sequence[_Named]
) -> Iterator[Fault]:
    amount = read_amount(stated["amount"])
    said = re.split(r"\band\b", stated["words"], maxsplit=1)[0]
    words = {_stem(word) for word in plain(said).split()} - _SMALL
    own = {word for each in named for word in each.words}
    known = [word for word in words if word in own]
    if not known:
        known = [word for word in words if any(word in each.around for each in named)]
    if amount.value is None or not known or years_in(said):
        return
    meant = _outermost(
        [
            each
            for each in named
            if all(word in (each.words if word in own else each.around) for word in known)
        ]
    )
    pounds = amount.value * (amount.pounds_each or 1)
    totals = []
    for each in meant:
        value = _all_of(each)
        if value is None:
            return
        totals.append(value * each.one.cast.table.unit)
    if not totals:
        return
    expected = sum(totals, Decimal(0))
    if len({each.one.cast.years for each in meant}) > 1:
        return
    units = max((each.one.cast.table.unit for each in meant), default=Decimal(1))
    decimals = amount.value.as_tuple().exponent
    step = Decimal(1).scaleb(decimals) if isinstance(decimals, int) else Decimal(1)
    slack = step * (amount.pounds_each or 1) / 2 if amount.pounds_each else Decimal(0)
    slack = max(slack, units / 2 if units > 1 else Decimal(0))
    difference = pounds - expected
    if abs(difference) <= slack or not expected or abs(difference) > _NEAR * abs(expected):
        return
    said_before = stated.string[: stated.end("amount")]
    rule = "about-differs" if _ABOUT.search(said_before) else "elsewhere-differs"
    what = one.words.said["elsewhere"].format(cell=figure.cell, what=" ".join(known))
    yield Fault(
        rule,
        figure.sheet,
        figure.place,
        "",
        "",
        stated["amount"],
        f"£{spelt(expected)}",
        {"what": what, "difference": apart(one.words, difference)},
    )


def _outermost(meant: Sequence[_Named]) -> list[_Named]:
    """Return the totals that none of the others adds up."""
    rows = {(id(each.one.cast), each.row.number) for each in meant}
    kept = []
    for each in meant:
        parent = each.one.parents.get(each.row.number)
        while parent is not None and (id(each.one.cast), parent) not in rows:
            parent = each.one.parents.get(parent)
        if parent is None:
            kept.append(each)
    return kept


def _compared(one: OneTable, figure: Figure, expected: Decimal, what: str) -> Iterator[Fault]:
    difference = figure.amount - expected
    slack = Decimal("0.5") if one.cast.sheeted.half_units else Decimal(0)
    if abs(difference) > slack:
        yield one.fault(
            "elsewhere-differs",
            figure,
            found=shown(figure),
            expected=spelt(expected),
            what=what,
            difference=apart(one.words, difference),
        )
