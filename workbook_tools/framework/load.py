"""Reading a framework's files: a settings file, and tables whose rows are the dataclasses'.

A framework is a folder with ``framework.json`` (its name, years, areas and rounds) and
CSV files, one for each kind of row, whose columns are the fields of the dataclasses in
:mod:`workbook_tools.framework.model`, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json, read_csv
from workbook_tools.framework.calendar import Duty
from workbook_tools.framework.funding import Allocation, FundingControl, FundingLine
from workbook_tools.framework.model import (
    Area,
    Block,
    Change,
    Figure,
    Indicator,
    Outcome,
    ThemeGroup,
)
from workbook_tools.framework.plan_and_rewards import (
    PlanLine,
    PlanLink,
    PossibleIndicator,
    Reward,
    RewardTarget,
)
from workbook_tools.framework.registers import Activity, Community, Recommendation
from workbook_tools.framework.rounds import Round
from workbook_tools.framework.tables import Line, Problem, Tables, refuse

SETTINGS = "framework.json"

FILES = {
    "blocks.csv": Block,
    "theme_groups.csv": ThemeGroup,
    "outcomes.csv": Outcome,
    "indicators.csv": Indicator,
    "figures.csv": Figure,
    "changes.csv": Change,
    "calendar.csv": Duty,
    "board.csv": ThemeGroup,
    "accountants.csv": ThemeGroup,
    "streams.csv": FundingLine,
    "allocations.csv": Allocation,
    "funding_controls.csv": FundingControl,
    "activities.csv": Activity,
    "recommendations.csv": Recommendation,
    "communities.csv": Community,
    "reward_targets.csv": RewardTarget,
    "plan.csv": PlanLine,
    "plan_links.csv": PlanLink,
    "possible_indicators.csv": PossibleIndicator,
}
"""The tables of a framework, each with the dataclass its rows are."""

OPTIONAL = frozenset(
    (
        *("board.csv", "accountants.csv"),
        *("streams.csv", "allocations.csv", "funding_controls.csv"),
        *("activities.csv", "recommendations.csv", "communities.csv"),
        *("reward_targets.csv", "plan.csv", "plan_links.csv", "possible_indicators.csv"),
    )
)
"""Those that a framework without a board's return, without money, without registers or without
a plan that it serves does not have."""

NAMES = (SETTINGS, *FILES)
"""The files of a framework."""

_Row = TypeVar("_Row")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``framework.json`` says of the framework as a whole."""

    id: str
    title: str
    note: str
    """The line printed under the spreadsheet's title."""
    printed_years: Mapping[str, tuple[str, ...]]
    """Which years of ``targets`` and of ``updates`` have numbered columns in print."""
    asked_from: Mapping[str, str]
    """From which year on returns ask for what they did not ask for from the start."""
    reward: Reward | None = None


def read_tables(files: DeclaredFiles) -> tuple[Settings, Tables]:
    """Read a framework's files, without asking whether their rows fit together.

    Raises:
        DeclarationError: a file is missing, breaks its schema, has other columns, or has
            cells that cannot be read: the message names file and line of the first few.
    """
    declared = load_json(files, SETTINGS, "framework")
    misread: list[Problem] = []
    tables = Tables(
        files=files,
        years=tuple(declared["years"]),
        areas=tuple(
            Area(**{field.name: area[field.name] for field in fields(Area)})
            for area in declared["areas"]
        ),
        rounds=tuple(_rounds(files, declared["rounds"], misread)),
        blocks=_read(files, "blocks.csv", Block, misread),
        theme_groups=_read(files, "theme_groups.csv", ThemeGroup, misread),
        outcomes=_read(files, "outcomes.csv", Outcome, misread),
        indicators=_read(files, "indicators.csv", Indicator, misread),
        figures=_read(files, "figures.csv", Figure, misread),
        changes=_read(files, "changes.csv", Change, misread),
        calendar=_read(files, "calendar.csv", Duty, misread),
        board=_read(files, "board.csv", ThemeGroup, misread),
        accountants=_read(files, "accountants.csv", ThemeGroup, misread),
        streams=_read(files, "streams.csv", FundingLine, misread),
        allocations=_read(files, "allocations.csv", Allocation, misread),
        funding_controls=_read(files, "funding_controls.csv", FundingControl, misread),
        activities=_read(files, "activities.csv", Activity, misread),
        recommendations=_read(files, "recommendations.csv", Recommendation, misread),
        communities=_read(files, "communities.csv", Community, misread),
        reward_targets=_read(files, "reward_targets.csv", RewardTarget, misread),
        plan=_read(files, "plan.csv", PlanLine, misread),
        plan_links=_read(files, "plan_links.csv", PlanLink, misread),
        possible_indicators=_read(files, "possible_indicators.csv", PossibleIndicator, misread),
    )
    # A row that cannot be read would make others seem to name unknown ids.
    refuse(misread)
    return _settings(declared), tables


