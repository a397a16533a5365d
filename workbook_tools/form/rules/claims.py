"""What words say of figures: the shapes of claims that are read, as the form declares them.

``rules/claims.toml`` has the language, in lists of words and in patterns; a form without it
reads no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_toml
from workbook_tools.form.rules.reading import CLAIMS
from workbook_tools.problems import DeclarationError

_NUMBER = (
    r"(?<![\d./,-])(?:(?P<about{0}>{about}) )?(?P<pound{0}>£ ?)?"
    r"(?P<number{0}>\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,6}})?|\d{{1,12}}(?:\.\d{{1,6}})?)"
    r"(?P<unit{0}> ?%| ?per ?cent\b| percentage points?\b| points?\b| ?million\b| ?m\b| ?k\b)?"
    r"(?![\d/]|[.,]\d|-\d| ?%)"
)
"""A number with what stands around it; its parts are named with the place it has in a shape."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a claim."""

    claims: str
    """What is claimed: ``change``, ``share of the target``…"""
    about: str
    """What the number is said to be; empty where the shape needs no name for it."""
    side: str
    """Where the figure is said to stand beside its target; empty elsewhere."""
    pattern: re.Pattern[str]
    needs_number: bool
    """Whether a sentence without a digit can hold none of its shape."""


@dataclass(frozen=True)
class Claims:
    """The language of claims, and the columns that they are held against."""

    sheet: str
    comment: str
    name: str
    over_time: tuple[tuple[str, str], ...]
    aimed_at: Mapping[str, str]
    earlier_this_year: str
    expected: str
    amber_to: str
    part: str
    gap_area: str
    says: Mapping[str, str]
    """What a row says instead of a claim, in words."""
    words: Mapping[str, re.Pattern[str]]
    areas: Mapping[str, re.Pattern[str]]
    directions: Mapping[str, re.Pattern[str]]
    general: re.Pattern[str]
    ignored: re.Pattern[str]
    clause_ends: re.Pattern[str]
    """What stands between two clauses of a sentence."""
    shapes: tuple[Shape, ...]


def load_claims(files: DeclaredFiles) -> Claims | None:
    """Return how words are held against figures; None for a form that does not declare it.

    Raises:
        DeclarationError: the file breaks its schema, or a pattern names unknown words or is
            no pattern.
    """
    if CLAIMS not in files.contents:
        return None
    declared = load_toml(files, CLAIMS, "claims")
    words = {name: _any_of(listed) for name, listed in declared["words"].items()}
    for name, text in declared["says"].items():
        try:
            text.format_map(_FILLED_IN)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise DeclarationError(
                f"{files.path(CLAIMS)}: “{name}” under “says” names {error} in braces; name only "
                f"{', '.join(_FILLED_IN)}."
            ) from error
    try:
        return Claims(
            **{name: declared.get(name, "") for name in _NAMES},
            over_time=tuple((figure, period) for figure, period in declared["over_time"]),
            aimed_at=declared["aimed_at"],
            says=declared["says"],
            words={name: _whole(pattern) for name, pattern in words.items()},
            areas={area: _whole(_any_of(listed)) for area, listed in declared["areas"].items()},
            directions={
                direction: _whole("|".join(words[name] for name in names))
                for direction, names in declared["directions"].items()
            },
            general=_whole(_any_of(declared["subject"]["general"])),
            ignored=_whole(_any_of(declared["subject"]["ignored"])),
            clause_ends=re.compile(
                rf",(?!\d)|[:()]|\s[-—]\s|\b(?:{words['joins']})\b", re.IGNORECASE
            ),
            shapes=tuple(_shape(spec, words) for spec in declared["shapes"]),
        )
    except (KeyError, re.error) as error:
        what = f"words {error} that are unknown" if isinstance(error, KeyError) else f"{error}"
        raise DeclarationError(
            f"{files.path(CLAIMS)} has a pattern that cannot be used ({what}); correct it."
        ) from error


_NAMES = (
    *("sheet", "comment", "name", "earlier_this_year", "expected", "amber_to", "part"),
    "gap_area",
)

_FILLED_IN = dict.fromkeys(("figures", "figure", "target", "share", "before", "after", "by"), "")
"""What the words that a row says may name in braces."""


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words; those with ``*`` with any ending."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"[a-z]*") for word in longest_first)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", re.IGNORECASE)


def _shape(spec: Mapping[str, Any], words: Mapping[str, str]) -> Shape:
    numbers = 0

    def slot(found: re.Match[str]) -> str:
        nonlocal numbers
        if found[1] != "number":
            return rf"(?:{words[found[1]]})(?![a-z0-9])"
        numbers += 1
        return _NUMBER.format(numbers, about=words["about"])

    pattern = re.compile(re.sub(r"\{([a-z_]+)\}", slot, spec["pattern"]), re.IGNORECASE)
    about, side = spec.get("about", ""), spec.get("side", "")
    return Shape(spec["claims"], about, side, pattern, _needs_number(spec["pattern"]))


def _needs_number(pattern: str) -> bool:
    """Whether every way in which a declared pattern can match has a number in it, in no group."""
    depth, ways = 0, [""]
    for piece in re.findall(r"\\.|\{[a-z_]+\}|.", pattern, re.DOTALL):
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and piece == "|":
            ways.append("")
        elif depth == 0:
            ways[-1] += piece
    return all(re.search(r"\{number\}(?![?*{])", way) for way in ways)
