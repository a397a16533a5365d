"""Checks: what is wrong or odd in a return, told in findings.

In the order of a file's way, which :func:`check_file` shows from top to bottom:

``issued``        which return it is, and the plan it was issued by
``locating``      where its sheets, columns and rows stand now
``entries``       what was entered in its cells, understood
``results``       what its formulas give and its rules say, worked out again
``shape``         what is wrong with its sheets, columns and rows
``locked_cells``  what was changed in the cells that are not for the adviser
``claims``        what words say that cannot be had from the figures of their row
``faults``        what these checks yield, and the findings it becomes
``rule_findings`` what the rules said, as findings
``recording``     its values, as records for the ledger
``outcome``       what was found, without what it was found by
``round``         what the returns of a round show only together
"""

from workbook_tools.checks.check import CheckedReturn, check_file
from workbook_tools.checks.outcome import Outcome, outcome_of
from workbook_tools.checks.round import check_together

__all__ = ["CheckedReturn", "Outcome", "check_file", "check_together", "outcome_of"]
