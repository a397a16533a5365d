"""Marked copies: a return sent back with its findings in it, and nothing else changed."""

from __future__ import annotations

from workbook_tools.reports.marking.copies import CopyFolder
from workbook_tools.reports.marking.findings_sheet import Heading
from workbook_tools.reports.marking.mark import mark
from workbook_tools.reports.marking.unmark import unmark

__all__ = ["CopyFolder", "Heading", "mark", "unmark"]
