"""What a framework says besides indicators and money: its board, and registers carried over."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from workbook_tools.framework.model import ThemeGroup
from workbook_tools.framework.registers import Activity, Community, Recommendation

Cells = dict[str, str]

PROPOSAL = "laa-proposal-2005"
"""The document that prints the programmes of activities."""

PLAN = "community-plan-2005-10"
"""The document that names the communities of interest, in its appendix 1."""

BOARD = ThemeGroup(
    id="board",
    block="",
    printed="Coventry Partnership Board",
    title="Coventry Partnership Board",
    code="BRD",
)
"""It assesses the partnership as a whole every year (2007/08 agreement, section 3.3, line 220)."""


def build_registers(source: Path) -> dict[str, list[Any]]:
    """Return the rows of each of these tables of a framework, by file name."""
    codes = {row["id"]: row["code"] for row in _read(source / "group_judgements.csv")}
    codes[BOARD.id] = BOARD.code
    return {
        "board.csv": [BOARD],
        "activities.csv": list(_activities(source, codes)),
        "recommendations.csv": list(_recommendations(source, codes)),
        "communities.csv": list(_communities(source)),
    }


def _activities(source: Path, codes: dict[str, str]) -> Iterator[Activity]:
    """Yield the activities of the programmes of 2005 in printed order."""
    printed, judgements = source / "activities_2005.csv", source / "activity_judgements.csv"
    for row, judged in _judged(printed, judgements, "activity"):
        yield Activity(
            id=f"{codes[judged['reported_by']]}-T{row['source_line']}",
            reported_by=judged["reported_by"],
            reason=judged["reason"],
            programme=row["programme"],
            outcome=row["outcome"],
            kind=row["kind"],
            heading=row["heading"],
            text=row["activity"],
            source=f"{PROPOSAL}, line {row['source_line']}",
            note=row["notes"],
        )


def _recommendations(source: Path, codes: dict[str, str]) -> Iterator[Recommendation]:
    """Yield the recommendations; a line that repeats one says more of what has happened."""
    printed = source / "recommendations.csv"
    first: dict[tuple[str, str], str] = {}
    for row, judged in _judged(printed, source / "recommendation_judgements.csv", "text"):
        id_ = f"{codes[judged['reported_by']]}-R{row['source_line']}"
        asked = first.setdefault((judged["review"], row["text"]), id_)
        yield Recommendation(
            id=id_,
            reported_by=judged["reported_by"],
            reason=judged["reason"],
            review=judged["review"],
            kind=row["kind"],
            text=row["text"],
            happened=row["what_has_happened"],
            part_of="" if asked == id_ else asked,
            made_on=date.fromisoformat(judged["made_on"]) if judged["made_on"] else None,
            source=f"{judged['document']}, line {row['source_line']}",
            note=row["notes"],
        )


def _communities(source: Path) -> Iterator[Community]:
    """Yield the communities of interest of the Community Plan in printed order."""
    printed = source / "communities_of_interest.csv"
    for row, judged in _judged(printed, source / "community_judgements.csv", "community"):
        yield Community(
            id=f"COI-{row['source_line']}",
            title=row["community"],
            words=judged["words"],
            indicators=judged["indicators"],
            activities=judged["activities"],
            recommendations=judged["recommendations"],
            source=f"{PLAN}, line {row['source_line']}",
            note=judged["note"],
        )


def _judged(printed: Path, path: Path, column: str) -> Iterator[tuple[Cells, Cells]]:
    """Yield printed rows with their judgements; stop where one is beside another row's words."""
    rows, judgements = _read(printed), {row["source_line"]: row for row in _read(path)}
    if odd := sorted({row["source_line"] for row in rows} ^ judgements.keys()):
        raise SystemExit(f"{path}: lines {odd} are not in both the source and the judgements.")
    for row in rows:
        judged = judgements[row["source_line"]]
        if not row[column].startswith(judged[column].removesuffix("…")):
            raise SystemExit(
                f"{path}: source line {row['source_line']} is “{row[column]}”, not "
                f"“{judged[column]}”; correct the judgement."
            )
        yield row, judged


def _read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
