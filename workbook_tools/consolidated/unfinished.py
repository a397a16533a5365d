"""Lines of earlier rounds that are not finished: what the board is shown where nothing is newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.framework import Framework, Round
from workbook_tools.framework.registers import Entry
from workbook_tools.ledger import SourcedRecord, of_group
from workbook_tools.plan.carried import on_declared_sheet
from workbook_tools.plan.rows.lines import unfinished_lines

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
    form: Form,
    framework: Framework,
    declared: PlainSheet,
    records: Sequence[SourcedRecord],
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> tuple[RegisterLine, ...]:
    """Return the lines of a register, by who returned them in published order.

    Args:
        form: in force in the round.
        framework: as it stands in the round.
        declared: the register; what its ``kept`` columns say last is kept until it is said anew.
        records: what counts in the round.
        earlier: what counts in the rounds before, oldest first.
    """
    spec = declared.spec
    shown = {*spec["columns"], spec["about"], *filter(None, [spec.get("part")])}
    said: dict[tuple[str, str], Line] = {}
    for record in records:
        if record.column in shown and on_declared_sheet(form, record).sheet == spec["of"]:
            said.setdefault((record.theme_group, record.indicator), {})[record.column] = record
    before: dict[tuple[str, str], Line] = {}
    if spec.get("kept"):
        before |= _unfinished(form, framework, spec["of"], earlier)
        before |= _said_of_entries(form, framework, declared, earlier)
    lines = []
    order = {group.id: place for place, group in enumerate(framework.reporters)}
    for group, key in sorted({**said, **before}, key=lambda each: order.get(each[0], len(order))):
        of_return, known = said.get((group, key), {}), before.get((group, key), {})
        # What a return says of a line that was carried is all of it, but for what is kept.
        columns = spec.get("kept", ()) if of_return else shown
        kept = {name: known[name] for name in columns if name in known and name not in of_return}
        lines.append(RegisterLine(group, key, of_return, kept))
    return tuple(lines)


def _said_of_entries(
    form: Form,
    framework: Framework,
    declared: PlainSheet,
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> Mapping[tuple[str, str], Line]:
    """Return what was said last of the entries that a sheet of the returns asks about."""
    spec, table = declared.spec, form.returns.table(declared.spec["of"])
    if "of" not in table.rows_spec:
        return {}
    entries: tuple[Entry, ...] = (*framework.activities, *framework.recommendations)
    who = {entry.id: entry.reported_by for entry in entries}
    found: dict[tuple[str, str], Line] = {}
    for record in (record for _, own in earlier for record in own):
        is_ours = record.indicator in who and record.column in spec["kept"]
        if is_ours and on_declared_sheet(form, record).sheet == table.name:
            key = who[record.indicator], record.indicator
            found.setdefault(key, {})[record.column] = record
    return found


def _unfinished(
    form: Form,
    framework: Framework,
    sheet: str,
    earlier: Sequence[tuple[Round, Sequence[SourcedRecord]]],
) -> Mapping[tuple[str, str], Line]:
    """Return the unfinished lines of a sheet of the returns; none if it carries none forward."""
    table = form.returns.table(sheet)
    if "carried_forward" not in table.rows_spec:
        return {}
    rounds = {round_.id: round_ for round_, _ in earlier}
    records = [
        (round_.id, on_declared_sheet(form, record)) for round_, own in earlier for record in own
    ]
    if not records:
        return {}
    return {
        (group.id, key): line
        for group in framework.reporters
        for key, line in unfinished_lines(
            table, [(rounds[of], each) for of, each in of_group(framework, group.id, records)]
        ).items()
    }
