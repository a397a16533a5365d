"""A file made to hurt costs seconds at most, and is refused in a sentence that is true."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import damages
import pytest
from conftest import Demo
from damages import BELOW_THE_LIMITS, MADE_TO_HURT, Damage, with_damages

from workbook_tools.checks import check_file, faults
from workbook_tools.checks.faults import LONGEST_FOUND, MOST_ALIKE
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import UnreadableFileError
from workbook_tools.reports.marking import Heading, mark, unmark
from workbook_tools.returns.marked_copy import MARKER

GROUP = "housing"
MOST_SECONDS, MOST_MEGABYTES = 5.0, 300

TOO_MUCH: list[tuple[Damage, str]] = [
    (partial(damages.filled_column, count=30_100), "30,000 rows with something in them on its "),
    (partial(damages.identity_rows, count=30_100), "30,000 rows with something in them on its "),
    (partial(damages.many_sheets, count=500), "500 sheets, far more than a return"),
    (partial(damages.chart_sheets, count=500), "500 sheets, far more than a return"),
    (partial(damages.long_text, length=100_001), "more than 100,000 characters"),
    (partial(damages.long_shared_text, length=100_001), "more than 100,000 characters"),
    (partial(damages.number_format, length=5_001), "a number format of more than 5,000 char"),
    (partial(damages.number_formats, count=10_001), "10,000 number formats"),
    (partial(damages.cell_styles, count=65_001), "65,000 styles"),
    (partial(damages.notes, count=10_001), "10,000 notes on its sheet Indicators"),
    (partial(damages.relations, count=10_001), "10,000 pointers from one part to others"),
    (partial(damages.defined_names, count=20_001), "20,000 defined names"),
    (partial(damages.rich_runs, count=70_000), "entries in one list"),
    (partial(damages.bracketed_formula, brackets=8_000, count=626), "formulas spelled out on its"),
]


@pytest.fixture
def sound(demo: Demo) -> bytes:
    """A completed return."""
    return demo.completed[GROUP].read_bytes()


@pytest.mark.parametrize(("damage", "sentence"), TOO_MUCH, ids=[said for _, said in TOO_MUCH])
def test_what_is_over_a_limit_is_refused_and_not_called_damaged(
    sound: bytes,
    tmp_path: Path,
    form: Form,
    framework: Framework,
    damage: Damage,
    sentence: str,
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound, damage))
    with pytest.raises(UnreadableFileError) as caught:
        check_file(path, form, framework)
    said = str(caught.value)
    assert sentence in said
    assert said.startswith(f"{path} holds ")
    assert "damaged" not in said


def test_faults_of_one_rule_on_one_sheet_are_told_up_to_a_number(
    sound: bytes, tmp_path: Path, form: Form, framework: Framework
) -> None:
    path = tmp_path / "return.xlsx"
    # Figures down one column of the table: rows of the table that have no reference.
    rows = '<c r="A{row}" t="inlineStr"><is><t>{row}</t></is></c><c r="I{row}"><v>1</v></c>'
    path.write_bytes(
        with_damages(sound, partial(damages.add_rows, sheet="Indicators", rows=[rows] * 3_000))
    )
    checked = check_file(path, form, framework)
    added = [each for each in checked.findings if each.rule == "row-added"]
    assert len(added) == MOST_ALIKE
    more = [each for each in added if "more like it" in each.message]
    assert [each.message.rpartition(" And ")[2] for each in more] == [
        f"{3_000 - MOST_ALIKE:,} more like it on this sheet."
    ]
    assert (more[0].cell, more[0].row_key) == (f"A{999 + MOST_ALIKE}", "")


def test_findings_of_declared_rules_are_told_up_to_a_number(
    demo: Demo, form: Form, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = demo.blank[GROUP]
    whole = check_file(path, form, framework).findings
    (rule, sheet, severity), count = Counter(
        (each.rule, each.sheet, each.severity)
        for each in whole
        if each.rule not in form.structure_rules
    ).most_common(1)[0]
    monkeypatch.setattr(faults, "MOST_ALIKE", 1)
    told = [
        each
        for each in check_file(path, form, framework).findings
        if (each.rule, each.sheet, each.severity) == (rule, sheet, severity)
    ]
    assert count > 1 == len(told)
    assert told[0].message.endswith(f" And {count - 1:,} more like it on this sheet.")
    assert (told[0].row_key, told[0].field) == ("", "")


def test_a_remark_is_held_as_far_as_a_cell_can_hold_one(
    sound: bytes, tmp_path: Path, form: Form, framework: Framework
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound, partial(damages.long_text, length=90_000)))
    found = [len(each.found) for each in check_file(path, form, framework).findings]
    assert max(found) == LONGEST_FOUND


def told(path: Path, form: Form, framework: Framework) -> list[tuple[str, str, str]]:
    """Return rule, sheet and cell of every finding."""
    return [
        (each.rule, each.sheet, each.cell) for each in check_file(path, form, framework).findings
    ]


@pytest.mark.parametrize(
    "habit",
    [
        damages.version_as_number,
        damages.numbers_spelled_long,
        damages.texts_cut,
        damages.blank_formulas_left_out,
    ],
)
def test_the_habits_of_other_programs_are_judged_by_what_they_mean(
    demo: Demo, tmp_path: Path, form: Form, framework: Framework, habit: Damage
) -> None:
    sound, path = demo.completed["children-young-people"], tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound.read_bytes(), habit))
    assert path.read_bytes() != with_damages(sound.read_bytes())
    before = told(sound, form, framework)
    # Words that stand on the pages and are cut say so; no error is made of a habit.
    after = [each for each in told(path, form, framework) if each[0] != "words-outside"]
    assert after == [each for each in before if each[0] != "words-outside"]


def test_a_marked_copy_may_hold_texts_in_both_ways(
    sound: bytes, tmp_path: Path, form: Form, framework: Framework
) -> None:
    def typed(parts: damages.Parts) -> None:
        page = next(name for name in parts if MARKER.encode() in parts[name])
        cell = '<row r="9000"><c r="A9000" t="s"><v>0</v></c></row>'
        damages.before(parts, page, "</sheetData>", cell)

    path = tmp_path / "return.xlsx"
    path.write_bytes(sound)
    checked = check_file(path, form, framework)
    marked = mark(form, sound, checked.findings, Heading("return.xlsx"))
    assert unmark(form, with_damages(marked, typed)) == unmark(form, marked)


def test_a_number_that_is_another_is_no_habit(
    sound: bytes, tmp_path: Path, form: Form, framework: Framework
) -> None:
    def other(parts: damages.Parts) -> None:
        damages.numbers_spelled_long(parts)
        for name in parts:
            parts[name] = parts[name].replace(b".00000000000000000001", b".01")

    path = tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound, other))
    assert "formula-changed" in {rule for rule, *_ in told(path, form, framework)}


def test_a_stray_row_of_another_group_hides_nothing(
    demo: Demo, sound: bytes, tmp_path: Path, form: Form, framework: Framework
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound, damages.row_of_another_group))
    added = [("row-added", "Indicators", "A1000")]
    before = told(demo.completed[GROUP], form, framework)
    after = told(path, form, framework)
    assert [each for each in after if each not in before] == added
    assert [each for each in before if each not in after] == []


@pytest.mark.parametrize("name", [*MADE_TO_HURT, *BELOW_THE_LIMITS])
def test_no_file_takes_long_or_much_memory(
    request: pytest.FixtureRequest, sound: bytes, tmp_path: Path, name: str
) -> None:
    if not request.config.getoption("long"):
        pytest.skip("takes minutes; pytest --long tries it")
    resource = pytest.importorskip("resource")
    path = tmp_path / "return.xlsx"
    path.write_bytes(with_damages(sound, (MADE_TO_HURT | BELOW_THE_LIMITS)[name]))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        "import resource, runpy, sys; sys.argv[0] = 'laa'\n"
        "try: runpy.run_module('workbook_tools', run_name='__main__')\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    marked = tmp_path / "marked"
    run = subprocess.run(
        [sys.executable, "-c", script, "check", str(path), "--marked", str(marked)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(getattr(after, of) - getattr(before, of) for of in ("ru_utime", "ru_stime"))
    assert "Traceback" not in run.stderr
    assert run.returncode in (0, 1, 2), run.stderr
    assert seconds < MOST_SECONDS, f"{seconds:.1f} s"
    assert int(run.stderr.split()[-1]) / 1024 < MOST_MEGABYTES
