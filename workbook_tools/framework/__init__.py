"""The framework: who reports what. Loaded from text files and checked on the way in."""

from workbook_tools.framework.load import load_framework
from workbook_tools.framework.model import (
    HEADLINE,
    Area,
    Block,
    Figure,
    Framework,
    Indicator,
    Outcome,
    Round,
    ThemeGroup,
)

__all__ = [
    "HEADLINE",
    "Area",
    "Block",
    "Figure",
    "Framework",
    "Indicator",
    "Outcome",
    "Round",
    "ThemeGroup",
    "load_framework",
]
