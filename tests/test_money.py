"""Amounts of money are parsed exactly or reported, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.values.money import (
    AMOUNT,
    BLANK,
    NOT_APPLICABLE,
    UNKNOWN,
    UNREADABLE,
    amount_of_number,
    in_unit,
    read_amount,
    spelt,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("369,441", "369441"), ("£1,338,912", "1338912"), ("£ 1 338 912.50", "1338912.50")),
        *(("(1,234)", "-1234"), ("-5", "-5"), ("−5", "-5"), ("5-", "-5"), ("1,234-", "-1234")),
        *(("£-5", "-5"), ("-£5", "-5"), ("(£5)", "-5"), ("0", "0"), ("-", "0"), ("nil", "0")),
        *((".5", "0.5"), ("1234.56", "1234.56"), ("1\u00a0234", "1234")),
    ],
)
def test_an_amount_is_what_is_written(text: str, value: str) -> None:
    read = read_amount(text)
    assert (read.state, read.value) == (AMOUNT, Decimal(value))


@pytest.mark.parametrize(
    ("text", "pounds"),
    [("£40 M", 40_000_000), ("£1.9m", 1_900_000), ("£777K", 777_000), ("£4.3 million", 4_300_000)],
)
def test_a_text_may_say_its_unit(text: str, pounds: int) -> None:
    assert in_unit(read_amount(text), Decimal(1)) == pounds
    assert in_unit(read_amount(text), Decimal(1000)) == Decimal(pounds) / 1000


@pytest.mark.parametrize("text", ["NYQ", "to be confirmed", "TBC", "tba", "Not yet quantified"])
def test_what_nobody_knows_yet_is_not_nought(text: str) -> None:
    assert (read_amount(text).state, read_amount(text).value) == (UNKNOWN, None)


def test_not_applicable_and_blank_are_themselves() -> None:
    assert [read_amount(text).state for text in ("N/A", "n/a", "", " \u00a0")] == [
        *(NOT_APPLICABLE, NOT_APPLICABLE, BLANK, BLANK)
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("£4.3m in 04/05", "1.234,56", "12,34", "1,2345", "2005/06", "1-2", "(5", "(-5)", "--5"),
        *("£8k - £9k", "approx 500", "12.5%", "1,234,56", "5 people", "=1+1", "1e5", "x"),
    ],
)
def test_what_may_mean_something_else_is_reported(text: str) -> None:
    read = read_amount(text)
    assert (read.state, read.value) == (UNREADABLE, None)
    assert read.why


@given(st.decimals(-(10**12), 10**12, places=2))
def test_what_is_spelt_is_read_again(value: Decimal) -> None:
    assert read_amount(spelt(value)).value == value
    assert amount_of_number(float(value)).value == value


@given(st.text(max_size=12))
def test_no_text_is_too_odd(text: str) -> None:
    read = read_amount(text)
    assert (read.value is None) == (read.state != AMOUNT)
