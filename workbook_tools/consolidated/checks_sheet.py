"""The sheet Checks: what came in is what stands here, totals agree, and what is still asked.

Both sides of every control are shown; the side of this workbook is a formula, so that a cell that
is changed shows at once. Below stand the findings of the returns that count, with their answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.origins import SOURCES
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.summary import light_cells, total_cells
from workbook_tools.consolidated.view_rows import FIRST_ROW, HEADING_ROW
from workbook_tools.form.columns import id_in_round
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import quoted
from workbook_tools.rules.waivers import is_accepted
from workbook_tools.values.findings import Finding
from workbook_tools.workbooks.address import column_letters

KIND = "checks"
"""Its name in ``laa-spreadsheet.json``."""

_WHAT, _WHOSE, _ONE, _OTHER, _DIFFERENCE, _RESULT, _ANSWER = range(7)
"""0-based columns, in the order of the declared headings."""

Side: TypeAlias = float | str
"""A number, or the formula that gives it."""


@dataclass(frozen=True, slots=True)
class Control:
    """Two numbers that must be the same."""

    what: str
    whose: str
    one: Side
    other: Side


def write_checks(page: Page) -> None:
    """Write the controls, then what the returns were asked, kind by kind."""
    spec = page.declared.spec
    page.write_headings(spec["headings"])
    row = HEADING_ROW - 1
    for title, controls in (
        (spec["came_in"], list(_came_in(page))),
        (spec["totals"], list(_totals(page))),
    ):
        row += 1
        page.write_row_heading(row, title)
        for control in controls:
            row += 1
            _write_control(page, row, control)
    for name, found in findings_in(page.book).items():
        row += 1
        title = spec["findings"][name].format(number=len(found))
        page.write_row_heading(row, title)
        for group, finding in found:
            row += 1
            _write_finding(page, row, group, finding)
    colours = {spec["pass"]: "Green", spec["fail"]: "Red"}
    page.writing.colour_words(page.sheet, (HEADING_ROW, _RESULT, row, _RESULT), colours)


def findings_in(book: Book) -> dict[str, list[tuple[str, Finding]]]:
    """Return the findings of the returns that count, each with the title of whose it is.

    They are sorted out as ``between`` theme groups, ``open``, ``answered`` and ``accepted``;
    notes that nobody has to do anything about are left out.
    """
    found: dict[str, list[tuple[str, Finding]]] = {
        name: [] for name in ("between", "open", "answered", "accepted")
    }
    between = {rule.id for rule in book.form.rules if rule.scope != "row"}
    for group, findings in book.findings.items():
        for finding in findings:
            line = book.title_of(group), finding
            if is_accepted(finding):
                found["accepted"].append(line)
            elif finding.rule in between:
                found["between"].append(line)
            elif finding.answer:
                found["answered"].append(line)
            elif finding.severity != "note":
                found["open"].append(line)
    return found


def _write_control(page: Page, row: int, control: Control) -> None:
    spec = page.declared.spec
    page.write_words(row, [control.what, control.whose, *[""] * (len(page.widths) - 2)])
    figure = page.writing.style("cell", "figure", number_format=spec["number_format"])
    for place, side in ((_ONE, control.one), (_OTHER, control.other)):
        if isinstance(side, str):
            page.sheet.write_formula(row, place, side.replace("{row}", str(row + 1)), figure)
        else:
            page.sheet.write_number(row, place, side, figure)
    one, other, difference = (
        f"{column_letters(place + 1)}{row + 1}" for place in (_ONE, _OTHER, _DIFFERENCE)
    )
    page.sheet.write_formula(row, _DIFFERENCE, f"=ROUND({one}-{other},2)", figure)
    formula = f'=IF({difference}=0,"{spec["pass"]}","{spec["fail"]}")'
    page.sheet.write_formula(row, _RESULT, formula, page.writing.style("cell", "centre"))


def _write_finding(page: Page, row: int, group: str, finding: Finding) -> None:
    spec = page.declared.spec
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    severity = page.book.form.returns.severities[finding.severity].one
    standing = spec["standings"]["accepted" if is_accepted(finding) else "open"]
    if finding.answer:
        standing = spec["standings"]["answered"]
    texts = (finding.message, group, where, finding.rule, severity, standing, finding.answer)
    page.write_words(row, texts)


def _came_in(page: Page) -> Iterator[Control]:
    """Yield, for each return that counts, what it holds against what stands here."""
    spec, book = page.declared.spec, page.book
    sources = next((s for s in _plain(page) if s.kind == SOURCES), None)
    lines = _lines_of_groups(book)
    figures = _figures_reported(book)
    for group in book.framework.reporters:
        received = book.received.get(group.id)
        if received is None:
            continue
        title = book.title_of(group.id)
        if sources is not None:
            name = quoted(sources.name)
            first, last = lines.get(group.id, (HEADING_ROW + 1, HEADING_ROW + 1))
            groups, rounds = (f"{name}!${c}${first}:${c}${last}" for c in "BD")
            counted = f'=COUNTIFS({groups},B{{row}},{rounds},"{book.round.id}")'
            yield Control(spec["values"], title, float(received.values), counted)
        cells = _figures(page, group.id)
        if cells:
            yield Control(spec["figures"], title, float(figures[group.id]), f"=COUNT({cells})")


def _lines_of_groups(book: Book) -> dict[str, tuple[int, int]]:
    """Return the first and the last row on Sources of each theme group's values."""
    found: dict[str, tuple[int, int]] = {}
    for row, record in enumerate(book.source_lines, start=HEADING_ROW + 1):
        first, _ = found.get(record.theme_group, (row, row))
        found[record.theme_group] = first, row
    return found


