"""The plan that the agreement serves: its measures with the indicators that show them.

Lights are looked up in the view, counts are formulas over the lines above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.framework import Framework, Indicator
from workbook_tools.framework.plan_and_rewards import (
    MEASURE,
    STRENGTHS,
    PlanLine,
    PlanLink,
    PossibleIndicator,
)
from workbook_tools.workbooks.address import column_letters

PLAN, POSSIBLE = "plan", "possible indicators"
"""The kinds of these sheets in ``laa-spreadsheet.json``."""

_LIGHT, _COUNTED = 5, 2
"""0-based columns of both sheets: where lights stand, and where what is counted does."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a sheet: seven texts, but for the light, which is looked up."""

    texts: tuple[str, ...]
    indicator: str = ""
    look: str = ""
    """The style of its texts; those of an ordinary line where nothing is said."""
    over: bool = False
    """Whether it stands over the line below it, and so is not the last of a page."""


def has_plan(book: Book) -> bool:
    """Whether the agreement serves a plan whose measures are known."""
    return any(line.kind == MEASURE for line in book.framework.plan)


def has_possible(book: Book) -> bool:
    """Whether it is known what was possible when the agreement was made."""
    return bool(book.framework.possible_indicators)


def measures_of(framework: Framework) -> dict[str, tuple[PlanLink, ...]]:
    """Return the links of each measure of the plan to indicators, by its id."""
    measures = {line.id: () for line in framework.plan if line.kind == MEASURE}
    found: dict[str, tuple[PlanLink, ...]] = dict(measures)
    for link in framework.plan_links:
        if link.measure in found:
            found[link.measure] = (*found[link.measure], link)
    return found


