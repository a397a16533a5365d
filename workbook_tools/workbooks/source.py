"""A file that is to be read as a workbook: its bytes, and what is known of where they lay."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from workbook_tools.workbooks import limits
from workbook_tools.workbooks.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Source:
    """The content of one file, read once."""

    path: Path
    """What it is called: its place on disk, or that of an archive or a mail and the name of
    the member in it, ``inbox/mail.eml › health.xlsx``. Nothing is ever read from it again."""
    content: bytes = field(repr=False)
    dated: datetime | None = None
    """The time that the folder, the archive or the mail gives it; None where there is none."""
    arrived: datetime | None = None
    """Since when it, or what it came in, lies where it was found; None where nobody knows."""


def read_source(path: Path) -> Source:
    """Read a file as a whole.

    Raises:
        Unreadable: it is not there, no file, empty, far too large, or may not be opened.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("is a folder", "name the workbook inside it")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("is not a file", "name a workbook")
        if status.st_size > limits.MAX_FILE_BYTES:
            raise too_large(status.st_size)
        with path.open("rb") as stream:
            content = stream.read(limits.MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise Unreadable("does not exist", "check the name and the folder") from error
    except PermissionError as error:
        raise Unreadable(
            "may not be opened by you", "ask its owner for permission, or copy it elsewhere"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise Unreadable(f"cannot be opened ({reason})", "check the name and the folder") from error
    if not content:
        raise empty()
    # A copy keeps the time of writing; that of its entry in the folder is newer then.
    arrived = max(status.st_mtime, status.st_ctime)
    return Source(path, content, _moment(status.st_mtime), _moment(arrived))


def too_large(size: int) -> Unreadable:
    """Return the error of a file that is far larger than any return."""
    return Unreadable(
        f"is {size / 2**20:,.0f} MB, far more than a return",
        "take out its pictures, or ask for a smaller copy",
    )


def empty() -> Unreadable:
    """Return the error of a file in which there is nothing at all."""
    return Unreadable("is empty", "ask the sender to send it again")


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
