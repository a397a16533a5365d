"""Printed and typed values are read for what they mean, or not at all."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.values.printed import (
    Reading,
    read_due,
    read_expected,
    read_months,
    read_number,
    read_period_end,
    read_printed,
    show,
    words_beside_expected,
)

# Typed numbers -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "decorations"),
    [
        ("12", 12, set()),
        ("8.50", 8.5, set()),
        (".5", 0.5, set()),
        ("1,234", 1234, {"thousands"}),
        ("1,234,567.5", 1234567.5, {"thousands"}),
        ("£ 1,234", 1234, {"pound", "thousands", "spaces"}),
        ("£5664", 5664, {"pound"}),
        ("-£5", -5, {"pound"}),
        ("£-5", -5, {"pound"}),
        ("45%", 45, {"percent"}),
        ("45 %", 45, {"percent", "spaces"}),
        (" 12 ", 12, {"spaces"}),
        ("1 234", 1234, {"spaces"}),
        ("1\u00a0234", 1234, {"spaces"}),
        ("1\u202f234", 1234, {"spaces"}),
        ("12\u200b", 12, set()),
        ("(12)", -12, {"brackets"}),
        ("(£1,234)", -1234, {"brackets", "pound", "thousands"}),
        ("-12", -12, set()),
        ("\u221212", -12, set()),
        ("\u201312", -12, set()),
        ("+3", 3, set()),
        ("１２", 12, set()),
    ],
)
def test_a_typed_number_is_read_with_its_decorations(
    typed: str, value: float, decorations: set[str]
) -> None:
    number = read_number(typed)
    assert number is not None
    assert number.value == value
    assert number.decorations == decorations


def test_minus_nought_is_nought() -> None:
    for typed in ("-0", "(0)", "\u22120.0"):
        number = read_number(typed)
        assert number is not None
        assert str(number.value) == "0.0"


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "abc", "12 people", "1,23", "0,123", "1,2345", "1.234.567", "12 34", "1e3"),
        *("--5", "(-5)", "(12", "12)", "12%%", "£", "%", "1-2", "12/3", "½", "10²", "nan", "inf"),
        *("<5", "~45", "٣", "3O", "9" * 400, "1 23", "£40 M"),
    ],
)
def test_what_could_mean_two_things_is_not_a_number(typed: str) -> None:
    assert read_number(typed) is None


@given(st.floats(-1e9, 1e9), st.integers(0, 4), st.sampled_from(["number", "percent", "money"]))
def test_a_number_shown_is_read_back_equal(value: float, decimals: int, unit_type: str) -> None:
    shown = show(value, decimals, unit_type)
    number = read_number(shown)
    assert number is not None
    assert abs(number.value - value) <= 0.5 * 10**-decimals + 1e-6
    again = show(number.value, decimals, unit_type)
    assert again == shown


@given(st.text(max_size=12))
def test_reading_never_fails_and_never_makes_up_a_figure(text: str) -> None:
    number = read_number(text)
    for reading in read_printed(text):
        assert (reading.value is not None) == (reading.status == "number")
    if number is not None:
        assert read_expected(text) is None


def test_rounding_is_half_away_from_nought() -> None:
    assert show(0.125, 2) == "0.13"
    assert show(2.5, 0) == "3"
    assert show(-2.5, 0) == "-3"
    assert show(-0.4, 0) == "0"
    assert show(1.005, 2) == "1.01"
    assert show(28800, 0, "money") == "£28,800"
    assert show(35.2, 1, suffix="in PNs") == "35.2 in PNs"
    assert show(73.5, 1, "years") == "73.5 yrs"


# Printed forms -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("9.70%", Reading(9.7, decimals=2)),
        ("£28,800", Reading(28800)),
        ("£ 30,225", Reading(30225)),
        ("£40 M", Reading(40, unit="£ million")),
        ("73.5yrs", Reading(73.5, decimals=1)),
        ("35.2 in PNs", Reading(35.2, area="pn", decimals=1)),
        ("16.2 (Priority Neioghbourhoo d Average)", Reading(16.2, area="pn", decimals=1)),
        ("48.5 in priority neighbourho ods", Reading(48.5, area="pn", decimals=1)),
        ("6732 Priority Neighbourhood s", Reading(6732, area="pn")),
        ("£5664 (gap)", Reading(5664, area="gap")),
        ("26.88 (Foleshill Target)", Reading(26.88, area="foleshill", decimals=2)),
        ("56.1 (BME Community across the City)", Reading(56.1, area="bme", decimals=1)),
        ("1.34% (LEGI Area average)", Reading(1.34, area="legi", decimals=2)),
        ("Less than 15 across all phases", Reading(15, limit="less than", joint=True)),
        ("27.2 by 2010", Reading(27.2, due=date(2010, 12, 31), decimals=1)),
        ("41,934 (By March 2009)", Reading(41934, due=date(2009, 3, 31))),
        ("38 (summer 2008)", Reading(38, due=date(2008, 8, 31))),
        ("13,603 (3 year cum figure)", Reading(13603, span="3-year total")),
        ("11,990 (Cumulative 3 year figure)", Reading(11990, span="3-year total")),
        ("144 (3 year average)", Reading(144, span="3-year average")),
        (
            "312 (3 year average agreed with ODPM)",
            Reading(312, span="3-year average", remark="agreed with ODPM"),
        ),
        (
            "2 parks attain Green Flag status",
            Reading(2, remark="parks attain Green Flag status"),
        ),
        ("4 SureStart", Reading(4, remark="SureStart")),
        ("913 Baseline year", Reading(913, remark="Baseline year")),
        ("58 6 Month Figures Only", Reading(58, remark="6 Month Figures Only")),
        ("Monitor only", Reading(None, "monitor only")),
        ("To be set in 2007", Reading(None, "to be set")),
        ("\u0422\u0412\u0410", Reading(None, "to be set")),  # in Cyrillic letters
        ("NA", Reading(None, "not applicable")),
        ("No Target", Reading(None, "no target")),
        ("2 year lag", Reading(None, "not available")),
        ("Data Available 2007", Reading(None, "not available")),
        ("Not Available", Reading(None, "not available")),
        ("15 across", Reading(None, "unreadable")),
        ("about 40", Reading(None, "unreadable")),
        ("1.34% (avg 10% most deprived LSOAs)", Reading(None, "unreadable")),
        ("£40 K", Reading(None, "unreadable")),
    ],
)
def test_a_printed_form_is_read_for_what_it_means(printed: str, expected: Reading) -> None:
    assert read_printed(printed) == (expected,)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Data available April 07 Household Survey", "Household Survey"),
        ("available 2008 from the PCT", "from the PCT"),
        ("2 year lag", "2 year lag"),
        ("Data Available July 2007", ""),
        ("Shoud be available in June/July 2007", ""),
        ("next update 2008/9", ""),
        ("Data available Spring 2008", ""),
        ("available", ""),
        ("TBA", ""),
        ("NA", ""),
        ("", ""),
    ],
)
def test_words_that_put_a_figure_off_may_say_more_than_the_day(said: str, words: str) -> None:
    assert words_beside_expected(said) == words


def test_a_cell_with_two_numbers_gives_two_readings() -> None:
    assert read_printed("4.2% (1375)") == (
        Reading(4.2, decimals=1),
        Reading(1375, measure="numerator"),
    )
    rate, cases = read_printed("34.5% (48,700 people)")
    assert (rate.value, cases.value, cases.remark) == (34.5, 48700, "people")
    for printed in ("City 86: PN 105", "City 86; PN 105"):
        assert read_printed(printed) == (Reading(86, area="city"), Reading(105, area="pn"))
    assert [(r.area, r.value) for r in read_printed("City 15%: PN 17.3%")] == [
        ("city", 15),
        ("pn", 17.3),
    ]
    assert [(r.area, r.value) for r in read_printed("Gap 11.5 Foleshill 28.596 England 17.12")] == [
        ("gap", 11.5),
        ("foleshill", 28.596),
        ("england", 17.12),
    ]


def test_a_blank_cell_has_no_readings() -> None:
    assert read_printed("") == read_printed(" \u00a0") == ()


def test_a_sign_of_another_unit_makes_a_cell_unreadable() -> None:
    assert read_printed("45%", "percent")[0].value == 45
    assert read_printed("45%", "money")[0].status == "unreadable"
    assert read_printed("£45", "number")[0].status == "unreadable"


@given(
    st.floats(0, 1e7),
    st.integers(0, 3),
    st.sampled_from(
        [
            "{}",
            "{} in PNs",
            "{} (Foleshill)",
            "{} by 2010",
            "{} (3 year cum)",
            "Less than {} across all phases",
        ]
    ),
)
def test_a_number_written_in_any_printed_form_is_read_back_equal(
    value: float, decimals: int, form: str
) -> None:
    shown = show(value, decimals)
    (reading,) = read_printed(form.format(shown))
    number = read_number(shown)
    assert number is not None
    assert reading.value == number.value


@given(st.floats(0, 100), st.integers(0, 10**6))
def test_a_rate_and_its_cases_are_read_back_equal(rate: float, cases: int) -> None:
    printed = f"{show(rate, 1, 'percent')} ({show(cases, 0)})"
    first, second = read_printed(printed, "percent")
    assert (first.measure, second.measure, second.value) == ("value", "numerator", cases)
    assert first.value == pytest.approx(rate, abs=0.051)


# Every printed value of the 2006-07 update ----------------------------------------

UPDATES = {
    # The words of columns 39 and 40: expected by, months covered, end of the period.
    "Academic Year 2005-6": (None, None, date(2006, 8, 31)),
    "Academic Year 05/06": (None, None, date(2006, 8, 31)),
    "2005-06": (None, None, date(2006, 3, 31)),
    "Nov-05": (None, None, date(2005, 11, 30)),
    "Q1 2006-07": (None, 3, date(2006, 6, 30)),
    "Q1 2006/07": (None, 3, date(2006, 6, 30)),
    "Q'S 1 & 2 2006": (None, 6, date(2006, 9, 30)),
    "2006/07 (6 Month Update)": (None, 6, date(2006, 9, 30)),
    "Apr-Sep 06 (6 mths)": (None, 6, date(2006, 9, 30)),
    "April - August 2006": (None, 5, date(2006, 8, 31)),
    "11 months to Jan 07": (None, 11, date(2007, 1, 31)),
    "58 6 Month Figures Only": (None, 6, None),
    "6 Monthly Figures": (None, 6, None),
    "May - August": (None, 4, None),
    "2006 (March)": (None, None, date(2006, 3, 31)),
    "2006": (None, None, date(2006, 12, 31)),
    "Sep-06": (None, None, date(2006, 9, 30)),
    "Aug-06": (None, None, date(2006, 8, 31)),
    "Oct-06": (None, None, date(2006, 10, 31)),
    "Jan-07": (None, None, date(2007, 1, 31)),
    "Waves 6 - 9 to August 2006": (None, None, date(2006, 8, 31)),
    "Waves 6 - 9 (to August 2006)": (None, None, date(2006, 8, 31)),
    "2004/5 - 2006/7 (2005-6 mid point)": (None, None, date(2007, 3, 31)),
    "Data Available 2007": (date(2007, 12, 31), None, None),
    "Data available 2007": (date(2007, 12, 31), None, None),
    "data available 2007": (date(2007, 12, 31), None, None),
    "available 2007": (date(2007, 12, 31), None, None),
    "Available 2007": (date(2007, 12, 31), None, None),
    "Available 2008": (date(2008, 12, 31), None, None),
    "should be available end 2008": (date(2008, 12, 31), None, None),
    "Data available 2007/8": (date(2008, 3, 31), None, None),
    "next update 2008/9": (date(2009, 3, 31), None, None),
    "Should be available in June/July 2007": (date(2007, 7, 31), None, None),
    "Shoud be available in June/July 2007": (date(2007, 7, 31), None, None),
    "Data Available July 2007": (date(2007, 7, 31), None, None),
    "Available July 07": (date(2007, 7, 31), None, None),
    "Data available Jun 07": (date(2007, 6, 30), None, None),
    "Available Aug 07": (date(2007, 8, 31), None, None),
    "Data available Aug 07": (date(2007, 8, 31), None, None),
    "Data Available Sept 2007": (date(2007, 9, 30), None, None),
    "Data available Oct 2007": (date(2007, 10, 31), None, None),
    "Data available Apr 07": (date(2007, 4, 30), None, None),
    "Data available April 07 Househol d Survey": (date(2007, 4, 30), None, None),
    "Data available Spring 2008": (date(2008, 5, 31), None, None),
    "available": (None, None, None),
    "2 year lag": (None, None, None),
    "TBA": (None, None, None),
    "NA": (None, None, None),
    "N/A": (None, None, None),
}
FIGURES = {
    "9.70%": [9.7],
    "2.0% (672)": [2.0, 672],
    "49.2% in priority neighbour hoods": [49.2],
    "64%": [64],
    "58 6 Month Figures Only": [58],
}


@pytest.mark.parametrize("words", UPDATES)
def test_the_words_of_the_latest_update_are_dated(words: str) -> None:
    assert (read_expected(words), read_months(words), read_period_end(words)) == UPDATES[words]


def test_every_printed_value_of_the_latest_update_is_covered_here() -> None:
    path = FRAMEWORKS / DEFAULT_FRAMEWORK / "source" / "simple_view.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    dates = {row["update_2006_07_date"] for row in rows} - {""}
    values = {row["update_2006_07_city"] for row in rows} - {""}
    words = {value for value in values if not re.fullmatch(r"[\d.]+", value)}
    assert dates <= UPDATES.keys()
    assert words <= UPDATES.keys() | FIGURES.keys()
    assert UPDATES.keys() <= dates | values
    for value in values - words:
        assert [reading.value for reading in read_printed(value)] == [float(value)]
    for value in words:
        read = [reading.value for reading in read_printed(value)]
        assert read == FIGURES.get(value, [None])
        assert read_printed(value)[0].status != "unreadable"


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2001-3", date(2003, 12, 31)),
        ("2001-3 (2002 mid point)", date(2003, 12, 31)),
        ("2002-2004", date(2004, 12, 31)),
        ("2002-5 (3 Year figure)", date(2005, 3, 31)),
        ("2003-4", date(2004, 3, 31)),
        ("2004/05", date(2005, 3, 31)),
        ("1999-00", date(2000, 3, 31)),
        ("2002/3 - 2004/5 (2003-4 mid point)", date(2005, 3, 31)),
        ("3 year average 2004-5", date(2005, 3, 31)),
        ("Financial Year 2003- 4", date(2004, 3, 31)),
        ("Financial Year 2003-", None),
        ("Financial Year 2002", None),
        ("August 2004 to July 2005", date(2005, 7, 31)),
        ("Apr05- Mar 06", date(2006, 3, 31)),
        ("LFS March 2003 to Feb 2004", date(2004, 2, 29)),
        ("2002-3 City Wide, 2003- 4 PN & Rest of the City", None),
        ("July - Dec 06", date(2006, 12, 31)),
        ("Q4 2006-07", date(2007, 3, 31)),
        ("Baseline data will be available in May 07", None),
        ("TBA", None),
    ],
)
def test_the_end_of_a_printed_period_is_read(period: str, end: date | None) -> None:
    assert read_period_end(period) == end


def test_full_years_cover_no_part_of_a_year() -> None:
    for period in ("Apr 2004 - Mar 2005", "APS Jan 05 to Dec 05", "2003-4", "12 months to Jan 07"):
        assert read_months(period) is None


def test_a_due_date_is_a_whole_period_and_nothing_else() -> None:
    assert read_due("2010") == date(2010, 12, 31)
    assert read_due("March 2009") == date(2009, 3, 31)
    assert read_due("summer 2008") == date(2008, 8, 31)
    assert read_due("2010 or so") is None
    assert read_due("winter 2008") is None
