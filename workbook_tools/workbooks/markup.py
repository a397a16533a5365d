"""XML from strangers: no document types, no entities, no network."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from workbook_tools.workbooks.unreadable import Unreadable, damaged

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
"""The two namespaces of spreadsheet parts (ECMA-376 part 4, and part 1)."""

MAX_TREE_BYTES = 32 * 2**20
"""Size of a part that is read as a whole; the styles of very untidy workbooks reach 10 MB."""

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
    if len(xml) > MAX_TREE_BYTES:
        raise damaged(f"it holds a list of {len(xml) / 2**20:,.0f} MB")
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
    root = etree.fromstring(xml, parser)
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
    _refuse_doctype(xml)
    tags = [f"{{{space}}}{name}" for space in (TRANSITIONAL, STRICT) for name in names]
    stream = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in stream:
        yield element
        element.clear()
        # Emptied siblings would still pile up, one for each row or string.
        while element.getprevious() is not None:
            del element.getparent()[0]
    root = stream.root
    if root is None:
        raise damaged("a part is empty")
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()


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
