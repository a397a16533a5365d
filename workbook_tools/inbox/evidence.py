"""Which of several workbooks is the latest, where that is plain: never by a name or an order.

The time of saving that stands in a workbook is evidence; where none of them has one, the times
of their files are. What cannot be true, or does not agree, proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Protocol

CLEAR = timedelta(minutes=1)
"""How far times have to be apart: clocks differ, and programs round."""

_AHEAD = timedelta(hours=1)
"""How far a time may be ahead of the clock: some programs take local time for UTC."""


class Dated(Protocol):
    """A file, as far as it tells when it was saved."""

    @property
    def path(self) -> Path:
        """What it is called."""

    @property
    def saved(self) -> datetime | None:
        """When it was saved last, as it says itself."""

    @property
    def dated(self) -> datetime | None:
        """The time of the file."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Between which moments a return can have been saved."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment is possible; one that is not told is."""
        return moment is None or self.since <= moment <= self.until + _AHEAD


@dataclass(frozen=True, slots=True)
class Order:
    """In what order workbooks were saved."""

    places: tuple[int, ...] = ()
    """Their places in the sequence that was asked about, the latest last; empty where that is
    not plain."""
    said: str = ""
    """By what they were put in order, or why they could not be: half a sentence."""

    @property
    def is_plain(self) -> bool:
        """Whether there is one."""
        return bool(self.places)


def order_of(books: Sequence[Dated], possible: Possible, alike: Sequence[int] = ()) -> Order:
    """Return in what order some workbooks were saved, where that is plain.

    Args:
        books: two or more.
        possible: between which moments they can have been saved.
        alike: a number for each; workbooks with the same number say the same, so that it does
            not matter which of them is the later.
    """
    for book in books:
        for moment in (book.saved, book.dated):
            if moment is not None and not possible.holds(moment):
                return Order(said=f"{book.path.name} is dated {shown(moment)}, which cannot be")
    alike = alike or range(len(books))
    saved = [book.saved for book in books]
    dated = [book.dated for book in books]
    if not any(saved):
        found = _in_order(dated, alike)
        if found.is_plain:
            return Order(found.places, "the time of the file")
        return Order(said=f"none says when it was saved, and their files {found.said}")
    found = _in_order(saved, alike)
    if not found.is_plain:
        return Order(said=f"they {found.said}")
    for earlier, later in combinations(found.places, 2):
        before, after = dated[earlier], dated[later]
        if alike[earlier] != alike[later] and before and after and before - after >= CLEAR:
            return Order(said="what they say of their saving does not agree with their files")
    return Order(found.places, "the time of saving in the file")


def is_later(book: Dated, than: Dated, possible: Possible) -> bool:
    """Whether a workbook was plainly saved later than another."""
    return order_of((than, book), possible).places == (0, 1)


def shown(moment: datetime) -> str:
    """Return a moment as it is told: ``20/02/2007 10:15:00``."""
    return f"{moment:%d/%m/%Y %H:%M:%S}"


def moment_of(book: Dated) -> datetime | None:
    """Return the time by which a workbook is put in order."""
    return book.saved or book.dated


def _in_order(moments: Sequence[datetime | None], alike: Sequence[int]) -> Order:
    """Return the order of some moments, where all are told and clearly apart."""
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments):
        return Order(said="do not all say when they were saved")
    places = tuple(sorted(range(len(known)), key=known.__getitem__))
    steps = [(one, next_) for one, next_ in pairwise(places) if alike[one] != alike[next_]]
    if any(known[later] - known[earlier] < CLEAR for earlier, later in steps):
        return Order(said="were saved at the same time, within a minute")
    if len(steps) >= len(set(alike)):
        return Order(said="were saved in turns")
    return Order(places)
