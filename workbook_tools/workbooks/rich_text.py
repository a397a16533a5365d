"""Shared texts, and texts whose parts look different from each other."""

from __future__ import annotations

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.colours import Colour, Colours
from workbook_tools.workbooks.looks import Runs
from workbook_tools.workbooks.markup import each
from workbook_tools.workbooks.strings import text_of, unescape
from workbook_tools.workbooks.styles import is_on


def shared_strings(
    xml: bytes, colours: Colours | None = None
) -> tuple[dict[str | None, str], dict[str | None, Runs]]:
    """Return the shared strings of a workbook by their number, as cells write it.

    Beside them, by the same numbers, how those look whose parts look different; only
    where ``colours`` finds out the colours of the workbook.
    """
    strings: dict[str | None, str] = {}
    odd: dict[str | None, Runs] = {}
    for index, item in enumerate(each(xml, "si")):
        if index == limits.MAX_STRINGS:
            raise limits.OverLimitError(limits.MAX_STRINGS, "shared texts")
        number = str(index)
        text = strings[number] = text_of(item)
        if len(text) > limits.MAX_TEXT:
            raise limits.TooLongError(limits.MAX_TEXT, "a text")
        has_runs = len(item) > 0 and item[0].tag.endswith("}r")
        if colours is not None and has_runs and (runs := runs_of(item, colours)):
            odd[number] = runs
    return strings, odd


def runs_of(item: etree._Element, colours: Colours) -> Runs | None:
    """Return how the parts of a string item look; None where all leave that to the cell.

    ``item`` is an ``si`` or ``is`` element; its runs are ``r`` elements (ECMA-376 part 1,
    18.4.4), each with properties of its own.
    """
    plain: list[str] = []
    marked: list[str] = []
    raised: list[str] = []
    seen: set[Colour] = set()
    is_struck = is_bare = False
    for run in item:
        if markup.local_name(run) != "r":
            continue
        parts = {markup.local_name(part): part for part in run}
        text = unescape(parts["t"].text or "") if "t" in parts else ""
        marked.append(text)
        if not text.strip():
            continue
        properties = {markup.local_name(part): part for part in parts.get("rPr", ())}
        small = _SMALL.get(_value(properties.get("vertAlign")))
        if small:
            raised.append(text)
            marked[-1] = text.translate(small)
        else:
            plain.append(text)
        is_struck |= is_on(properties.get("strike"))
        is_bare |= "rPr" not in parts
        colour = colours.of(properties.get("color"), None)
        if colour is not None:
            seen.add(colour)
    if not (raised or is_struck or seen):
        return None
    is_mixed = bool(raised and plain)
    return Runs(
        "".join(raised) if is_mixed else "",
        "".join(marked) if is_mixed else "",
        is_struck,
        is_bare,
        frozenset(seen),
    )


_SMALL = {
    "superscript": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get("val", "")
