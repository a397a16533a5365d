"""Tables of different years beside each other: opening and closing, new, ended and moved streams.

Two tables are editions of one another where they have enough streams in common. What is said of
them is said in the later one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import combinations

from workbook_tools.funding.checks import Fault, FileTables, OneTable
from workbook_tools.funding.checks.model import apart
from workbook_tools.funding.columns import Held
from workbook_tools.funding.model import Figure
from workbook_tools.funding.tables import Row
from workbook_tools.funding.words import plain
from workbook_tools.values.money import spelt

_COMMON = 0.3
"""So many of the streams of the smaller table must be in the other for both to be compared."""

_ALIKE = 0.8
"""Names that are so alike may be one."""

_MANY = 4000
"""More pairs of streams that are new and ended are not looked through for other names."""

_PARTS = 3
"""Into so many streams at most one is thought to be split."""

_SEVERAL = 3
"""Where so many streams are about 1,000 times apart, the tables are, and one stands for all."""

_TIMES = (Decimal(990), Decimal(1010))
"""A ratio between these is that of £ to £000."""

_OWN = ("", "allocation", "capital", "revenue", "pooled", "aligned", "net", "total", "available")
"""Measures of which one table says the same as another, the money itself."""


@dataclass(frozen=True, eq=False)
class Edition:
    """A table, or the columns of one year in it."""

    file: int
    """Number of its file among those that are compared."""
    one: OneTable
    year: str
    columns: tuple[Held, ...]

    def column(self, *measures: str) -> Held | None:
        """Return the first column that holds one of some measures."""
        for measure in measures:
            for each in self.columns:
                if each.measure == measure:
                    return each
        return None

    @cached_property
    def base(self) -> tuple[Held, ...]:
        """The columns that are money of their own, without those that add others up."""
        worked_out = {each.total for each in self.one.cast.relations}
        own = [each for each in self.columns if each.measure in _OWN]
        return tuple(each for each in own if each.number not in worked_out) or tuple(own)

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], Row]:
        """The streams by block and name, those with nothing in its columns left out."""
        found: dict[tuple[str, str], Row] = {}
        for row in self.one.streams:
            if row.label and any(row.figures[each.number].said for each in self.columns):
                found.setdefault((name_of(row.block), name_of(row.label)), row)
        return found

    @cached_property
    def names(self) -> Mapping[str, list[Row]]:
        """The streams by name."""
        found: dict[str, list[Row]] = {}
        for (_, name), row in self.rows.items():
            found.setdefault(name, []).append(row)
        return found

    def pounds(self, row: Row) -> Decimal | None:
        """Return what a stream has, in pounds; None where it is not known."""
        figures = [row.figures[each.number] for each in self.base]
        if any(each.unquantified for each in figures):
            return None
        values = [each.value for each in figures if each.value is not None]
        return sum(values, Decimal(0)) * self.one.cast.table.unit if values else None

    def figure(self, row: Row) -> Figure:
        """Return the figure of a stream to point to."""
        figures = [row.figures[each.number] for each in self.base or self.columns]
        return next((each for each in figures if each.value), figures[0])


def across(files: Sequence[FileTables]) -> Mapping[int, list[Fault]]:
    """Return what is found by comparing tables with each other, by the number of the file."""
    found: dict[int, list[Fault]] = {}
    every = [each for n, file in enumerate(files) for each in editions(n, file)]
    changes = [each for each in every if _is_of_changes(each)]
    tables = [each for each in every if not _is_of_changes(each)]
    for later in tables:
        earlier = _earlier(later, tables)
        if earlier is not None:
            found.setdefault(later.file, []).extend(_Pair(earlier, later, changes).faults())
    told: set[tuple[int, int]] = set()
    for first, second in combinations(tables, 2):
        tables_compared = (id(first.one.cast), id(second.one.cast))
        if first.one is second.one or tables_compared in told:
            continue
        if _share(first, second) >= _COMMON:
            faults = list(_units(first, second))
            if faults:
                told.add(tables_compared)
                found.setdefault(second.file, []).extend(faults)
    return found


def editions(number: int, file: FileTables) -> Iterator[Edition]:
    """Yield the tables of a file, each once for every year in it."""
    for table in file.tables:
        one = OneTable(file, table)
        columns = table.sheeted.amounts
        named = {each.year for each in columns if each.year}
        if len(named) > 1:
            for year in named:
                yield Edition(number, one, year, tuple(e for e in columns if e.year == year))
        else:
            year = table.years[0] if len(table.years) == 1 else ""
            yield Edition(number, one, year, columns)


def _is_of_changes(edition: Edition) -> bool:
    measures = {each.measure for each in edition.columns}
    return "changes" in measures and not measures & {"opening", "closing"}


@lru_cache(20_000)
def name_of(label: str) -> str:
    """Return a name without what makes no difference, and without an abbreviation behind it."""
    return plain(re.sub(r"\s*\([A-Z]{2,6}\)\s*$", "", label)).replace(" ", "")


def _share(first: Edition, second: Edition) -> float:
    common = len(first.names.keys() & second.names.keys())
    return common / max(min(len(first.names), len(second.names)), 1)


def _start(year: str) -> int:
    return int(year[:4]) if year[:4].isdigit() else 0


def _earlier(later: Edition, tables: Sequence[Edition]) -> Edition | None:
    """Return the last edition before one, in another table."""
    if not later.year:
        return None
    before = [
        each
        for each in tables
        if each.one is not later.one
        and each.year
        and _start(each.year) < _start(later.year)
        and _share(each, later) >= _COMMON
    ]
    if not before:
        return None
    return max(
        before,
        key=lambda each: (len(each.names.keys() & later.names.keys()), _start(each.year)),
    )


class _Pair:
    """Two editions of a table, one year after the other."""

    def __init__(self, earlier: Edition, later: Edition, changes: Sequence[Edition]) -> None:
        self.earlier, self.later = earlier, later
        self.words = later.one.words
        self.where = self.words.said["table_of"].format(year=earlier.year)
        self.changes = [each for each in changes if each.year in ("", later.year, earlier.year)]

    def faults(self) -> Iterator[Fault]:
        """Yield what is found, in the later table."""
        pairs = list(self._pairs())
        yield from self._openings(pairs)
        explained = set()
        for before, after, fault in self._changed(pairs):
            explained.add((before.number, after.number))
            if fault is not None:
                yield fault
        for before, after in pairs if not self._is_in_other_units(pairs) else ():
            if (before.number, after.number) not in explained:
                yield from self._movement(before, after)
        yield from self._comings(pairs)

    def _pairs(self) -> Iterator[tuple[Row, Row]]:
        taken: set[int] = set()
        for key, row in self.later.rows.items():
            before = self.earlier.rows.get(key)
            if before is None:
                alone = self.earlier.names.get(key[1], [])
                if len(alone) == 1 == len(self.later.names[key[1]]):
                    before = alone[0]
            if before is not None and before.number not in taken:
                taken.add(before.number)
                yield before, row

    def _openings(self, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Fault]:
        """Compare what opens a year with what closed the last one."""
        opening = self.later.column("opening")
        closing = self.earlier.column("closing", "net", "total", "allocation", "")
        if opening is None or closing is None:
            return
        theirs, mine = self.earlier.one, self.later.one
        totals = [
            (theirs.rows[a], mine.rows[b])
            for a in theirs.cast.totals
            for b in mine.cast.totals
            if plain(theirs.rows[a].label) == plain(mine.rows[b].label)
            and theirs.rows[a].block == mine.rows[b].block
        ]
        for before, after in [*pairs, *totals]:
            had, has = before.figures[closing.number], after.figures[opening.number]
            if had.value is None or has.value is None:
                continue
            expected = had.value * theirs.cast.table.unit / mine.cast.table.unit
            if abs(has.value - expected) > self._slack:
                yield self._apart("opening-differs", after, has, expected)

    @property
    def _slack(self) -> Decimal:
        units = [each.one.cast.table.unit for each in (self.earlier, self.later)]
        return max(units) / self.later.one.cast.table.unit / 2 if max(units) > 1 else Decimal(0)

    def _changed(self, pairs: Sequence[tuple[Row, Row]]) -> Iterator[tuple[Row, Row, Fault | None]]:
        """Yield streams of which a table of changes says what happened, and whether it fits."""
        for change in self.changes:
            column = change.column("changes")
            for before, after in pairs:
                rows = change.names.get(name_of(after.label), [])
                if column is None or len(rows) != 1:
                    continue
                moved = rows[0].figures[column.number].value
                had, has = self.earlier.pounds(before), self.later.pounds(after)
                if moved is None or had is None or has is None:
                    continue
                unit = self.later.one.cast.table.unit
                expected = (had + moved * change.one.cast.table.unit) / unit
                fault = None
                if abs(has / unit - expected) > self._slack:
                    figure = self.later.figure(after)
                    fault = self._apart("changes-differ", after, figure, expected, has / unit)
                yield before, after, fault

    def _apart(
        self, rule: str, row: Row, figure: Figure, expected: Decimal, has: Decimal | None = None
    ) -> Fault:
        value = figure.amount if has is None else has
        return self.later.one.fault(
            rule,
            figure,
            found=spelt(value),
            expected=spelt(expected),
            what=self.later.one.name_of(row),
            where=self.where,
            difference=apart(self.words, value - expected),
        )

    def _is_in_other_units(self, pairs: Sequence[tuple[Row, Row]]) -> bool:
        """Whether most streams moved about as much as £ and £000 are apart."""
        ratios = []
        for before, after in pairs:
            had, has = self.earlier.pounds(before), self.later.pounds(after)
            if had and has:
                ratios.append(max(abs(has / had), abs(had / has)))
        return bool(ratios) and sorted(ratios)[len(ratios) // 2] > _TIMES[0] / 2

    def _movement(self, before: Row, after: Row) -> Iterator[Fault]:
        had, has = self.earlier.pounds(before), self.later.pounds(after)
        if not had or not has or _is_thousandfold(had, has):
            return
        limits, moved = self.words.limits, has - had
        if abs(moved) < Decimal(str(limits["movement_pounds"])):
            return
        share = abs(moved / had)
        if share < Decimal(str(limits["movement_share"])) or _has_reason(self.later.one, after):
            return
        unit = self.later.one.cast.table.unit
        yield self.later.one.fault(
            "movement",
            self.later.figure(after),
            found=spelt(_plain(has / unit)),
            expected=spelt(_plain(had / unit)),
            what=self.later.one.name_of(after),
            where=self.where,
            share=f"{share * 100:.0f}%",
        )

    def _comings(self, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Fault]:
        """Yield streams that are new, ended, renamed or split."""
        kept = {before.number for before, _ in pairs}, {after.number for _, after in pairs}
        ended = list(_only_in(self.earlier, self.later, kept[0]))
        new = list(_only_in(self.later, self.earlier, kept[1]))
        if len(ended) * len(new) <= _MANY:
            for before, parts in list(self._splits(ended, new)):
                ended.remove(before)
                names = [self.later.one.name_of(each) for each in parts]
                new = [each for each in new if each not in parts]
                yield self._split(before, parts[0], names)
            for before, after in list(_renamed(ended, new)):
                ended.remove(before)
                new.remove(after)
                yield self._told("stream-renamed", after, before.label)
        for after in new:
            value = self.later.pounds(after)
            if value:
                found = spelt(_plain(value / self.later.one.cast.table.unit))
                yield self._told("stream-new", after, found)
        for before in ended:
            value = self.earlier.pounds(before)
            if value:
                found = spelt(_plain(value / self.earlier.one.cast.table.unit))
                name = self.earlier.one.name_of(before)
                yield self._told("stream-ended", None, found, name)

    def _splits(
        self, ended: Sequence[Row], new: Sequence[Row]
    ) -> Iterator[tuple[Row, tuple[Row, ...]]]:
        values = [(row, value) for row in new if (value := self.later.pounds(row))]
        taken: set[int] = set()
        for before in ended:
            had = self.earlier.pounds(before)
            if not had or len(values) > 20:
                continue
            for count in range(2, _PARTS + 1):
                for parts in combinations(values, count):
                    free = not taken & {row.number for row, _ in parts}
                    if free and sum(value for _, value in parts) == had:
                        taken |= {row.number for row, _ in parts}
                        yield before, tuple(row for row, _ in parts)
                        break
                else:
                    continue
                break

    def _split(self, before: Row, first: Row, names: Sequence[str]) -> Fault:
        said = self.words.said["several"].format(first=", ".join(names[:-1]), last=names[-1])
        value = self.earlier.pounds(before) or Decimal(0)
        found = spelt(_plain(value / self.later.one.cast.table.unit))
        return self._told("stream-split", first, found, said, before.label)

    def _told(
        self, rule: str, row: Row | None, found: str, what: str = "", expected: str = ""
    ) -> Fault:
        one = self.later.one
        headings = one.cast.sheeted.region.headings
        label = next((each.number for each in one.cast.sheeted.held if each.kind == "label"), 1)
        top = headings[-1] if headings else one.cast.sheeted.rows[0].number
        return Fault(
            rule,
            one.cast.table.sheet,
            (row.number if row else top, label),
            row.label if row else "",
            "",
            found,
            expected,
            {"what": what or (one.name_of(row) if row else ""), "where": self.where},
        )


def _only_in(edition: Edition, other: Edition, paired: set[int]) -> Iterator[Row]:
    """Yield the streams of an edition that are in no block of the other."""
    for (_, name), row in edition.rows.items():
        if row.number not in paired and name not in other.names:
            yield row


def _renamed(ended: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield ended and new streams with names that are much alike, the most alike first."""
    alike = sorted(
        (
            (SequenceMatcher(None, plain(a.label), plain(b.label)).ratio(), a.number, b.number)
            for a in ended
            for b in new
        ),
        reverse=True,
    )
    by_number = {row.number: row for row in ended}, {row.number: row for row in new}
    gone: set[int] = set()
    come: set[int] = set()
    for ratio, first, second in alike:
        if ratio < _ALIKE:
            return
        if first not in gone and second not in come:
            gone.add(first)
            come.add(second)
            yield by_number[0][first], by_number[1][second]


