"""``laa round``: open, change, close and reopen rounds; see how each stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import Day, working_folder
from workbook_tools.commands.usage import CommandGroup
from workbook_tools.folder.rounds import Overrides
from workbook_tools.framework import Round
from workbook_tools.ledger import RoundStanding
from workbook_tools.values.days import long_date

_COLOURS = {"planned": "", "open": "green", "closed": "cyan"}


class _Months(click.IntRange):
    """The type of an option that is a number of months."""

    def __init__(self) -> None:
        super().__init__(1, 12)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"“{value}” is no number of months; write one from 1 to 12.", param, ctx)


@click.group("round", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List rounds; open, change, close or reopen one.

    A round is named by its financial year, and its part: 2007-08, 2007-08-half-year,
    2007-08-q1. Title, months and days follow from that and from the calendar of the
    framework; options override them.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_rounds)


def _defined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that define a round."""
    day = Day()
    for option in (
        click.option("--ends", metavar="DATE", type=day, help="The last day it reports on."),
        click.option("--starts", metavar="DATE", type=day, help="The first day it reports on."),
        click.option(
            "--months", metavar="N", type=_Months(), help="Months of the year it covers: 1 to 12."
        ),
        click.option("--title", help="Its title, such as “2007-08 half-year update”."),
        click.option("--due", metavar="DATE", type=day, help="The day returns are to be back."),
    ):
        function = option(function)
    return function


@command.command("list")
def list_rounds() -> None:
    """List every round: planned, open or closed, and what happened to it."""
    standings = working_folder().rounds
    width = max((len(each.definition.id) for each in standings), default=0)
    for each in standings:
        state = click.style(f"{each.state:<7}", fg=_COLOURS[each.state] or None)
        round_ = each.definition
        click.echo(
            f"{round_.id:<{width}}  {state}  due {long_date(round_.due):<17}  {round_.title}"
        )
        for line in _told(each):
            click.echo(f"{'':<{width}}  {line}")
    if not standings:
        click.echo("There is no round yet; open one, such as “laa round open 2007-08”.")


def _told(standing: RoundStanding) -> list[str]:
    """Return what happened to a round, a line for each."""
    lines = []
    for event in standing.events:
        by = f" by {event.by}" if event.by else ""
        why = f": {event.why}" if event.why else ""
        lines.append(f"{event.event} on {long_date(event.at.date())}{by}{why}")
    return lines


@command.command("open")
@click.argument("round_id", metavar="ID", shell_complete=completing.rounds)
@_defined
def open_round(round_id: str, **said: Any) -> None:
    """Open the round ID: returns can be issued and received for it."""
    round_, is_new = working_folder().open_round(round_id, _overrides(said))
    what = "is open" if is_new else "is open already"
    click.echo(f"{round_id} {what}: {_in_words(round_)}")


@command.command("change")
@click.argument("round_id", metavar="ID", shell_complete=completing.rounds)
@click.option("--why", required=True, help="Why; it is kept.")
@click.option("--take-form", is_flag=True, help="Take the form that stands in the folder now.")
@_defined
def change_round(round_id: str, why: str, take_form: bool, **said: Any) -> None:
    """Change the open round ID: another due day, title or period, or the form in the folder."""
    round_ = working_folder().change_round(round_id, why, _overrides(said), take_form=take_form)
    if round_ is None:
        click.echo(f"{round_id} is so already; nothing was changed.")
    else:
        click.echo(f"{round_id} is changed: {_in_words(round_)}")


@command.command("close")
@click.argument("round_id", metavar="ID", shell_complete=completing.rounds)
@click.option("--why", default="", help="What to say of it; it is kept.")
def close_round(round_id: str, why: str) -> None:
    """Close the round ID: it stays as it is, and can be rebuilt as it is for ever.

    A return that comes in later is kept, and counts once the round is reopened.
    """
    working_folder().close_round(round_id, why)
    click.echo(f"{round_id} is closed.")


@command.command("reopen")
@click.argument("round_id", metavar="ID", shell_complete=completing.rounds)
@click.option("--why", required=True, help="Why; it is kept.")
def reopen_round(round_id: str, why: str) -> None:
    """Reopen the closed round ID: what came in since takes its place."""
    working_folder().reopen_round(round_id, why)
    click.echo(f"{round_id} is open again.")


def _overrides(said: dict[str, Any]) -> Overrides:
    days = {name: value.date() for name, value in said.items() if isinstance(value, datetime)}
    return Overrides(**(said | days))


def _in_words(round_: Round) -> str:
    return (
        f"{round_.title}, {long_date(round_.starts)} to {long_date(round_.ends)}, due "
        f"{long_date(round_.due)}."
    )
