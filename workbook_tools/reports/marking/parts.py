"""The parts of a package while some of them are changed, added and taken away.

Everything is read through :class:`Package`, which is on its guard. A part that nobody
changes is written back as the bytes it was.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from workbook_tools.files import zipped
from workbook_tools.workbooks import markup
from workbook_tools.workbooks.ooxml import main_part
from workbook_tools.workbooks.package import (
    RELATIONSHIP_TAG,
    Package,
    Relationship,
    part_key,
    relationships_in,
    relationships_part,
)

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_POINTERS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = {
    markup.TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    markup.STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def space_of(element: etree._Element) -> str:
    """Return the namespace of an element, in braces, as tags are spelled."""
    tag: str = element.tag
    return tag[: tag.rindex("}") + 1] if "}" in tag else ""


def office_space(element: etree._Element) -> str:
    """Return the namespace of relationship ids and types beside this element's own."""
    return _OFFICE.get(space_of(element).strip("{}"), _OFFICE[markup.TRANSITIONAL])


class Parts:
    """The parts of one workbook, by name without regard to case."""

    def __init__(self, content: bytes) -> None:
        """Open the workbook.

        Raises:
            Unreadable: it is damaged, encrypted, dangerous to unpack, or no workbook.
        """
        self._package = Package(content)
        self._names = {part_key(name): name for name in self._package.spellings}
        self._contents: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._edited: set[str] = set()
        self.main = main_part(self._package)

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._names

    def read(self, name: str) -> bytes:
        """Return the content of a part as it is now.

        Raises:
            Unreadable: the part is missing or damaged.
        """
        key = part_key(name)
        if key in self._edited:
            return _written(self._trees[key])
        if key not in self._contents:
            self._contents[key] = self._package.read(name)
        return self._contents[key]

    def tree(self, name: str) -> etree._Element:
        """Return the root of a part, to look at."""
        key = part_key(name)
        if key not in self._trees:
            self._trees[key] = markup.parse(self.read(name), whole=True)
        return self._trees[key]

    def edit(self, name: str) -> etree._Element:
        """Return the root of a part, to change: what it becomes is what is written."""
        root = self.tree(name)
        self._edited.add(part_key(name))
        return root

    def put(self, name: str, root: etree._Element) -> None:
        """Add a part, or put another in its place."""
        key = part_key(name)
        self._names.setdefault(key, name)
        self._trees[key] = root
        self._edited.add(key)

    def remove(self, name: str) -> None:
        """Take a part away, with what it points at only in its own list, and its type."""
        for each in (relationships_part(name), name):
            key = part_key(each)
            self._names.pop(key, None)
            self._contents.pop(key, None)
            self._trees.pop(key, None)
            self._edited.discard(key)
        root = self.edit(CONTENT_TYPES)
        for element in list(root):
            if part_key(element.get("PartName", "")) == part_key(name):
                root.remove(element)

    def pointers(self, part: str) -> tuple[Relationship, ...]:
        """Return what a part points at."""
        listing = relationships_part(part)
        return relationships_in(self.tree(listing), part) if listing in self else ()

    def target(self, part: str, kind: str) -> str:
        """Return the part of this kind that ``part`` points at; empty for none."""
        found = (p.target for p in self.pointers(part) if p.kind == kind and p.target in self)
        return next(found, "")

    def point(self, part: str, kind: str, target: str, beside: etree._Element) -> str:
        """Make ``part`` point at ``target`` and return the id of the pointer.

        ``beside`` is an element of the part; its namespace says which of the two
        forms of the standard the workbook is written in.
        """
        listing = relationships_part(part)
        if listing not in self:
            self.put(listing, etree.fromstring(f'<Relationships xmlns="{_POINTERS}"/>'))
        root = self.edit(listing)
        taken = {element.get("Id", "").lower() for element in root.iter(RELATIONSHIP_TAG)}
        number = next(n for n in range(1, len(taken) + 2) if f"rid{n}" not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        values = {
            "Id": f"rId{number}",
            "Type": f"{office_space(beside)}/{kind}",
            "Target": relative,
        }
        etree.SubElement(root, RELATIONSHIP_TAG, values)
        return values["Id"]

    def unpoint(self, part: str, target: str) -> None:
        """Take away the pointers of ``part`` at ``target``; an empty list of them goes too."""
        listing = relationships_part(part)
        root = self.edit(listing)
        found = list(root.iter(RELATIONSHIP_TAG))
        for element, pointer in zip(found, relationships_in(root, part), strict=True):
            if pointer.target == target:
                root.remove(element)
        if not len(root):
            self.remove(listing)

    def declare(self, part: str, content_type: str) -> None:
        """Say what kind of part this is."""
        root = self.edit(CONTENT_TYPES)
        values = {"PartName": f"/{part}", "ContentType": content_type}
        etree.SubElement(root, f"{{{_TYPES_SPACE}}}Override", values)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern such as ``xl/comments{}.xml`` not yet taken."""
        return next(
            name for n in range(1, len(self._names) + 2) if (name := pattern.format(n)) not in self
        )

    def package(self) -> bytes:
        """Return the workbook as it is now, the parts in the order they had, new ones last."""
        return zipped((name, self.read(name)) for name in self._names.values())


def _written(root: etree._Element) -> bytes:
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
