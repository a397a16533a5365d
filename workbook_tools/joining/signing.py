"""Two signatures: the later one is that of the whole return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbook_tools.form.columns import Column
from workbook_tools.joining.halves import Filled, Half, open_columns
from workbook_tools.joining.joint import Joint, put_cells_together
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.values.comparing import folded


def put_signatures_together(joint: Joint, table: PlannedTable, rows: Sequence[Row]) -> None:
    """Put the rows of those who sign together; of different signatures the later one is kept.

    Where none is later for certain they contradict each other, as entries do elsewhere.
    """
    for row in rows:
        columns = open_columns(table, row)
        own = [column for column in columns if column.id != table.sheet.answer_in]
        signed = _signatures(joint, table, row, own)
        latest = None if _agree([cells for _, cells in signed]) else _latest(signed, own)
        if latest is None:
            put_cells_together(joint, table, row, columns)
            continue
        put_cells_together(joint, table, row, [each for each in columns if each not in own])
        _keep(joint, table, row, own, latest, signed)


_Signed = Sequence[tuple[Half, Mapping[str, Filled]]]


def _signatures(joint: Joint, table: PlannedTable, row: Row, own: Sequence[Column]) -> _Signed:
    ids = {column.id for column in own}
    found = []
    for half in joint.halves:
        cells = {name: each for name, each in half.filled(table, row).items() if name in ids}
        if cells:
            found.append((half, cells))
    return found


def _agree(signed: Sequence[Mapping[str, Filled]]) -> bool:
    """Whether no two signatures say different things in one cell."""
    seen: dict[str, Filled] = {}
    for cells in signed:
        for name, each in cells.items():
            if not seen.setdefault(name, each).is_same_as(each):
                return False
    return True


def _latest(signed: _Signed, own: Sequence[Column]) -> Half | None:
    """Return the file that was signed last; None where that is not plain."""
    days = {column.id for column in own if column.kind.name == "date"}
    dated: list[tuple[float, Half]] = []
    for half, cells in signed:
        values = [cells[name].entry.value for name in days if name in cells]
        said = [value for value in values if isinstance(value, float)]
        if not said:
            return None
        dated.append((max(said), half))
    last = max(day for day, _ in dated)
    latest = [half for day, half in dated if day == last]
    is_plain = _agree([cells for half, cells in signed if half in latest])
    return latest[0] if is_plain else None


def _keep(
    joint: Joint,
    table: PlannedTable,
    row: Row,
    own: Sequence[Column],
    latest: Half,
    signed: _Signed,
) -> None:
    cells = next(found for half, found in signed if half is latest)
    for column in own if latest is not joint.first else ():
        place = (table.name, row.id, column.id)
        if column.id in cells:
            joint.take(latest, place, cells[column.id])
        elif joint.address_of(*place):
            joint.taken[place] = None
    said = {
        half.name: ", ".join(folded(each.entry.text) for each in of.values()) for half, of in signed
    }
    others = " and ".join(
        f"“{words}” ({name})" for name, words in said.items() if name != latest.name
    )
    joint.remarks.append(
        f"{row.id}: the later signature is kept, “{said[latest.name]}” ({latest.name}), not "
        f"{others}"
    )
