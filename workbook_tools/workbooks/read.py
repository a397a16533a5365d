"""What a reader finds in a file, whatever the file's format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from workbook_tools.workbooks.model import Sheet


@dataclass(frozen=True, slots=True)
class Read:
    """The part of a Workbook that a reader fills in; the fields mean what they mean there."""

    sheets: tuple[Sheet, ...]
    defined_names: dict[str, str] = field(default_factory=dict)
    application: str = ""
    date_1904: bool = False
    unseen: tuple[str, ...] = ()
    saved: datetime | None = None
