"""A table beside what the framework allocates: each stream, over all its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from workbook_tools.framework import Framework
from workbook_tools.framework.funding import ALLOCATION, AMOUNT_KINDS
from workbook_tools.funding.across import Edition, editions, name_of
from workbook_tools.funding.checks import Fault, FileTables
from workbook_tools.funding.model import Figure
from workbook_tools.funding.tables import Row
from workbook_tools.values.money import spelt

_Line: TypeAlias = Mapping[str, Decimal | None]
"""What a line is allocated by kind, in pounds; None where it is not quantified."""

_COMMON = 3
"""A table with fewer streams of the framework is of something else."""


def against_framework(
    files: Sequence[FileTables], framework: Framework
) -> Mapping[int, list[Fault]]:
    """Return the streams that come to other amounts than are allocated, by number of the file.

    A table may be of one block: then each line is held against the lines of its stream. What is
    not quantified on either side is left alone, and so is a table in another unit.
    """
    found: dict[int, list[Fault]] = {}
    for number, file in enumerate(files):
        for edition in editions(number, file):
            found.setdefault(number, []).extend(_faults(edition, framework))
    return found


def _faults(edition: Edition, framework: Framework) -> Iterator[Fault]:
    """Yield the streams that differ, where the table is of what is allocated: most agree."""
    streams = _allocated(framework, edition.year)
    known = [name for name in edition.names if name in streams]
    if len(known) < _COMMON or edition.one.cast.table.unit != 1:
        return
    found = [fault for name in known for fault in _fault(edition, name, streams[name])]
    if len(found) * 2 < len(known):
        yield from found


def _fault(edition: Edition, name: str, lines: Sequence[_Line]) -> Iterator[Fault]:
    rows = edition.names[name]
    amounts = [edition.pounds(row) for row in rows]
    allocated = [_sum(line.values()) for line in lines]
    if None in amounts or None in allocated:
        return
    if len(amounts) < len(allocated) and all(each in allocated for each in amounts):
        return
    comes_to, expected = _sum(amounts), _sum(allocated)
    if comes_to != expected:
        yield edition.one.fault(
            "allocation-differs",
            _figure(edition, rows, lines),
            found=spelt(comes_to or Decimal(0)),
            expected=spelt(expected or Decimal(0)),
            what=edition.one.name_of(rows[0]),
            year=edition.year,
            lines="" if len(rows) == 1 else f" over {len(rows)} lines",
        )


def _figure(edition: Edition, rows: Sequence[Row], lines: Sequence[_Line]) -> Figure:
    """Return the figure that no line of the stream is allocated; the first where that is none."""
    for kind in AMOUNT_KINDS:
        column = edition.column(kind)
        known = {line.get(kind) for line in lines}
        figures = [row.figures[column.number] for row in rows] if column else []
        for figure in figures:
            if figure.value and figure.value not in known:
                return figure
    return edition.figure(rows[0])


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the total; None where one of them is not known."""
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _allocated(framework: Framework, year: str) -> Mapping[str, list[_Line]]:
    """Return what each line of a stream is allocated in a year, by every name of the stream."""
    lines: dict[str, dict[str, Decimal | None]] = {}
    for line, allocation in framework.funding.of(year, ALLOCATION):
        lines.setdefault(line.id, {})[allocation.kind] = allocation.pounds
    found: dict[str, dict[str, _Line]] = {}
    for line in framework.funding.lines:
        if line.id in lines:
            for name in line.names:
                found.setdefault(name_of(name), {})[line.id] = lines[line.id]
    return {name: list(by_line.values()) for name, by_line in found.items()}
