"""Reading what the adviser entered: each cell as the type that its column declares.

What can be understood is taken, and a note says how it was read; what cannot is
an error. One function for each type of column, registered by the type's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from workbook_tools.checks.faults import Fault
from workbook_tools.checks.locating import SubmittedTable, text_of
from workbook_tools.form.columns import Column
from workbook_tools.formulas.engine import FormulaError
from workbook_tools.plan.return_plan import ReturnPlan, long_date
from workbook_tools.plan.rows import Row
from workbook_tools.values.printed import read_number
from workbook_tools.workbooks import Cell

_DAY_ZERO = date(1899, 12, 30)
"""Excel counts days from here (ECMA-376 part 1, 18.17.4.1, for dates after February 1900)."""


Words: TypeAlias = Sequence[str]
"""The words of a dropdown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the adviser's, understood."""

    value: float | str | None
    """A number, words, or None for a blank; a date is Excel's number of its day."""
    text: str
    """What the cell shows."""
    fault: str = ""
    """The rule it breaks, or the note to make; empty for none."""
    found: str = ""
    expected: str = ""

    @property
    def evaluated(self) -> float | str | None:
        """What formulas see: what could not be read stays in the cell, as text or error."""
        if self.fault == "cell-error":
            return FormulaError(self.text)
        return self.text if self.value is None and self.text else self.value


BLANK = Entry(None, "")


def read_entries(plan: ReturnPlan, submitted: SubmittedTable) -> dict[str, dict[str, Entry]]:
    """Return every entry of a table by row key and column id, blanks included.

    What is wrong with a cell stands in its entry; where it cannot be understood, the value
    is None beside its text. Columns and rows that are missing are not in the result.
    """
    entries: dict[str, dict[str, Entry]] = {}
    table = submitted.table
    words = {column.id: plan.list_words(column.list) for column in table.entries if column.list}
    for row in table.rows:
        if row.id not in submitted.rows:
            continue
        entries[row.id] = {}
        for column in table.entries:
            cell = submitted.cell(row.id, column.id)
            if cell is None or not table.is_open(row, column):
                continue
            entries[row.id][column.id] = read_entry(cell, column, row, words.get(column.id, ()))
    return entries


def check_entries(
    submitted: SubmittedTable, entries: Mapping[str, Mapping[str, Entry]]
) -> Iterator[Fault]:
    """Yield what is wrong with the entries of a table, or how they were read."""
    columns = {column.id: column for column in submitted.table.entries}
    for row in submitted.table.rows:
        for column_id, entry in entries.get(row.id, {}).items():
            if entry.fault:
                yield submitted.fault(
                    entry.fault,
                    row,
                    columns[column_id],
                    found=entry.found,
                    expected=entry.expected,
                )


def read_entry(cell: Cell, column: Column, row: Row, words: Words = ()) -> Entry:
    """Return one cell as its column's type says it is to be read.

    ``words`` are those of the column's list, if it has one.
    """
    text = text_of(cell)
    if cell.kind == "blank" and cell.formula is not None:
        return Entry(None, f"={cell.formula}", "no-result", f"={cell.formula}")
    if cell.kind == "blank" or not text:
        return BLANK
    if cell.kind == "error":
        return Entry(None, text, "cell-error", text)
    return _BY_TYPE[column.type](cell, text, column, row, words)


def serial(day: date) -> float:
    """Return a day as Excel counts it: 28 February 2007 is 39141."""
    return float((day - _DAY_ZERO).days)


def day_of(number: float) -> date:
    """Return the day that Excel's number stands for."""
    return _DAY_ZERO + timedelta(days=int(number))


