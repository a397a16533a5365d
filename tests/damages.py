"""Completed returns made to hurt: each damage changes the parts of one package.

A damage is a function of the parts, so that several can follow each other.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import partial

from workbook_tools.workbooks.address import column_letters

Parts = dict[str, bytes]
Damage = Callable[[Parts], None]

_BOOK, _BOOK_POINTERS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLES = ("Indicators", "Gap", "Self-assessment", "Actions", "Added value")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parts_of_package(content: bytes) -> Parts:
    """Return the parts of a package by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    """Return the package of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            # The least that the format asks for: no two runs differ, and it is quick.
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return stream.getvalue()


def with_damages(content: bytes, *damages: Damage) -> bytes:
    """Return a return after some damages, one after the other."""
    parts = parts_of_package(content)
    for damage in damages:
        damage(parts)
    return packed(parts)


def part_of_sheet(parts: Parts, sheet: str) -> str:
    """Return the name of the part that holds a sheet."""
    found = re.search(rf'<sheet name="{re.escape(sheet)}"[^>]*r:id="(\w+)"', text(parts, _BOOK))
    assert found, sheet
    target = re.search(
        rf'<Relationship Id="{found[1]}"[^>]*Target="([^"]+)"', text(parts, _BOOK_POINTERS)
    )
    assert target, sheet
    return f"xl/{target[1].removeprefix('/xl/')}"


def text(parts: Parts, name: str) -> str:
    """Return a part as text."""
    return parts[name].decode("utf-8")


def before(parts: Parts, name: str, mark: str, added: str) -> None:
    """Put something before the last such mark of a part."""
    content = text(parts, name)
    at = content.rindex(mark)
    parts[name] = f"{content[:at]}{added}{content[at:]}".encode()


def exchange(parts: Parts, name: str, old: str, new: str, *, often: int = 1) -> None:
    """Put something in the place of what stands in a part."""
    assert old in text(parts, name), (name, old)
    parts[name] = text(parts, name).replace(old, new, often).encode()


def add_rows(parts: Parts, sheet: str, rows: Iterable[str], first: int = 1_000) -> None:
    """Add rows far below what a sheet holds; each is the cells of one, ``{row}`` its number."""
    written = "".join(
        f'<row r="{number}">{cells.replace("{row}", str(number))}</row>'
        for number, cells in enumerate(rows, start=first)
    )
    before(parts, part_of_sheet(parts, sheet), "</sheetData>", written)


def filled_column(parts: Parts, count: int, sheet: str = "Indicators") -> None:
    """Fill a column of a sheet down."""
    add_rows(parts, sheet, ('<c r="I{row}"><v>1</v></c>' for _ in range(count)))


def shaded_rows(parts: Parts, count: int, sheet: str = "Indicators") -> None:
    """Shade rows of a sheet as a person does who takes hold of too many: nothing is in them."""
    add_rows(parts, sheet, ('<c r="A{row}" s="1"/><c r="B{row}" s="1"/>' for _ in range(count)))


def shared_formula(parts: Parts, formula: str, count: int, sheet: str = "Indicators") -> None:
    """Share one formula over many cells."""
    first = formula
    cells = ['<c r="J{row}"><f t="shared" si="99" ref="J1000:J9999">' + first + "</f><v>1</v></c>"]
    cells += ['<c r="J{row}"><f t="shared" si="99"/><v>1</v></c>'] * count
    add_rows(parts, sheet, cells)


def long_formulas(parts: Parts, length: int, count: int) -> None:
    """Share a long formula over many cells."""
    shared_formula(parts, "+".join(["A1"] * (length // 3)), count)


def bracketed_formula(parts: Parts, brackets: int, count: int) -> None:
    """Share a formula of many opening brackets, none of them closed."""
    shared_formula(parts, "[" * brackets, count)


def identity_rows(parts: Parts, count: int) -> None:
    """Let a return name many rows on the sheet that says which return it is."""
    row = "".join(
        f'<c r="{letters}{{row}}" t="inlineStr"><is><t>k{{row}}</t></is></c>' for letters in "DEF"
    )
    add_rows(parts, "_return", (row for _ in range(count)))


def carried_cells(parts: Parts, count: int) -> None:
    """Let a return carry many figures forward from earlier rounds."""
    row = "".join(
        f'<c r="{letters}{{row}}" t="inlineStr"><is><t>k{{row}}</t></is></c>' for letters in "HIJK"
    )
    add_rows(parts, "_return", (row for _ in range(count)))


def many_sheets(parts: Parts, count: int, kind: str = "worksheet") -> None:
    """Add sheets that all point at one part."""
    sheets = "".join(
        f'<sheet name="Extra {n}" sheetId="{n + 100}" r:id="rIdExtra"/>' for n in range(count)
    )
    before(parts, _BOOK, "</sheets>", sheets)
    pointer = f'<Relationship Id="rIdExtra" Type="{_OFFICE}/{kind}" Target="extra.xml"/>'
    before(parts, _BOOK_POINTERS, "</Relationships>", pointer)
    parts["xl/extra.xml"] = f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode()


def chart_sheets(parts: Parts, count: int) -> None:
    """Add sheets that are charts."""
    many_sheets(parts, count, "chartsheet")


def shared_texts(parts: Parts, count: int) -> None:
    """Add texts that no cell shows."""
    before(parts, _TEXTS, "</sst>", "<si><t>x</t></si>" * count)


def long_text(parts: Parts, length: int) -> None:
    """Add one text of many characters, and a cell that shows it."""
    # No single letter: what packs too well is refused for that.
    words = "".join(f"{n:x} " for n in range(length // 4 + 2_000))[:length]
    row = f'<c r="I{{row}}" t="inlineStr"><is><t>{words}</t></is></c>'
    add_rows(parts, "Indicators", [row])


def long_shared_text(parts: Parts, length: int) -> None:
    """Add one shared text of many characters."""
    words = "".join(f"{n:x} " for n in range(length // 4 + 2_000))[:length]
    before(parts, _TEXTS, "</sst>", f"<si><t>{words}</t></si>")


def rich_runs(parts: Parts, count: int) -> None:
    """Add one text of many parts that look alike."""
    run = "<r><rPr><b/></rPr><t>x</t></r>"
    before(parts, _TEXTS, "</sst>", f"<si>{run * count}</si>")


def cell_styles(parts: Parts, count: int) -> None:
    """Add styles that no cell has."""
    before(parts, _STYLES, "</cellXfs>", '<xf numFmtId="0" fontId="0" fillId="0"/>' * count)


def number_format(parts: Parts, length: int) -> None:
    """Add a number format of many characters, and a cell that has it."""
    code = ("0.00;" * (length // 4 + 2_000))[:length]
    before(parts, _STYLES, "</numFmts>", f'<numFmt numFmtId="900" formatCode="{code}"/>')
    styles = len(re.findall("<xf ", text(parts, _STYLES).partition("<cellXfs")[2]))
    before(parts, _STYLES, "</cellXfs>", '<xf numFmtId="900" fontId="0" fillId="0"/>')
    add_rows(parts, "Indicators", [f'<c r="I{{row}}" s="{styles}"><v>1</v></c>'] * 3)


def number_formats(parts: Parts, count: int) -> None:
    """Add number formats that no style has."""
    codes = "".join(f'<numFmt numFmtId="{n + 900}" formatCode="0.{n}"/>' for n in range(count))
    before(parts, _STYLES, "</numFmts>", codes)


def notes(parts: Parts, count: int) -> None:
    """Add notes to cells."""
    added = "".join(
        f'<comment ref="{column_letters(n % 50 + 1)}{n // 50 + 100}" authorId="0">'
        f"<text><t>Note {n}</t></text></comment>"
        for n in range(count)
    )
    before(parts, "xl/comments1.xml", "</commentList>", added)


def relations(parts: Parts, count: int) -> None:
    """Let a sheet point at many things."""
    pointer = f'<Relationship Id="r{{}}" Type="{_OFFICE}/image" Target="../media/{{}}.png"/>'
    added = "".join(pointer.format(f"x{n}", n) for n in range(count))
    before(parts, "xl/worksheets/_rels/sheet2.xml.rels", "</Relationships>", added)


def remark_in_markup(parts: Parts, length: int) -> None:
    """Put a remark of many characters into the markup of a sheet."""
    words = "".join(f"{n:x} " for n in range(length // 4 + 2_000))[:length]
    before(parts, part_of_sheet(parts, "Guidance"), "</worksheet>", f"<!--{words}-->")


def page_of_cells(parts: Parts, count: int) -> None:
    """Fill a page that is only there to be read."""
    row = "".join(f'<c r="{column_letters(n)}{{row}}"><v>{n}</v></c>' for n in range(1, 101))
    add_rows(parts, "Guidance", [row] * (count // 100))


def stray_headings(parts: Parts, count: int) -> None:
    """Write strange headings beside those of a table."""
    part = part_of_sheet(parts, "Indicators")
    found = re.search(r'<row r="5".*?</row>', text(parts, part))
    assert found
    cells = "".join(
        f'<c r="{column_letters(n)}5" t="inlineStr"><is><t>Stray {n}</t></is></c>'
        for n in range(100, 100 + count)
    )
    exchange(parts, part, found[0], found[0].replace("</row>", f"{cells}</row>"))


def merged_ranges(parts: Parts, count: int) -> None:
    """Merge many pairs of cells."""
    ranges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1_000, 1_000 + count))
    part = part_of_sheet(parts, "Guidance")
    content = text(parts, part)
    mark = "<mergeCells" if "<mergeCells" in content else None
    if mark is None:
        exchange(parts, part, "</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>")
    else:
        before(parts, part, "</mergeCells>", ranges)


def defined_names(parts: Parts, count: int) -> None:
    """Add names of cells."""
    names = "".join(f'<definedName name="n{n}">Start!$A$1</definedName>' for n in range(count))
    before(parts, _BOOK, "</definedNames>", names)


# What other programs make of a sound return ------------------------------------------


def version_as_number(parts: Parts) -> None:
    """Write the version of the form as a number, as programs do that take a text for one."""
    part = part_of_sheet(parts, "_return")
    number = re.sub(
        r'<c r="B2"[^>]*><v>(\d+)</v></c>',
        lambda found: f'<c r="B2"><v>{_shared(parts)[int(found[1])]}.0</v></c>',
        text(parts, part),
    )
    parts[part] = number.encode()


def numbers_spelled_long(parts: Parts) -> None:
    """Spell every number of the formulas with more digits than a cell holds."""
    for sheet in TABLES:
        part = part_of_sheet(parts, sheet)
        longer = re.sub(
            r"<f>.*?</f>",
            lambda found: re.sub(
                r"(?<=[,(*/+-])([1-9]\d*)(?=[,)])", r"\1.00000000000000000001", found[0]
            ),
            text(parts, part),
        )
        parts[part] = longer.encode()


def texts_cut(parts: Parts) -> None:
    """Cut every text at 255 characters, as programs of old do in an .xls file."""
    parts[_TEXTS] = re.sub(r"(<t[^>]*>)([^<&]{255})[^<]*", r"\1\2", text(parts, _TEXTS)).encode()


def blank_formulas_left_out(parts: Parts) -> None:
    """Leave out the formulas that show nothing, as programs do that write tables."""
    blank = r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="str"><f>[^<]*</f><v></v></c>'
    for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(blank, "", text(parts, name)).encode()


def row_of_another_group(parts: Parts, key: str = "CUL-001") -> None:
    """Paste a row of another theme group's return far below the table."""
    add_rows(parts, "Indicators", [f'<c r="A{{row}}" t="inlineStr"><is><t>{key}</t></is></c>'])


