"""Made-up funding tables that cast: blocks, streams, subtotals, totals, two to four columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from funding.printing import Printed, Row
from workbook_tools.funding.model import Column

_WORDS = [
    "Grant",
    "Fund",
    "Support",
    "Partnership",
    "Early",
    "Years",
    "Housing",
    "Safer",
    "Community",
    "Transport",
    "Skills",
    "Renewal",
    "Youth",
    "Sport",
    "Learning",
    "Carers",
    "Capital",
    "Programme",
    "Access",
    "Local",
    "Neighbourhood",
    "Health",
    "Standards",
]

_Across = Mapping[int, tuple[tuple[int, int], ...]]

_SHAPES: tuple[tuple[tuple[str, ...], _Across], ...] = (
    (("capital", "revenue"), {}),
    (("capital", "revenue", "total"), {5: ((3, 1), (4, 1))}),
    (("gross", "income", "net"), {5: ((3, 1), (4, -1))}),
    (("pooled", "aligned", "total"), {5: ((3, 1), (4, 1))}),
    (("capital", "revenue", "income", "net"), {6: ((3, 1), (4, 1), (5, -1))}),
)
"""Measures of the columns, from the third on, and what casts across."""


def generated(seed: int) -> Printed:
    """Return a table that casts; the same seed gives the same table.

    Every fifth is in thousands of pounds, each of its amounts rounded by itself.
    """
    random = Random(seed)
    measures, across = random.choice(_SHAPES)
    columns = tuple(
        Column(number, measure.capitalize(), measure, "2007-08")
        for number, measure in enumerate(measures, start=3)
    )
    in_thousands = seed % 5 == 4
    rows: list[Row] = []
    names = _names(random)
    parts = random.choice((1, 1, 2))
    for part in range(parts):
        subtotals = []
        for block in range(random.randint(2, 5)):
            rows.append(Row("heading", f"Block {part + 1}.{block + 1}"))
            streams = [_stream(random, next(names), columns, across) for _ in range(_many(random))]
            rows += streams
            rows.append(_sum(columns, "subtotal", "Sub total", streams))
            subtotals.append(rows[-1])
        rows.append(_sum(columns, "total", f"Total of part {part + 1}", subtotals))
    if parts > 1:
        totals = [row for row in rows if row.level == "total"]
        rows.append(_sum(columns, "whole", "Grand total", totals))
    printed = Printed(f"generated {seed}", columns, across, tuple(rows))
    rounded = _in_thousands(printed)
    casts = all(control.casts for control in rounded.table().controls)
    return rounded if in_thousands and casts else printed


def _many(random: Random) -> int:
    return random.randint(2, 12)


def _names(random: Random) -> Iterator[str]:
    given: set[str] = set()
    while True:
        name = " ".join(random.sample(_WORDS, 3))
        if name not in given:
            given.add(name)
            yield name


def _stream(random: Random, name: str, columns: tuple[Column, ...], across: _Across) -> Row:
    amounts: dict[int, Decimal | str | None] = {}
    for column in columns:
        if column.number not in across:
            amounts[column.number] = _amount(random)
    row = Row("stream", name, amounts)
    for total, parts in across.items():
        row = row.having(total, sum((sign * row.amount(each) for each, sign in parts), Decimal(0)))
    return row


def _amount(random: Random) -> Decimal | None:
    """Return an amount as budgets have them: often nothing, often round, of any size."""
    if random.random() < 0.2:
        return None
    amount = random.randint(1, 10 ** random.randint(4, 7))
    return Decimal(amount // 1000 * 1000 if random.random() < 0.25 else amount)


def _sum(columns: tuple[Column, ...], level: str, label: str, added: list[Row]) -> Row:
    totals = {
        column.number: sum((row.amount(column.number) for row in added), Decimal(0))
        for column in columns
    }
    return Row(level, label, dict(totals))


def _in_thousands(printed: Printed) -> Printed:
    rows = [
        Row(
            row.level,
            row.label,
            {
                column: round(value / 1000) * Decimal(1) if isinstance(value, Decimal) else value
                for column, value in row.amounts.items()
            },
        )
        for row in printed.rows
    ]
    return Printed(
        printed.name, printed.columns, printed.across, tuple(rows), Decimal(1000), half_units=True
    )
