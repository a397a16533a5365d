"""What a framework carries over for returns to report on: activities, recommendations, communities.

All are optional: an agreement without a programme of activities, that nobody has reviewed, or that
names no communities of interest, has no such file. They are data of the framework, because somebody
agreed on them; what becomes of them is what returns say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Entry(Protocol):
    """Something that somebody reports on in every round until it is done."""

    @property
    def id(self) -> str:
        """Stable and traceable: the code of who reports it and the source line, ``SAF-T959``."""

    @property
    def reported_by(self) -> str:
        """Id of the theme group or of the board whose return asks for it; empty for nobody."""

    @property
    def reason(self) -> str:
        """Why it does."""

    @property
    def under(self) -> str:
        """What it stands under: the outcome, or the review."""

    @property
    def part(self) -> str:
        """Which part of that it belongs to; may be empty."""

    @property
    def text(self) -> str:
        """What it says, as printed."""

    @property
    def known(self) -> str:
        """What is known of it besides, as printed; may be empty."""

    @property
    def part_of(self) -> str:
        """Id of the entry that it only says more of; empty for one that is asked about."""

    @property
    def source(self) -> str:
        """Where it is printed."""


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of a programme, which the Partnership Prospectus monitors every year."""

    id: str
    reported_by: str
    reason: str
    programme: str
    outcome: str
    """What it is to bring about, as printed over it."""
    kind: str
    """``Prevention`` or ``Intervention``, where the programme says so."""
    heading: str
    """The heading that it is printed under; empty where there is none."""
    text: str
    source: str
    note: str
    since: str = ""
    """Id of the first round in which the row holds; empty for from the start."""
    until: str = ""
    """Id of the last round in which it holds; empty for without end."""
    change: str = ""
    """Id of the entry of the log that began it."""

    @property
    def under(self) -> str:
        """The outcome."""
        return self.outcome

    @property
    def part(self) -> str:
        """Its kind and its heading: ``Prevention: Communication``."""
        return ": ".join(filter(None, (self.kind, self.heading)))

    @property
    def known(self) -> str:
        """Nothing: the programme says all in the activity itself."""
        return ""

    @property
    def part_of(self) -> str:
        """Nothing: each is asked about by itself."""
        return ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation of a review, or more of what has happened since."""

    id: str
    reported_by: str
    reason: str
    review: str
    kind: str
    """What the review calls it, or the subject that it is about."""
    text: str
    happened: str
    """What had happened when it was printed; may be empty."""
    part_of: str
    made_on: date | None
    """The day on which it was made; None where no document gives it."""
    source: str
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def under(self) -> str:
        """The review."""
        return self.review

    @property
    def part(self) -> str:
        """What the review calls it."""
        return self.kind

    @property
    def known(self) -> str:
        """What had happened when it was printed."""
        return self.happened


@dataclass(frozen=True, slots=True)
class Community:
    """A community of interest, whose needs would not be addressed at neighbourhood level."""

    id: str
    """Stable and traceable: ``COI-457``, by the line of the Community Plan."""
    title: str
    words: str
    """Beginnings of words by which a text that speaks of it is known, with semicolons between."""
    indicators: str
    """Ids of the indicators that concern it, with semicolons between."""
    activities: str
    """Ids of the activities that do."""
    recommendations: str
    """Ids of the recommendations that do."""
    source: str
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def concerns(self) -> tuple[str, ...]:
        """The ids of all that concern it."""
        lists = (self.indicators, self.activities, self.recommendations)
        return tuple(each for ids in lists for each in _several(ids))

    def is_named_in(self, text: str) -> bool:
        """Whether a text has one of its words in it, in capitals or not."""
        words = "|".join(re.escape(word) for word in _several(self.words))
        return bool(words) and re.search(rf"\b(?:{words})", text, re.IGNORECASE) is not None


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in text.split(";"))))


ACTIVITIES, RECOMMENDATIONS = REGISTERS = ("activities", "recommendations")
"""The registers of a framework, by the words that forms have for them."""


def made_by(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """Return the entries that there are by a day; one whose day is not known always is."""
    known = ((each, getattr(each, "made_on", None)) for each in entries)
    return tuple(each for each, made_on in known if made_on is None or made_on <= day)
