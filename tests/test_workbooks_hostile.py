"""Whatever the file, the answer is a workbook or one plain sentence."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from workbook_files import (
    MAIN,
    compound,
    parts_of,
    pointers,
    read_or_refused,
    write_return,
    zipped,
)

from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks import (
    Workbook,
    limits,
    open_workbook,
    opening,
)

Parts = dict[str, str | bytes]


def refused(folder: Path, content: bytes, name: str = "return.xlsx") -> str:
    """Return the sentence with which ``content`` is refused, without the file's name."""
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError) as caught:
        open_workbook(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence.removeprefix(f"{path} ")


def with_row(row: str) -> bytes:
    return zipped(parts_of(row))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; ask the sender to send it again."),
        (b"%PDF-1.4", "is a PDF document, not a workbook; send the workbook that was issued "),
        (b"\x89PNG\r\n", "is a picture, not a workbook; send the workbook that was issued to you."),
        (b"a,b\n1,2\n", "is plain text, not a workbook; send the workbook that was issued to you."),
        (b" <HTML><table>", "is a web page under a spreadsheet's name; open it in Excel, save it "),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "is an Excel 2003 XML file; open it in Excel, save it as .xlsx and use that copy.",
        ),
        (b"\0\1\2\3", "is not a spreadsheet, or a damaged one; send the workbook that was issued "),
        (b"PK\x03\x04 cut off", "is damaged or was only partly copied; ask the sender to send it "),
        (
            zipped({"a": ""}).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xfe"),
            "is damaged or was only partly copied; ask the sender to send it ",
        ),
        (zipped({"word/document.xml": ""}), "is a Word document, not a workbook; send the "),
        (zipped({"notes.txt": ""}), "is a zip archive, not a workbook; unpack it and name the "),
        (zipped({"Index/Document.iwa": ""}), "is an Apple Numbers file; export it as an Excel "),
        (zipped({"xl/workbook.bin": ""}), "is a binary workbook (.xlsb); open it in Excel, save "),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "is not a spreadsheet;"),
        (
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "META-INF/manifest.xml": "<manifest:encryption-data/>",
                }
            ),
            "is protected with a password; ask the sender for a copy without one.",
        ),
        (
            compound("EncryptionInfo", "EncryptedPackage"),
            "is protected with a password; ask the sender for a copy without one.",
        ),
        (compound("WordDocument"), "is a Word document, not a workbook; send the workbook that "),
        (compound("Other"), "is not a spreadsheet, or a damaged one; open it in Excel, save it "),
    ],
)
def test_what_is_not_a_workbook_is_told_by_its_content(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert refused(tmp_path, content).startswith(sentence)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"none\.xlsx does not exist; check the name"):
        open_workbook(tmp_path / "none.xlsx")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="is a folder; name the workbook inside it"):
        open_workbook(tmp_path)


def test_a_link_that_leads_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        open_workbook(tmp_path / "a.xlsx")


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with pytest.raises(UnreadableFileError, match="is not a file"):
        open_workbook(tmp_path / "pipe.xlsx")


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        open_workbook(Path("a\0b.xlsx"))


def test_a_file_that_may_not_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(UnreadableFileError, match="may not be opened by you; ask its owner"):
        open_workbook(tmp_path / "a.xlsx")


def test_the_lock_file_beside_an_open_workbook_is_recognised(tmp_path: Path) -> None:
    assert "only marks that somebody has" in refused(tmp_path, b"\x03Ann", "~$return.xlsx")


def test_a_file_far_larger_than_a_return_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 10)
    assert "far more than a return" in refused(tmp_path, with_row(""))


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/media/image1.png"] = bytes(30 * 2**20)
    assert "would unpack" in refused(tmp_path, zipped(parts))


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_PART_BYTES", 100), ("MAX_TOTAL_BYTES", 1000), ("MAX_PARTS", 3)]
)
def test_limits_hold_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(limits, limit, value)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    assert "do not open it" in refused(tmp_path, with_row(""))


