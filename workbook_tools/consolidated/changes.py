"""What has changed since the issue before, or since the round before: both figures side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbook_tools.consolidated.book import Before, Book
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.figure_formats import plain_format
from workbook_tools.framework import Figure
from workbook_tools.ledger import SourcedRecord
from workbook_tools.values.comparing import same_number, same_words
from workbook_tools.workbooks.address import column_letters

KIND = "changes"
"""Its name in ``laa-spreadsheet.json``."""

_REF, _GROUP, _MEASURE, _WHAT, _WAS, _NOW, _CHANGE, _WHY = range(8)
"""0-based columns, in the order of the declared headings."""

_LIGHT = ("light", "final")
"""Field and measure of the light that an indicator has."""

Side = float | str | None
"""A figure, words, or nothing."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is another than it was."""

    indicator: str
    theme_group: str
    what: str
    was: Side
    now: Side
    why: str = ""


def compared_with(book: Book) -> Before | None:
    """Return what a book is compared with: the issue before, else the round before; or None."""
    if book.previous is not None:
        return book.previous
    rounds = [(of, records) for of, records in book.earlier if records]
    return Before(rounds[-1][0].title, tuple(rounds[-1][1]), is_issue=False) if rounds else None


def changes_in(book: Book, words: Mapping[str, str]) -> dict[str, list[Changed]]:
    """Return what has changed: ``lights``, ``values``, ``targets`` and ``restated`` figures.

    Args:
        book: what is known.
        words: how targets and restated figures are named; they have a place for ``year``.
    """
    before = compared_with(book)
    found: dict[str, list[Changed]] = {"lights": [], "values": []}
    if before is not None:
        for changed, is_light in _of_returns(book, before):
            found["lights" if is_light else "values"].append(changed)
    found["targets"] = list(_of_framework(book, ("target",), words["target"]))
    found["restated"] = list(_of_framework(book, ("actual", "baseline"), words["figure"]))
    return found


def write_changes(page: Page) -> None:
    """Write what was compared, then the sections with their lines; one that has none says so."""
    spec, book = page.declared.spec, page.book
    page.write_headings(spec["headings"])
    before = compared_with(book)
    row = HEADING_ROW
    title = spec["since"].format(before=before.title) if before else spec["nothing"]
    page.write_row_heading(row, title)
    lights: list[tuple[int, int]] = []
    for name, lines in changes_in(book, spec["words"]).items():
        row += 1
        page.write_row_heading(row, spec["sections"][name].format(number=len(lines)))
        first = row + 1
        for line in lines:
            row += 1
            _write_line(page, row, line)
        if name == "lights" and lines:
            lights.append((first, row))
    for first, last in lights:
        page.writing.colour_lights(page.sheet, (first, _WAS, last, _NOW))


def _of_returns(book: Book, before: Before) -> Iterator[tuple[Changed, bool]]:
    """Yield what the returns say otherwise, in published order, and whether it is a light."""
    then = {_key(each): each for each in before.records}
    now = {_key(each): each for each in book.records}
    order = {row.id: place for place, row in enumerate(book.framework.indicators)}
    keys = sorted({**then, **now}, key=lambda key: (order.get(key[0], len(order)), key))
    for key in keys:
        record = now.get(key) or then[key]
        is_light = (record.field, record.measure) == _LIGHT
        if record.field == "light" and not is_light:
            continue
        if not before.is_issue and not (is_light or _is_figure(record)):
            continue
        was, is_now = _side(then.get(key)), _side(now.get(key))
        if not _same(was, is_now):
            what = book.heading_of(record)
            group = book.title_of(record.theme_group)
            yield Changed(record.indicator, group, what, was, is_now), is_light


def _of_framework(book: Book, fields: Sequence[str], words: str) -> Iterator[Changed]:
    """Yield the figures of the framework that took the place of others, with who agreed why."""
    for after, figure in book.framework.replaced:
        if after.field in fields and after.measure == "value":
            change = book.framework.change(after.change)
            agreed = ", ".join(filter(None, (change.agreed_by, str(change.agreed_on or ""))))
            try:
                group = book.framework.indicator(after.indicator).theme_group
            except KeyError:
                continue
            yield Changed(
                after.indicator,
                book.title_of(group),
                words.format(year=after.year),
                _of_figure(figure),
                _of_figure(after),
                ": ".join(filter(None, (agreed, change.why))),
            )


def _of_figure(figure: Figure) -> Side:
    return figure.printed if figure.value is None else figure.value


def _key(record: SourcedRecord) -> tuple[str, str, str, str, str]:
    return record.indicator, record.theme_group, record.field, record.measure, record.area


def _is_figure(record: SourcedRecord) -> bool:
    return record.field == "actual" and record.measure in ("value", "status")


def _side(record: SourcedRecord | None) -> Side:
    if record is None:
        return None
    return record.text if record.value is None else record.value


def _same(one: Side, other: Side) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return same_number(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return same_words(one, other)
    return one is other


def _write_line(page: Page, row: int, line: Changed) -> None:
    book = page.book
    indicator = page.indicators.get(line.indicator)
    name = book.name_of(indicator) if indicator else ""
    sides = [side if isinstance(side, str) else "" for side in (line.was, line.now)]
    page.write_words(row, (line.indicator, line.theme_group, name, line.what, *sides, "", line.why))
    number_format = plain_format(indicator) if indicator else ""
    style = page.writing.style("cell", "figure", number_format=number_format)
    for place, side in ((_WAS, line.was), (_NOW, line.now)):
        if isinstance(side, float):
            page.sheet.write_number(row, place, side, style)
    if isinstance(line.was, float) and isinstance(line.now, float):
        was, now = (f"{column_letters(place + 1)}{row + 1}" for place in (_WAS, _NOW))
        page.sheet.write_formula(row, _CHANGE, f"=ROUND({now}-{was},6)", style)
