"""The receipt for an accepted return: what was taken from it, and what is still expected."""

from workbook_tools.reports.receipts.facts import Facts, facts_of
from workbook_tools.reports.receipts.folder import find_receipt, keep_receipt
from workbook_tools.reports.receipts.note import decision_note, keep_note
from workbook_tools.reports.receipts.text import receipt_text

__all__ = [
    "Facts",
    "decision_note",
    "facts_of",
    "find_receipt",
    "keep_note",
    "keep_receipt",
    "receipt_text",
]
