"""What differs between two returns, two folders of returns or two rounds."""

from workbook_tools.reports.differences.compare import Comparison, Difference, compare
from workbook_tools.reports.differences.sides import Side, Submitted, find_side

__all__ = ["Comparison", "Difference", "Side", "Submitted", "compare", "find_side"]
