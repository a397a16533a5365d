"""A table beside what the framework allocates: each stream, over all its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from workbook_tools.framework import Framework
from workbook_tools.framework.funding import ALLOCATION
from workbook_tools.funding.across import Edition, editions, name_of
from workbook_tools.funding.checks import Fault, FileTables
from workbook_tools.values.money import spelt

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


def _fault(edition: Edition, name: str, allocated: Sequence[Decimal | None]) -> Iterator[Fault]:
    rows = edition.names[name]
    amounts = [edition.pounds(row) for row in rows]
    if None in amounts or None in allocated:
        return
    if len(amounts) < len(allocated) and all(each in allocated for each in amounts):
        return
    comes_to, expected = (_sum(each) for each in (amounts, allocated))
    if comes_to != expected:
        yield edition.one.fault(
            "allocation-differs",
            edition.figure(rows[0]),
            found=spelt(comes_to),
            expected=spelt(expected),
            what=edition.one.name_of(rows[0]),
            year=edition.year,
            lines="" if len(rows) == 1 else f" over {len(rows)} lines",
        )


def _sum(amounts: Sequence[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), Decimal(0))


def _allocated(framework: Framework, year: str) -> Mapping[str, list[Decimal | None]]:
    """Return what each line of a stream is allocated in a year, by every name of the stream."""
    lines: dict[str, Decimal | None] = {}
    for line, allocation in framework.funding.of(year, ALLOCATION):
        pounds, had = allocation.pounds, lines.get(line.id, Decimal(0))
        lines[line.id] = None if pounds is None or had is None else had + pounds
    found: dict[str, dict[str, Decimal | None]] = {}
    for line in framework.funding.lines:
        if line.id in lines:
            for name in line.names:
                found.setdefault(name_of(name), {})[line.id] = lines[line.id]
    return {name: list(amounts.values()) for name, amounts in found.items()}
