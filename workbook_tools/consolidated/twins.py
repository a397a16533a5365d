"""The twins of a copy: the same figures as tidy CSV files with a description, and as an .ods file.

The CSV files are made of the same book as the workbook, one row for each figure; the data package
beside them says of every field what it is, so that a machine can check them. The .ods file is made
of the workbook's cells, value by value.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from workbook_tools.consolidated.book import OF_FRAMEWORK, Book
from workbook_tools.files import MARK, sha256
from workbook_tools.ledger import SourcedRecord
from workbook_tools.problems import LaaError
from workbook_tools.values.harmless import harmless
from workbook_tools.values.lengths import writable, xml_writable
from workbook_tools.values.records import PROVISIONAL
from workbook_tools.workbooks import Cell, Source, open_workbook, shown

Line = Mapping[str, str]
"""The cells of one line, by the name of the field."""


def package_of(book: Book) -> dict[str, bytes]:
    """Return the files of a data package, by name: CSV files, and what describes them.

    Raises:
        LaaError: the form declares none.
    """
    spec = book.form.spreadsheet.package
    if not spec:
        raise LaaError(
            "The form of this round declares no data package; take the form of a later version."
        )
    files: dict[str, bytes] = {}
    resources = []
    for name, declared in spec["resources"].items():
        fields = [field["name"] for field in declared["fields"]]
        table = files[f"{name}.csv"] = _csv(fields, _LINES[name](book))
        resources.append(
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "title": declared["title"],
                "description": declared["description"],
                "encoding": "utf-8",
                "format": "csv",
                "mediatype": "text/csv",
                "bytes": len(table),
                "hash": f"sha256:{sha256(table)}",
                "dialect": {"lineTerminator": "\n"},
                "schema": {
                    "fields": declared["fields"],
                    "primaryKey": declared["key"],
                    "missingValues": [""],
                },
            }
        )
    words = book.words()
    package = {
        "profile": "tabular-data-package",
        "name": spec["name"].format(round=book.round.id),
        "title": spec["title"].format(**words),
        "description": spec["description"].format(**words),
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return {"datapackage.json": f"{text}\n".encode(), **files}


def _csv(fields: list[str], lines: Iterable[Line]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fields, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _plain(line.get(name, "")) for name in fields})
    return stream.getvalue().encode("utf-8")


def _plain(text: str) -> str:
    """Return a text in one line that no program takes for a formula."""
    return harmless(" ".join(writable(text).split()))


def _indicators(book: Book) -> Iterator[Line]:
    blocks = {block.id: block.title for block in book.framework.blocks}
    for group in book.framework:
        for row in book.framework.rows_of(group.id):
            if not row.is_heading:
                yield {
                    "indicator": row.id,
                    "block": blocks[group.block],
                    "theme_group": group.title,
                    "measure": book.name_of(row),
                    "unit": row.unit,
                    "better_when": row.polarity,
                    "kind": row.kind,
                    "area": row.area,
                }


def _figures(book: Book) -> Iterator[Line]:
    """Yield what was known beforehand, then what returns reported, oldest round first."""
    for figure in book.framework.figures:
        if figure.measure == "value":
            yield {
                "indicator": figure.indicator,
                "what": figure.field,
                "year": figure.year,
                "area": figure.area,
                "span": figure.span,
                "round": "",
                "value": "" if figure.value is None else repr(figure.value),
                "words": figure.printed if figure.value is None else "",
                "provisional": "",
            }
    for round_, records in (*book.earlier, (book.round, book.records)):
        yield from _reported(round_.id, records)


def _reported(round_id: str, records: Iterable[SourcedRecord]) -> Iterator[Line]:
    seen = set()
    for record in records:
        is_figure = record.field == "actual" and record.measure in ("value", "status")
        place = (record.indicator, record.year, record.area)
        if not is_figure or record.field in OF_FRAMEWORK or place in seen:
            continue
        seen.add(place)
        yield {
            "indicator": record.indicator,
            "what": record.field,
            "year": record.year,
            "area": record.area,
            "span": "",
            "round": round_id,
            "value": "" if record.value is None else repr(record.value),
            "words": record.text if record.value is None else "",
            "provisional": "yes" if record.state == PROVISIONAL else "",
        }


def _lights(book: Book) -> Iterator[Line]:
    for round_, records in (*book.earlier, (book.round, book.records)):
        found: dict[str, dict[str, str]] = {}
        for record in records:
            if record.field == "light" and record.measure in ("calculated", "final"):
                found.setdefault(record.indicator, {})[record.measure] = record.text
        for indicator, lights in found.items():
            yield {"indicator": indicator, "round": round_.id, "year": round_.year, **lights}


_LINES = {"indicators": _indicators, "figures": _figures, "lights": _lights}
"""What the lines of each table are, by its name in ``laa-spreadsheet.json``."""


# The .ods file -----------------------------------------------------------------------------

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
"""The namespaces of OpenDocument 1.2."""

_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def opendocument_of(content: bytes) -> bytes:
    """Return a workbook's values as an .ods file: sheets, numbers and words as they are shown.

    Formulas stay in the workbook; here stand their results. The same workbook gives the same
    bytes.
    """
    workbook = open_workbook(Source(Path("copy.xlsx"), content))
    root = etree.Element(_name("office", "document-content"), nsmap=_NAMES)
    root.set(_name("office", "version"), "1.2")
    body = etree.SubElement(root, _name("office", "body"))
    book = etree.SubElement(body, _name("office", "spreadsheet"))
    for sheet in workbook.sheets:
        table = etree.SubElement(book, _name("table", "table"))
        table.set(_name("table", "name"), sheet.name)
        width = max(sheet.max_column, 1)
        columns = etree.SubElement(table, _name("table", "table-column"))
        columns.set(_name("table", "number-columns-repeated"), str(width))
        for row in range(1, sheet.max_row + 1):
            line = etree.SubElement(table, _name("table", "table-row"))
            for column in range(1, width + 1):
                _add_cell(line, sheet.cell(row, column))
    manifest = etree.Element(_name("manifest", "manifest"), nsmap={"manifest": _NAMES["manifest"]})
    # A program opens no file with parts that are not told of: the mark that it is ours is one.
    for path, kind in (("/", _MIME), ("content.xml", "text/xml"), (MARK, "text/xml")):
        entry = etree.SubElement(manifest, _name("manifest", "file-entry"))
        entry.set(_name("manifest", "full-path"), path)
        entry.set(_name("manifest", "media-type"), kind)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        # First, and as it is: that is how programs tell what the file is.
        target.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        for name, part in (("META-INF/manifest.xml", manifest), ("content.xml", root)):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, etree.tostring(part, xml_declaration=True, encoding="UTF-8"))
    return stream.getvalue()


def _add_cell(line: Any, cell: Cell) -> None:
    added = etree.SubElement(line, _name("table", "table-cell"))
    if cell.kind == "blank":
        return
    if isinstance(cell.value, float):
        added.set(_name("office", "value-type"), "float")
        added.set(_name("office", "value"), repr(cell.value))
    else:
        added.set(_name("office", "value-type"), "string")
    for text in shown(cell).split("\n"):
        etree.SubElement(added, _name("text", "p")).text = xml_writable(text)


def _name(prefix: str, name: str) -> str:
    return f"{{{_NAMES[prefix]}}}{name}"
