"""The rows of a framework's files with the lines they stand on, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework.calendar import Duty, returns_by
from workbook_tools.framework.funding import Allocation, FundingControl, FundingLine
from workbook_tools.framework.model import (
    Area,
    Block,
    Change,
    Figure,
    Indicator,
    Outcome,
    ThemeGroup,
)
from workbook_tools.framework.order import in_place, place_of_indicator
from workbook_tools.framework.plan_and_rewards import (
    PlanLine,
    PlanLink,
    PossibleIndicator,
    RewardTarget,
)
from workbook_tools.framework.registers import Activity, Community, Recommendation
from workbook_tools.framework.rounds import Round
from workbook_tools.framework.timeline import Lasting, Moment, Timeline
from workbook_tools.problems import DeclarationError

SHOWN = 5
"""How many problems a message tells in full."""

_Row = TypeVar("_Row", covariant=True)


@dataclass(frozen=True, slots=True)
class Line(Generic[_Row]):
    """A row of a table and where it stands."""

    path: Path
    number: int
    row: _Row

    def problem(self, message: str) -> Problem:
        """Return a problem with this line."""
        return Problem(self.path, self.number, message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a framework's files: where it is, what is wrong and what to do."""

    path: Path
    line: int
    """Line of the file; 0 where the mistake is in the file as a whole."""
    message: str

    def __str__(self) -> str:
        """Return the problem as one sentence."""
        place = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}."


@dataclass(frozen=True)
class Tables:
    """The content of a framework's files before it is a framework."""

    files: DeclaredFiles
    years: tuple[str, ...]
    areas: tuple[Area, ...]
    rounds: tuple[Round, ...]
    blocks: tuple[Line[Block], ...]
    theme_groups: tuple[Line[ThemeGroup], ...]
    outcomes: tuple[Line[Outcome], ...]
    indicators: tuple[Line[Indicator], ...]
    figures: tuple[Line[Figure], ...]
    changes: tuple[Line[Change], ...]
    calendar: tuple[Line[Duty], ...]
    board: tuple[Line[ThemeGroup], ...] = ()
    accountants: tuple[Line[ThemeGroup], ...] = ()
    streams: tuple[Line[FundingLine], ...] = ()
    allocations: tuple[Line[Allocation], ...] = ()
    funding_controls: tuple[Line[FundingControl], ...] = ()
    activities: tuple[Line[Activity], ...] = ()
    recommendations: tuple[Line[Recommendation], ...] = ()
    communities: tuple[Line[Community], ...] = ()
    reward_targets: tuple[Line[RewardTarget], ...] = ()
    plan: tuple[Line[PlanLine], ...] = ()
    plan_links: tuple[Line[PlanLink], ...] = ()
    possible_indicators: tuple[Line[PossibleIndicator], ...] = ()

    def of(self, files: DeclaredFiles) -> Tables:
        """Return the same rows as those of files that say the same in another place."""
        if files.place == self.files.place:
            return self
        moved: dict[str, Any] = {}
        for name in (field.name for field in fields(self)):
            lines = getattr(self, name)
            if isinstance(lines, tuple) and lines and isinstance(lines[0], Line):
                path = files.path(lines[0].path.name)
                moved[name] = tuple(Line(path, line.number, line.row) for line in lines)
        return replace(self, files=files, **moved)

    @cached_property
    def timeline(self) -> Timeline:
        """The order of the rounds."""
        return Timeline(self.rounds, returns_by(line.row for line in self.calendar))

    def lasting(self) -> Iterator[Line[Lasting]]:
        """Yield the lines of all rows that hold from a round until a round."""
        yield from self.blocks
        yield from self.theme_groups
        yield from self.outcomes
        yield from self.indicators
        yield from self.figures
        yield from self.board
        yield from self.accountants
        yield from self.streams
        yield from self.allocations
        yield from self.activities
        yield from self.recommendations
        yield from self.communities
        yield from self.reward_targets
        yield from self.plan
        yield from self.plan_links
        yield from self.possible_indicators

    @cached_property
    def turns(self) -> dict[Moment, str]:
        """The moments at which other rows begin to hold, in order, each with words for it."""
        return dict(self.timeline.turns(line.row for line in self.lasting()))

    def at(self, moment: Moment) -> Tables:
        """Return the rows that hold at a moment, in their places.

        An outcome does not hold without its theme group, nor a figure without its indicator, nor
        an allocation without its line.
        """

        def holds(line: Line[Lasting]) -> bool:
            return self.timeline.holds(line.row, moment)

        if len(self.turns) == 1:
            return self
        groups = in_place(self.theme_groups, holds, lambda line: line.row.id)
        of_groups = {line.row.id for line in groups}
        indicators = in_place(self.indicators, holds, lambda line: place_of_indicator(line.row))
        measured = {line.row.id for line in indicators}
        streams = in_place(self.streams, holds, lambda line: line.row.id)
        of_lines = {line.row.id for line in streams}
        return replace(
            self,
            blocks=in_place(self.blocks, holds, lambda line: line.row.id),
            theme_groups=groups,
            outcomes=in_place(
                self.outcomes,
                lambda line: line.row.theme_group in of_groups and holds(line),
                lambda line: line.row.id,
            ),
            indicators=indicators,
            figures=in_place(
                self.figures,
                lambda line: line.row.indicator in measured and holds(line),
                lambda line: line.row.cell,
            ),
            board=in_place(self.board, holds, lambda line: line.row.id),
            accountants=in_place(self.accountants, holds, lambda line: line.row.id),
            streams=streams,
            allocations=in_place(
                self.allocations,
                lambda line: line.row.line in of_lines and holds(line),
                lambda line: line.row.cell,
            ),
            activities=in_place(self.activities, holds, lambda line: line.row.id),
            recommendations=in_place(self.recommendations, holds, lambda line: line.row.id),
            communities=in_place(self.communities, holds, lambda line: line.row.id),
            reward_targets=in_place(
                self.reward_targets,
                lambda line: line.row.indicator in measured and holds(line),
                lambda line: line.row.id,
            ),
            plan=in_place(self.plan, holds, lambda line: line.row.id),
            plan_links=in_place(
                self.plan_links,
                lambda line: line.row.indicator in measured and holds(line),
                lambda line: line.row.id,
            ),
            possible_indicators=in_place(self.possible_indicators, holds, lambda line: line.row.id),
        )


def refuse(found: list[Problem]) -> None:
    """Raise one error for all the problems found; do nothing where there are none.

    Raises:
        DeclarationError: the message has a sentence for each of the first few problems.
    """
    if not found:
        return
    sentences = [str(problem) for problem in found[:SHOWN]]
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        problems = "is 1 more problem" if more == 1 else f"are {more} more problems"
        sentences.append(f"There {problems} in this framework.")
    raise DeclarationError("\n".join(sentences))
