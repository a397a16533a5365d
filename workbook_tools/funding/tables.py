"""A table of a file as it is understood: its lines, its figures, what adds up what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workbook_tools.funding.columns import Held, columns_of, shows_pounds, unit_of
from workbook_tools.funding.grid import (
    AMOUNT,
    BLANK,
    UNKNOWN,
    UNREADABLE,
    Grid,
    amount_in,
    kind_in,
    shown_in,
)
from workbook_tools.funding.model import Figure
from workbook_tools.funding.nesting import Entry, Nesting, nested
from workbook_tools.funding.references import added_by
from workbook_tools.funding.regions import Region, regions_of
from workbook_tools.funding.words import Unit, Words, plain, years_in
from workbook_tools.values.money import Amount
from workbook_tools.workbooks import Cell

_SHORT = 60
"""A text in a column of amounts that is longer is a sentence, and its row a note."""

_DECIMALS = 6
_DIGITS = 18


@dataclass(frozen=True)
class Unread:
    """What stands in a column of amounts and cannot be taken for one."""

    row: int
    column: int
    amount: Amount


@dataclass
class Row:
    """A row of a table, before anybody knows what it adds up."""

    number: int
    label: str
    kind: str
    """``figures``, ``heading`` or ``note``."""
    block: str = ""
    heading: str = ""
    figures: dict[int, Figure] = field(default_factory=dict)
    signs: dict[int, str] = field(default_factory=dict)
    """How the amounts below nought are written, by column."""
    key: tuple[str, ...] = ()
    """The names of what it is part of, for the search."""
    starts: bool = False
    is_within: bool = False
    indent: int = 0
    """How far in its name stands, in spaces."""
    is_control: bool = False


@dataclass
class Sheeted:
    """One table of a file, understood."""

    region: Region
    held: tuple[Held, ...]
    rows: list[Row]
    unit: Unit | None
    """None where nothing says it."""
    years: tuple[str, ...]
    unread: list[Unread]
    nesting: Nesting
    numbered: list[int]
    """The places in ``rows`` of the entries of the search, by number."""
    decimals: int = 0
    """Decimals of the amount that has the most."""

    @property
    def grid(self) -> Grid:
        """The sheet that it is on."""
        return self.region.grid

    @property
    def amounts(self) -> tuple[Held, ...]:
        """The columns with amounts."""
        return tuple(each for each in self.held if each.kind == "amount")

    @property
    def pounds(self) -> Decimal:
        """The pounds that 1 in it stands for."""
        return self.unit.pounds if self.unit else Decimal(1)

    @property
    def half_units(self) -> bool:
        """Whether its amounts were rounded before they were added up."""
        return self.pounds > 1

    def tolerance(self, addends: int) -> Decimal:
        """Return how far a sum may be out: nothing in £, else half of the last place an addend."""
        if not self.half_units:
            return Decimal(0)
        return Decimal(addends).scaleb(-self.decimals) / 2

    def row_of(self, entry: int) -> Row:
        """Return the row of an entry of the search."""
        return self.rows[self.numbered[entry]]


def tables_of(grid: Grid, words: Words) -> list[Sheeted]:
    """Return the tables of a sheet, understood."""
    return [understood for region in regions_of(grid, words) if (understood := _of(region, words))]


def _of(region: Region, words: Words) -> Sheeted | None:
    held = tuple(columns_of(region, words))
    amounts = [each for each in held if each.kind == "amount"]
    if not amounts:
        return None
    # What stands over the names is said of the whole table: “£000”, “2007/08”.
    corner = (each.heading for each in held if each.kind != "amount" and each.heading)
    around = (*region.titles, *corner, region.sheet)
    unit, _ = unit_of(held, around, words)
    if unit is None and shows_pounds(region.grid, region.body, [e.number for e in amounts]):
        unit = next((each for each in words.units if each.pounds == 1), None)
    unit = _as_stored(region, [each.number for each in amounts], unit, words)
    rows = _Rows(region, held, unit, words)
    found = rows.rows()
    scale = _scale(found)
    entries, numbered = _entries(
        found, amounts, words, rows.blocks, (*around, *(e.heading for e in held)), scale
    )
    if not entries:
        return None
    _see_closing(found, entries, numbered)
    half = bool(unit and unit.pounds > 1)
    years = tuple(dict.fromkeys(e.year for e in amounts if e.year)) or tuple(
        dict.fromkeys(year for text in around for year in years_in(text))
    )
    return Sheeted(
        region,
        held,
        found,
        unit,
        years,
        rows.unread,
        nested(entries, half_units=half),
        numbered,
        scale,
    )


def _as_stored(
    region: Region, columns: Sequence[int], unit: Unit | None, words: Words
) -> Unit | None:
    """Return the unit of what is stored: pounds may only be shown as thousands."""
    formats = [
        cell.number_format
        for row in region.body
        for column in columns
        if (cell := region.grid.rows[row].get(column)) is not None and cell.kind == "number"
    ]
    divided = [shown_in(each) for each in formats if each != "General"]
    if unit is None or sum(each > 1 for each in divided) * 2 <= len(formats):
        return unit
    pounds = unit.pounds / max(divided)
    return next((each for each in words.units if each.pounds == pounds), unit)


class _Rows:
    """The rows of a table, read one after the other."""

    def __init__(
        self, region: Region, held: Sequence[Held], unit: Unit | None, words: Words
    ) -> None:
        self.region, self.words = region, words
        self.amounts = [each for each in held if each.kind == "amount"]
        self.blocks = [each for each in held if each.kind == "block"]
        self.label = next((each for each in held if each.kind == "label"), None)
        self.pounds = unit.pounds if unit else Decimal(1)
        self.factors = {
            each.number: each.unit.pounds / self.pounds if each.unit else Decimal(1)
            for each in self.amounts
        }
        self.unread: list[Unread] = []
        self.carried: dict[int, str] = {}
        self.part = self.block = self.heading = ""
        self.after_total = self.after_heading = False
        self.first = True

    def rows(self) -> list[Row]:
        """Return all rows."""
        found = []
        starts = False
        lines = self.region.grid.rows
        for number in self.region.body:
            row = self._row(number, lines[number])
            if row is None:
                continue
            if row.kind == "figures":
                row.starts, starts = starts, False
            elif row.kind == "heading":
                starts = True
            found.append(row)
        return found

    def _row(self, number: int, cells: Mapping[int, Cell]) -> Row | None:
        label, key = self._label(cells)
        figures: dict[int, Figure] = {}
        signs: dict[int, str] = {}
        unread: list[Unread] = []
        has_amount = False
        for column in self.amounts:
            place = column.number
            cell = cells.get(place)
            amount = amount_in(cell)
            if amount.state == UNREADABLE and cell is not None and kind_in(cell) == "p":
                # A percentage or a date is something else that is said of the line.
                amount = Amount(amount.said, BLANK)
            elif amount.state == UNREADABLE:
                unread.append(Unread(number, place, amount))
            elif cell is not None and (amount.state != BLANK or cell.formula is not None):
                has_amount = True
            figures[place] = self._figure(number, place, cell, amount)
            if amount.sign:
                signs[place] = amount.sign
        if not has_amount:
            is_short = all(len(each.amount.said) <= _SHORT for each in unread)
            if unread and label and is_short and key is not None:
                self.unread += unread
                row = Row(number, label, "figures", self.block, self.heading, figures, signs)
                row.key = self._key(key, "")
                return row
            if not label:
                text = next((str(c.value) for c in cells.values() if c.value is not None), "")
                return Row(number, text, "note") if text else None
            return self._heading(number, label)
        self.unread += unread
        self.after_heading = self.first = False
        word = self.words.total_word(label)
        row = Row(number, label, "figures", self.block, self.heading, figures, signs)
        row.key = self._key(key, word)
        if self.blocks:
            row.block, row.heading = self._named(row.key)
        row.indent = self._indent(cells)
        row.is_within = self.words.is_within(label)
        row.is_control = self.words.is_control(label)
        if word:
            self.after_total = True
        return row

    def _heading(self, number: int, label: str) -> Row:
        if self.after_total or self.first:
            self.block, self.heading, self.after_total, self.first = label, "", False, False
            self.after_heading = True
        elif self.after_heading:
            # Two headings, one directly under the other: a block in a part.
            self.part, self.block = self.block, label
        else:
            self.heading = label
        return Row(number, label, "heading", self.block, self.heading)

    def _label(self, cells: Mapping[int, Cell]) -> tuple[str, tuple[tuple[int, str], ...]]:
        """Return the name of a row, and what stands in the columns of blocks."""
        label = _text(cells.get(self.label.number)) if self.label else ""
        said = []
        for column in self.blocks:
            text = _text(cells.get(column.number))
            if text and not label and (self.words.total_word(text) or column.is_sparse):
                label, text = text, ""
            said.append((column.number, text))
        return label, tuple(said)

    def _indent(self, cells: Mapping[int, Cell]) -> int:
        cell = cells.get(self.label.number) if self.label else None
        said = cell.value if cell is not None else ""
        return len(said) - len(said.lstrip()) if isinstance(said, str) else 0

    def _key(self, said: Sequence[tuple[int, str]], word: str) -> tuple[str, ...]:
        """Return what a row is part of; a name that stands once goes for the rows below it."""
        if not self.blocks:
            return ("", "") if word else (self.part, self.block)
        sparse = {each.number for each in self.blocks if each.is_sparse}
        key = []
        for column, text in said:
            if text:
                self.carried[column] = text
            elif column in sparse and word in ("", "subtotal"):
                text = self.carried.get(column, "")
            key.append(text)
        return tuple(key)

    def _named(self, key: Sequence[str]) -> tuple[str, str]:
        """Return the block and the heading that the columns of blocks name, innermost first."""
        full = [text for each, text in zip(self.blocks, key, strict=True) if not each.is_sparse]
        few = [text for each, text in zip(self.blocks, key, strict=True) if each.is_sparse]
        block = next((text for text in reversed(full) if text), "")
        heading = next((text for text in reversed(few) if text), "")
        return (block, heading) if block else (heading, "")

    def _figure(self, row: int, column: int, cell: Cell | None, amount: Amount) -> Figure:
        sheet = self.region.sheet
        formula = cell.formula or "" if cell is not None else ""
        value = amount.value
        if value is not None:
            if amount.pounds_each is not None:
                value = value * amount.pounds_each / self.pounds
            elif self.factors[column] != 1:
                value = value * self.factors[column]
            if value.adjusted() >= _DIGITS or _decimals(value) > _DECIMALS:
                value = None
        unknown = (
            amount.state in (UNKNOWN, UNREADABLE)
            or bool(formula and value is None)
            or (amount.state == AMOUNT and value is None)
        )
        return Figure(sheet, (row, column), amount.said, value, unknown, formula)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return " ".join(cell.value.split())
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)


def _scale(rows: Sequence[Row]) -> int:
    """Return the decimals of the amount that has the most."""
    return max(
        (
            _decimals(figure.value)
            for row in rows
            for figure in row.figures.values()
            if figure.value is not None
        ),
        default=0,
    )


def _entries(
    rows: Sequence[Row],
    columns: Sequence[Held],
    words: Words,
    blocks: Sequence[Held],
    around: Sequence[str],
    scale: int,
) -> tuple[list[Entry], list[int]]:
    """Return the rows with figures as the search takes them, and their places."""
    numbers = [each.number for each in columns]
    factor = 10**scale
    entries: list[Entry] = []
    places: list[int] = []
    names = {plain(row.label) for row in rows if row.kind == "heading"}
    blocks_named = {plain(part) for row in rows for part in row.key}
    known = {word for each in (*names, *blocks_named, *map(plain, around)) for word in each.split()}
    starts = False
    figures = [row for row in rows if row.kind == "figures"]
    nameless = sum(not row.label for row in figures) * 2 > len(figures)
    for place, row in enumerate(rows):
        starts = starts or row.starts
        if places and row.indent > rows[places[-1]].indent and row.kind == "figures":
            entries[-1].is_outdented = True
        if row.kind != "figures" or row.is_within or row.is_control:
            continue
        amounts = []
        present = []
        for number in numbers:
            figure = row.figures[number]
            value = figure.value
            present.append(value is not None)
            amounts.append(int(value * factor) if value is not None else 0)
        hint, summed = _hint(row, words, names, known, bool(blocks))
        if nameless and hint == "blank":
            hint = ""
        is_negative = any(amount < 0 for amount in amounts)
        sign = -1 if words.is_less(row.label) and not is_negative else 1
        entry = Entry(
            row.number, tuple(amounts), tuple(present), hint, row.key, starts, sign, summed
        )
        if hint and hint not in ("subtotal",) and not blocks:
            entry.block = ("", "")
        entries.append(entry)
        places.append(place)
        starts = False
    return entries, places


def _see_closing(rows: Sequence[Row], entries: Sequence[Entry], places: Sequence[int]) -> None:
    """Take nameless rows that close something for likelier totals: a heading or nothing follows."""
    for number, (entry, place) in enumerate(zip(entries, places, strict=True)):
        if entry.hint != "blank":
            continue
        following = rows[place + 1] if place + 1 < len(rows) else None
        ends = following is None or following.kind != "figures"
        gap = following is not None and following.number > rows[place].number + 1
        after = entries[number + 1] if number + 1 < len(entries) else None
        other = after is not None and any(entry.block) and after.block != entry.block
        if ends or gap or other:
            entry.hint = "unnamed"


def _hint(
    row: Row, words: Words, names: set[str], known: Collection[str], has_blocks: bool
) -> tuple[str, int]:
    """Return why a row may be a total, and from which row on its formulas add up."""
    summed = 0
    is_sum = False
    for column, figure in row.figures.items():
        if not figure.formula:
            continue
        down = [
            each
            for each in added_by(figure.formula) or ()
            if each.left == each.right == column and not each.sheet and each.top != row.number
        ]
        if down:
            is_sum = True
            summed = summed or min(each.top for each in down)
    word = words.total_word(row.label)
    if word == "total" and words.says_more(row.label, known):
        word = "weak"
    if word:
        return word, summed
    if is_sum:
        return "formula", summed
    label = plain(row.label)
    if not label:
        return "blank", summed
    named = label in names or (has_blocks and any(label == plain(each) for each in row.key))
    return ("named" if named else ""), summed


def lines_between(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield rows as runs, ``(first, last)``."""
    start = previous = None
    for row in rows:
        if start is None or previous is None:
            start = previous = row
        elif row == previous + 1:
            previous = row
        else:
            yield start, previous
            start = previous = row
    if start is not None and previous is not None:
        yield start, previous


__all__ = ["Row", "Sheeted", "Unread", "lines_between", "tables_of"]
