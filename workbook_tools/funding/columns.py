"""What each column of a table holds: names, blocks, amounts of a measure and a year, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.funding.grid import AMOUNT, Grid, amount_in, kind_in
from workbook_tools.funding.regions import Region
from workbook_tools.funding.words import Unit, Words, year_in
from workbook_tools.workbooks.address import column_letters, parse_area

_SPARSE = 0.6
"""A column of blocks of which less has a name gives its name to the rows below."""

_LEAST = 0.5
"""A column is of amounts where at least this share of what stands in it can be one."""


@dataclass(frozen=True)
class Held:
    """A column of a table."""

    number: int
    heading: str
    """As printed, in one line; empty where there is none."""
    kind: str
    """``label``, ``block``, ``amount``, ``remark`` or ``ignored``."""
    measure: str = ""
    year: str = ""
    unit: Unit | None = None
    """Where its heading says one."""
    is_sparse: bool = False

    @property
    def said(self) -> str:
        """What it is called in sentences."""
        return self.heading or column_letters(self.number)


def columns_of(region: Region, words: Words) -> list[Held]:
    """Return the columns of a table, left to right."""
    headings = headings_of(region)
    counted = _counted(region)
    columns: list[Held] = []
    for number in sorted(counted.keys() | headings.keys()):
        heading = headings.get(number, "")
        columns.append(_held(number, heading, counted.get(number, _Counted()), words))
    return _with_labels(columns, counted)


def headings_of(region: Region) -> Mapping[int, str]:
    """Return what stands over each column, words over several columns over each of them."""
    grid, (left, right) = region.grid, region.columns
    said: dict[int, list[str]] = {}
    rows = []
    for row in region.headings:
        cells = {
            column: _as_text(cell.value)
            for column, cell in grid.rows[row].items()
            if left <= column <= right and cell.value is not None
        }
        rows.append(cells)
    widest = max((len(cells) for cells in rows), default=0)
    for row, cells in zip(region.headings, rows, strict=True):
        spread = _spread(region, row, cells, rows[-1]) if len(cells) < widest else cells
        for column, text in spread.items():
            if text not in said.setdefault(column, []):
                said[column].append(text)
    return {column: " ".join(texts) for column, texts in said.items()}


def _as_text(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(text.split())


def _spread(
    region: Region, row: int, cells: Mapping[int, str], last: Mapping[int, str]
) -> dict[int, str]:
    """Return the words of a row over all the columns that they stand over."""
    spread = dict(cells)
    merged = [area for each in region.grid.sheet.merged if (area := parse_area(each))]
    for top, first, _, until in merged:
        if top == row and first in cells:
            for column in range(first, min(until, region.columns[1]) + 1):
                spread.setdefault(column, cells[first])
    if any(top == row for top, *_ in merged):
        return spread
    known = sorted(cells)
    for place, column in enumerate(known):
        until = known[place + 1] if place + 1 < len(known) else region.columns[1] + 1
        if column not in last and place == 0 and len(known) > 1:
            continue
        for each in range(column + 1, until):
            if each not in last:
                break
            spread[each] = cells[column]
    return spread


@dataclass
class _Counted:
    amounts: int = 0
    words: int = 0
    texts: int = 0
    others: int = 0
    rows: int = 0
    years: int = 0
    distinct: int = 0


def _counted(region: Region) -> dict[int, _Counted]:
    """Count what stands in each column, in rows that are not words alone."""
    left, right = region.columns
    counted: dict[int, _Counted] = {}
    names: dict[int, set[object]] = {}
    for row in region.body:
        for column, cell in region.grid.rows[row].items():
            if not left <= column <= right:
                continue
            count = counted.get(column)
            if count is None:
                count = counted[column] = _Counted()
                names[column] = set()
            kind = kind_in(cell)
            if kind == "n":
                count.amounts += 1
            elif kind == "t":
                count.texts += 1
                names[column].add(cell.value)
            elif kind == "w":
                count.words += 1
            elif kind == "y":
                count.years += 1
                names[column].add(cell.value)
            elif kind:
                count.others += 1
    for column, count in counted.items():
        count.rows = len(region.body)
        if count.amounts:
            count.amounts += count.years
        else:
            count.texts += count.years
        count.distinct = len(names[column])
    return counted


def _held(number: int, heading: str, count: _Counted, words: Words) -> Held:
    kind = words.column_kind(heading) if heading else ""
    measure, year, unit = words.measure(heading), year_in(heading), words.unit(heading)
    if (measure or unit) and count.years and not count.amounts:
        count.amounts, count.texts = count.years, count.texts - count.years
    money = count.amounts + count.words
    if kind == "label" and count.amounts > count.texts:
        kind = ""
    if not kind:
        is_named = bool(measure or year or unit) and not count.texts > money
        is_money = count.amounts and money >= _LEAST * (money + count.texts + count.others)
        kind = "amount" if is_money or (is_named and not count.others) else ""
        if count.others > money or (heading and "%" in heading):
            kind = "ignored"
    if kind == "block" and count.amounts > count.texts:
        kind = "ignored"
    is_amount = kind == "amount"
    sparse = count.texts < _SPARSE * max(count.rows, 1)
    return Held(
        number,
        heading,
        kind or "text",
        measure if is_amount else "",
        year if is_amount else "",
        unit if is_amount else None,
        sparse,
    )


def _with_labels(columns: list[Held], counted: Mapping[int, _Counted]) -> list[Held]:
    """Say which of the columns with words has the names of lines, and which names of blocks."""
    amounts = [each.number for each in columns if each.kind == "amount"]
    first = min(amounts, default=0)
    named = [each for each in columns if each.kind == "label" and counted.get(each.number)]
    texts = [
        each
        for each in columns
        if each.kind in ("text", "label") and (each.number < first or not first)
    ]
    pool = (
        named
        or [each for each in texts if counted.get(each.number, _Counted()).texts]
        or [each for each in columns if each.kind == "text"]
    )
    if not pool:
        pool = [
            each
            for each in columns
            if each.kind == "block" and counted.get(each.number, _Counted()).texts
        ]
    if named and all(each.is_sparse for each in named):
        beside = [each for each in texts if not each.is_sparse and not each.heading]
        pool = [each for each in beside if each.number > named[0].number] or pool
    if not named and any(not each.is_sparse for each in pool):
        # Where a name stands once for several rows, what is on each of them is in the next column.
        pool = [each for each in pool if not each.is_sparse]
    label = max(
        pool,
        key=lambda each: (counted.get(each.number, _Counted()).distinct, -each.number),
        default=None,
    )
    result = []
    for each in columns:
        kind = each.kind
        if label is not None and each.number == label.number:
            kind = "label"
        elif kind in ("text", "label"):
            before = label is not None and each.number < label.number
            kind = "block" if before else "remark"
            if label is not None and label.number < each.number < first:
                kind = "remark"
        elif kind == "amount" and label is not None and each.number < label.number:
            kind = "amount" if each.measure or each.year or each.unit else "ignored"
        result.append(
            Held(
                each.number, each.heading, kind, each.measure, each.year, each.unit, each.is_sparse
            )
        )
    return result


def unit_of(
    columns: Sequence[Held], around: Sequence[str], words: Words
) -> tuple[Unit | None, bool]:
    """Return the unit of a table, and whether something says it.

    Columns come before titles; a unit in the name of a measure is that of its column alone.
    """
    from_columns = [each.unit for each in columns if each.kind == "amount" and each.unit]
    if from_columns:
        return max(from_columns, key=lambda unit: unit.pounds), True
    for text in around:
        unit = words.unit(text)
        if unit:
            return unit, True
    return None, False


def shows_pounds(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether amounts have a pound sign of their own, and so are in pounds."""
    seen = 0
    for row in rows:
        for column in columns:
            cell = grid.rows[row].get(column)
            if cell is not None and kind_in(cell) == "n":
                seen += 1
                said = str(cell.value) if isinstance(cell.value, str) else cell.number_format
                amount = amount_in(cell)
                if "£" in said and amount.state == AMOUNT and amount.pounds_each is None:
                    return True
                if seen > 20:
                    return False
    return False
