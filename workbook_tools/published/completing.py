"""Filling in a blank return as an adviser would, from the published 2006-07 update.

The workbook is opened, its cells are found by heading and reference and typed into,
and it is saved: nothing passes through the code that writes returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from workbook_tools.checks.working_out import work_out
from workbook_tools.form.lists import load_lists
from workbook_tools.form.templates import load_return_template
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.plan.return_plan import plan_return
from workbook_tools.published.rows import PUBLISHED_ROUND, PublishedRow, published_rows
from workbook_tools.published.typing import Typed, Typing
from workbook_tools.values.days import serial
from workbook_tools.values.printed import read_expected, read_months, read_printed

_SHEET = "Indicators"

_NO_DATE = re.compile(r"tba|n/?a", re.IGNORECASE)
"""What stands in the date column where there is no date."""

NOT_YET = "Not yet available"
"""The form's word for a figure that will come."""

_STATUS_WORDS = {"not applicable": "Not applicable", "monitor only": "Monitor only"}
"""The form's word for what a printed cell means; everything else is “Not yet available”."""

SIGNED = {"signer_name": "As published", "signer_role": "Coventry Partnership, 2007-08 refresh"}
"""What stands in the sign-off: nobody signed these returns; the partnership published them."""


def complete(content: bytes, framework: Framework) -> bytes:
    """Return a blank return with the published update typed into it.

    Like Excel, it saves the results of the formulas with them.
    """
    lines = {row.id: row.source_line for row in framework.indicators}
    by_line = {row.source_line: row for row in published_rows()}
    signed = SIGNED | {"signer_date": framework.round(PUBLISHED_ROUND).due}
    typing = Typing(content)
    for sheet in load_return_template().tables:
        signers = sheet.rows_spec.get("signers", ())
        for key, row in typing.rows(sheet.name).items() if signers else ():
            if key in signers:
                typing.type(sheet.name, row, signed)
    for key, row in typing.rows(_SHEET).items():
        if key in lines:
            typing.type(_SHEET, row, entries_for(by_line[lines[key]]))
    return recalculated(typing.saved())


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
