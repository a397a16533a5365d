"""The boxes in which notes are shown: a drawing in VML beside each part of comments.

VML is no part of the standard proper (ECMA-376 part 4, 19), but every program wants it.
"""

from __future__ import annotations

import re

from lxml import etree

from workbook_tools.reports.marking.cells import Place
from workbook_tools.reports.marking.geometry import Geometry, height_of
from workbook_tools.reports.marking.parts import Parts
from workbook_tools.reports.marking.xml import elements
from workbook_tools.workbooks.markup import local_name

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_SPACES = f'xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'
_TYPE = "_x0000_t202"
_NAME = "_x0000_s"
_EMPTY = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="{_TYPE}" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SIZES = tuple(re.compile(rf"(?<![\w-]){side}: ?([0-9.]+)pt;?") for side in ("width", "height"))
"""The sizes of a box in its style; other units than points are no program's habit."""

_SHAPE = (
    f'<v:shape {_SPACES} id="{{id}}" type="#{_TYPE}" '
    'style="position:absolute;width:{width}pt;height:{height}pt;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class Shapes:
    """The boxes of one sheet's notes."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._notes = _notes(root)
        self._last = _last_number(root)
        self._has_type = any(local_name(each) == "shapetype" for each in elements(root))

    @classmethod
    def empty(cls, block: int) -> Shapes:
        """Return a drawing without boxes, whose names are those of a block of 1,024."""
        return cls(_parsed(_EMPTY.format(block=block)))

    @classmethod
    def of(cls, parts: Parts, part: str) -> Shapes:
        """Return the drawing that a part holds, to change.

        Some programs write it as untidily as a web page; it is read as well as it can be.
        """
        try:
            return cls(parts.edit(part))
        except etree.XMLSyntaxError:
            parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
            root = etree.fromstring(parts.read(part), parser)
            if root is None:
                root = cls.empty(1).root
            parts.put(part, root)
            return cls(root)

    @property
    def is_bare(self) -> bool:
        """Whether nothing is drawn."""
        return not any(local_name(each) in _DRAWN for each in elements(self.root))

    def places(self) -> set[Place]:
        """Return the cells whose notes have a box."""
        return set(self._notes)

    def add(self, place: Place, text: str, width: int, geometry: Geometry) -> None:
        """Add the box of a note, large enough for its text."""
        if not self._has_type:
            self.root.append(_parsed(_SHAPE_TYPE))
            self._has_type = True
        height = height_of(text, width)
        self._last += 1
        shape = _parsed(
            _SHAPE.format(
                id=f"{_NAME}{self._last}",
                width=width * 3 / 4,
                height=height * 3 / 4,
                anchor=geometry.anchor(place, width, height),
                row=place[0] - 1,
                column=place[1] - 1,
            )
        )
        self.root.append(shape)
        self._notes[place] = shape

    def enlarge(self, place: Place, text: str, width: int, geometry: Geometry) -> str:
        """Make a box large enough for more text; return how it stood, empty if it stays."""
        shape = self._notes.get(place)
        if shape is None:
            return ""
        style, anchor = shape.get("style", ""), _anchor(shape)
        now = [float(found[1]) if (found := size.search(style)) else 0.0 for size in _SIZES]
        width = max(width, round(now[0] * 4 / 3))
        height = height_of(text, width)
        if anchor is None or (width * 0.75 <= now[0] and height * 0.75 <= now[1]):
            return ""
        before = f"{style}\n{anchor.text or ''}"
        for size in _SIZES:
            style = size.sub("", style)
        shape.set("style", f"{style.rstrip(';')};width:{width * 0.75}pt;height:{height * 0.75}pt")
        anchor.text = geometry.anchor(place, width, height)
        return before

    def shrink(self, place: Place, before: str) -> None:
        """Let a box stand again as it stood before it was enlarged."""
        shape = self._notes.get(place)
        style, _, place_text = before.partition("\n")
        anchor = None if shape is None else _anchor(shape)
        if shape is not None and anchor is not None and before:
            shape.set("style", style)
            anchor.text = place_text

    def remove(self, place: Place) -> None:
        """Take away the box of a note."""
        shape = self._notes.pop(place, None)
        if shape is not None:
            self.root.remove(shape)


def _notes(root: etree._Element) -> dict[Place, etree._Element]:
    found: dict[Place, etree._Element] = {}
    for shape in root.iterchildren(f"{{{_VML}}}shape"):
        data = shape.find(f"{{{_EXCEL}}}ClientData")
        if data is not None and data.get("ObjectType") == "Note":
            row, column = (
                data.findtext(f"{{{_EXCEL}}}{name}", "").strip() for name in ("Row", "Column")
            )
            if row.isdecimal() and column.isdecimal():
                found[int(row) + 1, int(column) + 1] = shape
    return found


def _anchor(shape: etree._Element) -> etree._Element | None:
    return shape.find(f"{{{_EXCEL}}}ClientData/{{{_EXCEL}}}Anchor")


def _last_number(root: etree._Element) -> int:
    """Return the last number that a box has, in the drawing's own block of numbers."""
    taken = [1024]
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        number = (element.get("id") or "").removeprefix(_NAME)
        if number.isdecimal():
            taken.append(int(number))
        block = (element.get("data") or "").split(",")[0]
        if local_name(element) == "idmap" and block.isdecimal():
            taken.append(int(block) * 1024)
    return max(taken)


_DRAWN = ("shape", "group", "line", "rect", "oval", "roundrect", "polyline", "image", "arc")


def _parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode("utf-8"))
