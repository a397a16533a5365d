"""The traffic light follows from the figures, by the rules of the design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.framework import Framework, Indicator, load_framework
from workbook_tools.returns import plan_return
from workbook_tools.values.days import serial

ROUND = "2006-07"
DUE = date(2007, 2, 28)
RANK = {"Red": 0, "Amber": 1, "Green": 2}

Typed = float | int | str | date
Light = Callable[..., Value]


def entry(typed: Typed) -> Entry:
    """Return what is understood of a cell; ``not a number`` in a column of figures is not."""
    if isinstance(typed, date):
        return Entry(serial(typed), f"{typed:%d/%m/%Y}")
    if isinstance(typed, str):
        return Entry(typed, typed)
    return Entry(float(typed), f"{typed:g}")


@cache
def alone(framework: Framework, reference: str) -> Framework:
    """Return the framework with one indicator, unless its target is for several together."""
    figures = [each for each in framework.figures if each.indicator == reference]
    if any(each.joint for each in figures):
        return framework
    kept = {reference, framework.indicator(reference).heading}
    rows = tuple(row for row in framework.indicators if row.id in kept)
    # Frameworks with the same fingerprint are taken for the same.
    own = f"{framework.fingerprint} {reference}"
    return replace(framework, indicators=rows, figures=tuple(figures), fingerprint=own)


def worked_out(
    form: Form,
    framework: Framework,
    reference: str,
    round_id: str = ROUND,
    others: dict[str, float] | None = None,
    **typed: Typed,
) -> dict[str, Value]:
    """Return the results of a row's formulas; ``others`` are actuals of other rows."""
    group = framework.indicator(reference).theme_group
    plan = plan_return(form, alone(framework, reference), round_id, group)
    entries = {row: {"actual_city": entry(actual)} for row, actual in (others or {}).items()}
    entries[reference] = {column: entry(value) for column, value in typed.items()}
    return work_out(plan, {"Indicators": entries}).results["Indicators"][reference]


@pytest.fixture
def light(form: Form, framework: Framework) -> Light:
    def calculated(reference: str, round_id: str = ROUND, **typed: Typed) -> Value:
        return worked_out(form, framework, reference, round_id, **typed)["light_calculated"]

    return calculated


# Comparing the actual with what is expected ----------------------------------------


@pytest.mark.parametrize(
    ("reference", "actual", "word"),
    [
        # A rate of 79%, higher is better, no decimals; 5% worse is 75.05.
        ("CYP-577", 80, "Green"),
        ("CYP-577", 79, "Green"),
        ("CYP-577", 78.5, "Green"),  # shown as 79
        ("CYP-577", 78.49, "Amber"),
        ("CYP-577", 75, "Amber"),
        ("CYP-577", 74.5, "Amber"),  # shown as 75
        ("CYP-577", 74.4, "Red"),
        ("CYP-577", 0, "Red"),
        # 94.1%, one decimal: half is rounded up as it is written, not as it is stored.
        ("CYP-605", 94.1, "Green"),
        ("CYP-605", 94.05, "Green"),
        ("CYP-605", 94.04, "Amber"),
        ("CYP-605", 89.35, "Amber"),  # 89.4 against 94.1 less 4.705, 89.395
        ("CYP-605", 89.34, "Red"),
        # 8.8%, lower is better; 5% worse is 9.24.
        ("CYP-623", 8.7, "Green"),
        ("CYP-623", 8.8, "Green"),
        ("CYP-623", 8.84, "Green"),
        ("CYP-623", 8.85, "Amber"),
        ("CYP-623", 9.24, "Amber"),
        ("CYP-623", 9.25, "Red"),
        # 3 schools: 5% is less than one, and one is the least that Amber allows.
        ("CYP-580", 3, "Green"),
        ("CYP-580", 2, "Amber"),
        ("CYP-580", 1, "Red"),
        ("SAF-858", 1, "Green"),
        ("SAF-858", 0, "Amber"),
        # A ratio of 0.75 with two decimals; 5% worse is 0.7125.
        ("CYP-651", 0.745, "Green"),
        ("CYP-651", 0.71, "Amber"),
        ("CYP-651", 0.704, "Red"),
        # A cumulative count of 900, higher is better; 10% worse is 810.
        ("HOU-937", 900, "Green"),
        ("HOU-937", 899, "Amber"),
        ("HOU-937", 810, "Amber"),
        ("HOU-937", 809, "Red"),
        # A cumulative count of 321, lower is better; 10% worse is 353.1.
        ("SAF-876", 321, "Green"),
        ("SAF-876", 322, "Amber"),
        ("SAF-876", 353, "Amber"),
        ("SAF-876", 354, "Red"),
        # 28,800 pounds, higher is better; 5% worse is 27,360.
        ("JOB-666", 28799.5, "Green"),
        ("JOB-666", 27360, "Amber"),
        ("JOB-666", 27359, "Red"),
    ],
)
def test_a_figure_at_year_end_is_compared_with_the_target(
    light: Light, reference: str, actual: float, word: str
) -> None:
    assert light(reference, actual_city=actual) == word


