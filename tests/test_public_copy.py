"""The public copy: nothing in it depends on what it suppresses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, Laa

from workbook_tools.consolidated import Book, spreadsheet_bytes
from workbook_tools.consolidated.public import Place, public_book, suppressed_in
from workbook_tools.consolidated.twins import package_of
from workbook_tools.framework import Framework
from workbook_tools.ledger import SourcedRecord
from workbook_tools.workbooks import Source, Workbook, open_workbook

COUNT = "OLD-767"
"""Falls of people aged over 75 in the city: a count of people."""


def figure(book: Book, area: str, value: float, indicator: str = COUNT) -> SourcedRecord:
    """Return a figure as a return would bring it."""
    like = next(each for each in book.records if each.column == "actual_city")
    group = book.framework.indicator(indicator).theme_group
    return replace(
        like, indicator=indicator, theme_group=group, area=area, value=value, text=f"{value:g}",
        column={"city": "actual_city"}.get(area, f"actual_{area}"), year=book.round.year,
    )  # fmt: skip


def with_figures(book: Book, *figures: SourcedRecord) -> Book:
    places = {(each.indicator, each.area) for each in figures}
    kept = [
        each
        for each in book.records
        if (each.indicator, each.area) not in places
        or (each.field, each.measure) not in (("actual", "value"), ("actual", "status"))
    ]
    return replace(book, records=(*kept, *figures))


def with_secrets(book: Book, change: Callable[[Place, float], float]) -> Book:
    """Return a book in which every suppressed figure is another one."""
    hidden = suppressed_in(book)

    def changed(each: SourcedRecord) -> SourcedRecord:
        place = (each.indicator, each.field, each.year, each.area)
        if each.measure != "value" or each.value is None or place not in hidden:
            return each
        value = change(place, each.value)
        return replace(each, value=value, text=f"{value:g}")

    figures = tuple(
        replace(each, value=change(place, each.value), printed="other")
        if each.value is not None
        and each.measure == "value"
        and (place := (each.indicator, each.field, each.year, each.area)) in hidden
        else each
        for each in book.framework.figures
    )
    framework = replace(
        book.framework, figures=figures, fingerprint=book.framework.fingerprint + "'"
    )
    return replace(book, framework=framework, records=tuple(map(changed, book.records)))


def opened(content: bytes) -> Workbook:
    return open_workbook(Source(Path("public.xlsx"), content))


@pytest.fixture(scope="module")
def parts(book: Book) -> Book:
    """A round in which parts of the city are reported, some of them small."""
    return with_figures(
        book,
        figure(book, "city", 40.0),
        figure(book, "pn", 3.0),
        figure(book, "rest", 37.0),
        figure(book, "city", 2.0, "OLD-760"),
    )


@pytest.fixture(scope="module")
def content(parts: Book) -> bytes:
    return spreadsheet_bytes(public_book(parts))


def under(value: float) -> float:
    """Return another number under five."""
    return (value + 2) % 5


def test_counts_of_people_under_five_are_suppressed_and_others_are_not(
    book: Book, framework: Framework
) -> None:
    hidden = suppressed_in(book)
    assert ("CYP-619", "actual", "2006-07", "city") in hidden
    assert all(framework.indicator(place[0]).kind.endswith("count") for place in hidden)
    shown = {(e.indicator, e.field, e.year, e.area): e.value for e in framework.figures}
    schools = [place for place in shown if place[0] == "CYP-580"]
    assert schools
    assert not hidden & set(schools), "schools are no people"


def test_nothing_in_the_public_copy_depends_on_what_is_suppressed(
    parts: Book, content: bytes
) -> None:
    secrets = with_secrets(
        parts, lambda place, value: value + 6 if place[3] == "rest" else under(value)
    )
    assert suppressed_in(secrets) == suppressed_in(parts)
    assert secrets.records != parts.records
    # Whoever tries to work a suppressed figure out from the copy finds the same copy for another.
    # The .ods file is made of the workbook.
    assert spreadsheet_bytes(public_book(secrets)) == content
    assert package_of(public_book(secrets)) == package_of(public_book(parts))


def texts_of(book: Book) -> str:
    """Return all that the CSV files say, and every cell of the workbook."""
    workbook = opened(spreadsheet_bytes(book))
    cells = [str(cell.value) for sheet in workbook.sheets for cell in sheet.cells.values()]
    return "\n".join([*cells, *(table.decode() for table in package_of(book).values())])


def test_what_is_counted_tells_whether_it_is_people(book: Book) -> None:
    def is_hidden(unit: str) -> bool:
        rows = tuple(
            replace(row, unit=unit) if row.id == COUNT else row for row in book.framework.indicators
        )
        framework = replace(book.framework, indicators=rows, fingerprint=unit)
        small = with_figures(replace(book, framework=framework), figure(book, "city", 3.0))
        return any(place[0] == COUNT for place in suppressed_in(small))

    assert is_hidden("Number of pupils in schools")
    assert is_hidden("Number of households")
    assert is_hidden("Number of people in treatment places")
    assert not is_hidden("Number of childcare places")
    assert not is_hidden("Tonnes")


def test_a_small_baseline_is_not_told_by_what_is_expected_on_the_way_from_it(book: Book) -> None:
    row = book.framework.indicator("LEA-691")
    assert row.profile == "from baseline"
    figures = tuple(
        replace(each, value=3.0, printed="3")
        if (each.indicator, each.field) == (row.id, "baseline")
        else each
        for each in book.framework.figures
    )
    like = next(each for each in book.records if each.field == "expected")
    light = next(e for e in book.records if (e.field, e.measure) == ("light", "calculated"))
    own = {"indicator": row.id, "theme_group": row.theme_group}
    book = replace(
        book,
        framework=replace(book.framework, figures=figures, fingerprint="small baseline"),
        records=(
            *(each for each in book.records if each.indicator != row.id),
            replace(like, value=2381.125, text="2381.125", **own),
            replace(light, text="Green", **own),
            replace(light, text="Green", measure="final", column="light", **own),
            figure(book, "city", 4321.0, row.id),
        ),
    )
    public = public_book(book)
    said = [each for each in public.records if each.indicator == row.id]
    lights = {each.measure: each.text for each in said if each.field == "light"}
    assert lights == {"judgement": "Monitor only", "final": "Monitor only"}
    assert "2381.1" not in texts_of(public)


def test_rows_that_share_a_target_have_no_light_where_one_of_them_is_suppressed(
    book: Book,
) -> None:
    # Green with 14 of fewer than 15 exclusions would tell that there are none in other schools.
    public = public_book(with_figures(book, figure(book, "city", 14.0, "CYP-620")))
    said = [each for each in public.records if each.indicator == "CYP-620"]
    assert {each.value for each in said if each.column == "actual_city"} == {14.0}
    assert {each.text for each in said if each.field == "light"} == {"Monitor only"}
    assert {each.text.split(":")[0] for each in said if each.field == "comment"} <= {"Withheld"}


def test_a_part_that_the_whole_and_the_other_part_would_give_away_takes_that_with_it(
    parts: Book, content: bytes
) -> None:
    hidden = suppressed_in(parts)
    year = parts.round.year
    assert (COUNT, "actual", year, "pn") in hidden
    assert (COUNT, "actual", year, "rest") in hidden
    assert (COUNT, "actual", year, "city") not in hidden
    for sheet in opened(content).sheets:
        for row in {row for (row, _), cell in sheet.cells.items() if cell.value == COUNT}:
            values = {sheet.cell(row, c).value for c in range(1, sheet.max_column + 1)}
            assert not values & {3.0, 37.0}, sheet.name


def test_its_light_and_the_words_about_it_go_with_a_figure(book: Book) -> None:
    said = next(
        each for each in book.records if (each.indicator, each.column) == ("CYP-619", "comments")
    )
    told = replace(said, text="Three pupils of one school.")
    records = tuple(told if each is said else each for each in book.records)
    public = public_book(replace(book, records=records))
    texts = {
        (each.field, each.measure): each.text
        for each in public.records
        if each.indicator == "CYP-619"
    }
    assert texts["light", "final"] == "Monitor only"
    assert texts["comment", "comment"].startswith("Withheld")
    assert ("light", "judgement") not in texts
    assert texts["actual", "status"] == "Suppressed"


def test_names_of_persons_and_of_their_files_are_left_out(book: Book) -> None:
    like = next(each for each in book.records if each.theme_group == "health")
    owner = replace(like, field="action", measure="owner", column="owner", text="J. Smith")
    signed = replace(like, field="sign-off", measure="name", column="signer_name", text="J. Smith")
    named = replace(like, file="return of J. Smith.xlsx")
    told = next(each for each in book.records if each.column == "comments")
    words = "J.  smith knows more, or write to jan@example.org.uk."
    said = replace(told, indicator="HEA-718", theme_group="health", text=words)
    records = (*book.records, owner, signed, named, said)
    public = public_book(replace(book, records=records))
    texts = texts_of(public)
    assert "(name left out) knows more, or write to (name left out)." in texts
    assert not re.search("smith|example.org", texts, re.IGNORECASE)
    with zipfile.ZipFile(io.BytesIO(spreadsheet_bytes(public))) as package:
        assert not any(b"Smith" in package.read(name) for name in package.namelist())


def test_who_signed_is_left_out_and_that_somebody_did_is_not(book: Book) -> None:
    def signed(of: Book) -> set[str]:
        return {each.theme_group for each in of.records if each.field == "sign-off"}

    public = public_book(book)
    assert signed(book)
    assert signed(public) == signed(book)
    names = {each.text for each in book.records if each.field == "sign-off"}
    assert not names & {each.text for each in public.records}


def test_no_sheet_or_column_is_hidden_and_no_property_names_anybody(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for sheet in book:
        dimensions = (*sheet.column_dimensions.values(), *sheet.row_dimensions.values())
        assert not any(each.hidden for each in dimensions), sheet.title
    assert not any((book.properties.creator, book.properties.lastModifiedBy))


def test_every_chart_has_words_and_every_sheet_one_row_of_headings(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        drawings = [
            n for n in package.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n)
        ]
        for name in drawings:
            text = package.read(name).decode()
            assert text.count("<xdr:graphicFrame") == text.count('descr="')


def test_the_controls_of_the_public_copy_pass(content: bytes) -> None:
    page = opened(content).sheet("Checks")
    assert page
    results = [cell.value for cell in page.cells.values() if cell.column == 6 and cell.formula]
    assert set(results) == {"Pass"}


def test_it_says_on_its_cover_what_it_is(content: bytes) -> None:
    cover = opened(content).sheet("Cover")
    assert cover
    assert any("counts of people under 5" in str(c.value) for c in cover.cells.values())


def test_the_command_writes_it_and_records_no_issue(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    laa("ingest", demo.completed["children-young-people"], folder=folder)
    told = laa("consolidate", "--public", "--out", "public.xlsx", folder=folder)
    assert told.status == 0
    assert "issue" not in told.out
    values = _values(open_workbook(folder / "public.xlsx"))
    assert "Suppressed" in values


def _values(workbook: Workbook) -> set[object]:
    found: Iterable[object] = (
        cell.value for sheet in workbook.sheets for cell in sheet.cells.values()
    )
    return set(found)
