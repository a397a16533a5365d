"""A query is answered in its own place, in words that say something; all count it alike."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, Edit, Laa, OpenReturn
from marking_files import HEADING, findings_table
from workbook_files import recalculated_by_libreoffice

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.marking import mark
from workbook_tools.values.findings import Finding, answered_queries, open_queries
from workbook_tools.workbooks import open_workbook

GROUP, ROW = "health", "HEA-713"
ANSWER = "Answer to the checks"
SAYS_NOTHING = (
    *(
        ".",
        "..........",
        ". . . . . . .",
        "ok",
        "OK.",
        "n/a",
        "N/A",
        "tbc",
        "see above",
        "yes",
        " ",
    ),
    *("see the comments", "See the comments.", "as agreed by group", "figures are correct", "\n\n"),
    *(
        "correctcorrectcorrect",
        "-",
        "?",
        "no\u00a0comment",
        "please see above",
        "12",
        "to be confirmed",
    ),
)
SAYS_SOMETHING = (
    "Counted again on 3 May; two clinics opened.",
    "The register was cleaned in March.",
    "2 of 3 wards only",
)


def far_off(opened: OpenReturn, row: str = ROW) -> None:
    """Type a figure a tenth of last year's, with a comment such as stands in any row."""
    opened.type(row, "Actual", round(float(opened.cell(row, "Last year").value) / 10, 1))
    opened.type(row, "Comments", "Work continues with partners across the city to bring this down.")
    for heading in ("No figure because", "Figure expected on", "Your judgement"):
        opened.type(row, heading, None)


def with_answer(edit: Edit, answer: object) -> Path:
    return edit(GROUP, far_off, lambda opened: opened.type(ROW, ANSWER, answer))


def live(findings: Sequence[Finding], form: Form) -> list[Finding]:
    """Return those of findings that the return itself can say: some are seen at the desk only."""
    rules = {rule.id for rule in form.rules}
    return [each for each in findings if each.rule in rules]


def asked(checked: CheckedReturn) -> list[Finding]:
    """Return the queries about the row's figure."""
    return [f for f in checked.findings if f.severity == "query" and f.row_key == ROW]


def left_to_answer(path: Path) -> int:
    """Return how many queries the sheet Start says are to be answered."""
    start = open_workbook(path).sheet("Start")
    assert start is not None
    (words,) = (
        str(cell.value)
        for cell in start.cells.values()
        if str(cell.value).endswith(" to answer") and cell.column == 2
    )
    return int(words.split(", ")[-1].split()[0])


def test_a_routine_comment_answers_no_query(form: Form, framework: Framework, edit: Edit) -> None:
    checked = check_file(edit(GROUP, far_off), form, framework)
    assert asked(checked)
    assert all(each.is_open for each in asked(checked))


@pytest.mark.parametrize("answer", SAYS_SOMETHING)
def test_a_sentence_beside_the_check_answers_the_queries_of_its_row(
    form: Form, framework: Framework, edit: Edit, answer: str
) -> None:
    checked = check_file(with_answer(edit, answer), form, framework)
    assert asked(checked)
    assert {each.answer for each in asked(checked)} == {answer}
    others = [f for f in checked.findings if f.row_key != ROW or f.severity != "query"]
    assert {each.answer for each in others} == {""}


def test_what_says_nothing_is_no_answer(form: Form, framework: Framework, edit: Edit) -> None:
    for start in range(0, len(SAYS_NOTHING), 8):
        some = SAYS_NOTHING[start : start + 8]

        def answer_with(opened: OpenReturn, some: tuple[str, ...] = some) -> None:
            rows = measures_of(opened)
            assert len(rows) >= len(some)
            for row, answer in zip(rows, some, strict=False):
                opened.type(row, ANSWER, answer)

        path = edit(GROUP, far_off, answer_with)
        checked = check_file(path, form, framework)
        assert answered_queries(checked.findings) == ()
        assert left_to_answer(path) == len(open_queries(live(checked.findings, form)))


def measures_of(opened: OpenReturn) -> list[str]:
    """Return the rows of the open sheet in which an answer can be given."""
    return [row for row in opened.keys if not opened.cell(row, ANSWER).protection.locked]


def test_everything_counts_open_and_answered_queries_alike(
    form: Form, framework: Framework, edit: Edit, laa: Laa, ledger_path: Path, tmp_path: Path
) -> None:
    path = edit(
        GROUP,
        far_off,
        lambda opened: opened.type(ROW, ANSWER, SAYS_SOMETHING[0]),
        lambda opened: far_off(opened, "HEA-714"),
    )
    checked = check_file(path, form, framework)
    answers, still_open = answered_queries(checked.findings), open_queries(checked.findings)
    assert answers
    assert still_open

    assert left_to_answer(path) == len(live(still_open, form))
    said = laa("check", path)
    assert f"{len(answers) + len(still_open)} queries ({len(answers)} answered)" in said.out
    assert f"Answered: {SAYS_SOMETHING[0]}" in said.out
    copy = openpyxl.load_workbook(
        io.BytesIO(mark(form, checked.workbook.content, checked.findings, HEADING))
    )
    assert sum(row[-1] == SAYS_SOMETHING[0] for row in findings_table(copy)) == len(answers)
    laa("init", tmp_path / "round")
    laa("ingest", path, "--received", "2007-02-20", folder=tmp_path / "round")
    (receipt,) = (tmp_path / "round" / "receipts").glob("*.txt")
    text = " ".join(receipt.read_text(encoding="utf-8").split())
    words = "query is" if len(answers) == 1 else "queries are"
    assert f"{len(answers)} {words} answered beside the check." in text


@pytest.mark.libreoffice
def test_libreoffice_counts_the_same_answers(
    form: Form, framework: Framework, edit: Edit, tmp_path: Path
) -> None:
    def answer_all(opened: OpenReturn) -> None:
        for row, answer in zip(measures_of(opened), SAYS_NOTHING + SAYS_SOMETHING, strict=False):
            opened.type(row, ANSWER, answer)

    path = edit("children-young-people", answer_all)
    (tmp_path / "libreoffice").mkdir()
    (theirs,) = recalculated_by_libreoffice([path], tmp_path / "libreoffice")
    checked = check_file(path, form, framework)
    asked_live = open_queries(live(checked.findings, form))
    assert left_to_answer(theirs) == left_to_answer(path) == len(asked_live)
    assert answered_queries(check_file(theirs, form, framework).findings) == answered_queries(
        checked.findings
    )


def test_the_demo_s_queries_are_all_open(demo: Demo, form: Form, framework: Framework) -> None:
    # The published update has comments, and answers to nothing.
    checked = check_file(demo.completed["children-young-people"], form, framework)
    assert open_queries(checked.findings)
    assert answered_queries(checked.findings) == ()
