"""Questions over the national tables: a file of SQL each, answered by DuckDB.

Whoever opens the Parquet files elsewhere can ask the same, and others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOLDER = Path(__file__).parent
DEFINITIONS = "definitions"
"""What the questions have in common."""


def define(database: DuckDBPyConnection) -> None:
    """Define what the questions have in common, over the views on the tables."""
    database.execute(_text(DEFINITIONS))


def answer(database: DuckDBPyConnection, question: str) -> Sequence[Mapping[str, Any]]:
    """Return the rows that answer a question, in its order, each by its columns' names.

    Args:
        database: with the tables, and what :func:`define` has defined.
        question: the name of its file, without ending.
    """
    found = database.execute(_text(question))
    names = [name for name, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _text(question: str) -> str:
    return (_FOLDER / f"{question}.sql").read_text(encoding="utf-8")
