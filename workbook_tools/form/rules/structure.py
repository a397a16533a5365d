"""The words of the checks that formulas cannot make: a sheet renamed, a locked cell changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_toml, one_line
from workbook_tools.form.rules.reading import STRUCTURE
from workbook_tools.values.findings import Finding


@dataclass(frozen=True, slots=True)
class StructureRule:
    """The words of one check made in Python."""

    id: str
    title: str
    severity: str
    message: str
    fix: str
    for_secretariat: bool = False
    """Whether only the secretariat can act on it."""


def load_structure_rules(files: DeclaredFiles) -> Mapping[str, StructureRule]:
    """Return the texts of the checks of a return's structure, by rule id."""
    document = load_toml(files, STRUCTURE, "structure")
    return {spec["id"]: _rule(spec) for spec in document["rules"]}


def _rule(spec: Mapping[str, Any]) -> StructureRule:
    texts: dict[str, Any] = {
        name: one_line(text) if isinstance(text, str) else text for name, text in spec.items()
    }
    return StructureRule(**texts)


def concerns_adviser(finding: Finding, rules: Mapping[str, StructureRule]) -> bool:
    """Whether a finding belongs in what is sent to the adviser.

    What only the secretariat can act on does not: a framework that was changed after the
    return was issued is no fault of whoever filled it in. ``rules`` are the structure rules.
    """
    rule = rules.get(finding.rule)
    return rule is None or not rule.for_secretariat
