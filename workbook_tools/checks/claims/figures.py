"""The figures of a row, in their order, and all that can be had from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations

from workbook_tools.form.rules.claims import Claims
from workbook_tools.form.types.figure import Figure as FigureType
from workbook_tools.form.types.number import LARGEST
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import HEADLINE, Figure
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.rows import Row
from workbook_tools.values.days import day_of

BASELINE, TARGET = "baseline", "target"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a row's own area, with the years that its period names."""

    column: str
    value: float
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Known:
    """A figure and what it is of: ``actual`` of ``2005-06``; a baseline is of no year."""

    field: str
    year: str
    value: float


@dataclass(frozen=True)
class RowFigures:
    """All that a row says in figures."""

    line: tuple[Point, ...]
    """The figures of its own area over time, oldest first, with the newest at the end."""
    earlier_this_year: float | None
    aims: tuple[float, ...]
    """What the newest figure is to be compared with: its target, and what is expected by now."""
    amber_to: float | None
    targets: tuple[float, ...]
    """The targets of all years."""
    groups: tuple[tuple[Known, ...], ...]
    """All its figures, those of one area and one kind together."""
    part: float
    """Share of the year that the newest figure covers."""
    sign: int
    decimals: int
    unit_type: str
    area: str
    is_gap: bool
    """Whether it is about the gap between two areas."""
    is_newest: bool
    """Whether there is a figure for this round."""
    shown: Callable[[float], str]
    """A figure as its row shows it."""

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number of the row; of a gap between areas also the differences that it is of."""
        numbers = {known.value for group in self.groups for known in group}
        numbers |= {point.value for point in self.line} | {*self.targets, *self.aims}
        if self.earlier_this_year is not None:
            numbers.add(self.earlier_this_year)
        if self.part < 1:
            numbers |= {target * self.part for target in self.targets}
        if self.is_gap:
            numbers |= {abs(one - other) for one, other in permutations(numbers, 2)}
        return frozenset(numbers)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that its figures and targets are of."""
        named = [years_in(known.year) for group in self.groups for known in group]
        return frozenset().union(*named, *(point.years for point in self.line))

    @cached_property
    def differences(self) -> frozenset[float]:
        """By how much any two figures of one area and kind differ."""
        if self.is_gap:
            return frozenset(abs(one - other) for one, other in permutations(self.numbers, 2))
        return frozenset(abs(later - base) for base, later in self._pairs())

    @cached_property
    def changes(self) -> frozenset[float]:
        """By how many per cent any figure differs from one that it can be compared with."""
        return frozenset(
            100 * abs(later - base) / abs(base) for base, later in self._pairs() if base
        )

    @cached_property
    def shares(self) -> frozenset[float]:
        """How many per cent of a target the figures come to."""
        reached = [point.value for point in self.line]
        reached += [
            known.value for group in self.groups for known in group if known.field != TARGET
        ]
        aims = {*self.targets, *self.aims, *(target * self.part for target in self.targets)}
        return frozenset(100 * one / aim for one in reached for aim in aims if aim)

    def _pairs(self) -> Iterator[tuple[float, float]]:
        """Yield every two figures that may be compared, with what they are measured by first."""
        for group in self.groups:
            for base, other in permutations(group, 2):
                if other.field == BASELINE or (
                    base.field == other.field and base.year > other.year
                ):
                    continue
                yield base.value, other.value
                if self.part < 1:
                    # A count for some months is compared with as many of the year before.
                    yield base.value * self.part, other.value
                    yield base.value, other.value / self.part

    @property
    def newest(self) -> Point | None:
        """The newest figure; None where there is none."""
        return self.line[-1] if self.line else None

    def movements(
        self, since: frozenset[int] = frozenset(), is_from_baseline: bool = False
    ) -> list[tuple[float, float]]:
        """Return what the newest figure may be compared with, and the newest figure, in pairs.

        That is the last other figure before it; where one of the years in ``since`` is that of
        an earlier figure, that one, and where the baseline is meant, the first.
        """
        if self.newest is None or len(self.line) < 2:
            return []
        newest = self.newest.value
        if self.earlier_this_year is not None and self.is_newest:
            pairs = [(self.earlier_this_year, newest)]
        else:
            pairs = []
        part = self.part if self.is_newest else 1.0
        named = [point.value * part for point in self.line[:-1] if point.years & since]
        if is_from_baseline and not named:
            named = [self.line[0].value * part]
        if named:
            return [*pairs, *((one, newest) for one in named)]
        for before, after in reversed(list(pairwise(self.line))):
            if round(before.value - after.value, self.decimals):
                if after is self.newest and part < 1:
                    # Who speaks of a count for some months may compare it with the year before.
                    pairs.append((before.value, after.value))
                    return [*pairs, (before.value * part, after.value)]
                return [*pairs, (before.value, after.value)]
        return pairs


