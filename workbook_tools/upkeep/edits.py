"""What is changed in one row, and who is said to have agreed it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbook_tools.framework import Round
from workbook_tools.upkeep.content import Content
from workbook_tools.upkeep.layout import Column, TableSheet
from workbook_tools.upkeep.live import NOT_IN_TIME
from workbook_tools.upkeep.reading import EditedRow


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the sheet Changes."""

    row: EditedRow
    what: str
    since: Round | None
    agreed_by: str
    agreed_on: date | None
    why: str

    @property
    def agreement(self) -> str:
        """Who agreed it and when, as far as is said: ``agreed by the Board on 12/10/2007``."""
        by = f"by {self.agreed_by}" if self.agreed_by else ""
        on = f"on {self.agreed_on:%d/%m/%Y}" if self.agreed_on else ""
        return " ".join(filter(None, ("agreed", by, on)))

    @property
    def names(self) -> tuple[str, ...]:
        """The references it names, or ``all`` or ``new``."""
        parts = re.split(r"[,;]", str(self.row.cells.get("row") or ""))
        return tuple(filter(None, (part.strip() for part in parts)))


@dataclass(frozen=True)
class Edit:
    """What is changed in one row of a sheet."""

    spec: TableSheet
    row: EditedRow
    key: str
    """Its reference, given where the row had none."""
    before: Mapping[str, Content] | None
    """The cells as they were exported; None for a new row."""
    changed: Mapping[str, tuple[Content, Content]]
    """What stood and what stands in each changed cell, by column id."""
    said: Said | None = None

    @property
    def is_new(self) -> bool:
        """Whether the row was not there before."""
        return self.before is None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The changed columns, in the order of the sheet."""
        return tuple(column for column in self.spec.columns if column.id in self.changed)

    @property
    def needs_saying(self) -> bool:
        """Whether somebody must have agreed it: contacts are nobody's decision."""
        return self.is_new or any(not column.contact for column in self.columns)

    @property
    def needs_round(self) -> bool:
        """Whether it must be said from which round it holds."""
        if self.spec.rows in NOT_IN_TIME:
            return False
        only_ends = set(self.changed) == {"until"} and self.changed["until"][1] is not None
        return self.needs_saying and (self.is_new or not only_ends)

    def place(self) -> str:
        """Return the column whose cell a mistake with the whole row is shown at."""
        return self.columns[0].id if self.columns else "id"
