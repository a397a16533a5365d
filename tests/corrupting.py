"""What happens to a completed return on its way: what machines break, and what people do.

Each is a damage, as in ``damages.py``, small enough to pass every limit, so that what comes of
it has to be judged. ``edited`` spoils a part at a place that is drawn by chance.
"""

from __future__ import annotations

import re
from functools import partial

import damages
from damages import Damage, Parts, add_rows, exchange, part_of_sheet, text

_INDICATORS = "Indicators"


# What machines break -------------------------------------------------------------


def without(parts: Parts, name: str) -> None:
    """Lose a part."""
    del parts[name]


def cut_short(parts: Parts, name: str) -> None:
    """Lose the second half of a part."""
    parts[name] = parts[name][: len(parts[name]) // 2]


def emptied(parts: Parts, name: str) -> None:
    """Lose what is in a part."""
    parts[name] = b""


def sheet_exchanged(parts: Parts, one: str = "Gap", other: str = "Actions") -> None:
    """Exchange the parts of two sheets."""
    first, second = part_of_sheet(parts, one), part_of_sheet(parts, other)
    parts[first], parts[second] = parts[second], parts[first]


def text_missing(parts: Parts) -> None:
    """Let a cell show a shared text that is not there."""
    add_rows(parts, "Guidance", ['<c r="A{row}" t="s"><v>999999</v></c>'])


def in_utf16(parts: Parts) -> None:
    """Write the sheet in another coding of XML."""
    name = part_of_sheet(parts, _INDICATORS)
    parts[name] = text(parts, name).replace("UTF-8", "UTF-16", 1).encode("utf-16")


def counted_from_1904(parts: Parts) -> None:
    """Count days from 1904."""
    exchange(parts, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')


def without_addresses(parts: Parts) -> None:
    """Leave out the numbers of rows and the addresses of cells where nothing is between."""
    name = part_of_sheet(parts, "_return")
    parts[name] = re.sub(r'(<row) r="\d+"', r"\1", text(parts, name)).encode()


# What people do ------------------------------------------------------------------


def row_deleted(parts: Parts, row: int = 7) -> None:
    """Delete a row of the table without closing the gap."""
    name = part_of_sheet(parts, _INDICATORS)
    parts[name] = re.sub(rf'<row r="{row}".*?</row>', "", text(parts, name), count=1).encode()


def rows_swapped(parts: Parts, one: int = 7, other: int = 9) -> None:
    """Let two rows change their places."""
    name = part_of_sheet(parts, _INDICATORS)
    rows = [
        found[0]
        for each in (one, other)
        if (found := re.search(rf'<row r="{each}".*?</row>', text(parts, name)))
    ]
    if len(rows) < 2:
        return
    moved = [
        re.sub(rf'( r="[A-Z]*){was}"', rf'\g<1>{to}"', row)
        for row, was, to in ((rows[0], one, other), (rows[1], other, one))
    ]
    content = text(parts, name).replace(rows[0], moved[1]).replace(rows[1], moved[0])
    parts[name] = content.encode()


def typed(parts: Parts, cell: str, content: str, sheet: str = _INDICATORS) -> None:
    """Type something into a cell."""
    name = part_of_sheet(parts, sheet)
    where = rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
    new = (
        rf'<c r="{cell}"\1><v>{content}</v></c>'
        if content.replace(".", "").isdecimal()
        else rf'<c r="{cell}"\1 t="inlineStr"><is><t>{content}</t></is></c>'
    )
    parts[name] = re.sub(where, new, text(parts, name), count=1).encode()


def values_only(parts: Parts, sheet: str = _INDICATORS) -> None:
    """Paste a sheet over itself as values."""
    name = part_of_sheet(parts, sheet)
    parts[name] = re.sub(r"<f>.*?</f>", "", text(parts, name)).encode()


def results_lost(parts: Parts) -> None:
    """Save without the results of the formulas."""
    for name in list(parts):
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(r"</f><v>.*?</v>", "</f>", text(parts, name)).encode()


def renamed(parts: Parts, old: str = _INDICATORS, new: str = "Our indicators") -> None:
    """Give a sheet another name."""
    exchange(parts, "xl/workbook.xml", f'<sheet name="{old}"', f'<sheet name="{new}"')


def sheet_deleted(parts: Parts, sheet: str = "Gap") -> None:
    """Delete a sheet."""
    content = re.sub(rf'<sheet name="{sheet}"[^>]*/>', "", text(parts, "xl/workbook.xml"))
    parts["xl/workbook.xml"] = content.encode()


def merged(parts: Parts, area: str = "I7:K9") -> None:
    """Merge cells of the table."""
    cells = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'
    exchange(parts, part_of_sheet(parts, _INDICATORS), "</sheetData>", f"</sheetData>{cells}")


def hidden(parts: Parts, row: int = 7) -> None:
    """Hide a row."""
    exchange(
        parts, part_of_sheet(parts, _INDICATORS), f'<row r="{row}"', f'<row hidden="1" r="{row}"'
    )


MACHINES: dict[str, Damage] = {
    **{f"no {name}": partial(without, name=name) for name in ("xl/styles.xml", "_rels/.rels")},
    "no texts": partial(without, name="xl/sharedStrings.xml"),
    "a sheet lost": partial(without, name="xl/worksheets/sheet2.xml"),
    "a sheet cut short": partial(cut_short, name="xl/worksheets/sheet2.xml"),
    "texts cut short": partial(cut_short, name="xl/sharedStrings.xml"),
    "a sheet emptied": partial(emptied, name="xl/worksheets/sheet3.xml"),
    "sheets exchanged": sheet_exchanged,
    "a text missing": text_missing,
    "UTF-16": in_utf16,
    "days from 1904": counted_from_1904,
    "rows without numbers": without_addresses,
    "version as a number": damages.version_as_number,
    "long numbers": damages.numbers_spelled_long,
    "texts cut at 255": damages.texts_cut,
}

PEOPLE: dict[str, Damage] = {
    "a row deleted": row_deleted,
    "rows swapped": rows_swapped,
    "words for a figure": partial(typed, cell="I7", content="about 12"),
    "a figure": partial(typed, cell="I9", content="12.5"),
    "a heading changed": partial(typed, cell="I5", content="Our figure"),
    "a reference changed": partial(typed, cell="A7", content="HOU"),
    "values only": values_only,
    "results lost": results_lost,
    "a sheet renamed": renamed,
    "a sheet deleted": sheet_deleted,
    "a page renamed": partial(renamed, old="Guidance", new="Help"),
    "cells merged": merged,
    "a row hidden": hidden,
    "a column filled down": partial(damages.filled_column, count=300),
    "rows shaded": partial(damages.shaded_rows, count=300),
    "strange headings": partial(damages.stray_headings, count=5),
    "another group's row": damages.row_of_another_group,
    "a note": partial(damages.notes, count=3),
    "a sheet added": partial(damages.many_sheets, count=1),
    "a long text": partial(damages.long_text, length=3_000),
}

Edit = tuple[int, int, str]
"""Where in a part, in thousandths; how many characters go; what stands there then."""

BITS = (
    *('"', "<", ">", "/>", "&#0;", "&#x1F600;", "_xD83D_", "\t", "é", "]]>", "<!--", "<c/>"),
    *("-1", "0", "1048577", "99999999999999999999", "1e999", "NaN", "A1", "XFD1048576", "ZZZZ1"),
    *(' t="s"', ' t="d"', ' s="99999"', "<v>1</v>", "<f>A1</f>", '<f t="shared" si="0"/>', "<r/>"),
    *("<mergeCell ref='A1:ZZ'/>", "<col min='0' max='9'/>", "#REF!", "00:60", "[h]", "'", ";;;;"),
)
"""What is put in: what parsers stumble over."""


def edited(parts: Parts, name: str, edits: list[Edit]) -> None:
    """Spoil a part in some places."""
    content = parts[name].decode("utf-8", "replace")
    for place, gone, put in edits:
        at = len(content) * place // 1000
        content = f"{content[:at]}{put}{content[at + gone :]}"
    parts[name] = content.encode("utf-8", "replace")