def _settings(declared: Mapping[str, Any]) -> Settings:
    printed = {name: tuple(years) for name, years in declared.get("printed", {}).items()}
    asked_from = declared.get("asked_from", {})
    reward = Reward(**declared["reward"]) if "reward" in declared else None
    return Settings(
        declared["id"], declared["title"], declared["note"], printed, asked_from, reward
    )


# Cells -----------------------------------------------------------------------


def _whole(text: str) -> int:
    # Stricter than int(), which takes “1_0” and the digits of any script.
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    # Stricter than float(), which takes “nan” and “1e9”.
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(text)
    return float(text)


def _day(text: str) -> date:
    # Stricter than date.fromisoformat(), which takes “20070331” and “2007-W13-6”.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _or_nothing(read: Callable[[str], _Value]) -> Callable[[str], _Value | None]:
    return lambda text: read(text) if text else None


def _yes(text: str) -> bool:
    if text not in ("yes", ""):
        raise ValueError(text)
    return text == "yes"


_CELLS: dict[str, tuple[Callable[[str], Any], str]] = {
    # The annotation in the dataclass, how a cell is read, and what it must hold.
    "str": (str, "text"),
    "int": (_whole, "a whole number"),
    "int | None": (_or_nothing(_whole), "a whole number, or nothing"),
    "float": (_number, "a plain number"),
    "float | None": (_or_nothing(_number), "a plain number, or nothing"),
    "date | None": (_or_nothing(_day), "a day as 2007-03-31, or nothing"),
    "bool": (_yes, "yes, or nothing"),
}


def _read(
    files: DeclaredFiles, name: str, kind: type[_Row], misread: list[Problem]
) -> tuple[Line[_Row], ...]:
    if name in OPTIONAL and name not in files.contents:
        return ()
    columns = [(field.name, *_CELLS[str(field.type)]) for field in fields(kind)]  # type: ignore[arg-type]
    path = files.path(name)
    lines = []
    for number, cells in read_csv(files, name, tuple(column for column, _, _ in columns)):
        values: dict[str, Any] = {}
        for column, read, wanted in columns:
            try:
                values[column] = read(cells[column])
            except ValueError:
                misread.append(
                    Problem(
                        path,
                        number,
                        f"the column “{column}” holds “{cells[column]}”; write {wanted}",
                    )
                )
        if len(values) == len(columns):
            lines.append(Line(path, number, kind(**values)))
    return tuple(lines)


def _rounds(files: DeclaredFiles, declared: list[Any], misread: list[Problem]) -> Iterator[Round]:
    for entry in declared:
        try:
            days = {name: date.fromisoformat(entry[name]) for name in ("starts", "ends", "due")}
        except ValueError as error:
            misread.append(
                Problem(
                    files.path(SETTINGS),
                    0,
                    f"the round {entry['id']} has a date that is not in the calendar ({error}); "
                    "write it as 2007-03-31",
                )
            )
            continue
        yield Round(
            id=entry["id"],
            title=entry["title"],
            year=entry["year"],
            months=entry["months"],
            **days,
        )
