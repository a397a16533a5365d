"""Proving a ledger: whether all that is in it follows, from the first entry to the last."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook_tools.files import sha256
from workbook_tools.ledger.chain import (
    EARLIER_SEAL,
    FIRST,
    digest_of,
    places_of,
    salt_at,
    salts_of,
    seal_of,
    seal_of_version_4,
)
from workbook_tools.ledger.connection import GUARDS, SCHEMA, run_script, telling
from workbook_tools.ledger.declarations import Declarations
from workbook_tools.ledger.redactions import may_be_left
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
        """Return the seals of all entries, with those that they had in an earlier version."""
        known = "SELECT hash FROM seal UNION SELECT hash FROM earlier_seal WHERE hash <> ''"
        return frozenset(sealed for (sealed,) in self._rows(known))

    def faults(self, reread: Reread | None = None) -> Iterator[str]:
        """Yield what does not follow, a sentence each, in the order of the entries.

        Each entry is sealed anew from the one before, every text that was redacted is held
        against what was left of it, and every file that is kept is compared with its own
        SHA-256. Nothing is written.

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
            yield from self._faults_of_redacted(number)
            if kind == "received":
                yield from self._faults_of_original(number, reread)
            before = sealed
        yield from self._faults_of_redactions()
        yield from self._faults_of_earlier_seals()
        for (digest,) in self._rows(
            "SELECT sha256 FROM original WHERE sha256 NOT IN (SELECT sha256 FROM submission)"
        ):
            yield f"A file is kept that no entry names (SHA-256 {digest})."

    def altered_parts(self) -> Iterator[str]:
        """Yield which tables, views and guards are not those of a ledger, whatever is in them.

        A view of somebody else's can say anything, and go on for ever.
        """
        there, ours = _made_in(self._connection), _made_today()
        for name in sorted(ours.keys() | there.keys()):
            if there.get(name) != ours.get(name):
                what = (
                    "was altered"
                    if name in there and name in ours
                    else ("is missing" if name in ours else "was added")
                )
                yield f"The {name} of the ledger {what}."

    def _faults_of_the_file(self) -> Iterator[str]:
        """Yield what is wrong with tables, views and guards, whatever is in them."""
        for (said,) in self._connection.execute("PRAGMA integrity_check").fetchall():
            if said != "ok":
                yield f"The file is damaged ({said})."
        yield from self.altered_parts()
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        for table in dict.fromkeys(row[0] for row in broken):
            yield f"The table {table} has something of an entry that is not there."

    def _faults_of_declarations(self) -> Iterator[str]:
        for kind, fingerprint in self.declared():
            try:
                files = self.declaration(kind, fingerprint)
            except DeclarationError as error:
                yield str(error)
                continue
            if files is None or files.fingerprint != fingerprint:
                yield f"The {kind} {fingerprint[:12]} that is kept is not what was kept: altered."

    def _faults_of_redacted(self, number: int) -> Iterator[str]:
        """Yield what was altered in the texts of an entry after something was redacted in them."""
        rows = self._rows(
            "SELECT place, part, stands FROM redaction WHERE entry = ? ORDER BY id", number
        )
        if not rows:
            return
        left = {place: (part, stands) for place, part, stands in rows}
        salts = salts_of(self._connection, number)
        for place in places_of(self._connection, number):
            if place.number not in left:
                continue
            digest = digest_of(salt_at(salts, place.number), place.text)
            if left.pop(place.number) != (place.part, digest):
                yield f"What a redaction left of entry {number} ({place.part}) was altered."
            elif not may_be_left(place, place.text):
                yield (
                    f"What a redaction left of entry {number} ({place.part}) is more than a name "
                    "that was taken out."
                )
        if left:
            yield f"A text of entry {number} is said to be redacted that it does not have."

    def _faults_of_redactions(self) -> Iterator[str]:
        """Yield what is said to be redacted by no redaction, or was taken out by none."""
        for table in ("redaction", "redacted_file"):
            for (number,) in self._rows(
                f"SELECT DISTINCT id FROM {table} WHERE id NOT IN "
                "(SELECT id FROM entry WHERE kind = 'redacted')"
            ):
                yield f"Entry {number} is no redaction, and yet something was taken out by it."
        for (number,) in self._rows("SELECT DISTINCT entry FROM redaction WHERE entry >= id"):
            yield f"Something was taken out of entry {number} before it was made."
        for (number,) in self._rows(
            "SELECT id FROM earlier_seal WHERE hash = '' AND id NOT IN "
            "(SELECT entry FROM redaction WHERE part = ?)",
            EARLIER_SEAL,
        ):
            yield f"The seal that entry {number} had in version 4 was taken out by no redaction."

    def _faults_of_earlier_seals(self) -> Iterator[str]:
        """Yield the first seal of version 4 that does not follow, up to where one was redacted."""
        before = FIRST
        for number, sealed in self._rows("SELECT id, hash FROM earlier_seal ORDER BY id"):
            if not sealed:
                return
            if sealed != seal_of_version_4(self._connection, number, before):
                yield (
                    f"Entry {number} does not have the seal that it had in version 4 of the "
                    "ledger: it was altered before the ledger was brought up to date."
                )
                return
            before = sealed

    def _faults_of_original(self, number: int, reread: Reread | None) -> Iterator[str]:
        ((file, digest, size, content, redacted),) = self._rows(
            "SELECT file, sha256, size, content, "
            "sha256 IN (SELECT sha256 FROM redacted_file) "
            "FROM submission JOIN original USING (sha256) WHERE id = ?",
            number,
        )
        if redacted and content is None:
            return
        if content is None or sha256(content) != digest or len(content) != size:
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


@cache
def _made_today() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        for script in (SCHEMA, GUARDS):
            run_script(empty, Path(script).read_text(encoding="utf-8"))
        return _made_in(empty)
