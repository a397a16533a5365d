"""Tables as they are printed, and as a reader that makes no mistake understands them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from workbook_tools.funding.model import Addend, Column, Control, Figure, Line, Table

Amount = Decimal | str | None
"""A number, a word that stands in its place, or nothing."""

_IDS = count(1)
FIRST_ROW = 4
LEVELS = ("stream", "subtotal", "total", "whole")
"""What adds up what: a subtotal the streams above it, a total the subtotals, the whole all."""


@dataclass(frozen=True)
class Row:
    """A printed row; it keeps its ``id`` when it is changed or moved."""

    level: str
    """One of ``LEVELS``, or ``heading``."""
    label: str
    amounts: Mapping[int, Amount] = field(default_factory=dict)
    id: int = field(default_factory=lambda: next(_IDS))

    def amount(self, column: int) -> Decimal:
        value = self.amounts.get(column)
        return value if isinstance(value, Decimal) else Decimal(0)

    def having(self, column: int, value: Amount) -> Row:
        return replace(self, amounts={**self.amounts, column: value})

    def again(self) -> Row:
        """Return the same row as another one."""
        return replace(self, id=next(_IDS))


@dataclass(frozen=True)
class Printed:
    """A table as it is printed."""

    name: str
    columns: tuple[Column, ...]
    across: Mapping[int, tuple[tuple[int, int], ...]]
    """Columns that cast across: for each, the columns that it adds up, with their signs."""
    rows: tuple[Row, ...]
    unit: Decimal = Decimal(1)
    half_units: bool = False
    """Whether half a unit for each addend is let pass, because amounts were rounded."""

    def numbers(self) -> dict[int, int]:
        """Return the row of the file for each row's id."""
        return {row.id: FIRST_ROW + place for place, row in enumerate(self.rows)}

    def table(self) -> Table:
        """Return the table as it is understood."""
        return _Reading(self).table()

    def with_rows(self, rows: list[Row]) -> Printed:
        return replace(self, rows=tuple(rows))

    def with_row(self, row: Row) -> Printed:
        return self.with_rows([row if each.id == row.id else each for each in self.rows])


class _Reading:
    def __init__(self, printed: Printed) -> None:
        self.printed = printed
        self.lines: list[Line] = []
        self.controls: list[Control] = []

    def table(self) -> Table:
        block = ""
        ahead: dict[str, list[tuple[Row, dict[int, Figure]]]] = {level: [] for level in LEVELS}
        for place, row in enumerate(self.printed.rows):
            if row.level == "heading":
                block = row.label
            figures = {
                column.number: _figure(row.amounts.get(column.number), place, column.number)
                for column in self.printed.columns
            }
            number = FIRST_ROW + place
            role = "total" if row.level == "whole" else row.level
            shown = figures if row.level != "heading" else {}
            self.lines.append(Line(number, row.label, role, block, "", shown))
            if row.level == "heading":
                continue
            self._across(row, figures)
            level = LEVELS.index(row.level)
            if level:
                below = next((each for each in reversed(LEVELS[:level]) if ahead[each]), "")
                if below:
                    self._down(row, figures, ahead[below], block)
                for each in LEVELS[:level]:
                    ahead[each] = []
            ahead[row.level].append((row, figures))
        printed = self.printed
        return Table(
            "Funding",
            printed.name,
            printed.unit,
            printed.columns,
            tuple(self.lines),
            tuple(self.controls),
        )

    def _down(
        self,
        row: Row,
        figures: dict[int, Figure],
        added: list[tuple[Row, dict[int, Figure]]],
        block: str,
    ) -> None:
        for column in self.printed.columns:
            addends = tuple(Addend(each[column.number]) for _, each in added)
            said = f"{row.label} of {block}, {column.heading}"
            kind = "column" if row.level == "subtotal" else "blocks"
            self._control(kind, figures[column.number], addends, said)

    def _across(self, row: Row, figures: dict[int, Figure]) -> None:
        for total, parts in self.printed.across.items():
            addends = tuple(Addend(figures[column], sign) for column, sign in parts)
            self._control("row", figures[total], addends, f"{row.label}, across")

    def _control(self, kind: str, total: Figure, addends: tuple[Addend, ...], said: str) -> None:
        tolerance = Decimal(len(addends)) / 2 if self.printed.half_units else Decimal(0)
        self.controls.append(Control(kind, total, addends, said, tolerance))


def _figure(amount: Amount, place: int, column: int) -> Figure:
    where = (FIRST_ROW + place, column)
    if isinstance(amount, Decimal):
        return Figure("Funding", where, f"{amount:,f}", amount)
    said = amount or ""
    return Figure("Funding", where, said, None, unquantified=said == "NYQ")


def cells_of(printed: Printed, row: Row) -> Iterator[tuple[int, Decimal]]:
    """Yield the columns in which a row has an amount other than nought, with it."""
    for column in printed.columns:
        if row.amount(column.number):
            yield column.number, row.amount(column.number)
