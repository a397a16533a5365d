"""What was redacted: a name taken out of the texts of earlier entries, and files kept no more.

A redaction is an entry like any other. It names the texts that it changed and the files that it
took out, by their digests; the seals of the entries that they were in still follow.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from sqlite3 import Error

from workbook_tools.ledger.chain import (
    EARLIER_SEAL,
    SALT,
    TABLES,
    Place,
    digest_of,
    places_of,
    salt_at,
    salts_of,
)
from workbook_tools.ledger.connection import telling
from workbook_tools.ledger.entering import Entering
from workbook_tools.ledger.entries import done_in_words
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import folded
from workbook_tools.values.names import REDACTED


@dataclass(frozen=True, slots=True)
class Redaction:
    """An entry that took something out of earlier ones."""

    id: int
    """The number of the entry in the ledger."""
    at: datetime
    """When, in UTC."""
    by: str
    """Who; may be empty."""
    why: str
    texts: int
    """From how many texts a name was taken out."""
    files: int
    """How many files are kept no more."""

    def __str__(self) -> str:
        """Say it as in ``redacted on 3 March 2007 by Jo Smith: asked for by the person``."""
        return done_in_words("redacted", self.at, self.by, self.why)


def may_be_left(place: Place, text: str) -> bool:
    """Whether a redaction may leave a text in a place: what it is called is told, and no figure.

    Of a seal of version 4 nothing is left.
    """
    if place.part == EARLIER_SEAL:
        return not text
    is_light = place.table == "record" and place.row["field"] == "light"
    return REDACTED in text and place.row.get("value") is None and not is_light


class Redactions(Entering):
    """The part of the ledger that says what was taken out of it."""

    def texts(self) -> Iterator[Place]:
        """Yield every text of every entry."""
        for (number,) in self._rows("SELECT id FROM entry ORDER BY id"):
            with telling(self.path):
                yield from places_of(self._connection, number)

    def originals(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield every file that is kept, as (SHA-256, its name when it came first, content)."""
        for (digest,) in self._rows("SELECT sha256 FROM original WHERE content IS NOT NULL"):
            ((file, content),) = self._rows(
                "SELECT file, content FROM submission JOIN original USING (sha256) "
                "WHERE sha256 = ? ORDER BY id LIMIT 1",
                digest,
            )
            yield digest, file, bytes(content)

    def redactions(self) -> tuple[Redaction, ...]:
        """Return all redactions, in the order in which they were entered."""
        rows = self._rows(
            "SELECT id, at, who, why, "
            "(SELECT count(*) FROM redaction WHERE redaction.id = entry.id AND part <> ?), "
            "(SELECT count(*) FROM redacted_file WHERE redacted_file.id = entry.id) "
            "FROM entry WHERE kind = 'redacted' ORDER BY id",
            EARLIER_SEAL,
        )
        return tuple(
            Redaction(number, datetime.fromisoformat(at), *rest) for number, at, *rest in rows
        )

    def redaction_of(self, sha256: str) -> Redaction | None:
        """Return what took the file with this SHA-256 out; None where nothing did."""
        row = self._one("SELECT id FROM redacted_file WHERE sha256 = ?", sha256)
        if row is None:
            return None
        return next(each for each in self.redactions() if each.id == row[0])

    def without_earlier_seal(self) -> frozenset[int]:
        """Return the entries of version 4 whose seals went with what was redacted."""
        rows = self._rows("SELECT id FROM earlier_seal WHERE hash = ''")
        return frozenset(number for (number,) in rows)

    def left(self, redaction: int) -> Iterator[Place]:
        """Yield the texts that a redaction changed, as they stand now."""
        rows = self._rows(
            "SELECT entry, place FROM redaction WHERE id = ? AND part <> ? ORDER BY entry, place",
            redaction,
            EARLIER_SEAL,
        )
        for entry, of_entry in groupby(rows, key=lambda row: row[0]):
            numbers = {number for _, number in of_entry}
            with telling(self.path):
                places = list(places_of(self._connection, entry))
            yield from (place for place in places if place.number in numbers)

    def redact(
        self, texts: Mapping[Place, str], files: Collection[str], why: str, at: datetime, by: str
    ) -> int:
        """Take a name out of the ledger; return the number of the entry that says so.

        The seals of version 4 of the entries concerned and of all later ones go too, because they
        are over the names themselves. What was taken out is not in the ledger's file any more,
        wherever it stood in it; a copy of the file still has it.

        Args:
            texts: what is to stand from now on in each of the places that have the name.
            files: the SHA-256 of the files that are to be kept no more.
            why: the reason, which must not repeat the name.
            at: when; with a time zone.
            by: who.

        Raises:
            LaaError: it cannot be entered; then nothing is changed.
            ValueError: something else is to stand there than a text without a name.
        """
        with telling(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
        with self._writing():
            number = self._enter("redacted", at, by, folded(why))
            changed = dict(texts)
            if texts:
                changed |= self._earlier_seals_from(min(place.entry for place in texts))
            in_order = sorted(changed, key=lambda place: (place.entry, place.number))
            for entry, places in groupby(in_order, key=lambda place: place.entry):
                self._redact_entry(number, entry, {place: changed[place] for place in places})
            for digest in sorted(files):
                self._insert("redacted_file", id=number, sha256=digest)
                self._rows("UPDATE original SET content = NULL WHERE sha256 = ?", digest)
        # Gives the room back; where there is none to do that in, what was taken out is zeros.
        with suppress(Error):
            self._connection.execute("VACUUM")
        return number

    def _earlier_seals_from(self, first: int) -> dict[Place, str]:
        """Return the seals of version 4 of an entry and of all later ones, each to be blank."""
        numbers = self._rows("SELECT id FROM earlier_seal WHERE id >= ? AND hash <> ''", first)
        return {
            place: ""
            for (number,) in numbers
            for place in places_of(self._connection, number)
            if place.part == EARLIER_SEAL
        }

    def _redact_entry(self, number: int, entry: int, texts: Mapping[Place, str]) -> None:
        """Put texts of one entry in the place of what stands there, and say so."""
        salts = bytearray(salts_of(self._connection, entry))
        there = {place.number: place.text for place in places_of(self._connection, entry)}
        for place, text in texts.items():
            if not may_be_left(place, text):
                raise ValueError(f"“{text}” is not what is left of a text by a redaction")
            if there.get(place.number) != place.text:
                raise LaaError(
                    f"{self.path} was redacted by another command at the same time; nothing was "
                    "changed by this one; try again."
                )
            was = digest_of(salt_at(bytes(salts), place.number), place.text)
            salt = secrets.token_bytes(SALT)
            salts[place.number * SALT : (place.number + 1) * SALT] = salt
            self._insert(
                "redaction",
                id=number,
                entry=entry,
                place=place.number,
                part=place.part,
                was=was,
                stands=digest_of(salt, text),
            )
            sealed = TABLES[place.table]
            self._rows(
                f"UPDATE {place.table} SET {place.column} = ? "
                f"WHERE {sealed.key} = ? AND {sealed.order} = ?",
                text,
                entry,
                place.row[sealed.order],
            )
        self._rows("UPDATE salt SET content = ? WHERE id = ?", bytes(salts), entry)
