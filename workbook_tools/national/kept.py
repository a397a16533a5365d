"""The national tables as a set of Parquet files, which other programs can read as well."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from workbook_tools.files import write_own
from workbook_tools.national.rows import (
    AreaRow,
    FigureRow,
    Gathered,
    IndicatorRow,
    LeftOutRow,
    LightRow,
    SubmissionRow,
)
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES: Mapping[str, type] = {
    "area": AreaRow,
    "indicator": IndicatorRow,
    "figure": FigureRow,
    "submission": SubmissionRow,
    "light": LightRow,
    "left_out": LeftOutRow,
}
"""The tables by the names of their files, each with what a row says."""

_TYPES = {str: "VARCHAR", int: "INTEGER", bool: "BOOLEAN", float: "DOUBLE", float | None: "DOUBLE"}


def connection() -> DuckDBPyConnection:
    """Return an empty database in memory, which gives the same answers in the same order.

    Raises:
        LaaError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError as error:
        raise LaaError(
            "laa national needs DuckDB; install it with the toolkit: "
            "pip install 'laa-workbook-toolkit[national]'"
        ) from error
    return duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})


def keep(
    areas: Sequence[Gathered], left_out: Sequence[LeftOutRow], folder: Path, *, replace: bool
) -> None:
    """Write the tables into a folder, a file each.

    Args:
        areas: what is known of each area, in the order in which they are told.
        left_out: what is known not to be compared.
        folder: made where it is not there.
        replace: write over what the toolkit did not write.

    Raises:
        LaaError: DuckDB is not installed, or a file cannot be written.
    """
    rows: dict[str, Iterable[Any]] = {
        "area": [each.area for each in areas],
        "indicator": [row for each in areas for row in each.indicators],
        "figure": [row for each in areas for row in each.figures],
        "submission": [row for each in areas for row in each.submissions],
        "light": areas[0].lights if areas else (),
        "left_out": left_out,
    }
    with connection() as database, tempfile.TemporaryDirectory() as temporary:
        for name, kind in TABLES.items():
            _fill(database, name, kind, rows[name])
            path = Path(temporary) / f"{name}.parquet"
            database.execute(f"COPY {name} TO {_quoted(path)} (FORMAT parquet)")
            write_own(folder / path.name, path.read_bytes(), replace=replace)


def open_kept(folder: Path) -> DuckDBPyConnection:
    """Return a database with a view on each of the files of a folder.

    Raises:
        LaaError: DuckDB is not installed.
    """
    database = connection()
    for name in TABLES:
        path = _quoted(folder / f"{name}.parquet")
        database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({path})")
    return database


def _fill(database: DuckDBPyConnection, name: str, kind: type, rows: Iterable[Any]) -> None:
    import pandas as pd

    hints = get_type_hints(kind)
    columns = [field.name for field in fields(kind)]
    made = ", ".join(f"{column} {_TYPES[hints[column]]}" for column in columns)
    database.execute(f"CREATE TABLE {name} ({made})")
    frame = pd.DataFrame([astuple(row) for row in rows], columns=columns, dtype=object)
    database.register("rows", frame)
    database.execute(f"INSERT INTO {name} SELECT * FROM rows")
    database.unregister("rows")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
