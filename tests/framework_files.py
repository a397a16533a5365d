"""Frameworks edited in memory: the shipped one with rows ended, replaced and added."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework import Change, Figure, History, Indicator, history_of, load_history
from workbook_tools.framework.load import FILES, SETTINGS
from workbook_tools.framework.save import table_bytes

PLACE = Path("mine")

BOARD = "Partnership Board"


@dataclass
class Rows:
    """The rows of a framework by file, to be changed; a row is found by what is in it."""

    settings: dict[str, Any]
    tables: dict[str, list[Any]]

    @classmethod
    def of(cls, history: History) -> Rows:
        tables = history.tables
        return cls(
            json.loads(history.files.text(SETTINGS)),
            {
                name: [line.row for line in getattr(tables, name.removesuffix(".csv"))]
                for name in FILES
            },
        )

    def find(self, name: str, **wanted: object) -> Any:
        """Return the last row that has these values."""
        return [
            row
            for row in self.tables[name]
            if all(getattr(row, field) == value for field, value in wanted.items())
        ][-1]

    def set(self, name: str, row: Any, **changed: object) -> Any:
        """Change a row where it stands."""
        place = self.tables[name].index(row)
        self.tables[name][place] = replace(row, **changed)
        return self.tables[name][place]

    def add(self, name: str, row: Any) -> Any:
        self.tables[name].append(row)
        return row

    def keep_funding_of(self, *groups: str) -> None:
        """Leave out all streams but those that some theme groups report, and all totals."""
        lines = [row for row in self.tables["streams.csv"] if row.reported_by in groups]
        ids = {row.id for row in lines}
        self.tables["streams.csv"] = lines
        self.tables["allocations.csv"] = [
            row for row in self.tables["allocations.csv"] if row.line in ids
        ]
        self.tables["funding_controls.csv"] = []
        self.tables["accountants.csv"] = []

    def keep_registers_of(self, *groups: str) -> None:
        """Leave out the board, and all activities and recommendations but those of some groups."""
        for name in ("activities.csv", "recommendations.csv"):
            kept = [row for row in self.tables[name] if row.reported_by in groups]
            self.tables[name] = kept
        self.tables["board.csv"] = []
        for name in ("communities", "reward_targets", "plan", "plan_links", "possible_indicators"):
            self.tables[f"{name}.csv"] = []

    def change(self, since: str, row: str = "", what: str = "changed") -> str:
        """Add an entry to the log and return its id."""
        id_ = f"CH-{len(self.tables['changes.csv']) + 1}"
        agreed = date(2007, 9, 12)
        self.add("changes.csv", Change(id_, row, what, since, agreed, BOARD, "why", "", None))
        return id_

    def take_place(self, name: str, row: Any, until: str, since: str, **changed: object) -> Any:
        """End a row with one round, and let another begin with the next in its place."""
        self.set(name, row, until=until)
        change = self.change(since, getattr(row, "id", getattr(row, "indicator", "")))
        return self.add(name, replace(row, since=since, until="", change=change, **changed))

    def files(self) -> DeclaredFiles:
        contents = {name: table_bytes(FILES[name], rows) for name, rows in self.tables.items()}
        contents[SETTINGS] = json.dumps(self.settings, indent=2).encode()
        # As they are held once they are read.
        mark = b"\xef\xbb\xbf"
        return DeclaredFiles(PLACE, {n: text.removeprefix(mark) for n, text in contents.items()})


Edit = Callable[[Rows], object]


def edited(*edits: Edit) -> History:
    """Return the shipped framework after some edits."""
    rows = Rows.of(load_history())
    for edit in edits:
        edit(rows)
    return history_of(rows.files())


def target(rows: Rows, indicator: str, year: str) -> Figure:
    """Return the last target of an indicator for a year."""
    figure: Figure = rows.find("figures.csv", indicator=indicator, field="target", year=year)
    return figure


def never_printed(like: Indicator, id_: str, wording: str, **changed: Any) -> Indicator:
    """Return an indicator that no document prints, otherwise like another."""
    return replace(
        like,
        id=id_,
        source_line=None,
        row="",
        printed="",
        wording=wording,
        wording_source="agreed",
        units_printed="",
        note="",
        **changed,
    )
