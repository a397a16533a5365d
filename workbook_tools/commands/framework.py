"""``laa framework``: the framework as a workbook to edit, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

from workbook_tools.commands.here import here
from workbook_tools.folder import Folder
from workbook_tools.folder.rounds import Overrides
from workbook_tools.framework import History, load_history
from workbook_tools.problems import LaaError
from workbook_tools.values.days import long_date

WRONG = 1
"""Exit status where something in the workbook must be put right first."""


@click.group("framework")
def command() -> None:
    """Write the framework as a workbook to edit, and apply what was edited."""


@command.command("export")
@click.option(
    "--out",
    "path",
    metavar="FILE.xlsx",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write.",
)
def export(path: Path) -> None:
    """Write theme groups, contacts, indicators, targets, rounds and calendar as a workbook."""
    from workbook_tools.files import write_workbook
    from workbook_tools.upkeep import export_bytes
    from workbook_tools.upkeep.layout import layout_of

    current = here()
    history = _history(current)
    write_workbook(path, export_bytes(current.form, history, _issued(current, history)))
    click.echo(
        f"{path} is ready. Change what is to be changed, say on its sheet "
        f"{layout_of(current.form).changes['name']} who agreed it, save it, then:"
    )
    click.echo(f"  laa framework apply {path} --dry-run    shows what would change")


@command.command("apply")
@click.argument("path", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--by", metavar="NAME", help="Who enters it, for the log; else who is logged in.")
def apply_workbook(path: Path, dry_run: bool, by: str | None) -> None:
    """Apply an edited workbook to the framework of the current folder: all of it, or nothing.

    Every change is told in words, with the round it holds from and who agreed it.

    Exit status: 0 applied, or nothing to apply; 1 something in the workbook must be put
    right first; 2 it is no workbook of this framework as it stands.
    """
    from workbook_tools.upkeep import NotApplicableError, apply, planned_changes

    current = here()
    history = _history(current, to_change=True)
    try:
        planned = planned_changes(
            current.form,
            history,
            path,
            _issued(current, history),
            entered_by=by or current.who,
            entered_on=date.today(),
        )
    except NotApplicableError as error:
        for mistake in error.mistakes:
            click.echo(f"{path}: {mistake}")
        things = "1 thing" if len(error.mistakes) == 1 else f"{len(error.mistakes)} things"
        click.echo(f"Nothing has been changed; put {things} right first.")
        sys.exit(WRONG)
    for line in planned.lines:
        click.echo(line)
    if not planned.lines:
        click.echo(f"{path} changes nothing.")
    elif dry_run:
        click.echo("Nothing has been changed yet; run it again without --dry-run to apply it.")
    else:
        before = current.history
        apply(planned)
        click.echo(f"Applied to {planned.files.place}.")
        for line in _carry_to_rounds(current, before):
            click.echo(line)


def _carry_to_rounds(current: Folder, before: History) -> Iterator[str]:
    """Change the open rounds as their declaration was changed; say what was, and was not, done.

    What is defined of an open round stands in the ledger.
    """
    was = {round_.id: round_ for round_ in before.rounds}
    standings = {each.definition.id: each for each in current.rounds}
    for round_ in load_history(before.files.place).rounds:
        standing = standings.get(round_.id)
        if round_ == was.get(round_.id) or standing is None or standing.state == "planned":
            continue
        if standing.state == "closed":
            yield f"The round {round_.id} is closed, so it stays as it is."
            continue
        said = Overrides(round_.title, round_.year, round_.months, due=round_.due)
        if current.change_round(round_.id, "Changed in the framework’s workbook.", said):
            yield f"The round {round_.id} is open, and is due on {long_date(round_.due)} now."


def _history(current: Folder, *, to_change: bool = False) -> History:
    """Return the folder's framework over time.

    Raises:
        LaaError: it is to be changed, and the folder has none of its own.
    """
    if to_change and not (current.path / current.settings.framework).is_dir():
        raise LaaError(
            f"The framework {current.settings.framework} comes with the toolkit and is never "
            "changed; make a working folder with “laa init”, and apply the workbook there."
        )
    return current.history


def _issued(current: Folder, history: History) -> Callable[[str], bool]:
    """Return what says whether a round has been issued, as far as the ledger knows."""
    if not current.settings.ledger_path.exists():
        return lambda _: False

    def issued(round_id: str) -> bool:
        if round_id not in known:
            with current.ledger() as ledger:
                came_in = ledger.received(history.settings.id, round_id)
                known[round_id] = bool(ledger.issues(round_id) or came_in)
        return known[round_id]

    known: dict[str, bool] = {}
    return issued
