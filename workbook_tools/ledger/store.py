"""The ledger itself: one file, opened to enter things or to read them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from workbook_tools.ledger.decisions import Decisions
from workbook_tools.ledger.issued import Issued
from workbook_tools.ledger.opening import connect
from workbook_tools.ledger.proofs import Proofs
from workbook_tools.ledger.publications import Publications


class Ledger(Decisions, Issued, Publications, Proofs):
    """What was issued, what came in, what counts and what was published.

    Use it in a ``with`` statement, which closes it. All methods raise
    :class:`~workbook_tools.problems.LaaError` where the file cannot be read or written,
    or where another command has kept it busy for five seconds.
    """

    backup: Path | None = None
    """The copy of the ledger as it was, where opening it has just brought it up to date."""

    @classmethod
    def open(cls, path: Path, *, create: bool = True, read_only: bool = False) -> Ledger:
        """Open the ledger in the file ``path``; start it where there is none yet.

        With ``read_only`` the right to read is enough, and nothing is written: a ledger that
        is started is one in memory. Only one of an earlier version is brought up to date.

        Raises:
            LaaError: the file is not a ledger, cannot be opened, is in use, or is missing
                while ``create`` is False; or it is of an earlier version, and may not be
                written to.
        """
        connection, backup = connect(path, create=create, read_only=read_only)
        ledger = cls(connection, path)
        ledger.backup = backup
        return ledger

    def close(self) -> None:
        """Close the file; a closed ledger cannot be used again."""
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
