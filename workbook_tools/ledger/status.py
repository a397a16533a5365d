"""Where each theme group stands in a round: who has returned, who has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workbook_tools.ledger.decisions import name_of
from workbook_tools.ledger.earlier import standing_of

if TYPE_CHECKING:
    from workbook_tools.framework import Framework, Round, ThemeGroup
    from workbook_tools.ledger.entries import ReceivedFile
    from workbook_tools.ledger.store import Ledger

STATES = (
    "accepted",
    "accepted, late",
    "in error",
    "in error, late",
    "withdrawn",
    "outstanding",
    "overdue",
    "not returned",
)
"""What a theme group's return can be, from best to worst. Only in an open round is one waited
for, so that what is not there is late; in a closed one it was not returned."""


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
    """The current return, or the latest file in error or withdrawn; empty where none came in."""
    received_at: datetime | None
    """When that file came in, in UTC."""
    days_late: int
    """How many days after the due day its first return came in, or is still to come in; 0
    where it came in time, or there is time left."""
    errors: int
    """Findings in that file, of each severity."""
    queries: int
    notes: int
    superseded: int
    """How many earlier returns it took the place of."""
    values: int
    """How many of its values count."""
    id: str = ""
    """Under which that file is withdrawn and reinstated; empty for none, or one in error."""

    @property
    def is_late(self) -> bool:
        """Whether it came in late, or is waited for beyond the due day."""
        return self.state in ("accepted, late", "in error, late", "overdue")


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """Where a round stands on a day; where it was closed, on the day of that."""

    round: Round
    """As it was opened or changed last, or else as the framework declares it."""
    state: str
    """``planned``, ``open`` or ``closed``."""
    day: date
    groups: tuple[GroupStatus, ...]
    """In published order."""

    @property
    def days_left(self) -> int:
        """How many days there are until the due day; below nought after it."""
        return (self.round.due - self.day).days


def round_status(
    framework: Framework,
    round_id: str,
    ledger: Ledger,
    today: date,
    returning: Iterable[ThemeGroup] | None = None,
) -> RoundStatus:
    """Return where a round and each of its theme groups stand.

    Args:
        framework: that in force in the round: it says who reports.
        round_id: the round.
        ledger: what was issued and what came in.
        today: the day on which days are counted.
        returning: those who complete a return, where the form has a say in it, too.

    Raises:
        KeyError: neither the ledger nor the framework has such a round.
        LaaError: the ledger cannot be read.
    """
    standing = standing_of(ledger, framework, round_id)
    round_, closing = standing.definition, standing.closing
    day = min(today, closing.at.date()) if closing else today
    of_group: dict[str, list[ReceivedFile]] = {}
    for file in ledger.received(framework.id, round_id):
        of_group.setdefault(file.theme_group, []).append(file)
    groups = (
        _status(ledger, group, of_group.get(group.id, []), round_.due, day, standing.state)
        for group in (framework.returning(round_.year) if returning is None else returning)
    )
    return RoundStatus(round_, standing.state, day, tuple(groups))


def _status(
    ledger: Ledger,
    group: ThemeGroup,
    received: Sequence[ReceivedFile],
    due: date,
    day: date,
    round_state: str,
) -> GroupStatus:
    """Return the standing of one group from its files, which come in order of receipt."""
    current = next((file for file in received if file.status == "accepted"), None)
    wrong = [
        file for file in received if file.status == "in error" and file.decision != "withdrawn"
    ]
    shut_out = [file for file in received if file.status == "after closing"]
    remarks = [f"{file.file} came in after the round was closed" for file in shut_out[-1:]]
    if current is not None:
        remarks = [*_decisions(ledger, current, received), *remarks]
        status = _accepted(group, current, received, wrong, due, remarks)
        return replace(status, id=name_of(ledger, current))
    days_late = max(0, (day - due).days)
    is_late = bool(days_late) and round_state == "open"
    withdrawn = max(_withdrawn(received), key=lambda file: file.decided or 0, default=None)
    if withdrawn is not None and not any(file.id > (withdrawn.decided or 0) for file in wrong):
        remarks = [str(ledger.decision_on(withdrawn)), *remarks]
        status = _of_file(group, "withdrawn", remarks, withdrawn, days_late, superseded=0)
        return replace(status, values=0, id=name_of(ledger, withdrawn))
    if wrong:
        remarks = [*_decisions(ledger, None, received), *remarks]
        state = "in error, late" if is_late else "in error"
        return _of_file(group, state, remarks, wrong[-1], days_late, superseded=0)
    state = "overdue" if is_late else "outstanding" if round_state != "closed" else "not returned"
    remark = "; ".join(remarks)
    return GroupStatus(group.id, group.title, state, remark, "", None, days_late, 0, 0, 0, 0, 0)


def _withdrawn(received: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    return [file for file in received if file.status == "withdrawn"]


def _decisions(
    ledger: Ledger, current: ReceivedFile | None, received: Sequence[ReceivedFile]
) -> list[str]:
    """Return what was decided of a group's files, as far as it holds."""
    said = [str(ledger.decision_on(current))] if current and current.decided else []
    return said + [
        f"{name_of(ledger, file)} {ledger.decision_on(file)}" for file in _withdrawn(received)
    ]


def _accepted(
    group: ThemeGroup,
    current: ReceivedFile,
    received: Sequence[ReceivedFile],
    wrong: Sequence[ReceivedFile],
    due: date,
    remarks: Sequence[str],
) -> GroupStatus:
    returns = [file for file in received if file.status in ("accepted", "superseded")]
    # A group that returned in time is not late because it corrected something afterwards.
    days_late = min(_days_late(file, due) for file in returns)
    said = []
    if not days_late and _days_late(current, due):
        said.append("corrected after the due date")
    if wrong and _moment(wrong[-1]) > _moment(current):
        said.append("a later file has errors")
    return _of_file(
        group,
        "accepted, late" if days_late else "accepted",
        [*said, *remarks],
        current,
        days_late,
        superseded=len(returns) - 1,
    )


def _days_late(file: ReceivedFile, due: date) -> int:
    """Return how many days a file came in after the due day.

    One that was in time stays so when the day is brought forward; one that was late is not
    any more when the day is put off beyond it.
    """
    return max(0, (file.received_at.date() - due).days) if file.late else 0


def _moment(file: ReceivedFile) -> tuple[datetime, int]:
    return file.received_at, file.id


def _of_file(
    group: ThemeGroup,
    state: str,
    remarks: Sequence[str],
    file: ReceivedFile,
    days_late: int,
    *,
    superseded: int,
) -> GroupStatus:
    return GroupStatus(
        group.id,
        group.title,
        state,
        "; ".join(remarks),
        file.file,
        file.received_at,
        days_late,
        file.errors,
        file.queries,
        file.notes,
        superseded,
        file.values,
    )
