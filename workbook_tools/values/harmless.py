"""Words in CSV files, which spreadsheet programs obey where they look like formulas."""

from __future__ import annotations

import re

_OBEYED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""How a formula may begin; the last four are the wide forms, which some programs take for them."""

_NUMBER = re.compile(r"[+-]?[£$€]?\d[\d,. ]*(?:[eE][+-]?\d+)?%?")


def harmless(text: str) -> str:
    """Return a text with an apostrophe before it where a program might take it for a formula.

    A number is left as it is, with its sign. In a workbook, where a text is said to be one,
    there is no need for this.
    """
    begins = text.lstrip()
    if not begins.startswith(_OBEYED) or _NUMBER.fullmatch(begins.rstrip()):
        return text
    return f"'{text}"
