"""The ledger: nothing sent in is lost, and every figure leads back to a cell."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_files import (
    FRAMEWORK,
    NOON,
    ROUND,
    UPDATE,
    closed,
    declared,
    everything_in,
    finding,
    publication,
    record,
    submission,
)

from workbook_tools.files import sha256
from workbook_tools.ledger import Issue, Ledger, Submission
from workbook_tools.problems import LaaError
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

# Receiving


def test_an_accepted_value_leads_back_to_a_cell_of_a_file(ledger: Ledger) -> None:
    sent = submission("a", records=[record("57.9"), record("n/a", "L12", area="pn")])
    receipt = ledger.receive(sent)
    assert (receipt.outcome, receipt.values, receipt.changed) == ("accepted", 2, ())
    first, second = ledger.records(FRAMEWORK, ROUND)
    assert (first.value, first.text, first.sheet, first.cell) == (57.9, "57.9", "Indicators", "K12")
    assert (first.file, first.sha256, first.theme_group) == ("a.xlsx", sent.sha256, "health")
    assert (second.value, second.text, second.status) == (None, "n/a", "accepted")
    assert ledger.content(first.received_id) == b"a"


def test_a_record_comes_back_as_it_was(ledger: Ledger) -> None:
    sent = [record("57.9"), record("“6¾” — übrig\n£", "L12")]
    ledger.receive(submission("a", records=sent))
    names = [field.name for field in fields(Record)]
    found = [
        Record(*(getattr(sourced, name) for name in names))
        for sourced in ledger.records(FRAMEWORK, ROUND)
    ]
    assert found == sent


def test_content_comes_back_byte_for_byte(ledger: Ledger) -> None:
    content = bytes(range(256)) * 1000
    sent = replace(submission("a"), content=content, sha256=sha256(content))
    received_id = ledger.receive(sent).received_id
    assert ledger.content(received_id) == content
    (received,) = ledger.received(FRAMEWORK, ROUND)
    assert (received.size, received.sha256) == (256_000, sha256(content))


def test_findings_come_back_in_their_order(ledger: Ledger) -> None:
    sent = (finding("query", "b"), finding("note", "a"), finding("query", "a"))
    received_id = ledger.receive(submission("a", findings=sent)).received_id
    assert ledger.findings(received_id) == sent
    (received,) = ledger.received(FRAMEWORK, ROUND)
    assert (received.errors, received.queries, received.notes) == (0, 2, 1)


def test_the_same_file_twice_changes_nothing(ledger: Ledger, ledger_path: Path) -> None:
    sent = submission("a", records=[record("1")], findings=[finding("note")])
    first = ledger.receive(sent)
    before = everything_in(ledger_path)
    again = ledger.receive(replace(sent, file="Copy of a.xlsx", theme_group="culture"))
    assert (again.outcome, again.received_id) == ("already received", first.received_id)
    assert (again.values, again.supersedes, again.superseded_by) == (0, "", "")
    assert everything_in(ledger_path) == before


def test_a_corrected_return_supersedes_the_earlier_one_and_both_stay(ledger: Ledger) -> None:
    first = ledger.receive(submission("first", records=[record("1")]))
    receipt = ledger.receive(submission("second", minutes=5, records=[record("2")]))
    assert (receipt.outcome, receipt.supersedes) == ("accepted", "first.xlsx")
    old, new = ledger.received(FRAMEWORK, ROUND)
    assert (old.status, new.status, new.supersedes) == ("superseded", "accepted", first.received_id)
    assert ledger.current(FRAMEWORK, ROUND) == {"health": new}
    assert [value.text for value in ledger.records(FRAMEWORK, ROUND)] == ["2"]
    assert ledger.content(old.id) == b"first"


def test_an_earlier_return_entered_again_says_what_took_its_place(ledger: Ledger) -> None:
    for minutes, name in enumerate(("first", "second", "third")):
        ledger.receive(submission(name, minutes=minutes))
    receipt = ledger.receive(submission("first", minutes=9))
    assert (receipt.outcome, receipt.superseded_by) == ("already received", "third.xlsx")
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "third.xlsx"


def test_what_a_corrected_return_changes_is_told(ledger: Ledger) -> None:
    ledger.receive(
        submission(
            "first",
            records=[
                record("1", "K1", "A"),
                record("2", "K2", "B"),
                record("3", "K3", "C"),
                replace(record("9.7%", "K4", "D"), value=0.097),
            ],
        )
    )
    receipt = ledger.receive(
        submission(
            "second",
            minutes=1,
            records=[
                record("0", "K9", "E"),
                record("1", "K10", "A"),  # The same value in another cell.
                record("20", "K2", "B"),
                replace(record("9.7%", "K4", "D"), value=0.0971),
            ],
        )
    )
    changes = [
        (
            change.record.indicator,
            change.kind,
            change.before.value if change.before else None,
            change.after.value if change.after else None,
            change.record.cell,
        )
        for change in receipt.changed
    ]
    assert changes == [
        ("E", "added", None, 0.0, "K9"),
        ("B", "changed", 2.0, 20.0, "K2"),
        ("D", "changed", 0.097, 0.0971, "K4"),
        ("C", "taken away", 3.0, None, "K3"),
    ]


def test_what_only_another_program_writes_otherwise_is_no_change(ledger: Ledger) -> None:
    as_typed = replace(record("28.5"), value=28.5)
    comment = replace(record("two\r\n lines", "K2", "B"))
    ledger.receive(submission("first", records=[as_typed, comment]))
    worked = replace(as_typed, value=28.499999999999996, text="28.50")
    receipt = ledger.receive(
        submission("second", minutes=1, records=[worked, replace(comment, text="two lines")])
    )
    assert receipt.changed == ()


def test_values_about_the_same_thing_are_compared_in_their_order(ledger: Ledger) -> None:
    ledger.receive(submission("first", records=[record("a", "A1"), record("b", "A2")]))
    sent = submission("second", minutes=1, records=[record("a", "A1"), record("c", "A2")])
    (change,) = ledger.receive(sent).changed
    assert change.before is not None
    assert change.after is not None
    assert (change.before.text, change.after.text) == ("b", "c")


def test_a_file_in_error_is_kept_and_leaves_the_earlier_accepted_one_current(
    ledger: Ledger,
) -> None:
    ledger.receive(submission("good", records=[record("1")]))
    receipt = ledger.receive(
        submission("bad", minutes=5, records=[record("2")], findings=[finding("error")])
    )
    assert (receipt.outcome, receipt.values, receipt.supersedes) == ("in error", 0, "")
    assert [value.text for value in ledger.records(FRAMEWORK, ROUND)] == ["1"]
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "good.xlsx"
    assert ledger.content(receipt.received_id) == b"bad"
    assert len(ledger.findings(receipt.received_id)) == 1


def test_a_return_that_came_in_earlier_but_is_entered_later_is_superseded_straight_away(
    ledger: Ledger,
) -> None:
    first = ledger.receive(submission("at 1", minutes=1, records=[record("1")]))
    third = ledger.receive(submission("at 3", minutes=3, records=[record("3")]))
    second = ledger.receive(submission("at 2", minutes=2, records=[record("2")]))
    assert (second.outcome, second.supersedes) == ("accepted", "at 1.xlsx")
    assert second.superseded_by == "at 3.xlsx"
    assert [value.text for value in ledger.records(FRAMEWORK, ROUND)] == ["3"]
    received = ledger.received(FRAMEWORK, ROUND)
    assert [(file.id, file.status, file.supersedes) for file in received] == [
        (first.received_id, "superseded", None),
        (second.received_id, "superseded", first.received_id),
        (third.received_id, "accepted", second.received_id),
    ]


def test_of_two_returns_of_the_same_moment_the_one_entered_later_counts(ledger: Ledger) -> None:
    ledger.receive(submission("a"))
    ledger.receive(submission("b"))
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "b.xlsx"


def test_times_are_compared_across_time_zones(ledger: Ledger) -> None:
    summer = timezone(timedelta(hours=1))
    local = datetime(2007, 5, 1, 12, 30, tzinfo=summer)  # Half past eleven UTC.
    ledger.receive(submission("noon"))
    ledger.receive(replace(submission("earlier"), received_at=local))
    assert ledger.current(FRAMEWORK, ROUND)["health"].file == "noon.xlsx"
    assert ledger.received(FRAMEWORK, ROUND)[0].received_at == local


def test_groups_and_rounds_do_not_supersede_each_other(ledger: Ledger) -> None:
    ledger.receive(submission("a"))
    ledger.receive(submission("b", group="culture", minutes=1))
    ledger.receive(submission("c", round_id="2007-08", minutes=2))
    assert set(ledger.current(FRAMEWORK, ROUND)) == {"health", "culture"}
    assert set(ledger.current(FRAMEWORK, "2007-08")) == {"health"}
    assert ledger.current("another", ROUND) == {}


def test_the_history_of_an_indicator_shows_every_value_ever_accepted(ledger: Ledger) -> None:
    ledger.receive(submission("b", minutes=2, records=[record("2"), record("0", "K1", "X")]))
    ledger.receive(submission("a", minutes=1, records=[record("1")]))
    ledger.receive(submission("c", minutes=3, records=[record("3")], round_id="2007-08"))
    told = [
        (value.round, value.text, value.status, value.file)
        for value in ledger.history(FRAMEWORK, "CYP-577")
    ]
    assert told == [
        ("2006-07", "1", "superseded", "a.xlsx"),
        ("2006-07", "2", "accepted", "b.xlsx"),
        ("2007-08", "3", "accepted", "c.xlsx"),
    ]
    assert len(ledger.history(FRAMEWORK, "CYP-577", ROUND)) == 2


def test_an_id_that_is_not_in_the_ledger_is_told(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.content(1)


def test_the_views_for_excel_show_what_counts(ledger: Ledger, ledger_path: Path) -> None:
    ledger.receive(submission("first", records=[record("1")]))
    ledger.receive(submission("second", minutes=1, records=[record("2")]))
    with closing(sqlite3.connect(ledger_path)) as other:
        (current,) = other.execute("SELECT file, sha256, value_count FROM current_return")
        (value,) = other.execute("SELECT indicator, text, cell, file FROM current_record")
    assert current == ("second.xlsx", sha256(b"second"), 1)
    assert value == ("CYP-577", "2", "K12", "second.xlsx")


# All or nothing


@pytest.mark.parametrize(
    "spoilt",
    [
        {"records": [record("1"), record("2", "K13"), record("3", "K13")]},
        {"records": [record("1"), replace(record("2", "K13"), value="x")]},  # type: ignore[arg-type]
        {"findings": [finding("note"), finding("grave")]},
    ],
    ids=["a cell twice", "words for a number", "an unknown severity"],
)
def test_a_file_is_entered_whole_or_not_at_all(
    ledger: Ledger, ledger_path: Path, spoilt: dict[str, list[Record] | list[Finding]]
) -> None:
    ledger.receive(submission("good", records=[record("1")]))
    before = everything_in(ledger_path)
    with pytest.raises(LaaError, match=r"bad\.xlsx was not recorded"):
        ledger.receive(replace(submission("bad", minutes=1), **spoilt))  # type: ignore[arg-type]
    assert everything_in(ledger_path) == before
    assert ledger.receive(submission("better", minutes=2)).outcome == "accepted"


def test_a_mistake_of_any_other_kind_leaves_nothing_either(
    ledger: Ledger, ledger_path: Path
) -> None:
    ledger.receive(submission("good"))
    before = everything_in(ledger_path)
    with pytest.raises(AttributeError):
        ledger.receive(submission("bad", minutes=1, records=[None]))  # type: ignore[list-item]
    assert everything_in(ledger_path) == before


def test_a_submission_must_have_its_own_hash_and_a_time_zone() -> None:
    with pytest.raises(ValueError, match="sha256"):
        replace(submission("a"), content=b"b")
    with pytest.raises(ValueError, match="time zone"):
        replace(submission("a"), received_at=datetime(2007, 5, 1))


TABLES = (
    *("entry", "seal", "declaration", "issue", "round_event", "closing", "counted"),
    *("original", "submission", "record", "finding", "answer"),
    *("decision", "publication", "published", "salt", "redaction", "redacted_file"),
)


def fill(ledger: Ledger) -> None:
    """Have something in every table."""
    ledger.open_round(UPDATE, NOON, "JS")
    framework = ledger.keep_declaration("framework", declared("a framework"))
    form = ledger.keep_declaration("form", declared("a form"))
    ledger.record_issue(Issue(ROUND, "health", framework, form, "0" * 64, NOON, "JS", "", ()))
    answered = replace(finding("query"), answer="Counted again in May.")
    sent = submission("a", records=[record("1")], findings=[finding("note"), answered])
    number = ledger.receive(sent).received_id
    ledger.withdraw(number, "sent in by mistake", NOON, "JS")
    ledger.reinstate(number, "it was right", NOON, "JS")
    ledger.record_publication(publication(ledger))
    sent_again = ledger.receive(submission("b", minutes=1)).received_id
    kept = ledger.file(sent_again).sha256
    named = next(place for place in ledger.texts() if place.part == "answer.text")
    ledger.redact({named: "[redacted] in May."}, [kept], "asked for", NOON, "JS")
    closed(ledger)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("last", [True, False], ids=["the last entry", "an earlier entry"])
def test_no_program_can_alter_replace_or_delete_what_was_entered(
    ledger: Ledger, ledger_path: Path, table: str, last: bool
) -> None:
    fill(ledger)
    if not last:
        ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    before = everything_in(ledger_path)
    assert {*TABLES, "earlier_seal"} == set(before)
    assert all(before[name] for name in TABLES)
    with closing(sqlite3.connect(ledger_path, isolation_level=None)) as other:
        columns = [name for _, name, *_ in other.execute(f"PRAGMA table_info({table})")]
        values = f"SELECT {', '.join(columns)} FROM {table} LIMIT 1"
        for statement in (
            f"DELETE FROM {table}",
            *(f"UPDATE {table} SET {column} = {column}" for column in columns),
            f"INSERT OR REPLACE INTO {table} {values}",
            f"INSERT INTO {table} {values} ON CONFLICT DO UPDATE SET {columns[-1]} = 0",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(statement)
    assert everything_in(ledger_path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO record SELECT submission_id, 2, indicator, field, year, area, measure, 99, "
        "'99', state, column_id, sheet, 'K99' FROM record",
        "INSERT INTO finding SELECT submission_id, 2, rule, 'error', file, theme_group, sheet, "
        "cell, row_key, field, message, found, expected, fix FROM finding",
        "INSERT INTO counted SELECT closing, submission - 1 FROM counted",
        "INSERT INTO decision SELECT id - 1, submission FROM decision",
        "INSERT INTO published SELECT publication, submission + 1 FROM published",
        "INSERT INTO entry VALUES (99, 'received', '2007-05-01T12:00:00.000000+00:00', '', '')",
        "INSERT INTO entry SELECT max(id) + 1, 'forgotten', at, '', '' FROM entry",
    ],
)
def test_no_program_can_add_to_an_entry_afterwards(
    ledger: Ledger, ledger_path: Path, statement: str
) -> None:
    fill(ledger)
    ledger.reopen_round(ROUND, "a figure was wrong", NOON, "JS")
    before = everything_in(ledger_path)
    with (
        closing(sqlite3.connect(ledger_path, isolation_level=None)) as other,
        pytest.raises(sqlite3.IntegrityError),
    ):
        other.execute(statement)
    assert everything_in(ledger_path) == before


# Whatever comes in, in whatever order

SENT = st.builds(
    lambda content, group, round_id, minutes, in_error: submission(
        content,
        group=group,
        round_id=round_id,
        minutes=minutes,
        records=[record(str(minutes))],
        findings=[finding("error")] if in_error else [],
    ),
    st.sampled_from("abcdefghijklmnop"),
    st.sampled_from(["health", "culture"]),
    st.sampled_from(["2006-07", "2007-08"]),
    st.integers(0, 4),
    st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(SENT, max_size=14))
def test_nothing_is_lost_and_the_latest_accepted_return_counts(sent: list[Submission]) -> None:
    first_of_content = {one.sha256: one for one in reversed(sent)}
    # A file that is in error is entered once more when it is so no more.
    mended = {
        one.sha256 for one in sent if first_of_content[one.sha256].has_errors and not one.has_errors
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.sqlite") as ledger,
    ):
        ids = {one.sha256: ledger.receive(one).received_id for one in sent}
        for digest, one in first_of_content.items():
            assert ledger.content(ids[digest]) == one.content
        entered = 0
        for round_id in ("2006-07", "2007-08"):
            received = ledger.received(FRAMEWORK, round_id)
            entered += len(received)
            current = ledger.current(FRAMEWORK, round_id)
            for group in ("health", "culture"):
                of_group = [file for file in received if file.theme_group == group]
                accepted = [file for file in of_group if not file.errors]
                in_order = sorted(accepted, key=lambda file: (file.received_at, file.id))
                assert current.get(group) == (in_order[-1] if in_order else None)
                assert sum(file.status == "accepted" for file in of_group) == bool(in_order)
                before = [None, *(file.id for file in in_order)][: len(in_order)]
                assert [file.supersedes for file in in_order] == before
            counted = {value.received_id for value in ledger.records(FRAMEWORK, round_id)}
            assert counted == {file.id for file in current.values()}
        assert entered == len(first_of_content) + len(mended)
