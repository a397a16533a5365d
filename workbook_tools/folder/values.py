"""The values of a round, for those who work on with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, overload

from workbook_tools.ledger import SourcedRecord

if TYPE_CHECKING:
    from pandas import DataFrame


class Values(Sequence[SourcedRecord]):
    """Records in the order of theme groups, sheets and cells; each says where it came from."""

    def __init__(self, records: Sequence[SourcedRecord]) -> None:
        """Hold these records."""
        self._records = tuple(records)

    @overload
    def __getitem__(self, place: int) -> SourcedRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Values: ...
    def __getitem__(self, place: int | slice) -> SourcedRecord | Values:
        """Return the record at a place, or those of several."""
        if isinstance(place, slice):
            return Values(self._records[place])
        return self._records[place]

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._records)

    def to_frame(self) -> DataFrame:
        """Return them as a table of pandas: a row for each, a column for each field.

        Words stay words: “N/A” is no missing value, and an absent number is one.
        """
        # Imported here: it takes longer to import than most commands take to run.
        import pandas as pd

        names = [field.name for field in fields(SourcedRecord)]
        frame = pd.DataFrame([astuple(record) for record in self._records], columns=names)
        return frame.astype({"value": "float64"})
