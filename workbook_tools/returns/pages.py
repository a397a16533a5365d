"""The sheets of a return that are read, not filled in: Start and Guidance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbook_tools.formulas import quoted
from workbook_tools.returns.plan import ReturnPlan
from workbook_tools.sheet_writing import Writing, height_for
from workbook_tools.templates import PlainSheet, load_lights, load_lists

_LOCKED = {"format_columns": True, "format_rows": True}
_KEY_STYLES = {
    "key-entry": ("cell", "entry"),
    "key-locked": ("cell",),
    "key-formula": ("cell", "formula"),
}


def write_page(writing: Writing, plan: ReturnPlan, page: PlainSheet) -> None:
    """Write a page of declared lines: titles, pairs of label and value, steps with links."""
    sheet = writing.add_sheet(page.name, "A4", landscape=False)
    for place, width in enumerate(page.spec["widths"]):
        sheet.set_column(place, place, width)
    for row, line in enumerate(page.spec["lines"]):
        _LINES[line["style"]](writing, sheet, plan, row, line)
        sheet.set_row(row, _height(line, page.spec["widths"], plan))
    sheet.protect("", _LOCKED)


def write_guidance(writing: Writing, plan: ReturnPlan, guidance: PlainSheet) -> None:
    """Write what every column means, from the same declarations that the sheets come from."""
    spec = guidance.spec
    sheet = writing.add_sheet(guidance.name, "A4")
    for place, width in enumerate(spec["widths"]):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, spec["title"], writing.style("title"))
    sheet.write_string(1, 0, spec["note"], writing.style("note"))
    heading = writing.style("column-heading")
    sheet.write_row(3, 0, spec["headings"], heading)
    row = 4
    for table in plan.tables:
        for column in table.columns:
            if column.id in table.hidden:
                continue
            look = ("entry",) if column.is_entry else ("formula",) if column.formula else ()
            who = spec["filled_by_words"][column.filled_by]
            words = (table.name, column.title, who, column.help, column.example)
            writing.write_texts(sheet, row, words, spec["widths"])
            sheet.write_string(row, 2, who, writing.style("cell", "text", *look))
            row += 1
    row = _write_words(writing, sheet, row + 1, spec["lists_title"], _choices(), spec["widths"])
    lights = [("Light", light.word, light.meaning) for light in load_lights().lights]
    first = row + 2
    row = _write_words(writing, sheet, row + 1, spec["lights_title"], lights, spec["widths"])
    writing.colour_lights(sheet, (first, 1, row, 1))
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.protect("", _LOCKED)


def _choices() -> list[tuple[str, str, str]]:
    return [
        (choices.title, choice.word, choice.meaning)
        for choices in load_lists().values()
        for choice in choices.choices
    ]


def _write_words(
    writing: Writing,
    sheet: Any,
    row: int,
    title: str,
    words: list[tuple[str, str, str]],
    widths: Sequence[float],
) -> int:
    """Write a titled list of (what it belongs to, word, meaning); return the next free row."""
    sheet.write_string(row, 0, title, writing.style("section"))
    for number, (owner, word, meaning) in enumerate(words, start=row + 1):
        writing.write_texts(sheet, number, (owner, word, "", meaning), widths[:4])
    return row + 1 + len(words)


def _title(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"].format(**plan.words), writing.style("title"))


def _lead(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    text = line["text"].format(**plan.words)
    sheet.merge_range(row, 0, row, 1, text, writing.style("lead"))


def _heading(
    writing: Writing, sheet: Any, _: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"], writing.style("section"))
    sheet.write_blank(row, 1, None, writing.style("section"))


def _pair(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    sheet.write_string(row, 0, line["text"], writing.style("label"))
    if "formula" in line:
        formula = plan.placing.place(line["formula"])
        sheet.write_formula(row, 1, formula, writing.style("plain"))
    else:
        sheet.write_string(row, 1, line["value"].format(**plan.words), writing.style("plain"))


def _step(
    writing: Writing, sheet: Any, plan: ReturnPlan, row: int, line: Mapping[str, str]
) -> None:
    if line["link"]:
        target = f"internal:{quoted(line['link'])}!A1"
        sheet.write_url(row, 0, target, writing.style("label", "link"), string=line["text"])
    else:
        sheet.write_string(row, 0, line["text"], writing.style("label"))
    sheet.write_string(row, 1, line["value"].format(**plan.words), writing.style("plain"))


def _key(writing: Writing, sheet: Any, _: ReturnPlan, row: int, line: Mapping[str, str]) -> None:
    names = _KEY_STYLES[line["style"]]
    sheet.write_string(row, 0, line["text"], writing.style(*names))
    sheet.write_string(row, 1, line["value"], writing.style("plain"))


def _height(line: Mapping[str, str], widths: list[float], plan: ReturnPlan) -> float:
    """Return a row height in points that shows all of the line's text."""
    if line["style"] in ("title", "heading"):
        return 30 if line["style"] == "title" else 26
    width = sum(widths) if line["style"] == "lead" else widths[1]
    text = line["text"] if line["style"] == "lead" else line.get("value", "")
    return height_for([(text.format(**plan.words), width)]) + 4


_LINES: dict[str, Callable[[Writing, Any, ReturnPlan, int, Mapping[str, str]], None]] = {
    "title": _title,
    "lead": _lead,
    "heading": _heading,
    "pair": _pair,
    "step": _step,
    "key-entry": _key,
    "key-locked": _key,
    "key-formula": _key,
}
