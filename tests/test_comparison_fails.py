"""The comparison can fail: what is changed in the rebuilt spreadsheet is seen, and not excused.

Many changes are made to one copy, each in a row of its own, and it is compared once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo

from workbook_tools.form import Form
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework
from workbook_tools.published.comparison import Comparison, compare
from workbook_tools.published.reasons import UNEXPLAINED

NOT_YET = "Not yet available"


@dataclass(frozen=True)
class Change:
    """A change to one cell of the simple view."""

    line: int
    column: int

    def make(self, cell: Any) -> None:
        """Change the cell."""
        raise NotImplementedError


@dataclass(frozen=True)
class Typed(Change):
    """A value typed into the cell."""

    value: object

    def make(self, cell: Any) -> None:
        cell.value = self.value


@dataclass(frozen=True)
class WithoutWords(Change):
    """The words beside the cell's number dropped from its format."""

    def make(self, cell: Any) -> None:
        assert '"' in cell.number_format
        cell.number_format = re.sub('"[^"]*"', "", cell.number_format)


@dataclass(frozen=True)
class WithoutNote(Change):
    """The note taken from the cell."""

    def make(self, cell: Any) -> None:
        assert cell.comment
        cell.comment = None


PLAIN = (
    Typed(577, 40, 78),
    Typed(578, 22, 80),
    Typed(582, 15, 71),
    Typed(583, 49, "Another comment"),
    Typed(584, 48, "Red"),
    Typed(594, 47, 2),
    Typed(596, 40, None),
    Typed(640, 40, NOT_YET),
    Typed(599, 1, "3"),
    Typed(605, 8, "An outcome of its own"),
    Typed(580, 9, "Number of schools"),
    Typed(636, 13, "Number of schools"),
)
"""Changes of cells that were the same, or the same in value."""

NOT_EXCUSED = (
    # Lost, cut or garbled in print, or in other words
    Typed(597, 1, "13"),
    Typed(659, 1, "2"),
    Typed(576, 8, "Children have the foundation for happy lives"),
    Typed(577, 9, "A greater proportion of pupils achieve level 5"),
    Typed(651, 13, "Index"),
    Typed(876, 13, "Number of fires and floods"),
    Typed(877, 13, "Number"),
    # A period, a day or a word that is printed as another
    Typed(578, 39, "Academic Year 2006-7"),
    Typed(674, 39, "Expected by 1 January 1900"),
    Typed(662, 39, None),
    Typed(816, 39, "TBC"),
    Typed(625, 40, "Not applicable"),
    Typed(787, 40, NOT_YET),
    Typed(675, 40, NOT_YET),
    Typed(758, 40, NOT_YET),
    Typed(760, 40, f"{NOT_YET}, expected by 30 June 2007"),
    Typed(952, 40, NOT_YET),
    Typed(796, 40, f"{NOT_YET} (2 year lag)"),
    Typed(824, 48, "Green"),
    # Figures with words
    Typed(759, 21, 6396),
    Typed(766, 15, 1274),
    Typed(676, 15, 1.35),
    # Variances printed the other way round, as a share, for the year before, rounded, as NA
    Typed(623, 47, 99),
    Typed(873, 47, 99),
    Typed(620, 47, 99),
    Typed(605, 46, 99),
    Typed(640, 47, 99),
    # In PNs; in the LEGI area; less than, jointly; of three years; by March 2009; with the
    # figure for priority neighbourhoods; with the number of cases; by 2008
    WithoutWords(768, 15),
    WithoutWords(676, 26),
    WithoutWords(619, 21),
    WithoutWords(679, 23),
    WithoutWords(781, 24),
    WithoutWords(711, 24),
    WithoutWords(640, 26),
    WithoutWords(761, 22),
    # Baseline year; SureStart; the 10% most deprived; another target; decimals; by 2008
    WithoutNote(764, 33),
    WithoutNote(648, 15),
    WithoutNote(676, 15),
    WithoutNote(719, 23),
    WithoutNote(811, 23),
    WithoutNote(763, 22),
)
"""Changes of cells that differ for a reason, or are standardised."""

Places = Mapping[tuple[int, int], Comparison]


def batches(changes: tuple[Change, ...]) -> list[list[Change]]:
    """Sort changes into as few batches as there are changes to one row."""
    sorted_: list[list[Change]] = []
    for change in changes:
        for batch in sorted_:
            if change.line not in {other.line for other in batch}:
                batch.append(change)
                break
        else:
            sorted_.append([change])
    return sorted_


def changed(spreadsheet: Path, path: Path, changes: list[Change]) -> Path:
    """Save a copy of the spreadsheet with cells of its simple view changed."""
    book: Any = openpyxl.load_workbook(spreadsheet)
    simple, full = book["Simple View"], book["Full View"]
    numbers = {cell.value: cell.column for cell in simple[3]}
    keys = {row: str(full.cell(row, 4).value or "") for row in range(5, full.max_row + 1)}
    lines = {int(key.rpartition("-")[2]): row for row, key in keys.items() if key}
    for change in changes:
        change.make(simple.cell(lines[change.line], numbers[change.column]))
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))
    return path


@pytest.fixture(scope="module")
def after(
    form: Form, framework: Framework, demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Change, Places]:
    """What is unexplained after each change, in all the rows of its batch."""
    folder = tmp_path_factory.mktemp("changed")
    found: dict[Change, Places] = {}
    for number, batch in enumerate(batches(PLAIN + NOT_EXCUSED)):
        path = changed(demo.spreadsheet, folder / f"{number}.xlsx", batch)
        wrong = {
            (cell.source_line, cell.column): cell
            for cell in compare(form, framework, path)
            if cell.why == UNEXPLAINED
        }
        assert {line for line, _ in wrong} <= {change.line for change in batch}
        found |= dict.fromkeys(batch, wrong)
    return found


def test_nothing_is_unexplained_before_a_change(
    form: Form, framework: Framework, demo: Demo
) -> None:
    assert [
        cell for cell in compare(form, framework, demo.spreadsheet) if cell.why == UNEXPLAINED
    ] == []


@pytest.mark.parametrize("change", PLAIN, ids=str)
def test_a_changed_cell_differs_and_is_unexplained(
    after: Mapping[Change, Places], change: Change
) -> None:
    wrong = {place: cell for place, cell in after[change].items() if place[0] == change.line}
    assert wrong.pop((change.line, change.column)).verdict == "differs"
    # A figure takes its variance with it.
    assert set(wrong) <= {(change.line, 46), (change.line, 47)}


@pytest.mark.parametrize("change", NOT_EXCUSED, ids=str)
def test_a_reason_does_not_cover_for_another_wrong_value(
    after: Mapping[Change, Places], change: Change
) -> None:
    assert after[change][change.line, change.column].verdict == "differs"
