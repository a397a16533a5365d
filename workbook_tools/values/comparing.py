"""When two values say the same, and how the values of one return differ from another's.

There is one way to compare: the check of a locked cell goes by it, the ledger when it says
what a corrected return changes, and the report on what two returns or two rounds differ in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from workbook_tools.values.records import Record

KINDS = ("changed", "added", "taken away")
"""What can have become of a value."""

Key = Callable[[Record], Hashable]
"""What a value is found again by."""

_CLOSE = 1e-9
"""Difference up to which two numbers are the same: programs differ in the last bit. It is
relative to the larger of them, and to one where both are smaller."""


def same_number(one: float, other: float) -> bool:
    """Whether two numbers are the same but for the last digits a computer keeps."""
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)


def folded(text: str) -> str:
    """Return a text in one line: programs differ in line ends and keep them in other ways."""
    return " ".join(text.split())


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for their white space."""
    return folded(one) == folded(other)


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


def compare_records(
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
