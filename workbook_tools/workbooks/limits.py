"""How much of a file is read: every limit of the readers, and the sentence beyond it.

The largest return of the demo has 13,000 cells, 11 sheets and 40 styles. A file as large as a
limit is read in seconds and in less than 300 MB; a larger one is refused before the work is
done, by a sentence that is true: it is too large, and not damaged. What is counted is what
has to be worked on: a text that a thousand cells share counts a thousand times.
"""

from __future__ import annotations

from workbook_tools.workbooks.unreadable import Unreadable

MAX_FILE_BYTES = 60 * 2**20
"""Size of a file on disk; a full return is under 1 MB, and mail stops most files at 25 MB."""

MAX_PARTS = 5_000
"""Files in the zip file that a workbook is; a return has about 40."""

MAX_PART_BYTES = 64 * 2**20
"""A sheet of 200,000 cells is 5 to 20 MB of XML; a picture of a good camera 15 MB."""

MAX_TOTAL_BYTES = 200 * 2**20
"""Unpacked size of all parts: a full return is about 6 MB; pictures do not grow when unpacked."""

MAX_RATIO = 250
"""A sheet full of one number packs 13 times smaller; deflate can pack 1,032 times."""

RATIO_MATTERS_FROM = 20 * 2**20
"""Unpacked bytes below which any ratio is harmless: a few tenths of a second of reading."""

MAX_MARKS = 10_000_000
"""Angle brackets in the parts that are read: a cell has up to six. A full return has 200,000."""

MAX_MARKS_HELD = 400_000
"""Angle brackets in what has to be held at one time: a whole part such as the styles, or what
stands between two rows. Of each, up to 250 bytes of memory come."""

MAX_TREE_BYTES = 16 * 2**20
"""Size of a part that is held as a whole; the styles of very untidy workbooks reach 10 MB."""

MAX_SHEETS = 500
"""Sheets of any kind; a return has 11."""

MAX_CELLS = 200_000
"""Cells with a value or a formula in all sheets that are read."""

MAX_ROWS = 30_000
"""Rows of one sheet in which something stands; a table of a return has under 500."""

MAX_PLACES = 2_000_000
"""Rows, cells, column widths and merged ranges written in a file, blank cells included."""

MAX_STRINGS = 300_000
"""Shared texts; each usually serves several cells."""

MAX_TEXT = 100_000
"""Characters of one text; a cell of Excel holds 32,767."""

MAX_CHARACTERS = 20_000_000
"""Characters of the texts of all cells; a full return has half a million."""

MAX_FORMULA_CHARACTERS = 5_000_000
"""Characters of formulas that are written once and spelled out for many cells; a return that
Excel has saved has under half a million of them."""

MAX_STYLES = 65_000
"""Styles of cells, of fonts or of fills; Excel keeps 64,000 at most."""

MAX_FORMATS = 10_000
"""Number formats that a workbook declares; Excel keeps a few hundred."""

MAX_FORMAT = 5_000
"""Characters of one number format; Excel keeps 255."""

MAX_NOTES = 10_000
"""Notes on the cells of all sheets; a return has one or two of its own."""

MAX_POINTERS = 10_000
"""Other parts that one part points at."""

MAX_NAMES = 20_000
"""Names of cells that a workbook defines; a return has 30."""

_COPY = "copy what was filled in into the workbook that was issued to you and send that"
DELETE = "delete the sheets and rows that are not part of the return, and save it again"


class OverLimitError(Unreadable):
    """A file that holds more than is read."""

    def __init__(self, most: int, what: str, do: str = _COPY, where: str = "") -> None:
        """Take the limit and what is counted, in the plural: ``cells``."""
        place = f" on its sheet {where[:31]}" if where else ""
        super().__init__(f"holds more than {most:,} {what}{place}, far more than a return", do)
        self._parts = (most, what, do)

    def on(self, sheet: str) -> OverLimitError:
        """Return the same with the name of the sheet."""
        return OverLimitError(*self._parts, sheet)


class TooLongError(Unreadable):
    """A file with something in it that is longer than what is read."""

    def __init__(self, most: int, what: str, do: str = _COPY) -> None:
        """Take the limit in characters and what is too long: ``a text``."""
        super().__init__(f"holds {what} of more than {most:,} characters", do)


def too_many_cells() -> OverLimitError:
    """Return the error of a workbook with more cells than are read."""
    return OverLimitError(MAX_CELLS, "cells", DELETE)
