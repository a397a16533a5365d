"""Rounds: a closed one stays as it is, and what comes later counts once it is reopened."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from ledger_files import (
    FRAMEWORK,
    NOON,
    ROUND,
    UPDATE,
    closed,
    declared,
    finding,
    framework,
    record,
    submission,
)

from workbook_tools.framework.model import Round
from workbook_tools.ledger import Ledger, records_before, rounds_before, standing_of
from workbook_tools.ledger.packing import packed, unpacked
from workbook_tools.problems import LaaError

HALF_YEAR = Round(
    *("2006-07-half-year", "Half year", "2006-07", 6),
    *(date(2006, 4, 1), date(2006, 9, 30), date(2006, 11, 1)),
)
NEXT_YEAR = Round(
    *("2007-08", "Update", "2007-08", 12),
    *(date(2007, 4, 1), date(2008, 3, 31), date(2008, 5, 18)),
)


def texts(ledger: Ledger, round_id: str = ROUND) -> list[str]:
    """The values that count in a round."""
    return [each.text for each in ledger.records(FRAMEWORK, round_id)]


# Opened, changed, closed, reopened


def test_what_happened_to_a_round_is_kept_with_when_by_whom_and_why(ledger: Ledger) -> None:
    put_off = replace(UPDATE, due=date(2007, 6, 1))
    ledger.open_round(UPDATE, NOON, "Jo Smith")
    ledger.change_round(put_off, NOON + timedelta(days=1), "Jo Smith", "the board meets later")
    received = ledger.receive(submission("a")).received_id
    closed(ledger, days=40)
    ledger.reopen_round(ROUND, "a figure was wrong", NOON + timedelta(days=50), "Ann Lee")
    (standing,) = ledger.rounds()
    assert (standing.definition, standing.state, standing.closing) == (put_off, "open", None)
    told = [(each.event, each.at - NOON, each.by, each.why) for each in standing.events]
    assert told == [
        ("opened", timedelta(), "Jo Smith", ""),
        ("changed", timedelta(days=1), "Jo Smith", "the board meets later"),
        ("closed", timedelta(days=40), "JS", ""),
        ("reopened", timedelta(days=50), "Ann Lee", "a figure was wrong"),
    ]
    assert [each.definition for each in standing.events] == [UPDATE, put_off, put_off, put_off]
    assert [each.counted for each in standing.events] == [(), (), (received,), ()]
    shut = standing.events[2]
    assert shut.framework_fingerprint == declared("a framework").fingerprint
    assert shut.form_fingerprint == declared("a form").fingerprint


def test_a_round_is_opened_once(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    with pytest.raises(LaaError, match=r"2006-07 was opened on 1 May 2007 and is open; .* list"):
        ledger.open_round(UPDATE, NOON, "JS")
    closed(ledger, days=1)
    with pytest.raises(LaaError, match="closed on 2 May 2007; reopen it with “laa round reopen"):
        ledger.open_round(UPDATE, NOON, "JS")
    assert [each.event for each in ledger.rounds()[0].events] == ["opened", "closed"]


def test_only_an_open_round_is_closed_or_changed(ledger: Ledger) -> None:
    with pytest.raises(LaaError, match="never opened, so it cannot be closed; open it with"):
        closed(ledger)
    with pytest.raises(LaaError, match="never opened, so it cannot be changed"):
        ledger.change_round(UPDATE, NOON, "JS")
    ledger.open_round(UPDATE, NOON, "JS")
    closed(ledger)
    with pytest.raises(LaaError, match="was closed on 1 May 2007, so it cannot be closed; reopen"):
        closed(ledger)
    with pytest.raises(LaaError, match="was closed on 1 May 2007, so it cannot be changed"):
        ledger.change_round(replace(UPDATE, title="Another"), NOON, "JS")


def test_only_a_closed_round_is_reopened_and_only_with_a_reason(ledger: Ledger) -> None:
    for _ in ("never opened", "open"):
        with pytest.raises(LaaError, match="2006-07 is not closed, so it cannot be reopened"):
            ledger.reopen_round(ROUND, "why not", NOON, "JS")
        if not ledger.rounds():
            ledger.open_round(UPDATE, NOON, "JS")
    closed(ledger)
    with pytest.raises(LaaError, match="Say why the round 2006-07 is reopened"):
        ledger.reopen_round(ROUND, "  ", NOON, "JS")
    assert ledger.rounds()[0].state == "closed"


def test_a_change_that_changes_nothing_is_not_entered(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    assert ledger.change_round(UPDATE, NOON, "JS") is None
    assert len(ledger.rounds()[0].events) == 1


def test_a_round_is_closed_with_a_form_and_a_framework_that_are_kept(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    with pytest.raises(ValueError, match="keep it first"):
        ledger.close_round(ROUND, "0" * 64, "1" * 64, NOON, "JS")
    assert ledger.rounds()[0].state == "open"


def test_what_happens_to_a_round_happens_at_a_moment_with_a_time_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ledger.open_round(UPDATE, datetime(2007, 5, 1), "JS")
    assert ledger.rounds() == ()


def test_rounds_come_in_the_order_in_which_they_end_with_those_only_planned(
    ledger: Ledger,
) -> None:
    ledger.open_round(NEXT_YEAR, NOON, "JS")
    ledger.open_round(HALF_YEAR, NOON, "JS")
    closed(ledger, HALF_YEAR.id)
    again = replace(NEXT_YEAR, title="As the framework has it")
    told = [(each.definition, each.state) for each in ledger.rounds([again, UPDATE])]
    assert told == [(HALF_YEAR, "closed"), (UPDATE, "planned"), (NEXT_YEAR, "open")]


@dataclass(frozen=True)
class LaterRound:
    """What a round may be one day."""

    id: str
    due: date
    approved: date | None = None


def test_a_definition_is_read_though_rounds_have_got_a_field_and_lost_one_since() -> None:
    approved = LaterRound(ROUND, UPDATE.due, date(2007, 6, 30))
    assert unpacked(LaterRound, packed(approved)) == approved
    assert unpacked(LaterRound, packed(UPDATE)) == LaterRound(ROUND, UPDATE.due)


def test_a_round_in_the_ledger_that_says_more_than_is_known_is_read(
    ledger: Ledger, ledger_path: Path
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    with closing(sqlite3.connect(ledger_path)) as other:
        other.execute("DROP TRIGGER round_event_is_fixed")
        other.execute(
            "UPDATE round_event SET definition = replace(definition, '{', '{\"gone\": 1, ')"
        )
        other.commit()
    assert ledger.rounds()[0].definition == UPDATE


# What counts


def test_a_return_that_comes_in_after_the_closing_is_kept_and_does_not_count(
    ledger: Ledger,
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.receive(submission("a", records=[record("1")]))
    closed(ledger)
    receipt = ledger.receive(submission("b", minutes=1, records=[record("2")]))
    assert (receipt.outcome, receipt.values, receipt.supersedes) == ("after closing", 1, "")
    kept = ledger.file(receipt.received_id)
    assert (kept.status, kept.supersedes) == ("after closing", None)
    assert kept.standing == "it came in after the round was closed"
    assert ledger.content(kept.id) == b"b"
    assert [each.text for each in ledger.records_of(kept.id)] == ["2"]
    assert texts(ledger) == ["1"]


def test_one_that_came_in_before_but_is_entered_after_the_closing_does_not_count_either(
    ledger: Ledger,
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.receive(submission("a", minutes=5, records=[record("1")]))
    closed(ledger)
    assert ledger.receive(submission("b", minutes=9)).outcome == "after closing"
    assert ledger.receive(submission("c", minutes=2)).outcome == "after closing"
    assert texts(ledger) == ["1"]
    # Nor is it the one whose place the other took.
    assert ledger.current(FRAMEWORK, ROUND)["health"].supersedes is None


def test_a_file_with_errors_is_in_error_whether_the_round_is_closed_or_not(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    closed(ledger)
    receipt = ledger.receive(submission("a", findings=[finding("error")]))
    assert receipt.outcome == "in error"
    ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    assert ledger.file(receipt.received_id).status == "in error"


def test_after_reopening_what_came_in_takes_its_place_in_the_order_of_receipt(
    ledger: Ledger,
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    second = ledger.receive(submission("at 2", minutes=2, records=[record("2")])).received_id
    closed(ledger)
    third = ledger.receive(submission("at 3", minutes=3, records=[record("3")])).received_id
    first = ledger.receive(submission("at 1", minutes=1, records=[record("1")])).received_id
    ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    told = [(each.id, each.status, each.supersedes) for each in ledger.received(FRAMEWORK, ROUND)]
    assert told == [
        (first, "superseded", None),
        (second, "superseded", first),
        (third, "accepted", second),
    ]
    assert texts(ledger) == ["3"]
    again = closed(ledger)
    assert again.counted == (third,)
    assert ledger.receive(submission("at 4", minutes=4)).outcome == "after closing"
    assert texts(ledger) == ["3"]


def test_rounds_are_closed_one_by_one(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.open_round(NEXT_YEAR, NOON, "JS")
    closed(ledger)
    sent = submission("a", records=[record("1")], round_id=NEXT_YEAR.id)
    assert ledger.receive(sent).outcome == "accepted"
    assert texts(ledger, NEXT_YEAR.id) == ["1"]


def test_the_views_for_excel_show_what_counts_in_a_closed_round(
    ledger: Ledger, ledger_path: Path
) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.receive(submission("a", records=[record("1")]))
    closed(ledger)
    ledger.receive(submission("b", minutes=1, records=[record("2")]))
    with closing(sqlite3.connect(ledger_path)) as other:
        counting = other.execute("SELECT text FROM current_record").fetchall()
        standing = other.execute("SELECT file, status FROM received_file ORDER BY id").fetchall()
    assert counting == [("1",)]
    assert standing == [("a.xlsx", "accepted"), ("b.xlsx", "after closing")]


# Earlier rounds


def test_earlier_rounds_are_those_that_were_opened_and_those_declared_in_order(
    ledger: Ledger,
) -> None:
    ledger.open_round(HALF_YEAR, NOON, "JS")  # The framework does not declare it.
    for round_ in (HALF_YEAR, UPDATE, NEXT_YEAR):
        sent = [record(round_.id)]
        ledger.receive(submission(round_.id, records=sent, round_id=round_.id))
        other = submission(f"culture {round_.id}", group="culture", round_id=round_.id)
        ledger.receive(replace(other, records=[record("of culture")]))
    ledger.open_round(NEXT_YEAR, NOON, "JS")
    before = [each.id for each in rounds_before(ledger, framework(), NEXT_YEAR.id)]
    assert before == ["2006-07-half-year", "2006-07"]
    found = records_before(ledger, framework(), NEXT_YEAR.id)
    assert [(of, each.text) for of, each in found] == [
        ("2006-07-half-year", "of culture"),
        ("2006-07-half-year", "2006-07-half-year"),
        ("2006-07", "of culture"),
        ("2006-07", "2006-07"),
    ]
    assert {of for of, _ in records_before(ledger, framework(), ROUND)} == {"2006-07-half-year"}


def test_a_round_goes_before_another_by_the_days_it_was_given_last(ledger: Ledger) -> None:
    ledger.open_round(UPDATE, NOON, "JS")
    ledger.open_round(NEXT_YEAR, NOON, "JS")
    ledger.change_round(replace(UPDATE, ends=date(2009, 3, 31)), NOON, "JS")
    assert rounds_before(ledger, framework(), NEXT_YEAR.id) == ()
    assert [each.id for each in rounds_before(ledger, framework(), ROUND)] == [NEXT_YEAR.id]


def test_a_round_that_nobody_knows_is_not_guessed(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        standing_of(ledger, framework(), "1999-00")
    with pytest.raises(KeyError):
        records_before(ledger, framework(), "1999-00")


# Whatever happens, in whatever order


@dataclass
class Modelled:
    """A round as a person would keep it, on paper."""

    state: str = "planned"
    returns: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Minute and id of each return without errors, by theme group."""
    frozen: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        if self.state == "closed":
            return self.frozen
        return {group: max(returns)[1] for group, returns in self.returns.items()}


