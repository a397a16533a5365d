"""Faults: what the checks made in Python yield, and the findings they become.

A check says which rule is broken, where, and what it found there. What that is called
is declared with the rules; it is put into words in one place, here, when all is checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from workbook_tools.form.rules.structure import StructureRule
from workbook_tools.values.findings import BRIEF, Finding
from workbook_tools.workbooks.address import address


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong or odd, not yet in words. A text is empty where there is none to give."""

    rule: str
    """Id of the structure rule that is broken."""
    sheet: str = ""
    """Name of the sheet in the file as it was received."""
    place: tuple[int, int] | None = None
    """Row and column in the file as it was received; None where it is about no one cell."""
    row_key: str = ""
    field: str = ""
    """Id of the column it is about."""
    found: str = ""
    expected: str = ""
    title: str = ""
    """What stands over the column, for the message."""
    example: str = ""
    """What the column may hold, for the message."""
    more: int = 0
    """How many more of its rule there are on its sheet, which are not told one by one."""


MOST_ALIKE = 200
"""Faults of one rule on one sheet that are told one by one. A column filled down by accident
gives 30,000, which nobody reads, and no report should hold."""

LONGEST_FOUND = 40_000
"""Characters of what was found that a finding holds; a cell of Excel has 32,767."""


class Faults:
    """The faults of one file, no more of one rule on one sheet than are told."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._alike: Counter[tuple[str, str]] = Counter()
        self._last: dict[tuple[str, str], int] = {}

    def __iadd__(self, faults: Iterable[Fault]) -> Self:
        """Take what a check yields."""
        for fault in faults:
            alike = fault.rule, fault.sheet
            self._alike[alike] += 1
            if self._alike[alike] <= MOST_ALIKE:
                self._last[alike] = len(self._kept)
                self._kept.append(fault)
        return self

    def __iter__(self) -> Iterator[Fault]:
        """Yield the first of each rule on each sheet; the last of them tells of all others."""
        last = {at: self._alike[alike] - MOST_ALIKE for alike, at in self._last.items()}
        for at, fault in enumerate(self._kept):
            more = last.get(at, 0)
            # About no one row: who accepts what is wrong there does not accept the others.
            yield replace(fault, more=more, row_key="", field="") if more > 0 else fault


def capped(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings, no more of one rule on one sheet than are told; the last tells of the others.

    Those that block, that need an answer and that have one are counted each for themselves, so
    that none hides another. They keep their order.
    """
    in_all = Counter(map(_alike, findings))
    so_far: Counter[tuple[str, str, str, bool]] = Counter()
    for each in findings:
        alike = _alike(each)
        so_far[alike] += 1
        more = in_all[alike] - MOST_ALIKE
        if so_far[alike] == MOST_ALIKE and more > 0:
            said = f"{each.message}{_more_like_it(more, each.sheet)}"
            # About no one row: who accepts what is wrong there does not accept the others.
            yield replace(each, message=said, row_key="", field="")
        elif so_far[alike] <= MOST_ALIKE:
            yield each


def _alike(finding: Finding) -> tuple[str, str, str, bool]:
    return finding.rule, finding.sheet, finding.severity, finding.is_open


def in_one(faults: Sequence[Fault]) -> Fault:
    """Return one fault for several of one rule: at the first cell, with the names of all."""
    titles = dict.fromkeys(fault.title for fault in faults)
    found = dict.fromkeys(fault.found for fault in faults)
    return replace(faults[0], title="”, “".join(titles), found=", ".join(found))


def in_words(
    faults: Iterable[Fault], rules: Mapping[str, StructureRule], file: str, theme_group: str
) -> Iterator[Finding]:
    """Yield the finding for each fault, in the words of its rule.

    Args:
        faults: what was found in one file.
        rules: the structure rules by id.
        file: name of the file.
        theme_group: id of the theme group that it says it is from.
    """
    for fault in faults:
        rule = rules[fault.rule]
        whole = fault.found
        if len(whole) > LONGEST_FOUND:
            whole = f"{whole[: LONGEST_FOUND - 1]}…"
        slots = {
            "found": _brief(whole),
            "whole": whole,
            "expected": fault.expected,
            "title": fault.title,
            "example": fault.example,
        }
        yield Finding(
            rule=rule.id,
            severity=rule.severity,
            file=file,
            theme_group=theme_group,
            sheet=fault.sheet,
            cell=address(*fault.place) if fault.place else "",
            row_key=fault.row_key,
            field=fault.field,
            message=f"{rule.message.format_map(slots)}{_and_more(fault)}",
            found=whole,
            expected=fault.expected,
            fix=rule.fix.format_map(slots),
        )


def _and_more(fault: Fault) -> str:
    return _more_like_it(fault.more, fault.sheet) if fault.more else ""


def _more_like_it(more: int, sheet: str) -> str:
    return f" And {more:,} more like it{' on this sheet' if sheet else ''}."


def _brief(text: str) -> str:
    if len(text) <= BRIEF:
        return text
    end = "…”" if text.startswith("“") else "…"
    return text[: BRIEF - len(end)] + end
