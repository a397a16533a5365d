"""``laa demo``: a whole round on the published 2006-07 data."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands.findings import in_words
from workbook_tools.commands.here import along, progress
from workbook_tools.commands.ingest import received_on
from workbook_tools.files import is_begun, write_whole, write_workbook
from workbook_tools.folder.issuing import planned, record_issues, write_returns
from workbook_tools.folder.rounds import Terms, now
from workbook_tools.form import load_form
from workbook_tools.framework import Framework
from workbook_tools.framework.history import load_history
from workbook_tools.ledger import Ledger
from workbook_tools.ledger.submitting import submission_of
from workbook_tools.problems import LaaError
from workbook_tools.published.rows import PUBLISHED_ROUND

if TYPE_CHECKING:
    from workbook_tools.checks import Outcome
    from workbook_tools.form import Form
    from workbook_tools.published.comparison import Comparison
    from workbook_tools.published.funding import FundingComparison
    from workbook_tools.rules.issued import IssuedReturn

_CONTACT = "Coventry Partnership Secretariat"


@click.command("demo")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    default=Path("output/demo"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder to write to.",
)
def command(folder: Path) -> None:
    """Run a whole round on Coventry's published 2006-07 data.

    Writes the blank returns, fills them in with the published update, checks and
    records them, rebuilds the LAA spreadsheet and compares it with the published one.
    """
    from workbook_tools.consolidated import spreadsheet_bytes
    from workbook_tools.folder.publishing import book_of
    from workbook_tools.published.comparison import compare, comparison_csv

    claim_folder(folder)
    round_ = load_history().round(PUBLISHED_ROUND)
    terms = Terms(load_form(), load_history().at(round_), round_, "open")
    # A run tells the whole story from the start, so it starts its ledger anew.
    for part in folder.glob("ledger.sqlite*"):
        part.unlink()
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        blank = _issue(terms, ledger, folder / "returns")
        completed = _complete(blank, folder / "completed")
        checked = _receive(terms, completed, ledger)
        book = book_of(ledger, terms)
    spreadsheet = folder / "laa-spreadsheet.xlsx"
    write_workbook(spreadsheet, spreadsheet_bytes(book, along("Sheets")))
    comparisons = compare(terms.form, terms.framework, spreadsheet)
    write_whole(folder / "published-comparison.csv", comparison_csv(comparisons))
    annex = _rebuild_annex(terms.form, folder)
    _print_summary(terms.framework, checked, comparisons, annex, folder)


def _rebuild_annex(form: Form, folder: Path) -> tuple[FundingComparison, ...]:
    """Write the funding tables of the year that was published, and compare them with the print."""
    from workbook_tools.consolidated import Book, funding_bytes
    from workbook_tools.published.funding import YEAR, compare_funding, funding_comparison_csv

    framework = load_history().at(YEAR)
    path = folder / "funding.xlsx"
    write_workbook(path, funding_bytes(Book(form, framework, framework.round(YEAR), (), {})))
    comparisons = compare_funding(form, framework, path)
    write_whole(folder / "funding-comparison.csv", funding_comparison_csv(comparisons))
    return comparisons


def claim_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier demo, and mark the folder as ours."""
    marker = folder / _MARKER
    # A demo that was killed at its first step has left the beginning of the marker alone.
    is_strange = folder.exists() and (
        not folder.is_dir() or any(not is_begun(each.name, marker) for each in folder.iterdir())
    )
    if is_strange and not marker.exists():
        raise LaaError(
            f"{folder} is there already and was not written by the demo, which would write over "
            "what it holds; choose another folder with --out."
        )
    write_whole(marker, _MARKER_TEXT.encode("utf-8"))


_MARKER = "about-this-folder.txt"
_MARKER_TEXT = "Written by “laa demo”, which writes everything in this folder anew when it runs.\n"


