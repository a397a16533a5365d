"""Changes: what is another than in the issue before, or the round before, with both figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conftest import Demo, Laa

from workbook_tools.consolidated import Before, Book
from workbook_tools.consolidated.changes import changes_in, compared_with
from workbook_tools.ledger import SourcedRecord
from workbook_tools.workbooks import Sheet, open_workbook

WORDS = {"target": "Target {year}", "figure": "Figure {year}"}


def record(book: Book, indicator: str, column: str) -> SourcedRecord:
    return next(e for e in book.records if (e.indicator, e.column) == (indicator, column))


def with_before(book: Book, *other: SourcedRecord, is_issue: bool = True) -> Book:
    """Return a book whose issue before had some values otherwise."""
    replaced = {(each.indicator, each.column): each for each in other}
    then = tuple(replaced.get((e.indicator, e.column), e) for e in book.records)
    return replace(book, previous=Before("issue 1", then, is_issue=is_issue))


def test_without_an_issue_or_a_round_before_there_is_nothing_to_compare(book: Book) -> None:
    assert compared_with(book) is None
    assert not any(changes_in(book, WORDS).values())


def test_a_value_and_a_light_are_told_with_both_sides(book: Book) -> None:
    figure, light = record(book, "CYP-577", "actual_city"), record(book, "CYP-577", "light")
    old = with_before(book, replace(figure, value=70.0, text="70"), replace(light, text="Red"))
    found = changes_in(old, WORDS)
    (value,), (lit,) = found["values"], found["lights"]
    assert (value.indicator, value.was, value.now) == ("CYP-577", 70.0, 77.0)
    assert (lit.was, lit.now) == ("Red", light.text)


def test_what_came_and_what_went_are_changes_too(book: Book) -> None:
    figure = record(book, "CYP-577", "actual_city")
    without = tuple(each for each in book.records if each is not figure)
    came = replace(book, previous=Before("issue 1", without, is_issue=True))
    went = replace(book, records=without, previous=Before("issue 1", book.records, is_issue=True))
    assert [(e.was, e.now) for e in changes_in(came, WORDS)["values"]] == [(None, 77.0)]
    assert [(e.was, e.now) for e in changes_in(went, WORDS)["values"]] == [(77.0, None)]


def test_against_a_round_only_figures_and_lights_are_compared(book: Book) -> None:
    comment = record(book, "CYP-577", "comments")
    other = replace(comment, text="Other words.")
    assert changes_in(with_before(book, other), WORDS)["values"]
    assert not changes_in(with_before(book, other, is_issue=False), WORDS)["values"]


def test_the_round_before_is_taken_where_there_is_no_issue(book: Book) -> None:
    round_ = book.framework.round("2005-06")
    later = replace(book, earlier=((round_, book.records),))
    before = compared_with(later)
    assert before
    assert before.title == round_.title
    assert not before.is_issue


def sheet_of(path: Path) -> Sheet:
    found = open_workbook(path).sheet("Changes")
    assert found
    return found


def test_a_second_issue_tells_what_a_corrected_return_changed(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    laa("consolidate", "--out", "laa.xlsx", folder=folder)
    first = sheet_of(folder / "laa.xlsx")
    assert "no issue and no round before" in str(first.cell(5, 1).value)
    laa("ingest", demo.completed["health"], "--received", "2007-02-21", folder=folder)
    told = laa("consolidate", "--out", "laa.xlsx", folder=folder)
    assert "issue 2" in told.out
    again = laa("consolidate", "--out", "laa.xlsx", folder=folder)
    assert "issue 2, as before" in again.out
    second = sheet_of(folder / "laa.xlsx")
    assert str(second.cell(5, 1).value).startswith("Compared with issue 1 (laa.xlsx, ")
    keys = {str(second.cell(row, 1).value)[:4] for row in range(6, second.max_row + 1)}
    assert "HEA-" in keys
    assert "HOU-" not in keys
