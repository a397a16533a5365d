"""How the values of one return differ from those of another.

There is one way to compare: the ledger says by it what a corrected return changes,
and :mod:`workbook_tools.reports.differences` what two returns or two rounds differ in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from workbook_tools.values.records import Record
from workbook_tools.values.sameness import same_number, same_words

KINDS = ("changed", "added", "taken away")
"""What can have become of a value."""

Key = Callable[[Record], Hashable]
"""What a value is found again by."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was changed, added or taken away."""

    before: Record | None
    """The value as it was; None where it was added."""
    after: Record | None
    """The value as it is now; None where it was taken away."""

    @property
    def record(self) -> Record:
        """The value with its place: in the new return, or in the old one if it was taken away."""
        record = self.after or self.before
        assert record is not None
        return record

    @property
    def kind(self) -> str:
        """One of :data:`KINDS`."""
        if self.before and self.after:
            return "changed"
        return "added" if self.after else "taken away"


def meaning(record: Record) -> Hashable:
    """Return what a value says something about, wherever it stands.

    By this, a return issued anew with other columns can be compared with an old one.
    """
    return record.indicator, record.field, record.year, record.area, record.measure


def compare(
    before: Iterable[Record],
    after: Iterable[Record],
    key: Key = meaning,
    key_before: Key | None = None,
) -> tuple[Change, ...]:
    """Return what differs, in the order of ``after``; what was taken away comes last.

    Values are matched by ``key``, and those of one key in their order. ``key_before`` is
    that of the old values where they are found in another way than the new ones.
    """
    old = _numbered(before, key_before or key)
    new = _numbered(after, key)
    changes = [Change(old.get(each), record) for each, record in new.items()]
    changes += [Change(record, None) for each, record in old.items() if each not in new]
    return tuple(change for change in changes if not _says_nothing(change))


def _numbered(records: Iterable[Record], key: Key) -> dict[tuple[Hashable, int], Record]:
    """Return records by their key, the second of the same key under number 2."""
    seen: Counter[Hashable] = Counter()
    numbered: dict[tuple[Hashable, int], Record] = {}
    for record in records:
        about = key(record)
        seen[about] += 1
        numbered[about, seen[about]] = record
    return numbered


def _says_nothing(change: Change) -> bool:
    """Whether the values are the same: numbers by what they are, words by how they read."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    if before.value is None or after.value is None:
        return before.value is after.value and same_words(before.text, after.text)
    return same_number(before.value, after.value)
