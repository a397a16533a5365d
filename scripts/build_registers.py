"""What a framework says besides indicators and money: its board, and registers carried over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbook_tools.framework.model import ThemeGroup

BOARD = ThemeGroup(
    id="board",
    block="",
    printed="Coventry Partnership Board",
    title="Coventry Partnership Board",
    code="BRD",
)
"""It assesses the partnership as a whole every year (2007/08 agreement, section 3.3, line 220)."""


def build_registers(source: Path) -> dict[str, list[Any]]:
    """Return the rows of each of these tables of a framework, by file name."""
    return {"board.csv": [BOARD]}
