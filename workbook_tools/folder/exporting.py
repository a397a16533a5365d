"""Everything that is recorded as tables for analysts: CSV, Excel or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_tools.files import write_own
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.funding_values import funding_values
from workbook_tools.folder.rounds import Terms
from workbook_tools.folder.values import Values
from workbook_tools.problems import LaaError
from workbook_tools.values.harmless import harmless

if TYPE_CHECKING:
    from pandas import DataFrame

VALUES, FUNDING = "values", "funding"
TABLES = (VALUES, FUNDING)
"""What can be exported: what returns say, and what is known of money."""


def export(
    contents: Contents,
    terms: Terms,
    out: Path,
    tables: tuple[str, ...] = (),
    *,
    replace: bool = False,
) -> int:
    """Write what is known in a round to a file; return how many rows it has.

    The ending of its name says what it becomes. Amounts of money stay exact: decimal numbers in
    Parquet, all their digits in CSV.

    Args:
        contents: the working folder.
        terms: what is in force in the round.
        out: the file to write: .csv, .xlsx or .parquet.
        tables: which of ``TABLES``; all in a workbook and the values alone in a file that
            has room for one, where none is named.
        replace: write over what the toolkit did not write; .csv and .parquet do not tell.

    Raises:
        LaaError: the ending is another, the file has no room for two tables, or it cannot be
            written.
    """
    kind = out.suffix.casefold()
    if kind not in _WRITE:
        raise LaaError(f"{out} is none of .csv, .xlsx and .parquet; give it one of these endings.")
    wanted = tables or (TABLES if kind == ".xlsx" else (VALUES,))
    if len(wanted) > 1 and kind != ".xlsx":
        raise LaaError(f"{out} has room for one table; name one, or write an .xlsx file.")
    with contents.ledger() as ledger:
        records = ledger.records(terms.framework.id, terms.round.id)
    frames = {
        name: Values(records).to_frame()
        if name == VALUES
        else funding_values(terms, records).to_frame()
        for name in wanted
    }
    write_own(out, _WRITE[kind](frames), replace=replace)
    return sum(len(frame) for frame in frames.values())


def _csv(frames: Mapping[str, DataFrame]) -> bytes:
    (frame,) = frames.values()
    # Who opens the file in a spreadsheet program runs nothing that an adviser has written.
    told = frame.map(lambda value: harmless(value) if isinstance(value, str) else value)
    text: str = told.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _excel(frames: Mapping[str, DataFrame]) -> bytes:
    import pandas as pd

    stream = io.BytesIO()
    # What people wrote stays what it is: no formula, and no link.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(stream, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        for name, frame in frames.items():
            # Excel knows no time zones; every time that is recorded is in the same one.
            for column in frame.select_dtypes("datetimetz"):
                frame[column] = frame[column].dt.tz_localize(None)
            frame.to_excel(book, sheet_name=name.capitalize(), index=False, freeze_panes=(1, 1))
    return stream.getvalue()


def _parquet(frames: Mapping[str, DataFrame]) -> bytes:
    (frame,) = frames.values()
    stream = io.BytesIO()
    try:
        frame.to_parquet(stream, index=False)
    except ImportError as error:
        raise LaaError(
            "A .parquet file is written with pyarrow, which is not installed here; install it, or "
            "write .csv or .xlsx."
        ) from error
    return stream.getvalue()


_WRITE: Mapping[str, Callable[[Mapping[str, DataFrame]], bytes]] = {
    ".csv": _csv,
    ".xlsx": _excel,
    ".parquet": _parquet,
}
