"""The folder that a command is run in, and what several commands say alike."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from workbook_tools.folder import Folder

_Each = TypeVar("_Each")

DATES = ("%Y-%m-%d", "%d/%m/%Y")
"""How a day may be written: 2007-02-28 or 28/02/2007."""


def here() -> Folder:
    """Return the current folder."""
    return Folder()


@contextmanager
def progress(items: Sequence[_Each], label: str) -> Iterator[Iterable[_Each]]:
    """Show how far the work along some items is; nothing where nobody looks."""
    with click.progressbar(
        items, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        yield shown


def named(path: Path) -> str:
    """Return a path as it is told on screen: below this folder where it is."""
    folder = Path.cwd()
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
