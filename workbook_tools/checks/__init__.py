"""Checks: what is wrong or odd in a return, told in findings."""

from workbook_tools.checks.check import CheckedReturn, check_file
from workbook_tools.checks.round import check_together

__all__ = ["CheckedReturn", "check_file", "check_together"]
