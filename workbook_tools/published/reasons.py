"""Why a rebuilt cell differs from the printed one.

A reason is found by trying what could explain the printed cell, from its own row;
each explanation is a function of its own. First the rebuilt cell must be what it
should be: a reason excuses the printed cell, never a wrong rebuilt one. A difference
that nothing explains is an error of the toolkit; the tests demand that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from workbook_tools.published.completing import NOT_YET, has_target, lights_without_judgement
from workbook_tools.published.pairs import Pair
from workbook_tools.published.rows import rows_by_line
from workbook_tools.published.variances import variance_reason
from workbook_tools.published.verdicts import close, says
from workbook_tools.values.comparing import folded
from workbook_tools.values.days import long_date
from workbook_tools.values.printed import (
    read_expected,
    read_number,
    read_printed,
)

UNEXPLAINED = "unexplained"


def reason_for(pair: Pair) -> str:
    """Return why a rebuilt cell differs from the printed one, in one or two sentences."""
    return next((why for explain in _REASONS if (why := explain(pair))), UNEXPLAINED)


# The row itself: columns 1, 8, 9 and 13 ----------------------------------------


def _row_number(pair: Pair) -> str:
    """The number is lost in print, and follows on that of the row above."""
    if pair.column_id != "row" or pair.printed:
        return ""
    rows = pair.framework.rows_of(pair.indicator.theme_group)
    numbers = [int(row.row) if row.row else None for row in rows]
    place = rows.index(pair.indicator)
    before = numbers[place - 1] if place else 0
    if before is None or pair.rebuilt.text != str(before + 1):
        return ""
    above = f"the one above is row {before}" if place else "it is the first of its theme group"
    return f"The row number is lost in print; {above}.{_number_left_out(pair, numbers, place)}"


def _number_left_out(pair: Pair, numbers: Sequence[int | None], place: int) -> str:
    """Say where fewer rows than numbers are left up to the next number that is printed."""
    printed = rows_by_line()
    rows = pair.framework.rows_of(pair.indicator.theme_group)
    while place + 1 < len(rows) and not printed[rows[place].source_line].cells["row"]:
        place += 1
    this, above = numbers[place], numbers[place - 1]
    if this is None or above is None or this - above < 2:
        return ""
    return f" One of the numbers up to {this - 1} is left out, and which one cannot be told."


def _wording(pair: Pair) -> str:
    """The words are lost, cut or garbled, and the framework supplies a wording with its source."""
    indicator = pair.indicator
    if pair.column_id == "measure":
        kept = (indicator.printed, indicator.wording, indicator.wording_source)
    elif pair.column_id == "outcome" and pair.framework.begins_outcome(indicator):
        outcome = pair.framework.outcome(indicator.outcome)
        kept = (outcome.printed, outcome.wording, outcome.wording_source)
    else:
        return ""
    printed, wording, source = map(folded, kept)
    if not source or (pair.printed, pair.rebuilt.text) != (printed, wording):
        return ""
    lost = "The printed words are cut or garbled" if printed else "The printed cell is lost"
    return f"{lost}; the framework's wording is {source}."


def _unit(pair: Pair) -> str:
    """The framework's unit says other than the printed one, and where that comes from."""
    indicator = pair.indicator
    kept = (folded(indicator.units_printed), folded(indicator.unit))
    if pair.column_id != "units" or (pair.printed, pair.rebuilt.text) != kept:
        return ""
    if not indicator.unit_source:
        return ""
    said = f"“{pair.printed}” is printed" if pair.printed else "The printed cell is blank"
    return f"{said}; the framework's unit is {indicator.unit_source}."


# Figures of the framework ------------------------------------------------------


