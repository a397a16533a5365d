"""A record: one value that a return reported, with the cell it came from."""

from __future__ import annotations

from dataclasses import dataclass

PROVISIONAL = "provisional"
"""The state of a figure that may still change."""


@dataclass(frozen=True, slots=True)
class Record:
    """One accepted value of one return, in long form.

    ``field``, ``year``, ``area`` and ``measure`` come from the declaration of the
    column it was entered in, and are the same words that
    :class:`workbook_tools.framework.Figure` uses.
    """

    indicator: str
    field: str
    """``actual`` for figures and what is said of them, ``light`` for judgements,
    ``comment`` for comments."""
    year: str
    area: str
    """Id of an area; never ``headline``: that is resolved when the return is read."""
    measure: str
    """``value``, ``numerator``, ``period``, ``status``…"""
    value: float | None
    """The number; dates count as days as Excel does; None for words."""
    text: str
    """The value as the adviser sees it in the cell."""
    state: str
    """``final`` or ``provisional`` for a figure; for its absence, why there is none; else empty."""
    column: str
    """Id of the column."""
    sheet: str
    cell: str
    """A1 address in the file as it was received."""

    @property
    def content(self) -> float | str:
        """The number where it is one, else the words."""
        return self.text if self.value is None else self.value
