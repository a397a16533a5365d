"""The list of sheets of a workbook, with everything that counts sheets by their place."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from workbook_tools.reports.marking.parts import SPREADSHEET_TYPE, Parts, office_space, space_of
from workbook_tools.reports.marking.xml import BOOK, child, elements, made_child
from workbook_tools.workbooks.ooxml import relationship_id
from workbook_tools.workbooks.strings import escape, unescape

_PLACED = ("activeTab", "firstSheet")
"""What a window of the workbook says by the place of a sheet."""


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    """Empty where the workbook does not say."""
    is_worksheet: bool
    visible: bool
    element: etree._Element


class Book:
    """The part that lists the sheets."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.root = parts.tree(parts.main)

    @property
    def sheets(self) -> list[ListedSheet]:
        """The sheets in their order."""
        pointers = {pointer.id: pointer for pointer in self._parts.pointers(self._parts.main)}
        listed = []
        for element in elements(self._list("sheets")):
            pointer = pointers.get(relationship_id(element))
            listed.append(
                ListedSheet(
                    name=unescape(element.get("name", "")),
                    part=pointer.target if pointer else "",
                    is_worksheet=pointer is not None and pointer.kind == "worksheet",
                    visible=element.get("state", "visible") == "visible",
                    element=element,
                )
            )
        return listed

    def add_first(self, name: str, root: etree._Element) -> str:
        """Put a new worksheet before all others, show it, and return its part's name."""
        self._parts.edit(self._parts.main)
        part = self._parts.free_name(f"{self._folder()}worksheets/sheet{{}}.xml")
        self._parts.put(part, root)
        self._parts.declare(part, f"{SPREADSHEET_TYPE}worksheet+xml")
        pointer = self._parts.point(self._parts.main, "worksheet", part, self.root)
        sheets = self._list("sheets")
        taken = [element.get("sheetId", "") for element in elements(sheets)]
        number = max((int(each) for each in taken if each.isdecimal()), default=0) + 1
        element = etree.Element(
            f"{space_of(self.root)}sheet",
            {"name": escape(name), "sheetId": str(number)},
            nsmap={"r": office_space(self.root)},
        )
        element.set(f"{{{office_space(self.root)}}}id", pointer)
        sheets.insert(0, element)
        self._shift_names(0, 1)
        for view in self._views():
            for attribute in _PLACED:
                if attribute in view.attrib:
                    del view.attrib[attribute]
        return part

    def remove(self, sheet: ListedSheet) -> None:
        """Take a worksheet out, with the names that belong to it and its own parts."""
        self._parts.edit(self._parts.main)
        place = [each.element for each in self.sheets].index(sheet.element)
        targets = {pointer.target for pointer in self._parts.pointers(sheet.part)} - {""}
        self._list("sheets").remove(sheet.element)
        self._parts.unpoint(self._parts.main, sheet.part)
        self._parts.remove(sheet.part)
        for target in targets - self._pointed_at():
            if target in self._parts:
                self._parts.remove(target)
        self._shift_names(place, -1)
        for view in self._views():
            for attribute in _PLACED:
                before = view.get(attribute, "0")
                if before.isdecimal() and int(before) > place:
                    view.set(attribute, str(int(before) - 1))

    def add_name(self, name: str, place: int, formula: str, *, hidden: bool = False) -> None:
        """Add a name that belongs to the sheet at a place, counted from 0."""
        names = made_child(self.root, "definedNames", BOOK)
        values = {"name": name, "localSheetId": str(place)} | ({"hidden": "1"} if hidden else {})
        etree.SubElement(names, f"{space_of(self.root)}definedName", values).text = formula

    def drop_repeated_names(self) -> None:
        """Keep the first of names that are there twice: LibreOffice repeats print titles."""
        names = child(self.root, "definedNames")
        seen: set[tuple[str, str]] = set()
        if names is None:
            return
        for element in elements(names):
            key = (element.get("name", "").casefold(), element.get("localSheetId", ""))
            if key in seen:
                self._parts.edit(self._parts.main)
                names.remove(element)
            seen.add(key)

    def styles_part(self) -> str:
        """Return the part that holds the styles; empty for none."""
        return self._parts.target(self._parts.main, "styles")

    def add_styles(self, root: etree._Element) -> str:
        """Add a part for styles to a workbook without one, and return its name."""
        self._parts.edit(self._parts.main)
        part = f"{self._folder()}styles.xml"
        if part in self._parts:
            part = self._parts.free_name(f"{self._folder()}styles{{}}.xml")
        self._parts.put(part, root)
        self._parts.declare(part, f"{SPREADSHEET_TYPE}styles+xml")
        self._parts.point(self._parts.main, "styles", part, self.root)
        return part

    def _folder(self) -> str:
        return self._parts.main.rpartition("/")[0] + "/" if "/" in self._parts.main else ""

    def _list(self, name: str) -> etree._Element:
        return made_child(self.root, name, BOOK)

    def _views(self) -> list[etree._Element]:
        views = child(self.root, "bookViews")
        return [] if views is None else elements(views)

    def _shift_names(self, place: int, by: int) -> None:
        """Keep names with their sheets when one is put in at ``place``, or taken out there."""
        names = child(self.root, "definedNames")
        if names is None:
            return
        for element in elements(names):
            owner = element.get("localSheetId", "")
            if not owner.isdecimal() or int(owner) < place:
                continue
            if by < 0 and int(owner) == place:
                names.remove(element)
            else:
                element.set("localSheetId", str(int(owner) + by))
        if not len(names):
            self.root.remove(names)

    def _pointed_at(self) -> set[str]:
        sheets = [sheet.part for sheet in self.sheets if sheet.part]
        parts = [self._parts.main, *sheets]
        return {pointer.target for part in parts for pointer in self._parts.pointers(part)}
