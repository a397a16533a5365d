"""Text in a workbook: its runs and its escaped characters."""

from __future__ import annotations

import re

from lxml import etree

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
    if len(item) == 1 and item[0].tag == plain:
        return unescape(item[0].text or "")  # as nearly all are
    parts = []
    for child in item:
        if child.tag == plain:
            parts.append(child.text or "")
        elif child.tag == run:
            parts.extend(text.text or "" for text in child.iterchildren(plain))
    return unescape("".join(parts))
