"""Workbooks in Office Open XML (.xlsx, .xlsm), transitional and strict."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.cells import Contents, Surroundings, read_cells
from workbook_tools.workbooks.colours import Colours
from workbook_tools.workbooks.drawings import read_boxes, unread_drawings
from workbook_tools.workbooks.model import Sheet
from workbook_tools.workbooks.notes import read_notes
from workbook_tools.workbooks.package import Package, Relationship
from workbook_tools.workbooks.read import Read
from workbook_tools.workbooks.rich_text import shared_strings
from workbook_tools.workbooks.saved import saved_in
from workbook_tools.workbooks.strings import unescape
from workbook_tools.workbooks.styles import read_styles
from workbook_tools.workbooks.unreadable import Unreadable, damaged

_STATES = {"visible": "visible", "hidden": "hidden", "veryHidden": "very hidden"}
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_UNREAD_SHEETS = {
    "chartsheet": "a chart",
    "dialogsheet": "a dialog box",
    "xlMacrosheet": "macros",
    "xlIntlMacrosheet": "macros",
}


def read_package(package: Package, unread: frozenset[str] = frozenset()) -> Read:
    """Return the workbook that a zip package holds; sheets named in ``unread`` without cells.

    Raises:
        Unreadable: it holds none, or one that breaks its own format.
        etree.XMLSyntaxError: a part is not well-formed XML.
    """
    main = main_part(package)
    root = markup.parse(package.read(main))
    if markup.local_name(root) != "workbook":
        raise Unreadable("is not a spreadsheet", "send the workbook that was issued to you")
    pointers = {pointer.id: pointer for pointer in package.relationships(main)}
    by_kind = {pointer.kind: pointer.target for pointer in pointers.values()}
    around = _surroundings(package, root, by_kind)
    sheets: list[Sheet] = []
    unseen: list[str] = []
    names: list[str] = []
    notes = 0
    listed = _children(root, "sheets")
    if len(listed) > limits.MAX_SHEETS:
        raise limits.OverLimitError(limits.MAX_SHEETS, "sheets")
    for element in listed:
        name = unescape(element.get("name", ""))
        names.append(name)
        pointer = pointers.get(relationship_id(element))
        if pointer is None or not pointer.target:
            raise damaged(f"its sheet {name[:31]} is missing")
        if pointer.kind in _UNREAD_SHEETS:
            unseen.append(f"The sheet {name} is {_UNREAD_SHEETS[pointer.kind]} and was not read.")
        else:
            state = _STATES.get(element.get("state", "visible"), "visible")
            skipped = Sheet(name=name, state=state)
            if name in unread:
                sheets.append(skipped)
                continue
            try:
                beside = package.relationships(pointer.target)
                contents = read_cells(package.read(pointer.target), around)
                sheets.append(_sheet(package, skipped, contents, beside))
                unseen.extend(unread_drawings(package, name, beside))
            except limits.OverLimitError as error:
                raise error.on(name) from error
            notes += len(sheets[-1].notes)
            if notes > limits.MAX_NOTES:
                raise limits.OverLimitError(limits.MAX_NOTES, "notes")
    if len(set(names)) != len(names):
        raise damaged("two of its sheets have the same name")
    if not sheets:
        raise damaged("it holds no worksheet")
    return Read(
        tuple(sheets),
        _defined_names(root, names),
        _application(package),
        around.date_1904,
        (*unseen, *_remarks(by_kind, around)),
        saved_in(package),
    )


def sheet_parts(package: Package) -> dict[str, str]:
    """Return the name of the part that holds each sheet, by the sheet's name.

    Raises:
        Unreadable: the package does not say where its workbook is.
    """
    main = main_part(package)
    targets = {pointer.id: pointer.target for pointer in package.relationships(main)}
    sheets = _children(markup.parse(package.read(main)), "sheets")
    return {
        unescape(element.get("name", "")): targets.get(relationship_id(element) or "", "")
        for element in sheets
    }


def main_part(package: Package) -> str:
    """Return the name of the part that the package is about.

    Raises:
        Unreadable: it does not say.
    """
    for pointer in package.relationships():
        if pointer.kind == "officeDocument" and pointer.target:
            return pointer.target
    raise damaged("it does not say where its workbook is")


def _surroundings(package: Package, root: etree._Element, by_kind: dict[str, str]) -> Surroundings:
    properties = next(iter(_elements(root, "workbookPr")), None)
    around = Surroundings(
        date_1904=properties is not None and properties.get("date1904") in ("1", "true")
    )
    theme = by_kind.get("theme", "")
    around.colours = Colours(lambda: package.read(theme) if theme in package else None)
    if by_kind.get("sharedStrings"):
        strings = package.read(by_kind["sharedStrings"])
        around.strings, around.runs = shared_strings(strings, around.colours)
    if by_kind.get("styles"):
        around.styles = read_styles(package.read(by_kind["styles"]), around.colours)
    return around


def _sheet(
    package: Package, named: Sheet, contents: Contents, beside: tuple[Relationship, ...]
) -> Sheet:
    return replace(
        named,
        cells=contents.cells,
        notes=read_notes(package, beside),
        looks=contents.looks,
        boxes=read_boxes(package, beside),
        hidden_rows=frozenset(contents.hidden_rows),
        hidden_columns=frozenset(contents.hidden_columns),
        protected=contents.protected,
        merged=tuple(contents.merged),
    )


def relationship_id(element: etree._Element) -> str:
    """Return the id of the part that an element stands for; empty if it names none."""
    for space in _RELATIONSHIPS:
        found = element.get(f"{{{space}}}id")
        if found is not None:
            return found
    return ""


def _defined_names(root: etree._Element, sheets: list[str]) -> dict[str, str]:
    found = {}
    listed = _children(root, "definedNames")
    if len(listed) > limits.MAX_NAMES:
        raise limits.OverLimitError(limits.MAX_NAMES, "defined names")
    for element in listed:
        name = element.get("name", "")
        place = element.get("localSheetId")
        if place is not None:
            owner = sheets[int(place)] if place.isdecimal() and int(place) < len(sheets) else place
            quoted = owner.replace("'", "''")
            name = f"'{quoted}'!{name}"
        found[name] = element.text or ""
    return found


def _application(package: Package) -> str:
    for pointer in package.relationships():
        if pointer.kind in ("extended-properties", "extendedProperties") and pointer.target:
            if pointer.target not in package:
                return ""
            root = markup.parse(package.read(pointer.target))
            named = (child.text for child in root if markup.local_name(child) == "Application")
            return next(named, None) or ""
    return ""


def _remarks(by_kind: dict[str, str], around: Surroundings) -> list[str]:
    remarks = []
    if "vbaProject" in by_kind:
        remarks.append("The file holds macros; they were neither run nor read.")
    if "externalLink" in by_kind:
        remarks.append("Some formulas look up other workbooks; their results are those last saved.")
    if around.uncalculated:
        count = around.uncalculated
        formulas = "1 formula" if count == 1 else f"{count:,} formulas"
        remarks.append(
            f"The results of {formulas} were not saved in the file; "
            "open it in Excel, save it and use that copy to have them checked."
        )
    return remarks


def _elements(root: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in root if markup.local_name(child) == name]


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    return [child for element in _elements(root, name) for child in element]
