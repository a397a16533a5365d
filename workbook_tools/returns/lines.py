"""Declared lines above a table: pairs of label and value, steps with links and progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbook_tools.formulas.placing import quoted
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import NOTE_ROW, PlannedTable
from workbook_tools.writing.workbook import Writing, height_for

_KEY_STYLES = {
    "key-entry": ("cell", "entry"),
    "key-locked": ("cell",),
    "key-formula": ("cell", "formula"),
}

_TEXT_COLUMN = 1
"""0-based column of the values; the labels stand before it, the progress behind it."""


_SECTION_WIDTH = 5
"""How many columns the line under a heading runs over."""


def write_lines(writing: Writing, sheet: Any, plan: ReturnPlan, table: PlannedTable) -> None:
    """Write the lines of a sheet, each at a height that cuts nothing."""
    width = table.columns[_TEXT_COLUMN].width
    for row, line in enumerate(table.lines, start=NOTE_ROW):
        _LINES[line["style"]](writing, sheet, plan, row, line)
        sheet.set_row(row, _height(line, width, plan))


def _heading(
    writing: Writing, sheet: Any, _: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"], writing.style("section"))
    for place in range(1, _SECTION_WIDTH):
        sheet.write_blank(row, place, None, writing.style("section"))


def _pair(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"], writing.style("label"))
    if "formula" in line:
        formula = plan.placing.place(line["formula"])
        sheet.write_formula(row, 1, formula, writing.style("plain"))
    else:
        sheet.write_string(row, 1, line["value"].format(**plan.words), writing.style("plain"))


def _status(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"], writing.style("status"))
    sheet.write_formula(row, 1, plan.placing.place(line["formula"]), writing.style("status"))


def _step(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    if line["link"]:
        target = f"internal:{quoted(line['link'])}!A1"
        sheet.write_url(row, 0, target, writing.style("label", "link"), string=line["text"])
    else:
        sheet.write_string(row, 0, line["text"], writing.style("label"))
    sheet.write_string(row, 1, line["value"].format(**plan.words), writing.style("plain"))
    if "progress" in line:
        formula = plan.placing.place(line["progress"])
        sheet.write_formula(row, _TEXT_COLUMN + 1, formula, writing.style("strong"))


def _key(writing: Writing, sheet: Any, _: ReturnPlan, row: int, line: Mapping[str, str]) -> None:
    names = _KEY_STYLES[line["style"]]
    sheet.write_string(row, 0, line["text"], writing.style(*names))
    sheet.write_string(row, 1, line["value"], writing.style("plain"))


def _height(line: Mapping[str, str], width: float, plan: ReturnPlan) -> float:
    """Return a row height in points that shows all of the line's text."""
    if line["style"] in ("heading", "status"):
        return 26
    return height_for([(line.get("value", "").format(**plan.words), width)]) + 2


_LINES: dict[str, Callable[[Writing, Any, ReturnPlan, int, Mapping[str, str]], None]] = {
    "heading": _heading,
    "pair": _pair,
    "status": _status,
    "step": _step,
    "key-entry": _key,
    "key-locked": _key,
    "key-formula": _key,
}
