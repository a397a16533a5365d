"""What a person sees in a cell, and what its number format shows."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.workbooks import Cell, shown
from workbook_tools.workbooks.numberformats import BUILT_IN, day_of, serial_of


def cell(value: float | str | bool | None, code: str = "General", kind: str = "") -> Cell:
    kinds = {bool: "boolean", str: "text", float: "number", int: "number"}
    return Cell(1, 1, value, kind or kinds.get(type(value), "blank"), None, code)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (12.0, "12"),
        (-1234.5, "-1234.5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333"),
        (100 / 3, "33.33333333"),
        (12345678901.0, "12345678901"),
        (123456789012.0, "1.23457E+11"),
        (99999999999.9, "1E+11"),
        (0.00001, "0.00001"),
        (0.0000123456789, "1.23457E-05"),
        (9.9999999e-7, "1E-06"),
        (-2e-300, "-2E-300"),
    ],
)
def test_general_fits_a_number_into_eleven_characters(value: float, text: str) -> None:
    assert shown(cell(value)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (0.285 * 100, "0", "29"),
        (1.005, "0.00", "1.01"),
        (-0.2, "0", "-0"),
        (7.0, "0000", "0007"),
        (1.5, "0.##", "1.5"),
        (0.0, "#", ""),
        (0.5, ".00", ".50"),
        (1234567.891, "#,##0", "1,234,568"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (12.0, "#,##0", "12"),
        (7.0, "0,000", "0,007"),
        (1234567.0, "#,##0,", "1,235"),
        (1234567.0, '0.0,,"m"', "1.2m"),
        (1234567.0, "000-0000", "123-4567"),
        (0.097, "0.0%", "9.7%"),
        (0.5, "0%", "50%"),
        (0.5, '0"%"', "1%"),
        (3.1, '0.0" in PNs"', "3.1 in PNs"),
        (5.0, '"Less than "0" across all phases"', "Less than 5 across all phases"),
        (5.0, "0\\ \\p", "5 p"),
        (1500.0, '"£"#,##0', "£1,500"),
        (1500.0, "£#,##0", "£1,500"),
        (-1500.0, "£#,##0;[Red]-£#,##0", "-£1,500"),
        (1500.0, "[$£-809]#,##0", "£1,500"),
        (-3.0, '0;(0);"nil"', "(3)"),
        (0.0, '0;(0);"nil"', "nil"),
        (0.0, "0;(0)", "0"),
        (5.0, ";;;", ""),
        (5.0, "@", "5"),
        (5.0, '0;-0;0;"text"', "5"),
        (5.0, "0;@", "5"),
        (1.0, 'General" units"', "1 units"),
        (1.5, "Standard", "1.5"),
        (1234.5, BUILT_IN[44], "£1,234.50"),
        (0.0, BUILT_IN[44], "£-"),
        (1e300, "0", "1" + 300 * "0"),
    ],
)
def test_numbers_are_shown_under_their_format(value: float, code: str, text: str) -> None:
    assert shown(cell(value, code)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (39083.0, "dd mmm yyyy", "01 Jan 2007"),
        (39083.0, "mmm yyyy", "Jan 2007"),
        (39083.0, "d/m/yyyy", "1/1/2007"),
        (39083.0, "yyyy-mm-dd", "2007-01-01"),
        (39083.0, BUILT_IN[14], "01/01/2007"),
        (39083.0, "dddd d mmmm yy", "Monday 1 January 07"),
        (39083.0, "ddd mmmmm", "Mon J"),
        (39083.0, "dd/mm/yyyy;@", "01/01/2007"),
        (39083.75, "dd/mm/yyyy hh:mm", "01/01/2007 18:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.0, "h A/P", "12 A"),
        (0.999999999, "h:mm:ss", "0:00:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.5 + 1.25 / 86400, "mm:ss.0", "00:01.3"),
        (1.0, "dd mmm yyyy", "01 Jan 1900"),
        (61.0, "dd mmm yyyy", "01 Mar 1900"),
        (2958465.0, "dd mmm yyyy", "31 Dec 9999"),
    ],
)
def test_dates_are_shown_under_their_format(value: float, code: str, text: str) -> None:
    assert shown(cell(value, code)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.25, "# ?/?", "0.25"),
        (1500.0, "0.00E+00", "1500"),
        (5.0, "[>3]0.0;0", "5.0"),
        (2.0, "[>3]0.0;0", "2"),
        (0.0, '[=0]"";General', ""),
        (3.0, '[<5]"<5";0', "<5"),
        (-2.0, "[>3]0.0;0", "-2"),
        (2.0, "[>3]0.0", "2"),
        (-1.0, "dd mmm yyyy", "-1"),
        (60.0, "dd mmm yyyy", "60"),
        (2958466.0, "dd mmm yyyy", "2958466"),
    ],
)
def test_a_number_its_format_cannot_show_is_shown_as_general(
    value: float, code: str, text: str
) -> None:
    assert shown(cell(value, code)) == text


def test_text_truth_errors_and_blanks_are_shown_as_they_are() -> None:
    assert shown(cell("  N/A ")) == "  N/A "
    assert shown(cell("0.5", "0%")) == "0.5"
    assert shown(cell("Health", '0;0;0;"Theme: "@')) == "Theme: Health"
    assert shown(cell(True)) == "TRUE"
    assert shown(cell(False)) == "FALSE"
    assert shown(cell("#REF!", '0;0;0;"Theme: "@', kind="error")) == "#REF!"
    assert shown(cell(None)) == ""


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([*BUILT_IN.values()]))
def test_any_number_can_be_shown(value: float, code: str) -> None:
    assert isinstance(shown(cell(value, code)), str)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.sampled_from('0#?.,%;@"\\[]hmsydE+-/_*$£ aGeneralAM/PM')),
)
def test_any_format_can_be_shown(value: float, code: str) -> None:
    assert isinstance(shown(cell(value, code)), str)
    assert isinstance(shown(cell("text", code)), str)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_decimals_are_those_of_the_format(value: float, places: int) -> None:
    text = shown(cell(value, "0." + "0" * places if places else "0"))
    # Shown from 15 significant digits, as Excel does: these may be half a step away too.
    slack = 0.51 * 10**-places + abs(value) * 1e-14
    assert float(text) == pytest.approx(value, abs=slack, rel=0)
    assert len(text.partition(".")[2]) == places


@pytest.mark.parametrize(
    "code", ["dd mmm yyyy", "h:mm", "[$-809]d mmmm yyyy", "dd/mm/yyyy;@", "mmm-yy", "yyyy"]
)
def test_a_number_under_a_date_format_is_a_date(code: str) -> None:
    assert cell(39083.0, code).is_date
    assert not cell("39083", code).is_date
    assert not cell(None, code).is_date


@pytest.mark.parametrize(
    "code", ["General", "0", '0" days"', "0\\d", "[Red]0", "[h]:mm", "[mm]:ss", "@", "#,##0", "0%"]
)
def test_a_number_under_another_format_is_no_date(code: str) -> None:
    assert not cell(39083.0, code).is_date
    assert cell(39083.0, code).as_date is None


def test_a_date_is_the_day_shown() -> None:
    assert cell(39083.9, "dd mmm yyyy").as_date == datetime.date(2007, 1, 1)
    assert cell(39083.0, "mmm yyyy").as_date == datetime.date(2007, 1, 1)
    assert cell(59.0, "d/m/yyyy").as_date == datetime.date(1900, 2, 28)
    assert cell(61.0, "d/m/yyyy").as_date == datetime.date(1900, 3, 1)
    assert cell(39083.5, "h:mm").as_date is None


@pytest.mark.parametrize("value", [-1.0, 0.0, 60.0, 2958466.0, 1e300])
def test_a_number_that_is_no_day_gives_no_date(value: float) -> None:
    assert cell(value, "dd mmm yyyy").as_date is None


def test_days_count_from_1904_in_a_workbook_that_says_so() -> None:
    first = Cell(1, 1, 0.0, "number", None, "d/m/yyyy", date_1904=True)
    assert first.as_date == datetime.date(1904, 1, 1)
    assert shown(first) == "1/1/1904"


@given(st.datetimes(datetime.datetime(1900, 1, 1)))
def test_a_moment_leads_back_to_its_day(moment: datetime.datetime) -> None:
    midnight = datetime.datetime.combine(moment.date(), datetime.time())
    assert day_of(serial_of(midnight), date_1904=False) == moment.date()


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0%", True), ("0.0%;-0.0%", True), ('0"%"', False), ("0\\%", False), ("0", False)],
)
def test_only_a_percent_sign_that_is_not_quoted_multiplies(code: str, expected: bool) -> None:
    assert cell(0.097, code).shows_percent is expected
