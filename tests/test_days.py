"""Days as people in Britain type them: read as what they are, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from workbook_tools.values.days import read_day

LAST_OF_2007 = date(2007, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("31/12/2007", "31-12-2007", "31.12.2007", "31 12 2007", "31/12/07", "31.12.07"),
        *("31-Dec-07", "31 Dec 07", "31 Dec '07", "31Dec2007", "31/Dec/2007", "31ST DECEMBER 2007"),
        *("31 December, 2007", "the 31st of December 2007", "Monday 31 December 2007"),
        *("Dec 31, 2007", "December 31st 2007", "2007-12-31", "2007/12/31"),
        *("31/12/2007 15:30", "2007-12-31T00:00:00", " 31\u00a0December\n2007 "),
    ],
)
def test_every_spelling_of_a_day_is_that_day(text: str) -> None:
    assert read_day(text) == LAST_OF_2007


@pytest.mark.parametrize("text", ["5/4/2007", "5.4.07", "5 Apr 2007", "5-April-07"])
def test_the_day_comes_first(text: str) -> None:
    assert read_day(text) == date(2007, 4, 5)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "2",
            "2007",
            "39141",
            "20071231",
            "tomorrow",
            "TBA",
            "20 Feb",
            "December 2007",
            "Dec-07",
        ),
        *("12/31/2007", "30/2/2007", "31/12-2007", "31/12/007", "31/12/20077", "31 marching 2007"),
        *(
            "31/12/2007 or so",
            "about 31/12/2007",
            "31/12/2007-31/01/2008",
            "٣١/١٢/٢٠٠٧",
            "31/12/0000",
        ),
    ],
)
def test_what_names_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text) is None


def test_two_digits_are_a_year_of_this_century_or_the_last() -> None:
    assert read_day("1/2/49") == date(2049, 2, 1)
    assert read_day("1/2/50") == date(1950, 2, 1)
