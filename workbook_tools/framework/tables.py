"""The rows of a framework's files with the lines they stand on, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from workbook_tools.framework.model import (
    Area,
    Block,
    Figure,
    Indicator,
    Outcome,
    Round,
    ThemeGroup,
)
from workbook_tools.problems import DeclarationError

SHOWN = 5
"""How many problems a message tells in full."""

_Row = TypeVar("_Row")


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

    folder: Path
    years: tuple[str, ...]
    areas: tuple[Area, ...]
    rounds: tuple[Round, ...]
    blocks: tuple[Line[Block], ...]
    theme_groups: tuple[Line[ThemeGroup], ...]
    outcomes: tuple[Line[Outcome], ...]
    indicators: tuple[Line[Indicator], ...]
    figures: tuple[Line[Figure], ...]


def refuse(found: list[Problem]) -> None:
    """Raise one error for all the problems found; do nothing where there are none.

    Raises:
        DeclarationError: the message has a sentence for each of the first few problems.
    """
    if not found:
        return
    sentences = [str(problem) for problem in found[:SHOWN]]
    if len(found) > SHOWN:
        sentences.append(f"There are {len(found) - SHOWN} more problems in this framework.")
    raise DeclarationError("\n".join(sentences))
