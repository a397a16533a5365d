"""When a printed unit and a readable one are the same in other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.values.units import same_unit


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("Fires", "Number of fires"),
        ("Complete d houses", "Number of completed houses"),
        ("No Of individuals", "Number of individuals"),
        ("No of admissions per1000 population", "Number of admissions per 1,000 population"),
        (
            "Rate per 100,000 People, 3 year rolling average",
            "Rate per 100,000 people, 3-year rolling average",
        ),
        ("%", "%"),
        ("", ""),
    ],
)
def test_capitals_cuts_and_abbreviations_leave_a_unit_the_same(printed: str, unit: str) -> None:
    assert same_unit(printed, unit)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("%", "Ratio"),
        ("", "%"),
        ("Number", "Number of parks"),
        ("Number Aged 18+", "Number of people aged 18+"),
        ("Number of hospita admission s", "Number of hospital admissions"),
        ("% crimes", "% of crimes"),
        ("Rate per", "Rate per 100,000 people"),
        ("Rate per 1000 people", "Rate per 10,000 people"),
        ("Nodes", "Number of des"),
    ],
)
def test_a_word_or_a_letter_more_makes_another_unit(printed: str, unit: str) -> None:
    assert not same_unit(printed, unit)


@given(st.data())
def test_the_print_may_cut_a_unit_anywhere(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(["Number of people", "% of crimes", "Rate per 1,000"]))
    place = data.draw(st.integers(0, len(unit)))
    assert same_unit(f"{unit[:place]} {unit[place:]}", unit)
