"""The twins of a public copy: CSV files that describe themselves, and an .ods file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import Demo, Laa

from workbook_tools.consolidated import Book, spreadsheet_bytes
from workbook_tools.consolidated.public import public_book, suppressed_in
from workbook_tools.consolidated.twins import opendocument_of, package_of
from workbook_tools.files import sha256
from workbook_tools.workbooks import Source, open_workbook, shown


@pytest.fixture(scope="module")
def public(book: Book) -> Book:
    return public_book(book)


@pytest.fixture(scope="module")
def files(public: Book) -> dict[str, bytes]:
    return package_of(public)


@pytest.fixture(scope="module")
def described(files: dict[str, bytes]) -> Any:
    return json.loads(files["datapackage.json"])


def lines(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8"))))


def test_every_table_is_as_its_description_says(files: dict[str, bytes], described: Any) -> None:
    assert set(files) == {"datapackage.json", *(each["path"] for each in described["resources"])}
    for resource in described["resources"]:
        schema, table = resource["schema"], lines(files, resource["name"])
        content = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{sha256(content)}")
        assert table
        assert list(table[0]) == [field["name"] for field in schema["fields"]]
        keys = [tuple(line[name] for name in schema["primaryKey"]) for line in table]
        assert len(set(keys)) == len(keys), resource["name"]
        for field in schema["fields"]:
            values = [line[field["name"]] for line in table]
            constraints = field.get("constraints", {})
            if field["type"] == "number":
                assert all(float(value) is not None for value in values if value)
            if "enum" in constraints:
                assert {value for value in values if value} <= set(constraints["enum"])
            if constraints.get("required"):
                assert all(values)


def test_every_figure_is_a_line_of_its_own(files: dict[str, bytes], public: Book) -> None:
    reported = {
        (line["indicator"], line["area"]): float(line["value"])
        for line in lines(files, "figures")
        if line["round"] == public.round.id and line["value"]
    }
    records = {
        (each.indicator, each.area): each.value
        for each in public.records
        if (each.field, each.measure) == ("actual", "value") and each.value is not None
    }
    assert reported == records


def test_what_is_suppressed_has_the_word_and_no_value(files: dict[str, bytes], book: Book) -> None:
    hidden = suppressed_in(book)
    found = [
        line
        for line in lines(files, "figures")
        if (line["indicator"], line["what"], line["year"], line["area"]) in hidden
    ]
    assert found
    assert {(line["value"], line["words"]) for line in found} == {("", "Suppressed")}


def test_the_ods_twin_has_the_cells_of_the_workbook(public: Book) -> None:
    content = spreadsheet_bytes(public)
    twin = open_workbook(Source(Path("public.ods"), opendocument_of(content)))
    workbook = open_workbook(Source(Path("public.xlsx"), content))
    assert [sheet.name for sheet in twin.sheets] == [sheet.name for sheet in workbook.sheets]
    for sheet, other in zip(workbook.sheets, twin.sheets, strict=True):
        for place, cell in sheet.cells.items():
            value = other.cell(*place).value
            if isinstance(cell.value, float):
                assert value == pytest.approx(cell.value), (sheet.name, cell.address)
            elif cell.kind != "blank":
                assert str(value or "").split() == shown(cell).split(), (sheet.name, cell.address)


def test_the_same_book_gives_the_same_twins(public: Book, files: dict[str, bytes]) -> None:
    assert package_of(public) == files


def test_the_public_copy_is_written_with_its_twins(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    laa("round", "open", "2006-07", folder=folder)
    laa("ingest", demo.completed["housing"], folder=folder)
    assert laa("consolidate", "--public", "--out", "public.xlsx", folder=folder).status == 0
    with zipfile.ZipFile(folder / "public.ods") as package:
        told = package.read("META-INF/manifest.xml").decode()
        parts = set(package.namelist()) - {"mimetype", "META-INF/manifest.xml"}
    # A program opens no file with parts that it is not told of.
    assert all(f'full-path="{name}"' in told for name in parts)
    written = sorted(path.name for path in (folder / "public-data").iterdir())
    assert written == ["datapackage.json", "figures.csv", "indicators.csv", "lights.csv"]
    again = laa("consolidate", "--public", "--out", "public.xlsx", folder=folder)
    assert again.status == 0
