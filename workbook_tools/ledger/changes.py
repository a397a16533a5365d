"""How the values of a corrected return differ from those of the return it supersedes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from workbook_tools.records import Record

_Key = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was added, changed or removed."""

    indicator: str
    field: str
    year: str
    area: str
    measure: str
    before: str
    """The value as it was shown; empty where it was added."""
    after: str
    """The value as it is shown now; empty where it was removed."""
    kind: str
    """``added``, ``changed`` or ``removed``."""
    sheet: str
    """Where it stands: in the new return, or in the old one where it was removed."""
    cell: str


def compare(before: Iterable[Record], after: Iterable[Record]) -> tuple[Change, ...]:
    """Return what differs, in the order of ``after``; what was removed comes last.

    Values are matched by what they say something about, not by their cells, so
    that a return issued anew with other columns can be compared with an old one.
    """
    old = _numbered(before)
    new = _numbered(after)
    changes = [_change(old.get(key), record) for key, record in new.items()]
    changes += [_change(record, None) for key, record in old.items() if key not in new]
    return tuple(change for change in changes if change is not None)


def _numbered(records: Iterable[Record]) -> dict[_Key, Record]:
    """Return records by what they are about, the second of the same kind under number 2."""
    seen: Counter[tuple[str, str, str, str, str]] = Counter()
    numbered: dict[_Key, Record] = {}
    for record in records:
        about = (record.indicator, record.field, record.year, record.area, record.measure)
        seen[about] += 1
        numbered[(*about, seen[about])] = record
    return numbered


def _change(before: Record | None, after: Record | None) -> Change | None:
    if before and after and (before.value, before.text) == (after.value, after.text):
        return None
    where = after or before
    if where is None:
        return None
    # Two values can look the same in their cells: then what stands behind them is shown.
    exact = before is not None and after is not None and before.text == after.text
    return Change(
        where.indicator,
        where.field,
        where.year,
        where.area,
        where.measure,
        before=_shown(before, exact),
        after=_shown(after, exact),
        kind="changed" if before and after else "added" if after else "removed",
        sheet=where.sheet,
        cell=where.cell,
    )


def _shown(record: Record | None, exact: bool) -> str:
    if record is None:
        return ""
    kind = "text" if record.value is None else record.value
    return f"{record.text} ({kind})" if exact else record.text
