"""The forms and frameworks that returns were issued with, and rounds closed with."""

from __future__ import annotations

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.ledger.entering import Entering

KINDS = ("form", "framework")
"""The kinds of declarations that are kept."""


class Declarations(Entering):
    """The part of the ledger that keeps forms and frameworks, once each, as they were."""

    def keep_declaration(self, kind: str, files: DeclaredFiles) -> str:
        """Keep the files of a form or a framework, and return their fingerprint.

        What is kept already is not kept again. ``kind`` is one of :data:`KINDS`.

        Raises:
            LaaError: the files cannot be kept.
            ValueError: there is no such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"{kind} is no kind of declaration")
        with self._writing():
            if not self._is_kept(files.fingerprint):
                self._insert(
                    "declaration",
                    fingerprint=files.fingerprint,
                    kind=kind,
                    content=files.packed(),
                )
        return files.fingerprint

    def declaration(self, kind: str, fingerprint: str) -> DeclaredFiles | None:
        """Return the files of a form or a framework by their fingerprint; None if not kept.

        Raises:
            DeclarationError: what is kept is damaged.
        """
        row = self._one(
            "SELECT content FROM declaration WHERE kind = ? AND fingerprint = ?", kind, fingerprint
        )
        if row is None:
            return None
        return DeclaredFiles.unpacked(row[0], self.path / f"{kind} {fingerprint[:12]}")

    def declared(self) -> tuple[tuple[str, str], ...]:
        """Return kind and fingerprint of all that is kept, in the order in which it came."""
        rows = self._rows("SELECT kind, fingerprint FROM declaration ORDER BY rowid")
        return tuple((kind, fingerprint) for kind, fingerprint in rows)

    def _require_kept(self, *fingerprints: str) -> None:
        for fingerprint in fingerprints:
            if not self._is_kept(fingerprint):
                raise ValueError(f"there is no declaration {fingerprint}: keep it first")

    def _is_kept(self, fingerprint: str) -> bool:
        query = "SELECT 1 FROM declaration WHERE fingerprint = ?"
        return self._one(query, fingerprint) is not None