def serving_none(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators that show no measure of the plan, in published order."""
    serving = {link.indicator for link in framework.plan_links}
    rows = (row for group in framework for row in framework.rows_of(group.id))
    return tuple(row for row in rows if not row.is_heading and row.id not in serving)


def write_plan(page: Page) -> None:
    """Write the plan by block and theme, then how much of it is shown, and what serves none."""
    spec, framework = page.declared.spec, page.book.framework
    page.write_headings(spec["headings"])
    last = _write(page, HEADING_ROW - 1, _plan_lines(page))
    words = [*(spec["strengths"][each] for each in STRENGTHS), spec["none"]]
    row = _write_counts(page, last + 2, last, words)
    none = [_indicator_line(page, row_) for row_ in serving_none(framework)]
    title = spec["serving_none"].format(number=len(none))
    page.write_row_heading(row + 2, title)
    _write(page, row + 2, none)


def write_possible(page: Page) -> None:
    """Write what was possible, what became of it, and what was agreed besides."""
    spec, book = page.declared.spec, page.book
    page.write_headings(spec["headings"])
    possible = book.framework.possible_indicators
    last = _write(page, HEADING_ROW - 1, _possible_lines(page, possible))
    row = _write_counts(page, last + 2, last, list(spec["became"].values()))
    known = {each for line in possible for each in line.agreed}
    measures = (row_ for row_ in book.framework.indicators if not row_.is_heading)
    new = [_indicator_line(page, each) for each in measures if each.id not in known]
    page.write_row_heading(row + 2, spec["new"].format(number=len(new)))
    _write(page, row + 2, new)


def _plan_lines(page: Page) -> Iterator[_Line]:
    spec, framework = page.declared.spec, page.book.framework
    links = measures_of(framework)
    blocks = {group.id: group.block for group in framework}
    titles = {block.id: block.title for block in framework.blocks}
    for block in (*titles, ""):
        themes = dict.fromkeys(
            (line.theme, line.theme_group)
            for line in framework.plan
            if blocks.get(line.theme_group, "") == block
        )
        if themes:
            yield _Line((titles.get(block, spec["no_block"]),), look="block")
        for theme, group in themes:
            title = page.book.title_of(group)
            led_by = f": {title}" if title not in ("", theme) else ""
            yield _Line((f"{theme}{led_by}",), look="group")
            lines = [line for line in framework.plan if line.theme == theme]
            for line in lines:
                last = line is lines[-1]
                yield from _lines_of(page, line, links.get(line.id, ()), last=last)


def _lines_of(
    page: Page, line: PlanLine, links: Sequence[PlanLink], *, last: bool
) -> Iterator[_Line]:
    """Yield a line of the plan, with the indicators that show it where it is a measure.

    ``last`` says that no line of its theme comes below it.
    """
    spec = page.declared.spec
    if line.kind != MEASURE:
        statement = (line.id, spec["kinds"][line.kind], "", line.text, "", "", "")
        yield _Line(statement, look="statement", over=not last)
        return
    shown = next((s for s in STRENGTHS if any(link.strength == s for link in links)), "")
    words = spec["strengths"].get(shown, spec["none"])
    measure = (line.id, spec["kinds"][MEASURE], words, line.text, "", "", line.note)
    yield _Line(measure, over=bool(links))
    for link in links:
        row = page.book.framework.indicator(link.indicator)
        elsewhere = row.theme_group != line.theme_group
        group = page.book.title_of(row.theme_group)
        by = spec["other_group"].format(group=group) if elsewhere else group
        texts = (row.id, spec["shown_by"][link.strength], "", page.book.name_of(row), by, "")
        yield _Line((*texts, link.note), row.id)


def _indicator_line(page: Page, row: Indicator) -> _Line:
    group = page.book.title_of(row.theme_group)
    return _Line((row.id, "", "", page.book.name_of(row), group, "", ""), row.id)


def _possible_lines(page: Page, possible: Sequence[PossibleIndicator]) -> Iterator[_Line]:
    spec, block, under = page.declared.spec, "", ""
    there = {row.id for row in page.book.framework.indicators}
    for each in possible:
        if (each.block or spec["headline"]) != block:
            block = each.block or spec["headline"]
            yield _Line((block,), look="group")
        if each.outcome != under:
            under = each.outcome
            yield _Line((under,), look="row-heading")
        became = spec["became"][each.how]
        agreed = [key for key in each.agreed if key in there]
        texts = (each.id, spec["possible"], became, each.text, "", "", each.note)
        yield _Line(texts, over=bool(agreed))
        for indicator in agreed:
            line = _indicator_line(page, page.book.framework.indicator(indicator))
            yield _Line((line.texts[0], spec["agreed"], *line.texts[2:]), indicator)


def _write(page: Page, row: int, lines: Iterator[_Line] | Sequence[_Line]) -> int:
    """Write lines below a row, counted from 0; return the last row written."""
    first = row + 1
    for line in lines:
        row += 1
        if len(line.texts) == 1:
            style = page.writing.style("cell", line.look)
            for place in range(1, len(page.widths)):
                page.sheet.write_blank(row, place, None, style)
            page.sheet.write_string(row, 0, line.texts[0], style)
            page.sheet.set_row(row, 20)
            page.sheet.headings.add(row)
            continue
        texts = list(line.texts)
        if line.indicator:
            # Its row is as high as the word that is looked up needs.
            texts[_LIGHT] = page.light_word(line.indicator)
        page.write_words(row, texts, *([line.look] if line.look else []))
        if line.over:
            page.sheet.headings.add(row)
        if line.indicator:
            light = page.light_cell(line.indicator, page.declared.spec["counted"])
            style = page.writing.style("cell", "centre")
            page.sheet.write_formula(row, _LIGHT, f'=IF({light}="","",{light})', style)
    if row >= first:
        page.writing.colour_lights(page.sheet, (first, _LIGHT, row, _LIGHT))
    return row


def _write_counts(page: Page, row: int, last: int, words: Sequence[str]) -> int:
    """Write how many lines say each of some words, and how many there are; return the last row."""
    spec = page.declared.spec
    page.write_row_heading(row, spec["counts"])
    letters = column_letters(_COUNTED + 1)
    lines = f"${letters}${HEADING_ROW + 1}:${letters}${last + 1}"
    text, number = page.writing.style("cell", "text"), page.writing.style("cell", "centre")
    begins = row + 1
    for each in words:
        row += 1
        page.sheet.write_string(row, _COUNTED, each, text)
        cell = f"{letters}{row + 1}"
        page.sheet.write_formula(row, _COUNTED + 2, f"=COUNTIF({lines},{cell})", number)
        page.sheet.write_string(row, _COUNTED + 1, spec["counted_as"][words.index(each)], text)
    row += 1
    total = page.writing.style("cell", "text", "total")
    page.sheet.write_string(row, _COUNTED, spec["total"], total)
    page.sheet.write_blank(row, _COUNTED + 1, None, total)
    place = column_letters(_COUNTED + 3)
    page.sheet.write_formula(
        row,
        _COUNTED + 2,
        f"=SUM({place}{begins + 1}:{place}{row})",
        page.writing.style("cell", "centre", "total"),
    )
    return row
