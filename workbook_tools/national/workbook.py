"""The workbook that compares areas: a sheet for each question, as ``national.json`` declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from workbook_tools.form import Form, load_form
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework.rounds import years_after
from workbook_tools.national.questions import answer, define
from workbook_tools.values.lengths import fitted
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import BOLD, Writing, height_for, workbook_bytes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPEC = "national"
"""The declaration of the workbook."""

_HEADING = 3
"""The row of the headings, counted from 0."""

_LONGEST = 1_000
"""Characters of a text that are told; a name or a reason has fewer."""

Row = Mapping[str, Any]


def national_bytes(database: DuckDBPyConnection) -> bytes:
    """Return the workbook over the tables in a database; the same tables give the same bytes.

    Raises:
        LaaError: something is declared or said that Excel would cut or refuse.
    """
    define(database)
    form = load_form()
    spec = form.texts(SPEC)
    ((count, year, title),) = database.execute(
        "SELECT count(*), min(year), min(round_title) FROM area"
    ).fetchall()
    words = {"areas": f"{count:,}", "year": year, "round": title}

    def build(writing: Writing) -> None:
        _write_contents(writing, spec, words)
        for sheet in spec["sheets"]:
            page = _Page(writing, form, spec, sheet, words)
            page.write(answer(database, sheet["question"]))

    # The day after the year: for a workbook, its own time of writing says nothing.
    dated = date(int(years_after(year, 1)[:4]), 4, 1)
    return workbook_bytes(form, spec["title"].format(**words), dated, build)


def _begin(
    writing: Writing, spec: Mapping[str, Any], sheet: Mapping[str, Any], words: Mapping[str, str]
) -> Any:
    page = writing.add_sheet(sheet["name"], sheet.get("paper", spec["paper"]))
    page.write_string(0, 0, sheet["title"].format(**words), writing.style("title"))
    page.write_string(1, 0, sheet["note"].format(**words), writing.style("note"))
    page.set_row(0, 26)
    page.set_row(1, 20)
    return page


def _write_contents(writing: Writing, spec: Mapping[str, Any], words: Mapping[str, str]) -> None:
    declared = spec["contents"]
    page = _begin(writing, spec, declared, words)
    for place, width in enumerate(declared["widths"]):
        page.set_column(place, place, width)
    page.write_row(_HEADING, 0, declared["headings"], writing.style("column-heading"))
    cell, link = writing.style("cell", "text"), writing.style("cell", "text", "link")
    for row, sheet in enumerate(spec["sheets"], start=_HEADING + 1):
        target = f"internal:{quoted(sheet['name'])}!A1"
        page.write_url(row, 0, target, link, string=sheet["name"])
        page.write_string(row, 1, sheet["title"].format(**words), cell)


class _Page:
    """A sheet that is the answer to a question."""

    def __init__(
        self,
        writing: Writing,
        form: Form,
        spec: Mapping[str, Any],
        declared: Mapping[str, Any],
        words: Mapping[str, str],
    ) -> None:
        self.writing, self.declared = writing, declared
        self.lights = [light.word for light in form.lights.lights]
        self.sheet = _begin(writing, spec, declared, words)

    def write(self, rows: Sequence[Row]) -> None:
        """Write the headings, the rows, and the totals under them."""
        across = self.declared.get("across")
        columns = self.declared["columns"]
        if across:
            columns, rows = _columns_across(across, rows), _laid_across(across, rows)
        widths = [column["width"] for column in columns]
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
        headings = [column["heading"] for column in columns]
        bold = (width * BOLD for width in widths)
        self.sheet.set_row(_HEADING, height_for(zip(headings, bold, strict=True), least=2))
        self.sheet.write_row(_HEADING, 0, headings, self.writing.style("column-heading"))
        self.sheet.freeze_panes(_HEADING + 1, self.declared["frozen"])
        self.sheet.repeat_rows(_HEADING)
        if across:
            last = len(columns) - 1
            self.writing.colour_lights(self.sheet, (_HEADING, 1, _HEADING, last))
        for number, row in enumerate(rows, start=_HEADING + 1):
            self._write_row(number, columns, row)
        self._end(columns, len(rows))

    def _write_row(self, number: int, columns: Sequence[Row], row: Row) -> None:
        texts = []
        for place, column in enumerate(columns):
            value = row[column["says"]]
            self._write_cell((number, place), column, value, row)
            if column["as"] in ("text", "light"):
                texts.append((fitted(str(value or ""), _LONGEST), column["width"]))
        self.sheet.set_row(number, height_for(texts))

    def _write_cell(self, place: tuple[int, int], column: Row, value: Any, row: Row) -> None:
        kind, style = column["as"], self.writing.style
        if kind == "share":
            # Over the cells beside it, as everywhere: what is changed there counts at once.
            self._write_share(place, column)
        elif value is None or value == "":
            self.sheet.write_blank(*place, None, style("cell"))
        elif kind in ("text", "light"):
            look = "centre" if kind == "light" else "text"
            # Whatever an area calls itself or its indicators, it does not stop the others.
            self.sheet.write_string(*place, fitted(str(value), _LONGEST), style("cell", look))
        elif kind == "count":
            self.sheet.write_number(*place, value, style("cell", "centre", number_format="#,##0"))
        else:
            decimals = int(row["decimals"])
            number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.sheet.write_number(
                *place, value, style("cell", "figure", number_format=number_format)
            )

    def _write_share(self, place: tuple[int, int], column: Row, look: str = "cell") -> None:
        row = place[0] + 1
        part, whole = (
            f"{column_letters(self._place_of(name) + 1)}{row}"
            for name in (column["says"], column["of"])
        )
        style = self.writing.style("cell", "centre", look, number_format="0%")
        self.sheet.write_formula(*place, f'=IF({whole}>0,{part}/{whole},"")', style)

    def _place_of(self, says: str) -> int:
        columns = self.declared["columns"]
        return next(
            place
            for place, column in enumerate(columns)
            if column["says"] == says and column["as"] == "count"
        )

    def _end(self, columns: Sequence[Row], rows: int) -> None:
        """Write the totals, colour the lights, and let the rows be filtered."""
        first, last = _HEADING + 1, _HEADING + rows
        if not rows:
            said = self.declared.get("empty", "")
            self.sheet.write_string(first, 0, said, self.writing.style("note"))
            return
        self.sheet.autofilter(_HEADING, 0, last, len(columns) - 1)
        for place, column in enumerate(columns):
            if column["as"] == "light":
                self.writing.colour_lights(self.sheet, (first, place, last, place))
        if not any(column.get("total") for column in columns):
            return
        style = self.writing.style("cell", "centre", "total", number_format="#,##0")
        for place, column in enumerate(columns):
            letters = column_letters(place + 1)
            if column.get("total"):
                total = f"=SUM({letters}{first + 1}:{letters}{last + 1})"
                self.sheet.write_formula(last + 1, place, total, style)
            elif column["as"] == "share":
                self._write_share((last + 1, place), column, "total")
            else:
                said = self.declared.get("total", "") if place == 0 else ""
                look = self.writing.style("cell", "text", "total")
                self.sheet.write_string(last + 1, place, said, look)


def _columns_across(across: Mapping[str, Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return a column for each word that rows are counted by, after that which names them."""
    words = dict.fromkeys(str(row[across["over"]]) for row in rows)
    first = {
        "heading": across["heading"],
        "says": across["by"],
        "as": "text",
        "width": across["width"],
    }
    counts = (
        {"heading": word, "says": word, "as": "count", "width": across["each"], "total": True}
        for word in words
    )
    return [first, *counts]


def _laid_across(across: Mapping[str, Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return one row for each name, with the count of each word."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row[across["by"]]
        line = found.setdefault(name, {across["by"]: name})
        line[str(row[across["over"]])] = row[across["counts"]]
    return list(found.values())
