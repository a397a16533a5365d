"""A working folder from Python: what the commands do, as methods, and the values as a table."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import fields
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from conftest import GROUPS, Demo, Edit, OpenReturn
from form_files import changed

import workbook_tools
from workbook_tools.folder import Folder, open_folder
from workbook_tools.folder import folder as module
from workbook_tools.folder.making import make_folder
from workbook_tools.ledger import SourcedRecord
from workbook_tools.problems import LaaError, NotAReturnError, UnreadableFileError

ROOT = Path(__file__).resolve().parent.parent
IN_TIME = datetime(2007, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A new working folder."""
    make_folder(tmp_path / "round")
    return open_folder(tmp_path / "round")


@pytest.fixture(scope="module")
def came_in(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder in which the published returns of two groups have come in, to be copied."""
    path = tmp_path_factory.mktemp("came-in") / "round"
    make_folder(path)
    folder = open_folder(path)
    checked = [folder.check(demo.completed[group]) for group in ("health", "community-safety")]
    folder.receive(checked, received_at=IN_TIME)
    return path


@pytest.fixture
def received(came_in: Path, tmp_path: Path) -> Folder:
    """A working folder of one's own in which the published returns of two groups have come in."""
    shutil.copytree(came_in, tmp_path / "round")
    return open_folder(tmp_path / "round")


# What the documents show --------------------------------------------------------------


def printed_by(program: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(directory)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(program, "<documented>", "exec"), {})
    return printed.getvalue()


def test_the_example_of_the_module_runs_as_it_stands(
    folder: Folder, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(demo.completed["health"], folder.path / "inbox")
    (example,) = re.findall(r"\n((?:    .*\n|\n)+)", str(module.__doc__))
    printed = printed_by(textwrap.dedent(example), folder.path.parent, monkeypatch)
    first, *_ = printed.splitlines()
    assert first == str(Path("round") / "returns" / f"{GROUPS[0]}.xlsx")
    assert "\naccepted\n" in printed
    assert (folder.path / "laa-spreadsheet.xlsx").is_file()
    assert [path.name for path in (folder.path / "receipts").iterdir()] == ["health-2006-07-1.txt"]


def test_the_example_of_the_readme_runs_as_it_stands(
    received: Folder, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = received.path.parent
    (here / "demo").symlink_to(demo.folder)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    printed = printed_by(example, here, monkeypatch)
    assert printed.startswith("accepted ")
    counts = {line.split()[0]: line.split()[1] for line in printed.splitlines()[2:4]}
    assert counts == {
        group: str(sum(each.theme_group == group for each in received.values()))
        for group in ("community-safety", "health")
    }


# Values ------------------------------------------------------------------------------------


def test_every_value_says_where_it_came_from(received: Folder, demo: Demo) -> None:
    values = received.values()
    assert len(values) > 100
    assert {each.theme_group for each in values} == {"health", "community-safety"}
    for each in values:
        assert (each.file, each.round, each.status) == (
            f"{each.theme_group}.xlsx",
            "2006-07",
            "accepted",
        )
        assert each.received_at == IN_TIME
        assert each.sheet
        assert re.fullmatch(r"[A-Z]+[0-9]+", each.cell)
    opened = OpenReturn(demo.completed["health"])
    entered = next(e for e in values if (e.theme_group, e.column) == ("health", "comments"))
    assert opened.book[entered.sheet][entered.cell].value == entered.text


def test_values_are_a_sequence(received: Folder) -> None:
    values = received.values()
    assert list(values[:3]) == [values[0], values[1], values[2]]
    assert values[-1] in values
    assert len(values[2:5]) == 3
    assert values[2:5].to_frame().equals(values.to_frame()[2:5].reset_index(drop=True))


def test_a_table_has_a_row_for_each_value_and_a_column_for_each_field(received: Folder) -> None:
    values = received.values()
    frame = values.to_frame()
    assert list(frame.columns) == [field.name for field in fields(SourcedRecord)]
    assert len(frame) == len(values)
    for place, each in enumerate(values):
        for field in fields(SourcedRecord):
            found, expected = frame[field.name].iloc[place], getattr(each, field.name)
            if expected is None:
                assert pd.isna(found)
            else:
                assert found == expected, (place, field.name)


def test_words_stay_words_and_numbers_are_floats(folder: Folder, edit: Edit) -> None:
    words = ("N/A", "NA", "null", "None", "nan", "007", "TRUE", "12.50")
    rows = ("HEA-711", "HEA-712", "HEA-713", "HEA-714", "HEA-715", "HEA-716", "HEA-717", "HEA-718")

    def change(opened: OpenReturn) -> None:
        for row, word in zip(rows, words, strict=True):
            opened.type(row, "Comments", word)
        opened.type("HEA-747", "Actual", 800)

    folder.receive([folder.check(edit("health", change))], received_at=IN_TIME)
    frame = folder.values().to_frame()
    comments = frame[frame["column"] == "comments"].set_index("indicator")["text"]
    for row, word in zip(rows, words, strict=True):
        assert comments[row] == word
    assert not frame["text"].isna().any()
    assert frame["value"].dtype == "float64"
    actuals = frame[(frame["column"] == "actual_city") & (frame["indicator"] == "HEA-747")]
    assert actuals["value"].tolist() == [800.0]
    assert frame[frame["column"] == "comments"]["value"].isna().all()


def test_no_values_are_a_table_too(received: Folder) -> None:
    none = received.values(round="2006-07-half-year")
    assert len(none) == 0
    frame = none.to_frame()
    assert list(frame.columns) == [field.name for field in fields(SourcedRecord)]
    assert frame["value"].dtype == "float64"


# Returns --------------------------------------------------------------------------------------


def test_what_is_issued_is_recorded_and_opens_its_round(folder: Folder) -> None:
    assert folder.terms().state == "planned"
    (path,) = folder.generate(folder.path / "returns", groups=["housing"])
    assert path == folder.path / "returns" / "housing.xlsx"
    assert folder.terms().state == "open"
    with folder.ledger() as ledger:
        (issue,) = ledger.issues("2006-07")
    assert issue.theme_group == "housing"
    assert issue.form_fingerprint == folder.form.fingerprint


def test_where_there_are_no_settings_returns_are_written_and_nothing_is_recorded(
    tmp_path: Path,
) -> None:
    Folder(tmp_path).generate(tmp_path / "returns", groups=["housing"])
    assert [path.name for path in tmp_path.iterdir()] == ["returns"]


def test_a_return_is_checked_by_what_it_was_issued_with(folder: Folder) -> None:
    (path,) = folder.generate(folder.path / "returns", groups=["housing"])
    before = folder.check(path).findings
    changed(folder.path, "styles.json", lambda styles: styles["base"].update(font_name="Verdana"))
    figures = folder.path / "framework" / "figures.csv"
    text = figures.read_text(encoding="utf-8-sig")
    line = next(each for each in text.splitlines() if each.startswith("HOU-936,target,2006-07"))
    cells = line.split(",")
    cells[5] = str(float(cells[5]) + 1)
    figures.write_text(text.replace(line, ",".join(cells)), encoding="utf-8-sig")
    afterwards = open_folder(folder.path)
    assert afterwards.form.fingerprint != folder.form.fingerprint
    assert afterwards.history.fingerprint != folder.history.fingerprint
    assert afterwards.check(path).findings == before


def test_a_return_is_accepted_once_and_its_receipt_names_it(folder: Folder, demo: Demo) -> None:
    checked = folder.check(demo.completed["housing"])
    (first,) = folder.receive([checked], received_at=IN_TIME)
    assert first.receipt is not None
    assert first.receipt.outcome == "accepted"
    assert (first.in_error, first.after_closing) == (False, False)
    assert first.file is not None
    assert first.file.received_at == IN_TIME
    assert first.acknowledged == folder.path / "receipts" / "housing-2006-07-1.txt"
    (again,) = folder.receive([checked])
    assert again.receipt is not None
    assert (again.receipt.outcome, again.file) == ("already received", first.file)
    assert again.acknowledged is None


def test_receipts_are_put_where_one_asks_for_them(folder: Folder, demo: Demo) -> None:
    place = folder.path / "elsewhere"
    (sent,) = folder.receive([folder.check(demo.completed["housing"])], receipts=place)
    assert sent.acknowledged == place / "housing-2006-07-1.txt"
    assert "housing.xlsx" in sent.acknowledged.read_text(encoding="utf-8")
    assert not (folder.path / "receipts").exists()


def test_a_return_that_comes_in_after_the_closing_counts_once_the_round_is_reopened(
    received: Folder, demo: Demo
) -> None:
    before = list(received.values())
    closed = received.close_round("2006-07")
    assert closed == received.terms("2006-07").round
    checked = received.check(demo.completed["housing"])
    for _ in range(2):
        (late,) = received.receive([checked])
        assert (late.after_closing, late.in_error, late.acknowledged) == (True, False, None)
    assert list(received.values()) == before
    received.reopen_round("2006-07", "housing was on holiday")
    assert {each.theme_group for each in received.values()} == {
        *("health", "community-safety", "housing")
    }


def test_the_spreadsheet_is_the_same_bytes_every_time(received: Folder) -> None:
    first, second = received.path / "a.xlsx", received.path / "b.xlsx"
    assert received.consolidate(first) == received.consolidate(second, round="2006-07") == 2
    assert first.read_bytes() == second.read_bytes()


def test_the_status_counts_the_days_that_are_left(received: Folder) -> None:
    status = received.status(today=date(2007, 2, 25))
    assert (status.state, status.days_left) == ("open", 3)
    states = {group.theme_group: group.state for group in status.groups}
    assert states == dict.fromkeys(GROUPS, "outstanding") | dict.fromkeys(
        ("health", "community-safety"), "accepted"
    )


def test_rounds_are_opened_changed_and_closed(folder: Folder) -> None:
    round_, is_new = folder.open_round("2007-08-half-year")
    assert (round_.months, is_new) == (6, True)
    assert folder.open_round("2007-08-half-year") == (round_, False)
    put_off = folder.change_round(
        "2007-08-half-year",
        "the board meets later",
        module.Overrides(due=date(2007, 11, 30)),
    )
    assert put_off is not None
    assert put_off.due == date(2007, 11, 30)
    assert folder.terms().round == put_off
    folder.close_round("2007-08-half-year")
    (standing,) = (each for each in folder.rounds if each.definition == put_off)
    assert [event.event for event in standing.events] == ["opened", "changed", "closed"]


# What cannot be done -------------------------------------------------------------------------


def sentence(error: pytest.ExceptionInfo[LaaError]) -> str:
    """Return what an error says, which is one plain sentence."""
    said = str(error.value)
    assert "\n" not in said
    assert said.endswith((".", "?")), said
    return said


def test_a_folder_without_settings_is_no_working_folder(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(LaaError) as error:
            open_folder(place)
        assert f"{place} is no working folder" in sentence(error)
        assert "laa init" in sentence(error)


REFUSALS: dict[str, tuple[Callable[[Folder, Path], object], type[LaaError], str]] = {
    "a missing file": (lambda f, p: f.check(p / "none.xlsx"), UnreadableFileError, "none.xlsx"),
    "a folder": (lambda f, p: f.check(p), UnreadableFileError, ""),
    "no return": (lambda f, p: f.check(p / "demo.xlsx"), NotAReturnError, "is not a return"),
    "no round": (lambda f, p: f.check(p / "housing.xlsx", round="2007"), LaaError, "“2007”"),
    "no group": (lambda f, p: f.generate(p / "r", groups=["parks"]), LaaError, "“parks”"),
    "a file in the way": (
        lambda f, p: f.generate(p / "housing.xlsx", groups=["parks", "housing"]),
        LaaError,
        "parks",
    ),
    "a file for a folder": (
        lambda f, p: f.generate(p / "housing.xlsx", groups=["housing"]),
        LaaError,
        "cannot be written",
    ),
    "terms of no round": (lambda f, p: f.terms("2007-09"), LaaError, "write 2007-08"),
    "values of no round": (lambda f, p: f.values(round="2007-09"), LaaError, "write 2007-08"),
    "values without a ledger": (lambda f, p: f.values(), LaaError, "There is no ledger"),
    "status without a ledger": (lambda f, p: f.status(), LaaError, "There is no ledger"),
    "a spreadsheet without a ledger": (
        lambda f, p: f.consolidate(p / "laa.xlsx"),
        LaaError,
        "There is no ledger",
    ),
    "a round that is not open": (lambda f, p: f.close_round("2006-07"), LaaError, "never opened"),
    "to change what is not open": (
        lambda f, p: f.change_round("2006-07", "a slip"),
        LaaError,
        "never opened",
    ),
    "to reopen what is not closed": (
        lambda f, p: f.reopen_round("2006-07", "a slip"),
        LaaError,
        "never opened",
    ),
    "days in the wrong order": (
        lambda f, p: f.open_round("2007-08", module.Overrides(ends=date(2007, 1, 1))),
        LaaError,
        "would end on 1 January 2007",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_left(
    folder: Folder, demo: Demo, tmp_path: Path, what: str
) -> None:
    shutil.copy(demo.completed["housing"], tmp_path)
    shutil.copy(demo.spreadsheet, tmp_path / "demo.xlsx")
    before = sorted(tmp_path.rglob("*"))
    ask, kind, words = REFUSALS[what]
    with pytest.raises(kind) as error:
        ask(folder, tmp_path)
    assert words in sentence(error)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_wrong_with_a_closed_round_is_said(received: Folder, tmp_path: Path) -> None:
    received.close_round("2006-07")
    for ask in (
        lambda: received.generate(tmp_path / "returns", round="2006-07"),
        lambda: received.open_round("2006-07"),
        lambda: received.change_round("2006-07", "a slip", module.Overrides(title="x")),
        lambda: received.close_round("2006-07"),
        lambda: received.reopen_round("2006-07", " "),
    ):
        with pytest.raises(LaaError) as error:
            ask()
        assert "2006-07" in sentence(error)


def test_a_mistake_in_the_folder_is_one_sentence_that_names_its_file(folder: Folder) -> None:
    for name, text in (
        ("laa.toml", 'rund = "2006-07"'),
        ("framework/outcomes.csv", "id\n"),
        ("workbook_templates/columns.json", "{"),
        ("rules/figures.toml", "x ="),
        ("waivers.csv", "rule\n"),
    ):
        path = folder.path / name
        before = path.read_bytes() if path.exists() else None
        path.write_text(text, encoding="utf-8")
        with pytest.raises(LaaError) as error:
            open_folder(folder.path).generate(folder.path / "returns")
        assert path.name in sentence(error)
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
    assert not (folder.path / "returns").exists()


# Loading ------------------------------------------------------------------------------------


def test_importing_the_package_waits_for_nothing_and_offers_what_it_names() -> None:
    program = (
        "import sys, workbook_tools\n"
        "heavy = ['pandas', 'jsonschema', 'openpyxl', 'xlsxwriter', 'formualizer', 'lxml']\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "workbook_tools.open_folder\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.stdout.splitlines() == ["[]", "False"]
    assert {getattr(workbook_tools, name) is not None for name in workbook_tools.__all__} == {True}
    with pytest.raises(AttributeError, match="no attribute 'folders'"):
        workbook_tools.folders  # noqa: B018
