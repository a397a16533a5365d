"""What is seen of a rule without the engine: never other than what the engine says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook_tools.checks.results import laid_out, work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Calculation, FormulaError, Value
from workbook_tools.formulas.foregone import UNKNOWN, reading_of
from workbook_tools.framework import load_framework
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.rules.placed import instances

ROUND = "2006-07"

TEXTS = (
    *("", " ", "Green", "green", "RED", "Yes", "Suppressed", "not yet available", "TBA", "n/a"),
    *("see summary", "Gap is not narrowing", "gáp", "Straße", "naïve ſ", "K", "a\u00a0b", "０"),
    *("45", "0", "1e3", "TRUE", "#N/A", "x" * 300, "two  spaces ", "-", "2005-06", "Jan-Mar 06"),
    "\N{GRINNING FACE}" * 12,
)
NUMBERS = (
    0.0,
    -0.0,
    0.3,
    0.1 + 0.2,
    1.0,
    -1.0,
    64.0,
    0.64,
    100.0,
    100.00000000000001,
    1e12,
    1222.0,
)

entries = st.one_of(
    st.none(),
    st.sampled_from(TEXTS),
    st.sampled_from(NUMBERS),
    st.floats(-1e6, 1e6, allow_nan=False),
)


@pytest.fixture(scope="module")
def plan(form: Form) -> IssuedReturn:
    return plan_return(form, load_framework(), ROUND, "adult-learning")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_is_sure_is_what_the_engine_says(plan: IssuedReturn, data: st.DataObject) -> None:
    entered = {
        table.name: {
            row.id: {
                column.id: _entry(data.draw(entries))
                for column in table.columns
                if table.is_open(row, column)
            }
            for row in table.rows[:8]
        }
        for table in plan.tables
    }
    worked_out = work_out(plan, entered)
    calculation = Calculation(laid_out(plan, entered))
    for sheet, results in calculation.results.items():
        assert worked_out.at[sheet].keys() == results.keys()
        for at, result in results.items():
            assert _is_alike(worked_out.at[sheet][at], result), (sheet, at, result)
    rows = worked_out.rows
    asked: dict[tuple[int, int], str] = {}
    sure: dict[tuple[int, int], tuple[str, bool]] = {}
    for instance in instances(plan, plan.form.rules):
        table, row = instance.table, instance.row
        for formula in filter(None, (instance.rule.when, instance.rule.check)):
            said = reading_of(formula)(rows[table.name, row.id])
            if isinstance(said, bool):
                place = (len(asked) + 1, 1)
                number = table.row_numbers[row.id]
                asked[place] = plan.placing.place(formula, table.name, number, seen_from="asked")
                sure[place] = (f"{instance.rule.id} on {row.id}", said)
    assert sure
    answers = calculation.ask(asked)
    for place, (name, said) in sure.items():
        if not isinstance(answers[place], FormulaError):
            assert answers[place] is said, f"{name}: {asked[place]}"


@pytest.mark.parametrize(
    ("formula", "row", "said"),
    [
        ('=[@a]=""', {"a": None}, True),
        ('=[@a]=""', {"a": 0.0}, False),
        ("=[@a]=0", {"a": None}, True),
        ('=[@a]="green"', {"a": "GREEN"}, True),
        ('=[@a]<>"x"', {"a": 5.0}, True),
        ("=[@a]=0.3", {"a": 0.1 + 0.2}, UNKNOWN),
        ("=[@a]>1", {"a": "2"}, UNKNOWN),
        ("=ISNUMBER([@a])", {}, UNKNOWN),
        ("=AND(ISNUMBER([@a]),[@b]>1)", {"a": None}, False),
        ("=OR([@b]>1,ISNUMBER([@a]))", {"a": 2.0}, True),
        ('=ISNUMBER(SEARCH("gap",[@a]))', {"a": "The GAP widens"}, True),
        ('=ISNUMBER(SEARCH("gap",[@a]))', {"a": None}, False),
        ('=ISNUMBER(FIND("TBA",[@a]))', {"a": "tba"}, False),
        ("=LEN(TRIM([@a]))>3", {"a": "  a  b "}, False),
        ('=RIGHT([@a],5)="count"', {"a": "cumulative count"}, True),
        ("=COUNT([@a],[@b])=1", {"a": 1.0, "b": "1"}, True),
        ("=IF([@a]>1,TRUE,FALSE)", {"a": 2.0}, True),
        ("=Gap[@a]=1", {"a": 1.0}, UNKNOWN),
        ("=VLOOKUP([@a],[@b],1)=1", {"a": 1.0, "b": 1.0}, UNKNOWN),
        ("=[@a]/[@b]>1", {"a": 1.0, "b": 0.0}, UNKNOWN),
    ],
)
def test_only_what_is_certain_is_said(formula: str, row: dict[str, Value], said: object) -> None:
    assert reading_of(formula)(row) is said


def _is_alike(one: Value, other: Value) -> bool:
    """Whether two results are the same, numbers but for the last digits that nobody sees."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def _entry(value: float | str | None) -> Entry:
    return Entry(value, "" if value is None else str(value))
