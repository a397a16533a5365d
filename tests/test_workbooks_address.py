"""Cell addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.workbooks import address, column_letters, column_number, parse_address


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")],
)
def test_columns_are_counted_in_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == number


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_an_address_leads_back_to_its_cell(row: int, column: int) -> None:
    assert parse_address(address(row, column)) == (row, column)


@given(st.text())
def test_text_is_an_address_or_refused(text: str) -> None:
    try:
        row, column = parse_address(text)
    except ValueError:
        return
    assert address(row, column) == text


@pytest.mark.parametrize(
    "text", ["", "B", "7", "b7", "B0", "B07", "$B$7", "XFE1", "A1048577", "B7 "]
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"B7|XFD|1048576"):
        parse_address(text)


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_a_cell_outside_the_sheet_has_no_address(row: int, column: int) -> None:
    with pytest.raises(ValueError, match="there is no"):
        address(row, column)


@pytest.mark.parametrize("letters", ["", "XFE", "AAAA", "a", "É"])
def test_what_is_not_a_column_is_refused(letters: str) -> None:
    with pytest.raises(ValueError, match="columns run from A to XFD"):
        column_number(letters)
