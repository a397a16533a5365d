"""The chain of the ledger: each entry carries a seal over itself and over the one before.

A seal is a SHA-256 over the seal before it and over every row that the entry has in any table,
in a way of writing that this module alone knows. What was altered, left out, added or put in
another order after it was sealed does not give the same seal; and since every later seal
follows from it, whoever alters one entry has to make all later ones anew. That is found where
one of the old seals is kept elsewhere: on a receipt, or in an LAA spreadsheet.

A text, which may name a person, goes into the seal as a SHA-256 of its own, over a salt and the
text. So a name can be taken out with its salt while its digest stays: the seal still follows, and
nobody can find the name by trying names against the digest.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

FIRST = "0" * 64
"""What the first entry is sealed with, as the seal before it."""

SALT = 16
"""Bytes of the salt of one text."""

_EXCERPT = 70
"""Characters of a text that are told in a line."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table in which an entry has rows."""

    key: str
    """The column of the entry's number."""
    order: str
    """The column in the order of which its rows are sealed."""
    texts: tuple[str, ...] = ()
    """The columns of words that somebody wrote, or a program for them."""


TABLES = {
    "entry": Sealed("id", "id", ("who", "why")),
    "issue": Sealed("id", "id", ("contact", "waivers")),
    "round_event": Sealed("id", "id"),
    "closing": Sealed("id", "id"),
    "counted": Sealed("closing", "submission"),
    "submission": Sealed("id", "id", ("file", "application")),
    "record": Sealed("submission_id", "position", ("text",)),
    "finding": Sealed(
        "submission_id",
        "position",
        ("file", "sheet", "row_key", "message", "found", "expected", "fix"),
    ),
    "answer": Sealed("submission_id", "position", ("text",)),
    "decision": Sealed("id", "id"),
    "publication": Sealed("id", "id", ("file",)),
    "published": Sealed("publication", "submission"),
    "earlier_seal": Sealed("id", "id", ("hash",)),
    "redaction": Sealed("id", "entry, place"),
    "redacted_file": Sealed("id", "sha256"),
}
"""All of them. A table that comes later is written after these, and a column that comes later has
no texts, so that the seals before it stay what they are. Received files, forms and frameworks
stand in the rows by their own SHA-256."""

EARLIER_SEAL = "earlier_seal.hash"
"""The seal of version 4, as a text of its entry: table and column."""

_OF_VERSION_4 = tuple(TABLES)[: tuple(TABLES).index("earlier_seal")]


@dataclass(frozen=True, slots=True)
class Place:
    """A text of an entry."""

    entry: int
    number: int
    """Which of the entry's texts it is, in the order in which they are sealed; from 0."""
    table: str
    column: str
    row: dict[str, Any] = field(compare=False)
    """All columns of its row."""

    @property
    def part(self) -> str:
        """Table and column: ``record.text``."""
        return f"{self.table}.{self.column}"

    @property
    def text(self) -> str:
        """What stands there now."""
        return str(self.row[self.column])

    @property
    def excerpt(self) -> str:
        """So much of it as is told in a line."""
        return textwrap.shorten(self.text, _EXCERPT, placeholder=" …")


def places_of(connection: sqlite3.Connection, number: int) -> Iterator[Place]:
    """Yield the texts of an entry, in the order in which they are sealed."""
    for table, row, first in _rows_of(connection, number):
        for place, column in enumerate(TABLES[table].texts, start=first):
            yield Place(number, place, table, column, row)


def digest_of(salt: bytes, text: str) -> str:
    """Return what a text is sealed as."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def salts_of(connection: sqlite3.Connection, number: int) -> bytes:
    """Return the salts of an entry's texts, one after the other; none where it is not sealed."""
    row = connection.execute("SELECT content FROM salt WHERE id = ?", (number,)).fetchone()
    return b"" if row is None else bytes(row[0])


def salt_at(salts: bytes, place: int) -> bytes:
    """Return the salt of one text among those of its entry."""
    return salts[place * SALT : (place + 1) * SALT]


def seal_of(connection: sqlite3.Connection, number: int, before: str) -> str:
    """Return the seal of an entry as it stands in the ledger now.

    A text that was redacted is taken to be what it was: the redaction says its digest.

    Args:
        connection: to the ledger.
        number: of the entry.
        before: the seal of the entry before it; :data:`FIRST` for the first.
    """
    salts = salts_of(connection, number)
    redacted = connection.execute(
        "SELECT place, was FROM redaction WHERE entry = ? ORDER BY id DESC", (number,)
    )
    was = dict(redacted.fetchall())  # Of several redactions of a place the first stays.
    digest = hashlib.sha256(before.encode("ascii"))
    for table, row, first in _rows_of(connection, number):
        for place, column in enumerate(TABLES[table].texts, start=first):
            row[column] = was.get(place) or digest_of(salt_at(salts, place), row[column])
        digest.update(_line(table, row))
    return digest.hexdigest()


def seal_of_version_4(connection: sqlite3.Connection, number: int, before: str) -> str:
    """Return the seal that a ledger of version 4 gave an entry, with its texts as they are."""
    digest = hashlib.sha256(before.encode("ascii"))
    for table, row, _ in _rows_of(connection, number):
        if table in _OF_VERSION_4:
            digest.update(_line(table, row))
    return digest.hexdigest()


def seal(connection: sqlite3.Connection, number: int, before: str) -> str:
    """Seal an entry that is whole now, and return its seal; nothing can be added to it then."""
    texts = sum(
        len(sealed.texts)
        * connection.execute(
            f"SELECT count(*) FROM {table} WHERE {sealed.key} = ?", (number,)
        ).fetchone()[0]
        for table, sealed in TABLES.items()
        if sealed.texts
    )
    connection.execute(
        "INSERT INTO salt (id, content) VALUES (?, ?)", (number, secrets.token_bytes(SALT * texts))
    )
    sealed_as = seal_of(connection, number, before)
    connection.execute("INSERT INTO seal (id, hash) VALUES (?, ?)", (number, sealed_as))
    return sealed_as


def seal_all(connection: sqlite3.Connection, last: int) -> None:
    """Seal every entry of a ledger up to the ``last``, of which none is sealed yet."""
    before = FIRST
    numbers = connection.execute("SELECT id FROM entry WHERE id <= ? ORDER BY id", (last,))
    for (number,) in numbers.fetchall():
        before = seal(connection, number, before)


def _rows_of(
    connection: sqlite3.Connection, number: int
) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Yield the rows that an entry has in any table, with the names of their columns.

    The last of each is the place of its first text among those of the entry.
    """
    place = 0
    for table, sealed in TABLES.items():
        with closing(
            connection.execute(
                f"SELECT * FROM {table} WHERE {sealed.key} = ? ORDER BY {sealed.order}", (number,)
            )
        ) as rows:
            names = [name for name, *_ in rows.description]
            for row in rows:
                yield table, dict(zip(names, row, strict=True)), place
                place += len(sealed.texts)


def _line(table: str, row: dict[str, Any]) -> bytes:
    """Return a row as it is sealed."""
    line = json.dumps([table, row], ensure_ascii=True, sort_keys=True)
    return line.encode("ascii") + b"\n"
