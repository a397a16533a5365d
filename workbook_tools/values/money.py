"""Amounts of money, exactly: what a cell or a text says, parsed or reported, never guessed.

Not yet quantified, not applicable, to be confirmed, blank and nought are five different things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from workbook_tools.values.comparing import folded
from workbook_tools.values.printed import in_plain_characters

AMOUNT, BLANK, UNKNOWN, NOT_APPLICABLE, UNREADABLE = (
    "amount",
    "blank",
    "unknown",
    "not applicable",
    "unreadable",
)
"""What a cell can say: an amount, nothing, that nobody knows it yet, that there is none by its
nature, or something that cannot be taken for an amount."""

PLAIN, MINUS, BRACKETS, BEHIND = "", "minus", "brackets", "minus behind"
"""How an amount below nought is written: ``-5``, ``(5)`` or ``5-``."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says of money."""

    said: str
    """As it stands there."""
    state: str
    """One of the five that it can be."""
    value: Decimal | None = None
    """The amount; None in any other state."""
    pounds_each: Decimal | None = None
    """The pounds that 1 of it stands for, where the text says so itself: ``£1.9m``."""
    sign: str = PLAIN
    """How it is written that it is below nought; empty where it is not."""
    why: str = ""
    """Why it cannot be taken for an amount, in words that follow on its text."""


def amount_of_number(number: float, said: str = "") -> Amount:
    """Return the amount that a cell's number is: exactly what it shows in fifteen digits.

    Spreadsheets keep 369441.3 as the nearest number that they can; nobody typed the rest.
    """
    value = Decimal(f"{number:.15g}")
    return Amount(said or f"{value:f}", AMOUNT, value, sign=MINUS if value < 0 else PLAIN)


def read_amount(text: str) -> Amount:
    """Return what a text says of money.

    ``£40 M``, ``£1.9m`` and ``£777K`` say their unit themselves.
    ``1.234,56`` and ``12,34`` are read differently in different countries, and ``£4.3m in
    04/05`` is the amount of another year: none of them is taken.
    """
    said = folded(text)
    plain = in_plain_characters(text)
    if not plain:
        return Amount(said, BLANK)
    if re.search(r"\d", plain) is None:
        word = re.sub(r"[^a-z/ ]", "", plain.casefold()).strip()
        if word in _UNKNOWN_WORDS:
            return Amount(said, UNKNOWN)
        if word in _NOT_APPLICABLE_WORDS:
            return Amount(said, NOT_APPLICABLE)
    if plain.casefold() in _NOUGHT_WORDS:
        return Amount(said, AMOUNT, Decimal(0))
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return Amount(said, UNREADABLE, why=_why(plain))
    digits = found["digits"].replace(",", "").replace(" ", "")
    marks = [name for name in ("open", "minus", "inner", "behind") if found[name]]
    if len(marks) > 1 or bool(found["open"]) != bool(found["close"]):
        return Amount(said, UNREADABLE, why="has more than one sign, or half a bracket")
    sign = {"open": BRACKETS, "behind": BEHIND}.get(marks[0], MINUS) if marks else PLAIN
    value = Decimal(digits)
    unit = found["unit"]
    each = _UNITS[unit.casefold()] if unit else None
    return Amount(said, AMOUNT, -value if sign else value, each, sign)


def in_unit(amount: Amount, pounds_each: Decimal) -> Decimal | None:
    """Return an amount in a table's unit, given as the pounds that 1 stands for there."""
    if amount.value is None or amount.pounds_each is None:
        return amount.value
    return amount.value * amount.pounds_each / pounds_each


def spelt(value: Decimal) -> str:
    """Return an amount as people write it, with the decimals that it has: ``-1,234.50``."""
    return f"{value:,f}"


def _why(plain: str) -> str:
    if re.search(r"\d", plain) is None:
        return "is no amount"
    if re.search(r"[a-z]", re.sub(r"(?i)\b(?:k|m|mn|million|thousand|bn)\b", "", plain), re.I):
        return "says more than an amount"
    if re.search(r"\d/\d|\d-\d", plain):
        return "looks like a year, a date or a range"
    return "can be read in more than one way"


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"

_AMOUNT = re.compile(
    rf"(?P<open>\()? ?(?P<minus>-)? ?£? ?(?P<inner>-)? ?(?P<digits>{_NUMBER})"
    r" ?(?P<unit>k|m|mn|million|thousand|bn|billion)?\.? ?(?P<behind>-)? ?(?P<close>\))?",
    re.IGNORECASE,
)

_UNITS = {
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "m": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "million": Decimal(1_000_000),
    "bn": Decimal(1_000_000_000),
    "billion": Decimal(1_000_000_000),
}

_UNKNOWN_WORDS = frozenset(
    [
        *("nyq", "not yet quantified", "tbc", "tba", "to be confirmed", "to be agreed"),
        *("to be announced", "not yet known", "not known", "unknown", "awaited", "tbd", "nyk"),
    ]
)
_NOT_APPLICABLE_WORDS = frozenset(("n/a", "na", "not applicable"))
_NOUGHT_WORDS = frozenset(("-", "--", "nil", "none", "£-", "£ -"))
