"""The years that a workbook shows: what year columns are expanded over.

A year column is declared once and stands for every year of its series. Which years these
are follows from the framework and the round; no form names one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from workbook_tools.framework import Framework, Round
from workbook_tools.framework.rounds import years_after

ROUND = "round"
"""Stands, in a declared name, for the year of the round."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years of each series for one round, in order."""

    round: str
    """The year of the round: ``2006-07``."""
    targets: tuple[str, ...]
    """The years that have targets, and those of the round and the rounds before it."""
    updates: tuple[str, ...]
    """The years whose actuals are shown: from the first in print, with a target or with a round,
    to the round's."""
    printed_targets: tuple[str, ...]
    printed_updates: tuple[str, ...]
    """Those whose columns have a number in print; later years follow without one."""

    def of(self, series: str) -> tuple[str, ...]:
        """Return the years of ``targets``, ``updates``, or ``variances`` (where both are)."""
        if series == "variances":
            return tuple(year for year in self.updates if year in self.targets)
        return self.targets if series == "targets" else self.updates

    def before(self, count: int) -> Years:
        """Return the same with those of so many years before the round's that are not updates."""
        earlier = (years_after(self.round, -back) for back in range(count, 0, -1))
        updates = tuple(year for year in earlier if year not in self.updates)
        return replace(self, updates=updates)

    def printed(self, series: str) -> tuple[str, ...]:
        """Return those of them that have a number in print."""
        if series == "variances":
            return tuple(year for year in self.printed_updates if year in self.printed_targets)
        return self.printed_targets if series == "targets" else self.printed_updates


def years_of(framework: Framework, round_: Round) -> Years:
    """Return the years that the workbooks of a round show."""
    printed_updates = framework.printed_years.get("updates", ())
    held = {each.year for each in (*framework.rounds, round_)}
    first = min((*printed_updates, *framework.years, *held))
    return Years(
        round=round_.year,
        # A year without targets still has the column for them: there is none, and it says so.
        targets=tuple(sorted({*framework.years, *(y for y in held if y <= round_.year)})),
        updates=_between(first, round_.year),
        printed_targets=framework.printed_years.get("targets", ()),
        printed_updates=printed_updates,
    )


def _between(first: str, last: str) -> tuple[str, ...]:
    return tuple(years_after(first, n) for n in range(int(last[:4]) - int(first[:4]) + 1))


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "year": lambda year: year,
    "short": lambda year: f"{year[:4]}-{year[5:].lstrip('0') or '0'}",
    "slashed": lambda year: year.replace("-", "/"),
}
"""How a year is written where a declared text names one: ``{short}`` is ``2006-7``."""


def in_id(year: str) -> str:
    """Return a year as the ids of columns have it: ``2006_07``."""
    return year.replace("-", "_")
