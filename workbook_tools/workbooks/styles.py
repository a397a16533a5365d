"""Which number format each cell style shows."""

from __future__ import annotations

from lxml import etree

from workbook_tools.workbooks import markup
from workbook_tools.workbooks.numberformats import BUILT_IN
from workbook_tools.workbooks.strings import unescape


def number_formats(xml: bytes) -> dict[str | None, str]:
    """Return the format code by style, as cells write it: ``{None: "General", "0": "General"}``.

    A cell that names no style, None, has style 0.

    A cell's style counts the ``xf`` elements of ``cellXfs``; each names a number
    format, built in or declared (ECMA-376 part 1, 18.8.10 and 18.8.30).
    """
    root = markup.parse(xml)
    space = etree.QName(root).namespace or ""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    for element in root.iterfind(f"{{{space}}}numFmts/{{{space}}}numFmt"):
        codes[element.get("numFmtId", "")] = unescape(element.get("formatCode", "General"))
    styles = root.iterfind(f"{{{space}}}cellXfs/{{{space}}}xf")
    found: dict[str | None, str] = {
        str(index): codes.get(style.get("numFmtId", "0"), "General")
        for index, style in enumerate(styles)
    }
    return found | {None: found.get("0", "General")}
