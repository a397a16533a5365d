"""Checking the funding tables of a file: understood, cast, and what is wrong or odd in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook_tools.form import Form
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.framework import Framework
from workbook_tools.funding.across import across
from workbook_tools.funding.allocated import against_framework
from workbook_tools.funding.casting import CastTable, cast
from workbook_tools.funding.checks import CHECKS, Fault, FileTables, OneTable, in_words
from workbook_tools.funding.checks.elsewhere import check_elsewhere
from workbook_tools.funding.grid import Grid
from workbook_tools.funding.results import fill_in
from workbook_tools.funding.tables import tables_of
from workbook_tools.funding.words import words_of
from workbook_tools.problems import LaaError
from workbook_tools.values.findings import SEVERITIES, Finding
from workbook_tools.workbooks import Sheet, Source, Workbook
from workbook_tools.workbooks.address import parse_address
from workbook_tools.workbooks.delimited import open_table

_YIELDING = {
    "total-typed": ("total-differs", "whole-differs", "row-differs", "meets-here"),
    "total-differs": ("sum-leaves-out", "result-differs"),
    "whole-differs": ("sum-leaves-out", "result-differs"),
    "row-differs": ("result-differs",),
    "meets-here": ("sum-leaves-out", "result-differs"),
}
"""Checks that are silent on a cell of which others say that it is wrong: one finding a cause."""


class TooLargeError(LaaError):
    """A file with more in it than a funding table has."""


class NoTableError(LaaError):
    """A file that can be read, and has no funding table in it."""


@dataclass(frozen=True)
class CheckedTables:
    """One file with funding tables, checked."""

    workbook: Workbook
    tables: tuple[CastTable, ...]
    findings: tuple[Finding, ...]
    understood: tuple[str, ...]

    @property
    def status(self) -> str:
        """``accepted``, or ``errors`` where a finding is one."""
        return "errors" if any(each.severity == "error" for each in self.findings) else "accepted"


def read_tables(form: Form, file: Path | Source | Workbook) -> FileTables:
    """Return the funding tables of a file, understood and cast.

    Raises:
        UnreadableFileError: the file cannot be read.
        TooLargeError: more cells are filled in it than in any funding table.
        NoTableError: there is no table of figures in it.
    """
    workbook = file if isinstance(file, Workbook) else open_table(file)
    words = words_of(form)
    grids = {sheet.name: Grid(sheet) for sheet in _sheets_with_tables(form, workbook)}
    _refuse_large(workbook, grids.values(), int(words.limits["cells"]))
    unsaved = fill_in(grids)
    tables = tuple(
        cast(each, words, around=(workbook.path.stem,))
        for grid in grids.values()
        for each in tables_of(grid, words)
    )
    tables = tuple(filter(_is_of_money, tables)) or tables
    if not tables:
        raise NoTableError(
            f"{workbook.path} has no table of figures in it; name a file with one, with the names "
            "of the streams beside their amounts."
        )
    return FileTables(workbook, grids, tables, form, words, frozenset(unsaved))


def _refuse_large(workbook: Workbook, grids: Iterable[Grid], most: int) -> None:
    """Refuse more cells than can be understood within the time that somebody waits."""
    cells = sum(len(grid.sheet.cells) for grid in grids)
    if cells > most:
        raise TooLargeError(
            f"{workbook.path} has {cells:,} filled cells, and a file with more than {most:,} is "
            "not looked through for funding tables; delete what is not part of them."
        )


_OF_SPREADSHEET = ("funding table", "funding matrix")
"""The kinds of sheets of the LAA spreadsheet that are tables of their own; others compare them."""


def _sheets_with_tables(form: Form, workbook: Workbook) -> Iterator[Sheet]:
    """Yield the sheets to be looked at: of an LAA spreadsheet, those of funding."""
    names = {
        sheet.kind: sheet.name
        for sheet in form.spreadsheet.sheets
        if isinstance(sheet, PlainSheet) and sheet.kind.startswith("funding ")
    }
    there = {sheet.name for sheet in workbook.sheets}
    is_ours = {names.get("funding table"), names.get("funding checks")} <= there
    own = {names[kind] for kind in _OF_SPREADSHEET if kind in names}
    for sheet in workbook.sheets:
        if sheet.name in own if is_ours else sheet.state != "very hidden":
            yield sheet


def _is_of_money(table: CastTable) -> bool:
    """Whether anything says that a table is of money, or that its figures add up."""
    sheeted = table.sheeted
    return bool(
        table.totals
        or table.relations
        or sheeted.unit
        or any(each.measure or each.year for each in sheeted.amounts)
    )


def check_tables(file: FileTables, more: Iterable[Fault] = ()) -> CheckedTables:
    """Return what is wrong or odd in the tables of a file.

    Args:
        file: its tables.
        more: what was found by comparing it with others.
    """
    faults = [*_faults(file), *more]
    doubled = {(fault.sheet, row) for fault in faults for row in fault.doubled}
    wrong = {(fault.sheet, fault.place, fault.rule) for fault in faults}
    kept = [
        fault
        for fault in faults
        if not (fault.rule == "stream-twice" and (fault.sheet, fault.row) in doubled)
        and not any(
            (fault.sheet, fault.place, rule) in wrong for rule in _YIELDING.get(fault.rule, ())
        )
    ]
    findings = in_words(kept, file.form.funding_rules, file.workbook.path.name)
    return CheckedTables(
        file.workbook, file.tables, _in_order(findings, file.workbook), tuple(_understood(file))
    )


def _faults(file: FileTables) -> Iterator[Fault]:
    for table in file.tables:
        one = OneTable(file, table)
        for check in CHECKS.values():
            yield from check(one)
    yield from check_elsewhere(file)


def _understood(file: FileTables) -> Iterator[str]:
    for table in file.tables:
        yield from table.table.understood


def _in_order(findings: Iterable[Finding], workbook: Workbook) -> tuple[Finding, ...]:
    """Order findings as someone works through them: by sheet, row and column, worst first."""
    places = {sheet.name: place for place, sheet in enumerate(workbook.sheets)}

    def order(finding: Finding) -> tuple[int, int, int, int]:
        row, column = parse_address(finding.cell) if finding.cell else (0, 0)
        return places.get(finding.sheet, -1), row, column, SEVERITIES.index(finding.severity)

    return tuple(sorted(findings, key=order))


def check_files(
    files: Sequence[FileTables], framework: Framework | None = None
) -> list[CheckedTables]:
    """Return what is wrong or odd in the tables of files, each by itself and beside the others.

    Args:
        files: their tables.
        framework: what is allocated; None where nobody says.
    """
    compared = [across(files)]
    if framework is not None:
        compared.append(against_framework(files, framework))
    return [
        check_tables(each, [fault for found in compared for fault in found.get(number, ())])
        for number, each in enumerate(files)
    ]
