"""XML from strangers: no document types, no entities, no network."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from lxml import etree

from workbook_tools.workbooks import limits
from workbook_tools.workbooks.unreadable import Unreadable, damaged

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
"""The two namespaces of spreadsheet parts (ECMA-376 part 4, and part 1)."""

_DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def parse_loosely(xml: bytes) -> etree._Element:
    """Return the root element of a part that programs write as loosely as web pages: VML.

    What cannot be made out of it is left out.

    Raises:
        Unreadable: the part declares a document type, is far too large, or nothing at all.
    """
    return _parsed(xml, loosely=True)


def parse(xml: bytes, *, whole: bool = False) -> etree._Element:
    """Return the root element of a part.

    Args:
        xml: the content of the part.
        whole: keep its remarks and processing instructions, to write it again.

    Raises:
        Unreadable: the part declares a document type, or is far too large.
        etree.XMLSyntaxError: it is not well-formed XML.
    """
    return _parsed(xml, whole=whole)


def _parsed(xml: bytes, *, whole: bool = False, loosely: bool = False) -> etree._Element:
    if len(xml) > limits.MAX_TREE_BYTES or xml.count(b"<") > limits.MAX_MARKS_HELD:
        raise _too_long_a_list()
    _refuse_doctype(xml)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not whole,
        remove_pis=not whole,
        recover=loosely,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise _too_large_to_parse(error) or error from None
    if root is None:  # nothing could be made out of it
        raise damaged("a part is empty")
    # Belt and braces, for an encoding that the search for the characters does not know.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    return root


def each(xml: bytes, *names: str) -> Iterator[etree._Element]:
    """Yield every spreadsheet element with one of these local names, as soon as it ends.

    An element is emptied when the next one is asked for, so that memory stays small.

    Raises:
        Unreadable: the part declares a document type.
        etree.XMLSyntaxError: it is not well-formed XML.
    """
    tags = [f"{{{space}}}{name}" for space in (TRANSITIONAL, STRICT) for name in names]
    for _, element in events(xml, tags):
        yield element
        forget(element)


def forget(element: etree._Element) -> None:
    """Empty an element that was read, so that memory stays small."""
    element.clear()
    parent = element.getparent()
    # Emptied siblings would still pile up, one for each row or string.
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def events(
    xml: bytes, tags: Sequence[str], kinds: Sequence[str] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    """Yield whatever begins or ends of some elements, by their tags with namespace.

    Raises:
        Unreadable: the part declares a document type, or holds too much to be held.
        etree.XMLSyntaxError: it is not well-formed XML.
    """
    _refuse_doctype(xml)
    watched = _Watched(xml)
    stream = etree.iterparse(
        watched,
        events=tuple(kinds),
        tag=list(tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in stream:
            watched.held = 0
            yield event, element
    except etree.XMLSyntaxError as error:
        raise _too_large_to_parse(error) or error from None
    root = stream.root
    if root is None:
        raise damaged("a part is empty")
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()


class _Watched(io.BytesIO):
    """A part that is read piece by piece, and counts what the parser has to hold."""

    held = 0
    """Angle brackets since the last element that was yielded."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes.

        Raises:
            Unreadable: too much stands between two elements, or within one.
        """
        piece = super().read(size)
        self.held += piece.count(b"<")
        if self.held > limits.MAX_MARKS_HELD:
            raise _too_long_a_list()
        return piece


def _too_long_a_list() -> Unreadable:
    return limits.OverLimitError(limits.MAX_MARKS_HELD // 2, "entries in one list")


_TOO_LARGE = ("huge", "limit", "too big", "too long", "excessive")
"""Words by which the parser says that something is well-formed, but larger than it takes."""

_MAX_NODE = 10_000_000
"""Characters that the parser takes in one text or remark."""


def _too_large_to_parse(error: etree.XMLSyntaxError) -> Unreadable | None:
    """Return what is wrong with a part that is too large for the parser; None for other faults."""
    said = str(error.msg).casefold()
    return limits.TooLongError(_MAX_NODE, "a text") if any(w in said for w in _TOO_LARGE) else None


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    tag: str = element.tag
    return tag[tag.rindex("}") + 1 :] if "}" in tag else tag


def _refuse_doctype(xml: bytes) -> None:
    if any(mark in xml for mark in _DOCTYPES):
        raise _doctype()


def _doctype() -> Unreadable:
    return Unreadable(
        "holds XML definitions that no spreadsheet program writes",
        "do not open it, and ask the sender where it came from",
    )
