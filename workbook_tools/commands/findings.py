"""How commands tell findings: what can be asked for, how they are printed, and how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from workbook_tools.commands import UNUSABLE
from workbook_tools.commands.options import replace_option
from workbook_tools.values.findings import SEVERITIES, Finding, answered_queries, counts

ERRORS_FOUND = 1
"""Exit status where an error was found in a return."""

MOST = 50
"""So many findings of a file are printed: of more, the worst."""

_COLOURS = {"error": "red", "query": "yellow", "note": "cyan"}

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument(
        "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path)
    ),
    click.option(
        "--severity",
        "least",
        type=click.Choice(SEVERITIES),
        default=SEVERITIES[-1],
        help="Print only what is as grave as this: error, query (errors too) or note (all).",
    ),
    click.option(
        "--all", "in_full", is_flag=True, help=f"Print more than {MOST} findings of a file."
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead."),
    click.option(
        "--html",
        "page",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write the findings as a page too, such as findings.html.",
    ),
    click.option(
        "--marked",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Put a copy of each workbook into this folder, with what was found marked in it.",
    ),
    replace_option(),
)


def findings_options(command: _Command) -> _Command:
    """Let a command take files, and say how what is found in them is told."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def print_findings(findings: Sequence[Finding], least: str, most: int | None, more: str) -> None:
    """Print the findings of a file, worst first.

    Args:
        findings: those of one file.
        least: the severity of the least grave that are printed.
        most: how many are printed; None for all.
        more: what is said of those that are not, behind their number.
    """
    grave = worst_first(as_grave(findings, least))
    for finding in grave[:most]:
        print_finding(finding)
    if most is not None and len(grave) > most:
        click.echo(f"  and {in_words(grave[most:])} more; {more}")


def print_places(page: Path | None, copies: Sequence[Path | None]) -> None:
    """Say where a page and marked copies of the findings are."""
    if page:
        click.echo(f"{page}: the same as a page to read, print or mail")
    for copy in filter(None, copies):
        click.echo(f"{copy}: a copy with the findings marked in it")


def end(statuses: Collection[str], copies: Sequence[Path | None]) -> None:
    """End the program as the statuses of files ask, and a copy that could not be written."""
    if "unreadable" in statuses or None in copies:
        sys.exit(UNUSABLE)
    if "errors" in statuses:
        sys.exit(ERRORS_FOUND)


def summary(statuses: Sequence[str], findings: Sequence[Finding]) -> Mapping[str, int]:
    """Return the counts at the end of what is printed for programs."""
    by_status = {status: statuses.count(status) for status in ("accepted", "errors", "unreadable")}
    answered = {"answered": len(answered_queries(findings))}
    return {"files": len(statuses)} | by_status | counts(findings) | answered


def as_grave(findings: Sequence[Finding], least: str) -> list[Finding]:
    """Return the findings that are as grave as that, or graver."""
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    return [finding for finding in findings if finding.severity in shown]


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings worst first; those of a kind keep the order of sheets and rows."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def print_finding(finding: Finding) -> None:
    """Print one finding in two lines: where, what is wrong, and the rule; what to do."""
    place = "!".join(filter(None, (finding.sheet, finding.cell))) or "workbook"
    row = f" ({finding.row_key})" if finding.row_key else ""
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity])
    rule = click.style(f"[{finding.rule}]", dim=True)
    click.echo(f"  {severity} {place}{row}: {finding.message} {rule}")
    click.echo(f"    Answered: {finding.answer}" if finding.answer else f"    {finding.fix}")


def in_words(findings: Sequence[Finding]) -> str:
    """Return how many findings there are: ``2 errors, 3 queries (1 answered)``."""
    plural = {"error": "errors", "query": "queries", "note": "notes"}
    answers = len(answered_queries(findings))
    said = [
        f"{number} {severity if number == 1 else plural[severity]}"
        + (f" ({answers} answered)" if severity == "query" and answers else "")
        for severity, number in counts(findings).items()
        if number
    ]
    return ", ".join(said) or "nothing wrong"
