"""How cells look: styles with a mark in them, and without it again.

A cell's style is the number of an ``xf`` in ``cellXfs``, which names a fill and a
border by number (ECMA-376 part 1, 18.8). A mark is another ``xf``, the same but for
the fill and the border; nothing that is there is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from workbook_tools.reports.marking.parts import space_of
from workbook_tools.reports.marking.words import Mark
from workbook_tools.reports.marking.xml import (
    STYLES,
    canonical,
    child,
    elements,
    from_text,
    made_child,
)
from workbook_tools.workbooks.numberformats import BUILT_IN
from workbook_tools.workbooks.strings import escape, unescape
from workbook_tools.workbooks.unreadable import Unreadable

_SIDES = ("left", "right", "top", "bottom")
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_FIRST = {
    "font": ['<font><sz val="11"/><name val="Calibri"/></font>'],
    # Programs take the first two fills for these, whatever stands there.
    "fill": [_NO_FILL, '<fill><patternFill patternType="gray125"/></fill>'],
    "border": [_NO_BORDER],
    "xf": ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
}
EMPTY = (
    '<styleSheet><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
"""The style sheet for a workbook without one, but for the lists that every one is given."""

_LISTS = {"font": "fonts", "fill": "fills", "border": "borders", "xf": "cellXfs"}
_OWN = ("fillId", "borderId", "applyFill", "applyBorder")
"""What a mark changes in a style."""

_FIRST_OWN = 164
"""The first number of a number format that is declared in a workbook."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """The part of a style that a mark covers, spelled without namespace."""

    fill: str = _NO_FILL
    border: str = _NO_BORDER


class Styles:
    """The style sheet of a workbook."""

    def __init__(self, root: etree._Element, marks: Mapping[str, Mark]) -> None:
        self._root = root
        self._space = space_of(root)
        self._lists = {kind: self._begun(kind) for kind in _LISTS}
        self._items = {kind: elements(listed) for kind, listed in self._lists.items()}
        self._texts = {
            kind: [canonical(each) for each in self._items[kind]] for kind in ("fill", "border")
        }
        self._numbers: dict[str, dict[str, int]] = {}
        self._signs_of: dict[Appearance, tuple[bool, bool]] = {}
        self._marks = {
            severity: Appearance(solid(mark.fill), lined(mark.border, mark.line))
            for severity, mark in marks.items()
        }
        self._fills = {mark.fill for mark in marks.values()}
        self._lines = {mark.line for mark in marks.values()}

    def __len__(self) -> int:
        return len(self._items["xf"])

    @cached_property
    def _looks(self) -> dict[tuple[str, Appearance], int]:
        """The first style of every look."""
        looks: dict[tuple[str, Appearance], int] = {}
        for style in range(len(self)):
            looks.setdefault(self._look(style), style)
        return looks

    def appearance(self, style: int) -> Appearance:
        """Return what a mark on a cell of this style would cover."""
        xf = self._xf(style)
        fill, border = self._part("fill", xf, _NO_FILL), self._part("border", xf, _NO_BORDER)
        return Appearance(fill, border)

    def marked(self, style: int, severity: str) -> int:
        """Return the style that is this one with a mark."""
        return self._like(style, self._marks[severity])

    def with_signs(self) -> dict[int, tuple[bool, bool]]:
        """Return the styles that show a mark: whether in their fill, and in their border."""
        found = {style: self._signs(self.appearance(style)) for style in range(len(self))}
        return {style: signs for style, signs in found.items() if any(signs)}

    def restored(self, style: int, before: Appearance, number: int | None = None) -> int:
        """Return the style that is this one without its mark.

        Args:
            style: the present style. A fill or border that somebody has put in the place
                of ours stays.
            before: what the mark covered.
            number: the style that the cell had, if known. Programs give styles new numbers
                when they save, so it only counts if it looks as it should.
        """
        now = self.appearance(style)
        fill, border = self._signs(now)
        wanted = Appearance(
            self._sound(before.fill, "fill", _NO_FILL) if fill else now.fill,
            self._sound(before.border, "border", _NO_BORDER) if border else now.border,
        )
        if number is not None and number < len(self):
            rest, look = self._look(number)
            if (rest, look) == (self._look(style)[0], wanted):
                return number
        return self._like(style, wanted)

    def number_format(self, style: int) -> str:
        """Return the code of the number format that a style shows."""
        number = self._xf(style).get("numFmtId", "0")
        listed = child(self._root, "numFmts")
        for each in [] if listed is None else elements(listed):
            if each.get("numFmtId") == number:
                return unescape(each.get("formatCode", "General"))
        return BUILT_IN.get(int(number) if number.isdecimal() else 0, "General")

    def with_number_format(self, style: int, code: str) -> int:
        """Return the style that is this one with another number format."""
        xf = deepcopy(self._xf(style))
        xf.set("numFmtId", str(self._number_of_format(code)))
        xf.set("applyNumberFormat", "1")
        return self._number("xf", canonical(xf))

    def _number_of_format(self, code: str) -> int:
        """Return the number of a number format, declared where it is not."""
        built_in = next((number for number, each in BUILT_IN.items() if each == code), None)
        if built_in is not None:
            return built_in
        listed = made_child(self._root, "numFmts", STYLES)
        numbers = {
            int(each.get("numFmtId", "0")): unescape(each.get("formatCode", ""))
            for each in elements(listed)
            if each.get("numFmtId", "").isdecimal()
        }
        known = next((number for number, each in numbers.items() if each == code), None)
        if known is not None:
            return known
        number = max(_FIRST_OWN - 1, *numbers, 0) + 1
        values = {"numFmtId": str(number), "formatCode": escape(code)}
        etree.SubElement(listed, f"{self._space}numFmt", values)
        listed.set("count", str(len(elements(listed))))
        return number

    def add_style(self, font: str, fill: str, border: str, alignment: str) -> int:
        """Return the style of these parts, each spelled as an element without namespace."""
        numbers = [
            f'{kind}Id="{self._number(kind, text or _FIRST[kind][0])}"'
            for kind, text in (("font", font), ("fill", fill), ("border", border))
        ]
        base = ' xfId="0"' if child(self._root, "cellStyleXfs") is not None else ""
        text = (
            f'<xf numFmtId="0" {" ".join(numbers)}{base} applyFont="1" applyFill="1" '
            f'applyBorder="1" applyAlignment="1">{alignment}</xf>'
        )
        return self._number("xf", text)

    def _begun(self, kind: str) -> etree._Element:
        found = made_child(self._root, _LISTS[kind], STYLES)
        if not elements(found):
            found.extend(from_text(text, self._space) for text in _FIRST[kind])
        return found

    def _look(self, style: int) -> tuple[str, Appearance]:
        """Return a style as what a mark leaves alone, and what it covers."""
        return canonical(self._xf(style), _OWN), self.appearance(style)

    def _xf(self, style: int) -> etree._Element:
        return self._items["xf"][style if 0 <= style < len(self) else 0]

    def _part(self, kind: str, xf: etree._Element, none: str) -> str:
        number, texts = xf.get(f"{kind}Id", "0"), self._texts[kind]
        return texts[int(number)] if number.isdecimal() and int(number) < len(texts) else none

    def _like(self, style: int, look: Appearance) -> int:
        """Return a style that differs from this one in what a mark covers only."""
        key = (self._look(style)[0], look)
        if key not in self._looks:
            xf = deepcopy(self._xf(style))
            for kind, text in (("fill", look.fill), ("border", look.border)):
                xf.set(f"{kind}Id", str(self._number(kind, text)))
                xf.set(f"apply{kind.capitalize()}", "1")
            self._looks[key] = self._append("xf", xf)
        return self._looks[key]

    def _number(self, kind: str, text: str) -> int:
        """Return the number of the font, fill, border or style that this text spells."""
        if kind not in self._numbers:
            known: dict[str, int] = {}
            for number, element in enumerate(self._items[kind]):
                known.setdefault(canonical(element), number)
            self._numbers[kind] = known
        element = from_text(text, self._space)
        key = canonical(element)
        if key not in self._numbers[kind]:
            self._numbers[kind][key] = self._append(kind, element)
        return self._numbers[kind][key]

    def _append(self, kind: str, element: etree._Element) -> int:
        items = self._items[kind]
        items.append(element)
        if kind in self._texts:
            self._texts[kind].append(canonical(element))
        self._lists[kind].append(element)
        self._lists[kind].set("count", str(len(items)))
        return len(items) - 1

    def _sound(self, text: str, kind: str, none: str) -> str:
        """Return a fill or border from a record, or the empty one if it is none."""
        try:
            element = from_text(text, self._space)
        except (etree.XMLSyntaxError, Unreadable):
            return none
        return text if canonical(element) == text and text.startswith(f"<{kind}") else none

    def _signs(self, look: Appearance) -> tuple[bool, bool]:
        if look not in self._signs_of:
            self._signs_of[look] = (self._is_our_fill(look.fill), self._is_our_border(look.border))
        return self._signs_of[look]

    def _is_our_fill(self, fill: str) -> bool:
        pattern = elements(from_text(fill, ""))
        if not pattern or pattern[0].get("patternType") != "solid":
            return False
        return any(_rgb(colour) in self._fills for colour in pattern[0].findall("fgColor"))

    def _is_our_border(self, border: str) -> bool:
        element = from_text(border, "")
        colours = {_rgb(colour) for side in _SIDES for colour in element.findall(f"{side}/color")}
        return len(colours) == 1 and colours <= self._lines


def _rgb(colour: etree._Element) -> str:
    return (colour.get("rgb") or "")[-6:].upper()


def solid(colour: str) -> str:
    """Return a fill of one colour."""
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        '<bgColor indexed="64"/></patternFill></fill>'
    )


def lined(style: str, colour: str) -> str:
    """Return a border all round."""
    sides = "".join(
        f'<{side} style="{style}"><color rgb="FF{colour}"/></{side}>' for side in _SIDES
    )
    return f"<border>{sides}<diagonal/></border>"
