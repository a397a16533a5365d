"""Loading a framework from its folder of text files, checked on the way in.

A framework is a folder with ``framework.json`` (its name, years, areas and rounds)
and five CSV files, one for each kind of row, whose columns are the fields of the
dataclasses in :mod:`workbook_tools.framework.model`, in the same order.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json, read_csv
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework.check import problems
from workbook_tools.framework.model import (
    Area,
    Block,
    Figure,
    Framework,
    Indicator,
    Outcome,
    Round,
    ThemeGroup,
)
from workbook_tools.framework.tables import Line, Problem, Tables, refuse
from workbook_tools.problems import DeclarationError

SETTINGS = "framework.json"

FILES = {
    "blocks.csv": Block,
    "theme_groups.csv": ThemeGroup,
    "outcomes.csv": Outcome,
    "indicators.csv": Indicator,
    "figures.csv": Figure,
}
"""The tables of a framework, each with the dataclass its rows are."""

_Row = TypeVar("_Row")


def load_framework(name_or_path: str | Path = DEFAULT_FRAMEWORK) -> Framework:
    """Return a framework, by the name of one that the toolkit ships or by its folder.

    A text without a folder separator is a name; anything else is the path of a folder.
    Loading the same unchanged folder again returns the same framework.

    Raises:
        DeclarationError: there is no such framework, or something in it is wrong. All
            that is wrong is found; the message names file and line of the first few.
    """
    folder = _folder(name_or_path)
    return _load(folder, fingerprint(folder))


def fingerprint(folder: Path) -> str:
    """Return SHA-256 over all the files that a framework is loaded from.

    It does not change with line endings or a byte order mark, which programs add and
    drop without a word of the content being touched.

    Raises:
        DeclarationError: one of the files is missing.
    """
    digest = hashlib.sha256()
    for name in (SETTINGS, *FILES):
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise DeclarationError(
                f"{folder / name} cannot be read ({error.strerror}); put the file in place."
            ) from error
        content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _folder(name_or_path: str | Path) -> Path:
    is_name = isinstance(name_or_path, str) and not {"/", os.sep} & set(name_or_path)
    folder = FRAMEWORKS / name_or_path if is_name else Path(name_or_path)
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in FRAMEWORKS.glob(f"*/{SETTINGS}")))
        raise DeclarationError(
            f"There is no framework {name_or_path}; give the path of a framework's folder, "
            f"or the name of one that is there: {known}."
        )
    return folder.resolve()


@lru_cache(maxsize=8)
def _load(folder: Path, content: str) -> Framework:
    settings = load_json(DeclaredFiles.read(folder, [SETTINGS]), SETTINGS, "framework")
    misread: list[Problem] = []
    tables = Tables(
        folder=folder,
        years=tuple(settings["years"]),
        areas=tuple(
            Area(**{field.name: area[field.name] for field in fields(Area)})
            for area in settings["areas"]
        ),
        rounds=tuple(_rounds(folder, settings["rounds"], misread)),
        blocks=_read(folder, "blocks.csv", Block, misread),
        theme_groups=_read(folder, "theme_groups.csv", ThemeGroup, misread),
        outcomes=_read(folder, "outcomes.csv", Outcome, misread),
        indicators=_read(folder, "indicators.csv", Indicator, misread),
        figures=_read(folder, "figures.csv", Figure, misread),
    )
    # A row that cannot be read would make others seem to name unknown ids.
    refuse(misread or list(problems(tables)))
    return Framework(
        id=settings["id"],
        title=settings["title"],
        note=settings["note"],
        years=tables.years,
        printed_years={name: tuple(each) for name, each in settings.get("printed", {}).items()},
        fingerprint=content,
        blocks=_rows(tables.blocks),
        theme_groups=_rows(tables.theme_groups),
        outcomes=_rows(tables.outcomes),
        indicators=_rows(tables.indicators),
        figures=_rows(tables.figures),
        areas=tables.areas,
        rounds=tables.rounds,
    )


def _rows(lines: tuple[Line[_Row], ...]) -> tuple[_Row, ...]:
    return tuple(line.row for line in lines)


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


def _yes(text: str) -> bool:
    if text not in ("yes", ""):
        raise ValueError(text)
    return text == "yes"


_CELLS: dict[str, tuple[Callable[[str], Any], str]] = {
    # The annotation in the dataclass, how a cell is read, and what it must hold.
    "str": (str, "text"),
    "int": (_whole, "a whole number"),
    "float": (_number, "a plain number"),
    "float | None": (lambda text: _number(text) if text else None, "a plain number, or nothing"),
    "bool": (_yes, "yes, or nothing"),
}


def _read(
    folder: Path, name: str, kind: type[_Row], misread: list[Problem]
) -> tuple[Line[_Row], ...]:
    columns = [(field.name, *_CELLS[str(field.type)]) for field in fields(kind)]  # type: ignore[arg-type]
    path = folder / name
    lines = []
    for number, cells in read_csv(
        DeclaredFiles.read(path.parent, [path.name]),
        path.name,
        tuple(column for column, _, _ in columns),
    ):
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


def _rounds(folder: Path, declared: list[Any], misread: list[Problem]) -> Iterator[Round]:
    for entry in declared:
        try:
            days = {name: date.fromisoformat(entry[name]) for name in ("starts", "ends", "due")}
        except ValueError as error:
            misread.append(
                Problem(
                    folder / SETTINGS,
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
