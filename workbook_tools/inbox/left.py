"""What lies in an inbox and is not handed on to be read, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbook_tools.workbooks.unreadable import Unreadable, printable, sentence


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is left where it is."""

    path: Path
    problem: Unreadable

    @property
    def is_other(self) -> bool:
        """Whether it is plainly no return, so that there is nothing to be done about it."""
        return self.problem.is_other

    @property
    def sentence(self) -> str:
        """What it is, and what to do: the sentence of a file that cannot be read."""
        return sentence(self.path, self.problem)

    @property
    def remark(self) -> str:
        """What it is, for one about which there is nothing to be done."""
        return printable(f"{self.path}: left out; it {self.problem.what}")
