"""The checks of funding tables: one small function each, registered by name."""

from __future__ import annotations

from workbook_tools.funding.checks import cells, controls, elsewhere, lines, spending
from workbook_tools.funding.checks.model import CHECKS, Fault, FileTables, OneTable, in_words

__all__ = [
    "CHECKS",
    "Fault",
    "FileTables",
    "OneTable",
    "cells",
    "controls",
    "elsewhere",
    "in_words",
    "lines",
    "spending",
]
