"""Options that several commands take, each declared once with what a shell completes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import click

from workbook_tools.commands import completing
from workbook_tools.hands import Hands
from workbook_tools.problems import LaaError

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


def hands_options(command: _Command) -> _Command:
    """Add the options that say who does the work on many files; a command takes ``hands``."""

    @functools.wraps(command)
    def with_hands(*args: Any, jobs: int | None, scheduler: str | None, **options: Any) -> Any:
        if jobs and scheduler:
            raise LaaError("--jobs is for this computer and --scheduler for a cluster; give one.")
        return command(*args, hands=Hands(jobs or 0, scheduler or ""), **options)

    click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(1),
        help="How many processes do the work; one for each core where there are many files.",
    )(with_hands)
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Do the work on the Dask cluster there, such as tcp://127.0.0.1:8786.",
    )(with_hands)
    return cast(_Command, with_hands)


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
