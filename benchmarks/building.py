"""How long writing a return takes, beside bare XlsxWriter on the same cells and formats.

    python benchmarks/building.py [ROUNDS]

The bare run writes the very cells that the return has, with as many formats, column
widths and row heights, by XlsxWriter alone: nothing is declared, placed, worked out or
checked. Prints ratios taken in one run, in turn: machines are noisy, ratios less so.
Each is the best of ROUNDS (10 unless told) turns of processor time.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterable

import xlsxwriter

from workbook_tools.form import Form, load_form
from workbook_tools.framework import load_framework
from workbook_tools.published.rows import PUBLISHED_ROUND
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.rules.issued import forget_plans
from workbook_tools.writing import workbook as sheet_writing

Cells = list[tuple[int, int, object, object]]


def main() -> None:
    """Write the twelve returns both ways."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    form, framework = load_form(), load_framework()
    groups = [group.id for group in framework]
    books = {group: _recorded(form, group) for group in groups}
    ours: dict[str, float] = dict.fromkeys(groups, float("inf"))
    bare: dict[str, float] = dict.fromkeys(groups, float("inf"))
    for _ in range(rounds):
        for group in groups:
            ours[group] = min(ours[group], _seconds(lambda g=group: _build(form, g)))
            bare[group] = min(bare[group], _seconds(lambda g=group: _bare(books[g])))
    print("Seconds of processor time a return, and the ratio to bare XlsxWriter")
    for group in groups:
        cells = sum(len(sheet) for sheet in books[group].values())
        ratio = ours[group] / bare[group]
        print(f"  {group:<24}{cells:7,} cells {bare[group]:7.3f} {ours[group]:7.3f} {ratio:6.2f} x")
    total, mean = sum(ours.values()) / sum(bare.values()), sum(ours.values()) / len(groups)
    print(f"  all{mean:44.3f} {total:6.2f} x")


def _build(form: Form, group: str) -> bytes:
    forget_plans()
    return return_bytes(plan_return(form, load_framework(), PUBLISHED_ROUND, group))


def _recorded(form: Form, group: str) -> dict[str, Cells]:
    """Return the cells of a group's return as they are written, by sheet."""
    recorded: dict[str, Cells] = {}
    work_out = sheet_writing.work_out

    def record(sheets: Iterable[sheet_writing.RecordedWorksheet]) -> None:
        sheets = list(sheets)
        work_out(sheets)
        for sheet in sheets:
            cells = [
                (row, column, cell, cell.format)
                for row, columns in sheet.table.items()
                for column, cell in columns.items()
            ]
            texts = {index: text for text, index in sheet.str_table.string_table.items()}
            recorded[sheet.get_name()] = [
                (row, column, _content(cell, texts), style) for row, column, cell, style in cells
            ]

    sheet_writing.work_out = record
    try:
        _build(form, group)
    finally:
        sheet_writing.work_out = work_out
    return recorded


def _content(cell: object, texts: dict[int, str]) -> object:
    """Return what a cell of XlsxWriter's table holds: a text, a number, a formula with result."""
    kind = type(cell).__name__
    if kind == "String":
        return texts[cell.string]  # type: ignore[attr-defined]
    if kind == "Formula":
        return ("=" + cell.formula, cell.value)  # type: ignore[attr-defined]
    return getattr(cell, "number", None)


def _bare(book: dict[str, Cells]) -> None:
    written = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True, "strings_to_urls": False})
    formats: dict[int, object] = {}
    for name, cells in book.items():
        sheet = written.add_worksheet(name)
        for row, column, content, style in cells:
            if id(style) not in formats:
                formats[id(style)] = written.add_format(_properties(style)) if style else None
            own = formats[id(style)]
            if isinstance(content, tuple):
                sheet.write_formula(row, column, content[0], own, content[1])
            elif isinstance(content, str):
                sheet.write_string(row, column, content, own)
            elif content is None:
                sheet.write_blank(row, column, None, own)
            else:
                sheet.write_number(row, column, content, own)
    written.close()


def _properties(style: object) -> dict[str, object]:
    names = ("font_name", "font_size", "bold", "num_format", "bg_color", "border", "text_wrap")
    return {name: getattr(style, name) for name in names if getattr(style, name, None)}


def _seconds(step: Callable[[], object]) -> float:
    started = time.process_time()
    step()
    return time.process_time() - started


if __name__ == "__main__":
    main()
