"""The type ``trend``: a small chart of how the figures of a row have gone."""

from __future__ import annotations

from workbook_tools.form.types.base import ColumnType


class Trend(ColumnType):
    """A chart of the columns that its own column names; its cells hold nothing."""

    name = "trend"
    is_chart = True
