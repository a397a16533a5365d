"""What the eye sees in an entry and what the file holds, where the two differ.

A figure with a raised footnote is held with the footnote among its digits; a value that is
struck out is held as if it stood; a nought can be kept from showing by its format, a text
by its colour. Whoever looks at the sheet sees something else than what would be taken from
it, so each is told. What is told of a cell that can be read at all takes the place of how
it was read; what the eye takes for no value, or for another one, is not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbook_tools.form.columns import Column
from workbook_tools.form.types import Entry
from workbook_tools.form.types.base import GENERAL
from workbook_tools.form.types.entry import quoted
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell
from workbook_tools.workbooks.looks import Look
from workbook_tools.workbooks.shown import displayed, shown

TOLD_TOGETHER = frozenset(["struck-out", "colour-hides"])
"""Rules that are told once for the cells of a row: who strikes out a row does one thing."""


def as_seen(entry: Entry, cell: Cell, look: Look | None, column: Column) -> Entry:
    """Return an entry with what the eye sees otherwise, if anything; else as it was read.

    Args:
        entry: what was read in a cell that is not blank.
        cell: the cell.
        look: what it looks like, where there is something to it.
        column: the declaration of its column.
    """
    if entry.fault and entry.value is None:
        return entry  # It could not be read: that is one cause, and is told.
    if look is not None and look.raised:
        raised = _raised(entry, look, column)
        if raised is not None:
            return raised
    if look is not None and look.is_struck:
        if column.kind.is_own_words:
            return replace(entry, fault="struck-out", found=quoted(entry.text))
        return Entry(None, entry.text, "struck-out", quoted(entry.text))
    otherwise = _shown_otherwise(entry, cell)
    if otherwise is not None:
        return otherwise
    if look is not None and look.is_unseen:
        return replace(entry, fault="colour-hides", found=quoted(entry.text))
    return _worked_out(entry, cell)


def _raised(entry: Entry, look: Look, column: Column) -> Entry | None:
    """Return an entry with a footnote in it; None where what is raised is none.

    Words keep it as it looks, so that a figure among them stays what it is.
    """
    if column.kind.is_own_words:
        return replace(entry, value=look.marked, text=folded(look.marked))
    if _ORDINAL.fullmatch(look.raised.strip()):
        return None
    marked = folded(look.marked)
    return Entry(None, marked, "raised-mark", quoted(marked), quoted(entry.text))


_ORDINAL = re.compile("st|nd|rd|th", re.IGNORECASE)


def _shown_otherwise(entry: Entry, cell: Cell) -> Entry | None:
    """Return an entry whose cell shows nothing, or another number; None where it shows it."""
    if cell.number_format == GENERAL:
        return None
    seen = folded(shown(cell))
    if not seen:
        plain = shown(replace(cell, number_format=GENERAL))
        return replace(entry, text=plain, fault="hidden-by-format", found=quoted(plain))
    if cell.kind != "number" or cell.is_date or not isinstance(entry.value, float):
        return None
    held = float(displayed(float(cell.value or 0.0))) * (100 if cell.shows_percent else 1)
    found = _NUMBER.search(seen)
    if found is None or not _is_rounded(held, found, seen):
        return replace(
            entry,
            text=f"{held:.15g}",
            fault="shown-otherwise",
            found=quoted(seen),
            expected=f"{held:.15g}",
        )
    return None


_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")


def _is_rounded(held: float, found: re.Match[str], seen: str) -> bool:
    """Whether a number that is shown is one that is held, to the decimals shown."""
    before = seen[: found.start()]
    if any(sign in before for sign in "<>"):
        return False
    size = abs(held)
    digits = found[0].replace(",", "")
    allowed = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * (1 + 1e-9)
    is_below = any(sign in before for sign in "-−(")
    return abs(float(digits) - size) <= allowed and is_below == (held < 0 and float(digits) > 0)


def _worked_out(entry: Entry, cell: Cell) -> Entry:
    """Return an entry that is the result of a formula, with what the formula looks at."""
    if cell.formula is None:
        return entry
    rule = "entry-formula"
    if _OTHER_WORKBOOK.search(cell.formula):
        rule = "entry-linked"
    elif _ARITHMETIC.fullmatch(cell.formula):
        rule = "entry-sum"
    return replace(entry, fault=rule, found=f"={cell.formula}", expected=quoted(entry.text))


_OTHER_WORKBOOK = re.compile(r"\[[^\[\]]+\][^!\[\]+*/^&=<>,();]*!|'[^']+\|[^']*'!|\b\w+\|'")
"""``[1]Sheet!A1``, ``'C:\\[figures.xls]Sheet'!A1``, and the links of old programs."""

_ARITHMETIC = re.compile(r"[-+*/^%().,0-9\s]+")
