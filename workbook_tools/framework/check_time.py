"""Checks on what a framework says of time: its rounds, validity, log and calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from workbook_tools.framework.load import SETTINGS
from workbook_tools.framework.rounds import KINDS, UnknownRoundError, is_month_and_day
from workbook_tools.framework.tables import Line, Problem, Tables

_Check = Callable[[Tables], Iterator[Problem]]
_CHECKS: list[_Check] = []


def _check(function: _Check) -> _Check:
    _CHECKS.append(function)
    return function


def problems_of_time(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with rounds, validity, log and calendar, check by check.

    Where the calendar is wrong or rounds are unknown, that alone is said: nothing else can
    be known of time.
    """
    unknown = [*_duties_are_described(tables)] or [*_rounds_are_known(tables)]
    yield from unknown
    if not unknown:
        for check in _CHECKS:
            yield from check(tables)


def _rounds_are_known(tables: Tables) -> Iterator[Problem]:
    named: list[tuple[Line[object], str, str]] = []
    for lasting in tables.lasting():
        named += [(lasting, "since", lasting.row.since), (lasting, "until", lasting.row.until)]
    named += [(line, "since", line.row.since) for line in tables.changes]
    for line, column, round_id in named:
        try:
            _ = round_id and tables.timeline.round(round_id)
        except UnknownRoundError:
            yield line.problem(
                f"the column “{column}” holds “{round_id}”, which is no round; write it as "
                "2007-08, 2007-08-half-year or 2007-08-q1, or as one in framework.json"
            )


# Rounds ----------------------------------------------------------------------


@_check
def _settings_declare_each_id_once(tables: Tables) -> Iterator[Problem]:
    for what, ids in (
        ("area", [area.id for area in tables.areas]),
        ("round", [round_.id for round_ in tables.rounds]),
    ):
        for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            yield _in_settings(
                tables, id_, f"the {what} {id_} is declared twice; give each its own id"
            )


@_check
def _rounds_are_in_order(tables: Tables) -> Iterator[Problem]:
    for round_ in tables.rounds:
        if not round_.starts < round_.ends:
            yield _in_settings(
                tables,
                round_.id,
                f"the round {round_.id} ends on {round_.ends}, not after it starts on "
                f"{round_.starts}; correct the two dates",
            )
        if round_.due < round_.starts:
            yield _in_settings(
                tables,
                round_.id,
                f"the round {round_.id} is due on {round_.due}, before it starts on "
                f"{round_.starts}; correct the two dates",
            )


def _in_settings(tables: Tables, id_: str, message: str) -> Problem:
    """Return a problem with what ``framework.json`` declares under an id, the last time."""
    name = SETTINGS
    wanted = re.compile(rf'"id"\s*:\s*"{re.escape(id_)}"')
    lines = enumerate(tables.files.text(name).splitlines(), start=1)
    found = [number for number, text in lines if wanted.search(text)]
    return Problem(tables.files.path(name), max(found, default=0), message)


# Validity and the log --------------------------------------------------------


@_check
def _rows_end_after_they_begin(tables: Tables) -> Iterator[Problem]:
    for line in tables.lasting():
        begins, ends = tables.timeline.span(line.row)
        if begins > ends:
            yield line.problem(
                f"the row holds since {line.row.since} until {line.row.until}, which is the "
                "earlier of the two rounds; correct one of them"
            )


@_check
def _rows_that_begin_say_by_what_change(tables: Tables) -> Iterator[Problem]:
    known = {line.row.id: line.row for line in tables.changes}
    for line in tables.lasting():
        since, change = line.row.since, line.row.change
        if change and change not in known:
            yield line.problem(
                f"the column “change” holds “{change}”, which is no id in changes.csv; "
                "write the id of the entry that began the row"
            )
        elif since and not change:
            yield line.problem(
                f"the row holds since {since} and does not say by what change; write the id of "
                "an entry in changes.csv, which says who agreed it"
            )
        elif change and known[change].since != since:
            yield line.problem(
                f"the row holds since “{since}” and its change {change} since "
                f"“{known[change].since}”; write the same round for both"
            )


@_check
def _changes_are_described(tables: Tables) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in tables.changes:
        change = line.row
        if not re.fullmatch(r"[A-Za-z0-9-]+", change.id):
            yield line.problem(
                f"the change has the id “{change.id}”; write one of letters, digits and hyphens"
            )
        if change.id in first:
            yield line.problem(
                f"the id “{change.id}” stands on line {first[change.id]} already; "
                "give each change its own"
            )
        first.setdefault(change.id, line.number)
        if not change.what:
            yield line.problem(f"the change {change.id} does not say what was changed; write it")


# Contacts and calendar -------------------------------------------------------


@_check
def _addresses_can_be_written_to(tables: Tables) -> Iterator[Problem]:
    for line in tables.theme_groups:
        for column, address in (
            ("contact_email", line.row.contact_email),
            ("deputy_email", line.row.deputy_email),
        ):
            if address and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", address):
                yield line.problem(
                    f"the column “{column}” holds “{address}”; write one address, such as "
                    "jo.smith@example.gov.uk, or nothing"
                )


def _duties_are_described(tables: Tables) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in tables.calendar:
        duty = line.row
        if not duty.id or not duty.what:
            yield line.problem("the duty has no id or does not say what is due; write both")
        elif duty.id in first:
            yield line.problem(
                f"the id “{duty.id}” stands on line {first[duty.id]} already; "
                "give each duty its own"
            )
        first.setdefault(duty.id, line.number)
        if duty.round and duty.round not in KINDS:
            yield line.problem(
                f"the column “round” holds “{duty.round}”; write one of {', '.join(KINDS)}, "
                "or nothing"
            )
        for column, day in (("due", duty.due), ("returns_by", duty.returns_by)):
            if day and not is_month_and_day(day):
                yield line.problem(
                    f"the column “{column}” holds “{day}”; write month and day as 10-31, or nothing"
                )
        if duty.returns_by and not duty.round:
            yield line.problem(
                f"the duty {duty.id} says when returns are to be back, and not of which kind of "
                f"round; write one of {', '.join(KINDS)}"
            )
