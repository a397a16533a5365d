"""Text in a workbook: shared strings, rich text and escaped characters."""

from __future__ import annotations

import re

from lxml import etree

from workbook_tools.workbooks.colours import Colours
from workbook_tools.workbooks.looks import Runs, runs_of
from workbook_tools.workbooks.markup import each
from workbook_tools.workbooks.unreadable import damaged

MAX_STRINGS = 2_000_000
"""Twice the number of cells that are read; each text usually serves several cells."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def unescape(text: str) -> str:
    """Turn ``_xHHHH_`` into the character it stands for (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    # Characters beyond the first plane may be escaped as a pair of surrogates.
    pairs = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return pairs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape(text: str) -> str:
    """Return text as a workbook writes it: the counterpart of ``unescape``.

    What XML cannot hold is written ``_xHHHH_``, and so is the line feed's companion,
    the carriage return, which XML would drop; text that looks like that is guarded.
    """
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def text_of(item: etree._Element) -> str:
    """Return the text of a string item: plain, or its runs joined, without phonetic hints.

    ``item`` is an ``si``, ``is`` or ``text`` element (ECMA-376 part 1, 18.4.8).
    """
    space = item.tag[: item.tag.rindex("}") + 1]
    plain, run = f"{space}t", f"{space}r"
    parts = []
    for child in item:
        if child.tag == plain:
            parts.append(child.text or "")
        elif child.tag == run:
            parts.extend(text.text or "" for text in child.iterchildren(plain))
    return unescape("".join(parts))


def shared_strings(
    xml: bytes, colours: Colours | None = None
) -> tuple[dict[str | None, str], dict[str | None, Runs]]:
    """Return the shared strings of a workbook by their number, as cells write it.

    Beside them, by the same numbers, how those look whose parts look different; only
    where ``colours`` finds out the colours of the workbook.
    """
    strings: dict[str | None, str] = {}
    odd: dict[str | None, Runs] = {}
    for index, item in enumerate(each(xml, "si")):
        if index == MAX_STRINGS:
            raise damaged(f"it holds more than {MAX_STRINGS:,} shared texts")
        number = str(index)
        strings[number] = text_of(item)
        has_runs = len(item) > 0 and item[0].tag.endswith("}r")
        if colours is not None and has_runs and (runs := runs_of(item, colours)):
            odd[number] = runs
    return strings, odd
