"""What each cell style shows: the number format, and what of the text the eye may miss."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workbook_tools.workbooks import markup
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
    """
    root = markup.parse(xml)
    space = etree.QName(root).namespace or ""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    for element in root.iterfind(f"{{{space}}}numFmts/{{{space}}}numFmt"):
        codes[element.get("numFmtId", "")] = unescape(element.get("formatCode", "General"))
    fonts = [_Font.of(e, colours) for e in root.iterfind(f"{{{space}}}fonts/{{{space}}}font")]
    fills = [_ground(e, colours) for e in root.iterfind(f"{{{space}}}fills/{{{space}}}fill")]
    known_fonts = {str(number): font for number, font in enumerate(fonts)}
    known_fills = {str(number): ground for number, ground in enumerate(fills)}
    formats: dict[str | None, str] = {}
    dresses: dict[str | None, Dress] = {}
    for index, style in enumerate(root.iterfind(f"{{{space}}}cellXfs/{{{space}}}xf")):
        font = known_fonts.get(style.get("fontId", "0"), _PLAIN)
        ground = known_fills.get(style.get("fillId", "0"), WHITE)
        formats[str(index)] = codes.get(style.get("numFmtId", "0"), "General")
        dresses[str(index)] = Dress(font.is_struck, font.colour, ground)
    formats[None] = formats.get("0", "General")
    dresses[None] = dresses.get("0", Dress())
    odd = frozenset(style for style, dress in dresses.items() if dress.is_odd)
    return Styles(formats, dresses, odd)


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
