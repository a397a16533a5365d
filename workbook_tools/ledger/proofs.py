"""Proving a ledger: whether all that is in it follows, from the first entry to the last."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.files import sha256
from workbook_tools.ledger.chain import FIRST, seal_of
from workbook_tools.ledger.connection import GUARDS, SCHEMA, run_script, telling
from workbook_tools.ledger.declarations import Declarations
from workbook_tools.problems import DeclarationError

Reread = Callable[[int, bytes], str]
"""Told the number of a submission and its file, says what of its values does not follow from
the file; empty where all do."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the ledger with its seal."""

    number: int
    seal: str


class Proofs(Declarations):
    """The part of the ledger that shows whether it was altered."""

    def head(self) -> Link | None:
        """Return the last entry with its seal; None where nothing was entered yet."""
        row = self._one("SELECT id, hash FROM seal ORDER BY id DESC")
        return None if row is None else Link(*row)

    def seals(self) -> frozenset[str]:
        """Return the seals of all entries."""
        return frozenset(sealed for (sealed,) in self._rows("SELECT hash FROM seal"))

    def faults(self, reread: Reread | None = None) -> Iterator[str]:
        """Yield what does not follow, a sentence each, in the order of the entries.

        Each entry is sealed anew from the one before, and every file that is kept is compared
        with its own SHA-256. Nothing is written.

        Args:
            reread: reads the values of a file again, to be compared with those recorded.
        """
        with telling(self.path):
            yield from self._faults_of_the_file()
        yield from self._faults_of_declarations()
        before = FIRST
        for place, (number, kind) in enumerate(
            self._rows("SELECT id, kind FROM entry ORDER BY id"), start=1
        ):
            if number != place:
                yield f"Entry {place} is missing."
                return
            sealed = self._sealed(number)
            if sealed is None:
                yield f"Entry {number} ({kind}) has no seal: another program made it."
                return
            if sealed != seal_of(self._connection, number, before):
                yield (
                    f"Entry {number} ({kind}) does not have the seal that follows from what it "
                    "says and from the entry before it: one of them was altered."
                )
                return
            if kind == "received":
                yield from self._faults_of_original(number, reread)
            before = sealed
        for (digest,) in self._rows(
            "SELECT sha256 FROM original WHERE sha256 NOT IN (SELECT sha256 FROM submission)"
        ):
            yield f"A file is kept that no entry names (SHA-256 {digest})."

    def _faults_of_the_file(self) -> Iterator[str]:
        """Yield what is wrong with tables, views and guards, whatever is in them."""
        for (said,) in self._connection.execute("PRAGMA integrity_check").fetchall():
            if said != "ok":
                yield f"The file is damaged ({said})."
        there, ours = _made_in(self._connection), _made_today()
        for name in sorted(ours.keys() | there.keys()):
            if there.get(name) != ours.get(name):
                what = (
                    "was altered"
                    if name in there and name in ours
                    else ("is missing" if name in ours else "was added")
                )
                yield f"The {name} of the ledger {what}."
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        for table in dict.fromkeys(row[0] for row in broken):
            yield f"The table {table} has something of an entry that is not there."

    def _faults_of_declarations(self) -> Iterator[str]:
        for kind, fingerprint in self._rows(
            "SELECT kind, fingerprint FROM declaration ORDER BY rowid"
        ):
            try:
                files = self.declaration(kind, fingerprint)
            except DeclarationError as error:
                yield str(error)
                continue
            if files is None or files.fingerprint != fingerprint:
                yield f"The {kind} {fingerprint[:12]} that is kept is not what was kept: altered."

    def _faults_of_original(self, number: int, reread: Reread | None) -> Iterator[str]:
        ((file, digest, size, content),) = self._rows(
            "SELECT file, sha256, size, content FROM submission JOIN original USING (sha256) "
            "WHERE id = ?",
            number,
        )
        if sha256(content) != digest or len(content) != size:
            yield f"The file of entry {number} ({file}) is not the one that was received: altered."
        elif reread is not None and (said := reread(number, bytes(content))):
            yield f"Entry {number}: {said}"


def _made_in(connection: sqlite3.Connection) -> dict[str, str]:
    """Return what makes each table, index, view and guard of a ledger, by its name."""
    return {
        f"{kind} {name}": " ".join(made.split())
        for kind, name, made in connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        ).fetchall()
    }


def _made_today() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        for script in (SCHEMA, GUARDS):
            run_script(empty, Path(script).read_text(encoding="utf-8"))
        return _made_in(empty)
