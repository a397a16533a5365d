"""Rounds: reporting exercises, in the order of time, and what the id of one says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workbook_tools.problems import LaaError, near
from workbook_tools.values.days import last_day

FIRST_MONTH = 4
"""Financial years begin with April."""

WHOLE_YEAR = 12
"""Months of a year."""


@dataclass(frozen=True, slots=True)
class Round:
    """One reporting exercise."""

    id: str
    title: str
    year: str
    """The year whose actuals it collects: ``2006-07``."""
    months: int
    """Months of that year its figures cover unless a return says otherwise: 3, 6, 9 or 12."""
    starts: date
    """First day of the year reported on."""
    ends: date
    """Last day of the period reported on."""
    due: date
    """The day by which returns are to be back."""

    @property
    def order(self) -> tuple[date, date]:
        """Its place in time: of two rounds that end together, the one due first comes first."""
        return self.ends, self.due


class UnknownRoundError(LaaError, KeyError):
    """An id that no round has, nor could have."""

    def __str__(self) -> str:
        """Return the sentence; a KeyError would show it in quotes."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the end of a round's id says: how much of the year it covers."""

    months: int
    words: str
    due: str
    """Month and day by which returns are back where the calendar names none."""


YEAR = "year"
"""Stands in the calendar for rounds of a whole year, whose ids are the year alone."""

KINDS: Mapping[str, _Kind] = {
    # One month after the period; two after a year, whose figures are closed first, and whose
    # review by Government is in June. (The published update was due before its year had ended,
    # because the agreement was to be renewed in March: that is declared with it, and no rule.)
    YEAR: _Kind(12, "update", "05-31"),
    "half-year": _Kind(6, "half-year update", "10-31"),
    "q1": _Kind(3, "first quarter update", "07-31"),
    "q2": _Kind(6, "second quarter update", "10-31"),
    "q3": _Kind(9, "third quarter update", "01-31"),
    "q4": _Kind(12, "fourth quarter update", "04-30"),
}
"""The kinds of rounds by the end of their ids; ``year`` for those that have none."""

_SHAPE = re.compile(r"([12][0-9]{3})-([0-9]{2})(?:-([a-z0-9-]+))?")


def years_after(year: str, later: int) -> str:
    """Return the year so many years later: ``2006-07`` and -1 give ``2005-06``."""
    return _year_from(int(year[:4]) + later)


def years_between(earlier: str, later: str) -> int:
    """Return how many years one is after another: 2 from ``2005-06`` to ``2007-08``."""
    return int(later[:4]) - int(earlier[:4])


def _year_from(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02}"


def round_of_id(round_id: str, returns_by: Mapping[str, str] | None = None) -> Round:
    """Return the round that an id names: ``2007-08``, ``2007-08-half-year``, ``2007-08-q3``.

    Args:
        round_id: a financial year, and what part of it where it is not the whole.
        returns_by: month and day (``10-31``) by which returns are back, by kind of round
            (:data:`KINDS`); for kinds that it does not have, what is usual.

    Raises:
        UnknownRoundError: the id is none of that kind.
    """
    shape = _SHAPE.fullmatch(round_id)
    if shape is None:
        raise UnknownRoundError(f"There is no round “{round_id}”; {_HOW}.")
    first, part = int(shape[1]), shape[3]
    year = _year_from(first)
    if _names_no_year(round_id):
        raise UnknownRoundError(
            f"There is no round “{round_id}”: after {first} comes {year[-2:]}, so write "
            f"{'-'.join(filter(None, (year, part)))}."
        )
    if part == YEAR or (part and part not in KINDS):
        raise UnknownRoundError(f"There is no round “{round_id}”; {_HOW}.")
    kind = KINDS[part or YEAR]
    ends = last_day(first, FIRST_MONTH + kind.months - 1)
    return Round(
        id=round_id,
        title=f"{year} {kind.words}",
        year=year,
        months=kind.months,
        starts=date(first, FIRST_MONTH, 1),
        ends=ends,
        due=day_after(ends, (returns_by or {}).get(part or YEAR, kind.due)),
    )


