"""What was issued stays known: the workbook, and the form and framework it was issued with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_files import FRAMEWORK, NOON, ROUND, declared, everything_in, submission

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.ledger import Issue, Ledger
from workbook_tools.problems import LaaError
from workbook_tools.rules.waivers import Waiver

WAIVER = Waiver("actual-jumps", "HEA-718", "counted anew – 2006 “census”", "Jo Smith", ROUND)


def issue(ledger: Ledger, group: str = "health", **other: str) -> Issue:
    """What was issued to a group, with a form and a framework that are kept."""
    said = {
        "round": ROUND,
        "framework_fingerprint": ledger.keep_declaration("framework", declared("a framework")),
        "form_fingerprint": ledger.keep_declaration("form", declared("a form")),
        "sha256": "0" * 64,
        "by": "Jo Smith",
        "contact": "Jo Smith, jo@example.gov.uk",
    }
    return Issue(theme_group=group, issued_at=NOON, waivers=(WAIVER,), **(said | other))


def test_a_form_comes_back_as_it_was(ledger: Ledger) -> None:
    files = DeclaredFiles(
        Path("form"), {"columns.json": "“£”\n".encode(), "rules/dates.toml": b"a = 1\n"}
    )
    fingerprint = ledger.keep_declaration("form", files)
    kept = ledger.declaration("form", fingerprint)
    assert kept is not None
    assert (kept.fingerprint, dict(kept.contents)) == (files.fingerprint, dict(files.contents))
    assert kept.place == ledger.path / f"form {fingerprint[:12]}"


def test_a_form_is_kept_once(ledger: Ledger, ledger_path: Path) -> None:
    fingerprint = ledger.keep_declaration("form", declared("a form"))
    before = everything_in(ledger_path)
    assert ledger.keep_declaration("form", declared("a form")) == fingerprint
    assert everything_in(ledger_path) == before
    assert len(before["declaration"]) == 1


def test_a_form_is_no_framework(ledger: Ledger) -> None:
    fingerprint = ledger.keep_declaration("form", declared("a form"))
    assert ledger.declaration("framework", fingerprint) is None
    assert ledger.declaration("form", "0" * 64) is None
    with pytest.raises(ValueError, match="no kind of declaration"):
        ledger.keep_declaration("recipe", declared("flour"))


def test_what_was_issued_comes_back_as_it_was(ledger: Ledger) -> None:
    issued = issue(ledger)
    ledger.record_issue(issued)
    assert ledger.issue(ROUND, "health") == issued
    assert ledger.issues(ROUND) == (issued,)
    assert ledger.issue(ROUND, "culture") is None
    assert ledger.issues("2007-08") == ()


def test_what_was_issued_last_is_found_and_what_was_issued_with_a_form(ledger: Ledger) -> None:
    first = issue(ledger)
    newer = ledger.keep_declaration("form", declared("a newer form"))
    second = replace(first, form_fingerprint=newer, sha256="1" * 64)
    for each in (first, second, issue(ledger, "culture")):
        ledger.record_issue(each)
    assert ledger.issue(ROUND, "health") == second
    assert ledger.issue(ROUND, "health", form_fingerprint=first.form_fingerprint) == first
    assert ledger.issue(ROUND, "health", first.framework_fingerprint, newer) == second
    assert ledger.issue(ROUND, "health", "0" * 64) is None
    assert [each.theme_group for each in ledger.issues(ROUND)] == ["health", "health", "culture"]


def test_the_same_workbook_issued_again_is_the_same_issue(ledger: Ledger) -> None:
    issued = issue(ledger)
    ledger.record_issue(issued)
    ledger.record_issue(replace(issued, issued_at=NOON + timedelta(days=1), by="Ann Lee"))
    assert ledger.issues(ROUND) == (issued,)
    other = replace(issued, sha256="1" * 64)
    for each in (other, issued):
        ledger.record_issue(each)
    assert ledger.issues(ROUND) == (issued, other, issued)


def test_nothing_is_issued_with_a_form_that_is_not_kept(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="keep it first"):
        ledger.record_issue(issue(ledger, form_fingerprint="0" * 64))
    assert ledger.issues(ROUND) == ()


def test_a_submission_says_what_it_was_issued_with(ledger: Ledger) -> None:
    known = replace(submission("a"), framework_fingerprint="f" * 64, form_fingerprint="a" * 64)
    ledger.receive(known)
    ledger.receive(submission("b", group="culture"))
    told = ledger.current(FRAMEWORK, ROUND)
    assert told["health"].framework_fingerprint == "f" * 64
    assert told["health"].form_fingerprint == "a" * 64
    assert told["culture"].framework_fingerprint == told["culture"].form_fingerprint == ""


def test_a_damaged_declaration_is_told_in_a_sentence(ledger: Ledger) -> None:
    ledger._insert("declaration", fingerprint="0" * 64, kind="form", content=b"not packed")
    with pytest.raises(LaaError, match="what is kept there is damaged"):
        ledger.declaration("form", "0" * 64)