def test_a_part_larger_than_it_claims_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(parts_of(200 * "<row/>")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = struct.pack("<L", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    shrunk = bytes(content).replace(size, struct.pack("<L", 40))
    assert "only partly copied" in refused(tmp_path, shrunk)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:/evil.xml", "a\\..\\..\\b"])
def test_a_part_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    assert "points outside it" in refused(tmp_path, zipped(parts_of() | {name: ""}))


def test_a_part_whose_name_cannot_be_printed_is_refused(tmp_path: Path) -> None:
    assert "with the name a?b)" in refused(tmp_path, zipped(parts_of() | {"a\nb": ""}))


def test_two_parts_of_the_same_name_are_refused(tmp_path: Path) -> None:
    content = zipped(parts_of() | {"XL/Workbook.xml": "<workbook/>"})
    assert "holds XL/Workbook.xml twice" in refused(tmp_path, content)


def test_parts_packed_in_an_unusual_way_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in parts_of().items():
            archive.writestr(name, part)
    assert "packed in an unknown way" in refused(tmp_path, stream.getvalue())


def test_an_encrypted_zip_file_is_protected_with_a_password(tmp_path: Path) -> None:
    content = bytearray(with_row(""))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(tmp_path, bytes(content)).startswith("is protected with a password")


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ],
)
@pytest.mark.parametrize(
    "content", [None, "", "<a", "<a>", b"\xff\xfe\0", "text", "<a/>", "<a>" * 999]
)
def test_a_part_that_is_missing_or_broken_gives_a_sentence(
    tmp_path: Path, part: str, content: str | bytes | None
) -> None:
    parts = parts_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    if content is None:
        del parts[part]
    else:
        parts[part] = content
    path = tmp_path / "return.xlsx"
    path.write_bytes(zipped(parts))
    outcome = read_or_refused(path)
    if content == "<a/>" and part in ("xl/worksheets/sheet1.xml", "xl/styles.xml"):
        assert isinstance(outcome, Workbook)  # no rows, or no styles
    else:
        assert isinstance(outcome, str)


DOCTYPE = '<!DOCTYPE a [<!ENTITY e "boo"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


DOCTYPE_PARTS = [
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
]


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-be", "utf-7"])
@pytest.mark.parametrize("part", DOCTYPE_PARTS)
def test_a_document_type_is_refused_in_every_part(tmp_path: Path, part: str, coding: str) -> None:
    parts = parts_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    text = f"{DOCTYPE}{parts[part]!s}".replace("Yes", "&e;&f;")
    declared = f'<?xml version="1.0" encoding="{coding}"?>'
    if coding == "utf-7":  # written so that no search for the characters finds it
        parts[part] = declared + text.replace("<!", "+ADwAIQ-")
    else:
        parts[part] = (declared.replace("-be", "") + text).encode(coding)
    if coding == "utf-16-be":
        parts[part] = b"\xfe\xff" + (declared.replace("-be", "") + text).encode(coding)
    assert "XML definitions" in refused(tmp_path, zipped(parts))


@pytest.mark.parametrize("coding", ["utf-32", "cp037"])
@pytest.mark.parametrize("part", DOCTYPE_PARTS)
def test_a_part_in_a_coding_that_workbooks_never_use_is_refused(
    tmp_path: Path, part: str, coding: str
) -> None:
    parts = parts_of()
    text = f'<?xml version="1.0" encoding="{coding}"?>{DOCTYPE}{parts[part]!s}'
    parts[part] = text.encode(coding)
    assert refused(tmp_path, zipped(parts))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="-1"/>',
        '<row r="one"/>',
        f'<row r="{"9" * 5000}"/>',
        '<row r="1"><c r=""><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        f'<row r="1">{"<c/>" * 16_386}</row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="A1"><v>NaN</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>',
        '<row r="1"><c r="A1" t="zzz"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><a/></is></c><a>&undeclared;</a></row>',
    ],
)
def test_a_cell_that_cannot_be_is_refused(tmp_path: Path, row: str) -> None:
    assert refused(tmp_path, with_row(row)).startswith("is a damaged workbook")


def test_columns_hidden_again_and_again_are_refused(tmp_path: Path) -> None:
    columns = '<col min="1" max="16384" hidden="1"/>'
    content = zipped(parts_of(before=f"<cols>{columns * 3}</cols>"))
    assert "in a way no program does" in refused(tmp_path, content)


ROWS_OF_TWO = "<row><c><v>1</v></c><c><v>1</v></c></row>" * 3 + "<broken"
SHARED = '<row><c><f t="shared" si="0">A1+1</f><v>1</v></c></row>' + (
    '<row><c><f t="shared" si="0"/><v>1</v></c></row>' * 3
)
TEXTS = '<row><c t="s"><v>0</v></c><c t="str"><v>Some</v></c></row>'