class ReceivingOverRounds(RuleBasedStateMachine):
    """What counts in a ledger is what counts on paper."""

    rounds = (UPDATE, NEXT_YEAR)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger.open(Path(self.folder.name) / "ledger.sqlite")
        self.ledger._connection.execute("PRAGMA synchronous = OFF")  # The disk is not the subject.
        self.paper = {round_.id: Modelled() for round_ in self.rounds}
        self.sent = 0
        self.in_error: list[tuple[str, Round, str, int]] = []
        """What was sent and is in error: its content, round, theme group and minute."""

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    @rule(
        round_=st.sampled_from(rounds),
        group=st.sampled_from(["health", "culture"]),
        minutes=st.integers(0, 3),
        wrong=st.booleans(),
    )
    def receive(self, round_: Round, group: str, minutes: int, wrong: bool) -> None:
        self.sent += 1
        receipt = self.ledger.receive(
            submission(
                str(self.sent),
                group=group,
                minutes=minutes,
                records=[record(str(self.sent))],
                findings=[finding("error")] if wrong else [],
                round_id=round_.id,
            )
        )
        paper = self.paper[round_.id]
        if wrong:
            assert receipt.outcome == "in error"
            self.in_error.append((str(self.sent), round_, group, minutes))
            return
        assert receipt.outcome == ("after closing" if paper.state == "closed" else "accepted")
        paper.returns.setdefault(group, []).append((minutes, receipt.received_id))

    @rule(round_=st.sampled_from(rounds))
    def open(self, round_: Round) -> None:
        if self.paper[round_.id].state == "planned":
            self.ledger.open_round(round_, NOON, "JS")
            self.paper[round_.id].state = "open"
            return
        with pytest.raises(LaaError):
            self.ledger.open_round(round_, NOON, "JS")

    @rule(round_=st.sampled_from(rounds))
    def close(self, round_: Round) -> None:
        paper = self.paper[round_.id]
        if paper.state != "open":
            with pytest.raises(LaaError):
                closed(self.ledger, round_.id)
            return
        event = closed(self.ledger, round_.id)
        assert event.counted == tuple(sorted(paper.counts.values()))
        paper.frozen = paper.counts
        paper.state = "closed"

    @rule(round_=st.sampled_from(rounds))
    def reopen(self, round_: Round) -> None:
        paper = self.paper[round_.id]
        if paper.state != "closed":
            with pytest.raises(LaaError):
                self.ledger.reopen_round(round_.id, "a figure was wrong", NOON, "JS")
            return
        self.ledger.reopen_round(round_.id, "a figure was wrong", NOON, "JS")
        paper.state = "open"

    @precondition(lambda self: self.sent)
    @rule(again=st.integers(1, 20))
    def receive_again(self, again: int) -> None:
        content = str(min(again, self.sent))
        is_wrong = any(content == each for each, *_ in self.in_error)
        sent = submission(
            content, group="transport", findings=[finding("error")] if is_wrong else []
        )
        assert self.ledger.receive(sent).outcome == "already received"

    @precondition(lambda self: self.in_error)
    @rule(minutes=st.integers(0, 3))
    def judge_again(self, minutes: int) -> None:
        """What was found is accepted now; the file counts as received when it first came."""
        content, round_, group, first = self.in_error.pop()
        receipt = self.ledger.receive(
            submission(
                content,
                group=group,
                minutes=minutes,
                records=[record(content)],
                round_id=round_.id,
            )
        )
        paper = self.paper[round_.id]
        assert receipt.outcome == ("after closing" if paper.state == "closed" else "accepted")
        paper.returns.setdefault(group, []).append((first, receipt.received_id))

    @invariant()
    def what_counts_is_what_counts_on_paper(self) -> None:
        for round_id, paper in self.paper.items():
            current = self.ledger.current(FRAMEWORK, round_id)
            assert {group: file.id for group, file in current.items()} == paper.counts
            records = self.ledger.records(FRAMEWORK, round_id)
            assert {each.theme_group: each.received_id for each in records} == paper.counts
            for file in self.ledger.received(FRAMEWORK, round_id):
                assert (file.status == "accepted") == (file.id in paper.counts.values())
            standing = self.ledger.round(round_id)
            assert (standing.state if standing else "planned") == paper.state


TestReceivingOverRounds = ReceivingOverRounds.TestCase
TestReceivingOverRounds.settings = settings(
    deadline=None, max_examples=25, stateful_step_count=20, print_blob=True
)
