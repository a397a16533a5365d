"""``laa generate``: the blank returns."""

from __future__ import annotations

from pathlib import Path

import click

from workbook_tools.commands.here import along, here
from workbook_tools.commands.options import group_option, hands_options, round_option
from workbook_tools.hands import Hands
from workbook_tools.values.days import long_date


@click.command("generate")
@round_option()
@group_option("A theme group; repeatable.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write to.",
)
@click.option("--replace", is_flag=True, help="Write over workbooks that are there already.")
@hands_options
def command(
    round_id: str | None, groups: tuple[str, ...], folder: Path, replace: bool, hands: Hands
) -> None:
    """Write the blank returns to DIR, one workbook for each theme group.

    A workbook that is there already and differs is left alone, because it may
    hold someone's entries; --replace writes over it. What was issued is recorded in the
    ledger, and a round that is only planned is opened.
    """
    from workbook_tools.folder.issuing import issue_returns

    current = here()
    terms = current.terms(round_id or "")
    for path in issue_returns(
        current, terms, folder, groups, replace=replace, along=along("Returns"), hands=hands
    ):
        click.echo(path)
    if terms.state == "planned" and current.settings.is_declared:
        click.echo(
            f"The round {terms.round.id} is open now; its returns are due "
            f"{long_date(terms.round.due)}."
        )
    if current.form.fingerprint != terms.form.fingerprint:
        click.echo(
            f"The form in this folder has changed since the round {terms.round.id} was opened, "
            "and its returns keep the form that it was opened with; “laa round change "
            f"{terms.round.id} --take-form --why …” has it take the new one."
        )
