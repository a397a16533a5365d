"""The summary: how many lights of each kind every theme group has.

All counts are formulas over the view and the sheet of lights, so that a light changed there
counts at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.registers import GROUP_COLUMN, SAID
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import quoted
from workbook_tools.workbooks.address import column_letters

_COUNTED = 2
"""1-based column of the number of indicators; the lights' columns follow it."""


def write_summary(page: Page) -> None:
    """Write a row of counts for each theme group, and their total."""
    words = [light.word for light in page.book.form.lights.lights]
    page.write_light_headings(words, _COUNTED)
    first = HEADING_ROW + 1
    for row, group in enumerate(page.book.framework, start=first):
        _write_counts(page, row, group.id, len(words))
        _write_shares(page, row, "cell")
        _write_counted_elsewhere(page, row, len(words))
    last = first + len(page.book.framework.theme_groups) - 1
    _write_totals(page, first, last, len(words))


def light_cells(page: Page, group_id: str) -> tuple[str, ...]:
    """Return the cells that count a theme group's lights, in order, as another sheet names them.

    The template is refused where it has no summary for them.
    """
    name = next(
        sheet.name
        for sheet in page.template.sheets
        if isinstance(sheet, PlainSheet) and sheet.kind == "summary"
    )
    groups = [group.id for group in page.book.framework]
    row = HEADING_ROW + 1 + groups.index(group_id)
    words = page.book.form.lights.lights
    return tuple(
        f"{quoted(name)}!${column_letters(place + 1)}${row}"
        for place in range(_COUNTED, _COUNTED + len(words))
    )


def total_cells(page: Page) -> Mapping[str, str]:
    """Return the cells in the summary's last row that say what share of all is on target.

    They are those of ``rated``, ``on_target`` and ``share``, as another sheet names them; none
    where the spreadsheet has no summary.
    """
    sheets = (sheet for sheet in page.template.sheets if isinstance(sheet, PlainSheet))
    name = next((sheet.name for sheet in sheets if sheet.kind == "summary"), "")
    if not name:
        return {}
    row = HEADING_ROW + 1 + len(page.book.framework.theme_groups)
    first = _COUNTED + len(page.book.form.lights.lights) + 2
    return {
        each: f"{quoted(name)}!${column_letters(place)}${row}"
        for place, each in enumerate(("rated", "on_target", "share"), start=first)
    }


def _write_counts(page: Page, row: int, group_id: str, words: int) -> None:
    framework = page.book.framework
    indicators = framework.rows_of(group_id)
    style = page.writing.style("cell", "centre")
    title = framework.group(group_id).title
    page.sheet.write_string(row - 1, 0, title, page.writing.style("cell", "text"))
    measures = sum(not indicator.is_heading for indicator in indicators)
    page.sheet.write_number(row - 1, _COUNTED - 1, measures, style)
    area = _lights_of(page, group_id)
    for place in range(_COUNTED, _COUNTED + words):
        word = f"{column_letters(place + 1)}${HEADING_ROW}"
        formula = f"=COUNTIF({area},{word})" if area else "=0"
        page.sheet.write_formula(row - 1, place, formula, style)


def _lights_of(page: Page, group_id: str) -> str:
    """Return the address of a theme group's lights in the view; empty where it has no rows."""
    span = page.rows.span(page.book.framework.rows_of(group_id))
    if span is None:
        return ""
    shown = [column.id for column in page.view.columns_in(page.book.years)]
    place = shown.index(page.declared.spec["counted"]) + 1
    letters = column_letters(place)
    return f"{quoted(page.view.name)}!${letters}${span[0]}:${letters}${span[1]}"


def _write_totals(page: Page, first: int, last: int, words: int) -> None:
    style = page.writing.style("cell", "text", "total")
    page.sheet.write_string(last, 0, page.declared.spec["total"], style)
    elsewhere = _places_elsewhere(page, words).values()
    for place in (*range(_COUNTED - 1, _COUNTED + words), *elsewhere):
        letters = column_letters(place + 1)
        total = f"=SUM({letters}{first}:{letters}{last})"
        page.sheet.write_formula(last, place, total, page.writing.style("cell", "centre", "total"))
    _write_shares(page, last + 1, "total")


