"""What differs between two returns, two folders of returns or two rounds."""

from workbook_tools.reports.differences.compare import Comparison, Difference, compare_sides
from workbook_tools.reports.differences.sides import Side, Submitted, side_of_files, side_of_round

__all__ = [
    "Comparison",
    "Difference",
    "Side",
    "Submitted",
    "compare_sides",
    "side_of_files",
    "side_of_round",
]
