"""Which rows add up which: a search for the nesting of sums that fits words and arithmetic.

Rows are taken in order. Those that may be totals (by a word, a formula, a label that is blank, or
because their figures are a sum) are tried over every stretch of open rows before them; what is
added up is open no longer. Several readings are followed at once, and the one in which most columns
cast wins, so that one wrong figure does not change what is taken for what.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbook_tools.funding.heads import Headed, headed

_WIDTH = 5
"""So many readings are followed at once."""

_HOPELESS = 20.0
"""A reading that is so far behind the best is followed no further."""

_NEAREST = 25
"""So many stretches are looked at for one total."""

_PER_ROW = 3
"""So many stretches are kept of those that a total may add up."""

_FEWEST = 3
"""In fewer rows nothing is looked for upwards."""

_FEWEST_ADDED = 2
"""A row of which nothing but its figures says that it is a total adds so many rows up."""

_SOUND = 0.7
"""Where so many of the columns cast, totals are not looked for before what they add up."""

_STEPS = 600_000
"""So many rows are added up in all; then only the nearest stretches are tried."""

_MISMATCH, _BLANK, _NOTHING = -2.0, -0.5, 0.3
"""What a column says against a stretch, or for it, where it does not cast."""

_MANY_AGAINST = 3

_LEFT_BEHIND = -7.0
"""What speaks, in each column, against leaving a line of the same block in no total."""

_SIBLING_LEFT = -1.5
"""What speaks against leaving out a total that stands beside those that are added up."""

_BELOW_HEADING = -3.0
"""The same, where a heading stands between: it may only be a line without any amount."""

_MUST_CAST = ("named", "sum")
"""What says so little that nothing is a total by it in which no column casts."""

_BY_HINT = {
    "subtotal": 6.0,
    "total": 6.0,
    "grand": 7.0,
    "formula": 3.0,
    "weak": 0.5,
    "unnamed": 1.0,
    "named": 0.5,
    "blank": -1.0,
    "sum": -3.5,
}
"""What speaks for a row being a total by how it was noticed, before it is added up."""


@dataclass(slots=True)
class Entry:
    """A row with figures."""

    row: int
    """In the file."""
    amounts: tuple[int, ...]
    """By column, in the smallest unit; nought where there is none."""
    present: tuple[bool, ...]
    """Whether there is an amount, or a word in its place."""
    hint: str = ""
    """Why it may be a total: a key of ``_BY_HINT``; empty for a stream."""
    block: tuple[str, ...] = ()
    """The names of what it is part of, from the outermost in; empty parts say nothing."""
    starts: bool = False
    """Whether a heading stands directly before it."""
    sign: int = 1
    summed_from: int = 0
    """The first row that its formulas add up; 0 where they add none up."""
    is_outdented: bool = False
    """Whether the names of the rows below it stand further in."""


@dataclass(slots=True)
class Sum:
    """A row that adds others up."""

    total: int
    """Number of the entry."""
    parts: tuple[int, ...]
    """Numbers of the entries that it adds up."""


@dataclass(slots=True)
class Nesting:
    """How the rows of a table were understood."""

    score: float
    sums: list[Sum]
    open: list[int]
    """The entries that no other adds up."""
    is_upwards: bool = False
    """Whether totals stand before what they add up."""


@dataclass(slots=True)
class _Open:
    entry: int
    level: int
    """0 for a line, above that for a total."""
    first: int
    """The first row below it, or its own."""


@dataclass(slots=True)
class _Reading:
    open: list[_Open]
    score: float = 0.0
    sums: tuple[object, Sum] | None = None
    """The last sum, and those before it in the same way."""


@dataclass(slots=True)
class _Stretch:
    places: range | tuple[int, ...]
    score: float


def nested(entries: Sequence[Entry], *, half_units: bool) -> Nesting:
    """Return how rows add each other up: totals after their parts, or before them.

    The last total may stand after all others that stand before their parts, and the other way
    round.
    """
    count = len(entries)
    best = _in_order(entries, range(count), half_units)
    if count < _FEWEST or _is_sound(best, entries, half_units):
        return best
    last = count - 1
    orders: list[Sequence[int]] = [range(last, -1, -1)]
    if entries[last].hint:
        orders.append([*range(last - 1, -1, -1), last])
    if entries[0].hint and any(entries[0].amounts):
        orders.append([*range(1, count), 0])
    found = [_in_order(entries, order, half_units) for order in orders]
    says_total = [each.hint in _WORDS for each in entries]
    heads = headed([each.amounts for each in entries], says_total, half_units=half_units)
    if heads is not None:
        found.append(_in_order(entries, heads.order, half_units, heads))
    for other in found:
        if other.sums and other.score > best.score + 1:
            best = other
    return _with_whole(best, entries)


def _in_order(
    entries: Sequence[Entry],
    order: Sequence[int],
    half_units: bool,
    heads: Headed | None = None,
) -> Nesting:
    """Return how rows add each other up where they are taken in some order."""
    if isinstance(order, range) and order.step == 1:
        return _Search(entries, half_units).nesting()
    taken = []
    is_upwards = order[0] > order[1] and heads is None
    over = heads.heads if heads else frozenset()
    under = heads.first_lines if heads else frozenset()
    for place, number in enumerate(order):
        one = entries[number]
        after = number + 1 < len(entries) and entries[number + 1].starts
        taken.append(
            replace(
                one,
                row=place,
                hint=one.hint or _hint_of(one, is_head=number in over, is_upwards=is_upwards),
                starts=after if is_upwards else one.starts or number in under,
                summed_from=0,
            )
        )
    found = _Search(taken, half_units).nesting()
    return Nesting(
        found.score,
        [Sum(order[e.total], tuple(sorted(order[p] for p in e.parts))) for e in found.sums],
        sorted(order[each] for each in found.open),
        is_upwards,
    )


def _hint_of(one: Entry, *, is_head: bool, is_upwards: bool) -> str:
    if is_head:
        return "unnamed"
    return "named" if one.is_outdented and is_upwards else ""


def _is_sound(nesting: Nesting, entries: Sequence[Entry], half_units: bool) -> bool:
    """Whether all that say that they are totals add something up, and most of it casts."""
    added = {each.total for each in nesting.sums}
    waiting = (e for n, e in enumerate(entries) if e.hint in _WORDS and n not in added)
    if not added or any(any(each.amounts) for each in waiting):
        return False
    casts = columns = 0
    for one in nesting.sums:
        slack = len(one.parts) / 2 if half_units else 0
        total = entries[one.total]
        for column, amount in enumerate(total.amounts):
            if total.present[column]:
                parts = sum(entries[p].sign * entries[p].amounts[column] for p in one.parts)
                columns += 1
                casts += abs(parts - amount) <= slack
    return casts >= _SOUND * columns


_WORDS = ("subtotal", "total", "grand")


def _with_whole(nesting: Nesting, entries: Sequence[Entry]) -> Nesting:
    """Take the first or last open row for the total of all others, where it says so."""
    if len(nesting.open) < 2:
        return nesting
    added = {each.total for each in nesting.sums}
    for whole in (nesting.open[0], nesting.open[-1]):
        if whole in added or entries[whole].hint not in _WORDS:
            continue
        parts = tuple(each for each in nesting.open if each != whole)
        if not any(
            amount and amount == sum(entries[p].sign * entries[p].amounts[column] for p in parts)
            for column, amount in enumerate(entries[whole].amounts)
        ):
            continue
        nesting.sums.append(Sum(whole, parts))
        nesting.open = [whole]
        break
    return nesting


class _Search:
    def __init__(self, entries: Sequence[Entry], half_units: bool) -> None:
        self.entries = entries
        self.half_units = half_units
        self.width = len(entries[0].amounts) if entries else 0
        self.steps = 0
        self.known = len(entries)

    def nesting(self) -> Nesting:
        readings = [_Reading([])]
        sums = _sums(self.entries)
        waiting: list[_Open] = []
        for number, entry in enumerate(self.entries):
            hint = entry.hint or ("sum" if number in sums else "")
            if not hint:
                waiting.append(_Open(number, 0, entry.row))
                continue
            if waiting:
                for each in readings:
                    each.open += waiting
                waiting = []
            readings = self._with_total(readings, number, hint)
        best = max(readings, key=lambda each: each.score)
        best.open += waiting
        found: list[Sum] = []
        link = best.sums
        while link is not None:
            before, one = link
            found.append(one)
            link = before  # type: ignore[assignment]
        found.reverse()
        return Nesting(best.score, found, [each.entry for each in best.open])

    def _with_total(self, readings: list[_Reading], number: int, hint: str) -> list[_Reading]:
        entry = self.entries[number]
        follow: list[tuple[float, _Reading, _Stretch | None]] = []
        for reading in readings:
            stretches = list(self._stretches(reading, entry, hint))
            stretches.sort(key=lambda each: -each.score)
            base = _BY_HINT[hint]
            if not stretches and hint in _WORDS:
                base = 0.0
            follow += [
                (reading.score + base + each.score, reading, each) for each in stretches[:_PER_ROW]
            ]
            follow.append((reading.score, reading, None))
        follow.sort(key=lambda each: -each[0])
        kept: list[_Reading] = []
        seen: set[tuple[object, ...]] = set()
        for score, reading, stretch in follow:
            made = self._followed(reading, number, stretch, score)
            last = tuple((each.entry, each.level) for each in made.open[-6:])
            key = (len(made.open), last)
            if key in seen:
                continue
            seen.add(key)
            kept.append(made)
            if len(kept) == _WIDTH or score < kept[0].score - _HOPELESS:
                break
        return kept

    def _followed(
        self, reading: _Reading, number: int, stretch: _Stretch | None, score: float
    ) -> _Reading:
        row = self.entries[number].row
        if stretch is None:
            return _Reading([*reading.open, _Open(number, 0, row)], score, reading.sums)
        places = stretch.places
        parts = [reading.open[place] for place in places]
        level = 1 + max(each.level for each in parts)
        total = _Open(number, level, parts[0].first)
        if isinstance(places, range):
            rest = reading.open[: places.start]
        else:
            gone = set(places)
            rest = [each for place, each in enumerate(reading.open) if place not in gone]
        rest.append(total)
        one = Sum(number, tuple(each.entry for each in parts))
        return _Reading(rest, score, (reading.sums, one))

    def _stretches(self, reading: _Reading, entry: Entry, hint: str) -> Iterator[_Stretch]:
        """Yield the stretches of open rows that a total may add up, with what speaks for each."""
        open_, entries = reading.open, self.entries
        if not open_:
            return
        amounts = entry.amounts
        columns = [c for c in range(self.width) if amounts[c]]
        sums = [0] * self.width
        some = [False] * self.width
        several = [0] * self.width
        last = len(open_) - 1
        nearest = True
        is_explicit = any(entry.block)
        tried = filled = 0
        for place in range(last, -1, -1):
            item = open_[place]
            part = entries[item.entry]
            sign = part.sign
            for column, amount in enumerate(part.amounts):
                if amount:
                    sums[column] += sign * amount
                    several[column] += 1
                if part.present[column]:
                    some[column] = True
            filled += any(part.amounts)
            self.steps += 1
            if self.steps > _STEPS and hint not in _WORDS:
                return
            before = open_[place - 1] if place else None
            at_boundary = (
                before is None
                or part.starts
                or before.level != item.level
                or entries[before.entry].block != part.block
            )
            slack = (last - place + 1) / 2 if self.half_units else 0
            matched = any(abs(sums[c] - amounts[c]) <= slack for c in columns)
            if not at_boundary and not matched:
                continue
            if not columns and not at_boundary:
                continue
            if hint == "sum" and filled < _FEWEST_ADDED:
                continue
            tried += 1
            added = several if hint == "sum" else None
            score, full = self._votes(entry, sums, some, slack, last + 1, added)
            if hint in _MUST_CAST and not matched and columns:
                continue
            score += self._prior(
                open_, place, entry, hint, nearest=nearest, at_boundary=at_boundary
            )
            yield _Stretch(range(place, last + 1), score)
            nearest = nearest and not at_boundary
            goes_on = place and not any(entries[open_[place - 1].entry].amounts)
            if full and at_boundary and not goes_on and not is_explicit and hint in _WORDS:
                return
            if tried > _NEAREST or (self.steps > _STEPS and not nearest):
                break
        if hint in ("total", "grand"):
            yield from self._totals_only(open_, entry)
        if hint in _WORDS and is_explicit:
            yield from self._of_block(open_, entry)

    def _totals_only(self, open_: list[_Open], entry: Entry) -> Iterator[_Stretch]:
        """Yield the open totals without the lines among them."""
        places = tuple(place for place, each in enumerate(open_) if each.level)
        if not places or len(places) == len(open_) or self.steps > _STEPS:
            return
        self.steps += len(open_)
        yield self._picked(open_, places, entry)

    def _of_block(self, open_: list[_Open], entry: Entry) -> Iterator[_Stretch]:
        """Yield the open rows of the total's own block, wherever they stand."""
        places = tuple(
            place
            for place, each in enumerate(open_)
            if _is_of(self.entries[each.entry].block, entry.block)
        )
        if not places or self.steps > _STEPS:
            return
        is_run = places[-1] - places[0] + 1 == len(places) and places[-1] == len(open_) - 1
        self.steps += len(open_)
        if not is_run:
            yield self._picked(open_, places, entry)

    def _picked(self, open_: list[_Open], places: tuple[int, ...], entry: Entry) -> _Stretch:
        sums = [0] * self.width
        some = [False] * self.width
        for place in places:
            part = self.entries[open_[place].entry]
            for column, amount in enumerate(part.amounts):
                sums[column] += part.sign * amount
                some[column] = some[column] or part.present[column]
        slack = len(places) / 2 if self.half_units else 0
        score, _ = self._votes(entry, sums, some, slack, len(open_))
        left = any(
            not each.level and place not in set(places) and place > places[0]
            for place, each in enumerate(open_)
        )
        informative = sum(1 for amount in entry.amounts if amount)
        return _Stretch(places, score + (_LEFT_BEHIND * max(informative, 1) if left else 0))

    def _votes(
        self,
        entry: Entry,
        sums: list[int],
        some: list[bool],
        slack: float,
        tried: int,
        several: Sequence[int] | None = None,
    ) -> tuple[float, bool]:
        """Return what the columns say for a stretch, and whether all of them cast.

        Where ``several`` is given, a column in which one row alone is added up says nothing.
        """
        score, against, full, seen = 0.0, 0, True, False
        for column, amount in enumerate(entry.amounts):
            if abs(sums[column] - amount) <= slack:
                if amount:
                    seen = True
                    is_sum = several is None or several[column] >= _FEWEST_ADDED
                    score += _weight(amount, tried) if is_sum else _NOTHING
                elif entry.present[column] or some[column]:
                    score += _NOTHING
            elif not entry.present[column]:
                score += _BLANK
                full = False
            else:
                against += 1
                full = False
        # Many columns that do not cast say no more than a few: one cause may be in all of them.
        return score + _MISMATCH * min(against, _MANY_AGAINST), full and seen

    def _prior(
        self,
        open_: list[_Open],
        place: int,
        entry: Entry,
        hint: str,
        *,
        nearest: bool,
        at_boundary: bool,
    ) -> float:
        """Return what words and places say for a stretch that begins at a place."""
        score = 0.0
        item = open_[place]
        before = open_[place - 1] if place else None
        informative = max(sum(1 for amount in entry.amounts if amount), 1)
        if before is not None and not before.level and not item.level:
            same = self.entries[before.entry].block == self.entries[item.entry].block
            if not at_boundary or (same and not self.entries[item.entry].starts):
                score += _LEFT_BEHIND * informative
            elif same:
                score += _BELOW_HEADING * informative
        if before is not None and before.level == item.level > 0 and hint in ("total", "grand"):
            score += _SIBLING_LEFT
        levels = max(open_[-1].level, item.level)
        if hint == "subtotal":
            score += 2.0 if nearest and at_boundary and not item.level else 0.0
            score -= 1.0 if levels and open_[-1].level else 0.0
        elif hint == "total":
            score += 1.0 if before is None else 0.0
            score += 1.5 if before is not None and before.level > item.level > 0 else 0.0
            score += 1.0 if at_boundary and before is not None and before.level else 0.0
        elif hint == "grand":
            score += 2.0 if before is None else 0.0
        elif at_boundary:
            score += 0.5
        if entry.summed_from:
            row = self.entries[item.entry].row
            score += 3.0 if entry.summed_from in (item.first, row) else 0.0
        if any(entry.block) and hint in (*_WORDS, "unnamed", "formula", "weak"):
            mine = _is_of(self.entries[item.entry].block, entry.block)
            ended = before is None or not _is_of(self.entries[before.entry].block, entry.block)
            score += 3.0 if mine and ended else (0.0 if mine else -4.0)
        return score