def _write_shares(page: Page, row: int, look: str) -> None:
    """Write what follows from a row's counts: unlit, rated, on target, and the share of these."""
    lights = page.book.form.lights.lights
    letters = [column_letters(_COUNTED + 1 + place) for place in range(len(lights))]
    pairs = list(zip(letters, lights, strict=True))
    unlit, rated, on_target, share = (
        column_letters(_COUNTED + len(lights) + extra) for extra in (1, 2, 3, 4)
    )
    counted = column_letters(_COUNTED)
    formulas = {
        unlit: f"={counted}{row}-SUM({letters[0]}{row}:{letters[-1]}{row})",
        rated: "=" + "+".join(f"{letter}{row}" for letter, light in pairs if light.rated),
        on_target: "=" + "+".join(f"{letter}{row}" for letter, light in pairs if light.on_target),
        share: share_on_target(page, f"{on_target}{row}", f"{rated}{row}"),
    }
    for column, formula in formulas.items():
        number_format = "0%" if column == share else ""
        style = page.writing.style("cell", "centre", look, number_format=number_format)
        page.sheet.write_formula(f"{column}{row}", formula, style)


def share_on_target(page: Page, on_target: str, rated: str) -> str:
    """Return the formula for the share of one cell in another; words where none is rated."""
    return f'=IF({rated}>0,{on_target}/{rated},"{page.declared.spec["none_rated"]}")'


_SHARES = 4
"""How many columns follow from a row's counts; then come those counted elsewhere."""


def _counted_elsewhere(page: Page) -> Mapping[str, str]:
    """Return what is counted on the sheet of lights: words of the declaration, and a formula.

    The formula is 1 for each row that counts: the final lights that are others than the
    calculated ones, and the provisional figures. The sheet has a row for each indicator. A form
    of an earlier version does not say which sheet that is.
    """
    spec, found = page.declared.spec, {}
    if "overridden" in spec:
        calculated, final = (
            _register_column(page, spec["overridden"]["in"], spec["overridden"][name])
            for name in ("calculated", "final")
        )
        found["overridden"] = f'--({final}<>""),--({final}<>{calculated})'
    if "provisional" in spec:
        said = _register_column(page, spec["provisional"]["in"], spec["provisional"]["column"])
        found["provisional"] = f'--({said}<>"")'
    return found


def _places_elsewhere(page: Page, words: int) -> Mapping[str, int]:
    """Return the 0-based columns in which that is counted."""
    first = _COUNTED + words + _SHARES
    return {name: place for place, name in enumerate(_counted_elsewhere(page), start=first)}


def _write_counted_elsewhere(page: Page, row: int, words: int) -> None:
    """Write what is counted on the sheet of lights for a theme group."""
    style = page.writing.style("cell", "centre")
    places = _places_elsewhere(page, words)
    for name, condition in _counted_elsewhere(page).items():
        group = _register_column(page, page.declared.spec[name]["in"], "")
        formula = f"=SUMPRODUCT(--({group}=$A{row}),{condition})"
        page.sheet.write_formula(row - 1, places[name], formula if _lines(page) else "=0", style)


def _lines(page: Page) -> int:
    """Return how many rows the sheet of lights has."""
    return sum(not row.is_heading for row in page.book.framework.indicators)


GROUP = "theme_group"
"""The column of a sheet of indicators that says whose they are."""


def _register_column(page: Page, name: str, column_id: str) -> str:
    """Return the address of a column of the sheet of lights; without an id, of the theme groups."""
    if name in page.places.tables:
        return page.places.column(name, column_id or GROUP)
    sheet = next(each for each in page.template.sheets if each.name == name)
    assert isinstance(sheet, PlainSheet)
    place = sheet.spec["columns"].index(column_id) + SAID + 1 if column_id else GROUP_COLUMN
    letters = column_letters(place)
    last = HEADING_ROW + _lines(page)
    return f"{quoted(sheet.name)}!${letters}${HEADING_ROW + 1}:${letters}${last}"
