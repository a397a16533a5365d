"""Single errors injected into tables that cast, and which of them arithmetic can know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from funding.printing import Printed, Row, cells_of

_SLIPS = frozenset(
    [
        "misread",
        "digit",
        "transposed",
        "dropped-digit",
        "doubled-digit",
        "extra-digit",
        "ten",
        "hundred",
    ]
)


@dataclass(frozen=True)
class Injected:
    """A table with an error, and the truth about it."""

    kind: str
    printed: Printed
    cells: frozenset[tuple[int, int]]
    """Row and column in the file of what is wrong: any of them is the right place to point to."""
    causes: frozenset[str]
    """The kinds of explanation that say it; none where no explanation can."""
    others: int
    """In how many places the same kind of error would fit as exactly, this one among them."""


KNOWABLE = 3
"""Arithmetic can know a cause where the same kind of error fits in no more places than this.

Where a lone column does not cast, a wrong digit may fit in a dozen of its cells alike: whoever
names three of them is right by chance. A dropped line is known as a line of exactly that amount,
its name is not. A renamed stream leaves every sum as it was.
"""


# The errors ------------------------------------------------------------------------


def changed_digit(printed: Printed, random: Random) -> Injected | None:
    """One digit of any figure becomes another."""
    return _in_a_cell(printed, random, "changed digit", _other_digit, _SLIPS, one_digit_apart)


def transposed(printed: Printed, random: Random) -> Injected | None:
    """Two neighbouring digits of any figure change places."""
    return _in_a_cell(printed, random, "transposed digits", _transposed, _SLIPS, turned_round)


def dropped_digit(printed: Printed, random: Random) -> Injected | None:
    """A digit of any figure is left out, or written twice."""
    return _in_a_cell(printed, random, "digit dropped or doubled", _resized, _SLIPS, resized)


def other_sign(printed: Printed, random: Random) -> Injected | None:
    """A figure has the other sign."""

    def spoilt(value: Decimal, random: Random) -> Decimal:
        return -value

    def fits(shown: Decimal, meant: Decimal) -> bool:
        return shown == -meant

    return _in_a_cell(printed, random, "sign", spoilt, frozenset({"sign"}), fits)


def thousandfold(printed: Printed, random: Random) -> Injected | None:
    """A figure is a thousand times too large, or too small."""

    def spoilt(value: Decimal, random: Random) -> Decimal:
        return value / 1000 if value % 1000 == 0 and random.random() < 0.5 else value * 1000

    def fits(shown: Decimal, meant: Decimal) -> bool:
        return shown == meant * 1000 or meant == shown * 1000

    return _in_a_cell(printed, random, "factor of 1,000", spoilt, frozenset({"thousand"}), fits)


def typed_over(printed: Printed, random: Random) -> Injected | None:
    """A subtotal or total is typed over with another amount."""
    totals = [row for row in printed.rows if row.level not in ("stream", "heading")]
    places = [(row, column) for row in totals for column, _ in cells_of(printed, row)]
    if not places:
        return None
    row, column = random.choice(places)
    value = row.amount(column)
    typed = Decimal(random.randint(1, max(int(abs(value)) * 2, 10)))
    if typed == value:
        return None
    spoilt = printed.with_row(row.having(column, typed))
    causes = frozenset({"typed-over", *_SLIPS, "thousand"})
    ids = {(each.id, number) for each in totals for number in each.amounts}
    others = sum(1 for _ in _fitting(spoilt, lambda shown, meant: True, ids))
    return Injected("total typed over", spoilt, _cells(spoilt, row, column), causes, others)


def dropped_line(printed: Printed, random: Random) -> Injected | None:
    """A line is left out."""
    rows = [*printed.rows]
    place = _stream(printed, random)
    if place is None:
        return None
    dropped = rows.pop(place)
    spoilt = printed.with_rows(rows)
    total = next(row for row in rows[place:] if row.level not in ("stream", "heading"))
    number = spoilt.numbers()[total.id]
    cells = frozenset((number, column) for column, _ in cells_of(printed, dropped))
    return Injected("dropped line", spoilt, cells, frozenset({"missing-line"}), 1)


def doubled_line(printed: Printed, random: Random) -> Injected | None:
    """A line is written twice: at once, or further down in its block."""
    rows = [*printed.rows]
    place = _stream(printed, random)
    if place is None:
        return None
    copy = rows[place].again()
    end = next(n for n in range(place, len(rows)) if rows[n].level != "stream")
    rows.insert(random.randint(place + 1, end), copy)
    spoilt = printed.with_rows(rows)
    numbers = spoilt.numbers()
    cells = frozenset(
        (numbers[row.id], column)
        for row in (rows[place], copy)
        for column, _ in cells_of(printed, copy)
    )
    return Injected("doubled line", spoilt, cells, frozenset({"doubled-line"}), 1)


def swapped_lines(printed: Printed, random: Random) -> Injected | None:
    """Two lines of different blocks change places."""
    blocks = list(_blocks(printed))
    if len(blocks) < 2:
        return None
    first, second = random.sample(blocks, 2)
    one, other = random.choice(first), random.choice(second)
    rows = _exchanged([*printed.rows], one, other)
    spoilt = printed.with_rows(rows)
    numbers = spoilt.numbers()
    cells = frozenset(
        (numbers[rows[place].id], column.number)
        for place in (one, other)
        for column in printed.columns
    )
    others = sum(
        _casts(spoilt.with_rows(_exchanged(rows, mine, theirs)))
        for mine in first
        for theirs in second
        if _same_move(rows, (mine, theirs), (one, other))
    )
    return Injected("swapped lines", spoilt, cells, frozenset({"swapped"}), others)


def renamed_stream(printed: Printed, random: Random) -> Injected | None:
    """A stream has another name, which no sum shows."""
    place = _stream(printed, random)
    if place is None:
        return None
    rows = [*printed.rows]
    row = rows[place]
    rows[place] = Row(row.level, f"{row.label} (formerly another)", row.amounts, row.id)
    spoilt = printed.with_rows(rows)
    return Injected("renamed stream", spoilt, frozenset(), frozenset(), 1)


MUTATIONS: tuple[Callable[[Printed, Random], Injected | None], ...] = (
    changed_digit,
    transposed,
    dropped_digit,
    other_sign,
    thousandfold,
    typed_over,
    dropped_line,
    doubled_line,
    swapped_lines,
    renamed_stream,
)


# How a number goes wrong, and whether one may have become another so ------------------


def _other_digit(value: Decimal, random: Random) -> Decimal:
    digits = str(abs(value))
    place = random.choice([n for n, digit in enumerate(digits) if digit.isdigit()])
    choice = [d for d in "0123456789" if d != digits[place] and (place or d != "0")]
    changed = Decimal(digits[:place] + random.choice(choice) + digits[place + 1 :])
    return changed.copy_sign(value)


def one_digit_apart(shown: Decimal, meant: Decimal) -> bool:
    """Whether two amounts have all digits in common but one."""
    have, want = str(shown), str(meant)
    different = sum(mine != theirs for mine, theirs in zip(have, want, strict=False))
    return len(have) == len(want) and different == 1


def _transposed(value: Decimal, random: Random) -> Decimal:
    digits = str(abs(value))
    places = [
        n for n in range(len(digits) - 1) if digits[n] != digits[n + 1] and (n or digits[1] != "0")
    ]
    if not places:
        return value
    n = random.choice(places)
    turned = digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]
    return Decimal(turned).copy_sign(value)


def turned_round(shown: Decimal, meant: Decimal) -> bool:
    """Whether two amounts differ by two neighbouring digits that change places."""
    have = str(shown)
    return any(
        have[:n] + have[n + 1] + have[n] + have[n + 2 :] == str(meant) for n in range(len(have) - 1)
    )


def _resized(value: Decimal, random: Random) -> Decimal:
    digits = str(abs(value))
    n = random.randrange(len(digits))
    if random.random() < 0.5:
        return Decimal(digits[: n + 1] + digits[n:]).copy_sign(value)
    shorter = digits[:n] + digits[n + 1 :]
    if not shorter or shorter[0] == "0":
        return value
    return Decimal(shorter).copy_sign(value)


def resized(shown: Decimal, meant: Decimal) -> bool:
    """Whether an amount is another with a digit left out or written twice."""
    have, want = str(shown), str(meant)
    dropped = any(want[:n] + want[n + 1 :] == have for n in range(len(want)))
    return dropped or any(want[: n + 1] + want[n:] == have for n in range(len(want)))


# What all have in common ----------------------------------------------------------


def _in_a_cell(
    printed: Printed,
    random: Random,
    kind: str,
    spoil: Callable[[Decimal, Random], Decimal],
    causes: frozenset[str],
    fits: Callable[[Decimal, Decimal], bool],
) -> Injected | None:
    places = [(row, column) for row in printed.rows for column, _ in cells_of(printed, row)]
    row, column = random.choice(places)
    value = spoil(row.amount(column), random)
    if value == row.amount(column):
        return None
    spoilt = printed.with_row(row.having(column, value))
    others = sum(1 for _ in _fitting(spoilt, fits))
    return Injected(kind, spoilt, _cells(spoilt, row, column), causes, others)


def _cells(printed: Printed, row: Row, column: int) -> frozenset[tuple[int, int]]:
    return frozenset({(printed.numbers()[row.id], column)})


def _stream(printed: Printed, random: Random) -> int | None:
    places = [
        place
        for place, row in enumerate(printed.rows)
        if row.level == "stream" and any(cells_of(printed, row))
    ]
    return random.choice(places) if places else None


def _blocks(printed: Printed) -> Iterator[list[int]]:
    """Yield the places of the streams of each block."""
    block: list[int] = []
    for place, row in enumerate(printed.rows):
        if row.level == "stream":
            block.append(place)
        elif block:
            yield block
            block = []


def _exchanged(rows: list[Row], one: int, other: int) -> list[Row]:
    changed = [*rows]
    changed[one], changed[other] = rows[other], rows[one]
    return changed


def _same_move(rows: list[Row], pair: tuple[int, int], true: tuple[int, int]) -> bool:
    """Whether exchanging two lines moves as much in one column as undoing the error does."""
    columns = {column for place in true for column in rows[place].amounts}
    return all(
        abs(
            (rows[pair[0]].amount(column) - rows[pair[1]].amount(column))
            - (rows[true[0]].amount(column) - rows[true[1]].amount(column))
        )
        <= 20
        for column in columns
    )


def _casts(printed: Printed) -> bool:
    return all(control.casts for control in printed.table().controls)


def _fitting(
    printed: Printed,
    fits: Callable[[Decimal, Decimal], bool],
    only: set[tuple[int, int]] | None = None,
) -> Iterator[tuple[int, int]]:
    """Yield every cell in which an error of the same kind would explain all that does not cast.

    Each cell of the table is tried by itself, with nothing but the controls to go by.
    """
    controls = printed.table().controls
    failing = [control for control in controls if not control.casts]
    ids = {number: row for row, number in printed.numbers().items()}
    seen: set[tuple[int, int]] = set()
    for control in failing[:1]:
        for figure, sign in (
            (control.total, -1),
            *((each.figure, each.sign) for each in control.addends),
        ):
            place = figure.place
            if place in seen or (only is not None and (ids[place[0]], place[1]) not in only):
                continue
            seen.add(place)
            slack = int(control.tolerance)
            for near in range(-slack, slack + 1):
                change = sign * (control.difference + near)
                all_cast = all(
                    abs(each.difference + _effect(each, place) * change) <= each.tolerance
                    for each in controls
                )
                if all_cast and fits(figure.amount, figure.amount + change):
                    yield place
                    break


def _effect(control: object, place: tuple[int, int]) -> int:
    from workbook_tools.funding.model import Control

    assert isinstance(control, Control)
    effect = 1 if control.total.place == place else 0
    return effect - sum(each.sign for each in control.addends if each.figure.place == place)
