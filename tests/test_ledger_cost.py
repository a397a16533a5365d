"""Recording and status cost what the round costs, not what the history costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from ledger_files import (
    DUE,
    FRAMEWORK,
    GROUPS,
    NOON,
    UPDATE,
    closed,
    declared,
    finding,
    framework,
    publication,
    record,
    submission,
)

from workbook_tools.framework.model import Round
from workbook_tools.ledger import Issue, Ledger, round_status

LAST = replace(UPDATE, id="last")


def receive(ledger: Ledger, round_: Round, group: str, version: int) -> None:
    """Receive a return with ten values and five findings."""
    sent = submission(
        f"{round_.id} {group} {version}",
        group=group,
        minutes=version,
        records=[record(str(number), f"K{number}") for number in range(10)],
        findings=[finding("error" if version == 2 else "query")] * 5,
        round_id=round_.id,
    )
    ledger.receive(sent)


def run_round(ledger: Ledger, round_: Round) -> None:
    """Open a round and have everything happen in it: two returns and one in error a group."""
    ledger.open_round(round_, NOON, "JS")
    for group in GROUPS:
        issue(ledger, round_, group)
        for version in range(3):
            receive(ledger, round_, group, version)


def issue(ledger: Ledger, round_: Round, group: str) -> None:
    framework = ledger.keep_declaration("framework", declared("a framework"))
    form = ledger.keep_declaration("form", declared("a form"))
    ledger.record_issue(Issue(round_.id, group, framework, form, "0" * 64, NOON, "JS", "", ()))


def status(ledger: Ledger) -> None:
    round_status(framework(), LAST.id, ledger, DUE)


def decide(what: Callable[[int, str, datetime, str], object], ledger: Ledger) -> None:
    last = ledger.received(FRAMEWORK, LAST.id, "health")[-1]
    what(last.id, "the wrong year", NOON, "JS")


COMMANDS: dict[str, Callable[[Ledger], object]] = {
    "a correction": lambda ledger: receive(ledger, LAST, "health", 3),
    "the same file again": lambda ledger: receive(ledger, LAST, "health", 1),
    "status": status,
    "what counts": lambda ledger: ledger.records(FRAMEWORK, LAST.id),
    "a withdrawal": lambda ledger: decide(ledger.withdraw, ledger),
    "a reinstatement": lambda ledger: decide(ledger.reinstate, ledger),
    "a spreadsheet": lambda ledger: ledger.record_publication(
        replace(publication(ledger), round=LAST.id)
    ),
    "an issue": lambda ledger: issue(ledger, LAST, "health"),
    "closing": lambda ledger: closed(ledger, LAST.id),
    "reopening": lambda ledger: ledger.reopen_round(LAST.id, "a figure was wrong", NOON, "JS"),
}
"""What is done in the last round, in this order."""


def ledger_after(path: Path, rounds: int) -> Ledger:
    """A ledger in which so many rounds went before the last one."""
    ledger = Ledger.open(path)
    ledger._connection.execute("PRAGMA synchronous = OFF")
    for number in range(rounds):
        earlier = replace(UPDATE, id=f"earlier {number}")
        run_round(ledger, earlier)
        closed(ledger, earlier.id)
    run_round(ledger, LAST)
    return ledger


def steps(ledger: Ledger) -> Iterator[int]:
    """How many steps SQLite's machine takes for each command: what it costs, on any computer."""
    for command in COMMANDS.values():
        taken: list[None] = []
        ledger._connection.set_progress_handler(lambda taken=taken: taken.append(None), 10)
        command(ledger)
        ledger._connection.set_progress_handler(None, 10)
        yield len(taken) * 10


def test_a_command_costs_the_same_in_the_first_round_and_in_the_fortieth(tmp_path: Path) -> None:
    with (
        ledger_after(tmp_path / "young.sqlite", rounds=0) as young,
        ledger_after(tmp_path / "old.sqlite", rounds=40) as old,
    ):
        for name, first, fortieth in zip(COMMANDS, steps(young), steps(old), strict=True):
            assert fortieth <= first * 1.1 + 50, name


@pytest.fixture
def statements(tmp_path: Path) -> list[str]:
    """Every statement that the commands give to SQLite."""
    said: list[str] = []
    with ledger_after(tmp_path / "ledger.sqlite", rounds=1) as ledger:
        ledger._connection.set_trace_callback(said.append)
        for command in COMMANDS.values():
            command(ledger)
        ledger._connection.set_trace_callback(None)
    return [text for text in said if text.startswith(("SELECT", "INSERT"))]


def test_no_table_is_read_from_end_to_end(statements: list[str], tmp_path: Path) -> None:
    assert len(statements) > 50
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as other:
        for statement in statements:
            plan = other.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            read = [detail for *_, detail in plan if detail.startswith("SCAN")]
            assert [detail for detail in read if "CONSTANT ROW" not in detail] == [], statement
