"""Findings in the declared words: texts from ``rules/``, places from the file received."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbook_tools.form import Form
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks.address import address

_BRIEF = 120
"""Characters of what was found that a message repeats."""


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[: _BRIEF - 2]}…”"


@dataclass(slots=True)
class Reporter:
    """Collects the findings of one file."""

    form: Form
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
        words = self.form.structure_rules[rule]
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
