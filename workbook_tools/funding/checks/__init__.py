"""The checks of funding tables: one small function each, registered by name."""

from __future__ import annotations

from workbook_tools.funding.checks import cells, controls, lines, spending
from workbook_tools.funding.checks.model import CHECKS, Fault, FileTables, OneTable, in_words

__all__ = [
    "CHECKS",
    "Fault",
    "FileTables",
    "OneTable",
    "cells",
    "controls",
    "in_words",
    "lines",
    "spending",
]
