"""The LAA spreadsheet: rebuilt from the framework and the ledger."""

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.write import spreadsheet_bytes

__all__ = ["Book", "spreadsheet_bytes"]
