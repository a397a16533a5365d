"""The framework as a workbook: edited as a person would, applied whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Laa
from framework_files import Rows
from workbook_files import recalculated_by_libreoffice

from workbook_tools.form import load_form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import History, history_of, load_history
from workbook_tools.problems import LaaError
from workbook_tools.upkeep import (
    Known,
    NotApplicableError,
    Planned,
    apply,
    export_bytes,
    planned_changes,
)
from workbook_tools.workbooks import open_workbook

LAST, NEXT = "2006-07", "2007-08-half-year"
"""The last round that has been issued, and the one after it."""

BOARD = ("the Partnership Board", datetime(2007, 10, 12), "the schools have changed")
"""Who agreed something, when and why, as it is typed."""


ISSUED = frozenset((LAST, "2006-07-half-year"))


def known(history: History) -> Known:
    return Known(history, ISSUED)


class Book:
    """An exported workbook opened in a spreadsheet program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Any = openpyxl.load_workbook(path)

    def sheet(self, name: str) -> Any:
        return self.book[name]

    def heading_row(self, name: str) -> int:
        for row in range(1, 20):
            if self.sheet(name).cell(row, 1).value in ("Reference", "Row"):
                return row
        raise AssertionError(f"no headings on {name}")

    def column(self, name: str, heading: str) -> int:
        cells = self.sheet(name)[self.heading_row(name)]
        return int(next(cell.column for cell in cells if cell.value == heading))

    def row(self, name: str, key: str) -> int:
        column = self.column(name, "Row" if name == "Changes" else "Reference")
        sheet = self.sheet(name)
        for row in range(self.heading_row(name) + 1, sheet.max_row + 1):
            if sheet.cell(row, column).value == key:
                return row
        raise AssertionError(f"no row {key} on {name}")

    def cell(self, name: str, key: str, heading: str) -> Any:
        return self.sheet(name).cell(self.row(name, key), self.column(name, heading))

    def type(self, name: str, key: str, heading: str, value: object) -> str:
        cell = self.cell(name, key, heading)
        cell.value = value
        return str(cell.coordinate)

    def add(self, name: str, **cells: object) -> int:
        """Type into the first empty line of a sheet; headings with underscores for spaces."""
        sheet = self.sheet(name)
        places = {self.column(name, each.replace("_", " ")): value for each, value in cells.items()}
        row = self.heading_row(name) + 1
        while any(
            sheet.cell(row, column).value is not None
            for column in range(1, sheet.max_column + 1)
            if not str(sheet.cell(row, column).value).startswith("=")
        ):
            row += 1
        for column, value in places.items():
            sheet.cell(row, column).value = value
        return row

    def say(self, row: str, since: str | None = None, *agreed: object, what: str = "") -> int:
        """Write a line on the sheet Changes; who, when and why may be left out."""
        cells = dict(zip(("Agreed_by", "Agreed_on", "Why"), agreed, strict=False))
        return self.add("Changes", Row=row, What_changed=what or None, From_round=since, **cells)

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@cache
def _kept() -> Mapping[str, bytes]:
    """The files of the shipped framework with three of its theme groups."""
    groups = ("children-young-people", "adult-learning", "housing")
    rows = Rows.of(load_history())
    tables = rows.tables
    tables["theme_groups.csv"] = [row for row in tables["theme_groups.csv"] if row.id in groups]
    few = [row for row in tables["indicators.csv"] if row.theme_group in groups]
    few = [
        row
        for row in few
        if row.source_line < 590 or 607 < row.source_line < 623 or row.source_line > 680
    ]
    tables["indicators.csv"] = few
    ids = {row.id for row in few}
    tables["outcomes.csv"] = [row for row in tables["outcomes.csv"] if row.theme_group in groups]
    tables["figures.csv"] = [row for row in tables["figures.csv"] if row.indicator in ids]
    tables["calendar.csv"] = tables["calendar.csv"][20:26]
    rows.keep_funding_of("children-young-people")
    rows.keep_registers_of("children-young-people")
    return rows.files().contents


