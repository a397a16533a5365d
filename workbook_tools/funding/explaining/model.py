"""What may be said of a table that does not cast: causes that would fit, and what they mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workbook_tools.funding.model import Control, Figure


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that is known from elsewhere: another year's table, or the framework."""

    label: str
    """The stream's name there."""
    amounts: Mapping[int, Decimal]
    """Its amounts in the unit of the table that is explained, by number of that table's column."""
    source: str
    """Where it is known from, in words: ``the table of 2006-07``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A small cause that is told together with another."""

    kind: str
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that would put controls right if it had happened: not yet put into words."""

    kind: str
    """One of the kinds that ``funding-explanations.json`` declares."""
    cells: tuple[Figure, ...]
    shifts: Mapping[int, int]
    """By how much undoing it changes the difference of each control, by the control's number,
    in the smallest unit of the table."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What its words say: figures, cells, names."""
    parts: tuple[Part, ...] = ()
    """The small causes that it is made of, where there are two."""
    distance: int = 0
    """Rows between the cells concerned, or what else puts causes of one kind in order: what is
    less comes first."""
    surprise: int = 0
    """How many figures of the table it needs beyond what is there: a cause that names the digit
    that was misread needs none, one that fits whatever the difference is needs one, and two where
    other figures must be wrong with it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cause that fits exactly, in words: never a fact, always “would”."""

    kind: str
    """What it is: ``misread``, ``doubled-line`` …"""
    words: str
    """One plain sentence that says what would put which controls right."""
    cells: tuple[Figure, ...]
    """The figures concerned, the likeliest culprit first."""
    mends: tuple[Control, ...]
    """The controls that do not cast as they stand, and would."""
    leaves: tuple[Control, ...]
    """The controls that do not cast as they stand, and still would not."""
