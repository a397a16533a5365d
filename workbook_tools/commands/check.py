"""``laa check``: findings in returns, changing nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook_tools.commands import UNUSABLE
from workbook_tools.commands.here import Day, here, progress
from workbook_tools.commands.options import round_option
from workbook_tools.folder import Folder
from workbook_tools.problems import LaaError
from workbook_tools.values.findings import SEVERITIES, Finding, answered_queries, counts

if TYPE_CHECKING:
    from workbook_tools.checks import CheckedReturn
    from workbook_tools.folder.batch import Sorted
    from workbook_tools.form import Form
    from workbook_tools.inbox import Left
    from workbook_tools.workbooks import Source

ERRORS_FOUND = 1
"""Exit status where an error was found in a return."""

_CHECKED = "checked"
"""Where a result keeps the return itself, which is not printed."""

_COLOURS = {"error": "red", "query": "yellow", "note": "cyan"}

_MOST = 50
"""So many findings of a file are printed: of more, the worst."""


@click.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@round_option("The round they should be for.")
@click.option(
    "--severity",
    "least",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[-1],
    help="Print only what is as grave as this: error, query (errors too) or note (all).",
)
@click.option("--all", "in_full", is_flag=True, help=f"Print more than {_MOST} findings of a file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the findings as a page too, such as findings.html.",
)
@click.option(
    "--dated",
    metavar="DATE",
    type=Day(),
    help="Print this day on the page: 2007-03-01. None is printed otherwise.",
)
@click.option(
    "--marked",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Put a copy of each into this folder, with what was found marked in it.",
)
def command(
    files: tuple[Path, ...],
    round_id: str | None,
    least: str,
    in_full: bool,
    as_json: bool,
    page: Path | None,
    dated: datetime | None,
    marked: Path | None,
) -> None:
    """Check returns and print what is wrong or odd in them, worst first.

    In brackets stands the rule: “laa rules explain” tells about it, and waivers.csv names
    it. --severity says what is printed, as JSON too; counts, exit status, page and marked
    copies are of everything.

    Of a zip archive or a mail (.zip, .eml, .msg) the workbooks in it are checked. Of several
    files for one return it is told which of them would be recorded.

    Exit status: 0 no errors; 1 errors found; 2 a file that cannot be read as a return.
    """
    if page:
        from workbook_tools.reports.findings_page import refuse_other_than_page

        refuse_other_than_page(page, files)
    elif dated:
        raise LaaError("--dated is a day to print on a page; add --html FILE, or leave it out.")
    current = here()
    results = _results(files, current, round_id or current.settings.round or "")
    if page:
        _write_page(page, results, current, dated)
    copies = _save_marked(current.form, results, files, marked) if marked else []
    if as_json:
        click.echo(json.dumps(_document(results, least), ensure_ascii=False, indent=2))
    else:
        for result in results:
            _print_result(result, least, None if in_full else _MOST)
        if page:
            click.echo(f"{page}: the same as a page to read, print or mail")
        for copy in filter(None, copies):
            click.echo(f"{copy}: a copy with the findings marked in it")
    statuses = {result["status"] for result in results}
    if "unreadable" in statuses or None in copies:
        sys.exit(UNUSABLE)
    if "errors" in statuses:
        sys.exit(ERRORS_FOUND)


def _results(paths: Sequence[Path], current: Folder, expected: str) -> list[dict[str, Any]]:
    """Check files one by one, then those that can be read together."""
    from workbook_tools.folder.receiving import looked_at_together
    from workbook_tools.inbox import Left

    checked: list[CheckedReturn] = []
    results: list[dict[str, Any]] = []
    with progress(list(_found(paths)), "Checking") as shown:
        for found in shown:
            result: dict[str, Any] = {
                "file": str(found if isinstance(found, Path) else found.path),
                "theme_group": "",
                "round": "",
                "status": "unreadable",
                "findings": (),
            }
            results.append(result)
            try:
                if isinstance(found, Left):
                    raise LaaError(found.sentence)
                if isinstance(found, Path) and found.is_dir():
                    raise LaaError(f"{found} is a folder; name files, such as {found / '*.xlsx'}.")
                checked.append(current.check(found, round=expected))
            except LaaError as error:
                result["problem"] = str(error)
            else:
                result["status"] = ""
    for result in results:
        if "problem" in result:
            click.echo(f"laa: {result['problem']}", err=True)
    readable = (result for result in results if not result["status"])
    results_of = {id(each.workbook): result for each, result in zip(checked, readable, strict=True)}
    for sorted_ in looked_at_together(current, checked, datetime.now(UTC)):
        each = sorted_.checked
        result = results_of[id(each.workbook)]
        _print_place(sorted_)
        result["theme_group"] = each.identity.theme_group
        result["round"] = each.identity.round
        result["status"] = each.status
        result["findings"] = each.findings
        result[_CHECKED] = each
    return results


def _found(paths: Sequence[Path]) -> Iterator[Path | Source | Left]:
    """Yield the files, and in the place of an archive or a mail what is in it.

    What is plainly no return in one, such as a picture, is not looked at.
    """
    from workbook_tools.inbox import Left, lying_in

    for path in paths:
        for found in [path] if path.is_dir() else lying_in([path]):
            is_beside = isinstance(found, Left) and found.is_other and found.path != path
            if not is_beside:
                yield found


def _print_place(sorted_: Sorted) -> None:
    """Say what there is to say of a file beside others for the same return, as ingest would."""
    path = sorted_.checked.workbook.path
    if sorted_.aside:
        click.echo(f"{path}: would not be recorded beside the others; {sorted_.aside}", err=True)
    elif sorted_.remark:
        click.echo(f"{path}: {sorted_.remark}", err=True)


def _save_marked(
    form: Form, results: list[dict[str, Any]], files: Sequence[Path], folder: Path
) -> list[Path | None]:
    """Write the marked copies; return where they are, None for one that could not be written."""
    from workbook_tools.reports.marking import CopyFolder

    folder_of_copies = CopyFolder(form, folder, files)
    copies: list[Path | None] = []
    for result in results:
        if _CHECKED in result:
            try:
                copies.append(folder_of_copies.save(result[_CHECKED]))
            except LaaError as error:
                click.echo(f"laa: {error}", err=True)
                copies.append(None)
    return copies


def _document(results: list[dict[str, Any]], least: str) -> dict[str, Any]:
    every = [finding for result in results for finding in result["findings"]]
    by_status = {
        status: sum(result["status"] == status for result in results)
        for status in ("accepted", "errors", "unreadable")
    }
    files = [
        {key: result[key] for key in ("file", "theme_group", "round", "status")}
        | {"findings": [each.as_dict() for each in _as_grave(result["findings"], least)]}
        for result in results
    ]
    answered = {"answered": len(answered_queries(every))}
    return {
        "files": files,
        "summary": {"files": len(results)} | by_status | counts(every) | answered,
    }


def _write_page(
    page: Path, results: list[dict[str, Any]], current: Folder, dated: datetime | None
) -> None:
    from workbook_tools.files import write_whole
    from workbook_tools.reports.findings_page import CheckedFile, findings_page

    files = [
        CheckedFile(
            path=result["file"],
            theme_group=result["theme_group"],
            round=result["round"],
            status=result["status"],
            findings=result["findings"],
            problem=result.get("problem", ""),
        )
        for result in results
    ]
    framework = current.terms().framework
    write_whole(
        page, findings_page(current.form, files, framework, dated.date() if dated else None)
    )


def _print_result(result: dict[str, Any], least: str, most: int | None) -> None:
    """Print the findings of a file, worst first, and how many are not printed."""
    if result["status"] == "unreadable":
        return
    of, findings = f"{result['theme_group']}, {result['round']}", result["findings"]
    click.secho(f"{result['file']} ({of}): {in_words(findings)}", bold=True)
    grave = _as_grave(findings, least)
    for finding in worst_first(grave)[:most]:
        print_finding(finding)
    if most is not None and len(grave) > most:
        rest = in_words(worst_first(grave)[most:])
        click.echo(f"  and {rest} more; --all prints them, --html and --marked show them in place")


def _as_grave(findings: Sequence[Finding], least: str) -> list[Finding]:
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
