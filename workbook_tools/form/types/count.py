"""The type ``count``: a number of cases, whatever the unit of its row."""

from __future__ import annotations

from workbook_tools.form.types.base import GENERAL, Measured
from workbook_tools.form.types.figure import Figure


class Count(Figure):
    """A number of cases, such as the number behind a rate."""

    name = "count"
    own_format = "#,##0"

    def number_format(self, figure_format: str = GENERAL) -> str:
        """Return its own format: a case has no decimals."""
        return self.own_format

    def is_percentage(self, row: Measured) -> bool:
        """Return False: a number of cases never is."""
        return False

    def unit(self, row: Measured) -> str:
        """Return what it counts, in words."""
        return "number of cases"
