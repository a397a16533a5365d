"""Where the tables of a sheet begin and end: under one another, side by side, with their headings.

A row of headings is words over columns in which figures follow. The same headings again are the
same table going on, unless another year or unit stands over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbook_tools.funding.grid import Grid, kind_in
from workbook_tools.funding.words import Words, plain, without_years, years_in

_AHEAD = 12
"""Rows with figures that are looked at to tell in which columns figures follow."""

_AMOUNT = re.compile(r"£\s?[1-9]")
"""No heading names an amount."""

_HEADED_BY = 3
"""Of so many columns of figures at least one must have a heading for words to be headings."""


@dataclass
class Region:
    """Part of a sheet with one table in it."""

    grid: Grid
    columns: tuple[int, int]
    """The first and the last."""
    headings: tuple[int, ...]
    """The rows of its headings; none where it has none."""
    titles: tuple[str, ...]
    """What stands above it."""
    title_rows: tuple[int, ...] = ()
    """The rows in which that stands."""
    body: list[int] = field(default_factory=list)
    """The rows below its headings, repeated headings left out."""

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return self.grid.name


def regions_of(grid: Grid, words: Words) -> list[Region]:
    """Return the tables of a sheet, in the order of their first rows."""
    if not grid.order:
        return []
    every = [column for line in grid.rows.values() for column in (min(line), max(line))]
    whole = (min(every), max(every))
    found: list[Region] = []
    shared: tuple[str, ...] = ()
    bands = _bands(grid, words, grid.order, whole)
    for band in bands:
        stacked = list(_stacked(grid, words, grid.order, band))
        for region in stacked[:1] if len(bands) > 1 else ():
            region.titles = _over(grid, region.title_rows, band)
        if stacked and band[0] > whole[0]:
            # What stands above the first of several tables side by side is said of all of them.
            stacked[0].titles = (*shared, *stacked[0].titles)
        for region in stacked:
            shared = shared or _alone(grid, region.title_rows)
            rows = [*region.headings, *region.body]
            parts = _bands(grid, words, rows, band)
            if len(parts) == 1:
                found.append(region)
                continue
            for part in parts:
                for each in _stacked(grid, words, rows, part):
                    each.titles = (*_over(grid, region.title_rows, part), *each.titles)
                    found.append(each)
    found = [region for region in found if _has_figures(region)]
    return sorted(found, key=lambda each: ((each.headings or tuple(each.body))[0], each.columns))


def _has_figures(region: Region) -> bool:
    left, right = region.columns
    return any(
        left <= column <= right and kind_in(cell) == "n"
        for row in region.body
        for column, cell in region.grid.rows[row].items()
    )


def _bands(
    grid: Grid, words: Words, rows: Sequence[int], within: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the columns of tables that stand side by side.

    There is an empty column between them, or one with names and totals of its own.
    """
    left, right = within
    kinds: dict[int, list[int]] = {}
    totals: set[int] = set()
    for row in rows:
        for column, cell in grid.rows[row].items():
            if left <= column <= right:
                counted = kinds.setdefault(column, [0, 0])
                kind = kind_in(cell)
                counted[0] += kind == "n"
                if kind == "t":
                    counted[1] += 1
                    if column not in totals and words.total_word(str(cell.value)):
                        totals.add(column)
    used = sorted(kinds)
    bands: list[tuple[int, int]] = []
    start = used[0] if used else left
    for column, following in pairwise(used):
        if (
            (following > column + 1 or (following in totals and kinds[column][0]))
            and _is_table(kinds, start, column)
            and _is_table(kinds, following, _end(used, following))
        ):
            bands.append((start, column))
            start = following
    bands.append((start, right))
    if bands:
        bands[0] = (left, bands[0][1])
    return bands


def _end(used: Sequence[int], start: int) -> int:
    column = start
    known = set(used)
    while column + 1 in known:
        column += 1
    return column


