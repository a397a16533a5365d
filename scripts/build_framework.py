"""Build the tables of a framework from its sources: ``python scripts/build_framework.py``.

The sources are the published spreadsheet as a CSV file, unchanged, and beside it the
judgements that a person made on each of its rows. The tables are what the toolkit
loads. Every figure keeps the line and the column it was printed at, so that it can be
traced back. ``--check`` writes nothing, and fails where a table differs from what the
sources give.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from build_funding import build_funding
from build_plan import build_plan
from build_registers import build_registers

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework.calendar import Duty
from workbook_tools.framework.load import FILES
from workbook_tools.framework.model import Block, Figure, Indicator, Outcome, ThemeGroup
from workbook_tools.framework.printed_figures import figure_of, with_due
from workbook_tools.framework.save import table_bytes
from workbook_tools.values.printed import UNREADABLE, Reading, read_printed
from workbook_tools.values.units import same_unit

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column with figures: where it stands in the source, and what it holds."""

    number: int
    values: str
    dates: str
    field: str
    year: str


COLUMNS = (
    Column(15, "baseline_city", "baseline_date", "baseline", ""),
    Column(21, "target_2005_06", "", "target", "2005-06"),
    Column(22, "target_2006_07", "", "target", "2006-07"),
    Column(23, "target_2007_08", "", "target", "2007-08"),
    Column(24, "target_2008_09", "", "target", "2008-09"),
    Column(26, "update_2004_05_city", "update_2004_05_date", "actual", "2004-05"),
    Column(33, "update_2005_06_city", "update_2005_06_date", "actual", "2005-06"),
)
"""The columns kept as figures. The 2006-07 update (39, 40) is what a round collects."""

NO_OUTCOME = "none"
"""Stands in a judgement where the outcome printed above is not the row's."""


@dataclass(frozen=True)
class Source:
    """The published rows and the judgements on them."""

    rows: tuple[Cells, ...]
    groups: tuple[Cells, ...]
    judgements: dict[int, Cells]
    group_judgements: dict[str, Cells]
    outcome_judgements: dict[str, Cells]
    readings: dict[tuple[int, int], list[Cells]]
    duties: tuple[tuple[Cells, Cells], ...]
    """The governance calendar: each duty with the judgement on it."""

    def code(self, row: Cells) -> str:
        """Return the code of the theme group a row is printed under."""
        return self.group_judgements[row["theme_group"]]["code"]

    def judgement(self, row: Cells) -> Cells:
        """Return the judgement on a row."""
        return self.judgements[int(row["source_line"])]


def read_source(folder: Path) -> Source:
    """Read the source files of the framework in ``folder``."""
    source = folder / "source"
    rows = tuple(_read(source / "simple_view.csv"))
    readings: dict[tuple[int, int], list[Cells]] = {}
    for reading in _read(source / "readings.csv"):
        place = (int(reading["source_line"]), int(reading["column"]))
        readings.setdefault(place, []).append(reading)
    return Source(
        rows=rows,
        groups=tuple(_read(source / "theme_groups.csv")),
        judgements=_judgements(source / "judgements.csv", rows),
        group_judgements={row["printed"]: row for row in _read(source / "group_judgements.csv")},
        outcome_judgements={row["id"]: row for row in _read(source / "outcome_judgements.csv")},
        readings=readings,
        duties=tuple(_duties(source)),
    )


def _duties(source: Path) -> Iterator[tuple[Cells, Cells]]:
    """Yield duties and judgements; stop where a judgement is beside another duty's words."""
    path = source / "calendar_judgements.csv"
    duties, judgements = _read(source / "governance_calendar.csv"), _read(path)
    if len(duties) != len(judgements):
        raise SystemExit(
            f"{path}: there are {len(judgements)} judgements for {len(duties)} duties; "
            "write one for each, in the same order."
        )
    for duty, judged in zip(duties, judgements, strict=True):
        if not duty["what"].startswith(judged["what"].removesuffix("…")):
            raise SystemExit(
                f"{path}: the duty {judged['id']} is “{duty['what']}”, not “{judged['what']}”; "
                "correct the judgement."
            )
        yield duty, judged


def _judgements(path: Path, rows: tuple[Cells, ...]) -> dict[int, Cells]:
    """Read the judgements; stop where one is missing, or is beside another row's words."""
    judgements = {int(row["source_line"]): row for row in _read(path)}
    measures = {int(row["source_line"]): row["measure"] for row in rows}
    if odd := sorted(measures.keys() ^ judgements.keys()):
        raise SystemExit(f"{path}: lines {odd} are not in both the source and the judgements.")
    for line, judgement in judgements.items():
        if not measures[line].startswith(judgement["measure"].removesuffix("…")):
            raise SystemExit(
                f"{path}: source line {line} is “{measures[line]}”, not "
                f"“{judgement['measure']}”; correct the judgement."
            )
    return judgements


