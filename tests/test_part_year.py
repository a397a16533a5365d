"""Rounds for a part of the year: what an adviser need not say there, and what must be said."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date
from itertools import cycle

import pytest

from workbook_tools.checks.results import work_out
from workbook_tools.declared.resources import DECLARED
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.framework import Indicator, load_history
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.values.days import serial

PERIODS: Mapping[str, tuple[str | date, ...]] = {
    "2006-07-q1": (
        *("Apr-Jun 2006", "April to June 2006", "Q1 2006-07", "First quarter 2006-07"),
        *("3 months to June 2006", "Jun-06", date(2006, 6, 30), "2006-07"),
    ),
    "2006-07-half-year": (
        *("Apr-Sep 2006", "April to September 2006", "Half year to September 2006", "Q2 2006-07"),
        *("Apr-Sep 06 (6 mths)", "Q'S 1 & 2 2006", "Sep-06", date(2006, 9, 30), "2006-07"),
    ),
    "2006-07-q3": (
        *("Apr-Dec 2006", "April to December 2006", "Q1-Q3 2006-07", "Dec-06"),
        *("First three quarters of 2006-07", "9 mths to Dec 06", date(2006, 12, 31), "2006-07"),
    ),
}
"""How advisers name the months of a round, all of them."""

GROUPS = ("older-people", "community-safety", "children-young-people")

ABOUT_MONTHS = frozenset(
    rule["id"]
    for rule in tomllib.loads((DECLARED / "rules" / "part-year.toml").read_text("utf-8"))["rules"]
    # A count that is unlike last year's is asked about in every round.
    if "-last-year" not in rule["id"] and rule["id"] != "count-looks-like-part-of-year"
) | {"area-figure-far-from-last-year"}
"""The rules that know of months, and may not take a part of the year for all of it."""


def planned(form: Form, round_id: str, group: str) -> IssuedReturn:
    history = load_history()
    framework = history.with_rounds([history.round(round_id)]).at(round_id)
    return plan_return(form, framework, round_id, group)


def entry(value: float | str | date) -> Entry:
    if isinstance(value, date):
        return Entry(serial(value), f"{value:%d/%m/%Y}")
    return Entry(value, str(value))


def expected_by_now(plan: ReturnPlan) -> dict[str, tuple[Indicator, float]]:
    """Return each indicator that has a target with a figure that is just as good as expected."""
    table = plan.table("Indicators")
    results = work_out(plan, {}).results["Indicators"]
    found = {}
    for row in table.rows:
        expected = results.get(row.id, {}).get("expected")
        if row.indicator and isinstance(expected, float):
            unit = 10.0**row.indicator.decimals
            just = math.ceil if row.indicator.polarity == "higher" else math.floor
            found[row.id] = row.indicator, just(round(expected * unit, 6)) / unit
    return found


def asked(plan: IssuedReturn, entries: Mapping[str, Mapping[str, Entry]]) -> list[str]:
    """Return what the rules about months say."""
    worked_out = work_out(plan, {"Indicators": entries})
    messages = worked_out.messages(plan.instances_where(worked_out.rows))
    return [said for instance, said in messages if instance.rule.id in ABOUT_MONTHS]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("round_id", PERIODS)
def test_months_left_blank_mean_those_of_the_round_however_the_period_is_named(
    form: Form, round_id: str, group: str
) -> None:
    plan = planned(form, round_id, group)
    periods = cycle(PERIODS[round_id])
    entries = {
        key: {"actual_city": entry(figure), "as_at": entry(next(periods))}
        for key, (_, figure) in expected_by_now(plan).items()
    }
    assert len(entries) >= len(PERIODS[round_id])
    assert asked(plan, entries) == []


@pytest.mark.parametrize("round_id", PERIODS)
def test_the_months_of_the_round_may_be_given_too(form: Form, round_id: str) -> None:
    plan = planned(form, round_id, GROUPS[0])
    months, periods = entry(float(plan.round.months)), cycle(PERIODS[round_id])
    entries = {
        key: {"actual_city": entry(figure), "as_at": entry(next(periods)), "months": months}
        for key, (_, figure) in expected_by_now(plan).items()
    }
    assert asked(plan, entries) == []


def test_a_figure_for_fewer_months_than_the_round_has_to_say_so(form: Form) -> None:
    plan = planned(form, "2006-07-half-year", "environment")
    for period in ("Q1 2006-07", "April - June 2006"):
        entries = {"ENV-897": {"actual_city": entry(30.0), "as_at": entry(period)}}
        (said,) = asked(plan, entries)
        assert f"“{period}”" in said
        assert said.endswith("but the months covered are blank.")
