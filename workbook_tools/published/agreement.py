"""The proof that a rule says the same everywhere: in Python, in the return, in LibreOffice.

Returns are filled in with the published update, or where none was published of what they
report, from the examples of the rules. What Python works out on their values, what stands
in the return and what LibreOffice works out when it opens it must be the same words, for
every rule on every row.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.checks import check_file
from workbook_tools.checks.results import work_out
from workbook_tools.files import Along
from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.plan.return_plan import CHECKS_SHEET
from workbook_tools.published.completing import filled_in
from workbook_tools.published.from_examples import completed_from_examples
from workbook_tools.published.rows import PUBLISHED_FRAMEWORK, PUBLISHED_ROUND
from workbook_tools.returns import return_bytes
from workbook_tools.returns.checks_sheets import ChecksGrid
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.workbooks import open_workbook, parse_address

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""
"""A profile in which LibreOffice works every formula out again when it opens a workbook."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of the proof."""

    compared: int
    """Rules on rows."""
    with_libreoffice: bool
    differences: tuple[str, ...]
    """One sentence each."""


def agreement(
    form: Form, framework: Framework, folder: Path, along: Callable[[str], Along] = lambda _: iter
) -> Agreement:
    """Fill in returns in ``folder`` and compare what the rules say of them.

    ``along`` shows how far a piece of work is, which it is told the name of.
    """
    plans: list[IssuedReturn] = []
    files: list[Path] = []
    for plan, content in completed_returns(form, framework, along("Filling in")):
        plans.append(plan)
        files.append(folder / f"{len(files) + 1}-{plan.file_name}")
        files[-1].write_bytes(content)
    saved = _saved_by_libreoffice(files, folder / "saved")
    differences: list[str] = []
    pairs = list(zip(plans, files, strict=True))
    for place, (plan, file) in enumerate(along("Comparing")(pairs)):
        ways = {"Python": _in_python(plan, file), "the return": said_in(plan, file)}
        if saved:
            ways["LibreOffice"] = said_in(plan, saved[place])
        differences += differences_among(plan, ways)
    compared = sum(len(plan.instances) for plan in plans)
    return Agreement(compared, bool(saved), tuple(differences))


def completed_returns(
    form: Form, framework: Framework, along: Along = iter
) -> Iterator[tuple[IssuedReturn, bytes]]:
    """Yield returns that rules look at, filled in: with what was published, or from examples."""
    is_published = framework.id == PUBLISHED_FRAMEWORK
    round_id = PUBLISHED_ROUND if is_published else framework.rounds[0].id
    for group in along(list(framework)):
        plan = plan_return(form, framework, round_id, group.id)
        if plan.instances and is_published:
            typing, _ = filled_in(plan, return_bytes(plan))
            # Worked out by the file's formulas alone: that is what is held against Python.
            yield plan, recalculated(typing.saved())
        elif plan.instances:
            yield from ((plan, content) for content in completed_from_examples(plan))


def _in_python(plan: IssuedReturn, file: Path) -> list[str]:
    checked = check_file(file, plan.form, plan.framework)
    worked_out = work_out(plan, checked.entries)
    messages = worked_out.messages(worked_out.that_may_find(plan.instances))
    said = {id(each): text for each, text in messages}
    return [said.get(id(each), "") for each in plan.instances]


def said_in(plan: IssuedReturn, file: Path) -> list[str]:
    """Return what the rules' formulas give in a saved return, in the instances' order."""
    sheet = open_workbook(file).sheet(CHECKS_SHEET)
    if sheet is None:
        return [""] * len(plan.instances)
    grid = ChecksGrid(plan)
    places = (parse_address(grid.message(each)) for each in plan.instances)
    return [str(sheet.cell(*place).value or "") for place in places]


def differences_among(plan: IssuedReturn, ways: dict[str, list[str]]) -> list[str]:
    """Return a sentence for each rule on a row of which one way says other than the first."""
    first, *others = ways
    return [
        f"{each.rule.id} on {each.row.id}: {first} says “{ways[first][place]}”, {other} "
        f"“{ways[other][place]}”."
        for place, each in enumerate(plan.instances)
        for other in others
        if ways[first][place] != ways[other][place]
    ]


def _saved_by_libreoffice(files: list[Path], folder: Path) -> list[Path]:
    """Return the files as LibreOffice saves them, worked out again; none where it is missing."""
    program = shutil.which("soffice")
    if program is None:
        return []
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", folder, *files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [folder / file.name for file in files]
