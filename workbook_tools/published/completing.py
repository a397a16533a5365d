"""Filling in a blank return as an adviser would, from the published 2006-07 update.

The workbook is opened, its cells are found by heading and reference and typed into,
and it is saved: nothing passes through the code that writes returns.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from datetime import date
from typing import Any

from workbook_tools.checks.entries import Entry, serial
from workbook_tools.checks.working_out import work_out
from workbook_tools.engine import recalculated
from workbook_tools.files import with_parts_changed
from workbook_tools.framework import Framework
from workbook_tools.printed import read_expected, read_months, read_printed
from workbook_tools.published.rows import PUBLISHED_ROUND, PublishedRow, published_rows
from workbook_tools.returns.plan import plan_return
from workbook_tools.returns.rows import SIGNERS
from workbook_tools.sheet_writing import height_for
from workbook_tools.templates import load_columns
from workbook_tools.word_lists import load_lists

_SHEET = "Indicators"

_NO_DATE = re.compile(r"tba|n/?a", re.IGNORECASE)
"""What stands in the date column where there is no date."""

NOT_YET = "Not yet available"
"""The form's word for a figure that will come."""

_STATUS_WORDS = {"not applicable": "Not applicable", "monitor only": "Monitor only"}
"""The form's word for what a printed cell means; everything else is “Not yet available”."""

SIGNED = {"signer_name": "As published", "signer_role": "Coventry Partnership, 2007-08 refresh"}
"""What stands in the sign-off: nobody signed these returns; the partnership published them."""

Typed = float | str | date


def complete(content: bytes, framework: Framework) -> bytes:
    """Return a blank return with the published update typed into it.

    Like Excel, it saves the results of the formulas with them.
    """
    # openpyxl stands in for the adviser's program here; no other code needs it.
    import openpyxl

    with warnings.catch_warnings():
        # It says that it drops the small charts, which is known and does no harm here.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(content))
    _sign(book, framework)
    sheet = book[_SHEET]
    lines = {row.id: row.source_line for row in framework.indicators}
    by_line = {row.source_line: row for row in published_rows()}
    columns = _columns(sheet, "actual_city")
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 1).value)
        if key in lines:
            entries = entries_for(by_line[lines[key]])
            for column_id, typed in entries.items():
                sheet.cell(row, columns[column_id]).value = typed
            _fit_height(sheet, row, entries)
    stream = io.BytesIO()
    book.save(stream)
    return recalculated(_dateless(stream.getvalue()))


def _dateless(content: bytes) -> bytes:
    """Return a workbook without the time of its saving: the same entries, the same bytes."""
    return with_parts_changed(content, lambda _, part: _SAVED.sub(b"", part))


_SAVED = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")


def entries_for(row: PublishedRow) -> dict[str, Typed]:
    """Return what an adviser types for one printed row, by column id."""
    figure, period = row.cells["update_2006_07_city"], row.cells["update_2006_07_date"]
    entries: dict[str, Typed] = {}
    if not _is_awaited(period):
        entries["as_at"] = period
    readings = read_printed(figure)
    if readings and readings[0].value is not None:
        entries["actual_city"] = readings[0].value
        entries |= _beside(figure, period)
    elif figure or _is_awaited(period):
        entries["status"] = _STATUS_WORDS.get(readings[0].status if readings else "", NOT_YET)
        expected = read_expected(figure) or read_expected(period)
        if expected and entries["status"] == NOT_YET:
            entries["expected_date"] = expected
    entries |= _judged(row)
    return {column_id: typed for column_id, typed in entries.items() if typed != ""}


def lights_without_judgement(framework: Framework) -> Mapping[str, str]:
    """Return the light that follows from the published update, by row id."""
    if framework.fingerprint not in _LIGHTS:
        by_line = {row.source_line: row for row in published_rows()}
        lights: dict[str, str] = {}
        for group in framework:
            plan = plan_return(framework, PUBLISHED_ROUND, group.id)
            table = plan.table(_SHEET)
            entries = {
                row.id: _as_read(entries_for(by_line[row.indicator.source_line]))
                for row in table.rows
                if row.indicator
            }
            for key, results in work_out(plan, {_SHEET: entries}).results[_SHEET].items():
                if "light_calculated" in results:
                    lights[key] = str(results["light_calculated"])
        _LIGHTS[framework.fingerprint] = lights
    return _LIGHTS[framework.fingerprint]


_LIGHTS: dict[str, Mapping[str, str]] = {}
"""Worked out before, by the framework's fingerprint."""


def _as_read(typed: Mapping[str, Typed]) -> dict[str, Entry]:
    """Return what was typed as the check reads it."""
    return {
        column_id: Entry(serial(value) if isinstance(value, date) else value, str(value))
        for column_id, value in typed.items()
    }


def _beside(figure: str, period: str) -> dict[str, Typed]:
    """What the printed cells say beside the figure: the cases behind it, the months covered."""
    beside: dict[str, Typed] = {}
    for reading in read_printed(figure)[1:]:
        if reading.measure == "numerator" and reading.value is not None:
            beside["actual_number"] = reading.value
    months = read_months(period) or read_months(figure)
    if months:
        beside["months"] = months
    return beside


def _judged(row: PublishedRow) -> dict[str, Typed]:
    words = {word.casefold(): word for word in load_lists()["judgements"].words}
    light = words.get(row.cells["traffic_light"].casefold(), "")
    return {"judgement": light, "comments": row.cells["comments"]}


def _is_awaited(period: str) -> bool:
    """Whether the date column says when data will come, not what day they are about."""
    said = read_printed(period)
    awaited = bool(said) and said[0].status in ("not available", "not applicable", "to be set")
    return awaited or _NO_DATE.fullmatch(period) is not None


def _fit_height(sheet: Any, row: int, entries: Mapping[str, Typed]) -> None:
    """Make a row high enough for what was typed, as Excel does while it is typed."""
    widths = {column_id: load_columns()[column_id].width for column_id in entries}
    needed = height_for((str(typed), widths[column_id]) for column_id, typed in entries.items())
    row_size = sheet.row_dimensions[row]
    row_size.height = max(row_size.height or 0.0, needed)


def _sign(book: Any, framework: Framework) -> None:
    """Sign the return off, saying whose figures they are."""
    sheet = book["Start"]
    columns = _columns(sheet, "signer_name")
    signed = SIGNED | {"signer_date": framework.round(PUBLISHED_ROUND).due}
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value in SIGNERS:
            for column_id, typed in signed.items():
                sheet.cell(row, columns[column_id]).value = typed


def _columns(sheet: Any, wanted: str) -> Mapping[str, int]:
    """Return the column of each heading, as someone finds it who reads the headings.

    ``wanted`` is one of the columns: the row that has its heading is that of the headings.
    """
    ids = {column.title: column.id for column in load_columns().values()}
    for row in sheet.iter_rows():
        found = {ids[cell.value]: cell.column for cell in row if cell.value in ids}
        if wanted in found:
            return found
    raise ValueError(f"the sheet {sheet.title} has no headings")
