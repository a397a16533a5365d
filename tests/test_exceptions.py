"""Exceptions: what is red, has become worse or is overdue, and what is being done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from conftest import Demo

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.exceptions import Line, sections_in
from workbook_tools.consolidated.history import is_worse
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.ledger import SourcedRecord
from workbook_tools.values.days import serial
from workbook_tools.workbooks import Sheet, open_workbook

RED, WORSE, LATE_FIGURES, LATE_ACTIONS = range(4)
"""The sections in order."""


def declared(book: Book) -> PlainSheet:
    sheets = (each for each in book.form.spreadsheet.sheets if isinstance(each, PlainSheet))
    return next(each for each in sheets if each.kind == "exceptions")


def lines(book: Book, section: int) -> dict[str, Line]:
    return {line.key: line for line in sections_in(book, declared(book))[section].lines}


def final(records: Iterable[SourcedRecord], word: str) -> set[str]:
    return {
        each.indicator
        for each in records
        if (each.field, each.measure, each.text) == ("light", "final", word)
    }


def action(book: Book, column: str, text: str, value: float | None = None) -> SourcedRecord:
    """Return what a return says of its first action in a column."""
    like = next(each for each in book.records if each.theme_group == "children-young-people")
    return replace(
        like, sheet="Actions", indicator="CYP-A01", column=column, text=text, value=value,
        field="action", year="2006-07", measure=column, area="headline", cell="D5",
    )  # fmt: skip


def with_action(book: Book, due: date, status: str = "Under way") -> Book:
    of_action = (
        action(book, "about", "CYP-594 ICT"),
        action(book, "cause", "Too few teachers"),
        action(book, "action", "Recruit two teachers"),
        action(book, "owner", "Head of service"),
        action(book, "action_due", due.isoformat(), serial(due)),
        action(book, "action_status", status),
    )
    return replace(book, records=book.records + of_action)


@pytest.fixture(scope="module")
def page(demo: Demo) -> Sheet:
    found = open_workbook(demo.spreadsheet).sheet("Exceptions")
    assert found
    return found


def test_every_red_light_is_listed_once(book: Book) -> None:
    red = final(book.records, "Red")
    assert red
    assert set(lines(book, RED)) == red
    assert set(lines(book, LATE_FIGURES)) == final(book.records, "Overdue")


def test_amber_is_listed_where_it_has_become_worse(book: Book, demo: Demo) -> None:
    lights = open_workbook(demo.spreadsheet).sheet("Lights")
    assert lights
    heads = {str(lights.cell(4, c).value): c for c in range(1, lights.max_column + 1)}
    said = {
        str(lights.cell(row, 1).value): str(lights.cell(row, heads["Direction of travel"]).value)
        for row in range(5, lights.max_row + 1)
    }
    for row in book.framework.indicators:
        if not row.is_heading:
            assert is_worse(book, row) == said[row.id].endswith("Worse"), row.id
    worse = {key for key, words in said.items() if words.endswith("Worse")}
    assert set(lines(book, WORSE)) == worse & final(book.records, "Amber")


def test_target_actual_light_and_forecast_are_looked_up(page: Sheet) -> None:
    heads = {str(page.cell(4, c).value): c for c in range(1, page.max_column + 1)}
    row = next(r for r in range(5, page.max_row + 1) if page.cell(r, 1).value == "CYP-594")
    found = [page.cell(row, heads[name]) for name in ("Target", "Actual", "Light")]
    assert [cell.value for cell in found] == [75, 68, "Red"]
    assert all(cell.formula for cell in found)
    assert page.cell(row, heads["Forecast: at the rate so far"]).value == "No: short by 8.5"


def test_how_long_a_light_has_been_red_is_counted_over_the_rounds(book: Book) -> None:
    rounds = [book.framework.round(f"{year}-half-year") for year in ("2005-06", "2006-07")]
    again = replace(book, earlier=tuple((each, book.records) for each in rounds))
    said = lines(again, RED)["CYP-594"].how_long
    assert said == f"For 3 rounds: since {rounds[0].title}."
    green = tuple(
        replace(each, text="Green") if each.measure == "final" else each for each in book.records
    )
    better = replace(book, earlier=((rounds[0], book.records), (rounds[1], green)))
    assert lines(better, RED)["CYP-594"].how_long == "New in this round."
    assert lines(book, RED)["CYP-594"].how_long == "No round before is recorded."


def test_an_action_stands_beside_the_indicator_that_it_is_for(book: Book) -> None:
    line = lines(with_action(book, date(2030, 1, 1)), RED)["CYP-594"]
    assert line.actions[0].told == (
        *("Too few teachers", "Recruit two teachers", "Head of service"),
        *("1 January 2030", "Under way"),
    )
    assert not lines(with_action(book, date(2030, 1, 1)), LATE_ACTIONS)


@pytest.mark.parametrize(("status", "is_late"), [("Under way", True), ("", True), ("Done", False)])
def test_an_action_is_overdue_until_it_is_done(book: Book, status: str, *, is_late: bool) -> None:
    due = book.round.ends
    assert bool(lines(with_action(book, due, status), LATE_ACTIONS)) == is_late


def test_a_day_that_is_no_date_is_not_overdue_but_shown(book: Book) -> None:
    typed = replace(action(book, "action_due", "next spring"), cell="G5")
    loose = replace(book, records=(*book.records, action(book, "about", "CYP-594"), typed))
    assert not lines(loose, LATE_ACTIONS)
    assert lines(loose, RED)["CYP-594"].actions[0].due == "next spring"


def test_a_judgement_s_reason_is_told_where_no_action_says_the_cause(book: Book) -> None:
    light = next(
        each
        for each in book.records
        if (each.indicator, each.field, each.measure) == ("JOB-661", "light", "final")
    )
    said = replace(light, column="reason", measure="reason", text="The survey was late.")
    judged = replace(book, records=(*book.records, said))
    assert lines(judged, RED)["JOB-661"].reason == "The survey was late."
    assert not lines(book, RED)["JOB-661"].reason


def test_a_section_without_lines_says_so(page: Sheet) -> None:
    last = [page.cell(page.max_row - back, column).value for back, column in ((1, 1), (0, 3))]
    assert last == ["Actions that are overdue: 0", "None."]
