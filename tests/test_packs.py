"""A pack for Government Office: a workbook and a document with the same figures."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from conftest import Demo, Laa

from workbook_tools.consolidated import Book
from workbook_tools.consolidated.packs import Pack, pack_of, tables_of
from workbook_tools.problems import LaaError
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Source, Workbook, open_workbook, shown

NAME = "half-year"


@pytest.fixture(scope="module")
def pack(book: Book) -> Pack:
    return pack_of(book, NAME)


@pytest.fixture(scope="module")
def workbook(pack: Pack) -> Workbook:
    return open_workbook(Source(Path("pack.xlsx"), pack.workbook))


def test_the_document_has_the_figures_of_the_workbook_cell_by_cell(
    pack: Pack, workbook: Workbook, book: Book
) -> None:
    document = docx.Document(io.BytesIO(pack.document))
    spec = book.form.spreadsheet.packs[NAME]
    sections = list(tables_of(spec, workbook))
    assert len(document.tables) == len(sections) >= 6
    for table, (_, _, told) in zip(document.tables, sections, strict=True):
        rows = [tuple(dict.fromkeys(cell._tc for cell in row.cells)) for row in table.rows]
        texts = [
            tuple("".join(t.text or "" for t in cell.iter(docx.oxml.ns.qn("w:t"))) for cell in row)
            for row in rows
        ]
        assert texts == [told.headings, *told.rows]


def test_every_cell_of_the_document_stands_in_a_sheet(workbook: Workbook, book: Book) -> None:
    spec = book.form.spreadsheet.packs[NAME]
    for section, (_, _, table) in zip(
        [s for s in spec["sections"] if workbook.sheet(s["sheet"])],
        tables_of(spec, workbook),
        strict=True,
    ):
        sheet = workbook.sheet(section["sheet"])
        assert sheet
        there = {folded(shown(cell)) for cell in sheet.cells.values()} | {""}
        assert {text for row in table.rows for text in row} <= there


def test_every_agreed_indicator_is_reported_with_target_actual_and_light(
    workbook: Workbook, book: Book
) -> None:
    spec = book.form.spreadsheet.packs[NAME]
    progress = next(t for h, _, t in tables_of(spec, workbook) if h.startswith("Progress"))
    keys = {row[0] for row in progress.rows if len(row) > 1}
    assert keys == {row.id for row in book.framework.indicators if not row.is_heading}
    english = next(row for row in progress.rows if row[0] == "CYP-582")
    told = dict(zip(progress.headings, english, strict=True))
    assert (told["Target"], told["Actual"], told["Final"]) == ("75", "69", "Amber")


def test_the_same_book_gives_the_same_document(pack: Pack, book: Book) -> None:
    assert pack_of(book, NAME).document == pack.document


def test_nobody_is_named_in_its_properties(pack: Pack) -> None:
    core = docx.Document(io.BytesIO(pack.document)).core_properties
    assert not core.author
    assert not core.last_modified_by
    assert core.title.startswith("Six-monthly review with Government Office")


def test_a_pack_that_is_not_declared_is_refused_in_a_sentence(book: Book) -> None:
    with pytest.raises(LaaError, match="There is no pack “half-years”") as refused:
        pack_of(book, "half-years")
    assert "half-year" in str(refused.value)


def test_the_command_writes_both_files_into_a_folder(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    laa("ingest", demo.completed["housing"], folder=folder)
    told = laa("consolidate", "--pack", NAME, "--out", "review", folder=folder)
    assert told.status == 0
    written = sorted(path.name for path in (folder / "review").iterdir())
    assert written == ["government-office-2006-07.docx", "government-office-2006-07.xlsx"]
    wrong = laa("consolidate", "--pack", "year", "--out", "review", folder=folder)
    assert wrong.status == 2
