"""What a framework says of money: streams, what was allocated, and the totals that were printed.

Amounts are kept as text, digit for digit, in the unit in which they were printed; so are ``NYQ``
and ``N/A``, which are no amounts. All of it is optional: an agreement without money has no such
files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbook_tools.values.money import Amount, read_amount

POOLINGS = ("automatically pooled", "otherwise pooled", "aligned")
"""How a stream is held, in the order in which an agreement prints them."""

AMOUNT_KINDS = ("capital", "revenue")

UNITS: Mapping[str, Decimal] = {"£": Decimal(1), "£000": Decimal(1000), "£m": Decimal(1_000_000)}
"""The pounds that 1 stands for, by the word for the unit."""

ALLOCATION, FORECAST = "allocation", "forecast"
"""What an amount is: what was given for a year, or what was expected for it beforehand."""


@dataclass(frozen=True, slots=True)
class FundingLine:
    """One line of the funding tables: a stream in a block, and who reports it.

    A stream that runs through several blocks has a line in each, and is one ``stream``.
    """

    id: str
    """Stable and traceable: the code of the block and the source line, ``CYP-F984``."""
    stream: str
    """Id of the stream, the same in every block: ``neighbourhood-renewal-fund``."""
    title: str
    """The stream's name."""
    aliases: str
    """Other names that it was printed under, with semicolons between them."""
    block: str
    pooling: str
    """One of ``POOLINGS``; empty where no table says it."""
    previously_pooled: str
    """``yes`` or ``no``; empty where no table says it."""
    reported_by: str
    """Id of the theme group or of the accountants who report it; empty for nobody."""
    reason: str
    """Why they do."""
    became: str
    """Ids of the streams that took its place, with semicolons between them."""
    note: str
    since: str = ""
    """Id of the first round in which the row holds; empty for from the start."""
    until: str = ""
    """Id of the last round in which it holds; empty for without end."""
    change: str = ""
    """Id of the entry of the log that began it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and all others that it was printed under."""
        return (self.title, *_several(self.aliases))

    @property
    def successors(self) -> tuple[str, ...]:
        """Ids of the streams that took its place."""
        return _several(self.became)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one table says that a line has in one year, capital or revenue."""

    line: str
    year: str
    kind: str
    """``capital`` or ``revenue``."""
    basis: str
    """``allocation`` or ``forecast``."""
    amount: str
    """Digits without commas, ``NYQ`` or ``N/A``."""
    unit: str
    """``£``, ``£000`` or ``£m``."""
    named: str
    """The line's name as this table prints it; empty where it is lost."""
    heading: str
    """The heading it is printed under in its block; empty for none."""
    printed: str
    """The cell as printed."""
    source: str
    """Document and line."""
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """What it is the amount of; one that takes its place later has the same."""
        return self.line, self.year, self.kind, self.basis

    @property
    def said(self) -> Amount:
        """What its amount says, exactly."""
        return read_amount(self.amount)

    @property
    def pounds(self) -> Decimal | None:
        """The amount in pounds; None where none is quantified."""
        value = self.said.value
        return None if value is None else value * UNITS[self.unit]


def is_given(allocation: Allocation) -> bool:
    """Whether an amount was given for its year, and not expected beforehand."""
    return allocation.basis == ALLOCATION


@dataclass(frozen=True, slots=True)
class FundingControl:
    """A total that was printed, for others to be added up against."""

    id: str
    what: str
    """In words, as printed where it is: ``Sub total``, ``approximately … aligned funding``."""
    block: str
    """Id of the block whose lines it is the total of; empty for all."""
    pooling: str
    """The poolings whose lines it is the total of, with semicolons between them; empty for all."""
    kind: str
    """``capital`` or ``revenue``; empty for both together."""
    year: str
    basis: str
    amount: str
    unit: str
    printed: str
    source: str
    note: str

    @property
    def pounds(self) -> Decimal:
        """The total in pounds."""
        return (read_amount(self.amount).value or Decimal(0)) * UNITS[self.unit]

    @property
    def poolings(self) -> tuple[str, ...]:
        """The poolings whose lines it is the total of; none for all."""
        return _several(self.pooling)


@dataclass(frozen=True)
class Funding:
    """All that a framework says of money as it stands in a round, in published order."""

    lines: tuple[FundingLine, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    controls: tuple[FundingControl, ...] = ()

    def line(self, line_id: str) -> FundingLine:
        """Return one line. Raises KeyError for an unknown id."""
        return self._lines[line_id]

    def of(self, year: str, basis: str = ALLOCATION) -> Iterator[tuple[FundingLine, Allocation]]:
        """Yield what each line has in a year, in published order."""
        for allocation in self.allocations:
            if (allocation.year, allocation.basis) == (year, basis):
                yield self._lines[allocation.line], allocation

    def reported_by(self, group_id: str, year: str) -> tuple[tuple[FundingLine, Allocation], ...]:
        """Return what a theme group or the accountants of a block report in a round of a year."""
        return tuple(pair for pair in self.of(year) if pair[0].reported_by == group_id)

    def counted(self, control: FundingControl) -> Iterator[tuple[FundingLine, Allocation]]:
        """Yield the amounts that a printed total is the sum of."""
        for line, allocation in self.of(control.year, control.basis):
            if (
                control.block in ("", line.block)
                and (not control.poolings or line.pooling in control.poolings)
                and control.kind in ("", allocation.kind)
            ):
                yield line, allocation

    @cached_property
    def _lines(self) -> Mapping[str, FundingLine]:
        return {line.id: line for line in self.lines}


def total(allocations: Iterable[Allocation]) -> tuple[Decimal, int]:
    """Return the pounds that are quantified, and how many of the amounts are not."""
    pounds, unknown = Decimal(0), 0
    for allocation in allocations:
        amount = allocation.pounds
        if amount is not None:
            pounds += amount
        elif allocation.said.state == "unknown":
            unknown += 1
    return pounds, unknown


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
