"""The installed package works like the checkout, from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import Demo

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, as an installer lays it out."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def run(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # Isolated from the checkout: only the wheel's content and the libraries are found.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    script = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); "
        "from workbook_tools.commands import run; run()"
    )
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_the_templates_the_framework_and_the_rules(installed: Path) -> None:
    declared = installed / "workbook_tools" / "_declared"
    for folder in ("workbook_templates", "rules"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files
        for file in files:
            assert (declared / folder / file.relative_to(ROOT / folder)).is_file(), file


def test_the_wheel_says_that_it_is_typed(installed: Path) -> None:
    assert (installed / "workbook_tools" / "py.typed").is_file()


def test_a_whole_round_runs_from_the_wheel_and_begins_anew_where_one_stands(
    installed: Path, demo: Demo, tmp_path: Path
) -> None:
    again = tmp_path / "demo"
    shutil.copytree(demo.folder, again)
    done = run(installed, tmp_path, "demo", "--out", "demo")
    assert done.returncode == 0, done.stderr
    names = [path.relative_to(demo.folder) for path in demo.folder.rglob("*") if path.is_file()]
    assert {path.relative_to(again) for path in again.rglob("*") if path.is_file()} == {*names}
    for name in names:
        if name.parts[0] == "returns" or name.suffix == ".csv":
            assert (again / name).read_bytes() == (demo.folder / name).read_bytes(), name


def test_a_page_is_written_from_the_wheel_in_an_empty_folder(
    installed: Path, demo: Demo, tmp_path: Path
) -> None:
    page = run(installed, tmp_path, "check", str(demo.completed["health"]), "--html", "page.html")
    assert page.returncode == 0, page.stderr
    assert (tmp_path / "page.html").is_file()
