"""Formulas that a sheet writes once and shares among many cells."""

from __future__ import annotations

import re

from workbook_tools.workbooks.address import MAX_COLUMN, MAX_ROW, column_letters, column_number

_PIECE = re.compile(
    # What is never closed runs to the end: to look for its end again and again takes for ever.
    r'(?P<kept>"[^"]*(?:"|$)|\'[^\']*(?:\'|$)|\[[^\]]*(?:\]|$))'
    r"|(?<![\w.$\\])(?:"
    r"(?P<column>\$?[A-Za-z]{1,3})(?P<row>\$?[0-9]{1,7})(?![\w.(!])"
    r"|(?P<left>\$?[A-Za-z]{1,3}):(?P<right>\$?[A-Za-z]{1,3})(?![\w.(!])"
    r"|(?P<top>\$?[0-9]{1,7}):(?P<bottom>\$?[0-9]{1,7})(?![\w.(!])"
    r")"
)


def moved(formula: str, rows: int, columns: int) -> str:
    """Return ``formula`` as it reads ``rows`` down and ``columns`` to the right.

    Addresses move, except where a dollar sign holds them; text in quotation
    marks, sheet names in apostrophes and table references stay. An address that
    leaves the sheet becomes ``#REF!`` (ECMA-376 part 1, 18.3.1.40).
    """

    def replace(match: re.Match[str]) -> str:
        try:
            if match["kept"]:
                return match[0]
            if match["column"]:
                return _column(match["column"], columns) + _row(match["row"], rows)
            if match["left"]:
                return f"{_column(match['left'], columns)}:{_column(match['right'], columns)}"
            return f"{_row(match['top'], rows)}:{_row(match['bottom'], rows)}"
        except _OffTheSheetError:
            return "#REF!"
        except ValueError:
            return match[0]  # a name such as TAX2007 or ZZZ9, not an address

    return _PIECE.sub(replace, formula)


class _OffTheSheetError(Exception):
    """An address that was moved beyond the edge of the sheet."""


def _column(text: str, by: int) -> str:
    number = column_number(text.lstrip("$").upper())
    if text.startswith("$"):
        return text
    if not 1 <= number + by <= MAX_COLUMN:
        raise _OffTheSheetError
    return column_letters(number + by)


def _row(text: str, by: int) -> str:
    number = int(text.lstrip("$"))
    if not 1 <= number <= MAX_ROW:
        raise ValueError(text)
    if text.startswith("$"):
        return text
    if not 1 <= number + by <= MAX_ROW:
        raise _OffTheSheetError
    return str(number + by)