def _supplied(pair: Pair) -> str:
    """The printed cell is lost or cut, and its meaning follows from elsewhere."""
    holds, figure = pair.holds, pair.figure
    if holds is None or figure is None or not figure.note:
        return ""
    is_period = holds.measure == "period"
    right = pair.rebuilt.text == figure.period if is_period else pair.rebuilt.value == figure.value
    if not right or (not is_period and figure.basis != "supplied"):
        return ""
    return f"The printed cell is lost or cut; the framework supplies it: {figure.note}."


def _due_by_another_column(pair: Pair) -> str:
    """“by 2008” is the end of 2008-09 where the column of that year prints the same number."""
    figure = pair.figure
    readings = read_printed(pair.printed, pair.indicator.unit_type)
    if figure is None or not figure.due or not readings or not readings[0].due:
        return ""
    due = date.fromisoformat(figure.due)
    year = f"{due.year - 1}_{due.year % 100:02}"
    same = read_number(pair.row.cells.get(f"target_{year}", ""))
    right = close(readings[0].value or 0, pair.rebuilt.value) and pair.is_noted
    if not right or not says(pair.rebuilt, f"by {due:%b %Y}"):
        return ""
    if same is None or not close(same.value, pair.rebuilt.value):
        return ""
    return (
        f"“{figure.remark}” is taken for {long_date(due)}, since the column of the year that ends "
        "then prints the same number alone; the note on the cell gives it as printed."
    )


# What is reported --------------------------------------------------------------


def _light(pair: Pair) -> str:
    if pair.column_id != "traffic_light" or pair.printed:
        return ""
    light = lights_without_judgement(pair.form, pair.framework).get(pair.indicator.id)
    if light != pair.rebuilt.text:
        return ""
    return (
        f"The printed cell is blank, so no judgement was entered; “{light}” is the light "
        "that follows from the figures."
    )


def _figure_awaited(pair: Pair) -> str:
    """The printed cell does not say, or not clearly, why there is no figure."""
    if pair.column_id != "update_2006_07_city":
        return ""
    date_said = folded(pair.row.cells["update_2006_07_date"])
    date_shown = pair.rebuilt_row["update_2006_07_date"].text
    if not pair.printed and pair.rebuilt.text == NOT_YET and date_shown == _expected(date_said):
        return (
            f"The printed cell is blank; the date beside it says “{date_said}”, so the figure is "
            f"reported as “{NOT_YET}”."
        )
    readings = read_printed(pair.printed)
    is_unclear = bool(readings) and readings[0].status == "not applicable"
    kept = pair.rebuilt.text == f"{NOT_YET} ({pair.printed})"
    if not is_unclear or not kept or not has_target(pair.row):
        return ""
    return (
        f"“{pair.printed}” may mean not available or not applicable, and the form asks which. The "
        f"row has targets, so the measure applies; “{pair.printed}” is kept in brackets."
    )


def _date_awaited(pair: Pair) -> str:
    """The printed pair of date and figure says in one cell what the form says in two."""
    if pair.column_id != "update_2006_07_date":
        return ""
    figure_said = folded(pair.row.cells["update_2006_07_city"])
    day = _expected(figure_said)
    if pair.rebuilt.text != day:
        return ""
    beside = (
        f"The figure beside it says “{figure_said}”, and the day by which it is expected stands "
        "in the column of the date."
    )
    if not pair.printed:
        return f"The printed cell is blank. {beside}"
    if not says(pair.rebuilt_row["update_2006_07_city"], f"({pair.printed})"):
        return ""
    kept = f"“{pair.printed}” names no date; it stands with the figure, in column 40."
    return f"{kept} {beside}" if day else kept


def _expected(said: str) -> str:
    """Return how the form shows the day by which printed words expect a figure; or nothing."""
    day = read_expected(said)
    return f"Expected by {long_date(day)}" if day else ""


_REASONS: tuple[Callable[[Pair], str], ...] = (
    _row_number,
    _wording,
    _unit,
    _supplied,
    _due_by_another_column,
    variance_reason,
    _light,
    _figure_awaited,
    _date_awaited,
)