def _names_no_year(round_id: str) -> bool:
    """Whether the second half of an id's year does not follow the first, as in ``2007-09``."""
    shape = _SHAPE.fullmatch(round_id)
    return shape is not None and int(shape[2]) != (int(shape[1]) + 1) % 100


_HOW = "write it as 2007-08, or for a part of the year as 2007-08-half-year or 2007-08-q1"


def kind_of(round_id: str) -> str:
    """Return which kind of :data:`KINDS` a round is, by its id; empty where it says none."""
    shape = _SHAPE.fullmatch(round_id)
    kind = (shape[3] or YEAR) if shape else ""
    return kind if kind in KINDS else ""


def find_round(
    round_id: str, rounds: Iterable[Round], returns_by: Mapping[str, str] | None = None
) -> Round:
    """Return the round of an id: the one of these that has it, else the one that it names.

    Raises:
        UnknownRoundError: none of them has it, and it names none. It is a KeyError, too.
    """
    known = {round_.id: round_ for round_ in rounds}
    if round_id in known:
        return known[round_id]
    try:
        return round_of_id(round_id, returns_by)
    except UnknownRoundError as error:
        if _names_no_year(round_id):
            # The sentence says by itself how it is written.
            raise
        if meant := respelt(round_id):
            raise UnknownRoundError(
                f"There is no round “{round_id}”; did you mean {meant}?"
            ) from None
        close = near(round_id, known)
        meant = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownRoundError(f"{error}{meant}") from None


_LOOSELY = re.compile(
    r"(?P<first>[12][0-9]{3}|[0-9]{2})\s*[-–/. _]\s*(?P<second>[0-9]{1,4})(?P<part>\D.*)?",
    re.DOTALL,
)
"""A financial year as people write it, and what stands behind it."""

_CENTURY = 2000
"""The century of a year that is written in two digits."""


def respelt(round_id: str) -> str:
    """Return the id that somebody meant who writes it otherwise; empty where nobody can tell.

    ``2007-8``, ``2007/08``, ``07-08`` and ``2007-2008`` give ``2007-08``; ``2007-8 half year``
    gives ``2007-08-half-year``.
    """
    loosely = _LOOSELY.fullmatch(round_id.strip())
    if loosely is None:
        return ""
    first = int(loosely["first"])
    first += _CENTURY if len(loosely["first"]) <= len("07") else 0
    if int(loosely["second"]) % 100 != (first + 1) % 100:
        return ""
    part = "-".join(re.findall(r"[a-z0-9]+", (loosely["part"] or "").lower()))
    if part in ("", YEAR):
        return _year_from(first)
    kind = next((each for each in near(part, KINDS) if each != YEAR), "")
    return f"{_year_from(first)}-{kind}" if kind else ""


def standard_rounds(year: str, returns_by: Mapping[str, str] | None = None) -> tuple[Round, ...]:
    """Return every round that a financial year could have, in the order of time."""
    ids = (year if kind == YEAR else f"{year}-{kind}" for kind in KINDS)
    return tuple(sorted((round_of_id(id_, returns_by) for id_ in ids), key=lambda r: r.order))


def is_month_and_day(text: str) -> bool:
    """Whether a text is a day of every year, such as ``10-31``."""
    return re.fullmatch(r"[0-9]{2}-[0-9]{2}", text) is not None and _day(2007, text) is not None


def day_after(end: date, month_and_day: str) -> date:
    """Return the first such day (``10-31``) after ``end``."""
    this = _day(end.year, month_and_day)
    if this is not None and this > end:
        return this
    later = _day(end.year + 1, month_and_day)
    if later is None:
        raise ValueError(month_and_day)
    return later


def _day(year: int, month_and_day: str) -> date | None:
    try:
        return date(year, int(month_and_day[:2]), int(month_and_day[3:]))
    except ValueError:
        return None
