"""Units, years, measures and totals are told by the words that people use for them."""

from __future__ import annotations

import pytest

from workbook_tools.form import Form
from workbook_tools.funding.words import words_of, years_in

UNITS = {
    1000: ["£000", "£'000", "£000s", "(£000s)", "Budget (£’000)", "£k", "£ thousand", "000s"],
    1_000_000: ["£m", "£ million", "in £ million", "£mn"],
    1: ["£", "(£)", "Amount (£)", "in pounds", "Funding 2007/08, £", "All amounts in £."],
    0: ["£1.9m grant", "Funding stream", "2007/08", "thousands of people"],
}

YEARS = {
    "2007/08": ["2007-08"],
    "2007–08": ["2007-08"],
    "2007/2008": ["2007-08"],
    "07/08": ["2007-08"],
    "y2005_06": ["2005-06"],
    "2007/8": ["2007-08"],
    "1 April 2007 to 31 March 2008": ["2007-08"],
    "2005/06 to 2007/08": ["2005-06", "2007-08"],
    "30/06/07": [],
    "Year 1": [],
    "£2007": [],
}

MEASURES = {
    "Gross Exp": "gross",
    "Less: income": "income",
    "Net cost": "net",
    "Capital £000": "capital",
    "Brought forward from 2006/07": "carried",
    "Spent to 30 Sept": "spent",
    "Over/(under) spend": "variance",
    "Non-pooled": "aligned",
    "Total budget": "total",
    "Funding stream": "",
}

TOTALS = {
    "TOTAL:": "total",
    "Sub-total": "subtotal",
    "CYP Total": "total",
    "Grand Total": "grand",
    "Total funding": "total",
    "Total Transport Plan": "",
    "Children's Fund": "",
    "": "",
}


@pytest.mark.parametrize(("pounds", "texts"), UNITS.items())
def test_units(form: Form, pounds: int, texts: list[str]) -> None:
    for text in texts:
        unit = words_of(form).unit(text)
        assert (int(unit.pounds) if unit else 0) == pounds, text


@pytest.mark.parametrize(("text", "years"), YEARS.items())
def test_years(text: str, years: list[str]) -> None:
    assert list(years_in(text)) == years


@pytest.mark.parametrize(("text", "measure"), MEASURES.items())
def test_measures(form: Form, text: str, measure: str) -> None:
    assert words_of(form).measure(text) == measure


@pytest.mark.parametrize(("text", "word"), TOTALS.items())
def test_totals(form: Form, text: str, word: str) -> None:
    assert words_of(form).total_word(text) == word
