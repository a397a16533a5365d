"""Errors that people make are found in completed returns, and clean returns stay silent.

``benchmarks/seeded.py`` counts the same over hundreds of returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Demo
from seeded.filled import FilledReturn, filled
from seeded.kinds import KINDS
from seeded.seeding import Outcome, outcomes, packed, ready_in, shares, spoilt

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.rules.issued import plan_return
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks import Workbook, open_workbook

ROUND = "2006-07"
SEED = 3
SPOILT = (
    "children-young-people",
    "community-safety",
    "health",
    "jobs-economy",
    "environment",
    "neighbourhoods",
    "older-people",
)
"""Theme groups that have, together, a row for every kind of error."""

FOUND = 0.95
"""The share of the kinds of errors that has to be found."""

ALARMS = 0.02
"""How many figures in a clean return the check may ask about."""

SAID_IN_VAIN = frozenset({"name-against-figures", "earlier-percentage-in-range"})
"""Rules about what is printed in the framework, which are right whatever is filled in."""


@dataclass(frozen=True)
class Round:
    """Clean returns, checked; and those with errors in them, with what became of each."""

    clean: list[tuple[FilledReturn, CheckedReturn]]
    spoilt: list[CheckedReturn]
    outcomes: list[Outcome]


def checked_with(
    form: Form, framework: Framework, path: Path, content: bytes
) -> tuple[Path, CheckedReturn]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path, check_file(path, form, framework)


@pytest.fixture(scope="module")
def seeded_round(
    demo: Demo, form: Form, framework: Framework, tmp_path_factory: pytest.TempPathFactory
) -> Round:
    folder = tmp_path_factory.mktemp("seeded")
    clean, paths = [], []
    for group in SPOILT:
        one = filled(plan_return(form, framework, ROUND, group), SEED)
        content = one.saved(demo.blank[group].read_bytes())
        path, checked = checked_with(form, framework, folder / "clean" / f"{group}.xlsx", content)
        clean.append((one, checked))
        paths.append(path)
    alone = [each for each in KINDS if not each.is_whole]
    lists = packed(alone, [one for one, _ in clean])
    results, after = [], []
    for path, (one, before), seeded in zip(paths, clean, lists, strict=True):
        copy, touched = spoilt(path, folder / "spoilt", one, seeded)
        after.append(check_file(copy, form, framework))
        results += outcomes(seeded, touched, before, after[-1])
    return Round(clean, after, results)


def test_nearly_every_kind_of_error_is_found(seeded_round: Round) -> None:
    counted = shares(seeded_round.outcomes)
    missed = [name for name, (found, _) in counted.items() if not found]
    assert len(counted) >= 90
    assert len(missed) <= (1 - FOUND) * len(counted), missed


def test_every_kind_of_error_has_a_row_that_it_fits(seeded_round: Round) -> None:
    placed = {each.seeded.kind.name for each in seeded_round.outcomes}
    assert {each.name for each in KINDS if not each.is_whole} - placed == set()


def test_clean_returns_are_accepted_and_asked_about_seldom(seeded_round: Round) -> None:
    asked = [
        finding
        for _, checked in seeded_round.clean
        for finding in checked.findings
        if finding.severity != "note" and finding.rule not in SAID_IN_VAIN
    ]
    figures = sum(one.figures for one, _ in seeded_round.clean)
    assert figures > 100
    assert [finding for finding in asked if finding.severity == "error"] == []
    assert len(asked) <= ALARMS * figures, asked


def test_a_return_that_the_check_refuses_says_so_itself(seeded_round: Round) -> None:
    """Whatever is refused in a cell, its row asks about while it is typed, under “Check”."""
    for checked in seeded_round.spoilt:
        workbook = open_workbook(checked.workbook.path)
        assert not ready_in(workbook)
        silent = [each for each in refused(checked) if not says_something(each, checked, workbook)]
        assert silent == []


def refused(checked: CheckedReturn) -> Iterator[Finding]:
    """Yield the errors of cells that an adviser can type into."""
    assert checked.plan is not None
    for finding in checked.findings:
        if finding.severity != "error" or not finding.field:
            continue
        table = checked.plan.table(finding.sheet)
        row = next((row for row in table.rows if row.id == finding.row_key), None)
        if row and table.is_open(row, table.column(finding.field)):
            yield finding


def says_something(finding: Finding, checked: CheckedReturn, workbook: Workbook) -> bool:
    """Whether the return itself says something of the row of a finding."""
    assert checked.plan is not None
    table, sheet = checked.plan.table(finding.sheet), workbook.sheet(finding.sheet)
    assert sheet is not None
    cell = sheet.cell(table.row_numbers[finding.row_key], table.positions["check"])
    return cell is not None and bool(cell.value)
