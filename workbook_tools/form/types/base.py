"""What every type of column says: the same few things, asked wherever a column is used.

A type is a class in a module of its own, found by being there; its ``name`` is the word
that ``columns.json`` declares. It overrides what is different about it and leaves the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeAlias

from workbook_tools.form.types.entry import Entry
from workbook_tools.values.comparing import folded
from workbook_tools.values.lengths import fits
from workbook_tools.workbooks import Cell
from workbook_tools.workbooks.shown import shown

GENERAL = "General"
"""The number format of a cell that has no other."""

Words: TypeAlias = Sequence[str]
"""The words of a dropdown."""


class Declared(Protocol):
    """A column, as far as its type asks how it was declared."""

    @property
    def list(self) -> str:
        """Id of its dropdown; empty for none."""

    @property
    def minimum(self) -> float | None:
        """The least it holds; None where nothing is said."""

    @property
    def maximum(self) -> float | None:
        """The most it holds."""


class Measured(Protocol):
    """A row, as far as a type asks what its figures are."""

    @property
    def unit(self) -> str:
        """The unit of its figures in words; empty where it has none."""

    @property
    def unit_type(self) -> str:
        """The kind of its unit, such as ``percent``; empty where it has none."""


class ColumnType:
    """One type of column. The defaults are those of a choice or a date: centred, no format."""

    name: ClassVar[str]
    """The word for it in ``columns.json``."""
    style: ClassVar[str] = "centre"
    """The named style that aligns its cells."""
    words_style: ClassVar[str] = "centre"
    """The named style of words that stand in a cell of it."""
    own_format: ClassVar[str] = ""
    """The number format of its cells, where the type decides it; empty elsewhere."""
    takes_list: ClassVar[bool] = False
    """Whether its entries are words of a list."""
    takes_range: ClassVar[bool] = False
    """Whether Excel can hold its entries to a range; the others are words, or may be."""
    is_own_words: ClassVar[bool] = False
    """Whether it holds somebody's own words, which are quoted where they are repeated."""
    is_light: ClassVar[bool] = False
    """Whether colour follows its words."""
    is_chart: ClassVar[bool] = False
    """Whether a small chart stands in its cells, and nothing else."""

    def number_format(self, figure_format: str = GENERAL) -> str:
        """Return the number format of a cell, in a workbook or wherever a value is shown.

        ``figure_format`` is that of the figures of the cell's row.
        """
        return self.own_format or GENERAL

    def message_format(self, figure_format: str = GENERAL) -> str:
        """Return the number format in the sentence of a message; by default the cell's own."""
        return self.number_format(figure_format)

    message_range: ClassVar[tuple[int, int] | None] = None
    """The numbers that programs show alike in that format; None where it is every number."""

    def shown(self, value: float | str, figure_format: str = GENERAL) -> str:
        """Return a value as its cell shows it, in one line."""
        kind = "text" if isinstance(value, str) else "number"
        return folded(shown(Cell(1, 1, value, kind, None, self.number_format(figure_format))))

    def movement(self, before: float, after: float) -> str:
        """Return how far a value went: ``up 0.8``."""
        by = round(after - before, 10)
        return f"{'up' if after > before else 'down'} {self._size(abs(by)) if by else _LITTLE}"

    def _size(self, by: float) -> str:
        return f"{by:,.10g}"

    def read(
        self, cell: Cell, text: str, column: Declared, row: Measured, words: Words = ()
    ) -> Entry:
        """Return what an adviser entered, understood; what cannot be is never guessed.

        Args:
            cell: a cell with something in it that is no error.
            text: what it shows, in one line.
            column: the declaration of its column.
            row: the row that it stands in.
            words: those of the column's list, if it has one.
        """
        raise NotImplementedError(f"nothing can be entered in a column of the type {self.name}")

    def validation(self, column: Declared) -> Mapping[str, Any]:
        """Return XlsxWriter's options for what Excel lets an entry be, without the messages
        that are the column's own."""
        return {"validate": "any"}

    refused_as: ClassVar[str] = ""
    """The check that an entry breaks which cannot be read; empty where every one can be."""

    def digits_read(self, typed: str) -> str:
        """Return the formula for the digits of what was typed in a cell; empty where none helps.

        It stands in a cell of its own, for :meth:`as_read` to look at.
        """
        return ""

    def as_read(self, typed: str, digits: str = "", unit: str = "") -> str:
        """Return the formula for what is read in a cell: the same that :meth:`read` gives.

        It is empty where what was typed is read as it stands.

        Args:
            typed: the cell.
            digits: the cell that holds its digits, where there is one.
            unit: the cell that says the unit of its row, where there is one.
        """
        return ""

    def refusal(self, typed: str, read: str, column: Declared) -> str:
        """Return the condition on which an entry is refused; empty where nothing is.

        The return works it out while somebody types.

        Args:
            typed: the cell.
            read: the cell that holds what is read in it; the same one where there is none.
            column: the declaration of its column.
        """
        return ""

    beyond_as: ClassVar[str] = ""
    """The check that an entry breaks which lies where none can be; empty where all may."""

    def is_out_of_reach(self, typed: str, read: str) -> str:
        """Return the condition on which an entry lies where none can be; or nothing."""
        return ""

    def can_have_held(self, value: float | str) -> bool:
        """Whether a value that a workbook says it took over can have stood in such a column."""
        return not isinstance(value, str) or fits(value)

    def absence(self, value: float | str | None) -> str:
        """Return the word that stands in the place of a figure; empty where none does."""
        return ""


_LITTLE = "very little"
"""How far a value went whose change is smaller than what a computer keeps of it."""
