"""The funding tables of a framework, built from the published ones and the judgements on them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbook_tools.framework.funding import Allocation, FundingControl, FundingLine
from workbook_tools.framework.model import ThemeGroup
from workbook_tools.values.money import read_amount

Cells = dict[str, str]

BLOCKS = {
    "CYP": "children-young-people",
    "SSC": "safer-stronger-communities",
    "HCOP": "healthier-communities-older-people",
    "EED": "economic-development-enterprise",
    "Children and Young People": "children-young-people",
    "Safer and Stronger Communities": "safer-stronger-communities",
    "Healthier Communities and Older People": "healthier-communities-older-people",
}
"""Ids of blocks by the words of the two tables."""

ACCOUNTANTS = {
    "CYP": ("Finance: Children and Young People", "FCY"),
    "EED": ("Finance: Economic Development and Enterprise", "FED"),
    "HCOP": ("Finance: Healthier Communities and Older People", "FHC"),
    "SSC": ("Finance: Safer and Stronger Communities", "FSS"),
}
"""Names and codes of the accountants, by the word of the table for their block."""

POOLINGS = {
    "pooled_automatic": "automatically pooled",
    "pooled_other": "otherwise pooled",
    "aligned": "aligned",
}

REFRESH, PROPOSAL = "laa-refresh-2007-08", "laa-proposal-2005"

NARRATIVE = (
    ("N-ALIGNED", "Approximately £28,407,000 aligned funding", "aligned", "£28,407,000"),
    (
        "N-POOLED",
        "Approximately £28,475,680 pooled funding",
        "automatically pooled; otherwise pooled",
        "£28,475,680",
    ),
)
"""Totals of the narrative of 2007/08, line 103."""


def build_funding(source: Path) -> dict[str, list[Any]]:
    """Return the rows of each funding table of a framework, by file name."""
    refresh = _read(source / "funding_2007_08.csv")
    proposal = _read(source / "funding_2005_06.csv")
    judged = {(row["table"], row["source_line"]): row for row in _judged(source, refresh, proposal)}
    return {
        "accountants.csv": [
            ThemeGroup(
                id=f"finance-{word.lower()}",
                block=BLOCKS[word],
                printed="",
                title=title,
                code=code,
            )
            for word, (title, code) in ACCOUNTANTS.items()
        ],
        "streams.csv": list(_lines(refresh, proposal, judged)),
        "allocations.csv": [
            *_allocations_of_refresh(refresh, judged),
            *_allocations_of_proposal(proposal, judged),
        ],
        "funding_controls.csv": [*_controls_of_refresh(refresh), *_controls_of_proposal(proposal)],
    }


def _judged(source: Path, refresh: list[Cells], proposal: list[Cells]) -> list[Cells]:
    """Read the judgements; stop where one is missing, or is beside another line's words."""
    path = source / "funding_judgements.csv"
    judgements = _read(path)
    said = {
        (table, row["source_line"]): row["funding_stream"]
        for table, rows in (("2007-08", refresh), ("2005-06", proposal))
        for row in rows
        if row["line_type"] == "stream"
    }
    judged = {(row["table"], row["source_line"]): row["printed"] for row in judgements}
    if said != judged:
        odd = sorted(key for key in said.keys() | judged.keys() if said.get(key) != judged.get(key))
        raise SystemExit(f"{path}: the judgements on {odd} are not those of the source's lines.")
    return judgements


def _lines(
    refresh: list[Cells], proposal: list[Cells], judged: dict[tuple[str, str], Cells]
) -> Iterator[FundingLine]:
    """Yield the lines of 2007/08 in printed order, then those that only 2005 has."""
    seen = set()
    for table, rows in (("2007-08", refresh), ("2005-06", proposal)):
        for row in rows:
            judgement = judged.get((table, row["source_line"]))
            if judgement is None or judgement["line"] in seen:
                continue
            seen.add(judgement["line"])
            yield FundingLine(
                id=judgement["line"],
                stream=judgement["stream"],
                title=judgement["title"],
                aliases=judgement["aliases"],
                block=BLOCKS[row["block"]],
                pooling=POOLINGS.get(row.get("table", ""), ""),
                previously_pooled={"Y": "yes", "N": "no"}.get(row.get("previously_pooled", ""), ""),
                reported_by=judgement["reported_by"],
                reason=judgement["reason"],
                became=judgement["became"],
                note=judgement["note"],
            )


