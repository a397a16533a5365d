"""Totals under a register: how many lines there are of each kind, and what they are worth.

Every figure is a formula over the register above it, so that a changed line changes them. Kinds
come in the order of the form's list; then comes what has none, and the total of all. What the
partnership counts as a kind of its own, but is nobody's line (the share of indicators on target),
is looked up on the summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.summary import total_cells
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.workbooks.address import column_letters

_GAP = 2
"""Rows between a register and its totals."""


def write_totals(page: Page, lines: int) -> None:
    """Write the totals under a register of so many lines, as its declaration says."""
    spec = page.declared.spec["totals"]
    totals = _Totals(page, spec, lines)
    row = HEADING_ROW + max(lines, 1) + _GAP
    section = page.writing.style("section")
    for place in range(totals.first, totals.last + 1):
        page.sheet.write_blank(row, place, None, section)
    page.sheet.write_string(row, totals.first, spec["title"], section)
    row += 1
    heading = page.writing.style("column-heading")
    page.sheet.write_row(row, totals.first, totals.headings, heading)
    page.sheet.set_row(row, 48)
    begins = row + 1
    for kind in (*totals.kinds, ""):
        row += 1
        totals.write_kind(row, kind)
    row += 1
    totals.write_total(row, begins, row - 1)
    if "on_target" in spec and (cells := total_cells(page)):
        totals.write_share(row + 1, cells)


class _Totals:
    """Where the parts of a register stand that its totals look at."""

    def __init__(self, page: Page, spec: Mapping[str, Any], lines: int) -> None:
        self.page, self.spec = page, spec
        form, register = page.book.form, page.declared.spec
        self.kinds: Sequence[str] = form.lists[form.columns[spec["by"]].list].words
        said = len(register["headings"])
        self.first = said - 1
        self.last = said + len(spec["amounts"])
        places = {name: place for place, name in enumerate(register["columns"], start=said)}
        kind = form.columns[spec["amount"]].kind
        self._money = kind.number_format()
        self._of = self._range(places[spec["by"]], lines)
        self._amounts = self._range(places[spec["amount"]], lines)
        # Whose a line is stands in every line, and in no heading between them.
        self._keys = self._range(1, lines)

    @staticmethod
    def _range(place: int, lines: int) -> str:
        letters = column_letters(place + 1)
        return f"${letters}${HEADING_ROW + 1}:${letters}${HEADING_ROW + max(lines, 1)}"

    @property
    def headings(self) -> list[str]:
        """What stands over the totals."""
        amounts = [each["heading"] for each in self.spec["amounts"]]
        return [self.spec["heading"], self.spec["count"], *amounts]

    def write_kind(self, row: int, kind: str) -> None:
        """Write how many lines there are of a kind, and what they are worth; or of none."""
        page = self.page
        words = kind or self.spec["none"]
        page.sheet.write_string(row, self.first, words, page.writing.style("cell", "text"))
        label = f"${column_letters(self.first + 1)}{row + 1}"
        has_none = f'--({self._keys}<>""),--({self._of}="")'
        count = f"COUNTIF({self._of},{label})" if kind else f"SUMPRODUCT({has_none})"
        self._formula(row, self.first + 1, f"={count}", "centre")
        of_kind = f"--({self._of}={label})" if kind else has_none
        value = f"SUMPRODUCT({of_kind},{self._amounts})"
        for place, amount in enumerate(self.spec["amounts"], start=self.first + 2):
            if kind in self._kinds_in(amount):
                self._formula(row, place, f"={value}", "figure", number_format=self._money)
            else:
                page.sheet.write_blank(row, place, None, page.writing.style("cell"))

    def _kinds_in(self, amount: Mapping[str, Any]) -> Iterator[str]:
        """Yield the kinds whose value stands in a column: those it names, or all others."""
        if "kinds" in amount:
            yield from amount["kinds"]
            return
        named = {kind for each in self.spec["amounts"] for kind in each.get("kinds", ())}
        yield from (kind for kind in (*self.kinds, "") if kind not in named)

    def write_total(self, row: int, first: int, last: int) -> None:
        """Write the total of the rows between two, both counted from 0."""
        page = self.page
        look = page.writing.style("cell", "text", "total")
        page.sheet.write_string(row, self.first, self.spec["total"], look)
        for place in range(self.first + 1, self.last + 1):
            letters = column_letters(place + 1)
            formula = f"=SUM({letters}{first + 1}:{letters}{last + 1})"
            if place == self.first + 1:
                self._formula(row, place, formula, "centre", "total")
            else:
                self._formula(row, place, formula, "figure", "total", number_format=self._money)

    def write_share(self, row: int, cells: Mapping[str, str]) -> None:
        """Write the share of the indicators that achieve their targets, and of how many it is."""
        page, spec = self.page, self.spec["on_target"]
        look = page.writing.style("cell", "text")
        page.sheet.write_string(row, self.first, spec["text"], look)
        self._formula(row, self.first + 1, f"={cells['share']}", "centre", number_format="0%")
        before, between, behind = spec["of"].replace("}", "{").split("{")[::2]
        words = f'="{before}"&{cells["on_target"]}&"{between}"&{cells["rated"]}&"{behind}"'
        page.sheet.merge_range(row, self.first + 2, row, self.last, "", look)
        self._formula(row, self.first + 2, words, "text")

    def _formula(
        self, row: int, place: int, formula: str, *looks: str, number_format: str = ""
    ) -> None:
        style = self.page.writing.style("cell", *looks, number_format=number_format)
        self.page.sheet.write_formula(row, place, formula, style)
