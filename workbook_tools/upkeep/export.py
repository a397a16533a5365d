"""Writing the workbook of a framework: made to be edited, with its checks in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workbook_tools.form import Form
from workbook_tools.form.lists import list_name
from workbook_tools.framework import Change
from workbook_tools.upkeep.content import Content, Exported, TableRow, day_in_words
from workbook_tools.upkeep.layout import (
    EXPORTED,
    IDENTITY_SHEET,
    LISTS_SHEET,
    Column,
    TableSheet,
    layout_of,
)
from workbook_tools.upkeep.live import FIRST_ROW, HEADING_ROW, ChangesFormulas, TableFormulas
from workbook_tools.upkeep.rounds import Known
from workbook_tools.upkeep.validation import validation
from workbook_tools.values.days import serial
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import Writing, height_for, workbook_bytes

_ALLOWED = dict.fromkeys(
    (
        *("format_cells", "format_columns", "format_rows", "insert_rows", "autofilter", "sort"),
        *("select_locked_cells", "select_unlocked_cells"),
    ),
    True,
)
"""What a protected sheet still lets one do."""

_CHANGED = 1
"""0-based place of the column that says whether a row is changed: beside the reference."""

_FORMATS = {
    **dict.fromkeys(("date", "fixed date"), "dd/mm/yyyy"),
    # What is typed stays as it is: a leading nought, “2004/5”, “31 October”.
    **dict.fromkeys(("text", "email", "day", "reference"), "@"),
}


def export_bytes(form: Form, known: Known) -> bytes:
    """Return the workbook's bytes; the same framework and rounds give the same bytes.

    Raises:
        LaaError: the layout declares what Excel would cut or refuse.
    """
    exported = Exported(known, layout_of(form))
    title = exported.layout.title.format(title=known.history.settings.title)
    dated = max(round_.starts for round_ in known.history.rounds)

    def build(writing: Writing) -> None:
        _Book(writing, exported).write()

    return workbook_bytes(form, title, dated, build)


class _Book:
    """The workbook being written."""

    def __init__(self, writing: Writing, exported: Exported) -> None:
        self.writing = writing
        self.exported = exported
        self.layout = exported.layout
        self.changes = ChangesFormulas(exported)

    def write(self) -> None:
        self._instructions()
        for sheet in self.exported.tables:
            self._table(sheet, self.exported.rows[sheet.rows])
        self._changes()
        self._log()
        for sheet in self.exported.tables:
            self._copy(sheet, self.exported.rows[sheet.rows])
        self._lists()
        self._identity()

    # Sheets to be read ---------------------------------------------------------

    def _instructions(self) -> None:
        spec = self.layout.instructions
        sheet = self.writing.add_sheet(spec["name"], "A4")
        for place, width in enumerate(spec["widths"]):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, spec["title"], self.writing.style("title"))
        sheet.set_row(0, 26)
        words = {
            "title": self.exported.history.settings.title,
            "id": self.exported.history.settings.id,
            "fingerprint": self.exported.history.fingerprint[:12],
            "example": f"{next(iter(self.exported.theme_groups.values())).code}-N1",
        }
        row = 2
        for label, text in spec["texts"]:
            self.writing.write_texts(sheet, row, ["", text.format(**words)], spec["widths"])
            sheet.write_string(row, 0, label, self.writing.style("cell", "label"))
            row += 1
        sheet.write_string(row + 1, 0, spec["state"].format(**words), self.writing.style("note"))
        sheet.protect("", _ALLOWED)

    def _log(self) -> None:
        spec = self.layout.log
        sheet = self.writing.add_sheet(spec["name"], spec["paper"])
        self._head(sheet, spec["title"], spec["note"], spec["headings"], spec["widths"])
        changes = [line.row for line in self.exported.history.tables.changes]
        for row, change in enumerate(changes, start=FIRST_ROW):
            self.writing.write_texts(sheet, row, _logged(change), spec["widths"])
        if not changes:
            sheet.write_string(FIRST_ROW, 0, spec["none"], self.writing.style("note"))
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.protect("", _ALLOWED)

    def _head(
        self,
        sheet: Any,
        title: str,
        note: str,
        headings: Sequence[str],
        widths: Sequence[float],
    ) -> None:
        sheet.write_string(0, 0, title, self.writing.style("title"))
        sheet.set_row(0, 26)
        sheet.write_string(1, 0, note, self.writing.style("note"))
        sheet.write_row(HEADING_ROW, 0, headings, self.writing.style("column-heading"))
        sheet.set_row(HEADING_ROW, 34)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.repeat_rows(HEADING_ROW)

    # Tables --------------------------------------------------------------------

    def _table(self, spec: TableSheet, rows: Sequence[TableRow]) -> None:
        sheet = self.writing.add_sheet(spec.name, spec.paper)
        columns = shown(spec, self.layout.changed)
        widths = [column.width for column in columns]
        headings = [column.heading for column in columns]
        self._head(sheet, spec.title, spec.note, headings, widths)
        formulas = TableFormulas(self.exported, spec, len(rows))
        last = FIRST_ROW + len(rows) + spec.new_lines - 1
        for place in range(FIRST_ROW, last + 1):
            row = rows[place - FIRST_ROW] if place - FIRST_ROW < len(rows) else None
            self._line(sheet, columns, place, row)
            for at, formula in formulas.of(place).items():
                sheet.write_formula(
                    place, at, formula, self.writing.style("cell", "text", "formula")
                )
        self._validate(sheet, columns, last)
        self._colour(sheet, last, _CHANGED)
        for hidden in formulas.helpers:
            sheet.set_column(hidden, hidden, 4, None, {"hidden": True})
        frozen = [column.id for column in columns].index(spec.freeze_after) + 1
        sheet.freeze_panes(FIRST_ROW, max(frozen, _CHANGED + 1))
        sheet.autofilter(HEADING_ROW, 0, last, len(columns) - 1)
        sheet.print_area(0, 0, last, len(columns) - 1)
        sheet.fit_to_pages(spec.pages_wide, 0)
        sheet.repeat_columns(0, max(frozen, _CHANGED + 1) - 1)
        sheet.protect("", _ALLOWED)

    def _line(
        self, sheet: Any, columns: Sequence[Column], place: int, row: TableRow | None
    ) -> None:
        texts = []
        for at, column in enumerate(columns):
            if at == _CHANGED:
                continue
            content = row.cells[column.id] if row else None
            value = self._value(column, content)
            look = _look(column, is_new=row is None)
            style = self.writing.style(*look, number_format=_FORMATS.get(column.type, ""))
            _write(sheet, place, at, value, style)
            if isinstance(value, str):
                texts.append((value, column.width))
        sheet.set_row(place, height_for(texts, least=2))

    def _value(self, column: Column, content: Content) -> str | float | date | None:
        """Return what a cell shows of its content."""
        if column.type == "day" and isinstance(content, str):
            return day_in_words(content)
        words = self.exported.lists.get(column.dropdown, {})
        if column.type in ("choice", "yes") and isinstance(content, str):
            return words.get(content, content)
        return content

    def _validate(self, sheet: Any, columns: Sequence[Column], last: int) -> None:
        for at, column in enumerate(columns):
            if at != _CHANGED and not column.is_fixed:
                options = validation(column, self.layout.messages)
                sheet.data_validation(FIRST_ROW, at, last, at, options)

    def _colour(self, sheet: Any, last: int, at: int, *, only_wrong: bool = False) -> None:
        """Colour what is said of a row: amber where something is still to be done."""
        cell = f"${column_letters(at + 1)}{FIRST_ROW + 1}"
        is_open = f'{cell}<>""' if only_wrong else f'ISNUMBER(SEARCH(":",{cell}))'
        rules = {"unsaid": f"={is_open}"}
        if not only_wrong:
            rules["said"] = f'=AND({cell}<>"",NOT({is_open}))'
        for name, criteria in rules.items():
            colours = self.layout.changed[name]
            look = {"bg_color": f"#{colours['fill']}", "font_color": f"#{colours['text']}"}
            options = {"type": "formula", "criteria": criteria}
            options["format"] = self.writing.book.add_format(look)
            sheet.conditional_format(FIRST_ROW, at, last, at, options)

    # Changes -------------------------------------------------------------------

    def _changes(self) -> None:
        spec, columns = self.layout.changes, self.layout.changes_columns
        sheet = self.writing.add_sheet(spec["name"], spec["paper"])
        headings = [column.heading for column in columns] + [spec["check"]["heading"]]
        widths = [column.width for column in columns] + [spec["check"]["width"]]
        self._head(sheet, spec["title"], spec["note"], headings, widths)
        last = FIRST_ROW + spec["lines"] - 1
        for place in range(FIRST_ROW, last + 1):
            self._line_of_changes(sheet, columns, place)
            for at, formula in self.changes.of(place).items():
                sheet.write_formula(
                    place, at, formula, self.writing.style("cell", "text", "formula")
                )
        for at, column in enumerate(columns):
            options = validation(column, self.layout.messages)
            sheet.data_validation(FIRST_ROW, at, last, at, options)
        self._colour(sheet, last, len(columns), only_wrong=True)
        sheet.set_column(self.changes.names, self.changes.names, 4, None, {"hidden": True})
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.print_area(0, 0, last, len(columns))
        sheet.protect("", _ALLOWED)

    def _line_of_changes(self, sheet: Any, columns: Sequence[Column], place: int) -> None:
        for at, column in enumerate(columns):
            number_format = _FORMATS.get(column.type, "")
            look = _look(column, is_new=True)
            sheet.write_blank(
                place, at, None, self.writing.style(*look, number_format=number_format)
            )
        sheet.set_row(place, height_for([], least=2))

    # Sheets that nobody sees -----------------------------------------------------

    def _hidden(self, name: str) -> Any:
        sheet = self.writing.add_plain_sheet(name)
        sheet.very_hidden()
        sheet.protect("")
        return sheet

    def _copy(self, spec: TableSheet, rows: Sequence[TableRow]) -> None:
        """Write the rows as they are exported, in the columns of their sheet."""
        sheet = self._hidden(EXPORTED.format(name=spec.name))
        for place, row in enumerate(rows):
            for at, column in enumerate(shown(spec, self.layout.changed)):
                if at != _CHANGED and not column.is_fixed:
                    _write(sheet, place, at, self._value(column, row.cells[column.id]), None)

    def _lists(self) -> None:
        sheet = self._hidden(LISTS_SHEET)
        for at, (name, words) in enumerate(sorted(self.exported.lists.items())):
            shown_words = list(words.values())
            sheet.write_column(0, at, [name, *shown_words])
            letters = column_letters(at + 1)
            area = f"={LISTS_SHEET}!${letters}$2:${letters}${max(2, len(shown_words) + 1)}"
            self.writing.book.define_name(list_name(name), area)
        at = len(self.exported.lists)
        known = [
            "yes" if self.exported.known.issued_from(round_) else "no"
            for round_ in self.exported.rounds
        ]
        sheet.write_column(0, at, ["issued", *known])
        letters = column_letters(at + 1)
        area = f"={LISTS_SHEET}!${letters}$2:${letters}${len(known) + 1}"
        self.writing.book.define_name(list_name("issued"), area)

    def _identity(self) -> None:
        sheet = self._hidden(IDENTITY_SHEET)
        said: Mapping[str, str] = {
            "form": self.layout.form,
            "version": self.layout.version,
            "framework": self.exported.history.settings.id,
            "fingerprint": self.exported.history.fingerprint,
        }
        for row, (name, value) in enumerate(said.items()):
            sheet.write_row(row, 0, [name, value])


def shown(spec: TableSheet, changed: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return a sheet's columns with the one between that says whether a row is changed."""
    between = Column("changed", changed["heading"], "fixed", changed["width"])
    return (*spec.columns[:_CHANGED], between, *spec.columns[_CHANGED:])


_ALIGN = {
    **dict.fromkeys(("date", "fixed date", "yes", "whole", "reference", "figure"), "centre"),
    "number": "figure",
    "amount": "figure",
}
"""The style that aligns a type of column; the others are aligned as texts."""


def _look(column: Column, *, is_new: bool) -> tuple[str, ...]:
    align = _ALIGN.get(column.type, "text")
    if column.is_fixed or (not is_new and (column.only_new or column.type == "reference")):
        return ("cell", align)
    return ("cell", align, "entry", "open")


def _write(sheet: Any, row: int, at: int, value: str | float | date | None, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, at, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, style)
    elif isinstance(value, date):
        # As a number: what is worked out from it must not depend on how it is shown.
        sheet.write_number(row, at, serial(value), style)
    else:
        sheet.write_number(row, at, value, style)


def _logged(change: Change) -> list[str]:
    days = [
        "" if day is None else f"{day:%d/%m/%Y}" for day in (change.agreed_on, change.entered_on)
    ]
    return [
        *(change.id, change.row, change.what, change.since, change.agreed_by, days[0]),
        *(change.why, change.entered_by, days[1]),
    ]
