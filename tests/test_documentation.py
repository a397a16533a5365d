"""What the documents say is true: commands run, links lead somewhere, figures were seen."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import Demo, Laa
from ledger_files import VERSION_4

from workbook_tools.commands import main
from workbook_tools.form import Form
from workbook_tools.framework import load_framework

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDES = ("advisers.md", "secretariat.md", "finance.md")


def commands_in(document: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def programs_in(document: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)


DEMO = "laa demo --out demo"
"""The command that was run for all tests; what it wrote is put in place where documents run it."""


WHEN_THEY_COME_BACK = "laa ingest inbox"
"""Before it somebody puts into the inbox what came in."""


FUNDING_TABLES = ["laa", "funding", "check"]
"""Before it somebody has sent the published tables."""


WHERE_NAMES_ARE = ["laa", "ledger", "redact"]
"""Before it a return has come in that names somebody."""


WHERE_AREAS_ARE = ["laa", "national", "areas"]
"""Before it two areas have had their returns."""


def run_in_turn(
    commands: list[str], folder: Path, demo: Demo, laa: Laa
) -> Iterator[tuple[str, int, str]]:
    """Run documented commands one after the other, as they would be typed in a folder.

    They are run in this process: what the program does when it starts, the tests of the
    command line hold.
    """
    for command in commands:
        words = shlex.split(command)
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        if command == DEMO:
            shutil.copytree(demo.folder, folder / "demo", dirs_exist_ok=True)
            continue
        if command == WHEN_THEY_COME_BACK:
            shutil.copy(demo.folder / "completed" / "health.xlsx", folder / "inbox")
        if words[:3] == FUNDING_TABLES:
            for table in (ROOT / "tests" / "funding" / "published").glob("*.csv"):
                shutil.copy(table, folder)
        if words[:3] == WHERE_NAMES_ARE and not (folder / "ledger.sqlite").exists():
            (folder / "laa.toml").write_text('round = "2006-07"\n')
            shutil.copyfile(VERSION_4, folder / "ledger.sqlite")
        if words[:3] == WHERE_AREAS_ARE:
            for name in ("coventry", "avonside"):
                (folder / "areas" / name).mkdir(parents=True)
                (folder / "areas" / name / "laa.toml").touch()
                shutil.copy(demo.folder / "ledger.sqlite", folder / "areas" / name)
        assert words[0] == "laa", command
        told = laa(*words[1:], folder=folder)
        yield command, told.status, told.err


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_documented_command_and_program_runs_in_an_empty_folder(
    document: Path, demo: Demo, tmp_path: Path, laa: Laa
) -> None:
    for command, status, errors in run_in_turn(commands_in(document), tmp_path, demo, laa):
        assert status == 0, f"{command}: {errors}"
        assert "Traceback" not in errors
    for program in programs_in(document):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_the_rules_are_tested_among_the_documented_commands() -> None:
    # There it is run with all the rest; it takes as long as a hundred other tests.
    assert "laa rules test" in commands_in(ROOT / "docs" / "secretariat.md")


def test_every_command_is_documented_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in main.list_commands(click.Context(main)):
        assert f"`laa {name}" in readme, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("name", GUIDES)
def test_every_kind_of_user_has_a_guide_that_the_readme_leads_to(name: str) -> None:
    assert f"docs/{name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_figures_of_the_comparison_in_the_documents_are_those_of_the_demo(
    form: Form,
    demo: Demo,
) -> None:
    from workbook_tools.published.comparison import compare, verdict_counts

    comparisons = compare(form, load_framework(), demo.spreadsheet)
    counts = verdict_counts(comparisons)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for number in (len(comparisons), counts["same"], counts["same value"]):
        assert f"{number:,}" in readme
    assert f"{counts['standardised']} the same in standard words" in readme
    assert f"other {counts['differs']} differ" in readme
    reasons = Counter(
        kind
        for comparison in comparisons
        if comparison.column in (46, 47) and comparison.verdict == "differs"
        for kind in (
            "target less actual",
            "the limit of",
            "more decimals",
            "takes 64% as",
            "although",
        )
        if kind in comparison.why
    )
    assert reasons == {
        "target less actual": 9,
        "the limit of": 3,
        "more decimals": 2,
        "takes 64% as": 1,
        "although": 16,
    }
