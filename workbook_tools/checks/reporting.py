"""Findings in the declared words: texts from ``rules/``, places from the file received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_toml, one_line
from workbook_tools.declared.resources import RULES
from workbook_tools.rules.reading import STRUCTURE
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks.address import address


@dataclass(frozen=True, slots=True)
class StructureRule:
    """The words of one check made in Python."""

    id: str
    title: str
    severity: str
    message: str
    fix: str


@cache
def load_structure_rules(folder: Path = RULES) -> Mapping[str, StructureRule]:
    """Return the texts of ``structure.toml`` by rule id."""
    document = load_toml(DeclaredFiles.read(folder, [STRUCTURE]), STRUCTURE, "structure")
    return {
        spec["id"]: StructureRule(**{name: one_line(text) for name, text in spec.items()})
        for spec in document["rules"]
    }


_BRIEF = 120
"""Characters of what was found that a message repeats."""


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[: _BRIEF - 2]}…”"


@dataclass(slots=True)
class Reporter:
    """Collects the findings of one file."""

    file: str
    theme_group: str = ""
    findings: list[Finding] = field(default_factory=list)

    def report(
        self,
        rule: str,
        *,
        sheet: str = "",
        place: tuple[int, int] | None = None,
        key: str = "",
        field: str = "",
        found: str = "",
        expected: str = "",
        **slots: str,
    ) -> None:
        """Add a finding of ``rule`` at ``place`` (row, column); the slots fill in its words."""
        words = load_structure_rules()[rule]
        slots |= {"found": _brief(found), "expected": expected}
        self.findings.append(
            Finding(
                rule=rule,
                severity=words.severity,
                file=self.file,
                theme_group=self.theme_group,
                sheet=sheet,
                cell=address(*place) if place else "",
                row_key=key,
                field=field,
                message=words.message.format_map(slots),
                found=found,
                expected=expected,
                fix=words.fix.format_map(slots),
            )
        )