@pytest.mark.parametrize(
    ("reference", "months", "actual", "word"),
    [
        # A count of 900 builds up: 450 are expected after six months, 405 reach Amber.
        ("HOU-937", 6, 450, "Green"),
        ("HOU-937", 6, 449, "Amber"),
        ("HOU-937", 6, 405, "Amber"),
        ("HOU-937", 6, 404, "Red"),
        ("HOU-937", 3, 225, "Green"),
        ("HOU-937", 12, 450, "Red"),
        ("SAF-876", 6, 160, "Green"),  # 160.5 is expected, shown as 161
        ("SAF-876", 6, 161, "Green"),
        ("SAF-876", 6, 162, "Amber"),
        # A rate moves from its baseline of 72 to 79: 75.5 after six months, shown as 76.
        ("CYP-577", 6, 76, "Green"),
        ("CYP-577", 6, 75, "Amber"),
        ("CYP-577", 6, 71, "Red"),
        ("CYP-577", 12, 76, "Amber"),
        # Lower is better: from 11.9 to 8.8, so 10.35 after six months, shown as 10.4.
        ("CYP-623", 6, 10.4, "Green"),
        ("CYP-623", 6, 10.5, "Amber"),
        ("CYP-623", 6, 11.0, "Red"),
        # A level is to be kept all the time.
        ("NEI-944", 6, 12, "Green"),
        ("NEI-944", 6, 11, "Amber"),
        ("NEI-944", 6, 6, "Red"),
    ],
)
def test_a_figure_for_part_of_the_year_is_compared_with_that_part(
    light: Light, reference: str, months: int, actual: float, word: str
) -> None:
    assert light(reference, months=months, actual_city=actual) == word


@pytest.mark.parametrize(
    ("reference", "actual", "word"),
    [
        ("HOU-937", 450, "Green"),
        ("HOU-937", 404, "Red"),
        ("CYP-577", 76, "Green"),
        ("CYP-577", 75, "Amber"),
        ("NEI-944", 11, "Amber"),
    ],
)
def test_a_half_year_round_expects_half_unless_the_return_says_otherwise(
    light: Light, reference: str, actual: float, word: str
) -> None:
    assert light(reference, "2006-07-half-year", actual_city=actual) == word
    at_year_end = light(reference, actual_city=actual)
    assert light(reference, "2006-07-half-year", months=12, actual_city=actual) == at_year_end


def test_a_target_that_is_due_later_expects_its_share_of_the_way_from_the_baseline(
    form: Form,
    framework: Framework,
) -> None:
    # From 6,732 attendances to 6,395 “by 2008”: half of the way is due by the end of 2006-07.
    results = worked_out(form, framework, "OLD-759", actual_city=6500)
    assert results["expected"] == pytest.approx(6732 + (6395 - 6732) * 0.5)
    assert results["light_calculated"] == "Green"


@pytest.mark.parametrize("round_id", ["2006-07", "2006-07-half-year"])
def test_what_is_expected_lies_between_baseline_and_target(
    form: Form, framework: Framework, round_id: str
) -> None:
    for row in framework.indicators:
        baseline = framework.headline(row.id, "baseline")
        target = framework.headline(row.id, "target", ROUND)
        if row.profile != "from baseline" or not target or target.value is None:
            continue
        if baseline is None or baseline.value is None:
            continue
        expected = worked_out(form, framework, row.id, round_id)["expected"]
        low, high = sorted((baseline.value, target.value))
        assert isinstance(expected, float)
        assert low - 1e-9 <= expected <= high + 1e-9, row.id


# A target for several rows together --------------------------------------------


