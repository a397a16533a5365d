"""A funding table as understood: figures, lines, columns, and the controls that they must meet.

An amount is kept exactly, in the unit in which it is printed, and a table says what that unit is
in pounds. So what is compared within a table is compared digit for digit as a person sees it,
and what is compared between tables goes by :meth:`Table.pounds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbook_tools.workbooks.address import address

ROLES = ("stream", "heading", "subtotal", "total", "control", "note")
"""What a line can be: only streams are money of their own, all others repeat or head it."""

KINDS = ("column", "row", "blocks", "elsewhere", "formula")
"""What a control holds: a column's total, a row's, that of the blocks, a figure printed elsewhere
in the file, or the result that was saved with a formula."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell in which a table may have an amount."""

    sheet: str
    """Name of the sheet in the file; empty in a file without sheets."""
    place: tuple[int, int]
    """Row and column in the file, counted from 1."""
    said: str
    """What stands in the cell, as a person sees it."""
    value: Decimal | None
    """The amount in the table's unit; None where none is quantified."""
    unquantified: bool = False
    """Whether it says that there is an amount that nobody knows yet (``NYQ``)."""
    formula: str = ""
    """The formula in the cell, without its ``=``; empty where an amount was typed."""

    @property
    def cell(self) -> str:
        """The A1 address."""
        return address(*self.place)

    @property
    def amount(self) -> Decimal:
        """The amount, nought where there is none: whoever adds must say what is not quantified."""
        return self.value if self.value is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts."""

    number: int
    """Its place in the file, counted from 1."""
    heading: str
    measure: str = ""
    """What it holds: ``capital``, ``revenue``, ``gross``, ``income``, ``net``, ``total`` …"""
    year: str = ""
    """The financial year that it is of, as ``2007-08``; empty where it does not say."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    number: int
    """Its row in the file, counted from 1."""
    label: str
    role: str
    """One of ``ROLES``."""
    block: str = ""
    """The heading of the block it stands in, as printed."""
    heading: str = ""
    """The heading within the block that it stands under, as printed."""
    figures: Mapping[int, Figure] | None = None
    """Its figures by number of the column."""


@dataclass(frozen=True, slots=True)
class Addend:
    """A figure that is part of a total."""

    figure: Figure
    sign: int = 1
    """1 where it is added, -1 where it is taken off."""

    @property
    def amount(self) -> Decimal:
        """What it contributes to the total."""
        return self.sign * self.figure.amount


@dataclass(frozen=True, slots=True)
class Control:
    """A figure that must be the sum of others."""

    kind: str
    """One of ``KINDS``."""
    total: Figure
    addends: tuple[Addend, ...]
    said: str
    """What it is, in words: ``Sub total of CYP, revenue``."""
    tolerance: Decimal = Decimal(0)
    """How far both sides may be apart, in the table's unit, because addends were rounded."""

    @property
    def worked_out(self) -> Decimal:
        """The sum of what is added, without what is not quantified."""
        return sum((addend.amount for addend in self.addends), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """The figure as it stands, less the sum."""
        return self.total.amount - self.worked_out

    @property
    def casts(self) -> bool:
        """Whether both sides agree, as far as they are known."""
        return abs(self.difference) <= self.tolerance

    @property
    def unquantified(self) -> tuple[Figure, ...]:
        """The addends of which nobody knows the amount yet."""
        return tuple(addend.figure for addend in self.addends if addend.figure.unquantified)


@dataclass(frozen=True, slots=True)
class Table:
    """One funding table of a file."""

    sheet: str
    title: str
    unit: Decimal
    """Pounds that 1 in the table stands for: 1, 1000 or 1000000."""
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    controls: tuple[Control, ...]
    understood: tuple[str, ...] = ()
    """How the table was understood: one sentence each, for the person who sent it."""

    def pounds(self, figure: Figure) -> Decimal | None:
        """Return the amount of a figure in pounds; None where none is quantified."""
        return None if figure.value is None else figure.value * self.unit
