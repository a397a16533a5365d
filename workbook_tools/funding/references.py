"""Formulas that only add up: which cells a total looks at, without any engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbook_tools.workbooks.address import parse_area

_LONGEST = 2000
_MEMORY = 20_000

_PART = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?:"
    r"(?P<function>SUM|SUBTOTAL)\s*\(\s*(?P<inside>[^()]*)\)"
    r"|(?P<cell>(?:'[^']+'!|[A-Za-z0-9_]+!)?\$?[A-Z]{1,3}\$?[0-9]{1,7})(?![(:0-9A-Z])"
    r")\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Added:
    """Cells that a formula adds up or takes off."""

    sign: int
    sheet: str
    """Empty for the formula's own."""
    top: int
    left: int
    bottom: int
    right: int
    skips_subtotals: bool = False


@lru_cache(_MEMORY)
def added_by(formula: str) -> tuple[Added, ...] | None:
    """Return what a formula adds up; None where it does anything else."""
    if not formula or len(formula) > _LONGEST:
        return None
    found: list[Added] = []
    place = 0
    while place < len(formula):
        part = _PART.match(formula, place)
        if part is None or part.end() == place or (place and not part["sign"]):
            return None
        place = part.end()
        sign = -1 if part["sign"] == "-" else 1
        for each in _areas(part):
            if each is None:
                return None
            sheet, (top, left, bottom, right) = each
            skips = (part["function"] or "").upper() == "SUBTOTAL"
            found.append(Added(sign, sheet, top, left, bottom, right, skips))
    return tuple(found) or None


def _areas(part: re.Match[str]) -> Iterator[tuple[str, tuple[int, int, int, int]] | None]:
    texts = [part["cell"]] if part["cell"] else (part["inside"] or "").split(",")
    if (part["function"] or "").upper() == "SUBTOTAL":
        if texts[0].strip() not in ("9", "109"):
            yield None
            return
        texts = texts[1:]
    for text in texts:
        sheet, _, cells = text.strip().rpartition("!")
        area = parse_area(cells)
        yield (sheet.strip("'"), area) if area else None
