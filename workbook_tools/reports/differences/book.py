"""A comparison as a workbook: one table, made to be filtered, printed and passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.differences.compare import Comparison, Difference
from workbook_tools.reports.differences.sides import Side
from workbook_tools.reports.differences.wording import (
    looks_the_same,
    movement,
    number_format,
    pair,
    what,
)
from workbook_tools.reports.differences.words import summary, title_of
from workbook_tools.values.records import Record
from workbook_tools.writing.long_texts import put_long_texts
from workbook_tools.writing.workbook import Writing, workbook_bytes

_HEADING_ROW = 6
"""0-based row of the headings."""

_ROW, _OLD, _NEW = 2, 5, 6
"""0-based columns of the reference and of the two values."""

Line = tuple[Sequence[str], Difference | None]
"""The texts of one row, and the difference whose numbers stand in it."""


def differences_bytes(form: Form, framework: Framework, comparison: Comparison) -> bytes:
    """Return the workbook's bytes; the same comparison gives the same bytes."""
    spec = form.texts("differences")
    # Dated by what is compared, never by the clock: the same input is the same file.
    dated = max(each.round.ends for each in comparison.new.returns.values())

    def build(writing: Writing) -> None:
        _write(writing, form, framework, comparison, spec)

    day = date(dated.year, dated.month, dated.day)
    return workbook_bytes(form, spec["name"], day, build, put_long_texts)


def _write(
    writing: Writing,
    form: Form,
    framework: Framework,
    comparison: Comparison,
    spec: Mapping[str, Any],
) -> None:
    sheet = writing.add_sheet(spec["name"], spec["paper"])
    for place, width in enumerate(spec["widths"]):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, spec["title"], writing.style("title"))
    words = {
        "old": comparison.old.name,
        "new": comparison.new.name,
        "summary": summary(form, comparison),
    }
    notes = [note.format(**words) for note in spec["notes"]]
    if comparison.worked_out:
        notes.append(spec["worked_out_note"])
    for row, note in enumerate(notes, start=1):
        sheet.write_string(row, 0, note, writing.style("note"))
    sheet.set_row(0, 26)
    sheet.write_row(_HEADING_ROW, 0, spec["headings"], writing.style("column-heading"))
    sheet.set_row(_HEADING_ROW, 34)
    lines: list[Line] = [
        (_texts(form, framework, each, spec), each) for each in comparison.differences
    ]
    lines += [(texts, None) for texts in _of_groups(form, framework, comparison, spec)]
    for row, (texts, difference) in enumerate(lines, start=_HEADING_ROW + 1):
        _write_line(writing, sheet, form, framework, row, texts, difference, spec["widths"])
    last = _HEADING_ROW + max(1, len(lines))
    sheet.autofilter(_HEADING_ROW, 0, last, len(spec["headings"]) - 1)
    writing.colour_lights(sheet, (_HEADING_ROW + 1, _OLD, last, _NEW))
    if not lines:
        sheet.write_string(_HEADING_ROW + 1, 0, spec["none"], writing.style("note"))
    sheet.freeze_panes(_HEADING_ROW + 1, 0)
    sheet.repeat_rows(_HEADING_ROW)


def _write_line(
    writing: Writing,
    sheet: Any,
    form: Form,
    framework: Framework,
    row: int,
    texts: Sequence[str],
    difference: Difference | None,
    widths: Sequence[float],
) -> None:
    look = ("formula",) if difference and difference.is_worked_out else ()
    # A long value is cut to the height Excel allows; its end is in the file named beside it.
    sheet.row_names[row + 1] = texts[_ROW]
    writing.write_texts(sheet, row, texts, widths, *look)
    if difference is None:
        return
    change = difference.change
    records = {_OLD: change.before, _NEW: change.after}
    present = [record for record in records.values() if record]
    hidden = looks_the_same(form, framework, change)
    if hidden and any(record.value is None for record in present):
        # A number beside the same as words: the texts say which is which.
        return
    for place, record in records.items():
        if record is not None and record.value is not None:
            # Where rounding hides the difference, all digits are shown.
            code = "General" if hidden else number_format(form, framework, record)
            style = writing.style("cell", "figure", *look, number_format=code)
            sheet.write_number(row, place, record.value, style)


def _texts(
    form: Form, framework: Framework, each: Difference, spec: Mapping[str, Any]
) -> tuple[str, ...]:
    change = each.change
    heading = what(form, change.record)
    old, new = pair(form, framework, change)
    went = movement(form, framework, change) or spec["changed"]
    if each.row_alone and change.kind != "changed":
        went = spec["only_row"].format(kind=went)
    return (
        framework.group(each.group).title,
        each.sheet,
        change.record.indicator,
        each.row,
        spec["worked_out"].format(what=heading) if each.is_worked_out else heading,
        old if change.before else "",
        new if change.after else "",
        went,
        _place(each.old_file, change.before, spec),
        _place(each.new_file, change.after, spec),
    )


def _place(file: str, record: Record | None, spec: Mapping[str, Any]) -> str:
    if record is None:
        return ""
    return str(spec["place"].format(file=file, cell=record.cell)) if record.cell else file


def _of_groups(
    form: Form, framework: Framework, comparison: Comparison, spec: Mapping[str, Any]
) -> list[tuple[str, ...]]:
    """Return a row for each theme group that only one side has a return of."""
    sides: tuple[tuple[Side, tuple[str, ...]], ...] = (
        (comparison.old, comparison.only_old),
        (comparison.new, comparison.only_new),
    )
    rows: list[tuple[str, ...]] = []
    for side, groups in sides:
        for group in groups:
            there = [side.returns[group].file, spec["no_return"]]
            old, new = there if side is comparison.old else reversed(there)
            title = title_of(framework, group)
            rows.append(
                (title, "", "", "", spec["whole_return"], old, new, spec["only_group"], "", "")
            )
    return rows
