"""Ledgers for tests, and what is entered in them: submissions of a small framework."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.files import sha256
from workbook_tools.framework.model import Block, Framework, Round, ThemeGroup
from workbook_tools.ledger import Ledger, Publication, RoundEvent, Submission
from workbook_tools.ledger.chain import seal_all
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

FRAMEWORK = "test-framework"
ROUND = "2006-07"
DUE = date(2007, 5, 18)
NOON = datetime(2007, 5, 1, 12, tzinfo=UTC)
UPDATE = Round(ROUND, "Update", "2006-07", 12, date(2006, 4, 1), date(2007, 3, 31), DUE)
GROUPS = ("transport", "health", "culture")

VERSION_1, VERSION_2, VERSION_3, VERSION_4 = (
    Path(__file__).parent / "ledgers" / f"version-{number}.sqlite" for number in (1, 2, 3, 4)
)
"""Ledgers of earlier versions; README.md beside them says how they were made."""


def record(text: str, cell: str = "K12", indicator: str = "CYP-577", area: str = "city") -> Record:
    try:
        value: float | None = float(text)
    except ValueError:
        value = None
    return Record(
        indicator,
        "actual",
        "2006-07",
        area,
        "value",
        value,
        text,
        "final",
        "actual",
        "Indicators",
        cell,
    )


def finding(severity: str, message: str = "The figure is missing.") -> Finding:
    names = [field.name for field in fields(Finding)]
    told = Finding(*(f"the {name}" for name in names))
    return replace(told, severity=severity, message=message)


def submission(
    content: str,
    *,
    file: str = "",
    group: str = "health",
    minutes: int = 0,
    records: Sequence[Record] = (),
    findings: Sequence[Finding] = (),
    days: int = 0,
    round_id: str = ROUND,
) -> Submission:
    """A file sent in at noon on 1 May 2007, or so many days and minutes later."""
    as_bytes = content.encode()
    received_at = NOON + timedelta(days=days, minutes=minutes)
    return Submission(
        file=file or f"{content}.xlsx",
        content=as_bytes,
        sha256=sha256(as_bytes),
        received_at=received_at,
        framework=FRAMEWORK,
        round=round_id,
        theme_group=group,
        application="Microsoft Excel 16.0",
        late=received_at.date() > DUE,
        records=records,
        findings=findings,
    )


def framework() -> Framework:
    """A framework of three theme groups and one round."""
    return Framework(
        id=FRAMEWORK,
        title="Test",
        note="",
        years=("2006-07",),
        fingerprint="0" * 64,
        blocks=(Block("hcop", "Healthier communities"),),
        theme_groups=tuple(
            ThemeGroup(group, "hcop", group.upper(), group.capitalize(), group[:3].upper())
            for group in GROUPS
        ),
        outcomes=(),
        indicators=(),
        figures=(),
        areas=(),
        rounds=(UPDATE,),
    )


def everything_in(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table of a ledger, by its name."""
    with closing(sqlite3.connect(path)) as other:
        names = other.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {
            name: other.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()
        }


def declared(text: str) -> DeclaredFiles:
    """A form or a framework, as far as the ledger knows one."""
    return DeclaredFiles(Path("declared"), {"columns.json": text.encode()})


def closed(ledger: Ledger, round_id: str = ROUND, days: int = 0) -> RoundEvent:
    """Close a round, so many days after 1 May 2007, with a framework and a form."""
    framework_files, form_files = declared("a framework"), declared("a form")
    return ledger.close_round(
        round_id,
        ledger.keep_declaration("framework", framework_files),
        ledger.keep_declaration("form", form_files),
        NOON + timedelta(days=days),
        "JS",
    )


def publication(ledger: Ledger, content: str = "a spreadsheet", minutes: int = 0) -> Publication:
    """An LAA spreadsheet of what counts now, to be entered."""
    return Publication(
        FRAMEWORK,
        ROUND,
        f"{content}.xlsx",
        sha256(content.encode()),
        ledger.keep_declaration("framework", declared("a framework")),
        ledger.keep_declaration("form", declared("a form")),
        frozenset(each.id for each in ledger.current(FRAMEWORK, ROUND).values()),
        NOON + timedelta(minutes=minutes),
        "JS",
    )


def by_force(path: Path, *statements: str, reseal: bool = False) -> None:
    """Do what the guards forbid: take them away, and put them back afterwards.

    With ``reseal`` every seal is made anew, too, as somebody would who knows how.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA synchronous = OFF")
        other.execute("BEGIN")
        guards = other.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        kept = guards.fetchall()
        for name, _ in kept:
            other.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            other.execute(statement)
        if reseal:
            for table in ("seal", "salt"):
                other.execute(f"DELETE FROM {table}")
            ((last,),) = other.execute("SELECT max(id) FROM entry")
            seal_all(other, last)
        for _, made in kept:
            other.execute(made)
        other.execute("COMMIT")