def build(folder: Path) -> dict[str, bytes]:
    """Return the content of each table of the framework in ``folder``, by file name."""
    source = read_source(folder)
    indicators = list(build_indicators(source))
    tables: dict[str, list[Any]] = {
        "blocks.csv": list(build_blocks(source)),
        "theme_groups.csv": list(build_theme_groups(source)),
        "outcomes.csv": list(build_outcomes(source)),
        "indicators.csv": indicators,
        "figures.csv": list(build_figures(source, indicators)),
        # Nothing has been changed since it was published.
        "changes.csv": [],
        "calendar.csv": list(build_calendar(source)),
        **build_funding(folder / "source"),
        **build_registers(folder / "source"),
        **build_plan(folder / "source"),
    }
    return {name: table_bytes(FILES[name], rows) for name, rows in tables.items()}


# Rows ------------------------------------------------------------------------


def build_blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks in printed order."""
    seen = set()
    for group in source.groups:
        block = source.group_judgements[group["theme_group"]]["block"]
        if block not in seen:
            seen.add(block)
            yield Block(id=block, title=group["block"])


def build_theme_groups(source: Source) -> Iterator[ThemeGroup]:
    """Yield the theme groups in printed order."""
    for group in source.groups:
        judged = source.group_judgements[group["theme_group"]]
        yield ThemeGroup(
            id=judged["id"],
            block=judged["block"],
            printed=group["theme_group"],
            title=judged["title"],
            code=judged["code"],
        )


def build_outcomes(source: Source) -> Iterator[Outcome]:
    """Yield each theme group's own statements, then the outcomes beside its rows."""
    for group in source.groups:
        judged = source.group_judgements[group["theme_group"]]
        statements = [text for text in group["outcome_statements"].split(" | ") if text]
        for number, statement in enumerate(statements, start=1):
            yield _outcome(
                source, f"{judged['code']}-S{number}", "group", statement, judged["statement_line"]
            )
        for row in source.rows:
            if row["theme_group"] == group["theme_group"] and row["outcome"]:
                line = row["source_line"]
                yield _outcome(source, _outcome_id(source, row), "rows", row["outcome"], line)


def _outcome(source: Source, id_: str, scope: str, printed: str, line: str) -> Outcome:
    code = id_.partition("-")[0]
    supplied = source.outcome_judgements.get(id_, {})
    return Outcome(
        id=id_,
        theme_group=next(
            judged["id"] for judged in source.group_judgements.values() if judged["code"] == code
        ),
        scope=scope,
        printed=printed,
        wording=supplied.get("wording", ""),
        wording_source=supplied.get("wording_source", ""),
        source_line=int(line),
    )


def _outcome_id(source: Source, row: Cells) -> str:
    return f"{source.code(row)}-O{row['source_line']}"


def build_indicators(source: Source) -> Iterator[Indicator]:
    """Yield the rows in printed order, headings as headings."""
    outcome, group = "", ""
    for row in source.rows:
        if row["theme_group"] != group:
            outcome, group = "", row["theme_group"]
        # An outcome printed on its first row only is one cell merged over the rows below.
        if row["outcome"]:
            outcome = _outcome_id(source, row)
        code, judged = source.code(row), source.judgement(row)
        _check_unit(row, judged)
        yield Indicator(
            id=f"{code}-{row['source_line']}",
            theme_group=source.group_judgements[group]["id"],
            source_line=int(row["source_line"]),
            row=row["row"],
            is_heading=bool(judged["is_heading"]),
            heading=f"{code}-{judged['heading']}" if judged["heading"] else "",
            outcome="" if judged["outcome"] == NO_OUTCOME else outcome,
            printed=row["measure"],
            wording=judged["wording"],
            wording_source=judged["wording_source"],
            units_printed=row["units"],
            unit=judged["unit"],
            unit_source=judged["unit_source"],
            unit_type=judged["unit_type"],
            decimals=int(judged["decimals"] or 0),
            polarity=judged["polarity"],
            kind=judged["kind"],
            profile=judged["profile"],
            area=judged["area"],
            lpsa=bool(judged["lpsa"]),
            floor=float(judged["floor"]) if judged["floor"] else None,
            note=judged["note"],
        )


