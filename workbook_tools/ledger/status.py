"""Where each theme group stands in a round: who has returned, who has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook_tools.framework import Framework, ThemeGroup
    from workbook_tools.ledger.entries import ReceivedFile
    from workbook_tools.ledger.store import Ledger

STATES = ("accepted", "accepted, late", "in error", "outstanding", "overdue")
"""What a theme group's return can be, from best to worst."""


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """Where one theme group stands in a round."""

    theme_group: str
    title: str
    state: str
    """One of :data:`STATES`."""
    remark: str
    """What the state alone does not tell; empty where nothing."""
    file: str
    """The current return, or the latest file in error; empty where none came in."""
    received_at: datetime | None
    """When that file came in, in UTC."""
    errors: int
    """Findings in that file, of each severity."""
    queries: int
    notes: int
    superseded: int
    """How many earlier returns it took the place of."""
    values: int
    """How many of its values count."""


def round_status(
    framework: Framework, round_id: str, ledger: Ledger, today: date
) -> tuple[GroupStatus, ...]:
    """Return where every theme group stands, in published order.

    Raises:
        KeyError: the framework has no such round.
        LaaError: the ledger cannot be read.
    """
    overdue = today > framework.round(round_id).due
    received = ledger.received(framework.id, round_id)
    return tuple(
        _status(group, [file for file in received if file.theme_group == group.id], overdue)
        for group in framework
    )


def _status(group: ThemeGroup, received: Sequence[ReceivedFile], overdue: bool) -> GroupStatus:
    """Return the standing of one group from its files, which come in order of receipt."""
    returns = [file for file in received if file.status != "in error"]
    if returns:
        return _accepted(group, received, returns)
    if received:
        return _of_file(group, "in error", "", received[-1], superseded=0)
    state = "overdue" if overdue else "outstanding"
    return GroupStatus(group.id, group.title, state, "", "", None, 0, 0, 0, 0, 0)


def _accepted(
    group: ThemeGroup, received: Sequence[ReceivedFile], returns: Sequence[ReceivedFile]
) -> GroupStatus:
    current = returns[-1]
    # A group that returned in time is not late because it corrected something afterwards.
    late = all(file.late for file in returns)
    remarks = []
    if current.late and not late:
        remarks.append("corrected after the due date")
    if received[-1].status == "in error":
        remarks.append("a later file has errors")
    return _of_file(
        group,
        "accepted, late" if late else "accepted",
        "; ".join(remarks),
        current,
        superseded=len(returns) - 1,
    )


def _of_file(
    group: ThemeGroup, state: str, remark: str, file: ReceivedFile, *, superseded: int
) -> GroupStatus:
    return GroupStatus(
        group.id,
        group.title,
        state,
        remark,
        file.file,
        file.received_at,
        file.errors,
        file.queries,
        file.notes,
        superseded,
        file.values,
    )
