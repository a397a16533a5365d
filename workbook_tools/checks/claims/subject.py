"""What a claim is about: the figures of its row, or another place, time or thing."""

from __future__ import annotations

import re

from workbook_tools.checks.claims.figures import RowFigures
from workbook_tools.checks.claims.reading import Claim, Number
from workbook_tools.form.rules.claims import Claims


def is_elsewhere(claim: Claim, row: RowFigures, name: str, claims: Claims) -> bool:
    """Whether a claim is about another place, another time, or something else than the row."""
    sentence = claim.sentence
    if claims.words["elsewhere"].search(claims.words["here"].sub("", sentence)):
        return True
    for area, words in claims.areas.items():
        if area != row.area and words.search(sentence) and not words.search(name):
            return True
    if any(number.is_year or not _counts(number, name, claims) for number in claim.numbers):
        return True
    if claim.shape.claims == "beside the target":
        return _is_wish(claim, claims) or _is_of_some(claim, claims)
    if claim.shape.claims != "direction":
        of_figures = claim.shape.about in ("figure", "") and claim.shape.claims in _OF_FIGURES
        return of_figures and not _is_about(claim, name, claims)
    if claims.words["not_yet"].search(sentence):
        # Of a gap, the gap is what is spoken of.
        of_gap = row.is_gap and claim.direction in ("narrower", "wider")
        if not of_gap or claims.words["not_yet"].search(claims.words["gap"].sub("", sentence)):
            return True
    if claim.direction in ("narrower", "wider"):
        return not row.is_gap
    if row.is_gap and not claims.words["gap"].search(claim.subject):
        return True
    return not _is_about(claim, name, claims)


_OF_FIGURES = ("figure of the row", "from one to another", "change")
"""Claims that may be about other figures than the row's; their clause says so."""


def _is_of_some(claim: Claim, claims: Claims) -> bool:
    """Whether it is said of some cases only: “two schools fell below target”."""
    return claims.words["some"].search(claim.subject) is not None or any(
        word.isdecimal() for word in claim.subject.split()
    )


def _counts(number: Number, name: str, claims: Claims) -> bool:
    """Whether a number may be a figure of the row: not “3 schools” in a row of people."""
    word = number.follows
    if number.is_percent or number.is_points or not word or not word[0].isalpha():
        return True
    if claims.words["small"].fullmatch(word) or _stem(word)[:_UNIT] in name.lower():
        return True
    return number.value >= _LARGE and not claims.words["units"].fullmatch(word)


_UNIT, _LARGE = 4, 100
"""Letters by which a unit is known in the name of a measure; and a number that is hardly one of
something said in passing."""


def _is_about(claim: Claim, name: str, claims: Claims) -> bool:
    """Whether the subject of a direction is what the row measures, or the figure in general."""
    words = re.findall(r"[a-z]+", claim.subject.lower())
    is_attribute = bool(words) and claims.words["attributive"].fullmatch(words[-1]) is not None
    if claim.shape.claims == "direction" and is_attribute:
        return False
    words = [word for word in words if not claims.words["small"].fullmatch(word)]
    named = re.findall(r"[a-z]{4,}", name.lower())
    own = {_stem(word) for word in named if not claims.ignored.fullmatch(word)}
    general = [word for word in words if claims.general.fullmatch(word)]
    moving = [word for word in words if _moves(word, claims) and _stem(word) not in own]
    if moving and claim.shape.claims == "direction":
        # “The rate of improvement has fallen” is not about the rate.
        return False
    words = [word for word in words if word not in moving]
    words = [word for word in words if not claims.words["a_little"].fullmatch(word)]
    special = [word for word in words if len(word) > 3 and word not in general]
    if not words:
        return True
    shared = [word for word in special if _stem(word) in own]
    if special:
        return bool(shared) and 2 * len(shared) >= len(special)
    return bool(general) or not words or any(word in name.lower() for word in words)


def _moves(word: str, claims: Claims) -> bool:
    return any(words.fullmatch(word) for words in claims.directions.values())


def _stem(word: str) -> str:
    return word[:5]


def _is_wish(claim: Claim, claims: Claims) -> bool:
    """Whether a claim about a target is one of what is to come."""
    before = claim.sentence[: claim.sentence.find(claim.words)]
    return claims.words["wish"].search(before) is not None