@pytest.mark.parametrize(
    ("limit", "most", "rows", "sentence"),
    [
        ("MAX_CELLS", 5, ROWS_OF_TWO, "more than 5 cells on its sheet Data, far more than"),
        ("MAX_PLACES", 5, ROWS_OF_TWO, "more than 5 places, most of them blank"),
        ("MAX_ROWS", 2, ROWS_OF_TWO, "more than 2 rows with something in them on its sheet Data"),
        ("MAX_STRINGS", 0, TEXTS, "more than 0 shared texts"),
        ("MAX_TEXT", 2, TEXTS, "a text of more than 2 characters"),
        ("MAX_TEXT", 3, TEXTS, "a text in the cell B1 of more than 3 characters"),
        ("MAX_CHARACTERS", 6, TEXTS, "more than 6 characters on its sheet Data"),
        ("MAX_FORMULA_CHARACTERS", 7, SHARED, "more than 7 characters of formulas spelled out"),
        ("MAX_SHEETS", 0, "", "more than 0 sheets"),
        ("MAX_STYLES", 2, "", "more than 2 styles"),
        ("MAX_FORMATS", 1, "", "more than 1 number formats"),
        ("MAX_FORMAT", 3, "", "a number format of more than 3 characters"),
        ("MAX_POINTERS", 2, "", "more than 2 pointers from one part to others"),
        ("MAX_TREE_BYTES", 10, "", "entries in one list"),
        ("MAX_MARKS_HELD", 20, "<a/>" * 30, "more than 10 entries in one list on its sheet Data"),
        ("MAX_MARKS", 40, "<a/>" * 50, "more than 20 pieces"),
    ],
)
def test_reading_stops_at_a_limit_with_a_sentence_that_is_true(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    most: int,
    rows: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(limits, limit, most)
    said = refused(tmp_path, with_row(rows))
    assert sentence in said
    assert "damaged" not in said


def test_notes_are_counted_over_all_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "return.xlsx"
    write_return(path)
    monkeypatch.setattr(limits, "MAX_NOTES", 0)
    assert "more than 0 notes on its sheet Data" in refused(tmp_path, path.read_bytes())


def test_a_text_too_long_for_the_parser_is_not_called_damage(tmp_path: Path) -> None:
    words = "".join(f"{number} " for number in range(1_500_000))
    row = f'<row><c t="inlineStr"><is><t>{words}</t></is></c></row>'
    assert refused(tmp_path, with_row(row)).startswith("holds a text of more than 10,000,000 char")


def test_many_sheets_may_not_share_one_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of()
    sheets = "".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(100))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", f"{sheets}</sheets>"
    )
    monkeypatch.setattr(limits, "MAX_TOTAL_BYTES", 5_000)
    assert "share parts that no program shares" in refused(tmp_path, zipped(parts))


def test_a_workbook_without_worksheets_is_refused(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}"><sheets/></workbook>'
    assert "holds no worksheet" in refused(tmp_path, zipped(parts))


def test_two_sheets_of_the_same_name_are_refused(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Data" r:id="rId1"/></sheets>'
    )
    assert "have the same name" in refused(tmp_path, zipped(parts))


def test_a_sheet_outside_the_file_is_missing(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/_rels/workbook.xml.rels"] = pointers(("worksheet", "../../../../etc/passwd"))
    assert "its part etc/passwd is missing" in refused(tmp_path, zipped(parts))


def test_a_note_outside_the_sheet_is_refused(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = pointers(("comments", "../comments1.xml"))
    parts["xl/comments1.xml"] = f'<comments xmlns="{MAIN}"><comment ref="ZZZZ1"/></comments>'
    assert "a note on the cell" in refused(tmp_path, zipped(parts))


def test_names_inside_the_file_cannot_break_the_sentence(tmp_path: Path) -> None:
    parts = parts_of()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        '<sheet name="Data" sheetId="1" r:id="rId1"/>',
        '<sheet name="_x001B_[31m&#10;red" sheetId="1" r:id="rId9"/>',
    )
    assert "its sheet ?[31m?red is missing" in refused(tmp_path, zipped(parts))


def test_running_out_of_memory_gives_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(opening, "read_package", exhausted)
    assert "more memory than this computer has" in refused(tmp_path, with_row(""))


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 9)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def flipped_inside(content: bytes, chance: random.Random) -> bytes:
    """Change bytes within the parts, so that the zip file itself stays sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randrange(1, 4)):
        name = chance.choice([name for name in parts if name.startswith(("xl/", "_rels/"))])
        part = parts[name]
        assert isinstance(part, bytes)
        parts[name] = flipped(part, chance)
    return zipped(parts)


def spliced_inside(content: bytes, chance: random.Random) -> bytes:
    """Cut, repeat or move a stretch within one part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.startswith(("xl/", "_rels/"))])
    part = parts[name]
    assert isinstance(part, bytes)
    start, end, to = sorted(chance.randrange(len(part) + 1) for _ in range(3))
    parts[name] = part[:to] + part[start:end] + part[chance.choice([to, end]) :]
    return zipped(parts)


@pytest.mark.parametrize("spoil", [cut, flipped, flipped_inside, spliced_inside])
def test_a_spoilt_workbook_is_read_or_refused_in_one_sentence(
    tmp_path: Path, spoil: Callable[[bytes, random.Random], bytes]
) -> None:
    write_return(tmp_path / "good.xlsx")
    good = (tmp_path / "good.xlsx").read_bytes()
    chance = random.Random(spoil.__name__)
    path = tmp_path / "spoilt.xlsx"
    refusals = 0
    for _ in range(100):
        path.write_bytes(spoil(good, chance))
        refusals += isinstance(read_or_refused(path), str)
    assert refusals > 20
