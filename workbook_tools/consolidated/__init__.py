"""The LAA spreadsheet: rebuilt from the framework and the ledger."""

from workbook_tools.consolidated.book import AcceptedReturn, Before, Book, Issue
from workbook_tools.consolidated.write import funding_bytes, spreadsheet_bytes

__all__ = ["AcceptedReturn", "Before", "Book", "Issue", "funding_bytes", "spreadsheet_bytes"]
