"""The words of the checks that formulas cannot make: a sheet renamed, a locked cell changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_toml, one_line
from workbook_tools.declared.resources import DECLARED
from workbook_tools.form.rules.reading import FUNDING, STRUCTURE
from workbook_tools.problems import DeclarationError
from workbook_tools.values.findings import Finding

CHECKS = frozenset(
    [
        *("other-form", "other-version", "other-framework", "framework-changed"),
        *("unknown-round", "other-round", "unknown-group", "identity-lost"),
        *("sheet-missing", "sheet-renamed", "page-missing", "page-renamed", "sheet-added"),
        *("headings-missing", "column-missing", "column-renamed", "column-twice"),
        *("column-added", "columns-moved"),
        *("key-changed", "other-rows", "row-missing", "row-twice", "row-added", "rows-moved"),
        *("locked-changed", "formula-overwritten", "formula-changed", "formula-broken"),
        *("cell-error", "no-result", "not-a-number", "date-for-number", "number-as-text"),
        *("percent-typed", "percent-misplaced", "pounds-misplaced", "number-out-of-reach"),
        *(
            "not-a-date",
            "date-as-text",
            "date-as-number",
            "date-out-of-reach",
            "not-months",
            "not-in-list",
        ),
        *("cannot-be-seen", "raised-mark", "struck-out", "hidden-by-format"),
        *("shown-otherwise", "colour-hides", "rows-hidden", "columns-hidden", "sheet-hidden"),
        *("cells-merged", "entry-linked", "entry-formula", "entry-sum"),
        *("cell-note", "text-box", "words-outside"),
        *("words-against-figures", "name-against-figures"),
    ]
)
"""The ids of the checks made in Python; a form has words for each of them."""


FUNDING_CHECKS = frozenset(
    [
        *("total-differs", "whole-differs", "row-differs", "meets-here"),
        *("elsewhere-differs", "about-differs", "result-differs", "no-result", "results-unsaved"),
        *("sum-leaves-out", "line-in-no-total", "total-typed"),
        *("not-an-amount", "error-value", "typed-as-text", "not-quantified"),
        *("stream-twice", "line-hidden", "column-hidden"),
        *("signs-mixed", "sign-unlike", "unit-unlike"),
        *("no-unit", "no-year", "no-body"),
        *("spent-beyond", "forecast-beyond", "nothing-spent", "underspent"),
        *("opening-differs", "changes-differ", "movement", "allocation-differs"),
        *("stream-new", "stream-ended", "stream-renamed", "stream-split"),
    ]
)
"""The ids of the checks of funding tables; a form has words for each of them."""


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
    """Return the texts of the checks of a return's structure, by rule id.

    A form of an earlier version has no words for the checks that came later: what they find is
    said in those that the toolkit ships.

    Raises:
        DeclarationError: the file breaks its schema, or names a check twice or an unknown one.
    """
    return _load(files, STRUCTURE, CHECKS)


def load_funding_rules(files: DeclaredFiles) -> Mapping[str, StructureRule]:
    """Return the texts of the checks of funding tables, by rule id, in the same way.

    Raises:
        DeclarationError: as for :func:`load_structure_rules`.
    """
    if FUNDING not in files.contents:
        return _shipped(FUNDING, FUNDING_CHECKS)
    return _load(files, FUNDING, FUNDING_CHECKS)


def _load(files: DeclaredFiles, name: str, checks: frozenset[str]) -> Mapping[str, StructureRule]:
    rules = load_toml(files, name, "structure")["rules"]
    ids = [spec["id"] for spec in rules]
    unknown = sorted(set(ids) - checks)
    twice = sorted(each for each in checks if ids.count(each) > 1)
    for wrong, what, remedy in (
        (unknown, "has the rule", "which no check is called by; correct its id"),
        (twice, "has more than one rule", "take all but one out"),
    ):
        if wrong:
            raise DeclarationError(f"{files.path(name)} {what} {wrong[0]}; {remedy}.")
    return _shipped(name, checks.difference(ids)) | {spec["id"]: _rule(spec) for spec in rules}


def _shipped(name: str, ids: Collection[str]) -> dict[str, StructureRule]:
    """Return the toolkit's own words for checks that a form of an earlier version lacks."""
    if not ids:
        return {}
    rules = load_toml(DeclaredFiles.read(DECLARED, [name]), name, "structure")["rules"]
    return {spec["id"]: _rule(spec) for spec in rules if spec["id"] in ids}


def _rule(spec: Mapping[str, Any]) -> StructureRule:
    texts: dict[str, Any] = {
        name: one_line(text) if isinstance(text, str) else text for name, text in spec.items()
    }
    return StructureRule(**texts)


def for_adviser(
    findings: Iterable[Finding], rules: Mapping[str, StructureRule]
) -> tuple[Finding, ...]:
    """Return the findings that belong in what is sent to the adviser.

    What only the secretariat can act on does not: a framework that was changed after the
    return was issued is no fault of whoever filled it in. ``rules`` are the structure rules.
    """
    return tuple(
        each for each in findings if each.rule not in rules or not rules[each.rule].for_secretariat
    )
