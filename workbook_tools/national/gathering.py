"""What is known of one area: the public copy of its round, as rows.

Only the book of the public copy is read, so that nothing can come out here that an area would
not tell of itself: small counts of people are not in it, nor are names or words of persons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.public import public_book
from workbook_tools.folder import open_folder
from workbook_tools.folder.publishing import book_of
from workbook_tools.framework import Indicator
from workbook_tools.ledger.connection import awaits_a_writer
from workbook_tools.national.rows import (
    AreaRow,
    FigureRow,
    Gathered,
    IndicatorRow,
    LightRow,
    SubmissionRow,
)
from workbook_tools.problems import LaaError


def gather(path: Path, round_id: str) -> Gathered:
    """Return what is known of the area whose working folder is at ``path``; change nothing.

    Raises:
        LaaError: it is no working folder, has no ledger, one of another version or one that
            was altered, was never asked for the round, or is declared wrongly.
    """
    folder = open_folder(path)
    ledger_path = folder.settings.ledger_path
    if awaits_a_writer(ledger_path):
        raise LaaError(
            f"{ledger_path} is of an earlier version of the toolkit, or a command was killed in "
            "it; run “laa status” in its folder once."
        )
    if folder.settings.has_ledger:
        with folder.ledger() as ledger:
            altered = next(ledger.altered_parts(), "")
        if altered:
            raise LaaError(f"{ledger_path} is not as the toolkit makes one: {altered}")
    terms = folder.terms(round_id)
    if terms.state == "planned":
        raise LaaError(f"The round {round_id} was never opened in {path}.")
    with folder.ledger() as ledger:
        book = public_book(book_of(ledger, terms))
    area = AreaRow(
        area=folder.settings.authority or folder.path.name,
        folder=folder.path.name,
        title=book.framework.title,
        round_title=book.round.title,
        year=book.round.year,
        months=book.round.months,
        expected=len(terms.returning),
        returned=len(book.received),
    )
    names = {each.file.id: each.id for each in book.returns}
    titles = {part.id: part.title for part in book.framework.areas}
    words = {light.word for light in book.form.lights.lights}
    measures = [row for row in book.framework.indicators if not row.is_heading]
    return Gathered(
        area=area,
        indicators=tuple(
            IndicatorRow(
                area=area.area,
                indicator=row.id,
                position=position,
                theme_group=book.title_of(row.theme_group),
                name=book.name_of(row),
                unit=row.unit,
                kind=row.kind,
                polarity=row.polarity,
                decimals=row.decimals,
            )
            for position, row in enumerate(measures, start=1)
        ),
        figures=tuple(
            figure
            for row in measures
            for figure in _figures(area.area, book, row, names, titles, words)
        ),
        submissions=tuple(
            SubmissionRow(
                area=area.area,
                submission=names[file.id],
                theme_group=book.title_of(group),
                received=file.received_at.date().isoformat(),
                entries=file.values,
            )
            for group, file in sorted(book.received.items())
        ),
        lights=tuple(
            LightRow(position, each.word, each.rated, each.on_target)
            for position, each in enumerate(book.form.lights.lights, start=1)
        ),
    )


def _figures(
    area: str,
    book: Book,
    row: Indicator,
    names: Mapping[int, str],
    titles: Mapping[str, str],
    words: Collection[str],
) -> Iterator[FigureRow]:
    """Yield what is said of an indicator: for its own part of the area first, and always."""
    light = book.record(row, "light", "final")
    target = book.framework.headline(row.id, "target", book.round.year)
    # One that several rows share, or that is for several years, is not this row's for the year.
    is_own = target is not None and not (target.joint or target.span or target.share != 1)
    months = book.current.months_of(row)
    for part in (row.area, *(part for part in titles if part != row.area)):
        is_headline = part == row.area
        actual = book.record(row, "actual", "value", part)
        if not is_headline and (actual is None or actual.value is None):
            continue
        of_figure = actual is not None and actual.value is not None
        source = actual if of_figure else light
        sheet, cell = (source.sheet, source.cell) if source else ("", "")
        yield FigureRow(
            area=area,
            indicator=row.id,
            part=part,
            part_title=titles.get(part, part),
            is_headline=is_headline,
            actual=actual.value if actual else None,
            target=target.value if target and is_own and is_headline else None,
            months=months,
            light=light.text if light and is_headline and light.text in words else "",
            submission=names.get(source.received_id, "") if source else "",
            sheet=sheet,
            cell=cell,
        )
