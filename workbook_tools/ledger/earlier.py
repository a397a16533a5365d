"""What earlier rounds brought."""

from __future__ import annotations

from workbook_tools.framework import Framework
from workbook_tools.ledger.entries import SourcedRecord
from workbook_tools.ledger.store import Ledger


def records_before(
    ledger: Ledger, framework: Framework, round_id: str
) -> list[tuple[str, SourcedRecord]]:
    """Return the values that count in the rounds before one, as (round, value), oldest first."""
    return [
        (earlier.id, record)
        for earlier in framework.rounds_before(round_id)
        for record in ledger.records(framework.id, earlier.id)
    ]
