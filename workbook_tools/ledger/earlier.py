"""The rounds that the ledger and the framework know, and what earlier ones brought."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workbook_tools.framework import Framework, Round
from workbook_tools.framework.registers import Entry
from workbook_tools.ledger.entries import SourcedRecord
from workbook_tools.ledger.rounds import RoundStanding
from workbook_tools.ledger.store import Ledger
from workbook_tools.plan.rows.streams import keys_of
from workbook_tools.values.records import Record


def standing_of(ledger: Ledger, framework: Framework, round_id: str) -> RoundStanding:
    """Return a round as it was opened or changed last, or else as the framework declares it.

    Raises:
        KeyError: neither the ledger nor the framework has such a round.
    """
    standing = ledger.round(round_id, framework.rounds)
    if standing is None:
        raise KeyError(round_id)
    return standing


def rounds_before(ledger: Ledger, framework: Framework, round_id: str) -> tuple[Round, ...]:
    """Return the rounds that ended before one, or with it but fell due earlier, in order.

    They are those that were opened, and those that the framework declares besides.

    Raises:
        KeyError: neither the ledger nor the framework has such a round.
    """
    this = standing_of(ledger, framework, round_id).definition
    known = (standing.definition for standing in ledger.rounds(framework.rounds))
    return tuple(each for each in known if each.order < this.order)


def records_before(
    ledger: Ledger, framework: Framework, round_id: str
) -> list[tuple[str, SourcedRecord]]:
    """Return the values that count in the rounds before one, as (round, value), oldest first.

    Raises:
        KeyError: neither the ledger nor the framework has such a round.
    """
    return [
        (earlier.id, record)
        for earlier in rounds_before(ledger, framework, round_id)
        for record in ledger.records(framework.id, earlier.id)
    ]


def of_group(
    framework: Framework, group_id: str, earlier: Iterable[tuple[str, SourcedRecord]]
) -> list[tuple[str, SourcedRecord]]:
    """Return those of the values of earlier rounds that a theme group goes on from.

    What was said of an indicator, a stream, an activity or a recommendation goes with it to who
    reports it now. All else,
    such as actions, stays with the group that said it; where that group reports no more, it
    goes to the one that has the first of its indicators.
    """
    records = list(earlier)
    home = home_of(framework, ((record.theme_group, record) for _, record in records))
    return [
        (round_id, record)
        for round_id, record in records
        if home(record.theme_group, record) == group_id
    ]


def home_of(
    framework: Framework, said: Iterable[tuple[str, Record]]
) -> Callable[[str, Record], str]:
    """Return what says to whom it belongs now what a theme group once said.

    Args:
        framework: that in force now.
        said: the values by the theme group that said them: they tell to whom the group went.
    """
    now = {row.id: row.theme_group for row in framework.indicators}
    for line in framework.funding.lines:
        now |= dict.fromkeys(keys_of(line), line.reported_by)
    entries: tuple[Entry, ...] = (*framework.activities, *framework.recommendations)
    now |= {entry.id: entry.reported_by for entry in entries}
    heirs = {group.id: group.id for group in framework.reporters}
    for group_id, record in said:
        if record.indicator in now:
            heirs.setdefault(group_id, now[record.indicator])

    def home(group_id: str, record: Record) -> str:
        return now.get(record.indicator) or heirs.get(group_id, group_id)

    return home
