"""The notes on the cells of one sheet: ours put beside, or below, the submitter's own.

Notes are a part of comments (ECMA-376 part 1, 18.7) and a drawing of their boxes. A
threaded comment leaves a note of its own there, which only says that the program is
too old; such a cell is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from copy import deepcopy

from lxml import etree

from workbook_tools.reports.marking.cells import Place
from workbook_tools.reports.marking.geometry import Geometry
from workbook_tools.reports.marking.parts import SPREADSHEET_TYPE, Parts, office_space, space_of
from workbook_tools.reports.marking.record import Covered
from workbook_tools.reports.marking.shapes import VML_TYPE, Shapes
from workbook_tools.reports.marking.words import MarkedCopy
from workbook_tools.reports.marking.xml import SHEET, child, elements, made_child, new_root
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks.address import address, parse_address
from workbook_tools.workbooks.strings import escape, text_of

_THREAD = "tc="
"""How the author of the note begins that stands for a thread."""

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class Comments:
    """The notes of one sheet that has some, or is to have some."""

    def __init__(self, parts: Parts, sheet_part: str, words: MarkedCopy) -> None:
        self._parts = parts
        self._sheet = sheet_part
        self._words = words
        self._part = parts.target(sheet_part, "comments")
        self._root = parts.edit(self._part) if self._part else self._begun()
        self._space = space_of(self._root)
        order = ("authors", "commentList", "extLst")
        self._authors = made_child(self._root, "authors", order)
        self._list = made_child(self._root, "commentList", order)
        self._by_place = {parse_address(each.get("ref", "")): each for each in elements(self._list)}
        self._shapes = self._drawing()

    def add(self, place: Place, text: str, geometry: Geometry) -> str:
        """Put our note on a cell, below what the submitter says there.

        Returns how the box of the submitter's note stood, if it had to be enlarged.
        """
        comment = self._by_place.get(place)
        if comment is None:
            self._by_place[place] = self._new(place, text)
            self._shapes.add(place, text, self._words.note_width, geometry)
        elif not self._is_thread(comment):
            self._append(comment, text)
            return self._shapes.enlarge(place, _said(comment), self._words.note_width, geometry)
        return ""

    def add_missing_boxes(self, geometry: Geometry) -> None:
        """Give every note a box: without one it is not shown, and a drawing may be lost."""
        for other in sorted(self._by_place.keys() - self._shapes.places()):
            said = _said(self._by_place[other])
            self._shapes.add(other, said, self._words.note_width, geometry)

    def without_ours(self, recorded: Mapping[Place, Covered]) -> None:
        """Take our notes away, and leave every line that somebody else wrote.

        Args:
            recorded: what we remember of the cells that we marked.
        """
        for place, comment in list(self._by_place.items()):
            said = _said(comment)
            lines = said.split("\n")
            heading = self._words.note_heading
            if heading not in (line.strip() for line in lines):
                continue
            start = [line.strip() for line in lines].index(heading)
            covered = recorded.get(place)
            ours = lines[start:] if covered is None else covered.note.split("\n")
            # A blank line parts our text from what stood there before it.
            before = "\n".join(lines[:start]).removesuffix("\n")
            after = "\n".join(_without(lines[start:], ours)).strip("\n")
            own = "\n\n".join(filter(None, (before, after)))
            if not own.strip():
                self._list.remove(comment)
                del self._by_place[place]
                self._shapes.remove(place)
                continue
            self._shapes.shrink(place, covered.box if covered else "")
            if said.startswith(own):
                _cut(_text(comment), len(own))
            else:
                self._write(_text(comment), own)

    def finish(self) -> None:
        """Leave no empty parts behind where there is no note any more."""
        self._drop_author()
        if len(self._list):
            return
        self._parts.unpoint(self._sheet, self._part)
        self._parts.remove(self._part)
        drawing = self._parts.target(self._sheet, "vmlDrawing")
        if drawing and self._shapes.is_bare:
            sheet = self._parts.edit(self._sheet)
            legacy = child(sheet, "legacyDrawing")
            if legacy is not None:
                sheet.remove(legacy)
            self._parts.unpoint(self._sheet, drawing)
            self._parts.remove(drawing)

    def _begun(self) -> etree._Element:
        sheet = self._parts.tree(self._sheet)
        space = space_of(sheet).strip("{}")
        root = new_root("comments", space)
        self._part = self._parts.free_name(f"{self._folder()}comments{{}}.xml")
        self._parts.put(self._part, root)
        self._parts.declare(self._part, f"{SPREADSHEET_TYPE}comments+xml")
        self._parts.point(self._sheet, "comments", self._part, sheet)
        return root

    def _drawing(self) -> Shapes:
        sheet = self._parts.tree(self._sheet)
        legacy = child(sheet, "legacyDrawing")
        if legacy is not None:
            pointer = legacy.get(f"{{{office_space(sheet)}}}id", "")
            found = (p.target for p in self._parts.pointers(self._sheet) if p.id == pointer)
            part = next(found, "")
            if part in self._parts:
                return Shapes.of(self._parts, part)
        part = self._parts.free_name(f"{self._folder()}drawings/vmlDrawing{{}}.vml")
        shapes = Shapes.empty(int(part.removesuffix(".vml").rpartition("vmlDrawing")[2]))
        self._parts.put(part, shapes.root)
        self._parts.declare(part, VML_TYPE)
        sheet = self._parts.edit(self._sheet)
        made = made_child(sheet, "legacyDrawing", SHEET, office_space(sheet))
        pointer = self._parts.point(self._sheet, "vmlDrawing", part, sheet)
        made.set(f"{{{office_space(sheet)}}}id", pointer)
        return shapes

    def _folder(self) -> str:
        folder = self._parts.main.rpartition("/")[0]
        return f"{folder}/" if folder else ""

    def _new(self, place: Place, text: str) -> etree._Element:
        values = {"ref": address(*place), "authorId": str(self._author())}
        comment = etree.SubElement(self._list, f"{self._space}comment", values)
        element = etree.SubElement(comment, f"{self._space}text")
        self._add_runs(element, text)
        return comment

    def _author(self) -> int:
        names = [author.text or "" for author in elements(self._authors)]
        if self._words.author not in names:
            author = etree.SubElement(self._authors, f"{self._space}author")
            author.text = escape(self._words.author)
            return len(names)
        return names.index(self._words.author)

    def _drop_author(self) -> None:
        authors = elements(self._authors)
        used = {comment.get("authorId") for comment in elements(self._list)}
        # Authors are counted, so only the last can go without changing who the others are.
        ours = bool(authors) and authors[-1].text == self._words.author
        if ours and str(len(authors) - 1) not in used:
            self._authors.remove(authors[-1])

    def _is_thread(self, comment: etree._Element) -> bool:
        authors = elements(self._authors)
        number = comment.get("authorId", "")
        if not number.isdecimal() or int(number) >= len(authors):
            return False
        return (authors[int(number)].text or "").startswith(_THREAD)

    def _append(self, comment: etree._Element, text: str) -> None:
        element = _text(comment)
        for plain in element.findall(f"{self._space}t"):
            run = etree.Element(f"{self._space}r")
            element.replace(plain, run)
            run.append(plain)
        self._add_run(element, "\n\n", bold=False)
        self._add_runs(element, text)

    def _add_runs(self, element: etree._Element, text: str) -> None:
        heading, _, rest = text.partition("\n")
        self._add_run(element, f"{heading}\n", bold=True)
        self._add_run(element, rest, bold=False)

    def _add_run(self, element: etree._Element, text: str, *, bold: bool) -> None:
        run = etree.SubElement(element, f"{self._space}r")
        properties = etree.SubElement(run, f"{self._space}rPr")
        if bold:
            etree.SubElement(properties, f"{self._space}b")
        etree.SubElement(properties, f"{self._space}sz", {"val": "10"})
        etree.SubElement(properties, f"{self._space}rFont", {"val": self._words.sheet.look.font})
        self._add_text(run, text)

    def _write(self, element: etree._Element, text: str) -> None:
        for each in list(element):
            element.remove(each)
        self._add_text(element, text)

    def _add_text(self, parent: etree._Element, text: str) -> None:
        words = etree.SubElement(parent, f"{self._space}t", {_PRESERVE: "preserve"})
        words.text = escape(text)


def _text(comment: etree._Element) -> etree._Element:
    return made_child(comment, "text", ("text", "commentPr", "extLst"))


def _said(comment: etree._Element) -> str:
    return text_of(_text(comment)).replace("\r\n", "\n").replace("\r", "\n")


def _without(lines: Collection[str], ours: Collection[str]) -> list[str]:
    """Return the lines that are not among ours, each of ours counted once."""
    left = Counter(map(folded, ours))
    kept = []
    for line in lines:
        same = folded(line)
        if left[same]:
            left[same] -= 1
        else:
            kept.append(line)
    return kept


def _cut(element: etree._Element, length: int) -> None:
    """Shorten a text to its first characters, whatever runs it is written in."""
    space = space_of(element)
    for each in elements(element):
        words = each if each.tag == f"{space}t" else each.find(f"{space}t")
        if words is None:
            continue
        alone = deepcopy(element)
        for other in list(alone):
            alone.remove(other)
        alone.append(deepcopy(each))
        said = text_of(alone)
        if length <= 0:
            element.remove(each)
        elif len(said) > length:
            words.text = escape(said[:length])
        length -= len(said)
    runs = elements(element)
    if len(runs) == 1 and child(runs[0], "rPr") is None:
        words = child(runs[0], "t")
        if words is not None and runs[0].tag == f"{space}r":
            element.replace(runs[0], words)
