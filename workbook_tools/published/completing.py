"""Filling in a blank return as an adviser would, from the published 2006-07 update.

The workbook is opened, its cells are found by heading and reference and typed into,
and it is saved: nothing passes through the code that writes returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from workbook_tools.checks.results import Entries, WorkedOut, work_out
from workbook_tools.form import Form
from workbook_tools.form.types import Entry
from workbook_tools.framework import Framework
from workbook_tools.plan.rows.signers import signers_of
from workbook_tools.published.rows import PUBLISHED_ROUND, PublishedRow, rows_by_line
from workbook_tools.published.typing import Typed, Typing
from workbook_tools.published.worked_out import known_results
from workbook_tools.rules.issued import IssuedReturn, plan_return
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


def complete(plan: IssuedReturn, content: bytes) -> bytes:
    """Return a blank return with the published update typed into it.

    Like Excel, it saves the results of the formulas with them.
    """
    typing, entries = filled_in(plan, content)
    return typing.saved_with_results(known_results(plan, entries, _tables_with(plan, entries)))


def filled_in(plan: IssuedReturn, content: bytes) -> tuple[Typing, Mapping[str, Entries]]:
    """Return a blank return as the published update is being typed in, and what is typed."""
    lines = {row.id: row.source_line for row in plan.framework.indicators}
    by_line = rows_by_line()
    signed = SIGNED | {"signer_date": plan.round.due}
    typing = Typing(plan.form, content)
    typed: dict[str, dict[str, dict[str, Entry]]] = {}

    def type_in(sheet: str, key: str, row: int, entries: Mapping[str, Typed]) -> None:
        typing.type(sheet, row, entries)
        typed.setdefault(sheet, {})[key] = _as_read(entries)

    for sheet in plan.form.returns.tables:
        signers = [title for title, _ in signers_of(sheet)]
        for key, row in typing.rows(sheet.name).items() if signers else ():
            if key in signers:
                type_in(sheet.name, key, row, signed)
    for key, row in typing.rows(_SHEET).items():
        if lines.get(key) in by_line:
            type_in(_SHEET, key, row, entries_for(plan.form, by_line[lines[key]]))
    return typing, typed


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
    lights: dict[str, str] = {}
    for group in framework:
        plan = plan_return(form, framework, PUBLISHED_ROUND, group.id)
        tables = _tables_with(plan, {_SHEET: _published(plan)})
        for (sheet, row_id), row in tables.rows.items():
            if sheet == _SHEET and row.get("light_calculated") is not None:
                lights[row_id] = str(row["light_calculated"])
    return lights


def _published(plan: IssuedReturn) -> Entries:
    """Return what is typed into the rows of a return's indicators."""
    by_line = rows_by_line()
    return {
        row.id: _as_read(entries_for(plan.form, by_line[row.indicator.source_line]))
        for row in plan.table(_SHEET).rows
        if row.indicator and row.indicator.source_line in by_line
    }


def _tables_with(plan: IssuedReturn, entries: Mapping[str, Entries]) -> WorkedOut:
    """Return the tables of a completed return, worked out once whoever asks for them."""
    key = (plan.form.fingerprint, plan.framework.fingerprint, plan.group.id)
    if key not in _TABLES:
        _TABLES[key] = work_out(plan, entries)
    return _TABLES[key]


_TABLES: dict[tuple[str, str, str], WorkedOut] = {}
"""By the fingerprints of form and framework, and the theme group."""


def _as_read(typed: Mapping[str, Typed]) -> dict[str, Entry]:
    """Return what was typed; words are read by the formulas of the return."""
    return {
        column_id: Entry(None, value) if isinstance(value, str) else Entry(_number(value), "")
        for column_id, value in typed.items()
    }


def _number(value: float | date) -> float:
    return float(serial(value) if isinstance(value, date) else value)


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
