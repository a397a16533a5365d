"""The chain of the ledger: each entry carries a seal over itself and over the one before.

A seal is a SHA-256 over the seal before it and over every row that the entry has in any table,
in a way of writing that this module alone knows. What was altered, left out, added or put in
another order after it was sealed does not give the same seal; and since every later seal
follows from it, whoever alters one entry has to make all later ones anew. That is found where
one of the old seals is kept elsewhere: on a receipt, or in an LAA spreadsheet.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing

FIRST = "0" * 64
"""What the first entry is sealed with, as the seal before it."""

_TABLES = {
    "entry": ("id", "id"),
    "issue": ("id", "id"),
    "round_event": ("id", "id"),
    "closing": ("id", "id"),
    "counted": ("closing", "submission"),
    "submission": ("id", "id"),
    "record": ("submission_id", "position"),
    "finding": ("submission_id", "position"),
    "answer": ("submission_id", "position"),
    "decision": ("id", "id"),
    "publication": ("id", "id"),
    "published": ("publication", "submission"),
}
"""The tables in which an entry has rows, with the column of its number and that of their order.
A table that comes later is written after these, so that the seals before it stay what they are.
Received files, forms and frameworks stand in the rows by their own SHA-256."""


def seal_of(connection: sqlite3.Connection, number: int, before: str) -> str:
    """Return the seal of an entry as it stands in the ledger now.

    Args:
        connection: to the ledger.
        number: of the entry.
        before: the seal of the entry before it; :data:`FIRST` for the first.
    """
    digest = hashlib.sha256(before.encode("ascii"))
    for table, (key, order) in _TABLES.items():
        with closing(
            connection.execute(f"SELECT * FROM {table} WHERE {key} = ? ORDER BY {order}", (number,))
        ) as rows:
            names = [name for name, *_ in rows.description]
            for row in rows:
                said = dict(zip(names, row, strict=True))
                line = json.dumps([table, said], ensure_ascii=True, sort_keys=True)
                digest.update(line.encode("ascii") + b"\n")
    return digest.hexdigest()


def seal(connection: sqlite3.Connection, number: int, before: str) -> str:
    """Seal an entry that is whole now, and return its seal; nothing can be added to it then."""
    sealed = seal_of(connection, number, before)
    connection.execute("INSERT INTO seal (id, hash) VALUES (?, ?)", (number, sealed))
    return sealed


def seal_all(connection: sqlite3.Connection) -> None:
    """Seal every entry of a ledger of which none is sealed yet."""
    before = FIRST
    for (number,) in connection.execute("SELECT id FROM entry ORDER BY id").fetchall():
        before = seal(connection, number, before)