def _issue(terms: Terms, ledger: Ledger, folder: Path) -> dict[Path, IssuedReturn]:
    """Write the blank returns, and record that they were issued."""
    groups = terms.framework.theme_groups
    plans = {
        folder / plan.file_name: plan
        for plan in (planned(terms, group, contact=_CONTACT) for group in groups)
    }
    written = write_returns(plans, replace=True, along=along("Returns"))
    form = ledger.keep_declaration("form", terms.form.files)
    ledger.open_round(terms.round, now(), _CONTACT, form)
    record_issues(ledger, terms, plans, written, _CONTACT)
    return plans


def _complete(blank: dict[Path, IssuedReturn], folder: Path) -> list[Path]:
    from workbook_tools.published.completing import complete

    completed = []
    with progress(list(blank), "Filling in") as shown:
        for path in shown:
            completed.append(folder / path.name)
            write_whole(completed[-1], complete(blank[path], path.read_bytes()))
    return completed


def _receive(terms: Terms, completed: list[Path], ledger: Ledger) -> list[Outcome]:
    """Check and record every return, as received a week before they were due."""
    from workbook_tools.checks import check_file, check_together, outcome_of
    from workbook_tools.rules.issued import plan_return

    due = terms.round.due
    day = datetime(due.year, due.month, due.day) - timedelta(days=7)
    with progress(completed, "Checking") as shown:
        checked = check_together(
            [
                outcome_of(check_file(path, terms.form, terms.framework, PUBLISHED_ROUND))
                for path in shown
            ],
            lambda each: plan_return(
                terms.form, terms.framework, PUBLISHED_ROUND, each.identity.theme_group
            ),
        )
    for each in checked:
        ledger.receive(submission_of(each, due, received_on(day)))
    return checked


def _print_summary(
    framework: Framework,
    checked: list[Outcome],
    comparisons: tuple[Comparison, ...],
    annex: tuple[FundingComparison, ...],
    folder: Path,
) -> None:
    from rich.console import Console
    from rich.table import Table

    from workbook_tools.published.comparison import verdict_counts

    table = Table(
        title=framework.round(PUBLISHED_ROUND).title, title_justify="left", box=None, pad_edge=False
    )
    table.add_column("Theme group", no_wrap=True)
    for heading in ("Rows", "Figures", "Red", "Amber", "Green", "Other"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Check")
    for result in checked:
        group = framework.group(result.identity.theme_group)
        rows = [row for row in framework.rows_of(group.id) if not row.is_heading]
        lights = Counter(r.text for r in result.records if r.column == "light")
        figures = sum(r.column == "actual_city" for r in result.records)
        coloured = [lights[word] for word in ("Red", "Amber", "Green")]
        lit = sum(lights.values())
        numbers = (len(rows), figures, *coloured, lit - sum(coloured))
        table.add_row(group.id, *map(str, numbers), in_words(result.findings))
    Console().print(table)
    verdicts = verdict_counts(comparisons)
    click.echo(
        f"Compared with the published spreadsheet, {len(comparisons):,} printed cells: "
        + ", ".join(f"{number:,} {verdict}" for verdict, number in verdicts.items())
        + ", each difference with its reason."
    )
    tally = Counter(each.verdict for each in annex)
    click.echo(
        f"Compared with Annex 3, the funding of 2007/08, {len(annex)} cells: {tally['same']} same, "
        f"{tally['supplied']} lost in print and supplied, {tally['differs']} differ."
    )
    click.echo(f"In {folder}:")
    for name, what in _RESULTS:
        click.echo(f"  {name:<26} {what}")


_RESULTS = (
    ("returns/", "the blank returns, one for each theme group"),
    ("completed/", "the same, filled in with the published 2006-07 update"),
    ("ledger.sqlite", "every file received and every value, with its cell"),
    ("laa-spreadsheet.xlsx", "the rebuilt LAA spreadsheet"),
    ("published-comparison.csv", "every printed cell beside the rebuilt one"),
    ("funding.xlsx", "the funding tables of 2007/08, rebuilt, with their controls"),
    ("funding-comparison.csv", "every printed cell of Annex 3 beside the rebuilt one"),
)
