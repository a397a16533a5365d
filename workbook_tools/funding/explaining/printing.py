"""Amounts and cells as explanations print them."""

from __future__ import annotations

from decimal import Decimal

from workbook_tools.funding.model import Figure
from workbook_tools.workbooks.address import address


def printed(amount: Decimal) -> str:
    """Return an amount as people write it: ``1,234`` or ``-1,234.50``."""
    return f"{amount:,f}"


def cell(figure: Figure) -> str:
    """Return the A1 address of a figure."""
    return address(*figure.place)