def _shared(parts: Parts) -> list[str]:
    return re.findall(r"<si>.*?<t[^>]*>(.*?)</t></si>", text(parts, _TEXTS), re.DOTALL)


MADE_TO_HURT: dict[str, Damage] = {
    "a column filled down to 990,000 rows": partial(filled_column, count=989_000),
    "a column filled down to 100,000 rows": partial(filled_column, count=99_000),
    "a shared formula of many brackets": partial(bracketed_formula, brackets=8_000, count=5_000),
    "shared formulas of 8,000 characters": partial(long_formulas, length=8_000, count=5_000),
    "300,000 keys on the identity sheet": partial(identity_rows, count=300_000),
    "900,000 carried cells": partial(carried_cells, count=225_000),
    "200,000 sheets": partial(many_sheets, count=200_000),
    "300,000 chart sheets": partial(chart_sheets, count=300_000),
    "1.9 million shared texts": partial(shared_texts, count=1_900_000),
    "a shared text of 190 MB": partial(long_shared_text, length=190_000_000),
    "a text of 2 MB": partial(long_text, length=2_000_000),
    "a million rich runs": partial(rich_runs, count=1_000_000),
    "a number format of 5 MB": partial(number_format, length=5_000_000),
    "300,000 number formats": partial(number_formats, count=300_000),
    "a million styles": partial(cell_styles, count=700_000),
    "400,000 styles": partial(cell_styles, count=400_000),
    "200,000 notes": partial(notes, count=200_000),
    "a million cells on Guidance": partial(page_of_cells, count=990_000),
    "300,000 relations": partial(relations, count=200_000),
    "a remark of 180 MB in the markup": partial(remark_in_markup, length=180_000_000),
    "300,000 defined names": partial(defined_names, count=300_000),
}
"""Each far beyond any return, and small enough to be sent by mail."""

