"""The lines of a register: what a round's returns say, and what is unfinished from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet, TableSheet
from workbook_tools.framework import Framework, Round
from workbook_tools.ledger import SourcedRecord, of_group
from workbook_tools.ledger.returned import declared_sheet
from workbook_tools.plan.rows import unfinished_lines

Line = dict[str, SourcedRecord]
"""What a line says, by column id."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of a register."""

    theme_group: str
    key: str
    said: Line
    """What the return of the round says."""
    kept: Line
    """What was said last in earlier rounds, where it says nothing."""
    asked_again: frozenset[str]
    """The columns that say how the line stands, which every round asks anew."""

    def record(self, column_id: str) -> SourcedRecord | None:
        """Return what is known of a column, or None."""
        return self.said.get(column_id) or self.kept.get(column_id)

    def is_outdated(self, column_id: str) -> bool:
        """Whether a column says how the line stood in an earlier round."""
        return column_id in self.kept and column_id in self.asked_again


def register_lines(
    form: Form,
    framework: Framework,
    declared: PlainSheet,
    records: Sequence[SourcedRecord],
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> tuple[RegisterLine, ...]:
    """Return the lines of a register, by theme group in the order of the records.

    Args:
        form: as it stands in the round.
        framework: as it stands in the round.
        declared: the register.
        records: what counts in the round.
        earlier: what counts in the rounds before, oldest first.
    """
    spec = declared.spec
    shown = {*spec["columns"], spec["about"]}
    said: dict[tuple[str, str], Line] = {}
    for record in records:
        if record.column in shown and declared_sheet(form, record) == spec["of"]:
            said.setdefault((record.theme_group, record.indicator), {})[record.column] = record
    (sheet,) = (each for each in form.returns.tables if each.name == spec["of"])
    asked_again = frozenset(sheet.rows_spec.get("carried_forward", {}).get("asked_again", ()))
    before = _unfinished(framework, sheet, earlier) if asked_again else {}
    lines = []
    for group, key in sorted({**said, **before}, key=lambda each: each[0]):
        of_return, known = said.get((group, key), {}), before.get((group, key), {})
        # What a return says of a line that was carried is all of it, but for how it stands.
        names = shown & asked_again if of_return else shown
        kept = {name: known[name] for name in known if name in names and name not in of_return}
        lines.append(RegisterLine(group, key, of_return, kept, asked_again))
    return tuple(lines)


def _unfinished(
    framework: Framework,
    sheet: TableSheet,
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> Mapping[tuple[str, str], Line]:
    rounds = {round_.id: round_ for round_, _ in earlier}
    records = [(round_.id, record) for round_, own in earlier for record in own]
    found = {}
    for group in framework:
        own = [(rounds[of], record) for of, record in of_group(framework, group.id, records)]
        for key, line in unfinished_lines(framework, sheet, own).items():
            found[group.id, key] = line
    return found
