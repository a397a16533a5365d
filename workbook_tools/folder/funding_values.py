"""What is known of money in a round, as a table for those who work on with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, overload

from workbook_tools.folder.rounds import Terms
from workbook_tools.framework.funding import is_given
from workbook_tools.ledger import SourcedRecord
from workbook_tools.plan.rows.streams import key_of
from workbook_tools.values.money import amount_of_number

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class FundingValue:
    """One amount of one line of the funding tables, with what its return says of it.

    Amounts are exact, in pounds; None where nobody has said one, or none is quantified.
    """

    key: str
    """The reference of its row in returns: ``CYP-F984-R``."""
    stream: str
    """Id of the stream, the same in every block."""
    title: str
    block: str
    pooling: str
    kind: str
    """``capital`` or ``revenue``."""
    year: str
    basis: str
    """``allocation`` or ``forecast``."""
    amount: Decimal | None
    said: str
    """The amount as the table has it: digits in its own unit, ``NYQ`` or ``N/A``."""
    reported_by: str
    carried_forward: Decimal | None
    available: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None
    variance: Decimal | None
    left: Decimal | None
    reason: str
    file: str
    """The file that what the return says came in; empty where none has."""
    source: str
    """Where the amount was printed, or who agreed it."""


_MEASURES = ("carried forward", "available", "spent", "forecast", "variance", "left")


class FundingValues(Sequence[FundingValue]):
    """The amounts of the framework in the order in which they were published."""

    def __init__(self, values: Sequence[FundingValue]) -> None:
        """Hold these amounts."""
        self._values = tuple(values)

    @overload
    def __getitem__(self, place: int) -> FundingValue: ...
    @overload
    def __getitem__(self, place: slice) -> FundingValues: ...
    def __getitem__(self, place: int | slice) -> FundingValue | FundingValues:
        """Return the amount at a place, or those of several."""
        if isinstance(place, slice):
            return FundingValues(self._values[place])
        return self._values[place]

    def __len__(self) -> int:
        """Return how many amounts there are."""
        return len(self._values)

    def to_frame(self) -> DataFrame:
        """Return them as a table of pandas: a row for each, a column for each field.

        Amounts stay decimal numbers, which lose no penny; words stay words.
        """
        # Imported here: it takes longer to import than most commands take to run.
        import pandas as pd

        names = [field.name for field in fields(FundingValue)]
        rows = [astuple(value) for value in self._values]
        return pd.DataFrame(rows, columns=names, dtype="object")


def funding_values(terms: Terms, records: Sequence[SourcedRecord]) -> FundingValues:
    """Return every amount that the framework knows in a round, with what its returns say.

    Args:
        terms: what is in force in the round.
        records: the values that count in it.
    """
    return FundingValues(tuple(_values(terms, records)))


def _values(terms: Terms, records: Sequence[SourcedRecord]) -> Iterator[FundingValue]:
    funding = terms.framework.funding
    said: dict[tuple[str, str], SourcedRecord] = {
        (each.indicator, each.measure): each for each in records if each.field == "funding"
    }
    for allocation in funding.allocations:
        line = funding.line(allocation.line)
        key = key_of(line, allocation)
        is_of_round = is_given(allocation) and allocation.year == terms.round.year
        found = [said.get((key, name)) if is_of_round else None for name in _MEASURES]
        reason = said.get((key, "reason")) if is_of_round else None
        carried, available, spent, forecast, variance, left = map(_exactly, found)
        files = [each.file for each in (*found, reason) if each]
        yield FundingValue(
            key,
            line.stream,
            line.title,
            line.block,
            line.pooling,
            allocation.kind,
            allocation.year,
            allocation.basis,
            allocation.pounds,
            allocation.amount,
            line.reported_by,
            carried,
            available,
            spent,
            forecast,
            variance,
            left,
            reason.text if reason else "",
            files[0] if files else "",
            allocation.source,
        )


def _exactly(record: SourcedRecord | None) -> Decimal | None:
    if record is None or record.value is None:
        return None
    return amount_of_number(record.value).value
