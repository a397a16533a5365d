"""Cell addresses: B7 is row 7, column 2."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
"""The last cell of a sheet is XFD1048576 (Excel specifications and limits)."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(number: int) -> str:
    """Return the letters of column ``number``: 1 is A, 27 is AA, 16384 is XFD.

    Raises:
        ValueError: there is no such column.
    """
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"there is no column {number}: columns run from 1 to {MAX_COLUMN}")
    letters = ""
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of the column with these capital letters: A is 1, XFD is 16384.

    Raises:
        ValueError: there is no such column.
    """
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters!r} is not a column: columns run from A to XFD")
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= MAX_COLUMN or len(letters) > 3:
        raise ValueError(f"{letters!r} is not a column: columns run from A to XFD")
    return number


def address(row: int, column: int) -> str:
    """Return the A1 address of a cell, both numbers counted from 1.

    Raises:
        ValueError: the cell would lie outside a sheet.
    """
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"there is no row {row}: rows run from 1 to {MAX_ROW}")
    return f"{column_letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """Return ``(row, column)`` of an A1 address such as ``B7``, without dollar signs.

    Raises:
        ValueError: ``text`` is not the address of a cell.
    """
    match = _ADDRESS.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not the address of a cell such as B7")
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW:
        raise ValueError(f"{text!r} lies below the last row of a sheet, {MAX_ROW}")
    return row, column


def parse_area(text: str) -> tuple[int, int, int, int] | None:
    """Return (top, left, bottom, right) of a range such as ``B2:D4``; None where it is none."""
    first, _, last = text.replace("$", "").upper().partition(":")
    try:
        (top, left), (bottom, right) = parse_address(first), parse_address(last or first)
    except ValueError:
        return None
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
