"""The verdict on a rebuilt cell: what it has in common with the printed one.

``same``
    it shows the same text
``same value``
    it shows the same number, written differently: ``21,493`` for ``21493``
``standardised``
    it says all that is printed, in the form's words: ``1,273 in PNs`` for ``1273 Priority
    Neighbourhood s``. Each figure, area, span, day and limit of the printed cell shows in
    it, and what the form has no words for stands in a note on it, as printed
``differs``
    it does not: something printed is missing, or something else is said
"""

from __future__ import annotations

import re

from workbook_tools.published.completing import NOT_YET
from workbook_tools.published.pairs import Pair, Rebuilt
from workbook_tools.values.days import long_date
from workbook_tools.values.printed import (
    Reading,
    read_expected,
    read_months,
    read_number,
    read_printed,
    words_beside_expected,
)
from workbook_tools.values.units import same_unit

SAME, SAME_VALUE, STANDARDISED, DIFFERS = "same", "same value", "standardised", "differs"

VERDICTS = (SAME, SAME_VALUE, STANDARDISED, DIFFERS)


def verdict_on(pair: Pair) -> tuple[str, str]:
    """Return the verdict on a pair of cells, and what was standardised."""
    if pair.printed == pair.rebuilt.text:
        return SAME, ""
    plain = read_number(pair.printed)
    if plain is not None and plain.value in numbers_shown(pair.rebuilt.text)[:1]:
        return (SAME_VALUE, "") if close(plain.value, pair.rebuilt.value) else (DIFFERS, "")
    for standard in (_letters, _unit, _figure, _absence, _expected_day):
        why = standard(pair) if pair.printed else ""
        if why:
            return STANDARDISED, why
    return DIFFERS, ""


def close(one: float, other: float | None) -> bool:
    """Whether two numbers are the same but for the last digits a computer keeps."""
    return other is not None and abs(one - other) < 1e-9


def numbers_shown(text: str) -> tuple[float, ...]:
    """Return the numbers in a rebuilt cell, in the order in which they stand in it."""
    found = (read_number(digits) for digits in _NUMBER.findall(text))
    return tuple(number.value for number in found if number)


_NUMBER = re.compile(r"-?£?[0-9][0-9,]*(?:\.[0-9]+)?")


def squashed(text: str) -> str:
    """Return a text without capitals and spaces: the print cuts words anywhere."""
    return "".join(text.casefold().split())


def says(rebuilt: Rebuilt, words: str) -> bool:
    """Whether a rebuilt cell shows some words."""
    return squashed(words) in squashed(rebuilt.text)


def _letters(pair: Pair) -> str:
    same = pair.printed.casefold() == pair.rebuilt.text.casefold()
    return "capital letters alone differ" if same else ""


def _unit(pair: Pair) -> str:
    same = pair.column_id == "units" and same_unit(pair.printed, pair.rebuilt.text)
    return "the same unit, its words written out" if same else ""


# Figures ---------------------------------------------------------------------


def _figure(pair: Pair) -> str:
    holds, value = pair.holds, pair.rebuilt.value
    if holds is None or holds.measure != "value" or value is None:
        return ""
    readings = read_printed(pair.printed, pair.indicator.unit_type)
    if readings[0].value is None:
        figure = pair.figure
        is_meant = figure is not None and figure.basis == "printed" and close(value, figure.value)
        return _NOTED if is_meant and pair.is_noted else ""
    if not close(readings[0].value, value) or not _says_first(pair, readings[0]):
        return ""
    if read_number(pair.printed) and pair.is_noted:
        return "shown with the decimals of its row; the note on it gives the printed ones"
    if all(_says_beside(pair, readings[0], reading) for reading in readings):
        noted = "; the note on it gives what else is printed" if pair.is_noted else ""
        return f"the number is kept as a number, and its words in one form{noted}"
    return ""


_NOTED = "the first number is kept as a number; the note on it gives all that is printed"


def _says_first(pair: Pair, reading: Reading) -> bool:
    """Whether the cell shows what the first figure of the printed one is about."""
    area = pair.framework.area(reading.area).suffix if reading.area else ""
    due = f"by {reading.due:%b %Y}" if reading.due else ""
    limit = "<" if reading.limit else ""
    joint = "jointly" if reading.joint else ""
    return all(says(pair.rebuilt, words) for words in (area, due, limit, joint, reading.span))


def _says_beside(pair: Pair, first: Reading, reading: Reading) -> bool:
    """Whether the cell or its note gives another figure, the decimals and the words beside one."""
    if pair.is_noted:
        return True
    numbers = numbers_shown(pair.rebuilt.text)
    shown = numbers[:1] if reading is first else numbers[1:]
    area = pair.framework.area(reading.area).short if reading.area and reading is not first else ""
    months = read_months(reading.remark)
    remark = f"({months} months)" if months else reading.remark
    return reading.value in shown and all(says(pair.rebuilt, words) for words in (area, remark))


# The update that was awaited -------------------------------------------------


def _absence(pair: Pair) -> str:
    """Words in the place of the update: why there is none, until when, and what else they say."""
    said = _ABSENCE.fullmatch(pair.rebuilt.text)
    statuses = [reading.status for reading in read_printed(pair.printed)]
    if pair.column_id != "update_2006_07_city" or said is None:
        return ""
    if statuses not in (["not available"], ["to be set"]):
        return ""
    why = "the form's word for a figure that will come"
    date_said = pair.row.cells["update_2006_07_date"]
    words, shown = words_beside_expected(pair.printed), said["words"] or ""
    if shown:
        why += f", with “{shown}” behind it"
    if squashed(shown) not in {squashed(words), squashed(words or date_said)}:
        return ""
    day = read_expected(pair.printed) or read_expected(date_said)
    until = long_date(day) if day else ""
    if said["day"]:
        last_day = f"{why}, and the last day of the printed period"
        return last_day if said["day"] == until else ""
    if until and not says(pair.rebuilt_row["update_2006_07_date"], f"Expected by {until}"):
        return ""
    beside = "; the last day of the printed period stands beside it, in column 39"
    return why + beside if until else why


_ABSENCE = re.compile(rf"{NOT_YET}(?: \((?P<words>.+)\))?(?:, expected by (?P<day>.+))?")
"""Why there is no figure, as the rebuilt cell says it."""


def _expected_day(pair: Pair) -> str:
    if pair.column_id != "update_2006_07_date":
        return ""
    day = read_expected(pair.printed)
    said = day and pair.rebuilt.text == f"Expected by {long_date(day)}"
    return "the last day of the printed period" if said else ""
