"""What the check refuses at the desk, the return says while it is typed, in the same words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Demo, OpenReturn, saved
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.form.types import COLUMN_TYPES
from workbook_tools.framework import Framework
from workbook_tools.rules.entries import SHOWS_ERROR as SHOWS_ERROR_RULE
from workbook_tools.workbooks import open_workbook

GROUP = "jobs-economy"

Entries = Mapping[tuple[str, str], Sequence[Any]]
"""What is typed under a heading of a sheet, each value in a row of its own."""

REFUSED: Entries = {
    ("Indicators", "Actual"): (
        *("n/a", "<5", "£8k", "20 Feb", "12:30", "1/2", "tbc", "45 (est.)", "1.2.3", "12,34"),
        *("1e", "--5", "5-", "#", 1e308, -1e13),
    ),
    ("Indicators", "Months covered"): (0, 13, 2.5, "six", "0", "6 months", 1e308),
    ("Indicators", "Figure expected on"): (
        *("tomorrow", "20 Feb", "Spring", "31/02/2007", "2", "13/13/2007", -5),
    ),
    ("Indicators", "Your judgement"): ("G", "greenish", "Red/Amber", 1),
    ("Indicators", "No figure because"): ("Not available at all", "*"),
    ("Indicators", "Provisional"): ("perhaps",),
    ("Indicators", "Number behind the rate"): ("about 40", 1e308),
    ("Gap", "PN"): ("suppr.", "n/a", "?", 1e308),
    ("Self-assessment", "Narrowing the gap"): ("Good",),
    ("Actions", "For which indicator or point"): ("LEA-999", "CYP"),
    ("Actions", "Due"): ("soon",),
    ("Actions", "Status"): ("Started",),
    ("Added value", "Date"): ("last week",),
    ("Added value", "Value in £"): ("£8k", "8 thousand", 1e308),
    ("Added value", "Kind"): ("Money",),
    ("Start", "Date signed"): ("20 Feb",),
}

SHOWS_ERROR: Entries = {
    ("Indicators", "Actual"): ("=#REF!", "=1/0"),
    ("Indicators", "Comments"): ("=#REF!",),
    ("Indicators", "Your judgement"): ("=#REF!",),
    ("Indicators", "Date or period of the data"): ("=1/0",),
    ("Indicators", "No figure because"): ("=NA()",),
    ("Gap", "PN"): ("=#REF!",),
    ("Self-assessment", "Evidence, or your answer"): ("=NA()",),
    ("Start", "Name"): ("=#REF!",),
}

TAKEN: Entries = {
    ("Indicators", "Actual"): (45, 0, -1.5, "103.1", " 12 ", "-5"),
    ("Indicators", "Months covered"): (1, 12, "6"),
    ("Indicators", "Figure expected on"): (
        *(datetime.date(2007, 12, 31), "31/12/2007", "31-12-2007", "31.12.2007"),
    ),
    ("Indicators", "Your judgement"): ("green",),
    ("Gap", "PN"): ("Suppressed", 34.5),
    ("Actions", "For which indicator or point"): ("JOB-659",),
    ("Added value", "Value in £"): ("8000",),
}


def typed(demo: Demo, folder: Path, entries: Entries) -> Path:
    """Type entries into a return in which nothing was entered but the sign-off."""

    def change(opened: OpenReturn) -> None:
        for (name, heading), values in entries.items():
            sheet = opened.on(name)
            rows = [row for row in sheet.keys if not sheet.cell(row, heading).protection.locked]
            for row, value in zip(rows, values, strict=False):
                sheet.type(row, heading, value)

    return saved(demo.blank[GROUP], folder, change)


def live(path: Path) -> tuple[str, set[str]]:
    """Return what the sheet Start says of the checks, and every message of the return."""
    workbook = open_workbook(path)
    start, checks = workbook.sheet("Start"), workbook.sheet("_checks")
    assert start is not None
    assert checks is not None
    status = next(
        start.cell(cell.row, 2) for cell in start.cells.values() if cell.value == "Status"
    )
    messages = {str(cell.value) for cell in checks.cells.values() if isinstance(cell.value, str)}
    assert status is not None
    return str(status.value), messages


def refused(path: Path, form: Form, framework: Framework) -> dict[str, str]:
    """Return what the check says of cells that it cannot read, by sheet and cell."""
    types = COLUMN_TYPES.values()
    kinds = {rule for kind in types for rule in (kind.refused_as, kind.beyond_as) if rule}
    kinds.add(SHOWS_ERROR_RULE)
    findings = check_file(path, form, framework).findings
    return {f"{f.sheet}!{f.cell}": f.message for f in findings if f.rule in kinds}


@dataclass(frozen=True)
class TypedInto:
    """A return that was typed into, and as LibreOffice saves it, worked out again."""

    path: Path
    copy: Path


@pytest.fixture(scope="module")
def typed_into(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, TypedInto]:
    """Returns by what was typed; LibreOffice, which is slow to start, saves them all at once."""
    folder = tmp_path_factory.mktemp("live")
    paths = {
        "refused": typed(demo, folder / "refused", REFUSED),
        "shows an error": typed(demo, folder / "shows-an-error", SHOWS_ERROR),
        "changed": saved(demo.blank[GROUP], folder / "changed", change_targets),
    }
    copies = recalculated_by_libreoffice(paths.values(), folder / "libreoffice")
    return {
        name: TypedInto(path, copy)
        for (name, path), copy in zip(paths.items(), copies, strict=True)
    }


def change_targets(opened: OpenReturn) -> None:
    """Change three figures that were filled in before the return was issued."""
    rows = [row for row in opened.keys if isinstance(opened.cell(row, "Target").value, float)]
    opened.type(rows[0], "Target", 1.0)
    opened.type(rows[1], "Target", None)
    opened.type(rows[2], "Last year", 3.0)


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "entries"), [("refused", REFUSED), ("shows an error", SHOWS_ERROR)]
)
def test_what_is_refused_at_the_desk_is_said_while_it_is_typed(
    typed_into: Mapping[str, TypedInto],
    form: Form,
    framework: Framework,
    name: str,
    entries: Entries,
) -> None:
    here = typed_into[name]
    said = refused(here.path, form, framework)
    assert len(said) == sum(len(values) for values in entries.values())
    for each in (here.path, here.copy):
        status, messages = live(each)
        assert "to fix" in status
        assert set(said.values()) - messages == set(), each


def test_what_is_taken_at_the_desk_is_not_refused_while_it_is_typed(
    demo: Demo, form: Form, framework: Framework, tmp_path: Path
) -> None:
    path = typed(demo, tmp_path, TAKEN)
    assert refused(path, form, framework) == {}
    _, messages = live(path)
    assert [each for each in messages if "which is not" in each] == []


@pytest.mark.libreoffice
def test_a_figure_that_was_filled_in_and_is_changed_is_said_at_once(
    typed_into: Mapping[str, TypedInto], demo: Demo, form: Form, framework: Framework
) -> None:
    here = typed_into["changed"]
    findings = check_file(here.path, form, framework).findings
    said = {each.message for each in findings if each.rule == "locked-changed"}
    assert len(said) == 3
    for each in (here.path, here.copy):
        assert said - live(each)[1] == set()
    untouched = {each for each in live(demo.blank[GROUP])[1] if "has been changed" in each}
    assert untouched == set()
