"""What is wrong with an edited workbook, each told in one sentence with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbook_tools.problems import LaaError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that must be put right before anything is applied."""

    sheet: str
    cell: str
    """A1 address; empty where the whole sheet is meant."""
    message: str
    """What is wrong and what to do, without the place or the full stop."""

    def __str__(self) -> str:
        """Return it as one sentence with its place."""
        return f"{', '.join(filter(None, (self.sheet, self.cell)))}: {self.message}."


class NotApplicableError(LaaError):
    """An edited workbook that cannot be applied; nothing has been changed."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Take all that is wrong; the message has a sentence for each."""
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