@pytest.mark.parametrize(
    ("actuals", "word"),
    [
        ((0, 14, 0), "Green"),
        ((5, 5, 4), "Green"),
        ((0, 15, 0), "Amber"),  # “less than 15”: 14 are expected, and 10% more is 15.4
        ((4, 11, 0), "Amber"),
        ((0, 16, 0), "Red"),
        ((10, 66, 1), "Red"),
    ],
)
def test_a_limit_for_several_rows_is_for_their_total(
    form: Form, framework: Framework, actuals: tuple[float, float, float], word: str
) -> None:
    rows = ("CYP-619", "CYP-620", "CYP-621")
    typed = dict(zip(rows, actuals, strict=True))
    for row in rows:
        others = {other: actual for other, actual in typed.items() if other != row}
        results = worked_out(form, framework, row, others=others, actual_city=typed[row])
        assert results["light_calculated"] == word
        assert results["variance"] == sum(actuals) - 15


def test_a_limit_for_several_rows_waits_for_all_of_them(form: Form, framework: Framework) -> None:
    results = worked_out(form, framework, "CYP-619", others={"CYP-620": 3}, actual_city=0)
    assert results["light_calculated"] == ""
    assert results["variance"] == ""


# Lights without a colour, in their order ------------------------------------------


def test_a_figure_that_cannot_be_read_is_in_question(form: Form, framework: Framework) -> None:
    plan = plan_return(form, framework, ROUND, "children-young-people")
    unread = Entry(None, "about 45", "not-a-number")
    # Whether there is a target or none: the first match wins.
    for reference in ("CYP-577", "CYP-576", "CYP-626"):
        entries = {reference: {"actual_city": unread, "judgement": entry("Too early to assess")}}
        results = work_out(plan, {"Indicators": entries}).results["Indicators"][reference]
        assert results["light_calculated"] == "Query"


@pytest.mark.parametrize(
    ("reference", "typed", "word"),
    [
        # Tracked only, by the framework or by the return.
        ("SAF-857", {}, "Monitor only"),
        ("SAF-857", {"actual_city": 80}, "Monitor only"),
        ("SAF-857", {"judgement": "Too early to assess"}, "Monitor only"),
        ("CYP-577", {"status": "Monitor only"}, "Monitor only"),
        ("CYP-577", {"status": "Monitor only", "actual_city": 79}, "Monitor only"),
        ("CYP-576", {"status": "Monitor only"}, "Monitor only"),
        # No target set: blank, or “to be set”.
        ("CYP-576", {}, "No target"),
        ("CYP-626", {"actual_city": 80}, "No target"),
        ("CYP-626", {"judgement": "Too early to assess"}, "No target"),
        (
            "CYP-626",
            {"status": "Not yet available", "expected_date": date(2006, 1, 1)},
            "No target",
        ),
        # Too early to assess, where there is no figure to assess, or a reason why not yet.
        ("CYP-577", {"judgement": "Too early to assess"}, "Too early to assess"),
        ("CYP-577", {"judgement": "Too early to assess", "actual_city": 1}, "Red"),
        ("CYP-577", {"judgement": "Too early to assess", "actual_city": 1, "reason": "."}, "Red"),
        (
            "CYP-577",
            {
                "judgement": "Too early to assess",
                "actual_city": 1,
                "reason": "Two schools have yet to report.",
            },
            "Too early to assess",
        ),
        # A figure that breaks a rule which must be mended is in question.
        ("CYP-577", {"actual_city": 150}, "Query"),
        ("CYP-577", {"actual_city": -5}, "Query"),
        ("CYP-620", {"actual_city": 18.5}, "Query"),
        (
            "CYP-577",
            {"judgement": "Too early to assess", "status": "Not yet available"},
            "Too early to assess",
        ),
        # No actual: due later, or overdue.
        ("CYP-577", {"status": "Not yet available", "expected_date": date(2007, 3, 1)}, "Not due"),
        ("CYP-577", {"expected_date": date(2007, 12, 31)}, "Not due"),
        ("CYP-577", {"status": "Not yet available", "expected_date": DUE}, "Overdue"),
        ("CYP-577", {"expected_date": date(2006, 12, 31)}, "Overdue"),
        ("CYP-577", {"status": "Not yet available"}, "Overdue"),
        ("CYP-577", {"status": "Not applicable"}, "Not due"),
        # An actual counts, whatever is said beside it.
        ("CYP-577", {"actual_city": 79, "expected_date": date(2007, 12, 31)}, "Green"),
        ("CYP-577", {"actual_city": 0}, "Red"),
        # Nothing entered at all: no light yet.
        ("CYP-577", {}, ""),
    ],
)
def test_the_first_rule_that_fits_gives_the_light(
    light: Light, reference: str, typed: dict[str, Typed], word: str
) -> None:
    assert light(reference, **typed) == word


