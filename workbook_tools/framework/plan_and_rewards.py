"""What else an agreement answers to: the rewarded targets, and the plan that it serves.

All are optional, and data of the framework, because somebody agreed on them. Figures are not
repeated here: a rewarded target names the figures of the indicator that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

TOTAL, AVERAGE = "3-year total", "3-year average"
"""The spans of figures that are about three years together; all others are about one."""

SPAN_YEARS = 3
"""How many years such a figure is about."""


@dataclass(frozen=True, slots=True)
class Reward:
    """What is paid if all rewarded targets are achieved."""

    total: float
    """In pounds."""
    words: str
    """As printed: ``approximately £9.9m``."""
    source: str


@dataclass(frozen=True, slots=True)
class RewardTarget:
    """One indicator of a target that is rewarded under a Local Public Service Agreement."""

    id: str
    """Stable and traceable: ``LPSA-679``, by the line of the agreement."""
    area: str
    """Number of the priority area."""
    area_title: str
    target: str
    """Number of the target; several indicators may show one."""
    target_title: str
    indicator: str
    year: str
    """The year of the indicator's target that is the end of the stretch."""
    span: str
    """The span of that figure: empty for one year, ``3-year total`` or ``3-year average``."""
    ends: str
    """When it ends, in the words of the agreement."""
    stretch: float | None
    """The stretch as the agreement states it in words; None where it does not."""
    stretch_words: str
    """Those words."""
    reward: float | None
    """The share of the reward in pounds that was agreed for the target, on one of its rows; None
    where none is known."""
    signed_off: str
    """Who has signed the result off, and when; empty where nobody has."""
    source: str
    note: str
    since: str = ""
    until: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the plan that the agreement serves: a priority, an outcome or a measure."""

    id: str
    """Stable and traceable: ``CP-114``, by the line of the plan."""
    theme: str
    theme_group: str
    """Id of the theme group that leads the theme."""
    kind: str
    """``priority``, ``outcome``, or ``measure``: “We will know we are making a difference if”."""
    text: str
    source: str
    note: str
    since: str = ""
    until: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class PlanLink:
    """An indicator that shows a measure of the plan, or a part of it."""

    id: str
    """The measure and the indicator: ``CP-114 NEI-952``."""
    measure: str
    indicator: str
    strength: str
    """``direct`` or ``part``."""
    note: str
    since: str = ""
    until: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class PossibleIndicator:
    """An indicator that was possible when the agreement was made, and what became of it."""

    id: str
    block: str
    """As printed then."""
    outcome: str
    text: str
    indicators: str
    """Ids of the indicators that were agreed in its place, with semicolons between."""
    how: str
    """``same``, ``part`` or ``not agreed``."""
    source: str
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def agreed(self) -> tuple[str, ...]:
        """The ids of the indicators that were agreed in its place."""
        return tuple(filter(None, (each.strip() for each in self.indicators.split(";"))))


MEASURE = "measure"
PLAN_KINDS = ("priority", "outcome", MEASURE)
STRENGTHS = ("direct", "part")
BECAME = ("same", "part", "not agreed")
