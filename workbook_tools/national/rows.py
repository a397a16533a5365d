"""The rows that are known of one area: the schema of the national tables, in plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area and its round."""

    area: str
    """What it is called."""
    folder: str
    """The name of its working folder."""
    title: str
    """Of its framework."""
    round_title: str
    year: str
    months: int
    expected: int
    """How many returns its round asks for."""
    returned: int
    """How many of them count."""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """What an area means by an indicator."""

    area: str
    indicator: str
    position: int
    """Where it stands among the area's indicators."""
    theme_group: str
    name: str
    unit: str
    kind: str
    polarity: str
    """``higher`` or ``lower`` is better."""
    decimals: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What an area says of an indicator for a part of it, such as its priority neighbourhoods."""

    area: str
    indicator: str
    part: str
    """Id of the part of the area."""
    part_title: str
    is_headline: bool
    """Whether target and light are about this part."""
    actual: float | None
    """None where there is no figure, or none that may be told."""
    target: float | None
    """None where there is none, or none of the indicator's own for the year alone."""
    months: int
    """How many months the figure covers."""
    light: str
    """The word of the light; empty for none."""
    submission: str
    """The return that it came in, by the id of its receipt; empty where none came."""
    sheet: str
    cell: str
    """Of the figure; of the light where there is no figure."""


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A return that counts."""

    area: str
    submission: str
    theme_group: str
    received: str
    """The day, as 2007-02-26."""
    entries: int
    """How many values came with it."""


@dataclass(frozen=True, slots=True)
class LightRow:
    """A light that there is, in the order in which they are counted."""

    position: int
    light: str
    rated: bool
    on_target: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is known of an area."""

    area: AreaRow
    indicators: tuple[IndicatorRow, ...]
    figures: tuple[FigureRow, ...]
    submissions: tuple[SubmissionRow, ...]
    lights: tuple[LightRow, ...]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """What is not compared."""

    area: str
    """The area, or the folder where nobody knows of which it is."""
    what: str
    """An indicator, or nothing for the whole area."""
    why: str
    """In a sentence."""
