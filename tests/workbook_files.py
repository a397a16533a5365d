"""Spreadsheet files for the tests: small ones from XML, and ones saved by LibreOffice."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from workbook_tools.problems import UnreadableFileError
from workbook_tools.published.agreement import ALWAYS_RECALCULATE
from workbook_tools.workbooks import Workbook, open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def pointers(*targets: tuple[str, str]) -> str:
    """Return a relationships part; each target is its kind and where it points."""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def parts_of(rows: str = "", *, after: str = "", before: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet, ``Data``; ``rows`` is its sheetData.

    Style 0 is General, 1 is ``0.0%``, 2 is ``dd mmm yyyy``; shared text 0 is "Yes".
    """
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": pointers(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": pointers(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Yes</t></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
        '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/>'
        '<numFmt numFmtId="171" formatCode="dd mmm yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>'
        "</styleSheet>",
    }


MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def open_document(rows: str) -> bytes:
    """Return an .ods file with one sheet, ``Data``."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
        "</manifest:manifest>"
    )
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


def compound(*streams: str) -> bytes:
    """Return a file that begins as the compound format does, with streams of these names."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(512, b"\0")


def write_return(path: Path) -> None:
    """Write a workbook with one of everything."""
    book = xlsxwriter.Workbook(path)
    data = book.add_worksheet("Data")
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format()
    day.set_num_format("dd mmm yyyy")
    bold = book.add_format({"bold": True})
    data.write_string("A1", "Café – “quoted” & <tagged>")
    data.write_rich_string("B1", "part ", bold, "bold", " rest")
    data.write_number("C1", 0.097, percent)
    data.write_datetime("D1", datetime.datetime(2007, 1, 1), day)
    data.write_boolean("E1", True)
    data.write_formula("F1", "=C1*2", None, 0.194)
    data.write_formula("G1", '=IF(C1>1,"x","")', None, "")
    data.write_formula("H1", "=1/0", None, "#DIV/0!")
    data.write_blank("I1", None, percent)
    data.write_formula("J1", "=C1<1", None, True)
    data.write_number("B7", -12.5)
    data.write_comment("B7", "Checked with finance")
    data.merge_range("A3:C3", "Block")
    data.set_row(3, None, None, {"hidden": True})
    data.set_column("E:F", None, None, {"hidden": True})
    data.protect()
    book.add_worksheet("Lists").hide()
    book.add_worksheet("_return").very_hidden()
    book.define_name("Units", "=Lists!$A$1:$A$3")
    book.define_name("Data!Rows", "=Data!$A$1:$A$9")
    book.close()


def read_or_refused(path: Path) -> Workbook | str:
    """Return the workbook or the sentence; anything else that is raised fails the test."""
    try:
        return open_workbook(path)
    except UnreadableFileError as error:
        sentence = str(error)
    assert "\n" not in sentence
    return sentence


def save_with_libreoffice(files: Iterable[Path], form: str, folder: Path) -> list[Path]:
    """Load ``files`` in LibreOffice and save them as ``form``, such as ``ods``, in ``folder``.

    They are handed over all at once: to start LibreOffice takes longer than to save a file.
    Files of one name each come into a folder of their own. Skips the test where LibreOffice
    is missing, except in continuous integration.
    """
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    files = list(files)
    if len({file.name for file in files}) < len(files):
        return _saved_apart(files, form, folder)
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", form, "--outdir", str(folder), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return [folder / f"{file.stem}.{form}" for file in files]


def _saved_apart(files: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """Save files under numbers, and give each its name again in a folder of its own."""
    (folder / "numbered").mkdir(parents=True)
    numbered = [
        Path(shutil.copy(file, folder / "numbered" / f"{number}{file.suffix}"))
        for number, file in enumerate(files)
    ]
    saved = save_with_libreoffice(numbered, form, folder)
    named = []
    for path, file in zip(saved, files, strict=True):
        (folder / path.stem).mkdir()
        named.append(path.rename(folder / path.stem / f"{file.stem}.{form}"))
    return named


def recalculated_by_libreoffice(files: Iterable[Path], folder: Path) -> list[Path]:
    """Let LibreOffice work out every formula of ``files`` again, and save them in ``folder``."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    return save_with_libreoffice(files, "xlsx", folder)
