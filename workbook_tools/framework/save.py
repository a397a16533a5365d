"""Rows of a framework as the files that they are loaded from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import date
from decimal import Decimal
from typing import Any


def table_bytes(kind: type[Any], rows: Iterable[Any]) -> bytes:
    """Return rows of a dataclass as CSV in UTF-8, with a byte order mark.

    The mark makes Excel show “£”. What is read from it is the same rows again.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows([_cell(value) for value in astuple(row)] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def plain_number(value: float) -> str:
    """Return a number without needless zeros, and never as 1e-05: ``79``, ``0.00012``."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
