"""The command line: what each command answers, its exit status, and what it leaves alone."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Demo, Edit, Laa, OpenReturn
from return_files import assess
from told import files_in, sentence

from workbook_tools import __version__
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.published.completing import complete
from workbook_tools.published.rows import PUBLISHED_ROUND
from workbook_tools.rules.issued import plan_return
from workbook_tools.workbooks import open_workbook

COMMANDS = [
    *(
        "demo",
        "init",
        "round",
        "generate",
        "check",
        "join",
        "ingest",
        "withdraw",
        "reinstate",
        "status",
        "diff",
        "consolidate",
        "national",
        "trace",
        "ledger",
        "export",
        "framework",
        "funding",
        "rules",
    )
]
FINDING = [
    *("rule", "severity", "file", "theme_group", "sheet", "cell"),
    *("row_key", "field", "message", "found", "expected", "fix", "answer"),
]


@pytest.fixture
def wrong(edit: Edit) -> Path:
    """A return with an error, a query and a note."""

    def change(opened: OpenReturn) -> None:
        opened.type("LEA-689", "Actual", "n/a")
        opened.type("LEA-690", "Light", "Green")
        opened.type("LEA-690", "Actual", "7400")

    return edit("adult-learning", change)


# Help ------------------------------------------------------------------------------


def test_the_help_lists_the_commands_in_the_order_of_their_use(laa: Laa) -> None:
    told = laa("--help")
    assert told.status == 0
    listed = told.out.split("Commands:")[1].splitlines()
    assert [line.split()[0] for line in listed if line.strip()] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(laa: Laa, command: str) -> None:
    told = laa(command, "--help")
    assert told.status == 0
    assert told.out.startswith(f"Usage: laa {command}")
    assert laa(command, "-h").out == told.out


def test_the_version_is_told(laa: Laa) -> None:
    assert laa("--version").out == f"laa, version {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("reconcile", "no command “laa reconcile”; “laa --help” lists"),
        ("stauts", "no command “laa stauts”; did you mean status?"),
        ("framework aply x.xlsx", "no command “laa framework aply”; did you mean apply?"),
        ("check", "“laa check” wants FILE…; “laa check --help” shows"),
        ("ingest", "“laa ingest” wants FILE|DIR…"),
        ("generate", "“laa generate” wants --out DIR (the folder to write to)"),
        ("consolidate", "wants --out FILE (the workbook to write"),
        ("consolidate --out", "Nothing stands behind --out"),
        ("check --xml a.xlsx", "no option --xml"),
        ("check --jsn a.xlsx", "no option --jsn; did you mean --json?"),
        ("status health", "“laa status” does not know what to do with “health”"),
        ("round open 2007-08 --months 13", "--months: “13” is no number of months"),
        ("ingest --received yesterday a.xlsx", "--received: “yesterday” is no day"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence_with_what_was_meant(
    laa: Laa, typed: str, said: str, tmp_path: Path
) -> None:
    told = laa(*typed.split(), folder=tmp_path)
    assert said in sentence(told)
    assert told.out == ""
    assert files_in(tmp_path) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("generate --out x --group helth", "; did you mean health?"),
        ("generate --out x --group older", "; did you mean older-people?"),
        ("generate --out x --round 2007-8", "; did you mean 2007-08?"),
        ("diff 2006-7 2006-07", "; did you mean 2006-07?"),
        ("rules explain percentage-in-rnge", "; did you mean percentage-in-range or "),
    ],
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(
    laa: Laa, typed: str, said: str, tmp_path: Path
) -> None:
    assert said in sentence(laa(*typed.split(), folder=tmp_path))
    assert files_in(tmp_path) == {}


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("st", ["status"]),
        ("status --round 2006-07-", ["2006-07-half-year"]),
        ("round close 2006-07-", ["2006-07-half-year"]),
        ("diff 2006-07-", ["2006-07-half-year", "2006-07-"]),
        ("generate --group h", ["health", "housing"]),
        ("rules explain percentage-", ["percentage-in-range"]),
        ("generate --round 1066 --group h", []),
    ],
)
def test_a_shell_completes_commands_rounds_groups_and_rules(
    laa: Laa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, completed: list[str]
) -> None:
    words = ["laa", *typed.split()]
    for name, value in (
        ("_LAA_COMPLETE", "bash_complete"),
        ("COMP_WORDS", " ".join(words)),
        ("COMP_CWORD", str(len(words) - 1)),
    ):
        monkeypatch.setenv(name, value)
    told = laa(folder=tmp_path)
    assert told.err == ""
    assert [line.partition(",")[2] for line in told.out.splitlines() if line] == completed


# Checking --------------------------------------------------------------------------


def test_checking_a_return_without_faults_ends_with_status_0(laa: Laa, edit: Edit) -> None:
    told = laa("check", edit("transport", assess))
    assert (told.status, told.err) == (0, "")
    assert told.out.endswith("transport.xlsx (transport, 2006-07): nothing wrong\n"), told.out
    assert told.out.count("\n") == 1


def test_checking_a_return_with_an_error_ends_with_status_1(laa: Laa, wrong: Path) -> None:
    told = laa("check", wrong)
    assert (told.status, told.err) == (1, "")
    assert "(adult-learning, 2006-07): 2 errors, " in told.out
    assert "error Indicators!I7 (LEA-689): “Actual” holds “n/a”" in told.out
    assert "query Indicators!K8 (LEA-690)" in told.out


def test_queries_and_notes_do_not_stop_a_script(laa: Laa, edit: Edit) -> None:
    path = edit("adult-learning", lambda opened: opened.type("LEA-690", "Light", "Green"))
    assert laa("check", path).status == 0


def test_several_files_are_checked_at_once_and_the_worst_decides(
    laa: Laa, demo: Demo, wrong: Path, tmp_path: Path
) -> None:
    sound, missing = demo.completed["housing"], tmp_path / "missing.xlsx"
    assert laa("check", sound, wrong).status == 1
    told = laa("check", missing, sound, wrong)
    assert told.status == 2
    assert "housing.xlsx (housing, 2006-07): 2 queries" in told.out
    assert "adult-learning.xlsx (adult-learning, 2006-07): 2 errors" in told.out
    assert str(missing) in told.err


def severities_in(printed: str) -> list[str]:
    """Return the severity of each finding that was printed, in turn."""
    return re.findall(r"^  (error|query|note) ", printed, re.MULTILINE)


def test_the_worst_is_printed_first_each_with_its_rule(laa: Laa, wrong: Path) -> None:
    told = laa("check", wrong).out
    printed = severities_in(told)
    assert printed == sorted(printed, key=["error", "query", "note"].index)
    assert set(printed) == {"error", "query", "note"}
    assert "which is not a number. [not-a-number]\n" in told
    rules = re.findall(r"\[([a-z-]+)\]$", told, re.MULTILINE)
    assert len(rules) == len(printed)


@pytest.mark.parametrize(
    ("least", "kinds"),
    [("error", {"error"}), ("query", {"error", "query"}), ("note", {"error", "query", "note"})],
)
def test_only_what_is_grave_enough_is_printed_and_everything_is_counted(
    laa: Laa, wrong: Path, least: str, kinds: set[str]
) -> None:
    every, told = laa("check", wrong), laa("check", wrong, "--severity", least)
    assert told.status == every.status == 1
    assert told.out.splitlines()[0] == every.out.splitlines()[0]
    assert set(severities_in(told.out)) == kinds
    document = json.loads(laa("check", wrong, "--json", "--severity", least).out)
    assert {finding["severity"] for finding in document["files"][0]["findings"]} == kinds
    whole = json.loads(laa("check", wrong, "--json").out)
    assert document["summary"] == whole["summary"]


def test_of_a_long_list_the_worst_is_printed_and_the_rest_counted(
    laa: Laa, edit: Edit, demo: Demo
) -> None:
    def blot(opened: OpenReturn) -> None:
        for row in range(opened.heading_row + 1, opened.sheet.max_row + 1):
            opened.sheet.cell(row, opened.column("Actual")).value = "see comments"

    path = edit("community-safety", blot)
    told, whole = laa("check", path).out, laa("check", path, "--all").out
    printed, every = severities_in(told), severities_in(whole)
    assert len(printed) == 50 < len(every)
    assert printed == every[:50]
    last = told.splitlines()[-1]
    assert last.startswith("  and ")
    assert sum(map(int, re.findall(r"\d+", last))) == len(every) - 50
    assert "--all prints them" in last
    assert "--all" not in whole


def test_the_json_output_is_one_object_and_nothing_else(
    laa: Laa, demo: Demo, wrong: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.xlsx"
    told = laa("check", "--json", demo.completed["housing"], wrong, missing)
    assert told.status == 2
    document = json.loads(told.out)
    assert list(document) == ["files", "summary"]
    assert [list(file) for file in document["files"]] == [
        ["file", "theme_group", "round", "status", "findings"]
    ] * 3
    assert [file["status"] for file in document["files"]] == ["accepted", "errors", "unreadable"]
    assert [file["theme_group"] for file in document["files"]] == ["housing", "adult-learning", ""]
    findings = document["files"][1]["findings"]
    assert {finding["severity"] for finding in findings} == {"error", "note", "query"}
    errors = {f["rule"]: f["row_key"] for f in findings if f["severity"] == "error"}
    assert errors == {"not-a-number": "LEA-689", "status-with-figure": "LEA-690"}
    for finding in findings:
        assert list(finding) == FINDING
        assert all(isinstance(value, str) for value in finding.values())
    assert document["summary"] == {
        "files": 3,
        "accepted": 1,
        "errors": 1,
        "unreadable": 1,
        "answered": 0,
        "error": 2,
        "query": 5,
        "note": 4,
    }


def test_the_json_output_keeps_every_letter(laa: Laa, edit: Edit) -> None:
    path = edit("adult-learning", lambda opened: opened.type("LEA-689", "Actual", "café “£”"))
    told = laa("check", "--json", path)
    assert told.status == 1
    findings = json.loads(told.out)["files"][0]["findings"]
    (found,) = (finding["found"] for finding in findings if finding["rule"] == "not-a-number")
    assert found == "“café “£””"


def test_checking_changes_nothing(laa: Laa, wrong: Path) -> None:
    before = wrong.read_bytes(), wrong.stat().st_mtime_ns, files_in(wrong.parent)
    for _ in range(2):
        laa("check", wrong)
        laa("check", "--json", wrong)
    assert (wrong.read_bytes(), wrong.stat().st_mtime_ns, files_in(wrong.parent)) == before


def test_a_return_of_another_round_is_told_where_the_round_is_named(laa: Laa, demo: Demo) -> None:
    told = laa("check", "--round", "2006-07-half-year", demo.completed["housing"])
    assert told.status == 1
    assert "for the round 2006-07, not for 2006-07-half-year" in told.out


# A working folder ------------------------------------------------------------------


def test_a_new_folder_works_from_the_first_command_to_the_last(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    folder = tmp_path / "round"
    told = laa("init", folder)
    assert told.status == 0
    assert (folder / "inbox").is_dir()
    assert (folder / "laa.toml").is_file()
    assert (folder / "framework" / "indicators.csv").is_file()
    settings = (folder / "laa.toml").read_text(encoding="utf-8")
    named = settings.replace('name = ""', 'name = "Mary Green"').replace(
        'email = ""', 'email = "m@x"'
    )
    (folder / "laa.toml").write_text(named, encoding="utf-8")
    told = laa("generate", "--out", "returns", folder=folder)
    assert told.status == 0
    *written, opened = told.out.splitlines()
    assert len(written) == 12
    assert opened == "The round 2006-07 is open now; its returns are due 28 February 2007."
    start = open_workbook(folder / "returns" / "health.xlsx").sheet("Start")
    assert start is not None
    assert "Mary Green, m@x" in [cell.value for cell in start.cells.values()]
    for group in ("housing", "health"):
        (folder / "inbox" / f"{group}.xlsx").write_bytes(demo.completed[group].read_bytes())
    assert laa("check", *(folder / "inbox").iterdir(), folder=folder).status == 0
    assert laa("ingest", "inbox", "--received", "2007-02-01", folder=folder).status == 0
    told = laa("status", "--today", "2007-02-02", folder=folder)
    assert told.out.startswith("2006-07 update, open, due 28 February 2007: in 26 days")
    assert told.out.splitlines()[-3:] == [
        "10 outstanding; 2 accepted",
        "in 148 days: LPSA2 end of year review (30 June 2007)",
        "in 161 days: LAA full-year information (13 July 2007)",
    ]
    told = laa("consolidate", "--out", "laa-spreadsheet.xlsx", folder=folder)
    assert told.out == "laa-spreadsheet.xlsx: 2 of 12 returns; issue 1\n"
    assert open_workbook(folder / "laa-spreadsheet.xlsx").sheet("Simple View")


def test_a_folder_that_is_not_empty_is_not_taken_over(laa: Laa, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"mine")
    assert "not an empty folder" in sentence(laa("init", tmp_path))
    assert files_in(tmp_path) == {"mine.txt": b"mine"}


def test_a_mistake_in_the_settings_is_told_with_its_file(laa: Laa, tmp_path: Path) -> None:
    (tmp_path / "laa.toml").write_text('rund = "2006-07"', encoding="utf-8")
    assert "laa.toml" in sentence(laa("generate", "--out", "returns", folder=tmp_path))


def test_the_demo_tells_what_it_wrote_and_how_it_compares(demo: Demo) -> None:
    assert "3,380 printed cells" in demo.printed
    assert sorted(path.name for path in demo.folder.iterdir()) == [
        *("about-this-folder.txt", "completed", "funding-comparison.csv", "funding.xlsx"),
        *("laa-spreadsheet.xlsx", "ledger.sqlite", "published-comparison.csv", "returns"),
    ]
    for line in demo.printed.splitlines()[-7:]:
        assert (demo.folder / line.split()[0]).exists()


@pytest.mark.parametrize("kept", ["ledger.sqlite", "returns/housing.xlsx"])
def test_a_demo_in_a_folder_of_real_work_destroys_nothing(
    laa: Laa, ledger_folder: Path, kept: str
) -> None:
    (ledger_folder / "returns").mkdir()
    (ledger_folder / "returns" / "housing.xlsx").write_bytes(b"someone's entries")
    before = files_in(ledger_folder)
    laa("demo", "--out", ".", folder=ledger_folder)
    assert files_in(ledger_folder)[kept] == before[kept]


def test_the_demo_gives_the_same_completed_returns_every_time(
    form: Form, framework: Framework, demo: Demo
) -> None:
    plan = plan_return(form, framework, PUBLISHED_ROUND, "housing")
    filled_in = complete(plan, demo.blank["housing"].read_bytes())
    assert filled_in == demo.completed["housing"].read_bytes()


# As a program ----------------------------------------------------------------------


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program as the shell does."""
    return subprocess.run(
        [sys.executable, "-m", "workbook_tools", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
    )


def test_it_runs_as_a_module_from_an_empty_folder(demo: Demo, tmp_path: Path) -> None:
    done = run("check", "--json", str(demo.completed["housing"]), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["summary"]["accepted"] == 1
    assert files_in(tmp_path) == {}


def test_nothing_is_said_about_progress_where_no_one_is_watching(tmp_path: Path) -> None:
    done = run("generate", "--group", "housing", "--out", "returns", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [str(Path("returns") / "housing.xlsx")]
    assert "\x1b" not in done.stdout + done.stderr
    assert "%" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("generate --group housing --out returns", ["Returns"]),
        ("check {file} missing.xlsx", ["Checking"]),
        ("ingest {file}", ["Checking"]),
        ("consolidate --out laa.xlsx", ["Sheets"]),
    ],
)
def test_whoever_waits_at_a_screen_sees_how_far_it_is_on_the_error_output_alone(
    laa: Laa,
    demo: Demo,
    ledger_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    labels: list[str],
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    told = laa(*typed.format(file=demo.completed["housing"]).split(), folder=ledger_folder)
    shown = screen.getvalue()
    for label in labels:
        assert label in shown
        assert label not in told.out
    assert "100%" in shown
    # What could not be done is told below the bar, on a line of its own.
    assert ("missing.xlsx" in typed) == ("\nlaa: missing.xlsx" in shown)


def test_a_program_ends_with_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = run("check", "missing.xlsx", folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_help_waits_for_nothing_heavy(tmp_path: Path) -> None:
    heavy = ["pandas", "jsonschema", "openpyxl", "xlsxwriter", "formualizer", "lxml", "rich"]
    program = (
        "import sys\n"
        "from workbook_tools.commands import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
