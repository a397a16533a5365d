"""Options that several commands take, each declared once with what a shell completes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from workbook_tools.commands import completing

_Command = TypeVar("_Command", bound=Callable[..., Any])


def round_option(told: str = "The round, such as 2006-07.") -> Callable[[_Command], _Command]:
    """Return the option ``--round``, which a command takes as ``round_id``."""
    return click.option(
        "--round", "round_id", metavar="ROUND", shell_complete=completing.rounds, help=told
    )


def replace_option() -> Callable[[_Command], _Command]:
    """Return the option ``--replace`` of a command that writes a file anew."""
    return click.option(
        "--replace",
        is_flag=True,
        help="Write over a file that this toolkit did not write, or that was changed since.",
    )


def group_option(told: str) -> Callable[[_Command], _Command]:
    """Return the option ``--group``, which may be given several times, as ``groups``."""
    return click.option(
        "--group",
        "groups",
        metavar="ID",
        multiple=True,
        shell_complete=completing.groups,
        help=told,
    )
