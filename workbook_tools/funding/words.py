"""The words by which funding tables are understood, as ``funding-tables.json`` declares them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workbook_tools.form import Form

TEMPLATE = "funding-tables"

_LONG = 60
"""A text that is longer is no heading: it is a sentence."""

_MEMORY = 40_000


@lru_cache(_MEMORY)
def plain(text: str) -> str:
    """Return a text in small letters without marks: ``childrens and young people``.

    Names and headings are compared so.
    """
    lowered = text.casefold().replace("&", " and ")
    lowered = re.sub(r"['’‘`]", "", lowered)
    return " ".join(re.sub(r"[^0-9a-z£%]+", " ", lowered).split())


_YEAR = re.compile(
    r"(?<![0-9])(?<![0-9]/)(19|20)?([0-9]{2}) ?[-/–_ to]{1,4} ?(?:19|20)?([0-9]{1,2})(?![0-9/])"
)
_ONE_YEAR = re.compile(r"(?<![0-9£,.])(?:19|20)[0-9]{2}(?![0-9,.])")


@lru_cache(_MEMORY)
def year_in(text: str) -> str:
    """Return the financial year that a text names, as ``2007-08``; empty where none or several."""
    years = years_in(text)
    return years[0] if len(years) == 1 else ""


@lru_cache(_MEMORY)
def years_in(text: str) -> tuple[str, ...]:
    """Return the financial years that a text names, in order; a lone ``2007`` stands for itself."""
    found = []
    for century, first, last in _YEAR.findall(text):
        following = f"{(int(first) + 1) % 100:02}"
        # “2007/8” is a year as well, “7/8” is none.
        if last == following or (century and last == following[1]):
            found.append(f"{century or '20'}{first}-{following}")
    if not found:
        found = _ONE_YEAR.findall(text)
        if len(found) == 2 and int(found[0]) + 1 == int(found[1]) and "april" in text.casefold():
            found = [f"{found[0]}-{found[1][2:]}"]
    return tuple(dict.fromkeys(found))


def without_years(text: str) -> str:
    """Return a text without the financial years in it: “£ 2007/08” names no amount."""
    return " ".join(_YEAR.sub(" ", text).split())


@dataclass(frozen=True)
class Unit:
    """What amounts are in."""

    pounds: Decimal
    said: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Across:
    """What casts across: a measure that others add up to."""

    total: str
    parts: tuple[tuple[str, int], ...]


class Words:
    """The words of a form, ready to be looked for."""

    def __init__(self, spec: Any) -> None:
        """Take what is declared."""
        self.measures = tuple(
            (plain(word), each["id"]) for each in spec["measures"] for word in each["words"]
        )
        self.measures = tuple(sorted(self.measures, key=lambda each: -len(each[0])))
        self.measure_said: Mapping[str, str] = {
            each["id"]: each["said"] for each in spec["measures"]
        }
        self.across = tuple(
            Across(
                each["total"],
                tuple((part["measure"], part.get("sign", 1)) for part in each["parts"]),
            )
            for each in spec["across"]
        )
        self.columns = {kind: _set(words) for kind, words in spec["columns"].items()}
        self.roles = {role: _set(words) for role, words in spec["roles"].items()}
        self.units = tuple(
            Unit(Decimal(each["pounds"]), each["said"], re.compile(each["pattern"], re.IGNORECASE))
            for each in spec["units"]
        )
        self._beginning = {role: _beginnings(each) for role, each in self.roles.items()}
        totals = ("of_totals", "total", "subtotal", "grand")
        self._of_totals = frozenset(
            part for role in totals for word in self.roles[role] for part in word.split()
        )
        self.bodies = _set(spec["bodies"])
        self.half_year = _set(spec["half_year"])
        self.functions = frozenset(spec["functions"])
        self.limits: Mapping[str, Any] = spec["limits"]
        self.understood: Mapping[str, str] = spec["understood"]
        self.said: Mapping[str, str] = spec["said"]

    def measure(self, heading: str) -> str:
        """Return what a heading says that a column holds; empty where it does not say."""
        padded = f" {plain(heading)} "
        return next((id_ for word, id_ in self.measures if f" {word} " in padded), "")

    def column_kind(self, heading: str) -> str:
        """Return the kind of column that a heading names by itself; empty where none."""
        words = plain(heading)
        return next((kind for kind, known in self.columns.items() if words in known), "")

    def unit(self, text: str) -> Unit | None:
        """Return the unit that a text names, if any."""
        if len(text) > 4 * _LONG:
            return None
        said = without_years(text)
        return next((unit for unit in self.units if unit.pattern.search(said)), None)

    def is_heading_word(self, text: str) -> bool:
        """Whether a text is what stands over columns of a funding table."""
        if len(text) > _LONG:
            return False
        return bool(
            self.column_kind(text) or self.measure(text) or years_in(text) or self.unit(text)
        )

    def total_word(self, label: str) -> str:
        """Return ``subtotal``, ``total`` or ``grand`` where a label says that it is one."""
        return _total_word(self, label)

    def says_more(self, label: str, known: Collection[str]) -> bool:
        """Whether a label that has a word for a total says more than what is added up.

        A stream may be called “Total Respect”. ``known`` are the words of blocks and headings.
        """
        said = (word for word in plain(label).split() if word.isalpha() and len(word) > 1)
        ours = self._of_totals
        return any(word not in ours and word not in known for word in said)

    def is_within(self, label: str) -> bool:
        """Whether a label says that its amount is part of another line's: ``of which``."""
        return self.begins("within", plain(label))

    def is_less(self, label: str) -> bool:
        """Whether a label says that its amount is taken off."""
        return self.begins("less", plain(label))

    def is_control(self, label: str) -> bool:
        """Whether a label says that its amount is only there to be compared."""
        return self.begins("control", plain(label))

    def begins(self, role: str, text: str) -> bool:
        """Whether a plain text begins with a word for what a line is."""
        return self._beginning[role].match(text) is not None

    def names_body(self, text: str) -> bool:
        """Whether a text names who the money is of."""
        return not self.bodies.isdisjoint(plain(text).split())

    def says_half_year(self, text: str) -> bool:
        """Whether a text says that half of the year has passed."""
        padded = f" {plain(text)} "
        return any(f" {word} " in padded for word in self.half_year)


@lru_cache(_MEMORY)
def _total_word(words: Words, label: str) -> str:
    text = plain(label)
    if not text or words.begins("not_total", text):
        return ""
    if any(f" {word} " in f" {text} " for word in words.roles["subtotal"]):
        return "subtotal"
    if any(f" {word} " in f" {text} " for word in words.roles["grand"]):
        return "grand"
    is_total = words.begins("total", text) or text.endswith((" total", " totals"))
    return "total" if is_total else ""


def _beginnings(words: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(f"(?:{listed})(?: |$)")


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(plain, words))


_read: dict[str, Words] = {}


def words_of(form: Form) -> Words:
    """Return the words of a form.

    Raises:
        DeclarationError: they break their schema.
    """
    if form.fingerprint not in _read:
        _read[form.fingerprint] = Words(form.texts(TEMPLATE))
    return _read[form.fingerprint]
