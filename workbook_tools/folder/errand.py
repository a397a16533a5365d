"""What another process has to know of a working folder to do a part of a command's work."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.folder.contents import Contents


@dataclass(frozen=True, slots=True)
class Errand:
    """In which folder, and for which round, something is to be done."""

    folder: Path
    round: str
    run: str
    """Unlike any other: what was looked up for an earlier run may have changed since."""


def errand_in(contents: Contents, round_id: str) -> Errand:
    """Return an errand of a new run in a working folder."""
    return Errand(contents.path, round_id, uuid.uuid4().hex)