def _is_table(kinds: dict[int, list[int]], left: int, right: int) -> bool:
    """Whether columns are a table of their own: names, and then figures."""
    named = False
    for column in range(left, right + 1):
        figures, texts = kinds.get(column, (0, 0))
        if texts > 1 and texts > figures:
            named = True
        elif named and figures > 1:
            return True
    return False


def _stacked(
    grid: Grid, words: Words, rows: Sequence[int], band: tuple[int, int]
) -> Iterator[Region]:
    """Yield the tables that stand under one another in some columns."""
    looks = [(row, _looked(grid, row, band)) for row in rows]
    looks = [(row, look) for row, look in looks if look]
    figures = [place for place, (_, look) in enumerate(looks) if "n" in look.values()]
    current: Region | None = None
    signature: tuple[tuple[int, str], ...] = ()
    before = -1
    for at, place in enumerate(figures):
        between = range(before + 1, place)
        before = place
        if between:
            ahead = {
                column
                for each in figures[at : at + _AHEAD]
                for column, kind in looks[each][1].items()
                if kind == "n"
            }
            over = [
                each
                for each in between
                if _is_headings(grid, words, looks[each], ahead, first=current is None)
                and (current is None or _is_fresh(grid, words, looks, between.start, each))
            ]
            over = _together(looks, over)
        else:
            over = []
        if over:
            headings = tuple(looks[each][0] for each in over)
            above = [looks[each][0] for each in between if each < over[0]]
            titles = _titles(grid, above, band, all_=current is None)
            mine = _signature(grid, headings, band)
            same = current is not None and mine == signature and not _is_other(titles, current)
            if current is None or not same:
                if current is not None:
                    kept = _last_group(above)
                    current.body += [row for row in above if row not in kept]
                    yield current
                current = Region(grid, band, headings, titles, tuple(above))
                signature = mine
            else:
                current.body += above
            after = [looks[each][0] for each in between if each > over[-1]]
        else:
            after = [looks[each][0] for each in between]
            if current is None:
                title = _titles(grid, after, band, all_=True)
                current = Region(grid, band, (), title, tuple(after))
        current.body += after
        if not (over and _numbers_columns(grid, looks[place], band)):
            current.body.append(looks[place][0])
    if current is not None:
        current.body += [row for row, _ in looks[before + 1 :]]
        yield current


def _looked(grid: Grid, row: int, band: tuple[int, int]) -> dict[int, str]:
    left, right = band
    found = {}
    for column, cell in grid.rows[row].items():
        if left <= column <= right:
            kind = kind_in(cell)
            if kind:
                found[column] = kind
    if "y" in found.values() and not _is_of_years(grid, row, found):
        found = {column: "n" if kind == "y" else kind for column, kind in found.items()}
    return found


def _is_of_years(grid: Grid, row: int, found: dict[int, str]) -> bool:
    """Whether the numbers of a row that may be years are: one after the other, with no others."""
    if "n" in found.values():
        return False
    values = [grid.rows[row][column].value for column, kind in sorted(found.items()) if kind == "y"]
    years = [int(float(str(value))) for value in values]
    return (
        len(years) > 1
        and all(0 <= later - year <= 1 for year, later in pairwise(years))
        and (years[-1] > years[0])
    )


def _is_headings(
    grid: Grid,
    words: Words,
    look: tuple[int, dict[int, str]],
    ahead: set[int],
    *,
    first: bool,
) -> bool:
    row, kinds = look
    over = [column for column in ahead if kinds.get(column) in ("t", "y")]
    if not over or "w" in kinds.values():
        return False
    texts = [grid.text(row, column) for column, kind in kinds.items() if kind == "t"]
    if any(_AMOUNT.search(without_years(text)) for text in texts):
        return False
    known = "y" in kinds.values() or any(map(words.is_heading_word, texts))
    share = len(over) * _HEADED_BY >= len(ahead)
    if first:
        return share or known
    return known and share and len(over) * 2 >= min(len(ahead), 2)


