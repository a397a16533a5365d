"""What the tests of a round share: one round run on the published data, and people who type.

A return is edited here as its adviser would: opened, its cells found by the reference in
the first column and the heading over them, typed into, and saved under the same name.
"""

from __future__ import annotations

import gc
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from programs import KEY_HEADINGS as KEY_HEADINGS
from programs import OpenReturn
from programs import OpenSheet as OpenSheet
from workbook_files import recalculated_by_libreoffice, save_with_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.commands import main, run
from workbook_tools.consolidated import Book
from workbook_tools.files import sha256
from workbook_tools.folder.publishing import book_of
from workbook_tools.folder.rounds import Terms
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework, load_framework
from workbook_tools.ledger import Ledger

GROUPS = (
    "children-young-people",
    "jobs-economy",
    "adult-learning",
    "transport",
    "health",
    "older-people",
    "community-safety",
    "culture",
    "environment",
    "equalities-communities",
    "housing",
    "neighbourhoods",
)
"""The theme groups, which name the files of their returns."""


@dataclass(frozen=True)
class Demo:
    """What ``laa demo`` wrote, once for all the tests that look at it."""

    folder: Path
    printed: str

    @property
    def blank(self) -> Mapping[str, Path]:
        """The blank returns by theme group."""
        return {group: self.folder / "returns" / f"{group}.xlsx" for group in GROUPS}

    @property
    def completed(self) -> Mapping[str, Path]:
        """The completed returns by theme group."""
        return {group: self.folder / "completed" / f"{group}.xlsx" for group in GROUPS}

    @property
    def spreadsheet(self) -> Path:
        return self.folder / "laa-spreadsheet.xlsx"

    @property
    def comparison(self) -> Path:
        return self.folder / "published-comparison.csv"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.sqlite"


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    status: int
    out: str
    err: str


LONGEST_WAIT = 600.0
"""Seconds that a process waits for what another one builds."""

Checked = Callable[[str], CheckedReturn]
Once = Callable[[str, Callable[[Path], object]], Path]
Change = Callable[[OpenReturn], object]
Edit = Callable[..., Path]
Laa = Callable[..., Told]
Look = Callable[..., CheckedReturn]


