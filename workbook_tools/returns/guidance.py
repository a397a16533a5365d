"""The sheet Guidance: what every column means, from the declarations the sheets are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.writing.workbook import Writing

_LOCKED = {"format_columns": True, "format_rows": True}


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
            if column.id in table.hidden or (column.id == "key" and table is not plan.tables[0]):
                continue
            look = ("entry",) if column.is_entry else ("formula",) if column.formula else ()
            who = spec["filled_by_words"][column.filled_by]
            words = (table.name, column.title, who, column.help, column.example)
            writing.write_texts(sheet, row, words, spec["widths"])
            sheet.write_string(row, 2, who, writing.style("cell", "text", *look))
            row += 1
    row = _write_words(
        writing, sheet, row + 1, spec["lists_title"], _choices(plan.form), spec["widths"]
    )
    lights = [(spec["light"], each.word, each.meaning) for each in plan.form.lights.lights]
    first = row + 2
    row = _write_words(writing, sheet, row + 1, spec["lights_title"], lights, spec["widths"])
    writing.colour_lights(sheet, (first, 1, row, 1))
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.protect("", _LOCKED)


def _choices(form: Form) -> list[tuple[str, str, str]]:
    return [
        (choices.title, choice.word, choice.meaning)
        for choices in form.lists.values()
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