def _units(first: Edition, second: Edition) -> Iterator[Fault]:
    """Find streams that two tables have about 1,000 times apart; one where all of them are."""
    found: list[tuple[Row, Decimal, Decimal]] = []
    alike = 0
    for name, rows in second.names.items():
        others = first.names.get(name, [])
        if len(rows) != 1 or len(others) != 1:
            continue
        here, there = second.pounds(rows[0]), first.pounds(others[0])
        if not here or not there:
            continue
        if _is_thousandfold(here, there):
            found.append((rows[0], here, there))
        else:
            alike += 1
    for row, here, there in found[:1] if len(found) >= _SEVERAL or not alike else found:
        one = second.one
        where = one.words.said["other_table"].format(place=_place(first, second))
        yield one.fault(
            "unit-unlike",
            second.figure(row),
            found=f"£{spelt(_plain(here))}",
            expected=f"£{spelt(_plain(there))}",
            what=one.name_of(row),
            where=where,
        )


def _place(first: Edition, second: Edition) -> str:
    table = first.one.cast
    row = table.sheeted.rows[0].number
    sheet = f"{table.table.sheet}, " if table.table.sheet else ""
    name = "" if first.file == second.file else f"{first.one.file.workbook.path.name}, "
    return f"{name}{sheet}row {row}"


def _is_thousandfold(one: Decimal, other: Decimal) -> bool:
    small, large = sorted((abs(one), abs(other)))
    return bool(small) and _TIMES[0] <= large / small <= _TIMES[1]


def _plain(value: Decimal) -> Decimal:
    """Return an amount without noughts behind the point that a division left there."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _has_reason(one: OneTable, row: Row) -> bool:
    cells = one.cast.sheeted.grid.rows[row.number]
    return any(
        each.kind == "remark" and (cell := cells.get(each.number)) is not None and bool(cell.value)
        for each in one.cast.sheeted.held
    )
