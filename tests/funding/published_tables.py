"""The two published sets of tables, as printed."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from funding.printing import Amount, Printed, Row
from workbook_tools.funding.model import Column

FOLDER = Path(__file__).parent / "published"
MEASURES = (3, 4)
YEARS = (2, 3, 4)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _amount(text: str) -> Amount:
    plain = text.replace(",", "")
    return Decimal(plain) if plain.isdigit() else plain or None


def annex_3() -> list[Printed]:
    """Return the three tables of Annex 3, in pounds: capital and revenue, blocks, one total."""
    columns = (
        Column(3, "Capital", "capital", "2007-08"),
        Column(4, "Revenue", "revenue", "2007-08"),
    )
    tables: dict[str, list[Row]] = {}
    block = ""
    for each in _rows("funding_2007_08.csv"):
        rows = tables.setdefault(each["table"], [])
        if each["line_type"] != "total" and each["block"] != block:
            block = each["block"]
            rows.append(Row("heading", block))
        amounts = {3: _amount(each["capital"]), 4: _amount(each["revenue"])}
        rows.append(Row(each["line_type"], each["funding_stream"], amounts))
        block = "" if each["line_type"] == "total" else block
    return [Printed(name, columns, {}, tuple(rows)) for name, rows in tables.items()]


def tables_of_2005() -> list[Printed]:
    """Return the three tables of 2005 as printed, in thousands of pounds."""
    years = ("2005-06", "2006-07", "2007-08")
    columns = tuple(
        Column(number, year, "", year) for number, year in zip(YEARS, years, strict=True)
    )
    tables: dict[str, list[Row]] = {}
    for each in _rows("funding_2005_06.csv"):
        rows = tables.setdefault(each["block"], [Row("heading", each["block"])])
        if each["line_type"] == "heading":
            continue
        said = ("y2005_06", "y2006_07", "y2007_08")
        amounts = {number: _amount(each[name]) for number, name in zip(YEARS, said, strict=True)}
        rows.append(Row(each["line_type"], each["funding_stream"], amounts))
    return [Printed(name, columns, {}, tuple(rows), Decimal(1000)) for name, rows in tables.items()]


def corrected(printed: Printed) -> Printed:
    """Return a table of one block with the totals that its lines have."""
    *lines, total = printed.rows
    for column in printed.columns:
        added = sum((row.amount(column.number) for row in lines), Decimal(0))
        total = total.having(column.number, added)
    return replace(printed, rows=(*lines, total))
