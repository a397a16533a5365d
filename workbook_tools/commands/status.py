"""``laa status``: who has returned, and what is outstanding."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from pathlib import Path

import click

from workbook_tools.folder.working_folder import working_folder
from workbook_tools.ledger import GroupStatus, Ledger, round_status

_COLOURS = {"accepted": "green", "accepted, late": "green", "in error": "red", "overdue": "red"}


@click.command("status")
@click.option("--round", "round_id", metavar="ROUND", help="The round, such as 2006-07.")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Show the state as on this day: 2007-03-01.",
)
def command(round_id: str | None, today: datetime | None) -> None:
    """Show the state of every theme group's return in the current folder's ledger."""
    from rich.console import Console
    from rich.table import Table

    from workbook_tools.reports.receipts.folder import find_receipt
    from workbook_tools.values.days import long_date

    here = working_folder()
    round_ = here.round(round_id)
    day = today or datetime.combine(datetime.now().date(), time())
    with Ledger.open(here.settings.ledger_path, create=here.settings.is_declared) as ledger:
        groups = round_status(here.framework, round_.id, ledger, day.date())
        receipts = {
            group: find_receipt(here.settings.receipts_path, ledger, received)
            for group, received in ledger.current(here.framework.id, round_.id).items()
        }
    title = f"{round_.title}, due {long_date(round_.due)}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("Theme group", "State", "Received"):
        table.add_column(heading, no_wrap=True)
    for heading in ("File", "What it brought"):
        table.add_column(heading, overflow="fold")
    for group in groups:
        colour = _COLOURS.get(group.state, "")
        table.add_row(
            group.theme_group,
            f"[{colour}]{group.state}[/]" if colour else group.state,
            f"{group.received_at:%d/%m/%Y}" if group.received_at else "",
            group.file,
            _brought(group, receipts.get(group.theme_group)),
        )
    Console().print(table)
    tally = Counter(group.state for group in groups)
    click.echo(", ".join(f"{number} {state}" for state, number in tally.items()))


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
