"""Checks: what came in is what stands in the spreadsheet, and what the returns were asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.checks_sheet import findings_in
from workbook_tools.rules.waivers import Waiver
from workbook_tools.workbooks import Sheet, open_workbook

RESULT = 6


@pytest.fixture(scope="module")
def page(demo: Demo) -> Sheet:
    found = open_workbook(demo.spreadsheet).sheet("Checks")
    assert found
    return found


def results(page: Sheet) -> dict[tuple[str, str], tuple[object, object, object]]:
    """Return both sides and the result of every control, by what it is and whose."""
    return {
        (str(page.cell(row, 1).value), str(page.cell(row, 2).value)): (
            page.cell(row, 3).value,
            page.cell(row, 4).value,
            page.cell(row, RESULT).value,
        )
        for row in range(5, page.max_row + 1)
        if page.cell(row, RESULT).formula
    }


def test_every_control_passes_on_the_published_round(page: Sheet) -> None:
    found = results(page)
    assert len(found) > 30
    assert {result for _, _, result in found.values()} == {"Pass"}
    assert all(one == other for one, other, _ in found.values())


def test_what_came_in_is_counted_theme_group_by_theme_group(page: Sheet, book: Book) -> None:
    found = results(page)
    for group, received in book.received.items():
        sides = found["Values recorded from the return; lines on Sources", book.title_of(group)]
        assert sides[:2] == (received.values, received.values)


def test_this_workbook_s_side_is_a_formula(page: Sheet) -> None:
    rows = [row for row in range(5, page.max_row + 1) if page.cell(row, RESULT).formula]
    assert all(page.cell(row, 4).formula for row in rows)


def test_open_findings_and_those_between_theme_groups_are_told(page: Sheet, book: Book) -> None:
    found = findings_in(book)
    rules = {finding.rule for _, finding in found["between"]}
    assert "group-without-figures" in rules
    queries = sum(f.is_open for each in book.findings.values() for f in each)
    assert queries == len(found["open"]) + sum(f.is_open for _, f in found["between"])
    texts = {str(page.cell(row, 1).value) for row in range(5, page.max_row + 1)}
    assert f"Errors and queries that nobody has answered: {len(found['open'])}" in texts
    assert {finding.message for _, finding in found["open"]} <= texts


def test_answers_and_accepted_findings_are_kept_apart(book: Book) -> None:
    group, found = next((g, f) for g, f in book.findings.items() if any(x.is_open for x in f))
    first = next(each for each in found if each.is_open)
    waiver = Waiver(first.rule, first.row_key, "Seen.", "The secretariat", book.round.id)
    accepted = replace(first, severity="note", message=first.message + waiver.words)
    answered = replace(first, answer="The count began in May.")
    changed = replace(book, findings={group: (accepted, answered)})
    sorted_out = findings_in(changed)
    assert [f for _, f in sorted_out["accepted"]] == [accepted]
    assert [f for _, f in sorted_out["answered"]] == [answered]
    assert not sorted_out["open"]
