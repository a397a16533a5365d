"""What is changed, in words: on the screen, and in the log of the framework."""

from __future__ import annotations

from datetime import date

from workbook_tools.framework.save import plain_number
from workbook_tools.upkeep.content import Content, Exported, day_in_words
from workbook_tools.upkeep.edits import Edit
from workbook_tools.upkeep.layout import Column

_NOTHING = "blank"


def words_of(exported: Exported, edit: Edit) -> str:
    """Return what an edit changes: “target 2007-08: 79 → 75; wording: “A” → “B””."""
    told = [_of_cell(exported, edit, column) for column in edit.columns]
    if edit.is_new and edit.spec.rows not in ("targets", "updates", "allocations"):
        told = [f"new: {'; '.join(told)}"]
    return "; ".join(told)


def _of_cell(exported: Exported, edit: Edit, column: Column) -> str:
    before, after = edit.changed[column.id]
    heading = column.heading[0].lower() + column.heading[1:]
    if column.id == "until" and after is not None:
        return f"ends with the round {after}"
    now = _shown(exported, column, after)
    if edit.is_new and before is None:
        return f"{heading} {now}"
    return f"{heading}: {_shown(exported, column, before)} → {now}"


def _shown(exported: Exported, column: Column, content: Content) -> str:
    if content is None:
        return _NOTHING
    if isinstance(content, float):
        return plain_number(content)
    if isinstance(content, date):
        return f"{content:%d/%m/%Y}"
    if column.type == "day":
        return day_in_words(content)
    if column.type in ("choice", "yes"):
        words = exported.lists[column.dropdown]
        return words.get(content, content)
    return f"“{content}”"


def agreement(edit: Edit) -> str:
    """Return from when an edit holds and who agreed it, to stand behind what it changes."""
    said = edit.said
    if said is None:
        return ""
    parts = [f" from the round {said.since.id}" if said.since and edit.needs_round else ""]
    if said.agreed_by or said.agreed_on:
        parts.append(f", {said.agreement}")
    if said.why:
        parts.append(f": {said.why}")
    return "".join(parts)
