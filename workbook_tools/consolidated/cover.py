"""The cover: what the workbook is, what it is made of, how to read it, and what is where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbook_tools.consolidated.pages import Page, write_returns, write_sheets
from workbook_tools.values.days import long_date

KIND = "cover"
"""Its name in ``laa-spreadsheet.json``."""


def write_cover(page: Page) -> None:
    """Write what the workbook is, then the sheets, the returns, the shorthand and the margins."""
    spec = page.declared.spec
    row = 2
    for label, text in _facts(page):
        row += 1
        _write_line(page, row, (label, "", text), "label")
    row += 2
    row = write_sheets(page, row)
    row = write_returns(page, row + 2)
    for part, lines in (
        ("lights", _lights(page)),
        ("shorthand", [(each["short"], "", each["means"]) for each in spec["shorthand"]["words"]]),
        ("margins", _margins(page)),
    ):
        first = row + 3
        row = _write_part(page, row + 2, spec[part]["headings"], list(lines))
        if part == "lights":
            page.writing.colour_lights(page.sheet, (first, 0, row, 0))


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    """Yield what is known of the issue, each with its label."""
    book, spec = page.book, page.declared.spec["facts"]
    issue = book.issue
    yield spec["round"], f"{book.round.title} ({book.round.id})"
    if issue is not None:
        standing = spec["final"] if issue.is_final else spec["draft"]
        yield spec["issue"], spec["numbered"].format(number=issue.number, standing=standing)
    if book.sealed is not None:
        sealed = book.sealed
        yield spec["sealed"], spec["seal"].format(entry=sealed.number, seal=sealed.seal)
    if book.is_public:
        under = book.form.spreadsheet.public["under"]
        yield spec["copy"], spec["public"].format(under=under)
    last = max((each.received_at for each in book.received.values()), default=None)
    period = spec["period"].format(
        starts=long_date(book.round.starts), ends=long_date(book.round.ends)
    )
    yield spec["covers"], period
    asked = book.framework.returning(book.round.year)
    came = sum(group.id in book.received for group in asked)
    words = spec["some"].format(came=came, of=len(asked)) if came else spec["none"]
    if last is not None:
        words += " " + spec["until"].format(day=long_date(last.date()))
    yield spec["made_from"], words
    yield spec["since"], spec["ask"]
    # The fingerprint is of everything that is declared, what the public may not see with it.
    fingerprint = "" if book.is_public else f", {book.framework.fingerprint[:12]}"
    yield spec["framework"], f"{book.framework.id}{fingerprint}"


def _lights(page: Page) -> Iterator[Sequence[str]]:
    for light in page.book.form.lights.lights:
        yield light.word, "", light.meaning


def _margins(page: Page) -> Iterator[Sequence[str]]:
    """Yield the margins in force in the round, in words."""
    words = page.declared.spec["margins"]["words"]
    for name, value in page.book.form.lights.margins.items():
        if name in words:
            yield words[name]["what"], f"{value:.0%}", words[name]["means"]


def _write_part(page: Page, row: int, headings: Sequence[str], lines: list[Sequence[str]]) -> int:
    page.sheet.write_row(row, 0, headings, page.writing.style("column-heading"))
    for line in lines:
        row += 1
        _write_line(page, row, line)
    return row


def _write_line(page: Page, row: int, texts: Sequence[str], look: str = "") -> None:
    page.write_words(row, texts)
    if look:
        page.sheet.write_string(row, 0, texts[0], page.writing.style("cell", "text", "strong"))
