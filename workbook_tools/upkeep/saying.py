"""Who agreed what is changed: the lines of the sheet Changes, given to the rows they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from workbook_tools.framework import History
from workbook_tools.upkeep.edits import Edit, Said
from workbook_tools.upkeep.live import NOT_IN_TIME
from workbook_tools.upkeep.mistakes import Mistake
from workbook_tools.upkeep.reading import EditedRow
from workbook_tools.upkeep.rounds import Known

ALL, NEW = "all", "new"
"""In the place of a reference: every changed row that no other line names; every new row
that has no reference of its own."""


def said_in(history: History, row: EditedRow) -> Said:
    """Return what one line says."""
    since, agreed_on = row.cells.get("since"), row.cells.get("agreed_on")
    return Said(
        row=row,
        what=str(row.cells.get("what") or ""),
        since=history.round(since) if isinstance(since, str) else None,
        agreed_by=str(row.cells.get("agreed_by") or ""),
        agreed_on=agreed_on if isinstance(agreed_on, date) else None,
        why=str(row.cells.get("why") or ""),
    )


def attributed(edits: Sequence[Edit], said: Sequence[Said], mistakes: list[Mistake]) -> list[Edit]:
    """Give each edit the line that is about it; what no line is about is told later."""
    lines: dict[str, Said] = {}
    for line in said:
        if not line.names and "row" in line.row.cells:
            mistakes.append(line.row.mistake("row", "the line names no row; write its reference"))
        for name in line.names:
            if name.casefold() in lines:
                mistakes.append(
                    line.row.mistake(
                        "row",
                        f"{name} is named at {lines[name.casefold()].row.places['row']} already; "
                        "say all of it on one line, or apply one change after the other",
                    )
                )
            lines.setdefault(name.casefold(), line)
    used: set[str] = set()
    given = []
    for edit in edits:
        if not edit.needs_saying:
            # A line about a contact is no mistake, and not needed.
            used.add(edit.key.casefold())
        else:
            names = [edit.key.casefold(), *([NEW] if edit.is_new and not edit.row.key else []), ALL]
            name = next((name for name in names if name in lines), "")
            used.add(name)
            edit = replace(edit, said=lines.get(name))
        given.append(edit)
    for line in said:
        for name in line.names:
            if name.casefold() in used:
                continue
            mistakes.append(
                line.row.mistake(
                    "row",
                    f"the line is about {name}, of which nothing is changed; correct or clear it",
                )
            )
    return given


def unsaid(known: Known, edit: Edit) -> Iterator[Mistake]:
    """Yield what is not said of an edit and must be."""
    if not edit.needs_saying:
        return
    said = edit.said
    if said is None:
        yield edit.row.mistake(
            edit.place(),
            f"{edit.key or 'the new row'} is {'new' if edit.is_new else 'changed'} and no line on "
            "the sheet Changes says who agreed it; write one",
        )
        return
    if edit.needs_round and said.since is None and "since" in said.row.cells:
        yield said.row.mistake("since", f"{edit.key}: choose the round from which it holds")
    if _touches_issued(known, edit, said):
        for column_id, value, heading in (
            ("agreed_by", said.agreed_by, "who agreed it"),
            ("agreed_on", said.agreed_on, "on which day it was agreed"),
            ("why", said.why, "why"),
        ):
            if not value and column_id in said.row.cells:
                yield said.row.mistake(
                    column_id,
                    f"{edit.key}: rounds that it concerns have been issued; say {heading}",
                )


def _touches_issued(known: Known, edit: Edit, said: Said) -> bool:
    if edit.spec.rows in NOT_IN_TIME:
        return edit.key in known.issued
    if said.since is not None and known.issued_from(said.since):
        return True
    until = edit.changed.get("until", (None, None))[1]
    return isinstance(until, str) and known.issued_after(known.history.round(until))
