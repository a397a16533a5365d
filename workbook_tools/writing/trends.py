"""Small charts in cells, one in each row: how figures have gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_COLOUR = "#5B7DB1"


def draw_trends(sheet: Any, cells: Mapping[str, str]) -> None:
    """Put charts of columns in cells; all of a sheet are one group.

    Their columns begin at the least figure of the row, not at nought: a few per cent up or
    down would not be seen in so little room.

    Args:
        sheet: the worksheet.
        cells: what each draws, a range with its sheet, by the cell that it stands in.
    """
    if not cells:
        return
    sheet.add_sparkline(
        next(iter(cells)),
        {
            "location": list(cells),
            "range": list(cells.values()),
            "type": "column",
            "show_hidden": True,
            "series_color": _COLOUR,
        },
    )
