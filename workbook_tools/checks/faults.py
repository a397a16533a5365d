"""Faults: what the checks made in Python yield, and the findings they become.

A check says which rule is broken, where, and what it found there. What that is called
is declared with the rules; it is put into words in one place, here, when all is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
        slots = {
            "found": _brief(fault.found),
            "whole": fault.found,
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
            message=rule.message.format_map(slots),
            found=fault.found,
            expected=fault.expected,
            fix=rule.fix.format_map(slots),
        )


def _brief(text: str) -> str:
    if len(text) <= BRIEF:
        return text
    end = "…”" if text.startswith("“") else "…"
    return text[: BRIEF - len(end)] + end