def _is_fresh(
    grid: Grid, words: Words, looks: Sequence[tuple[int, dict[int, str]]], start: int, place: int
) -> bool:
    """Whether something ends before a row: after an empty row, a total or other words."""
    if place > start or not start or looks[place][0] - looks[place - 1][0] > 1:
        return True
    row, kinds = looks[start - 1]
    return any(
        words.total_word(grid.text(row, column)) for column, kind in kinds.items() if kind == "t"
    )


def _together(looks: Sequence[tuple[int, dict[int, str]]], over: list[int]) -> list[int]:
    """Return the last rows of headings that stand under one another."""
    if not over:
        return []
    kept = [over[-1]]
    left = min(column for each in over for column in looks[each][1])
    for each in reversed(over[:-1]):
        is_title = set(looks[each][1]) == {left}
        if looks[kept[0]][0] - looks[each][0] <= 2 and not is_title:
            kept.insert(0, each)
        else:
            break
    return kept


def _numbers_columns(grid: Grid, look: tuple[int, dict[int, str]], band: tuple[int, int]) -> bool:
    """Whether a row under the headings only counts the columns: 1, 2, 3 or (1), (2), (3)."""
    from workbook_tools.funding.grid import amount_in

    row, kinds = look
    if "t" in kinds.values() or len(kinds) < 2:
        return False
    values = [amount_in(grid.rows[row][column]).value for column in sorted(kinds)]
    numbers = [abs(int(value)) for value in values if value is not None and value == int(value)]
    return numbers == list(range(numbers[0], numbers[0] + len(kinds))) if numbers else False


def _last_group(rows: Sequence[int]) -> list[int]:
    """Return the last rows that stand together without an empty one between them."""
    kept: list[int] = []
    for row in reversed(rows):
        if kept and kept[0] - row > 1:
            break
        kept.insert(0, row)
    return kept


def _titles(
    grid: Grid, rows: Sequence[int], band: tuple[int, int], *, all_: bool
) -> tuple[str, ...]:
    left, right = band
    taken = rows if all_ else _last_group(rows)
    return tuple(
        str(cell.value)
        for row in taken
        for column, cell in sorted(grid.rows[row].items())
        if (left <= column <= right or all_) and cell.value is not None
    )


def _alone(grid: Grid, rows: Sequence[int]) -> tuple[str, ...]:
    """Return what stands alone in its row: it is said of all tables below it."""
    lines = (grid.rows[row].values() for row in rows)
    return tuple(str(cell.value) for line in lines if len(line) == 1 for cell in line if cell.value)


def _over(grid: Grid, rows: Sequence[int], band: tuple[int, int]) -> tuple[str, ...]:
    """Return what stands over one of several tables side by side: its own, and what is alone."""
    left, right = band
    return tuple(
        str(cell.value)
        for row in rows
        for column, cell in sorted(grid.rows[row].items())
        if (len(grid.rows[row]) == 1 or left <= column <= right) and cell.value is not None
    )


def _signature(
    grid: Grid, headings: Sequence[int], band: tuple[int, int]
) -> tuple[tuple[int, str], ...]:
    left, right = band
    columns = sorted({c for row in headings for c in grid.rows[row] if left <= c <= right})
    return tuple(
        (column, said)
        for place, column in enumerate(columns)
        if (
            said := " ".join(
                plain(str(cell.value))
                for row in headings
                if (cell := grid.rows[row].get(column)) is not None
            )
        )
        # What stands over the names is often the name of the block.
        and place
    )


def _is_other(titles: Sequence[str], current: Region) -> bool:
    """Whether what stands over headings says that another table begins."""
    mine = {year for title in titles for year in years_in(title)}
    theirs = {year for title in current.titles for year in years_in(title)}
    return bool(mine) and mine != theirs
