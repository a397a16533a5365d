"""``laa generate``: the blank returns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.folder.working_folder import WorkingFolder, working_folder
from workbook_tools.form.templates import load_return_template
from workbook_tools.framework import Framework, Round, ThemeGroup
from workbook_tools.ledger import Ledger, SourcedRecord, records_before
from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from workbook_tools.rules.waivers import Waiver


@click.command("generate")
@click.option("--round", "round_id", metavar="ROUND", help="The round, such as 2006-07.")
@click.option("--group", "groups", metavar="ID", multiple=True, help="A theme group; repeatable.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write to.",
)
@click.option("--replace", is_flag=True, help="Write over workbooks that are there already.")
def command(round_id: str | None, groups: tuple[str, ...], folder: Path, replace: bool) -> None:
    """Write the blank returns to DIR, one workbook for each theme group.

    A workbook that is there already and differs is left alone, because it may
    hold someone's entries; --replace writes over it.
    """
    here = working_folder()
    chosen = _chosen(here.framework, groups)
    round_ = here.round(round_id)
    written = write_returns(
        here.framework,
        round_.id,
        chosen,
        folder,
        earlier=_earlier(here, round_),
        contact=here.contact,
        waivers=here.waivers(),
        replace=replace,
    )
    for path in written:
        click.echo(path)


def write_returns(
    framework: Framework,
    round_id: str,
    groups: list[ThemeGroup],
    folder: Path,
    *,
    earlier: Sequence[tuple[str, SourcedRecord]] = (),
    contact: str = "",
    waivers: tuple[Waiver, ...] = (),
    replace: bool = False,
) -> list[Path]:
    """Write the returns of some theme groups and return their paths.

    ``earlier`` are the values that count in earlier rounds, as (round, record): what is
    known from them is carried forward.

    Raises:
        LaaError: a different file stands in the way and ``replace`` is not set, or a file
            cannot be written. In the first case nothing is written.
    """
    from workbook_tools.files import write_whole
    from workbook_tools.plan.carried import carry_forward
    from workbook_tools.returns import plan_return, return_bytes

    template = load_return_template()
    contents: dict[Path, bytes] = {}
    with click.progressbar(
        groups, label="Returns", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as progress:
        for group in progress:
            own = [(of, record) for of, record in earlier if record.theme_group == group.id]
            carried = carry_forward(framework, template, round_id, own)
            plan = plan_return(framework, round_id, group.id, contact, waivers, carried)
            contents[folder / plan.file_name] = return_bytes(plan)
    for path, content in contents.items():
        if path.exists() and not replace and not (path.is_file() and path.read_bytes() == content):
            raise LaaError(
                f"{path} is there already and differs, so it may have been filled in; choose "
                "another folder, or add --replace to write over it."
            )
    for path, content in contents.items():
        write_whole(path, content)
    return list(contents)


def _earlier(here: WorkingFolder, round_: Round) -> list[tuple[str, SourcedRecord]]:
    """Return the values that count in the rounds before one, oldest round first."""
    if not here.settings.ledger_path.exists():
        return []
    with Ledger.open(here.settings.ledger_path, create=False, read_only=True) as ledger:
        return records_before(ledger, here.framework, round_.id)


def _chosen(framework: Framework, ids: tuple[str, ...]) -> list[ThemeGroup]:
    known = {group.id: group for group in framework}
    for group_id in ids:
        if group_id not in known:
            raise LaaError(f"There is no theme group “{group_id}”; choose from {', '.join(known)}.")
    return [known[group_id] for group_id in dict.fromkeys(ids)] if ids else list(known.values())
