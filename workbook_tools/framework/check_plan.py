"""Checks on a framework's rewarded targets, and on the plan that it serves."""

from __future__ import annotations

import math
from collections.abc import Iterator

from workbook_tools.framework.plan_and_rewards import (
    AVERAGE,
    BECAME,
    MEASURE,
    PLAN_KINDS,
    STRENGTHS,
    TOTAL,
)
from workbook_tools.framework.tables import Problem, Tables


def problems_of_plan(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with the rewarded targets, the plan, and what was possible before."""
    measures = {line.row.id for line in tables.indicators if not line.row.is_heading}
    yield from _rewarded_indicators_are_there(tables, measures)
    yield from _rewards_are_shares_of_something(tables)
    yield from _plan_is_led_by_theme_groups(tables)
    yield from _measures_are_shown_by_indicators(tables, measures)
    yield from _possible_indicators_became_something(tables, measures)


def _rewarded_indicators_are_there(tables: Tables, measures: set[str]) -> Iterator[Problem]:
    ends = {
        (line.row.indicator, line.row.year, line.row.span)
        for line in tables.figures
        if line.row.field == "target" and line.row.value is not None
    }
    for line in tables.reward_targets:
        row = line.row
        if row.indicator not in measures:
            yield line.problem(
                f"{row.id} is about “{row.indicator}”, which is no indicator; correct the id"
            )
        elif row.span not in ("", TOTAL, AVERAGE):
            yield line.problem(
                f"the column “span” holds “{row.span}”; write {TOTAL}, {AVERAGE} or nothing"
            )
        elif (row.indicator, row.year, row.span) not in ends:
            yield line.problem(
                f"{row.indicator} has no figure as a target for {row.year}"
                + (f" ({row.span})" if row.span else "")
                + ", at which its stretch could end; name the year and the span of one that it has"
            )


def _rewards_are_shares_of_something(tables: Tables) -> Iterator[Problem]:
    said: set[str] = set()
    for line in tables.reward_targets:
        row = line.row
        if row.reward is None:
            continue
        if row.reward < 0 or not math.isfinite(row.reward):
            yield line.problem(f"{row.id} has a reward of {row.reward:g}; write pounds, or nothing")
        if row.target in said:
            yield line.problem(
                f"the reward of target {row.target} stands on two of its rows; write it on one"
            )
        said.add(row.target)


def _plan_is_led_by_theme_groups(tables: Tables) -> Iterator[Problem]:
    groups = {line.row.id for line in tables.theme_groups}
    for line in tables.plan:
        row = line.row
        if row.theme_group and row.theme_group not in groups:
            yield line.problem(
                f"{row.id} is led by “{row.theme_group}”, which is no theme group; write the id "
                "of one, or nothing"
            )
        if row.kind not in PLAN_KINDS:
            yield line.problem(
                f"the column “kind” holds “{row.kind}”; write one of {', '.join(PLAN_KINDS)}"
            )


def _measures_are_shown_by_indicators(tables: Tables, measures: set[str]) -> Iterator[Problem]:
    of_plan = {line.row.id for line in tables.plan if line.row.kind == MEASURE}
    for line in tables.plan_links:
        row = line.row
        if row.measure not in of_plan:
            yield line.problem(
                f"the column “measure” holds “{row.measure}”, which is no measure of the plan; "
                "correct the id"
            )
        if row.indicator not in measures:
            yield line.problem(
                f"{row.measure} is shown by “{row.indicator}”, which is no indicator; correct the "
                "id"
            )
        if row.strength not in STRENGTHS:
            yield line.problem(
                f"the column “strength” holds “{row.strength}”; write {' or '.join(STRENGTHS)}"
            )


def _possible_indicators_became_something(tables: Tables, measures: set[str]) -> Iterator[Problem]:
    for line in tables.possible_indicators:
        row = line.row
        if row.how not in BECAME:
            yield line.problem(
                f"the column “how” holds “{row.how}”; write one of {', '.join(BECAME)}"
            )
        elif (row.how == BECAME[-1]) == bool(row.agreed):
            yield line.problem(
                f"{row.id} is “{row.how}” and names "
                + ("indicators; take them out" if row.agreed else "no indicator; name it")
            )
        for each in row.agreed:
            if each not in measures:
                yield line.problem(f"{row.id} names “{each}”, which is no indicator; correct it")
