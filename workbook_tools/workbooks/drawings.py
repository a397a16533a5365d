"""Words that lie on a sheet and stand in no cell: text boxes and other shapes.

Programs of today draw them in DrawingML (ECMA-376 part 1, 20.5); older ones in VML
(part 4, 19), in which the boxes of cell notes are drawn too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from workbook_tools.workbooks import markup
from workbook_tools.workbooks.address import MAX_COLUMN, MAX_ROW
from workbook_tools.workbooks.model import TextBox
from workbook_tools.workbooks.package import Package, Relationship

_UNREAD = {
    "image": "a picture",
    "chart": "a chart",
    "diagramData": "a diagram",
    "oleObject": "an embedded file",
    "package": "an embedded file",
    "control": "a control",
}
"""What may hold words that are not read, by the kind of pointer to it."""


def read_boxes(package: Package, beside: Iterable[Relationship]) -> tuple[TextBox, ...]:
    """Return the texts that lie on a sheet; ``beside`` is what the sheet points at.

    Raises:
        Unreadable: a drawing is too large, or declares a document type.
        etree.XMLSyntaxError: a drawing is not well-formed XML.
    """
    boxes: list[TextBox] = []
    for pointer in beside:
        if pointer.target not in package:
            continue
        if pointer.kind == "drawing":
            boxes += _drawn(markup.parse(package.read(pointer.target)))
        elif pointer.kind == "vmlDrawing":
            boxes += _drawn_long_ago(package.read(pointer.target))
    return tuple(box for box in boxes if box.text)


def unread_drawings(package: Package, name: str, beside: Iterable[Relationship]) -> Iterator[str]:
    """Yield a sentence on each kind of thing on a sheet that may hold words and is not read."""
    kinds = {pointer.kind for pointer in beside}
    for pointer in beside:
        if pointer.kind == "drawing" and pointer.target in package:
            kinds |= {each.kind for each in package.relationships(pointer.target)}
    for what in dict.fromkeys(_UNREAD[kind] for kind in _UNREAD if kind in kinds):
        yield f"The sheet {name} holds {what}, and what it shows was not read."


def _drawn(root: etree._Element) -> Iterator[TextBox]:
    for anchor in root:
        for shape in anchor.iter(f"{{{etree.QName(root).namespace}}}sp"):
            if _is_second_choice(shape):
                continue
            paragraphs = (each for each in shape.iter() if markup.local_name(each) == "p")
            yield TextBox(_corner(anchor), "\n".join(map(_said, paragraphs)).strip())


def _is_second_choice(shape: etree._Element) -> bool:
    """Whether a shape is there for programs that do not know another one beside it."""
    return any(markup.local_name(each) == "Fallback" for each in shape.iterancestors())


def _said(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter() if markup.local_name(each) == "t")


def _corner(anchor: etree._Element) -> tuple[int, int]:
    """Return the cell at which a drawing begins; the first one where it is not tied to any."""
    start = next((each for each in anchor if markup.local_name(each) == "from"), ())
    counted = {markup.local_name(part): part.text or "" for part in start}
    return _within(counted.get("row", ""), counted.get("col", ""))


def _within(row: str, column: str) -> tuple[int, int]:
    """Return a cell whose row and column are counted from 0."""
    places = []
    for text, most in ((row.strip(), MAX_ROW), (column.strip(), MAX_COLUMN)):
        places.append(min(int(text) + 1, most) if text.isdecimal() and len(text) < 9 else 1)
    return places[0], places[1]


def _drawn_long_ago(vml: bytes) -> Iterator[TextBox]:
    """Yield the shapes with words of a VML drawing, the boxes of notes left out."""
    # Nearly always it holds the boxes of notes and nothing else, and need not be parsed.
    if vml.count(b"</v:shape>") == vml.count(b'ObjectType="Note"'):
        return
    # Line breaks stand in it as in old web pages, and never end.
    for shape in markup.parse_loosely(vml.replace(b"<br>", b"<br/>")).iter(
        "{urn:schemas-microsoft-com:vml}*"
    ):
        parts = {markup.local_name(part): part for part in shape}
        data = parts.get("ClientData")
        if "textbox" not in parts or (data is not None and data.get("ObjectType") == "Note"):
            continue
        said = " ".join(" ".join(map(str, parts["textbox"].itertext())).split())
        yield TextBox(_anchored(() if data is None else data), said)


def _anchored(data: Iterable[etree._Element]) -> tuple[int, int]:
    """Return the cell under the corner of a VML shape: the first and third of eight numbers."""
    anchor = next((each for each in data if markup.local_name(each) == "Anchor"), None)
    numbers = (anchor.text or "").split(",") if anchor is not None else []
    return _within(numbers[2], numbers[0]) if len(numbers) == 8 else (1, 1)