BELOW_THE_LIMITS: dict[str, Damage] = {
    "a column filled down to 29,000 rows": partial(filled_column, count=29_000),
    "formulas of 4.9 million characters": partial(long_formulas, length=8_000, count=610),
    "29,000 keys on the identity sheet": partial(identity_rows, count=29_000),
    "28,000 carried cells": partial(carried_cells, count=28_000),
    "480 sheets": partial(many_sheets, count=480),
    "480 chart sheets": partial(chart_sheets, count=480),
    "290,000 shared texts": partial(shared_texts, count=290_000),
    "a text of 99,000 characters": partial(long_text, length=99_000),
    "30,000 rich runs": partial(rich_runs, count=30_000),
    "60,000 styles": partial(cell_styles, count=60_000),
    "9,900 notes": partial(notes, count=9_900),
    "180,000 cells on Guidance": partial(page_of_cells, count=180_000),
    "9,000 relations": partial(relations, count=9_000),
    "9 MB of remarks in the markup": partial(remark_in_markup, length=9_000_000),
    "14,000 strange headings": partial(stray_headings, count=14_000),
    "100,000 merged ranges": partial(merged_ranges, count=100_000),
    "19,000 defined names": partial(defined_names, count=19_000),
    "600,000 shaded rows": partial(shaded_rows, count=600_000),
}
"""Each nearly as much as is read."""