def _figures_reported(book: Book) -> Counter[str]:
    """Return how many figures of the round each theme group has reported for its own rows."""
    areas = {row.id: row.area for row in book.framework.indicators if not row.is_heading}
    return Counter(
        record.theme_group
        for record in book.records
        if (record.field, record.measure, record.year) == ("actual", "value", book.round.year)
        and record.value is not None
        and areas.get(record.indicator) == record.area
    )


def _figures(page: Page, group: str) -> str:
    """Return the cells of a theme group's figures of the round in the view; empty for none."""
    span = page.rows.span(page.book.framework.rows_of(group))
    shown = [column.id for column in page.view.columns_in(page.book.years)]
    wanted = id_in_round(page.declared.spec["figure"], page.book.years)
    if span is None or wanted not in shown:
        return ""
    letters = column_letters(shown.index(wanted) + 1)
    return f"{quoted(page.view.name)}!${letters}${span[0]}:${letters}${span[1]}"


def _totals(page: Page) -> Iterator[Control]:
    """Yield the totals that stand in two places of the workbook, or are known from elsewhere."""
    spec, book = page.declared.spec, page.book
    framework = book.framework
    measures = [row for row in framework.indicators if not row.is_heading]
    lights = [
        cell
        for group in framework.theme_groups
        for cell in light_cells(page, group.id)
        if framework.rows_of(group.id)
    ]
    if lights:
        lit = sum(bool(page.light_word(row.id)) for row in measures)
        yield Control(spec["lights"], spec["all"], float(lit), "=" + "+".join(lights))
    where = spec["beside"]
    table = page.places.tables.get(where["in"])
    if table is not None and table.rows:
        there = page.places.column(where["in"], where["column"])
        shown = [column.id for column in page.view.columns_in(book.years)]
        letters = column_letters(shown.index(where["counted"]) + 1)
        rows = f"${letters}${FIRST_ROW}:${letters}${page.rows.last}"
        here = f"{quoted(page.view.name)}!{rows}"
        for light in book.form.lights.lights:
            yield Control(
                spec["light"].format(word=light.word),
                spec["views"].format(one=page.view.name, other=where["in"]),
                f'=COUNTIF({here},"{light.word}")',
                f'=COUNTIF({there},"{light.word}")',
            )
    rated = total_cells(page)
    if rated:
        words = [light.word for light in book.form.lights.lights if light.rated]
        now = sum(page.light_word(row.id) in words for row in measures)
        yield Control(spec["rated"], spec["all"], float(now), f"={rated['rated']}")
    for sheet in _plain(page):
        if sheet.kind == "funding checks":
            results = f"{quoted(sheet.name)}!$F${HEADING_ROW + 1}:$F$1000"
            failed = f'=COUNTIF({results},"{sheet.spec["fail"]}")'
            yield Control(spec["funding"], sheet.name, 0.0, failed)


def _plain(page: Page) -> Iterator[PlainSheet]:
    return (sheet for sheet in page.template.sheets if isinstance(sheet, PlainSheet))
