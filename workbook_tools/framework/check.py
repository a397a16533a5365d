"""Checks on a framework: everything wrong in it is found, not just the first thing.

Each check is a small function over all the tables, registered by being decorated; it
yields one :class:`~workbook_tools.framework.tables.Problem` for each mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from workbook_tools.framework.check_funding import problems_of_funding, problems_of_reporters
from workbook_tools.framework.check_plan import problems_of_plan
from workbook_tools.framework.check_registers import problems_of_registers
from workbook_tools.framework.check_time import problems_of_time
from workbook_tools.framework.model import Block, Figure, Indicator, Outcome, ThemeGroup
from workbook_tools.framework.tables import Line, Problem, Tables
from workbook_tools.framework.timeline import Lasting, Timeline
from workbook_tools.framework.words import (
    BASES,
    FIELDS,
    KINDS,
    LIMITS,
    MEASURES,
    POLARITIES,
    PROFILES,
    SCOPES,
    STATUSES,
    UNIT_TYPES,
)

_Row = TypeVar("_Row")
_Lasting = TypeVar("_Lasting", bound=Lasting)

_Check = Callable[[Tables], Iterator[Problem]]
_CHECKS: list[_Check] = []
_STANDING_CHECKS: list[_Check] = []


def _check(function: _Check) -> _Check:
    """Register a check on all rows, whenever they hold."""
    _CHECKS.append(function)
    return function


def _check_as_it_stands(function: _Check) -> _Check:
    """Register a check on the rows that hold together, asked for each time when others do."""
    _STANDING_CHECKS.append(function)
    return function


def problems(tables: Tables) -> Iterator[Problem]:
    """Yield all that is wrong with a framework, check by check."""
    untimely = list(problems_of_time(tables))
    if untimely:
        # Without knowing when rows hold it is not known which of them hold together.
        yield from untimely
        return
    for check in _CHECKS:
        yield from check(tables)
    yield from problems_of_funding(tables)
    yield from problems_of_registers(tables)
    yield from problems_of_plan(tables)
    told: set[Problem] = set()
    for moment, words in tables.turns.items():
        standing = tables.at(moment)
        checks = (*_STANDING_CHECKS, problems_of_reporters)
        for problem in (found for check in checks for found in check(standing)):
            if problem not in told:
                told.add(problem)
                yield replace(
                    problem, message=f"{words}, {problem.message}" if words else problem.message
                )


# Ids and keys ----------------------------------------------------------------


@_check
def _ids_are_unique(tables: Tables) -> Iterator[Problem]:
    timeline = tables.timeline
    for lines in (
        *(tables.blocks, tables.theme_groups, tables.outcomes, tables.indicators),
        *(tables.board, tables.accountants, tables.streams),
        *(tables.activities, tables.recommendations, tables.communities),
        *(tables.reward_targets, tables.plan, tables.plan_links, tables.possible_indicators),
    ):
        yield from _overlapping(timeline, lines, lambda row: (row.id,), "id")
    yield from _overlapping(
        timeline, tables.allocations, lambda row: row.cell, "line, year, kind and basis"
    )
    yield from _overlapping(
        timeline,
        tables.figures,
        lambda figure: figure.cell,
        "indicator, field, year, area, measure and span",
    )


def _overlapping(
    timeline: Timeline,
    lines: Iterable[Line[_Lasting]],
    key: Callable[[Any], tuple[str, ...]],
    what: str,
) -> Iterator[Problem]:
    """Yield a problem for each row that holds at the same time as an earlier one of its key."""
    earlier: dict[tuple[str, ...], list[Line[_Lasting]]] = {}
    for line in lines:
        values = key(line.row)
        begins, ends = timeline.span(line.row)
        others = earlier.setdefault(values, [])
        for other in others:
            other_begins, other_ends = timeline.span(other.row)
            if begins <= other_ends and other_begins <= ends:
                named = (
                    f"the {what} “{', '.join(filter(None, values))}” stands on line {other.number}"
                )
                always = not any((line.row.since, line.row.until, other.row.since, other.row.until))
                yield line.problem(f"{named} already{_TWICE if always else _BOTH_HOLD}")
                break
        others.append(line)


_TWICE = "; correct one of the two or take it out"
_BOTH_HOLD = (
    ", and both hold in the same rounds; let the earlier one end (until) before the later one "
    "begins (since)"
)


@_check
def _codes_belong_to_one_theme_group(tables: Tables) -> Iterator[Problem]:
    groups: dict[str, Line[ThemeGroup]] = {}
    for line in tables.theme_groups:
        other = groups.setdefault(line.row.code, line)
        if other.row.id != line.row.id:
            yield line.problem(
                f"the code “{line.row.code}” stands on line {other.number} already; "
                "give each theme group a code of its own"
            )


@_check
def _ids_of_rows_begin_with_a_code(tables: Tables) -> Iterator[Problem]:
    codes = {line.row.code for line in tables.theme_groups}
    outcomes = {line.row.id for line in tables.outcomes}
    for line in tables.indicators:
        code, _, rest = line.row.id.partition("-")
        if code not in codes or not re.fullmatch(r"[A-Za-z0-9]+", rest):
            yield line.problem(
                f"the id “{line.row.id}” is not the code of a theme group, a hyphen, and letters "
                "or digits; write it as CYP-577"
            )
        elif line.row.id in outcomes:
            yield line.problem(
                f"the id “{line.row.id}” is that of an outcome, too; give the row another"
            )


@_check
def _ids_can_be_file_names(tables: Tables) -> Iterator[Problem]:
    groups = (*tables.theme_groups, *tables.board)
    lines: tuple[Line[Block] | Line[ThemeGroup], ...] = (*tables.blocks, *groups)
    for line in lines:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", line.row.id):
            yield line.problem(
                f"the id “{line.row.id}” is not made of small letters and digits in words joined "
                "by hyphens; write it as jobs-economy"
            )


@_check_as_it_stands
def _theme_groups_have_blocks(tables: Tables) -> Iterator[Problem]:
    blocks = {line.row.id for line in tables.blocks}
    for line in tables.theme_groups:
        group = line.row
        if not group.block:
            yield line.problem(
                f"the theme group {group.id} has no block; write the id of one ({_list(blocks)})"
            )
        elif group.block not in blocks:
            yield line.problem(_unknown("block", group.block, blocks))


@_check
def _outcomes_have_theme_groups(tables: Tables) -> Iterator[Problem]:
    groups = {line.row.id for line in tables.theme_groups}
    for line in tables.outcomes:
        if line.row.theme_group not in groups:
            yield line.problem(_unknown("theme group", line.row.theme_group, groups))
        yield from _word(line, "scope", line.row.scope, SCOPES)


@_check_as_it_stands
def _indicators_name_known_ids(tables: Tables) -> Iterator[Problem]:
    groups = {line.row.id for line in tables.theme_groups}
    outcomes = {line.row.id: line.row.theme_group for line in tables.outcomes}
    above: dict[str, str] = {}
    areas = {area.id for area in tables.areas}
    for line in tables.indicators:
        row = line.row
        if row.theme_group not in groups:
            yield line.problem(_unknown("theme group", row.theme_group, groups))
        if row.area not in areas:
            yield line.problem(_unknown("area", row.area, areas))
        if row.outcome and outcomes.get(row.outcome) != row.theme_group:
            yield line.problem(
                f"{row.id} stands beside the outcome “{row.outcome}”, which is none of its theme "
                "group's; write the id of one in outcomes.csv, or nothing"
            )
        if row.heading and above.get(row.heading) != row.theme_group:
            yield line.problem(
                f"{row.id} stands under “{row.heading}”, which is no row above it in its theme "
                "group; write the id of one, or nothing"
            )
        above[row.id] = row.theme_group


@_check
def _figures_name_known_ids(tables: Tables) -> Iterator[Problem]:
    indicators = {line.row.id for line in tables.indicators}
    areas = {area.id for area in tables.areas}
    for line in tables.figures:
        figure = line.row
        if figure.indicator not in indicators:
            yield line.problem(
                f"the figure is for an unknown indicator “{figure.indicator}”; "
                "write the id of one in indicators.csv"
            )
        if figure.area not in areas:
            yield line.problem(_unknown("area", figure.area, areas))


@_check_as_it_stands
def _headings_have_no_figures(tables: Tables) -> Iterator[Problem]:
    headings = {line.row.id for line in tables.indicators if line.row.is_heading}
    for line in tables.figures:
        if line.row.indicator in headings:
            yield line.problem(
                f"the figure is for {line.row.indicator}, a heading; headings have no figures, "
                "so give it to an indicator or take it out"
            )


# Words -----------------------------------------------------------------------


@_check
def _indicators_are_described(tables: Tables) -> Iterator[Problem]:
    for line in tables.indicators:
        row = line.row
        if not row.text:
            yield line.problem(
                f"{row.id} has no text, printed or supplied; write its wording and where it is from"
            )
        if row.is_heading:
            continue
        if not row.polarity:
            yield line.problem(
                f"the indicator {row.id} has no polarity; "
                "write higher or lower, whichever is better"
            )
        else:
            yield from _word(line, "polarity", row.polarity, POLARITIES)
        if not row.unit:
            yield line.problem(f"the indicator {row.id} has no unit; write it in readable words")
        yield from _word(line, "unit_type", row.unit_type, UNIT_TYPES)
        yield from _word(line, "kind", row.kind, KINDS)
        yield from _word(line, "profile", row.profile, PROFILES)
        if not 0 <= row.decimals <= 6:
            yield line.problem(f"{row.id} has {row.decimals} decimals; write a number from 0 to 6")


@_check
def _supplied_wording_has_a_source(tables: Tables) -> Iterator[Problem]:
    lines: tuple[Line[Outcome] | Line[Indicator], ...] = (*tables.outcomes, *tables.indicators)
    for line in lines:
        if bool(line.row.wording) != bool(line.row.wording_source):
            yield line.problem(
                f"{line.row.id} has a wording or a source of it without the other; "
                "write both, or neither"
            )


@_check
def _figures_use_known_words(tables: Tables) -> Iterator[Problem]:
    for line in tables.figures:
        figure = line.row
        yield from _word(line, "field", figure.field, FIELDS)
        yield from _word(line, "measure", figure.measure, MEASURES)
        yield from _word(line, "limit", figure.limit, LIMITS)
        yield from _word(line, "basis", figure.basis, BASES)
        if figure.status:
            yield from _word(line, "status", figure.status, STATUSES)


# Figures ---------------------------------------------------------------------


@_check
def _figures_have_a_number_or_a_meaning(tables: Tables) -> Iterator[Problem]:
    for line in tables.figures:
        figure = line.row
        if figure.value is None and figure.status in ("", "number"):
            yield line.problem(
                f"the {figure.field} of {figure.indicator} has neither a number nor a stated "
                "meaning; write its value, or a status such as to be set"
            )
        elif figure.value is not None and figure.status != "number":
            yield line.problem(
                f"the {figure.field} of {figure.indicator} has a number and the status "
                f"“{figure.status}”; write the status number, or take the value out"
            )


@_check_as_it_stands
def _cells_have_a_figure_for_the_indicators_own_area(tables: Tables) -> Iterator[Problem]:
    areas = {line.row.id: line.row.area for line in tables.indicators}
    cells: dict[tuple[str, str, str], list[Line[Figure]]] = {}
    for line in tables.figures:
        figure = line.row
        if figure.measure == "value" and figure.indicator in areas:
            cells.setdefault((figure.indicator, figure.field, figure.year), []).append(line)
    for (indicator, field, year), lines in cells.items():
        if areas[indicator] not in {line.row.area for line in lines}:
            yield lines[0].problem(
                f"the {' '.join(filter(None, (field, year)))} of {indicator} has no figure for "
                f"its own area, {areas[indicator]}; add one, or correct the area of either"
            )


@_check_as_it_stands
def _joint_targets_agree(tables: Tables) -> Iterator[Problem]:
    first: dict[tuple[str, str], Line[Figure]] = {}
    for line in tables.figures:
        figure = line.row
        if not figure.joint:
            continue
        other = first.setdefault((figure.joint, figure.year), line)
        if (figure.value, figure.limit) != (other.row.value, other.row.limit):
            yield line.problem(
                f"the target of {figure.indicator} is joint with that on line {other.number} and "
                "differs from it; write the same number and limit for all its rows"
            )


@_check
def _figures_have_the_right_year(tables: Tables) -> Iterator[Problem]:
    for line in tables.figures:
        figure = line.row
        if figure.field == "baseline" and figure.year:
            yield line.problem(
                f"the baseline of {figure.indicator} has the year {figure.year}; leave it empty"
            )
        elif figure.field == "target" and figure.year not in tables.years:
            yield line.problem(_unknown("year of targets", figure.year, tables.years))
        elif figure.field == "actual" and not re.fullmatch(r"[0-9]{4}-[0-9]{2}", figure.year):
            yield line.problem(
                f"the actual of {figure.indicator} has the year “{figure.year}”; "
                "write it as 2005-06"
            )


@_check
def _figures_have_possible_shares_and_dates(tables: Tables) -> Iterator[Problem]:
    for line in tables.figures:
        figure = line.row
        if not 0 < figure.share <= 1:
            yield line.problem(
                f"the {figure.field} of {figure.indicator} has the share {figure.share}; "
                "write a number above 0 and up to 1"
            )
        if figure.due and not _is_day(figure.due):
            yield line.problem(
                f"the {figure.field} of {figure.indicator} is due on “{figure.due}”; "
                "write a day as 2008-03-31, or nothing"
            )
        if figure.basis == "supplied" and not figure.note:
            yield line.problem(
                f"the {figure.field} of {figure.indicator} is supplied without a note; "
                "write where its meaning comes from"
            )


# Helpers ---------------------------------------------------------------------


def _word(line: Line[_Row], column: str, word: str, known: tuple[str, ...]) -> Iterator[Problem]:
    if word not in known:
        yield line.problem(
            f"the column “{column}” holds “{word}”; write one of {_list(filter(None, known))}"
        )


def _unknown(what: str, id_: str, known: Iterable[str]) -> str:
    return f"there is no {what} “{id_}”; write one of {_list(known)}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
