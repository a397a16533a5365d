"""The claims of a text: its sentences, the numbers in them, and what they are about."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbook_tools.checks.claims.figures import years_in
from workbook_tools.form.rules.claims import Claims, Shape

LONGEST_TEXT, LONGEST_SENTENCE = 6_000, 600
"""Characters that are read: of a longer text its beginning, of a longer sentence none."""

_SENTENCES = re.compile(r"[.!?]+(?=\s|$)|[;\n\r•]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words, and how it is said."""

    value: float
    decimals: int
    is_percent: bool
    is_points: bool
    is_about: bool
    """Whether it is said to be about so much, or more, or less."""
    size: float
    """1,000 or 1,000,000 where it is said in thousands or millions, else 1."""
    is_year: bool
    """Whether it may be a year: 2006, but not 2,006 nor £2006."""
    follows: str
    """The word behind it."""
    leads_on: bool
    """Whether that word makes it a difference: “5% above”."""

    def is_had_from(self, value: float) -> bool:
        """Whether a figure comes to it: exactly, rounded, cut off, or about.

        A figure of a row in millions is so many millions already.
        """
        return self._is(abs(value) / self.size) or self._is(abs(value))

    def _is(self, value: float) -> bool:
        unit, off = 10.0**-self.decimals, abs(value - self.value)
        if self.is_about:
            return off <= max(unit, _ABOUT * self.value)
        cut_off = math.floor(value / unit + _LAST_BIT) * unit
        if off <= unit / 2 + _LAST_BIT or abs(cut_off - self.value) <= _LAST_BIT:
            return True
        noughts = len(f"{self.value:.0f}") - len(f"{self.value:.0f}".rstrip("0"))
        return not self.decimals and noughts > 1 and off <= 10**noughts / 2


_ABOUT = 0.05
"""How far off a number may be that is said to be about so much, as a share of it."""
_LAST_BIT = 1e-9


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of text of one of the shapes."""

    shape: Shape
    words: str
    """The piece itself."""
    sentence: str
    """Where it stands: its sentence, or of a direction the clause."""
    numbers: tuple[Number, ...]
    direction: str
    """``up``, ``down``, ``better``, ``worse``, ``narrower``, ``wider``; empty for none."""
    is_denied: bool
    measured_from: frozenset[int]
    """The years that it compares with: “since 2003”."""
    is_from_baseline: bool
    subject: str
    """The words before it in its clause, or what a direction is said to be of."""


OF_NAMES = "name"
"""What a claim is about that only the name of a measure makes: where its targets are to lead."""


def claims_in(text: str, claims: Claims, *, of_name: bool = False) -> Iterator[Claim]:
    """Yield the claims of a comment, or of the name of a measure, in the order of its sentences."""
    shapes = [shape for shape in claims.shapes if (shape.about == OF_NAMES) is of_name]
    for part in _SENTENCES.split(_plain(text[:LONGEST_TEXT])):
        sentence = " ".join(part.split())
        if len(sentence) > LONGEST_SENTENCE:
            continue
        is_in_figures = _DIGIT.search(sentence) is not None
        for shape in shapes:
            if shape.needs_number and not is_in_figures:
                continue
            places = [sentence]
            if shape.claims == "direction":
                places = [each.strip(" '\"") for each in claims.clause_ends.split(sentence)]
            for place in places:
                for found in shape.pattern.finditer(place):
                    yield _claim(shape, found, place, claims)


_DIGIT = re.compile(r"\d")

_NEAR = 3
"""How many words before a claim may deny it."""


def _claim(shape: Shape, found: re.Match[str], place: str, claims: Claims) -> Claim:
    named = found.groupdict()
    said = (named.get("direction") or "").strip()
    subject = named.get("object") or named.get("subject") or ""
    words = found[0].strip()
    if shape.claims == "direction":
        denied = claims.words["not"].search(found[0])
    else:
        before = place[: found.start()].rsplit(",", 1)[-1]
        near = " ".join(before.split()[-_NEAR:])
        # Of “did not meet the target” the shape is the denial itself.
        denied = claims.words["not"].search(near if shape.side else f"{near} {words}")
        until = found.start("number1") if named.get("number1") else found.end()
        subject = claims.clause_ends.split(place[:until])[-1]
    compared = claims.words["compared"].search(place)
    against = place[compared.end() :] if compared else ""
    return Claim(
        shape,
        words if shape.claims != "direction" else place,
        place,
        tuple(_numbers(found, claims)),
        _direction(said, claims),
        denied is not None,
        years_in(against),
        claims.words["baseline"].search(against) is not None,
        subject.strip(),
    )


def _direction(word: str, claims: Claims) -> str:
    for direction, words in claims.directions.items():
        if word and words.match(word):
            return direction
    return ""


def _numbers(found: re.Match[str], claims: Claims) -> Iterator[Number]:
    named, place = found.groupdict(), 1
    while named.get(f"number{place}"):
        written = named[f"number{place}"].replace(",", "")
        unit = (named[f"unit{place}"] or "").strip().lower()
        behind = found.string[found.end(f"number{place}") + len(named[f"unit{place}"] or "") :]
        follows = (behind.split() or [""])[0].strip(".,;:)'\"").lower()
        yield Number(
            float(written),
            len(written.partition(".")[2]),
            unit in ("%", "per cent", "percent"),
            unit.endswith(("point", "points")),
            bool(named[f"about{place}"]),
            _SIZES.get(unit, 1.0),
            bool(_YEAR.fullmatch(named[f"number{place}"])) and not (unit or named[f"pound{place}"]),
            follows,
            bool(_direction(follows, claims)),
        )
        place += 1


_YEAR = re.compile(r"199\d|20[0-4]\d")

_SIZES = {"million": 1e6, "m": 1e6, "k": 1e3}


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'").replace("‘", "'").replace("–", "-")