def _is_of(block: tuple[str, ...], of: tuple[str, ...]) -> bool:
    return all(not theirs or mine == theirs for mine, theirs in zip(block, of, strict=False))


def _weight(amount: int, tried: int) -> float:
    """Return what it says that a column casts: little where it may be chance."""
    digits = str(abs(amount)).rstrip("0") or "1"
    return max(1.0, min(4.5, len(digits) + 0.5 - math.log10(tried + 1)))


def _sums(entries: Sequence[Entry]) -> set[int]:
    """Return the rows without a hint whose figures are the sum of rows directly before them."""
    if not entries:
        return set()
    width = len(entries[0].amounts)
    found: set[int] = set()
    open_: list[int] = []
    prefix: list[tuple[int, ...]] = [(0,) * width]
    where: list[dict[int, int]] = [{0: 0} for _ in range(width)]

    def push(number: int) -> None:
        open_.append(number)
        entry = entries[number]
        before = prefix[-1]
        now = tuple(before[c] + entry.sign * entry.amounts[c] for c in range(width))
        prefix.append(now)
        place = len(prefix) - 1
        for column in range(width):
            where[column][now[column]] = place

    def reduce(start: int, number: int) -> None:
        for place in range(len(prefix) - 1, start, -1):
            now = prefix[place]
            for column in range(width):
                if where[column].get(now[column]) == place:
                    del where[column][now[column]]
        del prefix[start + 1 :]
        del open_[start:]
        for column in range(width):
            where[column].setdefault(prefix[-1][column], len(prefix) - 1)
        push(number)

    for number, entry in enumerate(entries):
        votes: dict[int, int] = {}
        end = len(prefix) - 1
        for column, amount in enumerate(entry.amounts):
            if amount:
                start = where[column].get(prefix[-1][column] - amount)
                if start is not None and start < end - (0 if entry.hint else 1):
                    votes[start] = votes.get(start, 0) + 1
        if entry.hint:
            start = max(votes, key=lambda each: (votes[each], each), default=-1)
            if start < 0:
                start = _start_of_run(entries, open_, found)
            reduce(start, number)
            found.add(number)
        elif votes:
            found.add(number)
            informative = sum(1 for amount in entry.amounts if amount)
            start = max(votes, key=lambda each: (votes[each], each))
            strong = max(_weight(amount, len(open_)) for amount in entry.amounts if amount)
            if votes[start] == informative and (informative > 1 or strong > -_BY_HINT["sum"]):
                reduce(start, number)
            else:
                push(number)
        else:
            push(number)
    return {number for number in found if not entries[number].hint}


def _start_of_run(entries: Sequence[Entry], open_: list[int], totals: set[int]) -> int:
    place = len(open_)
    if not place:
        return 0
    is_total = open_[-1] in totals
    while place and (open_[place - 1] in totals) == is_total:
        place -= 1
    return place
