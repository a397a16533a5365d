"""An entry: one cell of the adviser's, as its column's type understands it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the adviser's, understood."""

    value: float | str | None
    """A number, words, or None for a blank; a date is Excel's number of its day."""
    text: str
    """What the cell shows."""
    fault: str = ""
    """The rule it breaks, or the note to make; empty for none."""
    found: str = ""
    expected: str = ""


BLANK = Entry(None, "")


def quoted(text: str) -> str:
    """Return what a cell shows as a finding repeats it."""
    return f"“{text}”"
