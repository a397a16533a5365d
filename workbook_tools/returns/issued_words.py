"""The words that a return was issued with outside its tables' rows.

They are those that the writer writes: it is given a sheet that only remembers them. What
stands on a returned sheet besides was put there by somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbook_tools.form.sheets import PlainSheet
from workbook_tools.form.types import GENERAL
from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.returns.guidance import write_guidance
from workbook_tools.returns.write import write_head
from workbook_tools.values.comparing import folded
from workbook_tools.workbooks import Cell
from workbook_tools.workbooks.shown import shown
from workbook_tools.writing.workbook import Writing


@dataclass(frozen=True, slots=True)
class IssuedWords:
    """What was written on one sheet, outside the rows of its table."""

    texts: frozenset[str]
    """Texts with white space folded, and numbers as they are shown."""
    formulas: frozenset[tuple[int, int]]
    """Where formulas stand; rows and columns count from 1."""
    changing: Sequence[tuple[str, re.Pattern[str]]] = ()
    """The texts that may have been others on the day of issue: what stands before each in its
    row, and its form."""

    def has(self, text: str, before: str = "") -> bool:
        """Whether a text was issued; ``before`` is what the first cell of its row says."""
        if text in self.texts:
            return True
        return any(label == before and form.fullmatch(text) for label, form in self.changing)


def words_of_table(plan: ReturnPlan, table: PlannedTable) -> IssuedWords:
    """Return what stands above the headings of a table."""
    sheet = _Remembered()
    write_head(_Remembering(plan.form, sheet, {}), sheet, plan, table)
    return sheet.words(_changing(table))


def words_of_page(plan: ReturnPlan, page: PlainSheet) -> IssuedWords:
    """Return what stands on a page."""
    sheet = _Remembered()
    if page.kind == "guidance":
        write_guidance(_Remembering(plan.form, sheet, {}), plan, page)
    else:
        for text in _texts_in(page.spec):
            for name, words in plan.words.items():
                text = text.replace(f"{{{name}}}", words)
            sheet.texts.add(folded(text))
    return sheet.words()


def notes_of_table(table: PlannedTable) -> frozenset[str]:
    """Return the notes on the cells of a table's rows, with white space folded."""
    notes = set()
    for row in table.rows:
        for column in table.columns:
            content = table.known(row, column)
            if content.note:
                notes.add(folded(content.note))
            if column.note_on and content.value:
                notes.add(folded(column.note_beside(content.value)))
    return frozenset(notes)


def _changing(table: PlannedTable) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the lines that name somebody to ask, or a day that may have been put off since."""
    for line in table.lines:
        value = line.get("value", "")
        if any(f"{{{name}}}" in value for name in _CHANGING):
            parts = (re.escape(folded(part)) for part in re.split(r"\{[a-z_]+\}", value))
            yield folded(line["text"]), re.compile(".*".join(parts))


_CHANGING = ("contact", "due", "starts", "ends", "round_title")


def _texts_in(spec: Any) -> Iterator[str]:
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, Mapping):
        for each in spec.values():
            yield from _texts_in(each)
    elif isinstance(spec, list | tuple):
        for each in spec:
            yield from _texts_in(each)


class _Remembered:
    """A worksheet that remembers which texts it was given and where its formulas stand."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.formulas: set[tuple[int, int]] = set()

    def words(self, changing: Iterable[tuple[str, re.Pattern[str]]] = ()) -> IssuedWords:
        return IssuedWords(frozenset(self.texts), frozenset(self.formulas), tuple(changing))

    def write_string(self, row: int, column: int, text: str, *_: object) -> None:
        self.texts.add(folded(text))

    def write_row(self, row: int, column: int, texts: Sequence[str], *_: object) -> None:
        self.texts.update(map(folded, texts))

    def write_number(self, row: int, column: int, number: float, shown_as: str = "") -> None:
        cell = Cell(row + 1, column + 1, float(number), "number", None, shown_as or GENERAL)
        # Some formats are read for their values only.
        self.texts.update((folded(shown(cell)), f"{number:g}"))

    def write_url(self, row: int, column: int, *_: object, string: str) -> None:
        self.texts.add(folded(string))

    def write_formula(self, row: int, column: int, *_: object) -> None:
        self.formulas.add((row + 1, column + 1))

    def __getattr__(self, name: str) -> Any:
        """Take everything else that a worksheet is told, and forget it."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None


class _Remembering(Writing):
    """A writing that makes no workbook: ``book`` is the one sheet that remembers."""

    def style(self, *names: str, number_format: str = "") -> Any:
        return number_format

    def add_sheet(self, name: str, paper: str, *, pages: int = 0) -> Any:
        return self.book

    def write_texts(
        self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float], *look: str
    ) -> None:
        sheet.write_row(row, 0, texts)

    def colour_lights(self, sheet: Any, area: tuple[int, int, int, int]) -> None:
        return None
