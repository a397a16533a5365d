"""A rule, as the rule files declare it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from workbook_tools.formulas.engine import Value
from workbook_tools.framework import WHOLE_YEAR

Bound: TypeAlias = float | date | str
"""A number, a day, or the name of a day of the round such as ``starts``."""

ROW, ROUND = "row", "round"
"""The scopes: a rule looks at a return, row by row, or at all returns of a round."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row that a rule passes or fails.

    What a row does not say is filled in: an ordinary indicator with a target and
    earlier updates, and nothing entered.
    """

    row: Mapping[str, Value]
    """Values by column id."""
    others: tuple[Mapping[str, Value], ...]
    """Other rows of the sheet, for rules that look at whole columns."""
    elsewhere: Mapping[str, Mapping[str, Value]]
    """What other sheets say in the row of the same key, by sheet; or in their first row."""
    says: str
    """For a row that fails: what the message must contain; may be empty."""
    round_months: int = WHOLE_YEAR
    """Months of the round that it is for: 12, or 3, 6 or 9 for a part of a year."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a rule about a range of numbers or dates lets its field hold where it applies."""

    minimum: Bound | None
    maximum: Bound | None
    whole: bool
    """Whether it must be a whole number."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A formula with a name, which rules are written with."""

    id: str
    takes: tuple[str, ...]
    """What is put in brackets after it; the last may end in dots: any number of it."""
    meaning: str
    formula: str
    """Over column ids, what it takes and other conditions; as it is written in its file."""

    @property
    def usage(self) -> str:
        """How a formula uses it: ``day_of(period, otherwise)``."""
        return f"{self.id}({', '.join(self.takes)})" if self.takes else self.id


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule. ``when`` and ``check`` are Excel formulas over column ids."""

    id: str
    title: str
    sheet: str
    scope: str
    """``row`` or ``round``."""
    severity: str
    """``error``, ``query`` or ``note``."""
    introduced: str
    """The round in which it is new, and says no more than a note; empty for none."""
    when: str
    """Where it applies; empty for everywhere."""
    check: str
    """What must be true there."""
    field: str
    """Id of the column it points at."""
    message: str
    """What is wrong; ``{column}`` stands for the value as the adviser sees it."""
    fix: str
    """What to do, with an example."""
    source: str
    """Where the rule comes from."""
    limits: Limits | None
    """What the field may hold, if the rule is one about a range: the return then stops
    anything else at the door, or warns of it where the rule is a query."""
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    file: str
    """Name of the rule file it stands in."""
    when_written: str
    """``when`` as its file has it: with conditions by name, broken over lines."""
    check_written: str
    conditions: tuple[Condition, ...]
    """The conditions that it is written with, and those that they are written with."""

    @property
    def question(self) -> str:
        """Whether something is wrong, as a formula: 0 for nothing, 1 for something."""
        answer = f"IF({self.check[1:]},0,1)"
        return f"=IF({self.when[1:]},{answer},0)" if self.when else f"={answer}"

    def severity_in(self, round_id: str) -> str:
        """Return its severity in a round: a note in the round in which it is introduced."""
        return "note" if round_id == self.introduced else self.severity
