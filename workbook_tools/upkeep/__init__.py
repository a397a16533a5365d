"""Keeping a framework up: exported as a workbook, edited, and applied whole or not at all."""

from workbook_tools.upkeep.apply import apply, planned_changes
from workbook_tools.upkeep.export import export_bytes
from workbook_tools.upkeep.mistakes import Mistake, NotApplicableError
from workbook_tools.upkeep.rebuild import Planned
from workbook_tools.upkeep.rounds import Known

__all__ = [
    "Known",
    "Mistake",
    "NotApplicableError",
    "Planned",
    "apply",
    "export_bytes",
    "planned_changes",
]
