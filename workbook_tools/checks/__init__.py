"""Checks: what is wrong or odd in a return, told in findings."""

from workbook_tools.checks.check import CheckedReturn, check_file

__all__ = ["CheckedReturn", "check_file"]