def _allocations_of_refresh(
    rows: list[Cells], judged: dict[tuple[str, str], Cells]
) -> Iterator[Allocation]:
    for row in rows:
        if row["line_type"] != "stream":
            continue
        heading = "Capital Funding" if "Capital Funding" in row["notes"] else ""
        for kind in ("capital", "revenue"):
            if row[kind]:
                yield Allocation(
                    line=judged["2007-08", row["source_line"]]["line"],
                    year="2007-08",
                    kind=kind,
                    basis="allocation",
                    amount=_amount(row[kind]),
                    unit="£",
                    named=row["funding_stream"],
                    heading=heading,
                    printed=row[kind],
                    source=f"{REFRESH}, line {row['source_line']}",
                    note="",
                )


def _allocations_of_proposal(
    rows: list[Cells], judged: dict[tuple[str, str], Cells]
) -> Iterator[Allocation]:
    for row in rows:
        if row["line_type"] != "stream":
            continue
        for column, year in (
            ("y2005_06", "2005-06"),
            ("y2006_07", "2006-07"),
            ("y2007_08", "2007-08"),
        ):
            if row[column]:
                yield Allocation(
                    line=judged["2005-06", row["source_line"]]["line"],
                    year=year,
                    kind="capital" if row["group_heading"] == "Capital Funding" else "revenue",
                    basis="forecast",
                    amount=_amount(row[column]),
                    unit="£000",
                    named=row["funding_stream"],
                    heading=row["group_heading"],
                    printed=row[column],
                    source=f"{PROPOSAL}, line {row['source_line']}",
                    note="",
                )


def _controls_of_refresh(rows: list[Cells]) -> Iterator[FundingControl]:
    for row in rows:
        if row["line_type"] == "stream":
            continue
        for kind in ("capital", "revenue"):
            yield FundingControl(
                id=f"F{row['source_line']}-{kind}",
                what=row["funding_stream"],
                block=BLOCKS.get(row["block"], ""),
                pooling=POOLINGS[row["table"]],
                kind=kind,
                year="2007-08",
                basis="allocation",
                amount=_amount(row[kind]),
                unit="£",
                printed=row[kind],
                source=f"{REFRESH}, line {row['source_line']}",
                note=row["notes"],
            )
    for id_, what, pooling, printed in NARRATIVE:
        yield FundingControl(
            id=id_,
            what=what,
            block="",
            pooling=pooling,
            kind="",
            year="2007-08",
            basis="allocation",
            amount=_amount(printed),
            unit="£",
            printed=printed,
            source=f"{REFRESH}, line 103",
            note="The narrative says “approximately”; the tables give it to the pound.",
        )


def _controls_of_proposal(rows: list[Cells]) -> Iterator[FundingControl]:
    for row in rows:
        if row["line_type"] != "total":
            continue
        for column, year in (
            ("y2005_06", "2005-06"),
            ("y2006_07", "2006-07"),
            ("y2007_08", "2007-08"),
        ):
            yield FundingControl(
                id=f"F{row['source_line']}-{year}",
                what=row["funding_stream"],
                block=BLOCKS[row["block"]],
                pooling="",
                kind="",
                year=year,
                basis="forecast",
                amount=_amount(row[column]),
                unit="£000",
                printed=row[column],
                source=f"{PROPOSAL}, line {row['source_line']}",
                note="",
            )


def _amount(printed: str) -> str:
    """Return an amount without commas and signs of money; words as they stand."""
    value = read_amount(printed).value
    return printed if value is None else f"{value:f}"


def _read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
