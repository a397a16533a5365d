"""What lies in an inbox: workbooks, what they came packed in, and whatever else is there.

Nothing is passed over: each thing is handed on to be read, or told with the reason why not.
"""

from __future__ import annotations

from workbook_tools.inbox.left import Left
from workbook_tools.inbox.lying import lightly, lying_in

__all__ = ["Left", "lightly", "lying_in"]
