"""What differs between two returns, two folders of returns or two rounds."""

from workbook_tools.reports.differences.compare import Comparison, Difference, compare_sides
from workbook_tools.reports.differences.sides import Side, Submitted, find_side

__all__ = ["Comparison", "Difference", "Side", "Submitted", "compare_sides", "find_side"]
