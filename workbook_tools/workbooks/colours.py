"""The colours of a workbook, as far as it has to be known whether a text can be seen.

A colour is written out, taken from the theme, or numbered in a palette (ECMA-376 part 1,
18.8.3 and 18.8.27). One that cannot be told is none: nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from lxml import etree

from workbook_tools.workbooks import markup

Colour = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)

LEAST_CONTRAST = 1.25
"""Of a text with its ground, below which nobody reads it; white on our pale yellow has 1.1,
the palest grey that a person might choose on white, D9D9D9, has 1.4."""

_PALETTE: Sequence[Colour] = (
    *(BLACK, WHITE, (255, 0, 0), (0, 255, 0)),
    *((0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255)),
)
"""Black, white, red, green, blue, yellow, magenta, cyan."""

_SYSTEM_TEXT, _SYSTEM_GROUND = 64, 65
_OFFICE_THEME = (WHITE, BLACK)
"""What the first two colours of a theme are where a file has none: ground and text."""

_HEXADECIMAL = re.compile("[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")


class Colours:
    """Finds out which colour an element of a style stands for."""

    def __init__(self, theme: Callable[[], bytes | None]) -> None:
        """Take what reads the theme's part; it is asked for only where a colour needs it."""
        self._read_theme = theme

    def of(self, element: etree._Element | None, missing: Colour | None) -> Colour | None:
        """Return the colour of a ``color``, ``fgColor`` or ``bgColor`` element.

        ``missing`` is that of no element, or of one that leaves it to the program.
        """
        if element is None or element.get("auto") in ("1", "true"):
            return missing
        if (rgb := element.get("rgb")) is not None:
            return _written(rgb)
        found = None
        if (theme := element.get("theme")) is not None:
            found = _numbered(theme, self._theme)
        elif (index := element.get("indexed")) is not None:
            found = _indexed(index)
        return found and _tinted(found, element.get("tint"))

    @cached_property
    def _theme(self) -> Sequence[Colour | None]:
        xml = self._read_theme()
        if xml is None:
            return _OFFICE_THEME
        schemes = [e for e in markup.parse(xml).iter() if markup.local_name(e) == "clrScheme"]
        if not schemes:
            return _OFFICE_THEME
        found = [_written(_value(next(iter(slot), None))) for slot in schemes[0]]
        # The first four stand in the file as dark, light, dark, light; cells count the light first.
        for dark in (0, 2):
            found[dark : dark + 2] = reversed(found[dark : dark + 2])
        return found


@lru_cache(maxsize=4096)
def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2, contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _value(element: etree._Element | None) -> str:
    """Return the colour of a slot of the theme: written out, or the system's last known one."""
    return "" if element is None else element.get("lastClr") or element.get("val") or ""


def _written(text: str) -> Colour | None:
    if not _HEXADECIMAL.fullmatch(text):
        return None
    red, green, blue = bytes.fromhex(text[-6:])
    return red, green, blue


def _numbered(text: str, colours: Sequence[Colour | None]) -> Colour | None:
    place = int(text) if text.isdecimal() and len(text) < 4 else len(colours)
    return colours[place] if place < len(colours) else None


def _indexed(text: str) -> Colour | None:
    number = int(text) if text.isdecimal() and len(text) < 4 else -1
    if number in (_SYSTEM_TEXT, _SYSTEM_GROUND):
        return BLACK if number == _SYSTEM_TEXT else WHITE
    # The palette begins with its first eight colours twice.
    return _PALETTE[number % 8] if 0 <= number < 16 else None


def _tinted(colour: Colour, tint: str | None) -> Colour:
    """Return a colour made lighter or darker, which is near enough part by part."""
    try:
        by = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        return colour
    to, share = (255, by) if by > 0 else (0, -by)
    red, green, blue = (round(part + (to - part) * share) for part in colour)
    return red, green, blue
