"""The words of a rule: texts with slots, as Excel formulas that fill them in.

``{owner}``
    the cell of that column, as the adviser sees it
``{missing: owner, action_due}``
    the headings of those of these columns whose cell is blank: “Owner”, “Due”

The message is part of the rule's formula, so that the adviser's program and Python
work out the very same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from workbook_tools.form.types import GENERAL, ColumnType
from workbook_tools.formulas.placing import text_literal

_SLOT = re.compile(r"\{(missing: )?([a-z][a-z0-9_]*(?:, [a-z][a-z0-9_]*)*)\}")

_LITERAL_LIMIT = 250
"""Excel takes no text of more than 255 characters in a formula."""


def slots_of(text: str) -> frozenset[str]:
    """Return the column ids that a text has slots for."""
    return frozenset(name for _, names in _SLOT.findall(text) for name in names.split(", "))


def text_formula(text: str, shown: Callable[[str], str], heading: Callable[[str], str]) -> str:
    """Return a formula, without its equals sign, that gives a text with its slots filled in.

    ``shown`` returns, for a column id, the formula for a cell as the adviser sees it, and
    ``heading`` the heading over it.
    """
    pieces: list[str] = []
    end = 0
    for match in _SLOT.finditer(text):
        pieces += literals(text[end : match.start()])
        names = match[2].split(", ")
        pieces.append(_missing_formula(names, heading) if match[1] else shown(names[0]))
        end = match.end()
    pieces += literals(text[end:])
    return "&".join(pieces) or '""'


def literals(text: str) -> list[str]:
    """Return a text as the pieces that a formula can hold."""
    return [
        text_literal(text[start : start + _LITERAL_LIMIT])
        for start in range(0, len(text), _LITERAL_LIMIT)
    ]


def _missing_formula(names: Iterable[str], heading: Callable[[str], str]) -> str:
    """Return a formula for the headings of the columns that are blank, with commas between."""
    named = [f'IF(TRIM([@{name}])="",{text_literal(f", “{heading(name)}”")},"")' for name in names]
    return f"MID({'&'.join(named)},3,{_LITERAL_LIMIT})"


def shown_formula(reference: str, kind: ColumnType, figure_format: str) -> str:
    """Return a formula for what a cell of a column of some type shows, as a sentence says it.

    A blank cell is “blank”; a long text is cut, as a message has room for one sentence.
    Programs differ in what TEXT makes of words and of days before 1900, and in the last
    digits of a plain number: it is given neither, and numbers are rounded first.
    """
    number = plain = f'(ROUND({reference},{_DECIMALS})+0)&""'
    number_format = kind.message_format(figure_format)
    if number_format != GENERAL:
        number = f"TEXT({reference},{text_literal(number_format)})"
    if kind.message_range:
        first, last = kind.message_range
        number = f"IF(AND({reference}>={first},{reference}<={last}),{number},{plain})"
    cut = f'LEFT({reference},{_SHOWN - 2})&"…"'
    words = f"IF(LEN({reference})>{_SHOWN},{cut},{reference})"
    return f'IF({reference}="","blank",IF(ISNUMBER({reference}),{number},{words}))'


_SHOWN = 60
"""Characters of a text that a message shows."""

_DECIMALS = 6
