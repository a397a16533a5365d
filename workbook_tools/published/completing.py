"""Filling in a blank return as an adviser would, from the published 2006-07 update.

The workbook is opened, its cells are found by heading and reference and typed into,
and it is saved: nothing passes through the code that writes returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from workbook_tools.checks.results import work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.plan.rows.signers import signers_of
from workbook_tools.published.rows import PUBLISHED_ROUND, PublishedRow, rows_by_line
from workbook_tools.published.typing import Typed, Typing
from workbook_tools.rules.issued import plan_return
from workbook_tools.values.days import serial
from workbook_tools.values.printed import (
    read_expected,
    read_months,
    read_printed,
    words_beside_expected,
)

_SHEET = "Indicators"

_CUT = re.compile(r"(?<=[a-z]) (?=[b-hj-z]\b)")
"""Where a narrow column cut the last letter off a word: ``Househol d``."""

NOT_YET = "Not yet available"
"""The form's word for a figure that will come."""

_TARGETS = ("target_2005_06", "target_2006_07", "target_2007_08", "target_2008_09")

SIGNED = {"signer_name": "As published", "signer_role": "Coventry Partnership, 2007-08 refresh"}
"""What stands in the sign-off: nobody signed these returns; the partnership published them."""


def complete(form: Form, content: bytes, framework: Framework) -> bytes:
    """Return a blank return with the published update typed into it.

    Like Excel, it saves the results of the formulas with them.
    """
    lines = {row.id: row.source_line for row in framework.indicators}
    by_line = rows_by_line()
    signed = SIGNED | {"signer_date": framework.round(PUBLISHED_ROUND).due}
    typing = Typing(form, content)
    for sheet in form.returns.tables:
        signers = [title for title, _ in signers_of(sheet)]
        for key, row in typing.rows(sheet.name).items() if signers else ():
            if key in signers:
                typing.type(sheet.name, row, signed)
    for key, row in typing.rows(_SHEET).items():
        if lines.get(key) in by_line:
            typing.type(_SHEET, row, entries_for(form, by_line[lines[key]]))
    return recalculated(typing.saved())


def entries_for(form: Form, row: PublishedRow) -> dict[str, Typed]:
    """Return what an adviser types for one printed row, by column id."""
    figure, period = row.cells["update_2006_07_city"], row.cells["update_2006_07_date"]
    when = read_expected(period)
    entries: dict[str, Typed] = {"as_at": "" if when else period}
    readings = read_printed(figure)
    if readings and readings[0].value is not None:
        entries["actual_city"] = readings[0].value
        entries |= _beside(figure, period)
    elif figure or when:
        entries["status"] = _status(row, readings[0].status if readings else "")
        entries["as_at"] = entries["as_at"] or _CUT.sub("", words_beside_expected(figure))
        expected = read_expected(figure) or when
        if expected and entries["status"] == NOT_YET:
            entries["expected_date"] = expected
    entries |= _judged(form, row)
    return {column_id: typed for column_id, typed in entries.items() if typed != ""}


def lights_without_judgement(form: Form, framework: Framework) -> Mapping[str, str]:
    """Return the light that follows from the published update, by row id."""
    key = (form.fingerprint, framework.fingerprint)
    if key not in _LIGHTS:
        by_line = rows_by_line()
        lights: dict[str, str] = {}
        for group in framework:
            plan = plan_return(form, framework, PUBLISHED_ROUND, group.id)
            table = plan.table(_SHEET)
            entries = {
                row.id: _as_read(entries_for(form, by_line[row.indicator.source_line]))
                for row in table.rows
                if row.indicator
            }
            for row_id, results in work_out(plan, {_SHEET: entries}).results[_SHEET].items():
                if "light_calculated" in results:
                    lights[row_id] = str(results["light_calculated"])
        _LIGHTS[key] = lights
    return _LIGHTS[key]


_LIGHTS: dict[tuple[str, str], Mapping[str, str]] = {}
"""Worked out before, by the fingerprints of form and framework."""


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


def _judged(form: Form, row: PublishedRow) -> dict[str, Typed]:
    words = {word.casefold(): word for word in form.lists["judgements"].words}
    light = words.get(row.cells["traffic_light"].casefold(), "")
    return {"judgement": light, "comments": row.cells["comments"]}


def _status(row: PublishedRow, printed: str) -> str:
    """Return the form's word for why there is no figure, from what the printed cell means.

    “NA” may mean not available or not applicable. A measure with a target applies.
    """
    if printed == "monitor only":
        return "Monitor only"
    return "Not applicable" if printed == "not applicable" and not has_target(row) else NOT_YET


def has_target(row: PublishedRow) -> bool:
    """Whether a number is printed for one of the row's targets."""
    readings = [reading for name in _TARGETS for reading in read_printed(row.cells[name])]
    return any(reading.value is not None for reading in readings)
