"""How long a text is as Excel counts, and the parts of one that is too long for a cell.

A cell holds 32,767 characters. Those beyond the first plane of Unicode, such as 😀, count twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_TEXT = 32_767
"""Characters that a cell, or a note, holds."""

_CUT = " …"
"""Says of a text that there was more of it."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file can hold (XML 1.0, 2.2); workbooks of Excel alone have a spelling for it."""


def excel_length(text: str) -> int:
    """Return how many characters Excel counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, most: int = LONGEST_TEXT) -> bool:
    """Whether a text has no more characters, as Excel counts, than there is room for."""
    return 2 * len(text) <= most or excel_length(text) <= most


def beginning(text: str, most: int) -> str:
    """Return so much of a text as there is room for; no character is cut in two."""
    if fits(text, most):
        return text
    # What is left of a character that would be cut in two is left out.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield a text in pieces that there is room for; put together they are the whole."""
    while text:
        piece = beginning(text, most)
        yield piece
        text = text[len(piece) :]


def fitted(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text, or so much of it as there is room for with a sign that there was more."""
    return text if fits(text, most) else beginning(text, most - len(_CUT)) + _CUT


def writable(text: str) -> str:
    """Return a text without halves of characters, which no file can hold."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def xml_writable(text: str) -> str:
    """Return a text without control signs, which documents other than Excel's cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
