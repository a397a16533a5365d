"""Putting entries together: all that do not contradict each other, and a list of those that do.

Rows are matched by key and columns by id, wherever they stand. A cell that one file has filled
in and the others have not is taken from that one. The first file is the one that is added to.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook_tools.joining.halves import Half
from workbook_tools.joining.joint import Joint, put_rows_together
from workbook_tools.joining.lines import put_lines_together
from workbook_tools.joining.signing import put_signatures_together
from workbook_tools.plan.rows import ROW_KINDS
from workbook_tools.problems import LaaError

_OUTSIDE = (
    *("sheet-added", "column-added", "column-twice", "row-added", "row-twice"),
    *("text-box", "words-outside", "locked-changed", "formula-overwritten"),
)
"""The checks of what stands outside the cells to be filled in."""


def put_together(halves: Sequence[Half]) -> Joint:
    """Return what becomes of returns that were issued alike, the first of which is added to.

    Raises:
        LaaError: an entry cannot be taken over, because the first file has no place for it.
    """
    joint = Joint(tuple(halves), counts={half.name: 0 for half in halves[1:]})
    ways = {
        "lines": put_lines_together,
        "entries": put_lines_together,
        "signers": put_signatures_together,
    }
    for table in joint.first.plan.tables:
        if table.rows:
            ways.get(ROW_KINDS[table.sheet.rows].name, put_rows_together)(joint, table, table.rows)
    _refuse_without_place(joint)
    joint.remarks += _left_behind(joint)
    return joint


def _refuse_without_place(joint: Joint) -> None:
    for place in joint.taken:
        if not joint.address_of(*place):
            sheet, key, _ = place
            raise LaaError(
                f"{joint.first.name} has lost a row or a column of the sheet {sheet}, so there is "
                f"no cell in it for an entry of the row {key}; name another of the files first, "
                "which has them all."
            )


def _left_behind(joint: Joint) -> list[str]:
    """Say what the other files hold outside the cells to be filled in: it is not taken over."""
    known = {(each.rule, each.message) for each in joint.first.checked.findings}
    said = []
    for half in joint.halves[1:]:
        for each in half.checked.findings:
            if each.rule in _OUTSIDE and (each.rule, each.message) not in known:
                where = f"{each.sheet}!{each.cell}" if each.cell else each.sheet
                said.append(f"{half.name}, {where} is not taken over: {each.message}")
    return said
