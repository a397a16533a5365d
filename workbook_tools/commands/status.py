"""``laa status``: who has returned, and what is outstanding."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import Day, here
from workbook_tools.folder.rounds import Terms
from workbook_tools.framework.calendar import Duty, duties_ahead
from workbook_tools.framework.rounds import kind_of
from workbook_tools.ledger import GroupStatus, Ledger, RoundStatus, round_status
from workbook_tools.values.days import long_date

_COLOURS = {"accepted": "green", "accepted, late": "green", "in error": "red", "overdue": "red"}


@click.command("status")
@click.option(
    "--round",
    "round_id",
    metavar="ROUND",
    shell_complete=completing.rounds,
    help="The round, such as 2006-07.",
)
@click.option(
    "--today",
    metavar="DATE",
    type=Day(),
    help="Show the state as on this day: 2007-03-01.",
)
def command(round_id: str | None, today: datetime | None) -> None:
    """Show the state of every theme group's return in the current folder's ledger."""
    from rich.console import Console
    from rich.table import Table

    from workbook_tools.reports.receipts.folder import find_receipt

    current = here()
    terms = current.terms(round_id or "")
    day = (today or datetime.now()).date()
    path, may_be_missing = current.settings.ledger_path, current.settings.is_declared
    with Ledger.open(path, create=may_be_missing, read_only=True) as ledger:
        status = round_status(terms.framework, terms.round.id, ledger, day)
        receipts = {
            group: find_receipt(current.settings.receipts_path, ledger, received)
            for group, received in ledger.current(terms.framework.id, terms.round.id).items()
        }
    # Not as the table's title, which would be broken where the table is narrow.
    click.echo(_title(status))
    table = Table(box=None, pad_edge=False)
    noun = terms.form.returns.group.one.capitalize()
    for heading in (noun, "State", "Received"):
        table.add_column(heading, no_wrap=True)
    for heading in ("File", "What it brought"):
        table.add_column(heading, overflow="fold")
    for group in status.groups:
        colour = _COLOURS.get(group.state, "")
        table.add_row(
            group.theme_group,
            f"[{colour}]{group.state}[/]" if colour else group.state,
            f"{group.received_at:%d/%m/%Y}" if group.received_at else "",
            group.file,
            _brought(group, receipts.get(group.theme_group)),
        )
    Console().print(table)
    tally = Counter(group.state for group in status.groups)
    click.echo(", ".join(f"{number} {state}" for state, number in tally.items()))
    for duty, due in _duties(terms, status.day):
        click.echo(f"{counted_days((due - status.day).days)}: {duty.what} ({long_date(due)})")


def _duties(terms: Terms, today: date) -> list[tuple[Duty, date]]:
    """Return what follows from the round by the calendar, and is still ahead."""
    kind = kind_of(terms.round.id)
    return duties_ahead(terms.framework.calendar, terms.round.year, kind, today)


def _title(status: RoundStatus) -> str:
    """Return the round, whether it is open, and how many days there are left."""
    said = f"{status.round.title}, {status.state}, due {long_date(status.round.due)}"
    if status.state == "closed":
        return said
    return f"{said}: {counted_days(status.days_left)}"


def counted_days(days: int) -> str:
    """Return how far a day is: ``in 3 days``, ``today``, ``1 day ago``."""
    if not days:
        return "today"
    number = f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {number}" if days > 0 else f"{number} ago"


def _brought(group: GroupStatus, receipt: Path | None) -> str:
    """Return what a group's file brought: values and findings, and what else there is to say."""
    if not group.file:
        return group.remark
    numbers = (
        (group.values, "value", "values"),
        (group.errors, "error", "errors"),
        (group.queries, "query", "queries"),
        (group.notes, "note", "notes"),
        (group.superseded, "earlier return", "earlier returns"),
    )
    counted = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in numbers if n)
    return "; ".join(
        filter(None, (counted, group.remark, f"receipt {receipt.name}" if receipt else ""))
    )