def _check_unit(row: Cells, judged: Cells) -> None:
    """Stop where a readable unit says other than the printed one, and nobody says why."""
    if same_unit(row["units"], judged["unit"]) == bool(judged["unit_source"]):
        raise SystemExit(
            f"source/judgements.csv: the unit of line {row['source_line']} is printed "
            f"“{row['units']}” and given as “{judged['unit']}”; say in unit_source where other "
            "words come from, and nothing where they are the same."
        )


# Figures ---------------------------------------------------------------------


def build_figures(source: Source, indicators: list[Indicator]) -> Iterator[Figure]:
    """Yield the figures of every printed cell, row by row and column by column."""
    for row, indicator in zip(source.rows, indicators, strict=True):
        figures = [
            figure
            for column in COLUMNS
            for figure in _figures_of_cell(source, row, indicator, column)
        ]
        yield from (with_due(figure, figures) for figure in figures)


def _figures_of_cell(
    source: Source, row: Cells, indicator: Indicator, column: Column
) -> Iterator[Figure]:
    printed = row[column.values]
    period = row[column.dates] if column.dates else ""
    blank = Figure(
        indicator=indicator.id,
        field=column.field,
        year=column.year,
        area=indicator.area,
        measure="value",
        value=None,
        status="not available",
        limit="",
        joint="",
        share=1.0,
        span="",
        due="",
        period=period,
        printed=printed,
        remark="",
        basis="printed",
        column=column.number,
        source_line=indicator.source_line,
        note="",
    )
    supplied = source.readings.get((indicator.source_line, column.number), [])
    if supplied:
        yield from (_supplied(blank, reading) for reading in supplied)
    elif printed:
        for reading in read_printed(printed, indicator.unit_type):
            yield _read_figure(blank, reading, indicator, source.judgement(row)["joint"])
    elif period:
        yield blank


def _read_figure(blank: Figure, reading: Reading, indicator: Indicator, joint: str) -> Figure:
    place = f"line {blank.source_line}, column {blank.column}, “{blank.printed}”"
    if reading.status == UNREADABLE:
        raise SystemExit(f"{place}: cannot be read; give its meaning in source/readings.csv.")
    if reading.unit and reading.unit != indicator.unit:
        raise SystemExit(f"{place}: its unit is {reading.unit}, not {indicator.unit}.")
    return replace(figure_of(blank, reading), joint=joint if reading.joint else "")


def _supplied(blank: Figure, reading: Cells) -> Figure:
    if reading["printed"] != blank.printed:
        raise SystemExit(
            f"source/readings.csv: line {blank.source_line}, column {blank.column} is printed "
            f"“{blank.printed}”, not “{reading['printed']}”; correct the reading."
        )
    return replace(
        blank,
        area=reading["area"] or blank.area,
        measure=reading["measure"],
        value=float(reading["value"]) if reading["value"] else None,
        status=reading["status"],
        limit=reading["limit"],
        joint=reading["joint"],
        span=reading["span"],
        due=reading["due"],
        period=reading["period"] or blank.period,
        remark=reading["remark"],
        basis=reading["basis"],
        note=reading["note"],
    )


# Calendar --------------------------------------------------------------------

DOCUMENTS = {
    "000": "laa-refresh-2007-08",
    "001": "laa-proposal-2005",
    "002": "partnership-progress-note-2010",
    "004": "cabinet-member-plans-2007",
}
"""The documents that the duties are taken from, by the number the source gives them."""


def build_calendar(source: Source) -> Iterator[Duty]:
    """Yield the duties in the order of the source."""
    for duty, judged in source.duties:
        yield Duty(
            id=judged["id"],
            what=duty["what"],
            when=duty["when"],
            frequency=duty["frequency"],
            prepared_by=duty["prepared_by"],
            goes_to=duty["goes_to"],
            approved_by=duty["approved_or_signed_by"],
            source=f"{DOCUMENTS[duty['seed']]}, line {duty['source_line']}",
            round=judged["round"],
            due=judged["due"],
            returns_by=judged["returns_by"],
            notes="; ".join(filter(None, (duty["notes"], judged["why"]))),
        )


# Files -----------------------------------------------------------------------


def _read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def main(arguments: list[str] | None = None) -> int:
    """Build or check the tables. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Build the tables of a framework.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("folder", nargs="?", type=Path, default=FRAMEWORKS / DEFAULT_FRAMEWORK)
    options = parser.parse_args(arguments)
    differ = []
    for name, content in build(options.folder).items():
        path = options.folder / name
        if path.exists() and path.read_bytes() == content:
            continue
        differ.append(path)
        if not options.check:
            path.write_bytes(content)
    for path in differ:
        print(f"{path} {'differs from its sources' if options.check else 'was written'}.")
    return 1 if options.check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
