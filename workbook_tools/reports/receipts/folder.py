"""The folder of receipts: one file for each accepted return, never written over."""

from __future__ import annotations

from pathlib import Path

from workbook_tools.files import write_whole
from workbook_tools.ledger import Ledger, ReceivedFile
from workbook_tools.ledger.decisions import number_of
from workbook_tools.problems import LaaError
from workbook_tools.reports.receipts.facts import Facts


def keep_receipt(folder: Path, facts: Facts, text: str) -> tuple[Path, bool]:
    """Put a receipt in the folder, and say where, and whether it was not there before.

    Raises:
        LaaError: it cannot be written; the return stays recorded.
    """
    path = folder
    try:
        for path in _paths(folder, facts.received, facts.number):
            if _is_receipt_of(path, facts.received):
                return path, False
            if not path.exists():
                break
        write_whole(path, text.encode("utf-8"))
    except (OSError, LaaError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        reason = cause.strerror if isinstance(cause, OSError) else str(error)
        raise LaaError(
            f"its receipt {path} cannot be written ({reason}); name a folder that can be written "
            "with --receipts, and ingest the file again."
        ) from error
    return path, True


def find_receipt(folder: Path, ledger: Ledger, received: ReceivedFile) -> Path | None:
    """Return where the receipt of an accepted file is; None where it is not in the folder."""
    try:
        for path in _paths(folder, received, number_of(ledger, received)):
            if _is_receipt_of(path, received):
                return path
    except OSError:
        # A folder that cannot be read has none for us.
        return None
    return None


def _paths(folder: Path, received: ReceivedFile, number: int) -> tuple[Path, Path]:
    """Return where a receipt may be: the second name is for where another has the first.

    That happens where a ledger was started anew beside the receipts of an older one.
    """
    name = f"{received.theme_group}-{received.round}-{number}"
    return folder / f"{name}.txt", folder / f"{name}-{received.sha256[:12]}.txt"


def _is_receipt_of(path: Path, received: ReceivedFile) -> bool:
    """Whether a file is the receipt of a submission, which its SHA-256 tells."""
    if not path.exists():
        return False
    # Where a form leaves little room beside its labels, the number is broken over lines.
    return received.sha256 in "".join(path.read_text("utf-8", errors="replace").split())
