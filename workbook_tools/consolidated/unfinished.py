"""Lines of earlier rounds that are not finished: what the board is shown where nothing is newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.form.sheets import PlainSheet
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger import SourcedRecord, of_group
from workbook_tools.plan.carried import unfinished_lines

Line = dict[str, SourcedRecord]
"""What a line says, by column id."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of a register: what this round's return says, and what is known from before."""

    theme_group: str
    key: str
    said: Line
    """What the return of the round says."""
    kept: Line
    """What was said last in earlier rounds, where it says nothing."""

    def record(self, column_id: str) -> SourcedRecord | None:
        """Return what is known of a column, or None."""
        return self.said.get(column_id) or self.kept.get(column_id)


def register_lines(
    framework: Framework,
    declared: PlainSheet,
    records: Sequence[SourcedRecord],
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> tuple[RegisterLine, ...]:
    """Return the lines of a register, by theme group in the order of the records.

    Args:
        framework: as it stands in the round.
        declared: the register; what its ``kept`` columns say last is kept until it is said anew.
        records: what counts in the round.
        earlier: what counts in the rounds before, oldest first.
    """
    spec = declared.spec
    shown = {*spec["columns"], spec["about"]}
    said: dict[tuple[str, str], Line] = {}
    for record in records:
        if record.column in shown:
            said.setdefault((record.theme_group, record.indicator), {})[record.column] = record
    before = _unfinished(framework, spec["of"], earlier) if spec.get("kept") else {}
    lines = []
    for group, key in sorted({**said, **before}, key=lambda each: each[0]):
        of_return, known = said.get((group, key), {}), before.get((group, key), {})
        # What a return says of a line that was carried is all of it, but for what is kept.
        columns = spec.get("kept", ()) if of_return else shown
        kept = {name: known[name] for name in columns if name in known and name not in of_return}
        lines.append(RegisterLine(group, key, of_return, kept))
    return tuple(lines)


def _unfinished(
    framework: Framework, sheet: str, earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]]
) -> Mapping[tuple[str, str], Line]:
    rounds = {round_.id: round_ for round_, _ in earlier}
    records = [(round_.id, record) for round_, own in earlier for record in own]
    return {
        (group.id, key): line
        for group in framework
        for key, line in unfinished_lines(
            sheet,
            [(rounds[of], each) for of, each in of_group(framework, group.id, records)],
        ).items()
    }