class FigureBook:
    """The figures of every row of a return."""

    def __init__(
        self,
        plan: ReturnPlan,
        claims: Claims,
        values: Callable[[str, str, str], Value],
    ) -> None:
        """Take the plan, and what stands in a cell by sheet, row key and column id."""
        self._plan, self._claims, self._values = plan, claims, values
        self._table = plan.table(claims.sheet)
        self._printed: dict[str, list[Figure]] = {}
        for figure in plan.framework.figures:
            self._printed.setdefault(figure.indicator, []).append(figure)

    def of(self, row: Row) -> RowFigures:
        """Return all that a row says in figures."""
        claims, indicator = self._claims, row.indicator
        assert indicator is not None
        line = self._line(row)
        newest = line[-1].column if line else ""
        is_newest = bool(line) and newest == claims.over_time[-1][0]
        aimed_at = list(claims.aimed_at.values())
        own = self._number(row, claims.aimed_at.get(newest, ""))
        # Where the year of the newest figure had no target, the round's own is what is spoken of.
        aims = [own if own is not None else self._number(row, aimed_at[-1])]
        if is_newest:
            aims.append(self._number(row, claims.expected))
        groups = self._groups(row)
        targets = {known.value for group in groups for known in group if known.field == TARGET}
        part = self._number(row, claims.part)
        column = next(iter(each.kind for each in self._table.columns if each.type == "figure"))
        return RowFigures(
            line=line,
            earlier_this_year=self._number(row, claims.earlier_this_year),
            aims=tuple(aim for aim in aims if aim is not None),
            amber_to=self._number(row, claims.amber_to) if is_newest else None,
            targets=tuple(sorted(targets)),
            groups=groups,
            part=part if part and indicator.profile == "cumulative" else 1.0,
            sign=-1 if indicator.polarity == "lower" else 1,
            decimals=indicator.decimals,
            unit_type=indicator.unit_type,
            area=indicator.area,
            is_gap=indicator.area == claims.gap_area,
            is_newest=is_newest,
            shown=lambda value: column.shown(value, row.figure_format),
        )

    def heading_of(self, row: Row) -> str:
        """Return the heading that a row stands under: of “Secondary schools”, what is measured."""
        heading = row.indicator.heading if row.indicator else ""
        return self._plan.framework.indicator(heading).text if heading else ""

    def _line(self, row: Row) -> tuple[Point, ...]:
        points = []
        for figure, period in self._claims.over_time:
            value = self._number(row, figure)
            if value is not None and self._can_be(row, value):
                points.append(Point(figure, value, years_in(self._words(row, period))))
        return tuple(points)

    def _can_be(self, row: Row, value: float) -> bool:
        """Whether a figure can be one: an impossible percentage has its own finding."""
        return row.unit_type != "percent" or -100 <= value <= 100

    def _groups(self, row: Row) -> tuple[tuple[Known, ...], ...]:
        """Return all figures of a row, wherever they stand, by area and kind."""
        found: dict[tuple[str, str], dict[tuple[str, str], Known]] = {}
        for figure in self._printed.get(row.id, ()):
            if figure.value is not None:
                of = found.setdefault((figure.area, figure.measure), {})
                of[figure.field, figure.year] = Known(figure.field, figure.year, figure.value)
        for table in self._plan.tables:
            if row.id not in table.row_numbers:
                continue
            for column in table.columns:
                holds = self._plan.holds(column)
                if holds is None or not isinstance(column.kind, FigureType):
                    continue
                value = self._values(table.name, row.id, column.id)
                if isinstance(value, float) and abs(value) < LARGEST:
                    area = row.area if holds.area == HEADLINE else holds.area
                    of = found.setdefault((area, holds.measure), {})
                    of[holds.field, holds.year] = Known(holds.field, holds.year, value)
        return tuple(tuple(of.values()) for of in found.values())

    def _number(self, row: Row, name: str) -> float | None:
        value = self._value(row, name)
        is_figure = isinstance(value, int | float) and abs(value) < LARGEST
        return float(value or 0.0) if is_figure else None

    def _words(self, row: Row, name: str) -> str:
        value = self._value(row, name)
        if isinstance(value, float):
            return str(day_of(value).year) if 20_000 < value < 80_000 else ""
        return str(value or "")

    def _value(self, row: Row, name: str) -> Value:
        if name not in self._table.named_positions:
            return None
        return self._values(self._table.name, row.id, self._table.column(name).id)


_YEARS = re.compile(
    r"(?<![\d.,£])((?:19|20)\d\d|(?<![a-z]-)(?<!\d)\d\d(?= ?[/-] ?\d\d?(?!\d)))"
    r"(?: ?[/-] ?((?:19|20)\d\d|\d\d?)(?![\d,]))?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"(?<=[a-z]{3}[- ])(\d\d)(?!\d)", re.IGNORECASE)


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names: 2005 and 2006 for ``2005-6``, ``05/06``, ``05 / 06``."""
    years: set[int] = set()
    for first, second in _YEARS.findall(text):
        begins = int(first) if len(first) == 4 else 2000 + int(first)
        years.add(begins)
        if second:
            ends = int(str(begins)[: 4 - len(second)] + second)
            years.add(ends if ends >= begins else ends + 10)
    years |= {2000 + int(year) for year in _MONTH_YEAR.findall(text)}
    return frozenset(years)


def values_of(
    plan: ReturnPlan,
    entries: Mapping[str, Mapping[str, Mapping[str, object]]],
    results: Mapping[str, Mapping[str, Mapping[str, Value]]],
) -> Callable[[str, str, str], Value]:
    """Return what finds the value of a cell: entered, worked out, or as it was issued."""

    def value(sheet: str, key: str, column_id: str) -> Value:
        table = plan.table(sheet)
        row, column = table.row(key), table.column(column_id)
        if table.is_open(row, column):
            entry = entries.get(sheet, {}).get(key, {}).get(column_id)
            return getattr(entry, "value", None)
        if column.formula_in(row):
            return results.get(sheet, {}).get(key, {}).get(column_id)
        return table.known(row, column).value

    return value


def in_order(values: Sequence[float]) -> tuple[float, ...]:
    """Return some values, each once, in the order in which they come."""
    return tuple(dict.fromkeys(values))
