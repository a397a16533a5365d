"""Reading spreadsheet files of any origin: hostile until proven otherwise."""

from __future__ import annotations

from workbook_tools.workbooks.address import (
    address,
    column_letters,
    column_number,
    parse_address,
)
from workbook_tools.workbooks.model import Cell, Sheet, Workbook
from workbook_tools.workbooks.opening import open_workbook
from workbook_tools.workbooks.shown import shown
from workbook_tools.workbooks.source import Source

__all__ = [
    "Cell",
    "Sheet",
    "Source",
    "Workbook",
    "address",
    "column_letters",
    "column_number",
    "open_workbook",
    "parse_address",
    "shown",
]