@cache
def _exported() -> bytes:
    files = Rows.of(load_history()).files()
    history = history_of(type(files)(files.place, _kept()))
    return export_bytes(load_form(), known(history))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a framework."""
    place = tmp_path / "framework"
    place.mkdir()
    for name, content in _kept().items():
        (place / name).write_bytes(content)
    (place / "notes.txt").write_text("kept by hand")
    return place


@pytest.fixture
def book(folder: Path) -> Book:
    path = folder.parent / "framework.xlsx"
    path.write_bytes(_exported())
    return Book(path)


def plan(book: Book, folder: Path) -> Planned:
    return planned_changes(
        load_form(),
        known(load_history(folder)),
        book.save(),
        entered_by="Jo Smith",
        entered_on=date(2007, 10, 15),
    )


def applied(book: Book, folder: Path) -> tuple[History, tuple[str, ...]]:
    """Apply the workbook and return the framework, and what was said."""
    planned = plan(book, folder)
    apply(planned)
    return load_history(folder), planned.lines


def refused(book: Book, folder: Path) -> list[str]:
    """Return what is said of a workbook that cannot be applied; the framework is untouched."""
    before = files_in(folder)
    with pytest.raises(NotApplicableError) as error:
        plan(book, folder)
    assert files_in(folder) == before
    assert str(error.value) == "\n".join(map(str, error.value.mistakes))
    return [str(mistake) for mistake in error.value.mistakes]


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def target(history: History, round_id: str, indicator: str, year: str) -> float | None:
    figure = history.at(round_id).headline(indicator, "target", year)
    return figure.value if figure else None


# Nothing changed -----------------------------------------------------------------


def test_a_workbook_without_edits_changes_nothing(book: Book, folder: Path) -> None:
    before = files_in(folder)
    planned = plan(book, folder)
    assert planned.lines == planned.changed == ()
    apply(planned)
    assert files_in(folder) == before


def test_the_whole_framework_comes_back_as_it_was_exported(tmp_path: Path) -> None:
    history = load_history()
    path = tmp_path / "whole.xlsx"
    path.write_bytes(export_bytes(load_form(), Known(history)))
    planned = planned_changes(load_form(), Known(history), path)
    assert planned.lines == ()
    assert planned.files.fingerprint == history.fingerprint


def test_the_same_framework_gives_the_same_workbook() -> None:
    history = history_of(type(load_history().files)(Path("mine"), _kept()))
    assert export_bytes(load_form(), known(history)) == _exported()


def test_rows_that_were_sorted_moved_or_put_between_others_are_found(
    book: Book, folder: Path
) -> None:
    sheet = book.sheet("Targets")
    sheet.insert_cols(1)
    sheet.insert_rows(6)
    first = 4
    rows = [
        [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]
        for row in range(first + 1, sheet.max_row + 1)
    ]
    for row, cells in enumerate(reversed(rows), start=first + 1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value
    assert plan(book, folder).lines == ()


# Each kind of change -------------------------------------------------------------


def test_a_revised_target_is_told_in_words_and_holds_from_its_round(
    book: Book, folder: Path
) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.say("CYP-577", NEXT, *BOARD)
    history, lines = applied(book, folder)
    assert lines == (
        "CYP-577, target 2007-08: 80 → 75 from the round 2007-08-half-year, agreed by the "
        "Partnership Board on 12/10/2007: the schools have changed.",
    )
    assert target(history, LAST, "CYP-577", "2007-08") == 80
    assert target(history, NEXT, "CYP-577", "2007-08") == 75
    # Rounds of whatever kind between the two show the old one.
    assert target(history, "2007-08-q1", "CYP-577", "2007-08") == 80
    (change,) = history.at(NEXT).changes
    assert (change.row, change.what, change.since) == ("CYP-577", "target 2007-08: 80 → 75", NEXT)
    assert (change.agreed_by, change.agreed_on) == ("the Partnership Board", date(2007, 10, 12))
    assert (change.entered_by, change.entered_on) == ("Jo Smith", date(2007, 10, 15))


def test_a_target_may_be_words_as_they_would_be_printed(book: Book, folder: Path) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", "less than 82")
    book.type("Targets", "CYP-578", "Target 2008-09", "84 by 2010")
    book.type("Targets", "CYP-579", "Target 2008-09", "Monitor only")
    book.type("Targets", "CYP-580", "Target 2008-09", None)
    book.say("all", NEXT, *BOARD)
    now = applied(book, folder)[0].at(NEXT)
    limit = now.headline("CYP-577", "target", "2007-08")
    later = now.headline("CYP-578", "target", "2008-09")
    none = now.headline("CYP-579", "target", "2008-09")
    assert limit
    assert later
    assert none
    assert (limit.value, limit.limit) == (82, "less than")
    assert (later.value, later.due) == (84, "2010-12-31")
    assert 0 < later.share < 1
    assert (none.value, none.status) == (None, "monitor only")
    assert now.headline("CYP-580", "target", "2008-09") is None


def test_a_target_for_a_year_that_had_none_makes_it_a_year_of_targets(
    book: Book, folder: Path
) -> None:
    book.type("Targets", "CYP-577", "Target 2009-10", 84)
    book.say("CYP-577", NEXT, *BOARD)
    history, _ = applied(book, folder)
    assert history.latest.years[-1] == "2009-10"
    assert target(history, NEXT, "CYP-577", "2009-10") == 84


def test_a_restated_figure_shows_both_values(book: Book, folder: Path) -> None:
    book.type("Updates", "CYP-577", "Actual 2005-06", 77.5)
    book.type("Updates", "CYP-578", "Baseline", 70)
    # What a return reported has no cell to type over: the blank one of its year is it.
    book.type("Updates", "CYP-577", "Actual 2006-07", 78)
    book.say("CYP-577, CYP-578", NEXT, *BOARD)
    history, lines = applied(book, folder)
    assert "actual 2005-06: 76 → 77.5; actual 2006-07: blank → 78" in lines[0]
    now = history.at(NEXT)
    restated = now.headline("CYP-577", "actual", "2005-06")
    assert restated
    before = now.restated(restated)
    assert before
    assert (restated.value, before.value) == (77.5, 76)
    assert restated.period == before.period == "Academic Year 2004-5"
    assert history.at(LAST).headline("CYP-577", "actual", "2006-07") is None


def test_the_date_of_a_figure_may_be_corrected_alone(book: Book, folder: Path) -> None:
    book.type("Updates", "CYP-619", "Actual 2005-06: date of data", "Academic Year 2004/05")
    book.say("CYP-619", NEXT, *BOARD)
    now = applied(book, folder)[0].at(NEXT)
    figure = now.headline("CYP-619", "actual", "2005-06")
    assert figure
    before = now.restated(figure)
    assert before
    assert (figure.period, figure.value) == ("Academic Year 2004/05", before.value)


def test_a_date_alone_says_that_there_is_no_figure_yet(book: Book, folder: Path) -> None:
    book.type("Updates", "CYP-577", "Actual 2006-07: date of data", "Academic Year 2005/06")
    book.say("CYP-577", NEXT, *BOARD)
    figure = applied(book, folder)[0].at(NEXT).headline("CYP-577", "actual", "2006-07")
    assert figure
    assert (figure.status, figure.period) == ("not available", "Academic Year 2005/06")


def test_a_new_indicator_gets_a_reference_and_stands_with_its_outcome(
    book: Book, folder: Path
) -> None:
    book.add(
        "Indicators",
        Wording="Pupils who eat breakfast at school",
        Theme_group="Children and Young People's Strategic Partnership",
        Outcome="CYP-O576",
        Units="%",
        Type_of_unit="Percent",
        Decimals=1,
        Better_when="higher is better",
        Kind="rate",
        Within_the_year="level",
        Area="City average",
    )
    book.say("new", NEXT, *BOARD)
    history, lines = applied(book, folder)
    assert lines[0].startswith("CYP-N1, new: wording “Pupils who eat breakfast at school”; theme")
    assert "CYP-N1" not in {row.id for row in history.at(LAST).indicators}
    now = history.at(NEXT)
    row = now.indicator("CYP-N1")
    assert (row.source_line, row.decimals, row.polarity, row.unit_type) == (
        None,
        1,
        "higher",
        "percent",
    )
    assert row.wording_source == "agreed by the Partnership Board on 12/10/2007"
    ids = [each.id for each in now.rows_of("children-young-people")]
    assert ids[:4] == ["CYP-576", "CYP-577", "CYP-N1", "CYP-578"]


def test_a_new_indicator_with_a_reference_of_its_own_may_have_targets_at_once(
    book: Book, folder: Path
) -> None:
    row = book.row("Indicators", "CYP-577")
    sheet = book.sheet("Indicators")
    cells = {cell.value: sheet.cell(row, cell.column).value for cell in sheet[4]}
    given = {
        str(heading).replace(" ", "_"): value
        for heading, value in cells.items()
        if heading not in ("Changed?", None) and value is not None
    }
    book.add("Indicators", **given | {"Reference": "CYP-2007A", "Wording": "Breakfast"})
    book.add("Targets", **{"Reference": "CYP-2007A", "Target 2008-09": 40})
    book.say("CYP-2007A", NEXT, *BOARD)
    history, _ = applied(book, folder)
    assert target(history, NEXT, "CYP-2007A", "2008-09") == 40


def test_a_renamed_and_a_moved_indicator_keep_their_reference(book: Book, folder: Path) -> None:
    book.type("Indicators", "CYP-583", "Wording", "Mathematics")
    book.type("Indicators", "CYP-622", "Theme group", "Housing (Housing Strategy Group)")
    book.type("Indicators", "CYP-622", "Outcome", None)
    book.say("CYP-583; CYP-622", NEXT, *BOARD, what="as the review proposed")
    history, lines = applied(book, folder)
    assert history.at(LAST).indicator("CYP-583").text == "Maths"
    now = history.at(NEXT)
    assert (now.indicator("CYP-583").text, now.indicator("CYP-583").printed) == (
        "Mathematics",
        "Maths",
    )
    assert now.rows_of("housing")[-1].id == "CYP-622"
    assert history.at(LAST).indicator("CYP-622").theme_group == "children-young-people"
    assert "theme group: Children and Young People's Strategic Partnership → Housing" in lines[1]
    (change,) = now.changes
    assert change.row == "CYP-583, CYP-622"
    assert change.what.startswith("as the review proposed: CYP-583, wording: “Maths” →")


def test_a_retired_indicator_ends_with_its_last_round(book: Book, folder: Path) -> None:
    book.type("Indicators", "CYP-580", "Until round", LAST)
    book.say("CYP-580", None, *BOARD)
    history, lines = applied(book, folder)
    assert lines[0].startswith("CYP-580, ends with the round 2006-07, agreed by")
    assert history.at(LAST).indicator("CYP-580")
    assert "CYP-580" not in {row.id for row in history.at(NEXT).indicators}
    # The workbook shows what was chosen.
    book.path.write_bytes(export_bytes(load_form(), known(history)))
    assert Book(book.path).cell("Indicators", "CYP-580", "Until round").value == LAST


def test_a_retired_indicator_may_come_back_and_the_rounds_between_stay_without_it(
    book: Book, folder: Path
) -> None:
    book.type("Indicators", "CYP-580", "Until round", LAST)
    book.say("CYP-580", None, *BOARD)
    history, _ = applied(book, folder)
    book.path.write_bytes(export_bytes(load_form(), known(history)))
    again = Book(book.path)
    assert again.cell("Indicators", "CYP-580", "Until round").value == LAST
    again.type("Indicators", "CYP-580", "Until round", None)
    again.say("CYP-580", "2008-09", *BOARD)
    history, _ = applied(again, folder)
    held = [
        round_id
        for round_id in (LAST, NEXT, "2007-08", "2008-09", "2009-10")
        if "CYP-580" in {row.id for row in history.at(round_id).indicators}
    ]
    assert held == [LAST, "2008-09", "2009-10"]


def test_a_new_theme_group_with_rows_of_its_own_in_one_workbook(book: Book, folder: Path) -> None:
    book.add(
        "Theme groups", Name="Climate Change", Block="SAFER STRONGER COMMUNITIES BLOCK", Code="CLI"
    )
    book.add(
        "Outcomes",
        Reference="CLI-O1",
        Theme_group="Climate change",
        Is_about="Indicators",
        Wording="Less carbon",
    )
    book.add(
        "Indicators",
        Wording="Carbon a head",
        Theme_group="climate-change",
        Outcome="CLI-O1",
        Units="tonnes",
        Type_of_unit="number",
        Decimals=1,
        Better_when="Lower is better",
        Kind="average",
        Within_the_year="from baseline",
        Area="City average",
    )
    book.say("all", NEXT, *BOARD)
    history, lines = applied(book, folder)
    assert len(lines) == 3
    assert [group.id for group in history.at(LAST)] == [
        "children-young-people",
        "adult-learning",
        "housing",
    ]
    now = history.at(NEXT)
    group = now.group("climate-change")
    assert (group.title, group.printed, group.code) == ("Climate Change", "Climate Change", "CLI")
    (row,) = now.rows_of("climate-change")
    assert (row.id, row.outcome) == ("CLI-N1", "CLI-O1")


def test_a_merged_theme_group_gives_its_indicators_to_another(book: Book, folder: Path) -> None:
    book.type("Theme groups", "adult-learning", "Until round", LAST)
    rows = [row.id for row in load_history(folder).latest.rows_of("adult-learning")]
    for row in rows:
        book.type("Indicators", row, "Theme group", "housing")
        book.type("Indicators", row, "Outcome", None)
    book.say("all", NEXT, *BOARD, what="merged into Housing")
    history, _ = applied(book, folder)
    assert rows == [row.id for row in history.at(LAST).rows_of("adult-learning")]
    now = history.at(NEXT)
    assert [group.id for group in now] == ["children-young-people", "housing"]
    assert set(rows) <= {row.id for row in now.rows_of("housing")}


def test_a_changed_due_day_is_declared_and_logged(book: Book, folder: Path) -> None:
    book.type("Rounds", LAST, "Returns due on", datetime(2007, 3, 14))
    book.add("Rounds", Reference="2007-08-half-year", Returns_due_on="15/11/2007")
    book.say(f"{LAST}, 2007-08-half-year", None, *BOARD)
    history, lines = applied(book, folder)
    assert history.round(LAST).due == date(2007, 3, 14)
    assert history.round(NEXT).due == date(2007, 11, 15)
    assert lines[0].startswith("2006-07, returns due on: 28/02/2007 → 14/03/2007, agreed by")
    assert history.latest.changes[0].row == "2006-07, 2007-08-half-year"


def test_the_calendar_says_when_returns_of_a_kind_of_round_are_back(
    book: Book, folder: Path
) -> None:
    book.type("Calendar", "D24", "Returns by", "15 October")
    book.add("Calendar", What="Report to the Cabinet", Part_of="Quarter 3", Returns_by="20 January")
    book.say("D24, new", None)
    history, _ = applied(book, folder)
    assert history.round("2008-09-half-year").due == date(2008, 10, 15)
    assert history.round("2008-09-q3").due == date(2009, 1, 20)
    assert history.latest.calendar[-1].id == "D01"


def test_a_contact_needs_nobodys_agreement_and_is_not_logged(book: Book, folder: Path) -> None:
    book.type("Theme groups", "housing", "Contact", "Jo Smith")
    book.type("Theme groups", "housing", "E-mail", "jo.smith@example.gov.uk")
    book.type("Theme groups", "housing", "Telephone", "024 7600 0000")
    history, lines = applied(book, folder)
    assert lines == (
        "housing, contact: blank → “Jo Smith”; e-mail: blank → “jo.smith@example.gov.uk”; "
        "telephone: blank → “024 7600 0000”.",
    )
    group = history.latest.group("housing")
    assert (group.contact_name, group.contact_telephone) == ("Jo Smith", "024 7600 0000")
    assert history.latest.changes == ()


def test_what_was_never_issued_may_be_set_right_and_the_log_keeps_both(
    book: Book, folder: Path
) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 57)
    book.say("CYP-577", NEXT, *BOARD)
    history, _ = applied(book, folder)
    book.path.write_bytes(export_bytes(load_form(), known(history)))
    again = Book(book.path)
    again.type("Targets", "CYP-577", "Target 2007-08", 75)
    again.say("CYP-577", NEXT, *BOARD)
    history, lines = applied(again, folder)
    assert "57 → 75" in lines[0]
    assert target(history, NEXT, "CYP-577", "2007-08") == 75
    assert target(history, LAST, "CYP-577", "2007-08") == 80
    assert [change.what for change in history.latest.changes] == [
        "target 2007-08: 80 → 57",
        "target 2007-08: 57 → 75",
    ]


# Refusals ------------------------------------------------------------------------


def test_a_change_that_no_line_is_about_is_refused_with_its_cell(book: Book, folder: Path) -> None:
    place = book.type("Targets", "CYP-577", "Target 2007-08", 75)
    (sentence,) = refused(book, folder)
    assert sentence == (
        f"Targets, {place}: CYP-577 is changed and no line on the sheet Changes says who agreed "
        "it; write one."
    )


def test_a_change_after_issue_must_say_who_when_and_why(book: Book, folder: Path) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    row = book.say("CYP-577", LAST)
    assert refused(book, folder) == [
        f"Changes, {column}{row}: CYP-577: rounds that it concerns have been issued; say {what}."
        for column, what in (
            ("D", "who agreed it"),
            ("E", "on which day it was agreed"),
            ("F", "why"),
        )
    ]


def test_a_change_before_issue_needs_its_round_alone(book: Book, folder: Path) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    row = book.say("CYP-577")
    assert refused(book, folder) == [
        f"Changes, C{row}: CYP-577: choose the round from which it holds."
    ]
    book.sheet("Changes").cell(row, 3).value = NEXT
    assert len(plan(book, folder).lines) == 1


Wrong = Callable[[Book], object]


def _both(*changes: Wrong) -> Wrong:
    return lambda book: [change(book) for change in changes]


def _typed(name: str, key: str, heading: str, value: object) -> Wrong:
    return lambda book: (book.type(name, key, heading, value), book.say("all", NEXT, *BOARD))


CASES: dict[str, tuple[Wrong, str]] = {
    "a line about nothing": (
        lambda book: book.say("CYP-578", NEXT, *BOARD),
        "Changes, A5: the line is about CYP-578, of which nothing is changed; correct or clear it.",
    ),
    "a line without a row": (
        lambda book: book.add("Changes", Why="because"),
        "Changes, A5: the line names no row; write its reference.",
    ),
    "a row on two lines": (
        _both(
            _typed("Targets", "CYP-577", "Target 2007-08", 75),
            lambda book: book.say("ALL", NEXT, *BOARD),
        ),
        "Changes, A6: ALL is named at A5 already; say all of it on one line, or apply one change",
    ),
    "a row that is missing": (
        lambda book: book.sheet("Indicators").delete_rows(book.row("Indicators", "CYP-580")),
        "Indicators: the row CYP-580 is missing; put it back, and to let it end choose",
    ),
    "a reference that was changed": (
        lambda book: book.type("Targets", "CYP-577", "Reference", "CYP-578"),
        "Targets, A7: the reference CYP-578 stands at A6 already",
    ),
    "a sheet that is missing": (
        lambda book: book.book.remove(book.sheet("Targets")),
        "Targets: the sheet is missing; export the framework again.",
    ),
    "a heading that was renamed": (
        lambda book: setattr(
            book.sheet("Indicators").cell(4, book.column("Indicators", "Kind")), "value", "Sort"
        ),
        "Indicators, A4: there is no heading “Kind”, or it is there twice",
    ),
    "a formula": (
        _typed("Targets", "CYP-577", "Target 2007-08", "=E5*2"),
        "Targets, H6: Type the value itself; a formula may stand only where",
    ),
    "words that state no figure": (
        _typed("Targets", "CYP-577", "Target 2007-08", "rather more"),
        "Targets, H6: it holds “rather more”, which states no figure; write a number, or words",
    ),
    "a unit of another kind": (
        _typed("Targets", "CYP-577", "Target 2007-08", "£5"),
        "Targets, H6: it holds “£5”, which states no figure",
    ),
    "a day in the place of a figure": (
        _typed("Targets", "CYP-577", "Target 2007-08", datetime(2007, 5, 1)),
        "Targets, H6: it holds “2007-05-01 0:00:00”. Enter a number, or words",
    ),
    "a word that is not in the list": (
        _typed("Indicators", "CYP-577", "Better when", "up"),
        "it holds “up”. Choose one of the words in the list, or leave the cell blank.",
    ),
    "too many decimals": (
        _typed("Indicators", "CYP-577", "Decimals", 7),
        "it holds “7”. Enter a whole number from 0 to 6.",
    ),
    "an outcome that there is not": (
        _typed("Indicators", "CYP-577", "Outcome", "CYP-O999"),
        "there is no outcome “CYP-O999”; choose one of the list.",
    ),
    "an outcome of another theme group": (
        _typed("Indicators", "CYP-577", "Theme group", "housing"),
        "All changes together: from the round 2007-08-half-year on, CYP-577 stands beside the "
        "outcome “CYP-O576”, which is none of its theme group's",
    ),
    "a shared target changed in one row": (
        _typed("Targets", "CYP-619", "Target 2008-09", "less than 12"),
        "CYP-619 shares this target with CYP-620 and CYP-621; write the same in all of them.",
    ),
    "a new row without what it needs": (
        lambda book: (book.add("Indicators", Wording="Something"), book.say("new", NEXT, *BOARD)),
        "a new row needs “Theme group”; fill it in.",
    ),
    "a code that was issued": (
        _typed("Theme groups", "housing", "Code", "HSG"),
        "“Code” stays as it is; put back “HOU”.",
    ),
    "a name that was taken away": (
        _typed("Theme groups", "housing", "Name", None),
        "“Name” may not be blank; fill it in.",
    ),
    "an address that none can write to": (
        _typed("Theme groups", "housing", "E-mail", "jo at example"),
        "it holds “jo at example”. Enter one address",
    ),
    "a round that cannot be": (
        lambda book: (
            book.type("Targets", "CYP-577", "Target 2007-08", 75),
            book.say("CYP-577", "2007-09", *BOARD),
        ),
        "Changes, C5: it holds “2007-09”. Choose one of the words in the list",
    ),
    "a new round that cannot be": (
        lambda book: (
            book.add("Rounds", Reference="2007-09", Returns_due_on=datetime(2007, 5, 1)),
            book.say("2007-09", None, *BOARD),
        ),
        "There is no round “2007-09”: after 2007 comes 08, so write 2007-08.",
    ),
    "a day that is none": (
        _typed("Rounds", LAST, "Returns due on", "31/02/2007"),
        "it holds “31/02/2007”. Enter a date, such as 31/10/2007.",
    ),
    "a day of the year that is none": (
        _typed("Calendar", "D24", "Due on", "29 February"),
        "it holds “29 February”. Enter a day of the year in words, such as 31 October.",
    ),
    "targets of no indicator": (
        lambda book: (
            book.add("Targets", **{"Reference": "CYP-999", "Target 2007-08": 5}),
            book.say("CYP-999", NEXT, *BOARD),
        ),
        "there is no indicator CYP-999 on the sheet Indicators.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_with_sheet_and_cell_and_nothing_is_changed(
    case: str, book: Book, folder: Path
) -> None:
    change, wanted = CASES[case]
    change(book)
    sentences = refused(book, folder)
    assert any(wanted in sentence for sentence in sentences), sentences


def test_a_row_that_is_changed_from_a_later_round_on_already_keeps_that(
    book: Book, folder: Path
) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.say("CYP-577", "2008-09", *BOARD)
    history, _ = applied(book, folder)
    book.path.write_bytes(export_bytes(load_form(), known(history)))
    again = Book(book.path)
    again.type("Targets", "CYP-577", "Target 2007-08", 70)
    again.say("CYP-577", NEXT, *BOARD)
    (sentence,) = refused(again, folder)
    assert "CYP-577 was changed from the round 2008-09 on already; choose a later round" in sentence


def test_a_workbook_of_another_state_of_the_framework_is_refused(book: Book, folder: Path) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.say("CYP-577", NEXT, *BOARD)
    applied(book, folder)
    with pytest.raises(LaaError, match="exported from another state of the framework, which has"):
        plan(book, folder)


def test_another_workbook_is_no_workbook_of_a_framework(folder: Path) -> None:
    other = openpyxl.Workbook()
    path = folder.parent / "other.xlsx"
    other.save(path)
    with pytest.raises(LaaError, match="is not a workbook of a framework; make one with"):
        planned_changes(load_form(), known(load_history(folder)), path)


# All or nothing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ("tempfile.mkdtemp", 0),
        ("shutil.copytree", 0),
        ("pathlib.Path.write_bytes", 0),
        ("pathlib.Path.write_bytes", 1),
        # The old folder moved away, then the new one to its place.
        ("pathlib.Path.rename", 0),
        ("pathlib.Path.rename", 1),
    ],
)
def test_a_fault_while_writing_leaves_the_old_folder_as_it_was(
    fault: str, after: int, book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.say("CYP-577", NEXT, *BOARD)
    planned = plan(book, folder)
    before = files_in(folder)
    with monkeypatch.context() as patch:
        module, _, name = fault.rpartition(".")
        owner: Any = Path if module == "pathlib.Path" else __import__(module)
        genuine, calls = getattr(owner, name), iter(range(100))

        def fail(*arguments: Any, **options: Any) -> Any:
            if next(calls) == after:
                raise PermissionError(13, "Permission denied")
            return genuine(*arguments, **options)

        patch.setattr(owner, name, fail)
        with pytest.raises(LaaError, match=r"Permission denied.*Nothing has been changed"):
            apply(planned)
    assert files_in(folder) == before
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["framework"]
    apply(planned)
    assert target(load_history(folder), NEXT, "CYP-577", "2007-08") == 75


def test_what_else_lies_in_the_folder_stays_there(book: Book, folder: Path) -> None:
    book.type("Theme groups", "housing", "Contact", "Jo Smith")
    applied(book, folder)
    assert (folder / "notes.txt").read_text() == "kept by hand"
    with (folder / "theme_groups.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["contact_name"] for row in csv.DictReader(stream)] == ["", "", "Jo Smith"]


# The commands --------------------------------------------------------------------


@pytest.fixture
def round_folder(folder: Path) -> Path:
    """A working folder with the framework in it."""
    (folder.parent / "laa.toml").write_text('framework = "framework"\n', encoding="utf-8")
    return folder.parent


def test_the_commands_export_show_and_apply(laa: Laa, round_folder: Path) -> None:
    told = laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    assert told.status == 0
    assert "laa framework apply fw.xlsx --dry-run" in told.out
    book = Book(round_folder / "fw.xlsx")
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.save()
    before = files_in(round_folder / "framework")
    told = laa("framework", "apply", "fw.xlsx", folder=round_folder)
    assert told.status == 1
    assert "fw.xlsx: Targets, H6: CYP-577 is changed and no line" in told.out
    assert told.out.endswith("Nothing has been changed; put 1 thing right first.\n")
    book.say("CYP-577", NEXT, *BOARD)
    book.save()
    words = "CYP-577, target 2007-08: 80 → 75 from the round 2007-08-half-year, agreed by"
    told = laa("framework", "apply", "fw.xlsx", "--dry-run", folder=round_folder)
    assert told.status == 0
    assert told.out.startswith(words)
    assert files_in(round_folder / "framework") == before
    told = laa("framework", "apply", "fw.xlsx", "--by", "Ali Khan", folder=round_folder)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(words)
    changed = load_history(round_folder / "framework")
    assert target(changed, NEXT, "CYP-577", "2007-08") == 75
    assert changed.latest.changes[0].entered_by == "Ali Khan"
    told = laa("framework", "apply", "fw.xlsx", folder=round_folder)
    assert told.status == 2
    assert "exported from another state" in told.err


def test_a_round_that_is_open_takes_a_changed_due_day_and_a_closed_one_does_not(
    laa: Laa, round_folder: Path
) -> None:
    half_year = "2006-07-half-year"
    assert laa("round", "open", LAST, folder=round_folder).status == 0
    assert laa("round", "open", half_year, folder=round_folder).status == 0
    assert laa("round", "close", half_year, folder=round_folder).status == 0
    laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    book = Book(round_folder / "fw.xlsx")
    book.type("Rounds", LAST, "Returns due on", datetime(2007, 3, 14))
    book.type("Rounds", half_year, "Returns due on", datetime(2006, 11, 14))
    book.say("all", None, *BOARD)
    book.save()
    told = laa("framework", "apply", "fw.xlsx", folder=round_folder)
    assert told.status == 0
    assert "The round 2006-07 is open, and is due on 14 March 2007 now." in told.out
    assert f"The round {half_year} is closed, so it stays as it is." in told.out
    listed = laa("round", "list", folder=round_folder).out
    assert "the schools have changed" in listed
    assert "due 14 March 2007" in listed
    assert "due 31 October 2006" in listed


def test_a_workbook_that_may_be_edited_is_not_written_over(laa: Laa, round_folder: Path) -> None:
    for _ in range(2):
        assert laa("framework", "export", "--out", "fw.xlsx", folder=round_folder).status == 0
    book = Book(round_folder / "fw.xlsx")
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.save()
    before = (round_folder / "fw.xlsx").read_bytes()
    told = laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    assert told.status == 2
    assert "somebody has changed it since" in told.err
    assert (round_folder / "fw.xlsx").read_bytes() == before


def test_the_log_keeps_a_text_that_names_its_row(laa: Laa, round_folder: Path) -> None:
    laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    book = Book(round_folder / "fw.xlsx")
    book.type("Indicators", "CYP-577", "Note", "Counted as for CYP-577, boys only")
    book.say("CYP-577", NEXT, *BOARD)
    book.save()
    assert laa("framework", "apply", "fw.xlsx", folder=round_folder).status == 0
    (change,) = load_history(round_folder / "framework").latest.changes
    assert change.what.endswith("“Counted as for CYP-577, boys only”")


def test_what_may_name_a_new_row_may_be_typed(laa: Laa, round_folder: Path) -> None:
    laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    book = openpyxl.load_workbook(round_folder / "fw.xlsx")
    shown = {
        rule.formula1: bool(rule.showErrorMessage)
        for name in ("Outcomes", "Indicators")
        for rule in book[name].data_validations.dataValidation
        if rule.type == "list"
    }
    refused = {name for name, is_refused in shown.items() if is_refused}
    assert {"list_theme_groups", "list_outcomes", "list_headings"} <= set(shown) - refused
    assert "list_polarities" in refused


def test_a_workbook_without_edits_is_told_to_change_nothing(laa: Laa, round_folder: Path) -> None:
    laa("framework", "export", "--out", "fw.xlsx", folder=round_folder)
    told = laa("framework", "apply", "fw.xlsx", folder=round_folder)
    assert (told.status, told.out) == (0, "fw.xlsx changes nothing.\n")


def test_the_shipped_framework_is_never_changed(laa: Laa, tmp_path: Path) -> None:
    assert laa("framework", "export", "--out", "fw.xlsx", folder=tmp_path).status == 0
    told = laa("framework", "apply", "fw.xlsx", folder=tmp_path)
    assert told.status == 2
    assert "comes with the toolkit and is never changed; make a working folder" in told.err


def test_what_is_no_workbook_of_a_framework_is_one_sentence(laa: Laa, round_folder: Path) -> None:
    (round_folder / "fw.xlsx").write_bytes(b"no workbook")
    told = laa("framework", "apply", "fw.xlsx", folder=round_folder)
    assert told.status == 2
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err


# LibreOffice ---------------------------------------------------------------------


@pytest.mark.libreoffice
def test_libreoffice_says_the_same_and_what_it_saves_can_be_applied(
    book: Book, folder: Path, live: Callable[[str, str, str], str]
) -> None:
    (folder.parent / "libreoffice").mkdir()
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    book.type("Indicators", "CYP-583", "Wording", "Mathematics")
    book.type("Indicators", "CYP-580", "Until round", LAST)
    book.type("Calendar", "D24", "Returns by", "15 October")
    book.type("Theme groups", "housing", "Contact", "Jo Smith")
    book.add("Indicators", Wording="Breakfast")
    book.say("CYP-577", LAST)
    book.say("CYP-580, d24", None)
    book.say("CYP-1", NEXT)
    live("Changes", "CYP-1", "Check")
    ours = open_workbook(book.path)
    (saved,) = recalculated_by_libreoffice([book.path], folder.parent / "libreoffice")
    theirs = open_workbook(saved)
    said = set()
    for sheet in ours.sheets:
        other = theirs.sheet(sheet.name)
        assert other
        for cell in sheet.cells.values():
            if cell.formula is not None:
                said.add(cell.value)
                assert (cell.value or "") == (other.cell(cell.row, cell.column).value or ""), (
                    sheet.name,
                    cell.address,
                )
    assert {
        "changed",
        "changed: say on the sheet Changes who agreed it",
        "new: fill in “Theme group”",
        "issued already: say who agreed it, when and why",
        "no row of this reference is changed",
    } <= said
    with pytest.raises(NotApplicableError) as one:
        planned_changes(load_form(), known(load_history(folder)), book.path)
    with pytest.raises(NotApplicableError) as other_one:
        planned_changes(load_form(), known(load_history(folder)), saved)
    assert str(one.value) == str(other_one.value)


# The live checks -----------------------------------------------------------------


@pytest.fixture
def live(book: Book) -> Callable[[str, str, str], str]:
    """Work the workbook out and return what a cell shows."""

    def shown(name: str, key: str, heading: str) -> str:
        cell = book.cell(name, key, heading)
        book.save()
        book.path.write_bytes(recalculated(book.path.read_bytes()))
        sheet = open_workbook(book.path).sheet(name)
        assert sheet
        return str(sheet.cell(cell.row, cell.column).value or "")

    return shown


def test_the_workbook_says_at_once_what_is_changed_and_what_is_still_to_be_said(
    book: Book, live: Callable[[str, str, str], str]
) -> None:
    assert live("Targets", "CYP-577", "Changed?") == ""
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    assert live("Targets", "CYP-577", "Changed?") == (
        "changed: say on the sheet Changes who agreed it"
    )
    book.say("CYP-578, cyp-577", NEXT)
    assert live("Targets", "CYP-577", "Changed?") == "changed"
    assert live("Targets", "CYP-578", "Changed?") == ""


def test_the_workbook_asks_of_a_new_row_what_it_needs(
    book: Book, live: Callable[[str, str, str], str]
) -> None:
    book.add("Indicators", Reference="CYP-N1", Wording="Breakfast")
    assert live("Indicators", "CYP-N1", "Changed?") == "new: fill in “Theme group”"
    book.type("Indicators", "CYP-N1", "Theme group", "Housing (Housing Strategy Group)")
    book.type("Indicators", "CYP-N1", "Heading", "Yes")
    book.type("Indicators", "CYP-N1", "Area", "City average")
    assert live("Indicators", "CYP-N1", "Changed?") == "new: say on the sheet Changes who agreed it"
    book.say("all", NEXT)
    assert live("Indicators", "CYP-N1", "Changed?") == "new"


def test_the_workbook_says_what_is_wrong_with_a_line_of_changes(
    book: Book, live: Callable[[str, str, str], str]
) -> None:
    book.say("CYP-577")
    assert live("Changes", "CYP-577", "Check") == "no row of this reference is changed"
    book.type("Targets", "CYP-577", "Target 2007-08", 75)
    assert live("Changes", "CYP-577", "Check") == "choose the round from which it holds"
    book.type("Changes", "CYP-577", "From round", LAST)
    assert live("Changes", "CYP-577", "Check") == "issued already: say who agreed it, when and why"
    book.type("Changes", "CYP-577", "From round", NEXT)
    assert live("Changes", "CYP-577", "Check") == ""


def test_a_contact_is_changed_without_a_line(
    book: Book, live: Callable[[str, str, str], str]
) -> None:
    book.type("Theme groups", "housing", "Contact", "Jo Smith")
    assert live("Theme groups", "housing", "Changed?") == "changed"


def test_no_cell_of_the_exported_workbook_shows_an_error_or_a_word_of_a_check(book: Book) -> None:
    workbook = open_workbook(book.path)
    for sheet in workbook.sheets:
        for cell in sheet.cells.values():
            assert cell.kind != "error", (sheet.name, cell.address)
            if cell.formula and not cell.formula.startswith(('","', "IF($A")):
                assert cell.value in ("", None, 0.0), (sheet.name, cell.address, cell.value)
