"""A workbook as it was received: sheets of cells, with what a person would see of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from workbook_tools.workbooks import numberformats
from workbook_tools.workbooks.address import address
from workbook_tools.workbooks.looks import Look

KINDS = ("number", "text", "boolean", "error", "blank")
STATES = ("visible", "hidden", "very hidden")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A date is a number whose format shows a date, as the file stores it."""

    row: int
    column: int
    value: float | str | bool | None
    """A number is a float, an error its text (``#REF!``), a blank cell None."""
    kind: str
    """One of ``KINDS``. A formula is ``blank`` if its result is empty or was not saved."""
    formula: str | None = None
    """The formula without its equals sign; None for none; empty if it is there but not shown."""
    number_format: str = "General"
    date_1904: bool = False
    """Whether the workbook counts days from 1 January 1904 (ECMA-376 part 1, 18.17.4.1)."""

    @property
    def address(self) -> str:
        """The A1 address, such as ``B7``."""
        return address(self.row, self.column)

    @property
    def is_date(self) -> bool:
        """Whether it is a number shown as a date or a time of day; not an elapsed time."""
        return self.kind == "number" and numberformats.shows_date(self.number_format)

    @property
    def as_date(self) -> datetime.date | None:
        """The day that is shown; None if the cell shows no day, month or year."""
        if (
            self.kind != "number"
            or not isinstance(self.value, float)
            or not numberformats.shows_calendar(self.number_format)
        ):
            return None
        return numberformats.day_of(self.value, self.date_1904)

    @property
    def shows_percent(self) -> bool:
        """Whether the number format multiplies by 100 and shows a percent sign."""
        return numberformats.shows_percent(self.number_format)


class _Draft:
    """A cell that is still being filled in."""

    __slots__ = Cell.__slots__

    def __init__(
        self,
        row: int,
        column: int,
        value: float | str | bool | None,
        kind: str,
        formula: str | None,
        number_format: str,
        date_1904: bool,
    ) -> None:
        self.row = row
        self.column = column
        self.value = value
        self.kind = kind
        self.formula = formula
        self.number_format = number_format
        self.date_1904 = date_1904


def quick_cell(
    row: int,
    column: int,
    value: float | str | bool | None,
    kind: str,
    formula: str | None,
    number_format: str,
    date_1904: bool,
) -> Cell:
    """Return a cell, for readers that make a hundred thousand of them.

    A frozen dataclass sets each field through ``object.__setattr__``, which takes
    three times as long as filling in a draft of the same layout and freezing it.
    """
    draft: Any = _Draft(row, column, value, kind, formula, number_format, date_1904)
    draft.__class__ = Cell
    return cast(Cell, draft)


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text that lies on a sheet, in no cell."""

    place: tuple[int, int]
    """Row and column of the cell under its upper left corner."""
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. Rows and columns are counted from 1."""

    name: str
    state: str = "visible"
    """One of ``STATES``."""
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict, repr=False)
    """By (row, column): the cells that hold a value or a formula. Empty text counts as blank."""
    notes: dict[tuple[int, int], str] = field(default_factory=dict, repr=False)
    looks: dict[tuple[int, int], Look] = field(default_factory=dict, repr=False)
    """Of the cells that say more, or less, to the eye than they hold; most sheets have none."""
    boxes: tuple[TextBox, ...] = field(default=(), repr=False)
    """Text boxes, and other shapes with a text in them."""
    hidden_rows: frozenset[int] = field(default=frozenset(), repr=False)
    hidden_columns: frozenset[int] = field(default=frozenset(), repr=False)
    protected: bool = False
    merged: tuple[str, ...] = field(default=(), repr=False)
    """Ranges of merged cells, such as ``B2:D2``."""

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell there, a blank one where nothing stands."""
        found = self.cells.get((row, column))
        return found or quick_cell(row, column, None, "blank", None, "General", date_1904=False)

    @property
    def max_row(self) -> int:
        """The last row that holds a value or a formula; 0 on an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def max_column(self) -> int:
        """The last column that holds a value or a formula; 0 on an empty sheet."""
        return max((column for _, column in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A spreadsheet file, read once."""

    path: Path
    content: bytes = field(repr=False)
    """The file as it was read; nothing reads it a second time."""
    sha256: str
    sheets: tuple[Sheet, ...]
    defined_names: dict[str, str] = field(default_factory=dict, repr=False)
    """Formula by name; a name that belongs to one sheet is ``'Sheet name'!Name``."""
    application: str = ""
    """The program that says it wrote the file, such as ``Microsoft Excel``."""
    date_1904: bool = False
    unseen: tuple[str, ...] = ()
    """Plain sentences about what the file holds, or may hold, that was not read."""
    saved: datetime.datetime | None = None
    """When it was saved last, as it says itself; None where it does not."""
    dated: datetime.datetime | None = None
    arrived: datetime.datetime | None = None
    """The times of the file, as in the source that it was read from."""

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet with exactly this name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