def _figure(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    if cell.kind == "boolean":
        return Entry(None, text, "not-a-number", f"“{text}”")
    if cell.kind == "text":
        return _typed_figure(text, column, row)
    if cell.as_date is not None:
        return Entry(None, text, "date-for-number", text)
    number = float(cell.value or 0.0)
    if not cell.shows_percent:
        return Entry(number, text)
    if not _is_percentage(column, row):
        return Entry(None, text, "percent-misplaced", text, _unit(column, row))
    number = _times_hundred(number)
    return Entry(number, text, "percent-typed", text, f"{number:g}")


def _typed_figure(text: str, column: Column, row: Row) -> Entry:
    typed = read_number(text)
    if typed is None:
        return Entry(None, text, "not-a-number", f"“{text}”")
    unit = _unit(column, row)
    if "percent" in typed.decorations and not _is_percentage(column, row):
        return Entry(None, text, "percent-misplaced", f"“{text}”", unit)
    if "pound" in typed.decorations and row.unit_type != "money":
        return Entry(None, text, "pounds-misplaced", f"“{text}”", unit)
    return Entry(typed.value, text, "number-as-text", f"“{text}”", f"{typed.value:g}")


def _is_percentage(column: Column, row: Row) -> bool:
    return row.unit_type == "percent" and column.type != "count"


def _unit(column: Column, row: Row) -> str:
    return "number of cases" if column.type == "count" else row.unit


def _times_hundred(share: float) -> float:
    # Rounded, because 0.29 * 100 is 28.999999999999996.
    return round(share * 100, 10)


def _date(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    day = cell.as_date
    if day is not None:
        return Entry(serial(day), text)
    if cell.kind == "text":
        typed = _read_date(text)
        if typed is not None:
            return Entry(serial(typed), text, "date-as-text", f"“{text}”", long_date(typed))
    return Entry(None, text, "not-a-date", f"“{text}”")


_LONGEST_PART = 4
"""Digits of the longest part of a date: its year."""


def _read_date(text: str) -> date | None:
    """Return a date typed as 31/12/2007, 31-12-2007, 31.12.2007 or 2007-12-31; day first."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        return None
    if any(len(part.strip()) > _LONGEST_PART for part in parts):
        return None
    first, month, last = (int(part) for part in parts)
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def _period(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    """A period is kept in the adviser's own words; a date among them as it is shown."""
    return Entry(text, text)


def _months(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    typed = read_number(text) if cell.kind == "text" else None
    number = cell.value if cell.kind == "number" else typed.value if typed else None
    low, high = column.minimum or 0, column.maximum or 0
    if not isinstance(number, float) or not number.is_integer() or not low <= number <= high:
        return Entry(None, text, "not-months", f"“{text}”")
    if cell.kind == "text":
        return Entry(number, text, "number-as-text", f"“{text}”", f"{number:g}")
    return Entry(number, text)


def _choice(cell: Cell, text: str, column: Column, row: Row, words: Words) -> Entry:
    word = _word(text, words)
    return (
        Entry(word, text) if word else Entry(None, text, "not-in-list", f"“{text}”", _some(words))
    )


def _word(text: str, words: Words) -> str:
    """Return the word of a list that a text is, or that begins with it as its reference."""
    for word in words:
        if text.casefold() in (word.casefold(), _reference(word).casefold()):
            return word
    return ""


def _reference(word: str) -> str:
    """Return what a point of a list begins with, ``CYP-577``; of other words, all of it."""
    first = word.split(" ", 1)[0]
    return first if "-" in first else word


def _some(words: Words) -> str:
    """Return the words of a list, as many as a message has room for."""
    return ", ".join(words[:_LISTED]) + (" …" if len(words) > _LISTED else "")


_LISTED = 12


def _figure_or_word(cell: Cell, text: str, column: Column, row: Row, words: Words) -> Entry:
    word = _word(text, words) if cell.kind == "text" else ""
    return Entry(word, text) if word else _figure(cell, text, column, row, words)


def _money(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    if cell.kind == "number" and cell.as_date is None and not cell.shows_percent:
        return Entry(float(cell.value or 0.0), text)
    typed = read_number(text) if cell.kind == "text" else None
    if typed is None or "percent" in typed.decorations:
        return Entry(None, text, "not-a-number", f"“{text}”")
    return Entry(typed.value, text, "number-as-text", f"“{text}”", f"{typed.value:g}")


def _text(cell: Cell, text: str, column: Column, row: Row, _: Words) -> Entry:
    # The cell's own text, not the folded one: a comment keeps its line breaks.
    return Entry(cell.value if isinstance(cell.value, str) else text, text)


_BY_TYPE: dict[str, Callable[[Cell, str, Column, Row, Words], Entry]] = {
    "figure": _figure,
    "figure or word": _figure_or_word,
    "money": _money,
    "count": _figure,
    "date": _date,
    "period": _period,
    "months": _months,
    "choice": _choice,
    "text": _text,
}
