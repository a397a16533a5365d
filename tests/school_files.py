"""A school that runs a form of its own, in a copy of ``tests/second_form``, by the commands."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from workbook_tools.commands import main
from workbook_tools.declared.resources import TEMPLATES
from workbook_tools.formulas.engine import recalculated
from workbook_tools.workbooks import Sheet, Workbook, open_workbook

DECLARED = Path(__file__).parent / "second_form"

REFERENCES = ("No.", "Short name", "Who signs")
"""What stands over the references of a table, in its first column."""

Typed = Mapping[tuple[str, str, str], Any]
"""What is typed, by sheet, reference and heading."""


@dataclass
class School:
    """A working folder of the school, and what the commands said in it."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, folder: Path) -> School:
        """Set the folder up: nothing in it is the council's but how the page is laid out."""
        shutil.copytree(DECLARED, folder)
        shutil.copytree(TEMPLATES / "findings-page", folder / TEMPLATES.name / "findings-page")
        return cls(folder)

    def laa(self, *words: str, status: int = 0) -> str:
        """Run a command in the folder; keep what it said under its words, and return it."""
        with contextlib.chdir(self.folder), pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", "250")
            answer = CliRunner().invoke(main, list(words), catch_exceptions=False)
        assert answer.exit_code == status, answer.output
        self.said[" ".join(words)] = answer.output
        return answer.output

    def fill_in(self, source: str, target: str, typed: Typed) -> None:
        """Type into a workbook as someone does who sees its headings; save it elsewhere."""
        book = openpyxl.load_workbook(self.folder / source)
        for (sheet, reference, heading), value in typed.items():
            row, column = _place(book[sheet], reference, heading)
            book[sheet].cell(row, column).value = value
        path = self.folder / target
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        path.write_bytes(recalculated(path.read_bytes()))

    def open(self, name: str) -> Workbook:
        """Open a workbook that a command wrote."""
        return open_workbook(self.folder / name)

    def sheet(self, name: str, sheet: str) -> Sheet:
        """Return a sheet that must be there."""
        found = self.open(name).sheet(sheet)
        assert found is not None, sheet
        return found

    def lines(self, name: str, sheet: str) -> list[tuple[Any, ...]]:
        """Return the rows of a sheet that say something, without the blanks behind them."""
        found = self.sheet(name, sheet)
        rows = []
        for row in range(1, found.max_row + 1):
            values = [found.cell(row, column).value for column in range(1, found.max_column + 1)]
            values = [None if value == "" else value for value in values]
            while values and values[-1] is None:
                values.pop()
            if values:
                rows.append(tuple(values))
        return rows

    def table(self, name: str, sheet: str) -> dict[str, dict[str, Any]]:
        """Return what a table says, by reference and heading."""
        lines = self.lines(name, sheet)
        head = next(place for place, line in enumerate(lines) if line[0] in REFERENCES)
        return {
            str(line[0]): dict(zip(lines[head][1:], line[1:], strict=False))
            for line in lines[head + 1 :]
        }


def _place(sheet: Any, reference: str, heading: str) -> tuple[int, int]:
    """Return where a row and a column cross; a new row is the first without a reference."""
    head = next(row for row in range(1, 40) if sheet.cell(row, 1).value in REFERENCES)
    columns = {cell.value: cell.column for cell in sheet[head]}
    rows = {sheet.cell(row, 1).value: row for row in range(sheet.max_row, head, -1)}
    return rows[reference or None], columns[heading]
