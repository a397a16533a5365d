"""The framework: who reports what, since when. Loaded from text files, checked on the way in."""

from workbook_tools.framework.calendar import Duty
from workbook_tools.framework.history import History, history_of, load_framework, load_history
from workbook_tools.framework.model import (
    HEADLINE,
    Area,
    Block,
    Change,
    Figure,
    Framework,
    Indicator,
    Outcome,
    ThemeGroup,
)
from workbook_tools.framework.rounds import WHOLE_YEAR, Round, UnknownRoundError, round_of_id

__all__ = [
    "HEADLINE",
    "WHOLE_YEAR",
    "Area",
    "Block",
    "Change",
    "Duty",
    "Figure",
    "Framework",
    "History",
    "Indicator",
    "Outcome",
    "Round",
    "ThemeGroup",
    "UnknownRoundError",
    "history_of",
    "load_framework",
    "load_history",
    "round_of_id",
]
