"""Why a funding table does not cast: what would fit exactly, and how likely it is."""

from __future__ import annotations

from workbook_tools.funding.explaining.explain import explain
from workbook_tools.funding.explaining.model import Explanation, KnownLine

__all__ = ["Explanation", "KnownLine", "explain"]