# The adviser's judgement -------------------------------------------------------


def test_a_judgement_stands_beside_the_calculated_light(form: Form, framework: Framework) -> None:
    results = worked_out(
        form, framework, "CYP-577", actual_city=79, judgement="Amber", reason="Appeals"
    )
    assert (results["light_calculated"], results["light"]) == ("Green", "Amber")


def test_without_a_judgement_the_calculated_light_is_final(
    form: Form, framework: Framework
) -> None:
    results = worked_out(form, framework, "CYP-577", actual_city=79)
    assert (results["light_calculated"], results["light"]) == ("Green", "Green")


def test_a_row_is_answered_by_a_figure_or_a_reason_for_none(
    form: Form, framework: Framework
) -> None:
    assert worked_out(form, framework, "CYP-577")["answered"] == 0.0
    assert worked_out(form, framework, "CYP-577", comments="Soon")["answered"] == 0.0
    assert worked_out(form, framework, "CYP-577", actual_city=0)["answered"] == 1.0
    assert worked_out(form, framework, "CYP-577", status="Not applicable")["answered"] == 1.0


def test_the_variance_is_actual_less_target_whatever_is_better(
    form: Form, framework: Framework
) -> None:
    assert worked_out(form, framework, "CYP-577", actual_city=77)["variance"] == -2.0
    assert worked_out(form, framework, "CYP-623", actual_city=9.7)["variance"] == 0.9
    assert worked_out(form, framework, "CYP-576", actual_city=41.1)["variance"] == ""


# For any figure --------------------------------------------------------------------


def judged(framework: Framework, polarity: str) -> list[Indicator]:
    rows = []
    for row in framework.indicators:
        target = framework.headline(row.id, "target", ROUND)
        if target and target.value is not None and not target.joint and row.polarity == polarity:
            rows.append(row)
    return rows


FRAMEWORK = load_framework()
FIGURES = st.floats(0, 2, allow_nan=False)
"""As shares of the target, so that all three lights come up."""


@settings(max_examples=60, deadline=None)
@given(
    row=st.sampled_from(judged(FRAMEWORK, "higher")),
    shares=st.tuples(FIGURES, FIGURES),
    months=st.integers(1, 12),
)
def test_where_higher_is_better_a_larger_actual_is_never_judged_worse(
    form: Form, row: Indicator, shares: tuple[float, float], months: int
) -> None:
    smaller, larger = sorted(shares)
    assert _rank(form, row, smaller, months) <= _rank(form, row, larger, months)


@settings(max_examples=60, deadline=None)
@given(
    row=st.sampled_from(judged(FRAMEWORK, "lower")),
    shares=st.tuples(FIGURES, FIGURES),
    months=st.integers(1, 12),
)
def test_where_lower_is_better_a_smaller_actual_is_never_judged_worse(
    form: Form, row: Indicator, shares: tuple[float, float], months: int
) -> None:
    smaller, larger = sorted(shares)
    assert _rank(form, row, smaller, months) >= _rank(form, row, larger, months)


@settings(max_examples=60, deadline=None)
@given(row=st.sampled_from(judged(FRAMEWORK, "higher") + judged(FRAMEWORK, "lower")))
def test_what_is_expected_is_always_green_and_the_floor_always_amber(
    form: Form, row: Indicator
) -> None:
    results = worked_out(form, FRAMEWORK, row.id)
    expected, floor = results["expected"], results["floor"]
    assert isinstance(expected, float)
    assert isinstance(floor, float)
    for actual, word in ((expected, "Green"), (floor, "Amber")):
        given_so = worked_out(form, FRAMEWORK, row.id, actual_city=actual)
        # Half a school may be expected, and is nothing that can have happened.
        assert given_so["light_calculated"] == ("Query" if given_so["actual_refused"] else word)


def _rank(form: Form, row: Indicator, share: float, months: int) -> int:
    target = FRAMEWORK.headline(row.id, "target", ROUND)
    assert target is not None
    assert target.value is not None
    results = worked_out(form, FRAMEWORK, row.id, months=months, actual_city=share * target.value)
    assume(not results["actual_refused"])
    word = results["light_calculated"]
    assert word in RANK
    return RANK[str(word)]
