"""The words of what is checked in Python because a formula cannot say it.

The shape of a return, and whether a cell holds what it may hold: each such check names
its rule in ``structure.json``, which says how severe it is, what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.declared.resources import RULES
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


@cache
def load_structure_rules(folder: Path = RULES) -> Mapping[str, StructureRule]:
    """Return the texts of ``structure.json`` by rule id.

    Raises:
        DeclarationError: the file is missing or breaks its schema.
    """
    document = load_json(
        DeclaredFiles.read(folder, ["structure.json"]), "structure.json", "structure"
    )
    return {spec["id"]: StructureRule(**spec) for spec in document["rules"]}


def concerns_adviser(finding: Finding, rules: Mapping[str, StructureRule]) -> bool:
    """Whether a finding belongs in what is sent to the adviser.

    What only the secretariat can act on does not: a framework that was changed after the
    return was issued is no fault of whoever filled it in. ``rules`` are the structure rules.
    """
    rule = rules.get(finding.rule)
    return rule is None or not rule.for_secretariat
