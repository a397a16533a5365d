"""The communities of interest: what concerns each, and what the self-assessments say of it.

Indicators, activities and recommendations are those that the framework names for a community; the
self-assessments, those whose words name it. Lights are looked up in the view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.spreadsheet import ViewSheet
from workbook_tools.framework.registers import Community, Entry
from workbook_tools.ledger import SourcedRecord
from workbook_tools.plan.carried import on_declared_sheet

KIND = "communities"
"""Its name in ``laa-spreadsheet.json``."""

_LIGHT_COLUMN = 5
"""0-based; lights, statuses and judgements stand in it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing that concerns a community."""

    kind: str
    key: str
    group: str
    text: str
    light: str = ""
    """The cell of its light in the view, or nothing."""
    judged: str = ""
    said: str = ""


def has_communities(book: Book, sheet: ViewSheet | PlainSheet) -> bool:
    """Whether a sheet is not that of the communities, or there are some in the round."""
    is_theirs = isinstance(sheet, PlainSheet) and sheet.kind == KIND
    return not is_theirs or bool(book.framework.communities)


def write_communities(page: Page) -> None:
    """Write each community with what concerns it, then what each group says of all of them."""
    spec, book = page.declared.spec, page.book
    page.write_headings(spec["headings"])
    said = _self_assessments(book, spec["of"])
    row = HEADING_ROW - 1
    for community in book.framework.communities:
        row += 1
        lines = [*_of_framework(page, community), *_of_returns(page, community, said)]
        page.write_row_heading(row, community.title, community.source)
        for line in lines or [_Line("", "", "", spec["nothing"])]:
            row += 1
            _write_line(page, row, line)
    row += 1
    page.write_row_heading(row, spec["impact"])
    whole = [line for line in _whole(page, said) if line.judged or line.said]
    for line in whole or [_Line("", "", "", spec["nothing"])]:
        row += 1
        _write_line(page, row, line)
    page.writing.colour_lights(page.sheet, (HEADING_ROW, _LIGHT_COLUMN, row, _LIGHT_COLUMN))


_Said = Mapping[tuple[str, str], Mapping[str, SourcedRecord]]
"""What the self-assessments say, by theme group and row, then by column."""


def _self_assessments(book: Book, sheet: str) -> _Said:
    found: dict[tuple[str, str], dict[str, SourcedRecord]] = {}
    for record in book.records:
        if on_declared_sheet(book.form, record).sheet == sheet:
            found.setdefault((record.theme_group, record.indicator), {})[record.column] = record
    return found


def _of_framework(page: Page, community: Community) -> Iterator[_Line]:
    """Yield the indicators, activities and recommendations that there are in the round."""
    kinds, framework = page.declared.spec["kinds"], page.book.framework
    concerns = set(community.concerns)
    for row in framework.indicators:
        if row.id in concerns:
            text, group = page.book.name_of(row), page.book.title_of(row.theme_group)
            yield _Line(
                kinds["indicator"],
                row.id,
                group,
                text,
                light=page.light_cell(row.id, page.declared.spec["counted"]),
            )
    entries: Mapping[str, tuple[Entry, ...]] = {
        "activity": framework.register("activities", page.book.round),
        "recommendation": framework.register("recommendations", page.book.round),
    }
    for kind, register in entries.items():
        for entry in register:
            if entry.id in concerns:
                status = _status_of(page, entry)
                group = page.book.title_of(entry.reported_by)
                yield _Line(kinds[kind], entry.id, group, entry.text, judged=status)


def _status_of(page: Page, entry: Entry) -> str:
    """Return the status of an entry as it was reported last."""
    columns = page.declared.spec["statuses"]
    for sheet in page.template.sheets:
        if not isinstance(sheet, PlainSheet) or sheet.kind != "entries":
            continue
        for line in page.book.lines(sheet):
            if line.key == entry.id:
                found = (line.record(column) for column in columns)
                return next((record.text for record in found if record), "")
    return ""


def _of_returns(page: Page, community: Community, said: _Said) -> Iterator[_Line]:
    """Yield the rows of the self-assessments that are about a community, or name it."""
    for (group, key), cells in said.items():
        words = " ".join(cells[name].text for name in page.declared.spec["words"] if name in cells)
        if key == community.id or community.is_named_in(words):
            yield _said(page, group, key, cells)


def _whole(page: Page, said: _Said) -> Iterator[_Line]:
    """Yield what each group says of itself as a whole."""
    for group in page.book.framework.reporters:
        key = page.declared.spec["whole"].format(group=group.code)
        if (group.id, key) in said:
            yield _said(page, group.id, key, said[group.id, key])


def _said(page: Page, group: str, key: str, cells: Mapping[str, SourcedRecord]) -> _Line:
    spec = page.declared.spec
    table = page.book.plan_of(group).table(spec["of"])
    is_there = key in table.row_numbers
    known = table.known(table.row(key), table.column(spec["about"])).value if is_there else ""
    judged = cells[spec["judged"]].text if spec["judged"] in cells else ""
    words = " ".join(cells[name].text for name in spec["words"] if name in cells)
    kind = spec["kinds"]["assessment"]
    return _Line(kind, key, page.book.title_of(group), str(known), judged=judged, said=words)


def _write_line(page: Page, row: int, line: _Line) -> None:
    texts = ("", line.kind, line.key, line.group, line.text, line.judged, line.said)
    page.writing.write_texts(page.sheet, row, texts, page.widths)
    if line.light:
        formula = f'=IF({line.light}="","",{line.light})'
        style = page.writing.style("cell", "text")
        page.sheet.write_formula(row, _LIGHT_COLUMN, formula, style)
