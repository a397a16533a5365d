"""What a check found: all that is recorded, told and compared of one file, and nothing else.

The workbook as it was read, the plan and the form are ten times as large as what follows from
them, and are let go of with each file: so a batch takes no more memory than one return, and a
process that checks hands on no more than what it found.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from workbook_tools.checks.check import CheckedReturn
from workbook_tools.checks.locating import SubmittedTable
from workbook_tools.files import sha256 as sha256_of
from workbook_tools.form import Form
from workbook_tools.form.rules.model import ROUND
from workbook_tools.form.types import Entry
from workbook_tools.framework import Round
from workbook_tools.problems import LaaError
from workbook_tools.returns.identity import Identity
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record
from workbook_tools.workbooks.address import address
from workbook_tools.workbooks.source import read_source
from workbook_tools.workbooks.unreadable import Unreadable

Entries: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Entry]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the rows and columns of a table stand, as far as rules over a round have to know."""

    sheet_name: str
    rows: Mapping[str, int]
    """Row number of each row found, by key."""
    columns: Mapping[str, int]
    """Column number of each column found, by id."""
    shown: Mapping[tuple[str, str], str]
    """What the cells show that such a rule points at, by row key and column id."""

    def seen(self, key: str, column_id: str) -> tuple[str, str] | None:
        """Return the address of a cell and what it shows; None where it is missing."""
        if key not in self.rows or column_id not in self.columns:
            return None
        place = address(self.rows[key], self.columns[column_id])
        return place, self.shown.get((key, column_id), "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found in one file."""

    path: Path
    """What the file is called, as in the source that it was read from."""
    sha256: str
    application: str
    """The program that says it wrote the file."""
    saved: datetime | None
    dated: datetime | None
    arrived: datetime | None
    """The times of the file, as in the workbook that was read."""
    sheets: tuple[str, ...]
    """The names of its sheets, in order."""
    identity: Identity
    findings: tuple[Finding, ...]
    """In the order of sheets, rows and columns."""
    round: Round | None
    """The round it was issued for; None where it cannot be told what it was issued by."""
    group_title: str
    """The title of its theme group; empty where the round is not known either."""
    values: bytes = field(repr=False)
    cells: bytes = field(repr=False)
    """Records, and entries and tables, folded small: unfolded they take twenty times as much."""
    packed: bytes | None = field(default=None, repr=False)
    """The file itself where it came in an archive or a mail; what lies on disk is there."""

    @property
    def records(self) -> tuple[Record, ...]:
        """Every value understood, whether or not the return is accepted."""
        records: tuple[Record, ...] = _unfolded(self.values)
        return records

    @property
    def entries(self) -> Entries:
        """What was entered, by sheet name, row key and column id."""
        entries: Entries = _unfolded(self.cells)[0]
        return entries

    @property
    def tables(self) -> Mapping[str, Standing]:
        """Where its tables stand, by sheet name."""
        tables: Mapping[str, Standing] = _unfolded(self.cells)[1]
        return tables

    @property
    def status(self) -> str:
        """``accepted``, or ``errors`` where a finding blocks it."""
        return "errors" if any(f.severity == "error" for f in self.findings) else "accepted"

    def content(self) -> bytes:
        """Return the file byte for byte as it was checked, read once more.

        Raises:
            LaaError: it is not what it was any more.
        """
        if self.packed is not None:
            return self.packed
        try:
            content = read_source(self.path).content
        except Unreadable:
            content = b""
        if sha256_of(content) != self.sha256:
            raise LaaError(
                f"{self.path} has been changed or moved since it was checked a moment ago, so "
                "nothing was done with it; check it again."
            )
        return content


def outcome_of(checked: CheckedReturn) -> Outcome:
    """Return what a check found, without what it was found by."""
    book, plan = checked.workbook, checked.plan
    tables = {name: _standing(plan.form, table) for name, table in checked.tables.items() if plan}
    return Outcome(
        path=book.path,
        sha256=book.sha256,
        application=book.application,
        saved=book.saved,
        dated=book.dated,
        arrived=book.arrived,
        sheets=tuple(sheet.name for sheet in book.sheets),
        identity=checked.identity,
        findings=checked.findings,
        round=plan.round if plan else None,
        group_title=plan.group.title if plan else "",
        values=_folded(checked.records),
        cells=_folded((checked.entries, tables)),
        packed=None if book.path.exists() else book.content,
    )


def _folded(what: object) -> bytes:
    return zlib.compress(pickle.dumps(what, pickle.HIGHEST_PROTOCOL), level=1)


def _unfolded(folded: bytes) -> Any:
    """Return what was folded: by this program a moment ago, and by nobody else."""
    return pickle.loads(zlib.decompress(folded))


def _standing(form: Form, submitted: SubmittedTable) -> Standing:
    pointed_at = {
        rule.field
        for rule in form.rules
        if rule.scope == ROUND and rule.sheet == submitted.table.name
    }
    columns = {submitted.table.column(each).id for each in pointed_at}
    shown = {
        (key, column): seen[1]
        for column in columns
        for key in submitted.rows
        if (seen := submitted.seen(key, column))
    }
    return Standing(submitted.sheet_name, submitted.rows, submitted.columns, shown)
