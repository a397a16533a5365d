"""The folder that a command is run in, and what several commands say alike."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from workbook_tools.files import Along
from workbook_tools.folder import Folder

_Each = TypeVar("_Each")


class Day(click.DateTime):
    """The type of an option that is a day: 2007-02-28 or 28/02/2007."""

    def __init__(self) -> None:
        """Take both ways of writing it."""
        super().__init__(("%Y-%m-%d", "%d/%m/%Y"))

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day; what is none is told with how one is written."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is no day; write it as 2007-02-28 or 28/02/2007.", param, ctx)
        return day


def here() -> Folder:
    """Return the current folder."""
    return Folder()


def working_folder() -> Folder:
    """Return the current folder, for a command that keeps to a ledger.

    Raises:
        LaaError: it is no working folder; nothing is looked for or left there.
    """
    folder = here()
    folder.require_declared()
    return folder


@contextmanager
def progress(items: Sequence[_Each], label: str) -> Iterator[Iterable[_Each]]:
    """Show how far the work along some items is; nothing where nobody looks."""
    with shown_along(items, len(items), label) as shown:
        yield shown


@contextmanager
def shown_along(work: Iterable[_Each], length: int, label: str) -> Iterator[Iterable[_Each]]:
    """Show how far some work is, of which ``length`` pieces come in; nothing where nobody looks."""
    with click.progressbar(
        work, length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        yield shown


def along(label: str) -> Along:
    """Return what walks along the items of some work, showing how far it is."""

    def walk(items: Sequence[_Each]) -> Iterator[_Each]:
        with progress(items, label) as shown:
            yield from shown

    return walk


def named(path: Path) -> str:
    """Return a path as it is told on screen: below this folder where it is."""
    folder = Path.cwd()
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
