"""Where the values of two issues of the LAA spreadsheet come from, theme group by theme group."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Sheet, shown

_GROUP, _FILE, _RECEIVED, _SHA256 = 2, 7, 10, 11
"""Columns of the sheet of sources; ``registers.py`` writes them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The values of a theme group that come from another file now."""

    group: str
    old: tuple[str, ...]
    """The files that they came from, each with the day it was received; none where there are
    no values in the old spreadsheet."""
    new: tuple[str, ...]
    values: int
    """How many values come from those of the new spreadsheet."""


def moved_sources(old: Sheet, new: Sheet) -> tuple[Moved, ...]:
    """Return the theme groups whose values come from other files in the new sheet of sources."""
    before, after = _files(old), _files(new)
    groups = [*after, *(each for each in before if each not in after)]
    moved = []
    for group in groups:
        ours, theirs = before.get(group, Counter()), after.get(group, Counter())
        if ours.keys() == theirs.keys():
            continue
        came = [file for file in theirs if file not in ours]
        moved.append(
            Moved(
                group,
                tuple(_name(file) for file in ours if file not in theirs),
                tuple(_name(file) for file in came),
                sum(theirs[file] for file in came),
            )
        )
    return tuple(moved)


_File = tuple[str, str, str]
"""Its name, the day it was received, its SHA-256."""


def _files(sheet: Sheet) -> dict[str, Counter[_File]]:
    """Return how many values come from each file, by theme group."""
    found: dict[str, Counter[_File]] = {}
    for row in sorted({row for row, _ in sheet.cells if row > HEADING_ROW}):
        group, file, received, digest = (
            folded(shown(sheet.cell(row, column))) for column in (_GROUP, _FILE, _RECEIVED, _SHA256)
        )
        found.setdefault(group, Counter())[file, received, digest] += 1
    return found


def _name(file: _File) -> str:
    name, received, _ = file
    return f"{name}, received on {received}"
