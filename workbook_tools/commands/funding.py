"""``laa funding``: tables of any origin, understood and checked; and our own, rebuilt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook_tools.commands.findings import (
    MOST,
    as_grave,
    end,
    findings_options,
    in_words,
    print_findings,
    print_places,
    summary,
)
from workbook_tools.commands.here import here, progress, working_folder
from workbook_tools.commands.options import replace_option, round_option
from workbook_tools.commands.usage import CommandGroup
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from workbook_tools.folder import Folder
    from workbook_tools.funding.checking import CheckedTables


@dataclass
class _Result:
    """One file, and what became of it."""

    path: Path
    checked: CheckedTables | None = None
    problem: str = ""

    @property
    def status(self) -> str:
        return self.checked.status if self.checked else "unreadable"


@click.group("funding", cls=CommandGroup)
def command() -> None:
    """Funding tables: do they cast, and do they agree with each other?"""


@command.command("check")
@findings_options
def check(
    files: tuple[Path, ...],
    least: str,
    in_full: bool,
    as_json: bool,
    page: Path | None,
    marked: Path | None,
    replace: bool,
) -> None:
    """Say how funding tables were understood, and what is wrong or odd in them.

    Any table will do: .xlsx, .ods, .xls or .csv, with headings, streams, subtotals and totals.
    Tables of several years, in one file or in several, are compared with each other. What would
    put a total right is a possibility, never a fact.

    Exit status: 0 no errors; 1 errors found; 2 a file that cannot be read as a table.
    """
    if page:
        from workbook_tools.reports.findings_page import refuse_other_than_page

        refuse_other_than_page(page, files, replace=replace)
    current = here()
    results = _results(files, current)
    for result in results:
        if result.problem:
            click.echo(f"laa: {result.problem}", err=True)
    if page:
        _write_page(page, results, current, replace=replace)
    copies = _save_marked(results, files, current, marked, replace) if marked else []
    if as_json:
        click.echo(json.dumps(_document(results, least), ensure_ascii=False, indent=2))
    else:
        for result in results:
            _print_result(result, least, None if in_full else MOST)
        print_places(page, copies)
    end({result.status for result in results}, copies)


@command.command("consolidate")
@round_option()
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write, such as funding.xlsx.",
)
@replace_option()
def consolidate(round_id: str | None, path: Path, replace: bool) -> None:
    """Write the funding tables of a round from the framework and the ledger.

    They are as published, by stream and block, over the years, with what the returns say was
    spent, and with both sides of every control. The LAA spreadsheet has the same sheets.
    """
    from workbook_tools.folder.publishing import write_funding

    current = working_folder()
    terms = current.terms(round_id or "")
    write_funding(current, terms, path, replace=replace)
    click.echo(f"{path}: the funding of {terms.round.year}")


def _results(paths: Sequence[Path], current: Folder) -> list[_Result]:
    from workbook_tools.folder.funding_of_returns import funding_of_return, is_return
    from workbook_tools.funding.checking import check_files, read_tables
    from workbook_tools.returns.marked_copy import without_findings_sheet
    from workbook_tools.workbooks.delimited import open_table

    results = [_Result(path) for path in paths]
    read = []
    with progress(results, "Reading") as shown:
        for result in shown:
            try:
                # A marked copy that was corrected is checked as the table it is.
                workbook = without_findings_sheet(open_table(result.path))
                if is_return(workbook):
                    result.checked = funding_of_return(current, workbook)
                else:
                    read.append((result, read_tables(current.form, workbook)))
            except LaaError as error:
                result.problem = str(error)
    checked = check_files([tables for _, tables in read], current.history.latest)
    for (result, _), each in zip(read, checked, strict=True):
        result.checked = each
    return results


def _print_result(result: _Result, least: str, most: int | None) -> None:
    """Print how a file was understood and what was found, worst first."""
    if result.checked is None:
        return
    findings = result.checked.findings
    click.secho(f"{result.path}: {in_words(findings)}", bold=True)
    for sentence in result.checked.understood:
        click.echo(f"  {sentence}")
    print_findings(findings, least, most, "--all prints them")


def _document(results: Sequence[_Result], least: str) -> dict[str, Any]:
    every = [each for result in results if result.checked for each in result.checked.findings]
    files = [
        {
            "file": str(result.path),
            "theme_group": "",
            "round": "",
            "status": result.status,
            "understood": list(result.checked.understood) if result.checked else [],
            "findings": [
                each.as_dict()
                for each in as_grave(result.checked.findings if result.checked else (), least)
            ],
        }
        for result in results
    ]
    return {"files": files, "summary": summary([result.status for result in results], every)}


def _save_marked(
    results: Sequence[_Result],
    files: Sequence[Path],
    current: Folder,
    folder: Path,
    replace: bool,
) -> list[Path | None]:
    """Write the marked copies; return where they are, None for one that could not be written."""
    from workbook_tools.reports.marking import CopyFolder, Heading
    from workbook_tools.workbooks.delimited import is_delimited

    copies: list[Path | None] = []
    into = CopyFolder(current.form, folder, files, replace=replace)
    for result in results:
        if result.checked is None:
            continue
        book = result.checked.workbook
        if is_delimited(book.path.name, book.content):
            click.echo(
                f"{book.path}: a text file has no place for marks; no copy made",
                err=True,
            )
            continue
        try:
            copies.append(
                into.save_content(
                    book.path, book.content, result.checked.findings, Heading(book.path.name)
                )
            )
        except LaaError as error:
            click.echo(f"laa: {error}", err=True)
            copies.append(None)
    return copies


def _write_page(page: Path, results: Sequence[_Result], current: Folder, *, replace: bool) -> None:
    from workbook_tools.files import write_own
    from workbook_tools.reports.findings_page import CheckedFile, findings_page

    files = [
        CheckedFile(
            path=str(result.path),
            theme_group="",
            round="",
            status=result.status,
            findings=result.checked.findings if result.checked else (),
            problem=result.problem,
        )
        for result in results
    ]
    content = findings_page(current.form, files, current.terms().framework)
    write_own(page, content, replace=replace)
