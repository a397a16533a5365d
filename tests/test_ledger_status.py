"""Where a round and its theme groups stand on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_files import (
    DUE,
    NOON,
    ROUND,
    UPDATE,
    closed,
    finding,
    framework,
    record,
    submission,
)

from workbook_tools.ledger import GroupStatus, Ledger, round_status


def status_of(ledger: Ledger, group: str = "health", today: date = DUE) -> GroupStatus:
    status = round_status(framework(), ROUND, ledger, today)
    return {each.theme_group: each for each in status.groups}[group]


def test_every_theme_group_has_a_status_in_published_order(ledger: Ledger) -> None:
    told = round_status(framework(), ROUND, ledger, DUE).groups
    assert [(status.title, status.state) for status in told] == [
        ("Transport", "outstanding"),
        ("Health", "outstanding"),
        ("Culture", "outstanding"),
    ]
    assert told[0].received_at is None


def test_nothing_is_overdue_in_a_round_that_was_not_opened(ledger: Ledger) -> None:
    assert status_of(ledger, today=DUE + timedelta(days=1)).state == "outstanding"


def test_nothing_received_is_overdue_the_day_after_the_due_date(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    assert status_of(ledger, today=DUE).state == "outstanding"
    assert status_of(ledger, today=DUE + timedelta(days=1)).state == "overdue"


def test_an_accepted_return_shows_its_file_time_findings_and_values(ledger: Ledger) -> None:
    ledger.receive(submission("first", records=[record("1")]))
    ledger.receive(
        submission(
            "second",
            minutes=1,
            records=[record("2"), record("3", "K13")],
            findings=[finding("query"), finding("note"), finding("note")],
        )
    )
    assert status_of(ledger, today=date(2008, 1, 1)) == GroupStatus(
        theme_group="health",
        title="Health",
        state="accepted",
        remark="",
        file="second.xlsx",
        received_at=NOON + timedelta(minutes=1),
        days_late=0,
        errors=0,
        queries=1,
        notes=2,
        superseded=1,
        values=2,
        id="health-2006-07-2",
    )


def test_a_file_with_errors_alone_is_in_error(ledger: Ledger) -> None:
    ledger.receive(submission("a", findings=[finding("error"), finding("error")]))
    ledger.receive(submission("b", minutes=1, findings=[finding("error")]))
    status = status_of(ledger, today=date(2008, 1, 1))
    assert (status.state, status.file, status.errors) == ("in error, late", "b.xlsx", 1)
    assert (status.values, status.superseded) == (0, 0)


def test_a_later_file_in_error_is_remarked_and_an_earlier_one_is_not(ledger: Ledger) -> None:
    ledger.receive(submission("early", minutes=1, findings=[finding("error")]))
    ledger.receive(submission("good", minutes=2))
    assert status_of(ledger).remark == ""
    ledger.receive(submission("bad", minutes=3, findings=[finding("error")]))
    status = status_of(ledger)
    assert (status.state, status.file, status.errors) == ("accepted", "good.xlsx", 0)
    assert status.remark == "a later file has errors"


def test_a_late_return_is_late_and_a_late_correction_is_remarked(ledger: Ledger) -> None:
    ledger.receive(submission("a", days=20))
    ledger.receive(submission("again", days=21))
    status = status_of(ledger)
    assert (status.state, status.days_late) == ("accepted, late", 3)
    ledger.receive(submission("b", group="culture"))
    ledger.receive(submission("c", group="culture", days=20))
    status = status_of(ledger, "culture")
    assert (status.state, status.remark) == ("accepted", "corrected after the due date")
    assert status.days_late == 0


def test_days_are_counted_to_the_due_day_and_after_it(ledger: Ledger) -> None:
    def days_left(day: date) -> int:
        return round_status(framework(), ROUND, ledger, day).days_left

    assert days_left(date(2007, 5, 1)) == 17
    assert days_left(DUE) == 0
    assert days_left(date(2007, 5, 20)) == -2


def test_what_is_outstanding_or_in_error_is_late_from_the_day_after_the_due_day(
    ledger: Ledger,
) -> None:
    ledger.receive(submission("bad", group="culture", findings=[finding("error")]))
    for group in ("health", "culture"):
        assert status_of(ledger, group, DUE).days_late == 0
        assert not status_of(ledger, group, DUE).is_late
        assert status_of(ledger, group, DUE + timedelta(days=4)).days_late == 4
        assert status_of(ledger, group, DUE + timedelta(days=4)).is_late


def test_a_round_is_judged_by_the_due_day_it_was_opened_with(ledger: Ledger) -> None:
    later = replace(UPDATE, title="Update, put off", due=date(2007, 6, 1))
    ledger.open_round(later, NOON, "JS")
    status = round_status(framework(), ROUND, ledger, date(2007, 5, 25))
    assert (status.round, status.state, status.days_left) == (later, "open", 7)
    assert {each.state for each in status.groups} == {"outstanding"}


def test_a_due_day_put_off_excuses_and_one_brought_forward_accuses_nobody(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.receive(submission("in time"))
    ledger.receive(submission("late", group="culture", days=20))
    assert status_of(ledger, "culture").state == "accepted, late"
    ledger.change_round(replace(UPDATE, due=date(2007, 5, 21)), NOON, "JS")
    assert status_of(ledger, "culture").state == "accepted"
    ledger.change_round(replace(UPDATE, due=date(2007, 4, 1)), NOON, "JS")
    assert status_of(ledger, "health").state == "accepted"
    assert status_of(ledger, "culture").days_late == 50


def test_a_round_is_planned_until_it_is_opened_or_a_return_comes_in(ledger: Ledger) -> None:
    assert round_status(framework(), ROUND, ledger, DUE).state == "planned"
    ledger.receive(submission("a"))
    assert round_status(framework(), ROUND, ledger, DUE).state == "open"


def test_a_return_that_came_in_after_the_closing_is_remarked_and_does_not_count(
    ledger: Ledger,
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.receive(submission("counts"))
    closed(ledger, days=30)
    ledger.receive(submission("too late", days=31))
    ledger.receive(submission("first of all", group="culture", days=31))
    health, culture = status_of(ledger), status_of(ledger, "culture", date(2017, 1, 1))
    assert (health.state, health.file, health.superseded) == ("accepted", "counts.xlsx", 0)
    assert health.remark == "too late.xlsx came in after the round was closed"
    assert (culture.state, culture.file, culture.is_late) == ("not returned", "", False)
    assert culture.remark == "first of all.xlsx came in after the round was closed"


def test_the_days_of_a_closed_round_stop_at_its_closing(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    closed(ledger, days=30)  # Thirteen days after the due day.
    status = round_status(framework(), ROUND, ledger, date(2017, 1, 1))
    assert (status.state, status.day, status.days_left) == ("closed", date(2007, 5, 31), -13)
    assert {each.days_late for each in status.groups} == {13}


def test_the_status_of_an_unknown_round_is_not_guessed(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        round_status(framework(), "1999-00", ledger, DUE)
