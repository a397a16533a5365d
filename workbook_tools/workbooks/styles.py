"""What each cell style shows: the number format, and what of the text the eye may miss."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.colours import BLACK, WHITE, Colour, Colours
from workbook_tools.workbooks.looks import Dress
from workbook_tools.workbooks.numberformats import BUILT_IN
from workbook_tools.workbooks.strings import unescape


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook, by number as cells write it; None is that of no number."""

    formats: dict[str | None, str] = field(default_factory=dict)
    """The format code of each."""
    dresses: dict[str | None, Dress] = field(default_factory=dict)
    """How text looks in each."""
    odd: frozenset[str | None] = frozenset()
    """Those in which a text is struck out, or cannot be told from its ground."""


def read_styles(xml: bytes, colours: Colours) -> Styles:
    """Return the styles of a workbook.

    A cell's style counts the ``xf`` elements of ``cellXfs``; each names a font, a fill and
    a number format, built in or declared (ECMA-376 part 1, 18.8.10 and 18.8.30). A cell
    that names no style has style 0.

    Args:
        xml: the part of the styles.
        colours: finds out the colours of the workbook.

    Raises:
        Unreadable: it holds more styles than any program keeps.
    """
    codes = {str(number): code for number, code in BUILT_IN.items()}
    fonts: dict[str, _Font] = {}
    fills: dict[str, Colour | None] = {}
    styles: list[tuple[str, str, str]] = []
    declared = 0
    for element in markup.each(xml, *_LISTED):
        name = markup.local_name(element)
        parent = element.getparent()
        if parent is None or markup.local_name(parent) != _LISTED[name]:
            continue
        if name == "numFmt":
            declared += 1
            codes[element.get("numFmtId", "")] = _code(element)
        elif name == "font":
            fonts[str(len(fonts))] = _Font.of(element, colours)
        elif name == "fill":
            fills[str(len(fills))] = _ground(element, colours)
        else:
            asked = ("numFmtId", "fontId", "fillId")
            number, font_id, fill_id = (element.get(each, "0") for each in asked)
            styles.append((number, font_id, fill_id))
        if max(len(fonts), len(fills), len(styles)) > limits.MAX_STYLES:
            raise limits.OverLimitError(limits.MAX_STYLES, "styles")
        if declared > limits.MAX_FORMATS:
            raise limits.OverLimitError(limits.MAX_FORMATS, "number formats")
    formats: dict[str | None, str] = {}
    dresses: dict[str | None, Dress] = {}
    made: dict[tuple[_Font, Colour | None], Dress] = {}
    for index, (number, font_id, fill_id) in enumerate(styles):
        font, ground = fonts.get(font_id, _PLAIN), fills.get(fill_id, WHITE)
        formats[str(index)] = codes.get(number, "General")
        dress = made.get((font, ground))
        if dress is None:
            dress = made[font, ground] = Dress(font.is_struck, font.colour, ground)
        dresses[str(index)] = dress
    formats[None] = formats.get("0", "General")
    dresses[None] = dresses.get("0", Dress())
    odd = frozenset(style for style, dress in dresses.items() if dress.is_odd)
    return Styles(formats, dresses, odd)


_LISTED = {"numFmt": "numFmts", "font": "fonts", "fill": "fills", "xf": "cellXfs"}
"""The elements that are read, by the list in which each must stand: others are of no cell."""


def _code(element: etree._Element) -> str:
    code = unescape(element.get("formatCode", "General"))
    if len(code) > limits.MAX_FORMAT:
        raise limits.TooLongError(limits.MAX_FORMAT, "a number format")
    return code


@dataclass(frozen=True, slots=True)
class _Font:
    is_struck: bool = False
    colour: Colour | None = BLACK

    @classmethod
    def of(cls, element: etree._Element, colours: Colours) -> _Font:
        parts = {markup.local_name(part): part for part in element}
        return cls(is_on(parts.get("strike")), colours.of(parts.get("color"), BLACK))


_PLAIN = _Font()


def is_on(element: etree._Element | None) -> bool:
    """Whether a property of a font, such as ``strike``, is there and not switched off."""
    return element is not None and element.get("val", "1") not in ("0", "false")


def _ground(fill: etree._Element, colours: Colours) -> Colour | None:
    """Return the colour of a fill; None where it is a pattern, or shades over."""
    pattern = next(iter(fill), None)
    if pattern is None or pattern.get("patternType", "none") == "none":
        return WHITE
    if pattern.get("patternType") != "solid":
        return None
    parts = {markup.local_name(part): part for part in pattern}
    return colours.of(parts.get("fgColor"), None)
