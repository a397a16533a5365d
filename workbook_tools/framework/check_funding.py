"""Checks on what a framework says of money: ids, words and amounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from workbook_tools.framework.funding import (
    ALLOCATION,
    AMOUNT_KINDS,
    FORECAST,
    POOLINGS,
    UNITS,
    Allocation,
    FundingControl,
)
from workbook_tools.framework.tables import Line, Problem, Tables
from workbook_tools.values.money import AMOUNT, NOT_APPLICABLE, UNKNOWN, read_amount

_Check = Callable[[Tables], Iterator[Problem]]
_CHECKS: list[_Check] = []


def _check(function: _Check) -> _Check:
    _CHECKS.append(function)
    return function


def problems_of_funding(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with streams, allocations, totals and accountants, check by check."""
    for check in _CHECKS:
        yield from check(tables)


@_check
def _lines_name_known_ids(tables: Tables) -> Iterator[Problem]:
    blocks = {line.row.id for line in tables.blocks}
    reporters = {line.row.id for line in (*tables.theme_groups, *tables.accountants)}
    streams = {line.row.stream for line in tables.streams}
    for line in tables.streams:
        row = line.row
        if not re.fullmatch(r"[A-Za-z0-9]+-[A-Za-z0-9]+", row.id):
            yield line.problem(
                f"the id “{row.id}” is not two words of letters and digits with a hyphen between "
                "them; write it as CYP-F984"
            )
        if not row.stream or not row.title:
            yield line.problem(f"the line {row.id} has no stream or no title; write both")
        yield from _known(line, "block", row.block, blocks)
        yield from _known(line, "pooling", row.pooling, {"", *POOLINGS})
        yield from _known(line, "previously_pooled", row.previously_pooled, {"", "yes", "no"})
        if row.reported_by:
            yield from _known(line, "reported_by", row.reported_by, reporters)
            if not row.reason:
                yield line.problem(
                    f"the line {row.id} is reported by {row.reported_by} and does not say why; "
                    "write the reason"
                )
        for successor in row.successors:
            yield from _known(line, "became", successor, streams)


def problems_of_reporters(tables: Tables) -> Iterator[Problem]:
    """Yield the streams that somebody is to report who does not return at the time.

    It is asked of the rows that hold together.
    """
    reporters = {line.row.id for line in (*tables.theme_groups, *tables.accountants)}
    for line in tables.streams:
        if line.row.reported_by and line.row.reported_by not in reporters:
            yield line.problem(
                f"the line {line.row.id} is reported by {line.row.reported_by}, who makes no "
                "return any more; let it end, and another begin with who reports it now"
            )


@_check
def _ids_mean_one_thing(tables: Tables) -> Iterator[Problem]:
    indicators = {line.row.id for line in tables.indicators}
    outcomes = {line.row.id for line in tables.outcomes}
    groups = {line.row.id for line in tables.theme_groups}
    codes = {line.row.code for line in tables.theme_groups}
    for line in tables.streams:
        if line.row.id in indicators | outcomes:
            yield line.problem(
                f"the id “{line.row.id}” is that of an indicator or an outcome, too; give the "
                "line another"
            )
    for accountants in tables.accountants:
        row = accountants.row
        if row.id in groups or row.code in codes:
            yield accountants.problem(
                f"the accountants {row.id} have the id or the code of a theme group; give them "
                "their own"
            )


@_check
def _accountants_have_blocks(tables: Tables) -> Iterator[Problem]:
    blocks = {line.row.id for line in tables.blocks}
    for line in tables.accountants:
        yield from _known(line, "block", line.row.block, blocks)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", line.row.id):
            yield line.problem(
                f"the id “{line.row.id}” is not made of small letters and digits in words joined "
                "by hyphens; write it as finance-health"
            )


@_check
def _titles_of_a_stream_agree(tables: Tables) -> Iterator[Problem]:
    first: dict[str, Line[object]] = {}
    titles: dict[str, str] = {}
    for line in tables.streams:
        other = first.setdefault(line.row.stream, line)
        title = titles.setdefault(line.row.stream, line.row.title)
        if title != line.row.title and not line.row.since:
            yield line.problem(
                f"the stream {line.row.stream} is called “{line.row.title}” here and “{title}” on "
                f"line {other.number}; write the same title on both"
            )


@_check
def _amounts_can_be_read(tables: Tables) -> Iterator[Problem]:
    lines = {line.row.id for line in tables.streams}
    for line in tables.allocations:
        row = line.row
        if row.line not in lines:
            yield line.problem(
                f"the amount is for an unknown line “{row.line}”; write the id of one in "
                "streams.csv"
            )
        yield from _known(line, "kind", row.kind, AMOUNT_KINDS)
        yield from _amount(line, row, (AMOUNT, UNKNOWN, NOT_APPLICABLE))
    for control in tables.funding_controls:
        yield from _known(control, "kind", control.row.kind, {"", *AMOUNT_KINDS})
        blocks = {line.row.id for line in tables.blocks}
        yield from _known(control, "block", control.row.block, {"", *blocks})
        for pooling in control.row.poolings:
            yield from _known(control, "pooling", pooling, POOLINGS)
        yield from _amount(control, control.row, (AMOUNT,))


def _amount(
    line: Line[Allocation] | Line[FundingControl],
    row: Allocation | FundingControl,
    states: tuple[str, ...],
) -> Iterator[Problem]:
    yield from _known(line, "basis", row.basis, (ALLOCATION, FORECAST))
    yield from _known(line, "unit", row.unit, UNITS)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", row.year):
        yield line.problem(f"the column “year” holds “{row.year}”; write it as 2007-08")
    said = read_amount(row.amount)
    is_plain = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", row.amount) is not None
    if said.state not in states or (said.state == AMOUNT and not is_plain):
        words = " (or NYQ, or N/A)" if len(states) > 1 else ""
        yield line.problem(
            f"the column “amount” holds “{row.amount}”; write the digits alone, such as "
            f"369441{words}"
        )


def _known(line: Line[object], column: str, word: str, known: Iterable[str]) -> Iterator[Problem]:
    words = sorted(known)
    if word not in words:
        yield line.problem(
            f"the column “{column}” holds “{word}”; write one of {', '.join(filter(None, words))}"
        )
