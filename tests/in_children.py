"""What tests have other processes do.

A process imports the module that its work stands in. This one needs little; with the modules of
the tests, which need the whole toolkit, each process would take a second longer to begin.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from ledger_files import FRAMEWORK, ROUND, record, submission

from workbook_tools.files import sha256
from workbook_tools.ledger import Ledger
from workbook_tools.problems import LaaError

PUT_OFF = 0.05


def doubled(number: int) -> int:
    """Double a number; the first is done last, and 7 ends the process that works on it."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 0:
        time.sleep(PUT_OFF)
    return 2 * number


def process_of(_: int) -> int:
    return os.getpid()


def slowly_doubled(number: int) -> int:
    time.sleep(PUT_OFF)
    return 2 * number


def read_as_a_stranger(path: Path, answer: Connection) -> None:
    """Read a ledger without the right to write anywhere; run in a process of its own."""
    if os.geteuid() == 0:
        os.setuid(65534)  # What the super-user may do says nothing.
    try:
        with Ledger.open(path, create=False, read_only=True) as ledger:
            answer.send([file.file for file in ledger.received(FRAMEWORK, ROUND)])
    except LaaError as error:
        answer.send(str(error))


def receive_and_die(path: Path) -> None:
    """Be killed in the middle of writing, when a part of it is in the file already."""
    with Ledger.open(path) as ledger:
        ledger._connection.execute("PRAGMA cache_size = 1")
        ledger._connection.set_trace_callback(
            lambda statement: (
                "INSERT INTO record" in statement and os.kill(os.getpid(), signal.SIGKILL)
            )
        )
        many = [record(str(number), f"K{number}") for number in range(5)]
        content = b"half" * 100_000
        sent = replace(submission("half", records=many), content=content, sha256=sha256(content))
        ledger.receive(sent)


def enter(ledger_path: Path, worker: int) -> None:
    with Ledger.open(ledger_path) as ledger:
        for number in range(5):
            ledger.receive(submission(f"{worker}-{number}", minutes=number))


class Stopped(sqlite3.Connection):
    """Does something once a statement comes by that is looked for."""

    when: Callable[[str], bool]
    then: Callable[[], None]

    def execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:  # type: ignore[override]
        if statement.startswith("BEGIN"):
            super().execute("PRAGMA cache_size = 1")  # What is done goes to the file at once.
        elif self.in_transaction and type(self).when(statement):
            type(self).then()
        return super().execute(statement, *parameters)


def at_statement(number: int) -> Callable[[object], bool]:
    """Return what says of each statement whether it is the one with this number, from 1."""
    statements = count(1)
    return staticmethod(lambda _: next(statements) == number)


def fail() -> None:
    """Go wrong as SQLite does where a disk does."""
    raise sqlite3.OperationalError("disk I/O error")


def migrate_and_die(path: Path, looked_for: str) -> None:
    Stopped.when = staticmethod(lambda statement: looked_for in statement)
    Stopped.then = staticmethod(lambda: os.kill(os.getpid(), signal.SIGKILL))
    sqlite3.connect = partial(sqlite3.connect, factory=Stopped)  # type: ignore[assignment]
    Ledger.open(path)


def open_at_once(path: Path) -> None:
    with Ledger.open(path, create=False) as ledger:
        assert len(ledger.received("coventry-2007-08", ROUND)) == 3
