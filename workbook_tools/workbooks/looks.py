"""What a cell looks like where that says more, or less, than its content."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_tools.workbooks.colours import BLACK, LEAST_CONTRAST, WHITE, Colour, contrast


@dataclass(frozen=True, slots=True)
class Look:
    """One cell with something in it that is raised, struck out or cannot be seen."""

    raised: str = ""
    """What stands above or below the line in a text of which other parts do not."""
    marked: str = ""
    """The text with what is raised as it looks: ``24.1³`` for 24.13 with its last digit raised."""
    is_struck: bool = False
    """Whether some of it is struck out, or all."""
    is_unseen: bool = False
    """Whether some of it has the colour of its ground, or all."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How a style shows a text. A colour that cannot be told is None."""

    is_struck: bool = False
    colour: Colour | None = BLACK
    ground: Colour | None = WHITE

    @property
    def is_unseen(self) -> bool:
        """Whether its text cannot be told from its ground."""
        return self.hides(self.colour)

    @property
    def is_odd(self) -> bool:
        """Whether a text in it says less to the eye than it holds."""
        return self.is_struck or self.is_unseen

    def hides(self, colour: Colour | None) -> bool:
        """Whether a text of some colour cannot be told from its ground."""
        if colour is None or self.ground is None:
            return False
        return contrast(colour, self.ground) < LEAST_CONTRAST


@dataclass(frozen=True, slots=True)
class Runs:
    """A text whose parts look different from each other."""

    raised: str
    marked: str
    is_struck: bool
    """Whether a part of it is struck out by itself."""
    is_bare: bool
    """Whether a part of it leaves its look to the cell."""
    colours: frozenset[Colour]
    """Those that its parts have by themselves."""

    def in_cell(self, dress: Dress) -> Look:
        """Return what it looks like in a cell of some style."""
        return Look(
            self.raised,
            self.marked,
            self.is_struck or (self.is_bare and dress.is_struck),
            (self.is_bare and dress.is_unseen) or any(map(dress.hides, self.colours)),
        )


def look_of(dress: Dress) -> Look:
    """Return what a text without parts looks like in a cell of some style."""
    return Look(is_struck=dress.is_struck, is_unseen=dress.is_unseen)
