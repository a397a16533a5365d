"""``laa check``: findings in returns, changing nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
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
from workbook_tools.commands.here import Day, here, shown_along
from workbook_tools.commands.options import hands_options, round_option
from workbook_tools.folder import Folder
from workbook_tools.hands import Hands
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from workbook_tools.checks import Outcome
    from workbook_tools.folder.batch import Sorted
    from workbook_tools.form import Form
    from workbook_tools.inbox import Left
    from workbook_tools.workbooks import Source

_CHECKED = "checked"
"""Where a result keeps the return itself, which is not printed."""


@click.command("check")
@round_option("The round they should be for.")
@click.option(
    "--dated",
    metavar="DATE",
    type=Day(),
    help="Print this day on the page: 2007-03-01. None is printed otherwise.",
)
@hands_options
@findings_options
def command(
    files: tuple[Path, ...],
    round_id: str | None,
    least: str,
    in_full: bool,
    as_json: bool,
    page: Path | None,
    dated: datetime | None,
    marked: Path | None,
    replace: bool,
    hands: Hands,
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

        refuse_other_than_page(page, files, replace=replace)
    elif dated:
        raise LaaError("--dated is a day to print on a page; add --html FILE, or leave it out.")
    current = here()
    results = _results(files, current, round_id or current.settings.round or "", hands)
    if page:
        _write_page(page, results, current, dated, replace=replace)
    copies = _save_marked(current.form, results, files, marked, replace) if marked else []
    if as_json:
        click.echo(json.dumps(_document(results, least), ensure_ascii=False, indent=2))
    else:
        for result in results:
            _print_result(result, least, None if in_full else MOST)
        print_places(page, copies)
    end({result["status"] for result in results}, copies)


def _results(
    paths: Sequence[Path], current: Folder, expected: str, hands: Hands
) -> list[dict[str, Any]]:
    """Check files one by one, then those that can be read together."""
    from workbook_tools.folder.checking import Checking, check_many
    from workbook_tools.folder.receiving import looked_at_together

    results: list[dict[str, Any]] = []
    files: list[Path | Source] = []
    for found in _found(paths):
        file, problem = _to_check(found)
        result: dict[str, Any] = {
            "file": str(found if isinstance(found, Path) else found.path),
            "theme_group": "",
            "round": "",
            "status": "unreadable" if problem else "",
            "findings": (),
            "problem": problem,
        }
        results.append(result)
        if file is not None:
            files.append(file)
    checked: list[Outcome] = []
    results_of: dict[int, dict[str, Any]] = {}
    work = check_many(Checking(current, expected), files, hands)
    to_check = [result for result in results if not result["problem"]]
    with shown_along(work, len(files), "Checking") as shown:
        for result, outcome in zip(to_check, shown, strict=True):
            if isinstance(outcome, LaaError):
                result["problem"], result["status"] = str(outcome), "unreadable"
            else:
                checked.append(outcome)
                results_of[id(outcome.identity)] = result
    for result in results:
        if result["problem"]:
            click.echo(f"laa: {result['problem']}", err=True)
    for sorted_ in looked_at_together(current, checked, datetime.now(UTC)):
        each = sorted_.checked
        result = results_of[id(each.identity)]
        _print_place(sorted_)
        result["theme_group"] = each.identity.theme_group
        result["round"] = each.identity.round
        result["status"] = each.status
        result["findings"] = each.findings
        result[_CHECKED] = each
    return results


def _to_check(found: Path | Source | Left) -> tuple[Path | Source | None, str]:
    """Return what is to be checked, or why it is not."""
    from workbook_tools.inbox import Left, lightly

    if isinstance(found, Left):
        return None, found.sentence
    if isinstance(found, Path):
        return None, f"{found} is a folder; name files, such as {found / '*.xlsx'}."
    return lightly(found), ""


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
    path = sorted_.checked.path
    if sorted_.aside:
        click.echo(f"{path}: would not be recorded beside the others; {sorted_.aside}", err=True)
    elif sorted_.remark:
        click.echo(f"{path}: {sorted_.remark}", err=True)


def _save_marked(
    form: Form,
    results: list[dict[str, Any]],
    files: Sequence[Path],
    folder: Path,
    replace: bool,
) -> list[Path | None]:
    """Write the marked copies; return where they are, None for one that could not be written."""
    from workbook_tools.reports.marking import CopyFolder

    folder_of_copies = CopyFolder(form, folder, files, replace=replace)
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
    files = [
        {key: result[key] for key in ("file", "theme_group", "round", "status")}
        | {"findings": [each.as_dict() for each in as_grave(result["findings"], least)]}
        for result in results
    ]
    return {"files": files, "summary": summary([result["status"] for result in results], every)}


def _write_page(
    page: Path,
    results: list[dict[str, Any]],
    current: Folder,
    dated: datetime | None,
    *,
    replace: bool,
) -> None:
    from workbook_tools.files import write_own
    from workbook_tools.reports.findings_page import CheckedFile, findings_page

    files = [
        CheckedFile(
            path=result["file"],
            theme_group=result["theme_group"],
            round=result["round"],
            status=result["status"],
            findings=result["findings"],
            problem=result["problem"],
        )
        for result in results
    ]
    framework = current.terms().framework
    content = findings_page(current.form, files, framework, dated.date() if dated else None)
    write_own(page, content, replace=replace)


def _print_result(result: dict[str, Any], least: str, most: int | None) -> None:
    """Print the findings of a file, worst first, and how many are not printed."""
    if result["status"] == "unreadable":
        return
    of, findings = f"{result['theme_group']}, {result['round']}", result["findings"]
    click.secho(f"{result['file']} ({of}): {in_words(findings)}", bold=True)
    print_findings(
        findings, least, most, "--all prints them, --html and --marked show them in place"
    )