def saved(path: Path, folder: Path, *changes: Change, results: bool = True) -> Path:
    """Open a return, change it, and save it under its own name in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = OpenReturn(path)
    for change in changes:
        change(opened)
    return opened.save(folder, results=results)


def check_shape(path: Path, form: Form, framework: Framework, *more: Any) -> CheckedReturn:
    """Check a return for its shape and what can be read in it, leaving out what the rules say,
    and what its words say against its figures."""
    checked = check_file(path, form, framework, *more)
    shape = set(form.structure_rules) - {"words-against-figures", "name-against-figures"}
    return replace(checked, findings=tuple(f for f in checked.findings if f.rule in shape))


def with_parts(path: Path, folder: Path, change: Callable[[str, str], str]) -> Path:
    """Return a copy in ``folder`` with each XML part changed by ``change(name, text)``."""
    target = folder / path.name
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith(".xml"):
                content = change(part.filename, content.decode("utf-8")).encode("utf-8")
            copy.writestr(part, content)
    return target


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let those who have the time try what takes minutes."""
    parser.addoption(
        "--long",
        action="store_true",
        help="try every file made to hurt at its full size, and thousands of spoilt ones",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one of two processes begin with what needs the demo, and the other one without.

    Each takes a half to begin with; otherwise one would wait while the other builds the demo.
    """
    need, rest = [], []
    for item in items:
        (need if "demo" in getattr(item, "fixturenames", ()) else rest).append(item)
    half = len(items) // 2
    items[:] = [*need[:half], *rest, *need[half:]]


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the modules: that is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Build a folder once a run, whichever of the run's processes asks for it first.

    Tests look at what is in it; one that changes a file takes a copy.
    """
    own = tmp_path_factory.getbasetemp()
    # With pytest-xdist, each process has a folder in that of the run.
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def built(name: str, build: Callable[[Path], object]) -> Path:
        folder, done, failed = (run / f"{name}{ending}" for ending in ("", ".done", ".failed"))
        try:
            folder.mkdir()
        except FileExistsError:
            _wait_for(done, failed)
            return folder
        try:
            build(folder)
        except BaseException:
            failed.touch()
            raise
        done.touch()
        return folder

    return built


def _wait_for(done: Path, failed: Path) -> None:
    """Wait until another process has built what is asked for."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not done.exists():
        assert not failed.exists(), f"{failed.stem} could not be built; see the first failure"
        assert time.monotonic() < deadline, f"{done.stem} is not built yet; its builder has gone"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def demo(once: Once) -> Iterator[Demo]:
    """One round on the published data."""

    def run_demo(folder: Path) -> None:
        arguments = ["demo", "--out", str(folder / "demo")]
        with _wide_screen():
            answer = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        (folder / "printed.txt").write_text(answer.stdout, encoding="utf-8")

    folder = once("published", run_demo)
    before = digests(folder)
    yield Demo(folder / "demo", (folder / "printed.txt").read_text(encoding="utf-8"))
    assert digests(folder) == before, "a test changed what all share; let it take a copy"


@pytest.fixture(scope="session")
def book(demo: Demo, form: Form, framework: Framework) -> Book:
    """All that the spreadsheet of that round is made of."""
    terms = Terms(form, framework, framework.round("2006-07"), "open")
    with Ledger.open(demo.ledger, create=False) as ledger:
        return book_of(ledger, terms)


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder; a ledger's are its own affair."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes())
        for path in files
        if not path.name.startswith("ledger.sqlite-")
    }


@pytest.fixture(scope="session")
def published(form: Form, framework: Framework, demo: Demo) -> Checked:
    """Check one of the completed returns, by its theme group; each is checked once."""
    return cache(lambda group: check_file(demo.completed[group], form, framework))


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(ledger_path: Path) -> Iterator[Ledger]:
    """A ledger in which there is nothing yet."""
    with Ledger.open(ledger_path) as opened:
        yield opened


@pytest.fixture
def edit(demo: Demo, tmp_path: Path) -> Edit:
    """Edit a completed return, or a blank one, and return the saved copy."""

    def edited(group: str, *changes: Change, blank: bool = False, results: bool = True) -> Path:
        path = (demo.blank if blank else demo.completed)[group]
        return saved(path, tmp_path / "edited", *changes, results=results)

    return edited


@pytest.fixture
def look(edit: Edit, form: Form, framework: Framework) -> Look:
    """Change a completed return and check its shape."""

    def looked(*changes: Change, group: str = "adult-learning") -> CheckedReturn:
        return check_shape(edit(group, *changes), form, framework)

    return looked


@pytest.fixture(scope="session")
def by_libreoffice(once: Once, demo: Demo) -> Path:
    """The completed returns and the spreadsheet, recalculated and saved by LibreOffice.

    Those of :data:`IN_OPEN_DOCUMENT` are there as OpenDocument too; and so is one return as it
    was issued, :data:`BLANK`.
    """

    def save(folder: Path) -> None:
        # Under a name of its own, beside the completed one.
        issued = folder / "issued" / f"{BLANK}.xlsx"
        issued.parent.mkdir()
        shutil.copy(demo.blank["transport"], issued)
        recalculated_by_libreoffice([*demo.completed.values(), demo.spreadsheet, issued], folder)
        groups = [demo.completed[group] for group in IN_OPEN_DOCUMENT]
        save_with_libreoffice([*groups, issued], "ods", folder)

    return once("libreoffice", save)


BLANK = "transport-as-issued"
"""The name of the return that LibreOffice saved before anything was typed into it."""

IN_OPEN_DOCUMENT = (
    *("children-young-people", "transport", "health", "community-safety", "adult-learning"),
)
"""The groups whose returns are saved as OpenDocument: one with everything, one with no rows."""


@pytest.fixture
def laa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Laa:
    """Run a command as the shell would, in a folder, and return what it answered."""

    def told(*arguments: object, folder: Path | None = None, width: int = 250) -> Told:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setenv("COLUMNS", str(width))
            patch.setattr("sys.argv", ["laa", *map(str, arguments)])
            if folder is not None:
                patch.chdir(folder)
            status = status_of(run)
        said = capsys.readouterr()
        return Told(status, said.out, said.err)

    return told


@pytest.fixture
def ledger_folder(laa: Laa, demo: Demo, tmp_path: Path) -> Path:
    """A working folder in which the return of housing was received."""
    (tmp_path / "laa.toml").touch()
    laa("ingest", demo.completed["housing"], folder=tmp_path)
    return tmp_path


def status_of(command: Callable[[], None]) -> int:
    """Return the exit status of a command that is run in this process."""
    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


@contextmanager
def _wide_screen() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "250")
        yield
