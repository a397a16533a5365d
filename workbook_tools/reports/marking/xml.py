"""Putting elements where the schemas of spreadsheet parts want them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from xml.sax.saxutils import quoteattr

from lxml import etree

from workbook_tools.reports.marking.parts import space_of
from workbook_tools.workbooks.markup import local_name, parse

SHEET = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""The children of a worksheet in their order (ECMA-376 part 1, 18.3.1.99)."""

BOOK = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""The children of a workbook in their order (18.2.27)."""

STYLES = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
"""The children of a style sheet in their order (18.8.39)."""


def new_root(name: str, space: str) -> etree._Element:
    """Return the root of a new part, whose own namespace needs no prefix."""
    return etree.fromstring(f'<{name} xmlns="{space}"/>')


def elements(parent: etree._Element) -> list[etree._Element]:
    """Return the children that are elements, neither remarks nor instructions."""
    return [child for child in parent if isinstance(child.tag, str)]


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of this local name, in the parent's namespace."""
    return parent.find(f"{space_of(parent)}{name}")


def made_child(
    parent: etree._Element, name: str, order: Sequence[str], pointing: str = ""
) -> etree._Element:
    """Return the child of this name, made in its right place where there is none.

    ``pointing`` is the namespace of the ids by which the child points at other parts.
    """
    found = child(parent, name)
    if found is None:
        before = set(order[: order.index(name)])
        places = [n for n, each in enumerate(elements(parent), 1) if local_name(each) in before]
        spaces = {"r": pointing} if pointing else None
        found = etree.Element(f"{space_of(parent)}{name}", nsmap=spaces)
        last = elements(parent)[places[-1] - 1] if places else None
        parent.insert(0 if last is None else parent.index(last) + 1, found)
    return found


def canonical(element: etree._Element, without: Collection[str] = ()) -> str:
    """Return an element as text without namespaces, the same for elements that mean the same.

    The attributes named in ``without`` are left out of the element itself.
    """
    name = local_name(element)
    values = "".join(
        f" {key}={quoteattr(value)}"
        for key, value in sorted((str(key), str(value)) for key, value in element.items())
        if not key.startswith("{") and key not in without
    )
    inside = "".join(canonical(each) for each in elements(element))
    return f"<{name}{values}>{inside}</{name}>" if inside else f"<{name}{values}/>"


def from_text(text: str, space: str) -> etree._Element:
    """Return the element that such a text spells, in a namespace.

    Raises:
        Unreadable: it declares a document type.
        etree.XMLSyntaxError: it is not XML.
    """
    return _in_space(parse(text.encode("utf-8")), space)


def _in_space(element: etree._Element, space: str) -> etree._Element:
    made = etree.Element(f"{space}{local_name(element)}")
    for key, value in element.items():
        made.set(key, value)
    made.extend(_in_space(each, space) for each in element)
    made.text = element.text
    return made
